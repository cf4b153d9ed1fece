"""How late the main loop of a program turns, ours or a floor's: what somebody waits who presses something meanwhile."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL = 2  # ms
HELD = 50.0  # ms


class Heartbeat(QObject):
    """Beats every two milliseconds; a beat's lateness is how long the thread was held up.

    By the clock, which other programs make longer, and by the processor time of the thread, which they do not.
    """

    def __init__(self) -> None:
        super().__init__()
        self._late: list[float] = []
        self._busy = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)
        self.leave_out()
        self._timer.start(INTERVAL)

    def leave_out(self) -> None:
        """What came until now was no turn of the loop: the program was waiting for the bench."""
        self._last, self._worked = time.perf_counter(), time.thread_time()

    def told(self) -> dict[str, float]:
        """In milliseconds."""
        late = sorted(self._late) or [0.0]
        return {
            "beats": len(self._late),
            "longest": late[-1],
            "late": late[(len(late) - 1) * 99 // 100],
            "over": sum(1 for one in late if one > HELD),
            "busy": self._busy,
        }

    def _on_beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self._late.append(max(0.0, (now - self._last) * 1000 - INTERVAL))
        self._busy = max(self._busy, (worked - self._worked) * 1000)
        self._last, self._worked = now, worked
