"""What goes into the bundle: what the app loads, nothing that it does not, and little of the system's."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import PySide6
import pytest

from bundling import contents
from bundling.contents import Entry

ROOT = Path(__file__).parents[2]
SITE = "/venv/site-packages"
SYSTEM = "/usr/lib"
QT = "PySide6/Qt"

#: Who asks for what, as far as these tests need it.
ASKED = {
    "QtWidgets.abi3.so": ["libQt6Widgets.so.6"],
    "libQt6Widgets.so.6": ["libQt6Gui.so.6", "libX11.so.6"],
    "QtWidgets.pyd": ["Qt6Widgets.dll"],
    "QtWebEngineCore.abi3.so": ["@rpath/QtWebEngineCore.framework/Versions/A/QtWebEngineCore"],
    "libqxcb.so": ["libQt6XcbQpa.so.6"],
    "libQt6XcbQpa.so.6": ["libxcb-cursor.so.0", "libgbm.so.1"],
    "QtWebEngineProcess": ["libQt6WebEngineCore.so.6"],
    "libqpdf.so": ["libQt6Pdf.so.6"],
    "_bz2.so": ["libbz2.so.1.0", "libz.so.1"],
    "_ssl.so": ["libssl.so.3"],
}


@pytest.fixture(scope="module")
def modules() -> contents.Loaded:
    return contents.loaded()


def entry(place: str, kind: str = "BINARY", *, source: str | None = None) -> Entry:
    return place, source or f"{SITE}/{place}", kind


def library(name: str) -> Entry:
    return entry(f"{QT}/lib/{name}")


def foreign(name: str) -> Entry:
    return entry(name, source=f"{SYSTEM}/{name}")


def needs(source: str) -> Iterable[tuple[str, str | None]]:
    return [(name, f"/anywhere/{name}") for name in ASKED.get(Path(source).name, [])]


def chosen(*entries: Entry, languages: tuple[str, ...] = ("en", "es"), developer_tools: bool = False) -> list[str]:
    kept = contents.chosen(entries, needs=needs, languages=languages, of_python=[SITE], developer_tools=developer_tools)
    return [place for place, _source, _kind in kept]


# --- modules


def test_what_only_a_test_can_use_is_no_module_of_the_app(modules: contents.Loaded) -> None:
    assert modules.for_tests == ["hcdesktop.lab.connect_page", "hcdesktop.lab.pytest_plugin"]
    files = {path.relative_to(ROOT).with_suffix("") for path in (ROOT / "hcdesktop").rglob("*.py")}
    names = {".".join(file.parts).removesuffix(".__init__") for file in files}
    assert set(modules.ours) == names - set(modules.for_tests)


def test_modules_of_qt_that_are_imported_late_are_among_them_and_the_others_are_left_out(
    modules: contents.Loaded,
) -> None:
    assert {"PySide6.QtWebEngineWidgets", "PySide6.QtDBus", "PySide6.QtPrintSupport"} <= set(modules.qt)
    unused = contents.unused_qt(PySide6.__all__, modules)
    assert {"PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtMultimedia", "PySide6.QtPdf"} <= set(unused)
    assert not set(unused) & set(modules.qt)


# --- files


def test_plugins_are_those_of_a_desktop() -> None:
    plugins = f"{QT}/plugins"
    wanted = [f"{plugins}/platforms/libqxcb.so", f"{plugins}/platforms/libqoffscreen.so", f"{plugins}/tls/libq.so"]
    windows = "PySide6/plugins/platforms/qwindows.dll"
    refused = [f"{plugins}/platforms/libqeglfs.so", f"{plugins}/imageformats/libqpdf.so", f"{plugins}/sql/libqsql.so"]
    kept = chosen(*(entry(place) for place in [*wanted, windows, *refused]))
    assert kept == [*wanted, windows]


def test_words_are_those_of_our_languages() -> None:
    words = f"{QT}/translations"
    wanted = [f"{words}/qtwebengine_locales/{name}.pak" for name in ("en-US", "es", "es-419")]
    wanted += [f"{words}/qtbase_es.qm"]
    refused = [f"{words}/qtwebengine_locales/de.pak", f"{words}/qtbase_de.qm", f"{words}/qtdeclarative_es.qm"]
    ours = "hcdesktop/resources/translations/hcdesktop_es.qm"
    assert chosen(*(entry(place, "DATA") for place in [*wanted, *refused, ours])) == [*wanted, ours]
    german = chosen(*(entry(place, "DATA") for place in [*wanted, *refused]), languages=("de",))
    assert german == [f"{words}/qtwebengine_locales/de.pak", f"{words}/qtbase_de.qm"]


def test_developer_tools_come_when_they_are_asked_for() -> None:
    tools = entry(f"{QT}/resources/qtwebengine_devtools_resources.pak", "DATA")
    assert chosen(tools) == []
    assert chosen(tools, developer_tools=True) == [tools[0]]


def test_a_package_tells_its_version_and_licence_and_not_where_it_was_installed() -> None:
    names = ("METADATA", "entry_points.txt", "licenses/LICENSE", "direct_url.json", "RECORD")
    told = [f"hcdesktop-1.dist-info/{name}" for name in names]
    assert chosen(*(entry(place, "DATA") for place in told)) == told[:3]


# --- libraries


def test_a_library_of_qt_stays_while_something_that_stays_asks_for_it() -> None:
    kept = chosen(
        entry("PySide6/QtWidgets.abi3.so", "EXTENSION"),
        entry(f"{QT}/plugins/platforms/libqxcb.so"),
        entry(f"{QT}/plugins/imageformats/libqpdf.so"),
        entry(f"{QT}/libexec/QtWebEngineProcess"),
        library("libQt6Widgets.so.6"),
        library("libQt6Gui.so.6"),
        library("libQt6XcbQpa.so.6"),
        library("libQt6WebEngineCore.so.6"),
        library("libQt6Pdf.so.6"),
        library("libQt6Quick3D.so.6"),
        library("libicudata.so.73"),
    )
    names = {Path(place).name for place in kept}
    assert {"libQt6Gui.so.6", "libQt6XcbQpa.so.6", "libQt6WebEngineCore.so.6", "QtWebEngineProcess"} <= names
    assert "libicudata.so.73" in names
    assert not names & {"libQt6Pdf.so.6", "libQt6Quick3D.so.6", "libqpdf.so"}


def test_a_link_goes_with_what_it_points_to() -> None:
    kept = chosen(
        entry("PySide6/QtWidgets.abi3.so", "EXTENSION"),
        library("libQt6Gui.so.6"),
        library("libQt6Pdf.so.6"),
        ("libQt6Gui.so.6", f"{QT}/lib/libQt6Gui.so.6", "SYMLINK"),
        ("libQt6Pdf.so.6", f"{QT}/lib/libQt6Pdf.so.6", "SYMLINK"),
    )
    assert kept == ["PySide6/QtWidgets.abi3.so", f"{QT}/lib/libQt6Gui.so.6", "libQt6Gui.so.6"]


def test_on_windows_a_library_is_a_dll_and_what_is_not_of_qt_stays() -> None:
    kept = chosen(
        entry("PySide6/QtWidgets.pyd", "EXTENSION"),
        *(entry(f"PySide6/{name}.dll") for name in ("Qt6Widgets", "Qt6Quick3D", "opengl32sw")),
        entry("PySide6/QtWebEngineProcess.exe"),
        entry("python311.dll"),
    )
    assert [Path(place).name for place in kept] == [
        "QtWidgets.pyd", "Qt6Widgets.dll", "opengl32sw.dll", "QtWebEngineProcess.exe", "python311.dll",
    ]  # fmt: skip


def test_on_a_mac_a_library_is_a_folder_that_goes_or_stays_as_a_whole() -> None:
    core, pdf = (f"{QT}/lib/{name}.framework/Versions/A" for name in ("QtWebEngineCore", "QtPdf"))
    wanted = [
        entry("PySide6/QtWebEngineCore.abi3.so", "EXTENSION"),
        entry(f"{core}/QtWebEngineCore"),
        entry(f"{core}/Resources/qtwebengine_resources.pak", "DATA"),
        entry(f"{core}/Resources/qtwebengine_locales/es.pak", "DATA"),
        entry(f"{core}/Helpers/QtWebEngineProcess.app/Contents/MacOS/QtWebEngineProcess"),
        ("QtWebEngineCore", f"{core}/QtWebEngineCore", "SYMLINK"),
    ]
    refused = [
        entry(f"{core}/Resources/qtwebengine_locales/de.pak", "DATA"),
        entry(f"{pdf}/QtPdf"),
        entry(f"{pdf}/Resources/Info.plist", "DATA"),
        ("QtPdf", f"{pdf}/QtPdf", "SYMLINK"),
    ]
    assert chosen(*wanted, *refused) == [place for place, _source, _kind in wanted]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt and Python bring everything")
def test_the_systems_libraries_stay_the_systems_but_for_what_python_needs_and_desktops_lack() -> None:
    kept = chosen(
        entry("PySide6/QtWidgets.abi3.so", "EXTENSION"),
        entry("lib-dynload/_bz2.so", "EXTENSION"),
        entry("lib-dynload/_ssl.so", "EXTENSION"),
        *(foreign(name) for name in ("libX11.so.6", "libgbm.so.1", "libssl.so.3", "libz.so.1", "libstdc++.so.6")),
        *(foreign(name) for name in ("libbz2.so.1.0", "libxcb-cursor.so.0", "libpython3.11.so.1.0")),
    )
    assert kept[3:] == ["libbz2.so.1.0", "libxcb-cursor.so.0", "libpython3.11.so.1.0"]
