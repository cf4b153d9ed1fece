"""Cyclic garbage is collected on the main thread only.

Python collects on whichever thread happens to allocate. A Qt object in a cycle would then be destroyed on a pool
thread: seen as "QBasicTimer::stop: … from a different thread" and a segmentation fault (PySide6 6.11.3, 1 of 3 runs of
the whole journey). The counting is Python's own; only the place is ours.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL = 500  # ms


class MainThreadGarbage(QObject):
    """Takes the place of Python's automatic collection from its making until ``close``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect_if_due)
        self._timer.start(_INTERVAL)

    def collect_if_due(self) -> None:
        """The oldest generation whose count is over Python's threshold, and the younger ones with it."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > thresholds[generation] > 0]
        if due:
            gc.collect(due[-1])

    def close(self) -> None:
        """Collects once more, here, and gives the collection back to Python."""
        self._timer.stop()
        gc.collect()
        gc.enable()
