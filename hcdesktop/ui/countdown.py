"""How long it is until something is tried again by itself, said anew every second by one label."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel

from hcdesktop.ui import messages

_TICK = 1_000  # ms


class Countdown(QObject):
    """Speaks through a label that belongs to somebody else; has a timer only while there is something to count."""

    def __init__(self, label: QLabel, *, now: Callable[[], float] = time.time) -> None:
        super().__init__(label)
        self._label = label
        self._now = now
        self._due_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._show)

    @property
    def counts(self) -> bool:
        """Whether the label will change by itself."""
        return self._timer.isActive()

    def until(self, due_at: float | None) -> None:
        """Counts down to ``due_at`` (epoch seconds); ``None`` leaves the label to its owner."""
        self._timer.stop()
        if due_at is not None:
            self._due_at = due_at
            self._timer.start()
            self._show()

    def _show(self) -> None:
        left = self._due_at - self._now()
        self._label.setText(messages.next_try(left))
        if left <= 0:
            self._timer.stop()
