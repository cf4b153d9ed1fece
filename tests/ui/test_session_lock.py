"""The computer's session is locked, and the desk with it: told by a bus, by Windows, or by nobody at all."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from ctypes import wintypes
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QWidget

from hcdesktop.app import build
from hcdesktop.desk import SIMULATOR, Desks
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui.session_lock import SessionLock, says_locked, session_path
from tests.ui.screen import Screen

_LISTENER = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
from hcdesktop.ui.session_lock import SessionLock
application = QApplication([])
told = SessionLock()
told.locked.connect(lambda: print("locked", flush=True))
told.listen(QWidget())
print("listening", flush=True)
application.exec()
"""
_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    """The address of a bus of our own."""
    program = shutil.which("dbus-daemon")
    if program is None or shutil.which("dbus-send") is None:
        pytest.skip("no dbus-daemon here")
    configuration = tmp_path / "bus.conf"
    configuration.write_text(_CONFIGURATION.format(path=tmp_path / "bus"))
    with subprocess.Popen(
        [program, "--nofork", "--print-address=1", f"--config-file={configuration}"], stdout=subprocess.PIPE, text=True
    ) as daemon:
        try:
            assert daemon.stdout is not None
            yield daemon.stdout.readline().strip()
        finally:
            daemon.terminate()


def signal(bus: str, path: str, name: str, *arguments: str) -> None:
    subprocess.run(["dbus-send", f"--bus={bus}", "--type=signal", path, name, *arguments], check=True, timeout=10)


def test_a_screen_saver_and_logind_are_heard_on_their_buses(bus: str) -> None:
    addresses = {"DBUS_SESSION_BUS_ADDRESS": bus, "DBUS_SYSTEM_BUS_ADDRESS": bus, "XDG_SESSION_ID": "2"}
    environment = {**os.environ, **addresses, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-c", _LISTENER], stdout=subprocess.PIPE, text=True, env=environment
    ) as listener:
        try:
            assert listener.stdout is not None
            assert listener.stdout.readline() == "listening\n"
            saver = "org.freedesktop.ScreenSaver.ActiveChanged"
            signal(bus, "/org/freedesktop/ScreenSaver", saver, "boolean:false")
            signal(bus, "/org/freedesktop/ScreenSaver", saver, "boolean:true")
            assert listener.stdout.readline() == "locked\n"
            signal(bus, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:true")
            assert listener.stdout.readline() == "locked\n"
            session = "org.freedesktop.login1.Session.Lock"
            signal(bus, "/org/freedesktop/login1/session/_33", session)  # somebody else's
            signal(bus, "/org/freedesktop/login1/session/_32", session)
            assert listener.stdout.readline() == "locked\n"
        finally:
            listener.terminate()
        assert listener.stdout.read() == ""


def test_the_desk_locks_with_the_session(screen: Screen) -> None:
    session = wait_for(lambda: screen.app.rooms.lock.findChild(SessionLock), "who listens")
    session.on_active_changed(False)
    assert not screen.app.rooms.lock.locked
    session.on_active_changed(True)
    assert screen.app.rooms.lock.locked


def test_logind_has_its_word(qapp: QApplication) -> None:
    told = SessionLock()
    spy = QSignalSpy(told.locked)
    told.on_lock()
    assert spy.count() == 1


def test_without_a_bus_nothing_is_waited_for(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """tests/conftest.py has told where no bus is, and fails the test on a warning."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    told, window = SessionLock(), QWidget()
    begun = time.monotonic()
    told.listen(window)
    assert time.monotonic() - begun < 2  # whoever waits for a bus waits for 25 s


@pytest.mark.parametrize(
    ("session", "path"), [("2", "_32"), ("12", "_312"), ("c1", "c1"), ("a-b", "a_2db"), ("x_1", "x_5f1")]
)
def test_a_session_has_the_path_that_logind_gives_it(session: str, path: str) -> None:
    assert session_path(session) == f"/org/freedesktop/login1/session/{path}"


@pytest.mark.parametrize(("number", "parameter", "locked"), [(0x02B1, 7, True), (0x02B1, 8, False), (0x0201, 7, False)])
def test_of_windows_messages_one_counts(number: int, parameter: int, locked: bool) -> None:
    message = wintypes.MSG(message=number, wParam=parameter)
    assert says_locked(ctypes.addressof(message)) is locked


def test_the_desk_listens_from_the_start(qapp: QApplication, desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """By itself: the app is not told to make what it made after its first paint."""
    listening: list[QWidget] = []
    monkeypatch.setattr(SessionLock, "listen", lambda _session, window: listening.append(window))
    app = build(qapp, desks)
    with ExitStack() as end:
        end.callback(app.close)
        app.start(SIMULATOR)
        assert not listening
        wait_for(lambda: listening, "the desk to listen")
        assert listening == [app.window]
