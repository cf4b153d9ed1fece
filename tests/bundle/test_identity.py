"""The application has one name and one version, wherever a system wants to know them."""

from __future__ import annotations

import ast
import configparser
import plistlib
import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

import hcdesktop
from bundling import identity, pictures
from hcdesktop.core import resources
from hcdesktop.ui.language import LANGUAGES
from hcdesktop.ui.theme import LIGHT

PROJECT = identity.of_project()
ENTRY = identity.HERE / "hcdesktop.desktop"
SPEC = (identity.ROOT / "hcdesktop.spec").read_text(encoding="utf-8")


def test_the_version_is_the_packages() -> None:
    assert PROJECT.name == "hcdesktop"
    assert PROJECT.version == hcdesktop.__version__


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2.3.4.5", (1, 2, 3, 4)), ("2.0rc1", (2, 0, 0, 0)), ("10.11.dev3", (10, 11, 0, 0))],
)
def test_windows_gets_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert identity.numbers(version) == numbers


def test_the_version_resource_of_windows_says_all_of_it() -> None:
    tree = ast.parse(identity.windows_version(PROJECT), mode="eval")
    assert isinstance(tree.body, ast.Call)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    named = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    assert named == {
        "VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "StringStruct", "VarFileInfo", "VarStruct",
    }  # fmt: skip
    (fixed,) = [call for call in calls if getattr(call.func, "id", "") == "FixedFileInfo"]
    values = {keyword.arg: ast.literal_eval(keyword.value) for keyword in fixed.keywords}
    assert values["filevers"] == values["prodvers"] == identity.numbers(hcdesktop.__version__)
    texts = dict(ast.literal_eval(ast.Tuple(call.args, ast.Load())) for call in calls
                 if getattr(call.func, "id", "") == "StringStruct")  # fmt: skip
    assert texts["ProductVersion"] == texts["FileVersion"] == hcdesktop.__version__
    assert texts["FileDescription"] == PROJECT.summary
    assert texts["OriginalFilename"] == "hcdesktop.exe"


def test_the_mac_knows_version_and_languages_and_reads_them() -> None:
    plist = plistlib.loads(plistlib.dumps(identity.info_plist(PROJECT)))
    assert plist["CFBundleShortVersionString"] == hcdesktop.__version__
    assert plist["CFBundleVersion"] == ".".join(map(str, identity.numbers(hcdesktop.__version__)[:3]))
    assert plist["CFBundleLocalizations"] == list(LANGUAGES)
    entitlements = plistlib.loads((identity.HERE / "entitlements.plist").read_bytes())
    assert entitlements["com.apple.security.cs.allow-jit"] is True


def test_the_desktop_entry_is_one_and_names_what_there_is() -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(ENTRY, encoding="utf-8")
    entry = parser["Desktop Entry"]
    assert entry["Type"] == "Application"
    assert entry["Name"] == entry["Exec"] == entry["TryExec"] == entry["Icon"] == PROJECT.name
    assert entry["StartupWMClass"] == PROJECT.name
    assert {f"Comment[{language}]" for language in LANGUAGES[1:]} <= set(entry)
    assert all(entry[name].endswith(";") for name in entry if name.split("[")[0] in {"Categories", "Keywords"})
    validate = shutil.which("desktop-file-validate")
    if validate:
        told = subprocess.run([validate, str(ENTRY)], capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stdout


def test_a_debian_package_says_what_it_needs_and_leaves_out_what_it_has_not() -> None:
    control = identity.debian_control(
        PROJECT, architecture="amd64", depends="libc6 (>= 2.36)", recommends="", installed_kilobytes=7
    )
    fields = dict(line.split(": ", 1) for line in control.splitlines())
    assert fields["Package"] == PROJECT.name
    assert fields["Version"] == hcdesktop.__version__
    assert fields["Depends"] == "libc6 (>= 2.36)"
    assert fields["Installed-Size"] == "7"
    assert "Recommends" not in fields
    assert control.endswith("\n")


def test_the_icon_is_drawn_in_any_size(tmp_path: Path) -> None:
    path = tmp_path / "made/icon.png"
    pictures.draw(path, 64)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (64, 64)
    assert image.pixelColor(12, 32) == QColor(LIGHT.accent)
    assert image.pixelColor(0, 0).alpha() == 0
    assert resources.path(pictures.DRAWING).is_file()


def test_the_recipe_types_no_name_and_no_version_twice() -> None:
    tree = ast.parse(SPEC)  # and it is a program
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert PROJECT.version not in texts
    assert PROJECT.name not in texts
    named = [text for text in texts if text.startswith((".ci/", "hcdesktop/__main__", "resources"))]
    assert len(named) >= 4
    assert all((identity.ROOT / text).exists() for text in named)
