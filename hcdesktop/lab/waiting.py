"""Waiting for what a person would wait for, with a limit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop

T = TypeVar("T")

#: Seconds after which something that should have happened counts as not happening.
PATIENCE = 15.0
#: Seconds by which a turn of the event loop may be late before somebody else has held it.
_LATE = 0.25
_LOOK = 0.05  # s between two looks whether it is still held
_NAP = 0.001  # s
#: Turns in which what is due is done with all that follows of it: a size, its layout, and that of what is in it.
_DUE_TURNS = 3
_POSTED_DELETE = 52  # QEvent::DeferredDelete


class DidNotHappen(AssertionError):
    """Something that should have come to pass did not, in time or at all."""


class Stopped(Exception):  # for what happened, like the errors of core
    """Nobody wants it any more."""


class Pace:
    """How one person waits; the event loop runs meanwhile, and with it everything else in the process.

    Where somebody else holds that loop (a dialog that waits for its answer runs one of its own, below which this one
    cannot go on), the time does not count; nor does that for which ``is_held``. ``is_stopped`` is asked in every turn;
    then all waiting ends by ``Stopped``.
    """

    def __init__(
        self, is_stopped: Callable[[], bool] = lambda: False, *, is_held: Callable[[], bool] = lambda: False
    ) -> None:
        self._is_stopped = is_stopped
        self._is_held = is_held
        self._held = 0.0

    @property
    def now(self) -> float:
        """Seconds, without those for which the loop was held."""
        return time.monotonic() - self._held

    def wait_for(self, question: Callable[[], T | None], what: str, *, seconds: float = PATIENCE) -> T:
        """The first answer that is something (an empty list is not one). Raises ``DidNotHappen`` and ``Stopped``."""
        until = self.now + seconds
        while True:
            answer = question()
            if answer:
                return answer
            if self.now > until:
                raise DidNotHappen(f"not within {seconds:g} s: {what}")
            self._pass(0.01)

    def let_pass(self, seconds: float) -> None:
        """Runs the event loop for so long; what is due has been done then, however long the machine took for it."""
        self._pass(seconds)
        for _ in range(_DUE_TURNS):
            with self.turn(0):
                _turn(0)

    def _pass(self, seconds: float) -> None:
        until = self.now + seconds
        while True:
            left = max(0.001, until - self.now)
            with self.turn(left):
                _turn(left)
            if self.now >= until:
                return
            time.sleep(_NAP)

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Around what runs the event loop for at most so long."""
        self._go_on()
        begun = time.monotonic()
        yield
        late = time.monotonic() - begun - seconds
        if late > _LATE:
            self._held += late
        self._go_on()

    def _go_on(self) -> None:
        begun = time.monotonic()
        held = False
        while not self._is_stopped():
            if not self._is_held():
                self._held += time.monotonic() - begun if held else 0.0
                return
            held = True
            _turn(_LOOK)
            time.sleep(_NAP)
        raise Stopped


def _turn(seconds: float) -> None:
    """At least one turn in any case."""
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, round(seconds * 1000))
    QCoreApplication.sendPostedEvents(None, _POSTED_DELETE)  # which processEvents leaves alone


def wait_for(question: Callable[[], T | None], what: str, *, seconds: float = PATIENCE) -> T:
    """The first answer that is something (an empty list is not one); the event loop runs meanwhile."""
    return Pace().wait_for(question, what, seconds=seconds)


def let_pass(seconds: float) -> None:
    """Runs the event loop for so long."""
    Pace().let_pass(seconds)


def check(true: object, what: str) -> None:
    """Raises ``DidNotHappen`` unless ``true``."""
    if not true:
        raise DidNotHappen(what)
