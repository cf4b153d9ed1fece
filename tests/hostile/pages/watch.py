"""What the arena keeps an eye on while a page does its worst: the main loop, the screen, the files, the programs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from hcdesktop.ui.main_window import MainWindow

#: Seconds in which the main window answers 99 times in 100, and always.
USUAL_LIMIT = 0.1
LIMIT = 1.0
_TICK = 5  # ms


class MainLoop(QObject):
    """Measures how long somebody would have waited for the main window, and sees every window that is none of ours.

    What the main thread spent ready to run, waiting for a
    processor that others had, is the machine's (Linux tells it) and is left out.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.gaps: list[float] = []
        self.strange: set[str] = set()
        self._last = _own_time()
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._tick)
        timer.start(_TICK)

    def begin(self) -> None:
        self.gaps.clear()
        self.strange.clear()
        self._last = _own_time()

    @property
    def usual(self) -> float:
        """The gap that 99 of 100 do not exceed."""
        gaps = sorted(self.gaps)
        return gaps[len(gaps) * 99 // 100] if gaps else 0.0

    @property
    def longest(self) -> float:
        return max(self.gaps, default=0.0)

    @property
    def too_late(self) -> float:
        """Seconds at which a click would have been answered too late: of a gap of ``g``, the first ``g - limit``."""
        return sum(max(0.0, gap - USUAL_LIMIT) for gap in self.gaps)

    def _tick(self) -> None:
        now = _own_time()
        self.gaps.append(now - self._last)
        self._last = now
        self.strange.update(strange_windows())


def _own_time() -> float:
    """Seconds, without those in which this thread was kept waiting for a processor."""
    kept_waiting = int(Path("/proc/thread-self/schedstat").read_text().split()[1])
    return time.monotonic() - kept_waiting / 1e9


def strange_windows() -> Iterator[str]:
    """The names of visible windows that the app has not opened itself, and of whatever is modal."""
    from hcdesktop.ui.web.connect_window import ConnectWindow
    from hcdesktop.ui.web.provider_window import ProviderWindow

    ours = (MainWindow, ConnectWindow, ProviderWindow)
    for widget in QApplication.topLevelWidgets():
        is_shown = widget.isVisible() and not widget.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        if is_shown and not isinstance(widget, ours):
            yield f"{type(widget).__name__} {widget.windowTitle()}"
    if (modal := QApplication.activeModalWidget()) is not None:
        yield f"modal {type(modal).__name__}"


def files_below(root: Path) -> set[str]:
    """Every file below this folder."""
    found: set[str] = set()
    for folder, _folders, names in os.walk(root):
        found.update(str(Path(folder, name).relative_to(root)) for name in names)
    return found


def programs() -> Iterator[str]:
    """The command of every descendant of this process that is not the engine's."""
    for process in descendants(os.getpid()):
        with suppress(OSError):
            # Not by the command line: the engine writes over it.
            if Path(f"/proc/{process}/exe").readlink().name != "QtWebEngineProcess":
                yield Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")


def descendants(process: int) -> list[int]:
    """Children, their children and so on (Linux)."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
    found: list[int] = []
    waiting = [process]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found
