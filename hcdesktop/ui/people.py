"""The list's own wishes: somebody is added, a file of people comes in or goes out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hcdesktop.core import people_file
from hcdesktop.core.service import Service
from hcdesktop.ui.dialogs import AddUserDialog, ask_for_file
from hcdesktop.ui.messages import Message, Tone
from hcdesktop.ui.tasks import Tasks


class People(QObject):
    """Changes the list; ``service`` gives the open desk's service."""

    changed = Signal(object)  #: rows have come; the User to choose, or None
    said = Signal(object)  #: Message

    def __init__(self, service: Callable[[], Service], tasks: Tasks, *, window: QWidget) -> None:
        super().__init__(window)
        self._service = service
        self._tasks = tasks
        self._window = window

    def add(self) -> None:
        """Asks for a person and adds a row."""

        def add(client_user_id: str, label: str) -> None:
            user = self._service().add_user(client_user_id, label=label)
            self.changed.emit(user)
            self._say(self.tr("{name} was added.").format(name=user.name))

        AddUserDialog.ask(add, self._window)

    def read_file(self) -> None:
        """Asks for a CSV file and adds the people in it who are not there yet."""
        chosen = ask_for_file(self._window, self.tr("Import people"), save=False)
        if chosen is not None:
            service = self._service()
            self._tasks.run(lambda: service.import_users(people_file.read(chosen)), success=self._on_read)

    def write_file(self) -> None:
        """Asks for a place and writes the list there: no tokens."""
        chosen = ask_for_file(self._window, self.tr("Export people"), save=True)
        if chosen is not None:
            service = self._service()
            self._tasks.run(
                lambda: service.export_users(chosen),
                success=lambda count: self._on_written(chosen, count),
            )

    def _on_read(self, added: int) -> None:
        self.changed.emit(None)
        self._say(self.tr("{n} people were added.").format(n=added))

    def _on_written(self, path: Path, count: int) -> None:
        self._say(self.tr("{n} people were written to {file}; no tokens.").format(n=count, file=path.name))

    def _say(self, text: str) -> None:
        self.said.emit(Message(text=text, tone=Tone.GOOD))
