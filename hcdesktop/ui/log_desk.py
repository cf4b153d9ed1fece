"""Opens the log and does what is wished for in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hcdesktop.core.models import User
from hcdesktop.core.service import Service
from hcdesktop.ui.details import Details
from hcdesktop.ui.formats import number
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from hcdesktop.ui.log_window import LogWindow


class LogDesk(QObject):
    """One log window at most; made, and imported too, when it is first wanted."""

    person_requested = Signal(int)  #: id of a user who is to be shown in the list
    failed = Signal(object)  #: HcError

    def __init__(
        self, window: MainWindow, tasks: Tasks, service: Callable[[], Service | None], details: Details
    ) -> None:
        super().__init__(window)
        self._main = window
        self._tasks = tasks
        self._service = service
        self._details = details
        self.window: LogWindow | None = None
        window.table.user_chosen.connect(self._on_user_chosen)

    def open(self) -> None:
        """Shows it, or brings it to the front."""
        service = self._service()
        if service is None:
            return
        if self.window is None:
            self.window = self._made()
        if self.window.isVisible():
            self.window.raise_()
        else:
            self.window.show_desk(service, self._main.table.chosen)
            self.window.show()
        self.window.activateWindow()

    def show_desk(self) -> None:
        """Another environment is on the screen."""
        if self.window is not None and self.window.isVisible():
            self.window.forget()
            self.window.show_desk(self._service(), None)

    def note_event(self) -> None:
        """Something has happened."""
        if self.window is not None and self.window.isVisible():
            self.window.events.note_event()

    def close(self) -> None:
        """The main window goes."""
        if self.window is not None:
            self.window.reject()

    def _made(self) -> LogWindow:
        from hcdesktop.ui.log_window import LogWindow

        window = LogWindow(self._tasks, self._main)
        window.person_requested.connect(self.person_requested)
        window.export_requested.connect(self._export)
        window.events.failed.connect(self.failed)
        window.raw.copy_requested.connect(self._details.copy_json)
        window.raw.details_requested.connect(self._details.copy_event)
        return window

    def _on_user_chosen(self, user: User | None) -> None:
        if self.window is not None and self.window.isVisible():
            self.window.show_person(user)

    def _export(self) -> None:
        window, service = self.window, self._service()
        if window is None or service is None:
            return
        place = window.ask_for_place(window)
        if place is None:
            return
        query = window.query()
        window.progress.run(
            self._tasks,
            self.tr("Exporting the log"),
            lambda report: service.log.export(place, query, report=report),
            success=lambda count: self._on_exported(place, count),
        )

    def _on_exported(self, place: Path, count: int | None) -> None:
        if self.window is None:
            return
        if count is None:
            self.window.say(self.tr("The export was cancelled; nothing was written."))
        else:
            said = self.tr("{n} events were written to {file}; no names and no tokens.")
            self.window.say(said.format(n=number(count), file=place.name))
