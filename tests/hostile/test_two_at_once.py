"""Two processes on one data folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hcdesktop.ui.doorbell import Doorbell
from hcdesktop.ui.instance import FolderLock


def start(folder: Path, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "hcdesktop", "--data-dir", str(folder), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_second_start_shows_the_first_window_and_ends(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    lock, doorbell = FolderLock(tmp_path), Doorbell(tmp_path)
    assert lock.acquire()
    try:
        doorbell.listen()
        with qtbot.waitSignal(doorbell.rung, timeout=15_000):
            second = start(tmp_path)
        _output, said = second.communicate(timeout=15)
        assert second.returncode == 0
        assert "open already" in said
    finally:
        doorbell.close()
        lock.release()


def test_a_folder_that_is_busy_is_said_to_be(qapp: QApplication, tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    assert lock.acquire()
    try:
        window, finalize = start(tmp_path), start(tmp_path, "finalize")
        assert "does not answer" in window.communicate(timeout=15)[1]
        assert "saves what is pending by itself" in finalize.communicate(timeout=15)[1]
        assert (window.returncode, finalize.returncode) == (2, 2)
    finally:
        lock.release()


def test_the_lock_of_a_killed_process_is_taken_over(qapp: QApplication, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from hcdesktop.ui.instance import FolderLock;"
        "lock = FolderLock(Path(sys.argv[1])); print(lock.acquire(), flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "True"
        assert not FolderLock(tmp_path).acquire()
    finally:
        os.kill(other.pid, signal.SIGKILL)
        other.communicate()
    lock = FolderLock(tmp_path)
    assert lock.acquire()
    lock.release()
