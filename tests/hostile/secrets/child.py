"""The real app in a process that is watched: somebody creates, edits, recovers, copies, exports and crashes in it.

Its log at DEBUG goes unredacted into the file ``raw.log`` of the folder, its own log where it always goes. Standard
output is what can be read on the screen at the end. Its settings come by standard input.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QPushButton

from hcdesktop import app as composition
from hcdesktop import doctor
from hcdesktop.core import people_file
from hcdesktop.core.crashes import redacted_crashes
from hcdesktop.core.finalizer import Backoff
from hcdesktop.core.log import LogQuery
from hcdesktop.core.models import Environment, Hosts
from hcdesktop.core.service import Service
from hcdesktop.desk import Desks
from hcdesktop.journey.person import Person
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui import clipboard
from tests.hostile.secrets.canaries import NEEDLES, CanaryVault
from tests.ui.screen import visible_texts

NEW, KNOWN_THERE, STRANGER = "ada@example.org", "tomas@example.org", "eve@example.org"
#: Seconds that a copied secret stays here.
_KEPT = 0.3


class Desk:
    """Whoever sits there."""

    def __init__(self, app: composition.App, folder: Path) -> None:
        self._app = app
        self._folder = folder
        self._person = Person(app)

    @property
    def _service(self) -> Service:
        return self._app.controller.desk.service

    def connects(self, client_user_id: str) -> None:
        """Create or Edit, whatever the row says."""
        self._person.press_row_button(client_user_id)
        self._person.read("Mode: ")
        self._person.click("Connect clinic")
        self._person.read("Sources: Clinic")
        self._person.click("Finish")
        self._settle()

    def meets_somebody_known(self) -> None:
        """Create is refused, the token is recovered, Edit opens and is closed."""
        self._person.press_row_button(KNOWN_THERE)
        wait_for(lambda: not self._app.popups.launches, "the popup's refusal")
        self._person.press(self._app.window.messages.action_button)
        self._person.read("Mode: edit")
        self._person.click("Close")
        self._settle()

    def copies(self) -> None:
        """Each token is there when it has been copied, and some seconds later is not."""
        card = self._app.window.card
        self._app.window.table.choose(self._service.find_user(NEW).id)
        for name in ("publicToken", "accessToken"):
            button = next(b for b in card.findChildren(QPushButton) if b.accessibleName() == f"Copy {name}")
            button.click()
            assert NEEDLES.within(QGuiApplication.clipboard().text()), "the campaign copies nothing"
            let_pass(_KEPT + 0.3)
            print("clipboard", QGuiApplication.clipboard().text())

    def reads(self) -> None:
        """Everything that can be read, each line of each timeline opened."""
        window = self._app.window
        for user in self._service.users():
            window.table.choose(user.id)
            [timeline] = window.card.findChildren(QListWidget)
            for row in range(timeline.count()):
                timeline.setCurrentRow(row)
                print(*[raw.toPlainText() for raw in window.card.findChildren(QPlainTextEdit)])
            print(*visible_texts(window), sep="\n")
        self._reads_log()

    def _reads_log(self) -> None:
        """The same lines in the log of all people, and what is copied of each for somebody else."""
        self._app.rooms.inspection.log.open()
        log = self._app.rooms.inspection.log.window
        assert log is not None
        for row in range(log.events.rowCount()):
            log.table.selectRow(row)
            print(log.raw.text.toPlainText())
            log.raw.details_button.click()
            print("details", QGuiApplication.clipboard().text())
        log.reject()

    def exports(self, desks: Desks) -> None:
        """The list, the diagnostics, and the log."""
        people_file.write(self._folder / "export.csv", self._service.users())
        print(json.dumps(doctor.report(desks)))
        for name in ("log.csv", "log.jsonl"):
            self._service.log.export(self._folder / name, LogQuery())

    def crashes(self) -> None:
        """A fault of ours with a secret in its text, in a slot."""
        token = self._service.find_user(NEW).access_token

        def fail() -> None:
            raise RuntimeError(f"accessToken={token}, {self._service.credentials().client_secret}")

        QTimer.singleShot(0, fail)
        dialog = wait_for(lambda: self._app.crashes.dialog, "the dialog that tells of it")
        print(*visible_texts(dialog), sep="\n")
        dialog.accept()

    def _settle(self) -> None:
        wait_for(lambda: self._app.controller.settled and not self._service.pending(), "everything saved")


def main(settings: dict[str, Any]) -> None:
    folder = Path(settings["folder"])
    logging.basicConfig(filename=folder / "raw.log", level=logging.DEBUG, format="%(name)s %(message)s %(args)s")
    clipboard.KEPT = _KEPT  # type: ignore[assignment]
    environment = Environment(name="Clinic", client_id=settings["client_id"], hosts=Hosts(**settings["hosts"]))
    desks = Desks(folder, vault=CanaryVault(), backoff=Backoff(first=0.05, most=0.2), seconds=5.0, alone=True)
    app = composition.build(composition.application(), desks)
    try:
        with redacted_crashes(app.log_to(folder), app.crashes.tell):
            logging.getLogger("hcdesktop").setLevel(logging.DEBUG)
            app.start(environment)
            app.furnish()
            wait_for(lambda: app.controller.desk.environment.name == "Clinic", "the environment")
            composition.load_engine()
            _play(Desk(app, folder), desks)
    finally:
        app.close()


def _play(desk: Desk, desks: Desks) -> None:
    desk.connects(NEW)
    desk.connects(NEW)
    desk.meets_somebody_known()
    desk.copies()
    desk.crashes()
    desk.reads()
    desk.exports(desks)
    print("played")


if __name__ == "__main__":
    main(json.load(sys.stdin))
