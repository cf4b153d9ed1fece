"""One process at a time works on a data folder; a second start shows the first one's window."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.doorbell import Doorbell
from hcdesktop.ui.instance import FolderLock, at_home
from tests.ui.screen import Screen

_HOLDER = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from hcdesktop.ui.doorbell import Doorbell
from hcdesktop.ui.instance import FolderLock
application = QCoreApplication([])
folder = Path(sys.argv[1])
lock, doorbell = FolderLock(folder), Doorbell(folder)
print(lock.acquire(), flush=True)
doorbell.listen()
print(flush=True)
time.sleep(60)
"""


def test_one_at_a_time(folder: Path) -> None:
    first, second = FolderLock(folder), FolderLock(folder)
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_two_folders_are_two_locks(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path / "a"), FolderLock(tmp_path / "b")
    assert first.acquire()
    assert second.acquire()
    first.release()
    second.release()


def test_another_process_keeps_it_until_it_is_dead_however_it_died(qapp: QApplication, folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(folder)], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"True\n"
            lock = FolderLock(folder)
            os.utime(folder / "lock", (1.0, 1.0))  # the machine has slept for long
            assert not lock.acquire()
            assert holder.stdout.readline() == b"\n"
        finally:
            holder.kill()
    assert lock.acquire()
    bell = Doorbell(folder)
    assert not bell.ring()
    bell.listen()  # though the dead one's is still there
    assert Doorbell(folder).ring()
    bell.close()
    lock.release()


def test_a_folder_that_cannot_be_made_or_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="ascii")
    with pytest.raises(StoreError) as caught:
        FolderLock(tmp_path / "file" / "data")
    assert caught.value.kind is ErrorKind.STORE_UNREADABLE
    lock = FolderLock(tmp_path / "data")
    (tmp_path / "data").rmdir()  # root may write everywhere but there
    with pytest.raises(StoreError) as caught:
        lock.acquire()
    assert caught.value.kind is ErrorKind.STORE_READ_ONLY


def test_the_bell_is_heard_by_the_one_that_listens(qapp: QApplication, folder: Path) -> None:
    folder.mkdir()
    home, visitor = Doorbell(folder), Doorbell(folder)
    rung = QSignalSpy(home.rung)
    assert not visitor.ring()
    home.listen()
    assert visitor.ring()
    assert visitor.ring()
    wait_for(lambda: rung.count() == 2, "two rings")
    home.close()
    assert not visitor.ring()


def test_who_is_at_home_comes_and_nobody_once_the_window_is_closed(qapp: QApplication, folder: Path) -> None:
    folder.mkdir()
    visitor = Doorbell(folder)
    come: list[bool] = []

    def work() -> None:
        with at_home(folder, lambda: come.append(True)):
            wait_for(visitor.ring, "the bell")
            wait_for(lambda: come, "the ring")
            raise KeyboardInterrupt  # however the window ends

    with pytest.raises(KeyboardInterrupt):
        work()
    assert not visitor.ring()
    assert come == [True]


def test_a_home_that_is_left_at_once_has_no_bell(qapp: QApplication, folder: Path) -> None:
    folder.mkdir()
    with at_home(folder, lambda: None):
        pass
    let_pass(0.15)
    assert not Doorbell(folder).ring()


def test_who_rings_waits_for_a_bell_that_is_only_being_hung_up(qapp: QApplication, folder: Path) -> None:
    folder.mkdir()
    home, visitor = Doorbell(folder), Doorbell(folder)
    QTimer.singleShot(100, home, home.listen)
    heard: list[bool] = []
    thread = threading.Thread(target=lambda: heard.append(visitor.ring()))
    thread.start()
    wait_for(lambda: heard, "an answer")
    thread.join()
    home.close()
    assert heard == [True]


def test_a_bell_that_nobody_answers_costs_no_time(qapp: QApplication, folder: Path) -> None:
    folder.mkdir()
    begun = time.monotonic()
    assert not Doorbell(folder).ring()
    assert time.monotonic() - begun < 2


def test_two_folders_have_two_bells(qapp: QApplication, tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    home = Doorbell(first)
    home.listen()
    assert not Doorbell(second).ring()
    home.close()


def test_the_window_comes_back_from_the_task_bar(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[bool] = []
    monkeypatch.setattr(type(screen.window), "raise_", lambda _window: raised.append(True))
    screen.window.showMinimized()
    assert screen.window.windowState() & Qt.WindowState.WindowMinimized
    screen.app.come_forward()
    assert not screen.window.windowState() & Qt.WindowState.WindowMinimized
    assert screen.window.isVisible()
    assert raised == [True]
