"""What happens on other threads, told on the main one: that one is woken once for all of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

T = TypeVar("T")

_PAUSE = 16  # ms: a frame


class _Wake(QObject):
    """A generic class cannot be one of Qt's."""

    wanted = Signal()


class Gathering(Generic[T]):
    """Each thing is told by itself, in the order in which they came. A wake-up for each takes the interpreter from the
    thread on which it happens, and three things happen in each finish that is sent."""

    def __init__(self, tell: Callable[[T], object], parent: QObject) -> None:
        """``tell`` is called on the thread of ``parent``."""
        self._tell = tell
        self._waiting: deque[T] = deque()
        self._woken = False
        # With a pause: what is told takes the interpreter from that thread, too, in the middle of what it is doing.
        self._pause = QTimer(parent)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._on_pause_over)
        self._wake = _Wake(parent)
        self._wake.wanted.connect(self._pause.start, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Everything is told."""
        return not self._waiting

    def add(self, thing: T) -> None:
        """From any thread."""
        self._waiting.append(thing)
        if not self._woken:
            self._woken = True
            self._wake.wanted.emit()

    def _on_pause_over(self) -> None:
        self._woken = False  # before the first is taken: what comes after the last one wakes us again
        for _ in range(len(self._waiting)):
            self._tell(self._waiting.popleft())
