"""The list's own wishes: somebody is added, edited, marked, deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hcdesktop.core.errors import HcError
from hcdesktop.core.listing import Details
from hcdesktop.core.models import User
from hcdesktop.core.progress import Report
from hcdesktop.core.roster import details_of
from hcdesktop.core.service import Service
from hcdesktop.ui import messages
from hcdesktop.ui.formats import number
from hcdesktop.ui.messages import Message, Tone
from hcdesktop.ui.progress import ProgressRows
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.undo import Undo

if TYPE_CHECKING:
    from hcdesktop.ui.exports import Exports
    from hcdesktop.ui.newcomers import Newcomers


class People(QObject):
    """Changes the list; ``service`` gives the open desk's service."""

    changed = Signal(object)  #: rows have come; the User to choose, or None
    updated = Signal(object)  #: User whose row has changed
    said = Signal(object)  #: Message

    def __init__(
        self,
        service: Callable[[], Service],
        tasks: Tasks,
        *,
        is_open: Callable[[], bool],
        copy: Callable[[str], None],
        progress: ProgressRows,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._service = service
        self._tasks = tasks
        self._progress = progress
        self._window = window
        self.copy = copy
        self.undo = Undo(service, tasks, is_open=is_open, parent=self)
        self.undo.undone.connect(self._on_undone)
        self._is_open = is_open

    @cached_property
    def newcomers(self) -> Newcomers:
        """Who comes from a file, or from Human API."""
        from hcdesktop.ui.newcomers import Newcomers

        newcomers = Newcomers(self._service, self._tasks, self.undo, is_open=self._is_open, window=self._window)
        newcomers.changed.connect(self.changed)
        newcomers.said.connect(self.said)
        return newcomers

    @cached_property
    def exports(self) -> Exports:
        """Who goes into a file."""
        from hcdesktop.ui.exports import Exports

        exports = Exports(self._service, self._tasks, self._progress, window=self._window)
        exports.said.connect(self.said)
        return exports

    def import_file(self) -> None:
        """Asks for a file with people."""
        self.newcomers.choose_file()

    def import_dropped(self, path: Path) -> None:
        """Shows what this file would bring."""
        self.newcomers.open_file(path)

    def sync(self) -> None:
        """Asks Human API for its users."""
        self.newcomers.sync()

    def add(self) -> None:
        """Asks for a person and adds a row."""
        from hcdesktop.ui.dialogs import AddUserDialog

        def add(client_user_id: str, label: str) -> None:
            user = self._service().add_user(client_user_id, label=label)
            self.changed.emit(user)
            self._say(self.tr("{name} was added.").format(name=user.name))

        AddUserDialog.ask(add, self._window)

    def edit(self, user_id: int) -> None:
        """Asks for what is written down about a person."""
        from hcdesktop.ui.person_dialogs import EditUserDialog

        service = self._service()
        before = service.user(user_id)

        def save(details: Details) -> None:
            user = service.roster.edit(user_id, details)
            if details_of(user) == details_of(before):
                return
            # Not the user, whose tokens would be held on to.
            old = details_of(before)
            self.undo.add(
                self.tr("The details of {name} are as they were.").format(name=before.name),
                lambda service: service.roster.edit(user_id, old),
            )
            self.updated.emit(user)
            self._say(self.tr("The details of {name} were changed.").format(name=user.name), Action.UNDO)

        EditUserDialog.ask(before, save, self._window)

    def mark(self, user_ids: Sequence[int], *, marked: bool) -> None:
        """Puts a star at these people's names, or takes it away."""
        service = self._service()
        self._tasks.run(
            lambda: service.roster.mark(user_ids, marked=marked),
            success=lambda _changed: self.changed.emit(None),
            on_file=True,
        )

    def delete(self, user_ids: Sequence[int]) -> None:
        """Asks whether these people are to go, and where from."""
        from hcdesktop.ui.person_dialogs import Delete, DeleteDialog

        if not user_ids:
            return
        service = self._service()
        user = service.user(user_ids[0]) if len(user_ids) == 1 else None
        has_app_key = service.credentials().app_key is not None
        match DeleteDialog.ask(user, len(user_ids), self._window, has_app_key=has_app_key):
            case Delete.HERE:
                self._delete_here(service, user_ids, user)
            case Delete.THERE_TOO:
                self._delete_there(service, user_ids, user)
            case None:
                pass

    def _delete_here(self, service: Service, user_ids: Sequence[int], user: User | None) -> None:
        def on_deleted(gone: list[int]) -> None:
            name = user.name if user else self._number(len(gone))
            self.undo.add(
                self.tr("{name}: back in the list.").format(name=name), lambda service: service.roster.restore(gone)
            )
            self.changed.emit(None)
            left = len(user_ids) - len(gone)
            stayed = self.tr("{n} stayed: their connections are being saved.").format(n=left) if left else ""
            self._say(self.tr("{name}: deleted from this list.").format(name=name), Action.UNDO, next_step=stayed)

        self._tasks.run(lambda: service.roster.delete(user_ids), success=on_deleted, on_file=True)

    def _delete_there(self, service: Service, user_ids: Sequence[int], user: User | None) -> None:
        gone = 0

        def delete(report: Report) -> int:
            def told(done: int, total: int) -> bool:
                nonlocal gone
                gone = done
                return report(done, total)

            return service.roster.delete_all_there(user_ids, report=told)

        def on_deleted(count: int) -> None:
            self.changed.emit(None)
            name = user.name if user and count else self._number(count)
            left = len(user_ids) - count
            stayed = self.tr("Cancelled: {n} stayed as they were.").format(n=number(left)) if left else ""
            self._say(self.tr("{name}: deleted here and at Human API.").format(name=name), next_step=stayed)

        def on_failed(error: HcError) -> None:
            self.changed.emit(None)
            self.said.emit(self._broken_off(error, gone))

        self._progress.run(
            self._tasks,
            self.tr("Deleting at Human API"),
            delete,
            success=on_deleted,
            failure=on_failed,
        )

    def _broken_off(self, error: HcError, gone: int) -> Message:
        """Why it was not gone on with, and whom it has been done for; its button would try the connections that
        wait."""
        message = messages.for_error(error)._replace(action=Action.NONE)
        if not gone:
            return message
        done = self.tr("{name}: deleted here and at Human API.").format(name=self._number(gone))
        return message._replace(text=self.tr("{what} Then it stopped: {why}").format(what=done, why=message.text))

    def _number(self, count: int) -> str:
        return self.tr("1 person") if count == 1 else self.tr("{n} people").format(n=number(count))

    def _on_undone(self, said: str) -> None:
        self.changed.emit(None)
        self._say(said)

    def _say(self, text: str, action: Action = Action.NONE, *, next_step: str = "") -> None:
        self.said.emit(Message(text=text, next_step=next_step, tone=Tone.GOOD, action=action))
