"""One process at a time works on a data folder; a second start shows the first one's window."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui import doorbell
from hcdesktop.ui.doorbell import BELL, Doorbell, ring
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


@pytest.mark.usefixtures("impatient")
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
    assert not ring(folder)
    bell = Doorbell(folder)
    bell.listen()  # though the dead one's is still there
    assert rings(folder)
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


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom nobody answers gives up sooner."""
    monkeypatch.setattr(doorbell, "_PATIENCE", 0.3)


def rings(folder: Path, meanwhile: Callable[[], object] = lambda: None) -> bool:
    """What somebody who rings from elsewhere is told."""
    heard: list[bool] = []
    thread = threading.Thread(target=lambda: heard.append(ring(folder)))
    thread.start()
    meanwhile()
    wait_for(lambda: heard, "an answer")
    thread.join()
    return heard[0]


@pytest.mark.usefixtures("impatient")
def test_the_bell_is_heard_by_the_one_that_listens(qapp: QApplication, folder: Path) -> None:
    home = Doorbell(folder)
    rung = QSignalSpy(home.rung)
    assert not ring(folder)
    home.listen()
    assert rings(folder)
    assert rings(folder)
    let_pass(0.1)
    assert rung.count() == 2
    home.close()
    assert not ring(folder)


@pytest.mark.usefixtures("impatient")
def test_who_is_at_home_comes_and_nobody_once_the_window_is_closed(qapp: QApplication, folder: Path) -> None:
    come: list[bool] = []

    def work() -> None:
        with at_home(folder, lambda: come.append(True)):
            assert rings(folder)
            raise KeyboardInterrupt  # however the window ends

    with pytest.raises(KeyboardInterrupt):
        work()
    assert not (folder / BELL).exists()
    assert not ring(folder)
    assert come == [True]


def test_who_rings_waits_for_a_bell_that_is_only_being_hung_up(qapp: QApplication, folder: Path) -> None:
    home = Doorbell(folder)
    rung = QSignalSpy(home.rung)
    assert rings(folder, lambda: QTimer.singleShot(200, home, home.listen))
    assert rung.count() == 1
    home.close()


def test_two_who_ring_at_once_are_both_answered(qapp: QApplication, folder: Path) -> None:
    home = Doorbell(folder)
    home.listen()
    other: list[bool] = []
    second = threading.Thread(target=lambda: other.append(ring(folder)))
    assert rings(folder, second.start)
    wait_for(lambda: other, "the other answer")
    assert other == [True]
    home.close()


def test_a_bell_that_nobody_answers_costs_a_second_and_is_silent_afterwards(qapp: QApplication, folder: Path) -> None:
    begun = time.monotonic()
    assert not ring(folder)
    assert 0.9 < time.monotonic() - begun < 2
    home = Doorbell(folder)
    rung = QSignalSpy(home.rung)
    home.listen()
    let_pass(0.1)
    assert rung.count() == 0
    home.close()


def test_the_bell_is_its_owner_s_alone(qapp: QApplication, folder: Path) -> None:
    home = Doorbell(folder)
    home.listen()
    assert (folder / BELL).stat().st_mode & 0o077 == 0
    home.close()


@pytest.mark.usefixtures("impatient")
def test_a_folder_in_which_no_bell_can_be_hung_up_has_none(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="ascii")
    with at_home(tmp_path / "file", lambda: None):
        assert not ring(tmp_path / "file")


@pytest.mark.usefixtures("impatient")
def test_two_folders_have_two_bells(qapp: QApplication, tmp_path: Path) -> None:
    home = Doorbell(tmp_path / "a")
    home.listen()
    assert not rings(tmp_path / "b")
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
