"""The libraries of the system that Qt and its engine are linked with, and what they are called where they come from.

From the ``NEEDED`` entries of PySide6 6.11.3; what its wheels and Python itself bring along is not in here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Library(NamedTuple):
    """One of them, and its packages; "a|b": "b" is the name before Debian 13 and Ubuntu 24.04."""

    name: str
    apt: str
    dnf: str
    pacman: str


#: Every window, and none at all (offscreen).
COMMON = (
    Library("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd"),
    Library("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd"),
    Library("libX11.so.6", "libx11-6", "libX11", "libx11"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
    Library("libfreetype.so.6", "libfreetype6", "freetype", "freetype2"),
    Library("libglib-2.0.so.0", "libglib2.0-0t64|libglib2.0-0", "glib2", "glib2"),
    Library("libgssapi_krb5.so.2", "libgssapi-krb5-2", "krb5-libs", "krb5"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
)
ENGINE = (
    Library("libXcomposite.so.1", "libxcomposite1", "libXcomposite", "libxcomposite"),
    Library("libXdamage.so.1", "libxdamage1", "libXdamage", "libxdamage"),
    Library("libXext.so.6", "libxext6", "libXext", "libxext"),
    Library("libXfixes.so.3", "libxfixes3", "libXfixes", "libxfixes"),
    Library("libXrandr.so.2", "libxrandr2", "libXrandr", "libxrandr"),
    Library("libXtst.so.6", "libxtst6", "libXtst", "libxtst"),
    Library("libasound.so.2", "libasound2t64|libasound2", "alsa-lib", "alsa-lib"),
    Library("libexpat.so.1", "libexpat1", "expat", "expat"),
    Library("libgbm.so.1", "libgbm1", "mesa-libgbm", "mesa"),
    Library("libnspr4.so", "libnspr4", "nspr", "nspr"),
    Library("libnss3.so", "libnss3", "nss", "nss"),
    Library("libudev.so.1", "libudev1", "systemd-libs", "systemd-libs"),
    Library("libxcb-dri3.so.0", "libxcb-dri3-0", "libxcb", "libxcb"),
    Library("libxcb.so.1", "libxcb1", "libxcb", "libxcb"),
    Library("libxkbfile.so.1", "libxkbfile1", "libxkbfile", "libxkbfile"),
)
#: By Qt's name for the platform.
PLATFORMS: Mapping[str, Sequence[Library]] = {
    "xcb": (
        Library("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11"),
        Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
        Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
        Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
        Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
        Library("libxcb-randr.so.0", "libxcb-randr0", "libxcb", "libxcb"),
        Library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"),
        Library("libxcb-render.so.0", "libxcb-render0", "libxcb", "libxcb"),
        Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb"),
        Library("libxcb-shm.so.0", "libxcb-shm0", "libxcb", "libxcb"),
        Library("libxcb-sync.so.1", "libxcb-sync1", "libxcb", "libxcb"),
        Library("libxcb-util.so.1", "libxcb-util1", "xcb-util", "xcb-util"),
        Library("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb", "libxcb"),
        Library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb"),
        Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    ),
    "wayland": (
        Library("libwayland-client.so.0", "libwayland-client0", "libwayland-client", "wayland"),
        Library("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "wayland"),
    ),
}

_PROGRAMS = {"apt": "usr/bin/apt-get", "dnf": "usr/bin/dnf", "pacman": "usr/bin/pacman"}
_COMMANDS = {"apt": "sudo apt install", "dnf": "sudo dnf install", "pacman": "sudo pacman -S"}
#: The first release with the new names.
_RENAMED = {"debian": 13.0, "ubuntu": 24.04}


def advice(missing: Sequence[Library], *, root: Path = Path("/")) -> str:
    """What installs them, by the package manager that is here; by all three where it is another one."""
    here = [manager for manager, program in _PROGRAMS.items() if (root / program).exists()]
    return " — or: ".join(f"{_COMMANDS[name]} {_packages(missing, name, root)}" for name in here or _PROGRAMS)


def _packages(missing: Sequence[Library], manager: str, root: Path) -> str:
    index = 1 if manager == "apt" and _is_before_renaming(root) else 0
    names = [getattr(library, manager).split("|") for library in missing]
    return " ".join(dict.fromkeys(name[min(index, len(name) - 1)] for name in names))


def _is_before_renaming(root: Path) -> bool:
    try:
        lines = (root / "etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    about = {name: value.strip('"') for name, _equals, value in (line.partition("=") for line in lines)}
    try:
        return float(about.get("VERSION_ID", "99")) < _RENAMED.get(about.get("ID", ""), 0.0)
    except ValueError:
        return False
