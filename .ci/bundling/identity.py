"""What the application is called, and in which version: said once, in pyproject.toml and in the package."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import hcdesktop
from hcdesktop.ui.language import LANGUAGES, SOURCE

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
#: For macOS, which knows applications by it.
IDENTIFIER = "org.hcdesktop.hcdesktop"
#: The oldest macOS that PySide6 6.11 runs on.
_OLDEST_MACOS = "13.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Of the project."""

    name: str
    version: str
    summary: str
    author: str
    licence: str

    @property
    def copyright(self) -> str:
        return f"{self.author}, {self.licence}"


def of_project() -> Identity:
    """From pyproject.toml, and the version from the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Identity(
        name=project["name"],
        version=hcdesktop.__version__,
        summary=project["description"],
        author=project["authors"][0]["name"],
        licence=project["license"],
    )


def numbers(version: str) -> tuple[int, ...]:
    """The four numbers by which Windows compares; what is after the last number ("rc1") has no place there."""
    release = re.match(r"\d+(?:\.\d+)*", version)
    parts = [int(part) for part in release[0].split(".")] if release else []
    return tuple([*parts, 0, 0, 0, 0][:4])


def windows_version(identity: Identity) -> str:
    """The text of the file out of which PyInstaller makes the version resource of a program."""
    texts = {
        "CompanyName": identity.author,
        "FileDescription": identity.summary,
        "FileVersion": identity.version,
        "InternalName": identity.name,
        "LegalCopyright": identity.copyright,
        "OriginalFilename": f"{identity.name}.exe",
        "ProductName": identity.name,
        "ProductVersion": identity.version,
    }
    template = (HERE / "windows-version.txt").read_text(encoding="utf-8")
    structs = ",\n".join(f"          StringStruct({name!r}, {text!r})" for name, text in texts.items())
    return template.format(numbers=numbers(identity.version), structs=structs)


def info_plist(identity: Identity, languages: Iterable[str] = LANGUAGES) -> dict[str, object]:
    """What macOS has to know beside what PyInstaller tells it anyway."""
    return {
        "CFBundleDevelopmentRegion": SOURCE,
        "CFBundleDisplayName": identity.name,
        "CFBundleLocalizations": list(languages),
        "CFBundleShortVersionString": identity.version,
        "CFBundleVersion": ".".join(str(number) for number in numbers(identity.version)[:3]),
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": _OLDEST_MACOS,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": identity.copyright,
    }


def debian_control(
    identity: Identity, *, architecture: str, depends: str, recommends: str, installed_kilobytes: int
) -> str:
    """The paragraph about the package."""
    fields = {
        "Package": identity.name,
        "Version": identity.version,
        "Architecture": architecture,
        "Maintainer": identity.author,
        "Installed-Size": str(installed_kilobytes),
        "Depends": depends,
        "Recommends": recommends,
        "Section": "net",
        "Priority": "optional",
        "Description": identity.summary,
    }
    return "".join(f"{name}: {text}\n" for name, text in fields.items() if text)
