"""Waiting below somebody else's event loop: what others hold up does not count, and it can be stopped."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from hcdesktop.lab.waiting import DidNotHappen, Pace, Stopped

_HOLD = 800  # ms, more than anybody waits here, and than a busy machine takes longer


def hold() -> None:
    """As a dialog does that waits for its answer."""
    loop = QEventLoop()
    QTimer.singleShot(_HOLD, loop, loop.quit)
    loop.exec()


def test_what_others_hold_up_does_not_count(qapp: QApplication) -> None:
    pace, begun = Pace(), time.monotonic()
    QTimer.singleShot(0, hold)
    with pytest.raises(DidNotHappen):
        pace.wait_for(lambda: None, "it", seconds=0.1)
    assert time.monotonic() - begun >= 0.1 + _HOLD / 1000 - 0.05
    begun = pace.now
    pace.let_pass(0.05)
    assert pace.now - begun >= 0.05


def test_what_comes_after_somebody_held_the_loop_comes_in_time(qapp: QApplication) -> None:
    come: list[bool] = []
    QTimer.singleShot(0, hold)
    QTimer.singleShot(_HOLD + 50, lambda: come.append(True))
    assert Pace().wait_for(lambda: come, "it", seconds=0.6)


def test_it_stands_still_while_it_is_held(qapp: QApplication) -> None:
    held = [True]
    asked: list[bool] = []

    def ask() -> bool:
        asked.append(bool(held))
        return len(asked) > 2

    QTimer.singleShot(_HOLD, held.clear)
    pace = Pace(is_held=lambda: bool(held))
    pace.wait_for(ask, "three questions", seconds=0.6)
    assert asked == [True, False, False]  # the first one comes before any waiting


@pytest.mark.parametrize("held", [False, True])
def test_it_ends_when_it_is_stopped(qapp: QApplication, held: bool) -> None:
    stopped: list[bool] = []
    pace = Pace(lambda: bool(stopped), is_held=lambda: held)
    QTimer.singleShot(0, lambda: stopped.append(True))
    with pytest.raises(Stopped):
        pace.wait_for(lambda: None, "it", seconds=60)
    with pytest.raises(Stopped), pace.turn(1):
        raise AssertionError("begun")
