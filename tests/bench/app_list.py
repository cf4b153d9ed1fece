"""``python tests/bench/app_list.py [N]``: waiting in a list of N (100,000) people. Prints; asserts nothing.

For each keystroke, state and order: the time until the rows are there, and the longest gap of the event loop meanwhile.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

from hcdesktop.app import App, application, build
from hcdesktop.desk import SIMULATOR, Desks, opened
from tests.crowd import add_users

_FIRST = ("Ada", "Jonas", "Maximiliana", "Priya", "Tomas", "Yuki", "Henrik", "Zoë", "Ingrid", "Bela", "Omar")
_LAST = ("Winterbourne", "Feldspar", "Hohenfels", "Raman", "Lindqvist", "Arakawa", "Okafor", "Novak", "Silva")
_TYPED = (
    *("p", "pr", "pri", "priya", "priya n", "priya nov", "z", "zo", "zoe"),
    *("user00", "user0054321", "xyz", "example"),
)


class Gaps(QObject):
    """The longest time, in ms, in which the event loop did not turn."""

    def __init__(self) -> None:
        super().__init__()
        self.restart()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_turn)
        self._timer.start(0)

    def restart(self) -> None:
        self._last, self.longest = time.perf_counter(), 0.0

    def _on_turn(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now


class Bench:
    """The app over a folder with many people."""

    def __init__(self, folder: Path) -> None:
        qt = application()
        begun = time.perf_counter()
        self.app: App = build(qt, Desks(folder))
        self.app.start(SIMULATOR)
        self._turn = qt.processEvents
        self.users = self.app.window.table.users
        while self.users.loading:
            self._turn()
        self.app.window.table.viewport().repaint()
        print(f"open until {self.users.rowCount():,} rows are painted: {(time.perf_counter() - begun) * 1000:.0f} ms")
        self._listed_at = 0.0
        self.users.listed.connect(self._on_listed)
        self._settle()
        self.gaps = Gaps()

    def _on_listed(self) -> None:
        self._listed_at = time.perf_counter()

    def _settle(self) -> None:
        until = time.monotonic() + 0.3
        while time.monotonic() < until or not self.app.controller.settled:
            self._turn()

    def waited(self, change: Callable[[], object]) -> tuple[float, float]:
        """Milliseconds until the rows are there, and the longest gap."""
        self._listed_at = 0.0
        self.gaps.restart()
        begun = time.perf_counter()
        change()
        while not self._listed_at:
            self._turn()
        waited = (self._listed_at - begun) * 1000
        self.app.window.table.viewport().repaint()
        self._turn()
        self._turn()
        return waited, self.gaps.longest

    def scrolled(self, step: Callable[[int], int], times: int) -> tuple[float, float]:
        """Median and worst of a step, in ms."""
        table, took = self.app.window.table, []
        for number in range(times):
            begun = time.perf_counter()
            table.verticalScrollBar().setValue(step(number))
            table.viewport().repaint()
            self._turn()
            took.append((time.perf_counter() - begun) * 1000)
        return statistics.median(took), max(took)


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    draw = random.Random(1).choice
    with tempfile.TemporaryDirectory() as folder:
        with opened(Desks(Path(folder)), SIMULATOR) as desk:
            people = ((f"user{n:07}@example.org", f"{draw(_FIRST)} {draw(_LAST)} {n}") for n in range(count))
            add_users(desk.store, people)
        measure(Bench(Path(folder)))


def measure(bench: Bench) -> None:
    window = bench.app.window
    typed = [bench.waited(lambda text=text: window.people.text.setText(text)) for text in _TYPED]  # type: ignore[misc]
    waits = [wait for wait, _gap in typed]
    print(f"keystroke until rows: median {statistics.median(waits):.0f} ms, worst {max(waits):.0f} ms")
    others = [bench.waited(lambda: window.people.text.setText(""))]
    for number in (1, 2, 3, 4, 5, 0):
        others.append(bench.waited(lambda number=number: window.people.states.setCurrentIndex(number)))  # type: ignore[misc]
    down = Qt.SortOrder.DescendingOrder
    for column in (1, 2, 3, 4, 5, 0):
        others.append(bench.waited(lambda column=column: window.table.sortByColumn(column, down)))  # type: ignore[misc]
    print(f"state or order until rows: worst {max(wait for wait, _gap in others):.0f} ms")
    print(f"longest gap of the event loop: {max(gap for _wait, gap in (*typed, *others)):.0f} ms")
    end = window.table.verticalScrollBar().maximum()
    for name, (median, worst) in (
        ("wheel", bench.scrolled(lambda n: n * 144, 500)),
        ("jumps", bench.scrolled(lambda n: end * (n * 37 % 300) // 300, 300)),
    ):
        print(f"scrolling by {name}, a step: median {median:.1f} ms, worst {worst:.1f} ms")
    bench.app.close()


if __name__ == "__main__":
    main()
