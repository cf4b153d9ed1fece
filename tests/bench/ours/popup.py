"""The app and one person: two popups, from the click to the popup's word that it can be used, and one finish, from its
callback to the row that says so. Waits while the second popup is open."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Signal

from hcdesktop.app import application
from hcdesktop.core.models import UserState
from hcdesktop.journey.stage import Stage
from hcdesktop.journey.waiting import let_pass
from hcdesktop.ui.popups import Launch
from tests.bench.heartbeat import Heartbeat
from tests.bench.ours.telling import tell, wait

NEW = "ada.winterbourne@example.org"
BEFORE = "somebody.new@example.org"


class Moments(QObject):
    """When the popup's messages have come, and when the list was painted with its new row."""

    happened = Signal()  #: one of them

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.app.window)
        self.heard: dict[str, float] = {}
        self.updated = 0.0
        self._users = stage.app.window.table.users
        self._new = stage.user(NEW).id
        stage.app.popups.opened.connect(self._on_opened)
        stage.app.window.table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.updated:
            row = self._users.row_of(self._new)
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

    def wait_for_row(self) -> float:
        """When it was painted, in the same way."""
        while not self.updated:
            self._run()
        return self.updated

    def _run(self) -> None:
        loop = QEventLoop()
        self.happened.connect(loop.quit)
        loop.exec()

    def _on_opened(self, launch: Launch) -> None:
        self.heard.clear()
        launch.window.message_received.connect(self._on_message)

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
    stage.person.click("Quillstep")
    stage.person.click("Allow")
    stage.person.click("Done")
    updated = moments.wait_for_row()
    tell("updated", seconds=updated - moments.heard["finish"])
    stage.saved(NEW)
    tell("told", heartbeat=heartbeat.told())
    stage.close()


main()
