"""The app and one person: two popups, from the click to the popup's word that it can be used, and one finish, from its
callback to the row that says so. Waits while the second popup is open."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject

from hcdesktop.app import application
from hcdesktop.core.models import UserState
from hcdesktop.journey.stage import Stage
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.popups import Launch
from tests.bench.ours.heartbeat import Heartbeat
from tests.bench.ours.telling import tell, wait

NEW = "ada.winterbourne@example.org"
BEFORE = "somebody.new@example.org"


class Moments(QObject):
    """When the popup's messages have come, and when the list was painted with its new row."""

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
        return False

    def _on_opened(self, launch: Launch) -> None:
        self.heard.clear()
        launch.window.message_received.connect(self._on_message)

    def _on_message(self, text: str) -> None:
        for word in ("opened", "finish"):
            if f'"callback":"{word}"' in text:
                self.heard.setdefault(word, time.perf_counter())


def clicked(stage: Stage, moments: Moments, client_user_id: str) -> float:
    """Seconds from the click on this row's button to the popup's word."""
    stage.app.window.table.choose(stage.user(client_user_id).id)
    let_pass(0.3)
    begun = time.perf_counter()
    stage.person.press_row_button(client_user_id)
    return wait_for(lambda: moments.heard.get("opened"), "the popup's word") - begun


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
    updated = wait_for(lambda: moments.updated, "the row")
    tell("updated", seconds=updated - moments.heard["finish"])
    stage.saved(NEW)
    tell("told", heartbeat=heartbeat.told())
    stage.close()


main()
