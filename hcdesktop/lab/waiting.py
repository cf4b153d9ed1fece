"""Waiting for what a person would wait for, with a limit."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

T = TypeVar("T")

#: Seconds after which something that should have happened counts as not happening.
PATIENCE = 15.0


class DidNotHappen(AssertionError):
    """Something that should have come to pass did not, in time or at all."""


def wait_for(question: Callable[[], T | None], what: str, *, seconds: float = PATIENCE) -> T:
    """The first answer that is something (an empty list is not one); the event loop runs meanwhile."""
    until = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > until:
            raise DidNotHappen(f"not within {seconds:g} s: {what}")
        let_pass(0.01)


def let_pass(seconds: float) -> None:
    """Runs the event loop for so long."""
    deadline = QDeadlineTimer(int(seconds * 1000))
    while True:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, max(1, deadline.remainingTime()))
        QCoreApplication.sendPostedEvents(None, 52)  # DeferredDelete, which processEvents leaves alone
        if deadline.hasExpired():
            return
        time.sleep(0.001)


def check(true: object, what: str) -> None:
    """Raises ``DidNotHappen`` unless ``true``."""
    if not true:
        raise DidNotHappen(what)
