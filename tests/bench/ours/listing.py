"""The list over a folder with many people: what somebody waits who types into the filter, and who drags the scroll bar
from the top to the end."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from hcdesktop.app import App, application, build
from hcdesktop.desk import SIMULATOR, Desks
from hcdesktop.journey.waiting import check, let_pass, wait_for
from tests.bench.heartbeat import Heartbeat
from tests.bench.ours.telling import tell, wait

_WORDS = ("priya", "zoe nov", "user0054321", "xyz", "henrik oka", "example", "99", "maximil")
_BACK = "\b"
_STEPS = 150  # of a drag from the top to the end, as many as the mouse tells in two and a half seconds
_PATIENCE = 60.0  # s


class Painted(QObject):
    """When the rows were painted last, after ``listed`` has come."""

    happened = Signal()  #: just now

    def __init__(self, app: App) -> None:
        super().__init__(app.window)
        self.at = 0.0
        self._shown = ""
        self._app = app
        app.window.table.users.listed.connect(self._on_listed)
        app.window.people.installEventFilter(self)
        app.window.table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        typed = " ".join(self._app.window.people.text.text().split())
        if event.type() == QEvent.Type.Paint and self._shown == typed:
            self.at = time.perf_counter()
            self.happened.emit()
        return False

    def _on_listed(self) -> None:
        self._shown = self._app.window.table.users.query.text
        # Where the same people are found nothing has to be painted; what is shown is right from now on.
        self.at = 0.0
        self._app.window.people.update()
        self._app.window.table.viewport().update()

    def wait(self) -> float:
        """When the rows of what stands in the filter were painted; in the loop that the app runs, without the naps
        between two turns of those that wait for something."""
        until = time.monotonic() + _PATIENCE
        loop = QEventLoop()
        self.happened.connect(loop.quit)
        QTimer.singleShot(round(_PATIENCE * 1000), loop, loop.quit)
        while not self.at:
            check(time.monotonic() < until, "the rows")
            loop.exec()
        return self.at

    def forget(self) -> None:
        """Something else is asked for."""
        self.at, self._shown = 0.0, "\0"


def typed(app: App, painted: Painted) -> list[float]:
    """Milliseconds from each key to its rows."""
    took = []
    keys = [key for word in _WORDS for key in f"{word}{_BACK * len(word)}"]
    for key in keys:
        before = app.window.table.users.query
        painted.forget()
        begun = time.perf_counter()
        if key == _BACK:
            QTest.keyClick(app.window.people.text, Qt.Key.Key_Backspace)
        else:
            QTest.keyClicks(app.window.people.text, key)
        if app.window.table.users.query != before:  # a blank at the end asks for nothing
            took.append((painted.wait() - begun) * 1000)
    return took


def dragged(app: App) -> list[float]:
    """Milliseconds of each step, from the mouse to the painted rows."""
    bar = app.window.table.verticalScrollBar()
    option = QStyleOptionSlider()
    bar.initStyleOption(option)
    handle = bar.style().subControlRect(
        QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, bar
    )
    start = handle.center()
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=start)
    took = []
    for step in range(1, _STEPS + 1):
        begun = time.perf_counter()
        QTest.mouseMove(bar, start + QPoint(0, step * bar.height() // _STEPS))
        QCoreApplication.processEvents()
        app.window.table.viewport().repaint()
        took.append((time.perf_counter() - begun) * 1000)
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=start + QPoint(0, bar.height()))
    assert bar.value() == bar.maximum(), "the drag has not come to the end"
    return took


def main() -> None:
    qt = application()
    app = build(qt, Desks(Path(sys.argv[1])))
    app.start(SIMULATOR)
    wait_for(lambda: not app.window.table.users.loading, "the list", seconds=_PATIENCE)
    wait_for(lambda: app.controller.settled, "the rest", seconds=_PATIENCE)
    let_pass(float(sys.argv[2]))
    painted = Painted(app)
    app.window.people.text.setFocus()
    heartbeat = Heartbeat()
    keys = typed(app, painted)
    tell("typed", milliseconds=keys, heartbeat=heartbeat.told())
    heartbeat = Heartbeat()
    tell("dragged", milliseconds=dragged(app), heartbeat=heartbeat.told())
    wait()
    app.close()


main()
