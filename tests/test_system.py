"""What this computer lacks is said before Qt ends the process; each lack on a computer of its own, made of files."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import PySide6
import pytest

from hcdesktop import system
from hcdesktop.system import Computer, obstacles
from hcdesktop.system_libraries import COMMON, ENGINE, PLATFORMS, advice

EVERY = [*COMMON, *ENGINE, *PLATFORMS["xcb"], *PLATFORMS["wayland"]]
QT = Path(PySide6.__file__).parent / "Qt"


def refuse(name: str) -> object:
    raise OSError(f"{name}: cannot open shared object file: No such file or directory")


def write_cache(computer: Computer, *, without: tuple[str, ...] = ()) -> None:
    """The loader's own list of libraries."""
    names = [f"{each.name}\0/usr/lib/{each.name}\0" for each in EVERY if each.name not in without]
    (computer.root / "etc/ld.so.cache").write_text("".join(names))


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """One that has everything, with a person at an X screen; its loader finds nothing that is not on the list."""
    for folder in ("etc", "dev/shm", "proc/self", "proc/sys/kernel", "proc/sys/user", "usr/bin"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "proc/self/status").write_text("Name:\tpython\nSeccomp:\t0\nSeccomp_filters:\t0\n")
    (tmp_path / "proc/sys/user/max_user_namespaces").write_text("96365\n")
    made = Computer(
        environ={"DISPLAY": ":0"},
        linux=True,
        root=tmp_path,
        load=refuse,
        answers=lambda _address: True,
        is_root=lambda: False,
        makes_namespaces=lambda: False,
    )
    write_cache(made)
    return made


def said(computer: Computer) -> str:
    """The one thing that is said."""
    (text,) = obstacles(computer)
    return text


def test_nothing_is_said_where_all_is_well(computer: Computer) -> None:
    assert list(obstacles(computer)) == []
    assert list(obstacles(replace(computer, linux=False, root=Path("/nowhere")))) == []


def test_looking_costs_less_than_a_millisecond(computer: Computer) -> None:
    def once() -> float:
        begun = time.perf_counter()
        assert list(obstacles(computer)) == []
        return time.perf_counter() - begun

    assert min(once() for _ in range(20)) < 0.001


# --- libraries


def test_missing_library_is_named_with_its_package(computer: Computer) -> None:
    write_cache(computer, without=("libnss3.so", "libnspr4.so", "libasound.so.2"))
    (computer.root / "usr/bin/apt-get").touch()
    text = said(computer)
    assert "lacks libraries that hcdesktop needs: libasound.so.2, libnspr4.so, libnss3.so." in text
    assert text.endswith("Install them: sudo apt install libasound2t64 libnspr4 libnss3")


def test_library_that_the_list_does_not_have_may_be_found_all_the_same(computer: Computer) -> None:
    """In a bundle, say, or on a system whose loader has no list."""
    (computer.root / "etc/ld.so.cache").unlink()
    asked: list[str] = []
    assert list(obstacles(replace(computer, load=asked.append))) == []
    assert set(asked) == {each.name for each in EVERY} - {each.name for each in PLATFORMS["wayland"]}


@pytest.mark.parametrize(
    ("program", "release", "command"),
    [
        ("apt-get", 'ID=debian\nVERSION_ID="12"\n', "sudo apt install libasound2"),
        ("apt-get", 'ID=debian\nVERSION_ID="13"\n', "sudo apt install libasound2t64"),
        ("apt-get", 'ID=ubuntu\nVERSION_ID="22.04"\n', "sudo apt install libasound2"),
        ("apt-get", "ID=mint\nVERSION_ID=old\n", "sudo apt install libasound2t64"),
        ("dnf", "ID=fedora\n", "sudo dnf install alsa-lib"),
        ("pacman", "ID=arch\n", "sudo pacman -S alsa-lib"),
        ("", "", "sudo apt install libasound2t64 — or: sudo dnf install alsa-lib — or: sudo pacman -S alsa-lib"),
    ],
)
def test_packages_are_those_of_the_distribution(computer: Computer, program: str, release: str, command: str) -> None:
    if program:
        (computer.root / "usr/bin" / program).touch()
        (computer.root / "etc/os-release").write_text(release)
    assert advice([each for each in ENGINE if each.name == "libasound.so.2"], root=computer.root) == command


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the wheels bring everything")
def test_table_has_what_qt_is_linked_with() -> None:
    """By ldd, which tells more: what those need in their turn. So: everything of ours is there, and found here."""
    places = ("plugins/platforms/libqxcb.so", "plugins/platforms/libqwayland.so", "lib/libQt6WebEngineCore.so.6")
    told = subprocess.run(["ldd", *(str(QT / place) for place in places)], capture_output=True, text=True, check=True)
    linked = {line.split()[0] for line in told.stdout.splitlines() if "=>" in line}
    assert {each.name for each in EVERY} <= linked
    assert len({each.name for each in EVERY}) == len(EVERY)
    assert system.lacking(Computer(), EVERY) == []


def test_make_installs_the_same() -> None:
    lines = (Path(__file__).parents[1] / ".ci/system-libraries").read_text(encoding="utf-8").splitlines()
    table = [line.split() for line in lines if line.startswith("lib")]
    assert [each.name for each in EVERY if [each.name, each.apt] not in table] == []


# --- the screen


def test_no_screen_is_said(computer: Computer) -> None:
    assert said(replace(computer, environ={})).startswith("There is no screen here")
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        assert list(obstacles(replace(computer, environ={variable: "1:2"}))) == []


@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_any_of_three_variables_is_a_place_for_windows(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert system.is_blind({variable: ""})
    assert not system.is_blind({variable: "x"})


def test_library_of_the_platform_is_missing(computer: Computer) -> None:
    write_cache(computer, without=("libxcb-cursor.so.0", "libwayland-client.so.0"))
    assert "that a window needs: libxcb-cursor.so.0." in said(computer)
    assert "libwayland-client.so.0" in said(replace(computer, environ={"WAYLAND_DISPLAY": "wayland-0"}))
    assert list(obstacles(replace(computer, environ={"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}))) == []


def test_one_platform_that_works_is_enough(computer: Computer) -> None:
    write_cache(computer, without=("libwayland-client.so.0",))
    both = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}
    assert list(obstacles(replace(computer, environ=both))) == []
    chosen = {**both, "QT_QPA_PLATFORM": "wayland"}
    assert "libwayland-client.so.0" in said(replace(computer, environ=chosen))
    chosen["QT_QPA_PLATFORM"] = "wayland;xcb"
    assert list(obstacles(replace(computer, environ=chosen))) == []


def test_screen_at_which_nobody_answers_is_said(computer: Computer, tmp_path: Path) -> None:
    asked: list[str] = []

    def nobody(address: str) -> bool:
        asked.append(address)
        return False

    environ = {"DISPLAY": ":7.1", "WAYLAND_DISPLAY": "wayland-3", "XDG_RUNTIME_DIR": "/run/user/1000"}
    text = said(replace(computer, environ=environ, answers=nobody))
    assert text.startswith("Nobody answers at the screen that WAYLAND_DISPLAY and DISPLAY name")
    assert asked == ["/run/user/1000/wayland-3", "/tmp/.X11-unix/X7", "\0/tmp/.X11-unix/X7"]
    # over ssh, say: Qt finds out
    assert list(obstacles(replace(computer, environ={"DISPLAY": "localhost:10.0"}, answers=nobody))) == []


def test_somebody_answers_who_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # an address has at most 107 bytes
    assert not system._answers("screen")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("screen")
        server.listen()
        assert system._answers("screen")
    assert not system._answers("screen")  # the file is still there


# --- what Chromium needs


def test_root_is_told_unless_the_sandbox_was_switched_off(computer: Computer) -> None:
    root = replace(computer, is_root=lambda: True)
    assert "started as root" in said(root)
    assert list(obstacles(replace(root, environ={**root.environ, "QTWEBENGINE_DISABLE_SANDBOX": "1"}))) == []


@pytest.mark.parametrize(
    "damage", [lambda shm: shm.rmdir(), lambda shm: (shm.rmdir(), shm.write_text(""))], ids=["gone", "no folder"]
)
def test_missing_shared_memory_is_said(computer: Computer, damage: Callable[[Path], object]) -> None:
    damage(computer.root / "dev/shm")
    assert "(/dev/shm)" in said(computer)


@pytest.mark.parametrize(
    ("setting", "value", "how"),
    [
        ("kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "sysctl user.max_user_namespaces=15000"),
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "an AppArmor profile"),
    ],
)
def test_forbidden_namespaces_are_said_with_the_setting(computer: Computer, setting: str, value: str, how: str) -> None:
    (computer.root / "proc/sys" / setting).write_text(f"{value}\n")
    assert how in said(computer)
    assert list(obstacles(replace(computer, makes_namespaces=lambda: True))) == []  # allowed to this program
    assert list(obstacles(replace(computer, environ={"DISPLAY": ":0", "QTWEBENGINE_DISABLE_SANDBOX": "1"}))) == []


def test_container_that_forbids_them_is_told_apart(computer: Computer) -> None:
    (computer.root / "proc/self/status").write_text("Name:\tpython\nSeccomp:\t2\nSeccomp_filters:\t1\n")
    assert "by its seccomp profile" in said(computer)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux has them")
def test_namespaces_are_tried_as_chromium_does() -> None:
    """The same as the program of util-linux says."""
    told = subprocess.run(["unshare", "--user", "--map-current-user", "true"], capture_output=True, check=False)
    assert system._makes_namespaces() is (told.returncode == 0)


# --- the program


@pytest.mark.skipif(
    not (sys.platform.startswith("linux") and shutil.which("unshare") and os.geteuid() == 0),
    reason="hides a folder of the system from one process",
)
@pytest.mark.parametrize(
    "command", [[], ["self-test"], ["check", "nothing.html"]], ids=["window", "self-test", "check"]
)
def test_it_is_said_by_the_program_and_ends_it(tmp_path: Path, command: list[str]) -> None:
    hidden = 'mount -t tmpfs -o ro tmpfs /dev/shm && exec "$@"'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", hidden, "sh", sys.executable, "-m", "hcdesktop", *command],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HCDESKTOP_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("There is no shared memory here that can be written to")
    assert not (tmp_path / "data").exists()
