"""How long the main loop did not turn: what somebody waits who presses something meanwhile."""

from __future__ import annotations

import sys
import threading
import time
import traceback

from PySide6.QtCore import QObject, Qt, QTimer

_TICK = 1  # ms
_LOOK = 0.005  # s


class LoopWatch(QObject):
    """Measures every turn by the processor time of the main thread, which nothing else on the machine makes longer.

    A thread beside it notes where the main thread is in a turn that takes ``limit`` seconds or more.
    """

    def __init__(self, limit: float) -> None:
        super().__init__()
        self.longest = 0.0
        self.where = ""
        self._limit = limit
        self._begun = self._last = time.thread_time()
        self._clock = time.pthread_getcpuclockid(threading.get_ident())
        self._main = threading.get_ident()
        self._seen = ""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_turn)
        self._timer.start(_TICK)
        self._ended = threading.Event()
        self._lookout = threading.Thread(target=self._look, daemon=True)
        self._lookout.start()

    def leave_out(self) -> None:
        """What came until now was no turn of the loop, or nobody could have pressed anything."""
        self._last = time.thread_time()
        self._seen = ""

    def close(self) -> None:
        """Nobody is watched any more."""
        self._timer.stop()
        self._ended.set()
        self._lookout.join()

    def _on_turn(self) -> None:
        now = time.thread_time()
        if now - self._last > self.longest:
            self.longest, self.where = now - self._last, self._seen
        self._last, self._seen = now, ""

    def _look(self) -> None:
        while not self._ended.wait(_LOOK):
            if time.clock_gettime(self._clock) - self._last > self._limit and not self._seen:
                frame = sys._current_frames().get(self._main)
                self._seen = "".join(traceback.format_stack(frame)[-6:]) if frame else ""
