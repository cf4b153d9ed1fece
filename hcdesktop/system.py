"""Before Qt is loaded: what this computer lacks for a window, each in a sentence that says what to do about it.

Qt ends the process where it finds no library or no screen, and Chromium where it has no shared memory or no sandbox;
neither says so to a person. Nothing is worked around: what protects the popup is never switched off from here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hcdesktop.system_libraries import COMMON, ENGINE, PLATFORMS, Library, advice

_ROOT = """\
hcdesktop was started as root, for which Chromium has no sandbox, so the popup cannot be shown safely.
Start it as another user. (In a container that protects you by itself, set QTWEBENGINE_DISABLE_SANDBOX=1.)"""
_NO_SCREEN = """\
There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set, so no window can be opened.
The self-test runs without one: hcdesktop self-test"""
_NO_ANSWER = """\
Nobody answers at the screen that {names} name, so no window can be opened.
Start it within the desktop's own session; as another user, or over ssh, it reaches that screen only if it is let in."""
_NO_LIBRARIES = """\
This computer lacks libraries that {what} needs: {names}.
Install them: {advice}"""
_NO_SHARED_MEMORY = """\
There is no shared memory here that can be written to (/dev/shm), without which Chromium ends at once.
As root: mount -t tmpfs -o mode=1777 tmpfs /dev/shm. In a container, do not hide its /dev/shm."""
_NO_NAMESPACES = """\
This system lets no ordinary program make user namespaces, of which Chromium's sandbox is made, so the popup cannot be
shown safely. Allow them: {how}"""
_HOW = {
    "kernel/unprivileged_userns_clone": "sudo sysctl kernel.unprivileged_userns_clone=1",
    "user/max_user_namespaces": "sudo sysctl user.max_user_namespaces=15000",
    "kernel/apparmor_restrict_unprivileged_userns": "an AppArmor profile for hcdesktop with “userns,” in it,"
    " or sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    "": "in a container, by its seccomp profile (or, if the container protects you by itself, set"
    " QTWEBENGINE_DISABLE_SANDBOX=1).",
}
#: What a setting is where they are forbidden.
_FORBIDDEN = {
    "kernel/unprivileged_userns_clone": "0",
    "user/max_user_namespaces": "0",
    "kernel/apparmor_restrict_unprivileged_userns": "1",
}
_CLONE_NEWUSER = 0x10000000


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _answers(address: str) -> bool:
    """Whether somebody listens at this socket of this computer; one that begins with NUL is in no file system."""
    import socket  # not for every start

    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1.0)
            line.connect(address)
    except OSError:
        return False
    return True


def _makes_namespaces() -> bool:
    """Tried by a child, as Chromium does it; 2 ms."""
    import ctypes  # not for every start

    user = os.geteuid()
    child = os.fork()
    if child == 0:
        try:
            made = ctypes.CDLL(None).unshare(_CLONE_NEWUSER) == 0
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
            os._exit(0 if made else 1)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _load(name: str) -> object:
    import ctypes  # not for every start

    return ctypes.CDLL(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Computer:
    """What is looked at; a test has one of its own."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    linux: bool = sys.platform.startswith("linux")
    root: Path = Path("/")
    load: Callable[[str], object] = _load
    answers: Callable[[str], bool] = _answers
    is_root: Callable[[], bool] = _is_root
    makes_namespaces: Callable[[], bool] = _makes_namespaces


def obstacles(computer: Computer) -> Iterator[str]:
    """What stands in the way of a window and its engine, the first to mend first. Where all is well this takes less
    than 1 ms."""
    sandbox = "QTWEBENGINE_DISABLE_SANDBOX" not in computer.environ
    if sandbox and computer.is_root():
        yield _ROOT
    if not computer.linux:
        return
    yield from _of_the_screen(computer)
    yield from _said(computer, "hcdesktop", lacking(computer, [*COMMON, *ENGINE]))
    if not os.access(computer.root / "dev/shm", os.W_OK | os.X_OK):  # Chromium's, by this name
        yield _NO_SHARED_MEMORY
    if sandbox and not computer.is_root():
        yield from _of_the_sandbox(computer)


def stands_in_the_way(computer: Computer) -> bool:
    """Whether something does, which is then said on standard error."""
    told = next(obstacles(computer), "")
    if told:
        print(told, file=sys.stderr)
    return bool(told)


def is_blind(environ: Mapping[str, str]) -> bool:
    """Whether this computer has no screen, nor another place for windows."""
    return sys.platform.startswith("linux") and not _platforms(environ)


def lacking(computer: Computer, libraries: Sequence[Library]) -> list[Library]:
    """Those that the system does not find. The loader's own list is read first: to load each would take 100 ms."""
    try:
        known = (computer.root / "etc/ld.so.cache").read_bytes()
    except OSError:
        known = b""
    return [each for each in libraries if f"{each.name}\0".encode() not in known and not _loads(computer, each.name)]


# --- one after the other


def _of_the_screen(computer: Computer) -> Iterator[str]:
    """Qt takes the first platform that works, and so one that does is enough."""
    platforms = _platforms(computer.environ)
    if not platforms:
        yield _NO_SCREEN
        return
    answering = [name for name in platforms if _is_answered(computer, name)]
    if not answering:
        names = [name for name in ("WAYLAND_DISPLAY", "DISPLAY") if computer.environ.get(name)]
        yield _NO_ANSWER.format(names=" and ".join(names))
        return
    missing = [lacking(computer, PLATFORMS.get(name, ())) for name in answering]
    if all(missing):
        yield from _said(computer, "a window", missing[0])


def _platforms(environ: Mapping[str, str]) -> list[str]:
    """In the order in which Qt tries them; a chosen one is the only one."""
    chosen = [each.split(":")[0] for each in environ.get("QT_QPA_PLATFORM", "").split(";") if each]
    by_session = [
        name for name, variable in (("wayland", "WAYLAND_DISPLAY"), ("xcb", "DISPLAY")) if environ.get(variable)
    ]
    return chosen or by_session


def _is_answered(computer: Computer, platform: str) -> bool:
    """Whether somebody is there; who is on another computer, Qt finds out."""
    environ = computer.environ
    match platform:
        case "wayland":
            name = environ.get("WAYLAND_DISPLAY", "wayland-0")
            return computer.answers(str(Path(environ.get("XDG_RUNTIME_DIR", "/")) / name))
        case "xcb":
            host, _colon, number = environ.get("DISPLAY", "").rpartition(":")
            place = str(Path("/", "tmp", ".X11-unix", f"X{number.split('.')[0]}"))
            return host not in ("", "unix") or computer.answers(place) or computer.answers(f"\0{place}")
    return True


def _of_the_sandbox(computer: Computer) -> Iterator[str]:
    """Tried only where something speaks against it."""
    settings = {name: _read(computer.root / "proc/sys" / name) for name in _FORBIDDEN}
    against = [name for name, value in settings.items() if value == _FORBIDDEN[name]]
    filtered = "\nSeccomp:\t0\n" not in _read(computer.root / "proc/self/status")
    if (against or filtered) and not computer.makes_namespaces():
        yield _NO_NAMESPACES.format(how=_HOW[against[0] if against else ""])


def _said(computer: Computer, what: str, missing: Sequence[Library]) -> Iterator[str]:
    if missing:
        names = ", ".join(each.name for each in missing)
        yield _NO_LIBRARIES.format(what=what, names=names, advice=advice(missing, root=computer.root))


def _loads(computer: Computer, name: str) -> bool:
    try:
        computer.load(name)
    except OSError:
        return False
    return True


def _read(path: Path) -> str:
    try:
        return path.read_text().strip("\n ") if path.name != "status" else path.read_text()
    except OSError:
        return ""
