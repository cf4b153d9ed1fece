"""Notices that nobody has touched the app for a while, in whichever of its windows."""

from __future__ import annotations

import time
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

#: What somebody at the desk does. A page cannot make any of these.
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseMove,
        QEvent.Type.NonClientAreaMouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.NativeGesture,
    }
)
_LONGEST_STEP = 10.0  # seconds
_STEPS = 30


class IdleWatch(QObject):
    """Tells once when nobody has touched any window for the limit, or up to two steps longer.

    It looks at what the system hands to the windows, before that is given to the widgets in them. A filter on the
    whole application would see every paint and timer of every object, and wrap those of the engine that Python must
    not touch: with the first popup it crashed each time (PySide6 6.11.3). And it looks only until somebody has been
    noticed, then not before the next step: a desk that is worked at has no filter for most of the time. A window that
    is opened between two steps is looked at from the next one on.
    """

    idle = Signal()  #: nobody has been here for so long

    def __init__(
        self,
        application: QApplication,
        *,
        clocks: tuple[Callable[[], float], ...] = (time.monotonic, time.time),
        parent: QObject | None = None,
    ) -> None:
        """``clocks``: that of the machine stands still while it sleeps, that on the wall may be set back; the one that
        has gone further counts."""
        super().__init__(parent)
        self._application = application
        self._clocks = clocks
        self._limit = 0.0
        self._noticed = False
        self._windows: list[QWindow] = []
        self._since = self._now()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_step)

    def watch(self, limit: float) -> None:
        """From now on; ``limit`` in seconds."""
        self.stop()
        self._limit = limit
        self._since = self._now()
        self._look()
        self._timer.start(int(min(limit / _STEPS, _LONGEST_STEP) * 1000))

    def stop(self) -> None:
        """Nobody needs to know any more."""
        self._timer.stop()
        self._let_go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lets everything through."""
        if event.type() in _INPUT:
            self._noticed = True
            self._let_go()
        return False

    def _look(self) -> None:
        self._let_go()
        self._noticed = False
        # Those that widgets are in, not the engine's own. (A widget's windowHandle() may be gone with its wrapper.)
        self._windows = [window for window in self._application.topLevelWindows() if window.inherits("QWidgetWindow")]
        for window in self._windows:
            window.installEventFilter(self)

    def _let_go(self) -> None:
        windows, self._windows = self._windows, []
        for window in windows:
            if shiboken6.isValid(window):
                window.removeEventFilter(self)

    def _on_step(self) -> None:
        now = self._now()
        if self._noticed:
            self._since = now  # it may have been at any moment since the last step: the latest one counts
        if max(later - earlier for later, earlier in zip(now, self._since, strict=True)) >= self._limit:
            self.stop()
            self.idle.emit()
        else:
            self._look()

    def _now(self) -> tuple[float, ...]:
        return tuple(clock() for clock in self._clocks)
