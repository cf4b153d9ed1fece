"""Everything that only looks: what the card shows beside the row, the log of all people, *Copy details*."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hcdesktop.core.errors import ErrorKind, HcError, InvalidInput
from hcdesktop.core.service import Service
from hcdesktop.ui.card_reader import CardReader
from hcdesktop.ui.details import Details
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.log_desk import LogDesk
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.people import People
from hcdesktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from hcdesktop.ui.card_content import CardContent


class Inspection(QObject):
    """Puts these together; what fails in them is told like every failure that nobody handles."""

    def __init__(
        self,
        *,
        window: MainWindow,
        environments: Environments,
        people: People,
        tasks: Tasks,
        copy: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._environments = environments
        self._failed = tasks.failed
        self.card_reader = CardReader(window.card, tasks, self._service)
        self.details = Details(self._service, copy, parent=self)
        self.log = LogDesk(window, tasks, self._service, self.details)
        self.card_reader.changed.connect(people.updated)
        for part in (self.card_reader, self.details, self.log):
            part.failed.connect(tasks.failed)
        self._connect()

    def _service(self) -> Service | None:
        """The open desk's; none while it is locked."""
        return self._environments.desk.service if self._environments.is_open else None

    def _connect(self) -> None:
        window = self._window
        window.log_requested.connect(self.log.open)
        window.closed.connect(self.log.close)
        window.messages.details_requested.connect(self.details.copy_message)
        window.card.furnished.connect(self._on_card_furnished)
        self.details.copied.connect(self._on_copied)
        self.log.person_requested.connect(self._on_person_requested)
        self._environments.shown.connect(self.log.show_desk)
        self._environments.event_added.connect(self.log.note_event)

    def _on_card_furnished(self, content: CardContent) -> None:
        content.timeline.raw.copy_requested.connect(self.details.copy_json)
        content.timeline.raw.details_requested.connect(self.details.copy_event)

    def _on_copied(self, name: str) -> None:
        self._window.statusBar().showMessage(self.tr("{name} copied").format(name=name), 4000)

    def _on_person_requested(self, user_id: int) -> None:
        service = self._service()
        if service is None:
            return
        try:
            if service.user(user_id).deleted:
                raise InvalidInput(ErrorKind.UNKNOWN_USER)
        except HcError as error:
            self._failed.emit(error)
            return
        self._window.people.clear_filter()
        self._window.table.choose(user_id)
        self._window.activateWindow()
