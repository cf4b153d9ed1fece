"""What has to wait for a turn of the main loop of its own: the engine must not lose a page inside its own callback."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Turns(QObject):
    """Called with an action, it does that in a later turn, one action in each.

    Not by ``QTimer.singleShot``: a function that it has not called when its receiver goes is kept for ever, and with it
    the receiver and all that it knows (PySide6 6.11.3).
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._actions: list[Callable[[], None]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._act)

    def __call__(self, action: Callable[[], None]) -> None:
        """In a turn to come."""
        self._actions.append(action)
        self._timer.start(0)

    def forget(self) -> None:
        """None of what waits is done."""
        self._timer.stop()
        self._actions.clear()

    def _act(self) -> None:
        action = self._actions.pop(0)
        if self._actions:
            self._timer.start(0)
        action()
