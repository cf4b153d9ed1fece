"""What goes into the folder, out of what PyInstaller has gathered: nothing that nobody loads, nothing of the system's.

An entry is PyInstaller's: where it goes, where it comes from (for a link: what it points to), its kind.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
#: The libraries that a file asks for, each with its place, if it has been found.
Needs = Callable[[str], Iterable[tuple[str, str | None]]]

_PROBE = Path(__file__).with_name("probe.py")

#: Of the plugins only those of these folders, and of some folders only these: the rest is for screens without a
#: desktop, for pictures that we have none of (the engine has its own readers), for printing, for places and for QML.
_PLUGINS: dict[str, frozenset[str] | None] = {
    "iconengines": None,
    "imageformats": frozenset({"qsvg"}),
    "platforminputcontexts": frozenset({"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"}),
    "platforms": frozenset({"qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"}),
    "platformthemes": None,
    "styles": None,
    "tls": None,
    "wayland-decoration-client": None,
    "wayland-graphics-integration-client": None,
    "wayland-shell-integration": None,
    "xcbglintegrations": None,
}
_DEVELOPER_TOOLS = "qtwebengine_devtools_resources.pak"
#: What an installation keeps about itself; the first tells where on this machine it was built. (What a package says it
#: is made of, half a megabyte, says the list of all packages.)
_OF_INSTALLING = frozenset({"direct_url.json", "INSTALLER", "RECORD", "REQUESTED"})
_QT_LIBRARY = re.compile(r"(?:lib)?(?:Qt6?[A-Z0-9]|pyside6qml)\w*(?:[.-].*)?")
_SHARED_LIBRARY = re.compile(r"lib[^/]+\.so[.\d]*")

# On Linux a bundle that brings its own of everything breaks where graphics drivers, input methods or Kerberos of that
# system load them too and want newer ones; and nobody mends them. What Python's modules need comes along, for it is
# called differently from system to system; but not these, which every system with a C library like ours has.
_OF_EVERY_SYSTEM = ("libgcc_s.", "libstdc++.", "libz.", "libcrypto.", "libssl.")
# What Qt's window on X11 needs, and what desktops without Qt have not installed.
_OF_QT_ON_X11 = re.compile(r"libxcb-(?:cursor|icccm|image|keysyms|render-util|util)\.|libxkbcommon-x11\.")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Modules: ours with those of PySide6 that they load, and ours that only tests can use."""

    ours: list[str]
    for_tests: list[str]
    qt: list[str]


def loaded(python: str = sys.executable) -> Loaded:
    """Looked up in a fresh process that imports everything."""
    told = subprocess.run([python, str(_PROBE)], check=True, capture_output=True, text=True).stdout
    return Loaded(**json.loads(told))


def unused_qt(known: Iterable[str], modules: Loaded) -> list[str]:
    """Of the modules that PySide6 has those that nobody loads."""
    return [f"PySide6.{name}" for name in known if f"PySide6.{name}" not in modules.qt]


def chosen(
    entries: Iterable[Entry],
    *,
    needs: Needs,
    languages: Iterable[str],
    of_python: Iterable[str],
    developer_tools: bool = False,
) -> list[Entry]:
    """The entries that go in. ``of_python``: where Python's modules are; a library from elsewhere is the system's."""
    rules = _Rules(frozenset(languages), developer_tools)
    wanted = [entry for entry in entries if rules.want(PurePosixPath(Path(entry[0]).as_posix()))]
    without = _without_libraries(wanted, needs, [Path(folder).resolve() for folder in of_python])
    there = {Path(place).as_posix() for place, _source, _kind in without}
    return [entry for entry in without if entry[2] != "SYMLINK" or _target(entry) in there]


def _target(link: Entry) -> str:
    return (PurePosixPath(Path(link[0]).as_posix()).parent / Path(link[1]).as_posix()).as_posix()


@dataclass(frozen=True, slots=True)
class _Rules:
    """By the name alone."""

    languages: frozenset[str]
    developer_tools: bool

    def want(self, place: PurePosixPath) -> bool:
        folder = place.parent.name
        if "qml" in place.parts or place.suffix == ".chk":  # sums over libraries of the system
            return False
        if "plugins" in place.parts:
            kind = place.parts[place.parts.index("plugins") + 1]
            names = _PLUGINS.get(kind, frozenset())
            return names is None or place.name.partition(".")[0].removeprefix("lib") in names
        if place.suffix == ".qm" and "PySide6" in place.parts:
            return place.stem.partition("_")[0] == "qtbase" and self._speaks(place.stem.partition("_")[2])
        if folder == "qtwebengine_locales":
            return self._speaks(place.stem)
        if any(part.endswith(".dist-info") for part in place.parts):
            return place.name not in _OF_INSTALLING and folder != "sboms"
        return place.name != _DEVELOPER_TOOLS or self.developer_tools

    def _speaks(self, locale: str) -> bool:
        return locale.replace("-", "_").partition("_")[0] in self.languages


def _without_libraries(entries: list[Entry], needs: Needs, of_python: list[Path]) -> list[Entry]:
    """Without the libraries of Qt that nothing asks for any more, and without the system's."""
    roots = [entry for entry in entries if entry[2] in ("BINARY", "EXTENSION") and not _is_library(entry[0])]
    asked = _reached((source for _place, source, _kind in roots), needs)
    plain = (source for place, source, _kind in roots if Path(place).parts[0] not in ("PySide6", "shiboken6"))
    asked_by_python = {name for name in _reached(plain, needs) if not name.startswith(_OF_EVERY_SYSTEM)}

    def goes_in(entry: Entry) -> bool:
        place, source, kind = entry
        name = _name(place)
        if _QT_LIBRARY.fullmatch(name) and (name != Path(place).name or _is_library(place)):
            return name in asked
        foreign = kind != "SYMLINK" and sys.platform == "linux" and _is_foreign(source, of_python)
        return not foreign or name in asked_by_python or _OF_QT_ON_X11.match(name) is not None

    return [entry for entry in entries if goes_in(entry)]


def _reached(sources: Iterable[str], needs: Needs) -> set[str]:
    """The names of all libraries that these files and their libraries ask for."""
    names: set[str] = set()
    open_, seen = list(sources), set[str]()
    while open_:
        source = open_.pop()
        if source in seen:
            continue
        seen.add(source)
        for name, place in needs(source):
            names.add(_name(name))
            open_ += [place] if place else []
    return names


def _name(place: str) -> str:
    """What a library is called; on a Mac it is a folder, whose files belong together."""
    parts = Path(place).parts
    frameworks = [part for part in parts if part.endswith(".framework")]
    return frameworks[0].removesuffix(".framework") if frameworks else parts[-1]


def _is_library(place: str) -> bool:
    """One that others load, as opposed to a module of Python, a plugin and a program."""
    path = PurePosixPath(Path(place).as_posix())
    if "plugins" in path.parts or path.stem == "QtWebEngineProcess":
        return False
    return _SHARED_LIBRARY.fullmatch(path.name) is not None or path.suffix in (".dll", ".dylib", "")


def _is_foreign(source: str, of_python: list[Path]) -> bool:
    name, place = Path(source).name, Path(source).resolve()
    if _SHARED_LIBRARY.fullmatch(name) is None or name.startswith("libpython"):
        return False
    return not any(place.is_relative_to(folder) for folder in of_python)
