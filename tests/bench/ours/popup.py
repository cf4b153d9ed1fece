"""The app and its people: two popups, from the click to the popup's word that it can be used, and the process's first
finish and a few more, from the callback to the row that says so. Waits while the second popup is open."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Signal

from hcdesktop.app import application
from hcdesktop.core.models import UserState
from hcdesktop.desk import Desk
from hcdesktop.journey.stage import Stage
from hcdesktop.journey.waiting import let_pass
from hcdesktop.ui.popups import Popups
from hcdesktop.ui.web.connect_window import ConnectWindow
from tests.bench.heartbeat import Heartbeat
from tests.bench.ours.telling import tell, wait

NEW = "ada.winterbourne@example.org"
BEFORE = "somebody.new@example.org"
LATER = ("one.more@example.org", "another@example.org", "the.last@example.org")


class Moments(QObject):
    """When the popup's messages have come, and when the list was painted with its new row."""

    happened = Signal()  #: one of them

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.app.window)
        self.heard: dict[str, float] = {}
        self.updated = 0.0
        self._users = stage.app.window.table.users
        self._user_id = 0
        self._listen_first(stage.app.popups)
        stage.app.window.table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.updated:
            row = self._users.row_of(self._user_id)
            if row is not None and self._users.user_at(row).state is UserState.CONNECTED:
                # The rows are painted when this event has come to its end; that takes less than a millisecond.
                self.updated = time.perf_counter()
                self.happened.emit()
        return False

    def wait_for(self, word: str) -> float:
        """When the popup has said this, in the loop that the app runs: the stage's own naps between two turns."""
        while word not in self.heard:
            self._run()
        return self.heard[word]

    def watch(self, user_id: int) -> None:
        """Whose row is to be waited for."""
        self._user_id, self.updated = user_id, 0.0

    def wait_for_row(self) -> float:
        """When it was painted, in the same way."""
        while not self.updated:
            self._run()
        return self.updated

    def _run(self) -> None:
        loop = QEventLoop()
        self.happened.connect(loop.quit)
        loop.exec()

    def _listen_first(self, popups: Popups) -> None:
        """Before the app, which writes to the disk what a message says: that is part of what is measured."""
        take = popups.windows.take

        def take_and_listen(desk: Desk) -> ConnectWindow:
            self.heard.clear()
            window = take(desk)
            window.message_received.connect(self._on_message)
            return window

        popups.windows.take = take_and_listen  # type: ignore[method-assign]

    def _on_message(self, text: str) -> None:
        for word in ("opened", "finish"):
            if f'"callback":"{word}"' in text:
                self.heard.setdefault(word, time.perf_counter())
                self.happened.emit()


def clicked(stage: Stage, moments: Moments, client_user_id: str) -> float:
    """Seconds from the click on this row's button to the popup's word."""
    stage.app.window.table.choose(stage.user(client_user_id).id)
    let_pass(0.3)
    begun = time.perf_counter()
    stage.person.press_row_button(client_user_id)
    return moments.wait_for("opened") - begun


def finished(stage: Stage, moments: Moments, client_user_id: str) -> float:
    """Seconds from the callback of this person's open popup to the row."""
    moments.watch(stage.user(client_user_id).id)
    stage.person.click("Quillstep")
    stage.person.click("Allow")
    stage.person.click("Done")
    return moments.wait_for_row() - moments.heard["finish"]


def finished_later(stage: Stage, moments: Moments, client_user_id: str) -> float:
    """The same for somebody who is only added now."""
    stage.add(client_user_id)
    clicked(stage, moments, client_user_id)
    let_pass(0.5)
    seconds = finished(stage, moments, client_user_id)
    stage.saved(client_user_id)
    return seconds


def main() -> None:
    qt = application()
    stage = Stage(qt, Path(sys.argv[1]), pictures=None)
    stage.app.prepare_popups()  # as the command does
    let_pass(float(sys.argv[2]))
    heartbeat = Heartbeat()
    moments = Moments(stage)
    stage.add(BEFORE)
    tell("first", seconds=clicked(stage, moments, BEFORE))
    let_pass(0.3)
    stage.person.click("Close without connecting")
    stage.outcome()
    let_pass(0.3)
    tell("warm", seconds=clicked(stage, moments, NEW))
    let_pass(0.5)
    tell("open")
    wait()
    heartbeat.leave_out()
    tell("updated", seconds=finished(stage, moments, NEW))
    stage.saved(NEW)
    tell("told", heartbeat=heartbeat.told())
    tell("updated later", seconds=statistics.median(finished_later(stage, moments, name) for name in LATER))
    stage.close()


main()
