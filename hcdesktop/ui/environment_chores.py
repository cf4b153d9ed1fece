"""Duplicate, rename, delete, export and import: what is done with a whole environment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject

from hcdesktop.core.errors import HcError, StoreError
from hcdesktop.core.models import Environment
from hcdesktop.desk import Desk, Desks
from hcdesktop.store import environment_file
from hcdesktop.store.files import slug
from hcdesktop.ui import messages
from hcdesktop.ui.dialogs import ask_for_file
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.messages import Message, Tone
from hcdesktop.ui.name_dialogs import DeleteEnvironmentDialog, RenameDialog
from hcdesktop.ui.popups import Popups
from hcdesktop.ui.saver import Saver
from hcdesktop.ui.tasks import Tasks

_KINDS = "JSON (*.json)"


def _tr(text: str, **values: object) -> str:
    # In one pass: a name with braces in it must not be read as a placeholder.
    return QCoreApplication.translate("messages", text).format(**values)


class EnvironmentChores(QObject):
    """Refuses while somebody is at work: an open popup and a finish that is only in memory belong to the open file."""

    def __init__(
        self,
        desks: Desks,
        *,
        environments: Environments,
        popups: Popups,
        saver: Saver,
        tasks: Tasks,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._desks = desks
        self._environments = environments
        self._popups = popups
        self._saver = saver
        self._tasks = tasks
        self._window = window
        menu = window.environment_menu
        for wish, chore in (
            (menu.duplicate_requested, self.duplicate),
            (menu.rename_requested, self.rename),
            (menu.delete_requested, self.delete),
            (menu.export_requested, self.write_file),
            (menu.import_requested, self.read_file),
        ):
            wish.connect(chore)
        environments.tell(self._on_shown)

    def _on_shown(self, _desk: Desk) -> None:
        """Once: what an earlier run has left of a deletion goes; what still stands in the way is said at the next."""
        self._environments.shown.disconnect(self._on_shown)
        try:
            left = self._desks.book.buried()
        except StoreError:
            return  # the list is damaged, which is said already
        if left:
            self._tasks.run(self._desks.complete_deletions, failure=lambda _error: None)

    def duplicate(self) -> None:
        """The same addresses under another name, or as another kind; nobody in it, and no secret."""
        if self.may_work():
            environment = self._environments.desk.environment
            self._environments.set_up(replace(environment, name=self._free_name(environment.name), kept_as=""))

    def rename(self) -> None:
        """Asks for another name."""
        if self.may_work():
            name = self._environments.desk.environment.name
            RenameDialog.ask(name, self._environments.rename, self._window)

    def write_file(self) -> None:
        """The settings, for another desk."""
        environment = self._environments.desk.environment
        chosen = self._ask_for_file(_tr("Export settings"), save=True, suggested=f"{slug(environment.name)[:-9]}.json")
        if chosen is not None and self._tried(lambda: environment_file.write(chosen, environment)):
            self._say(_tr("The settings were written to {file}; no secrets.", file=chosen.name))

    def read_file(self) -> None:
        """Somebody else's settings, to be looked at before they are saved."""
        if not self.may_work():
            return
        chosen = self._ask_for_file(_tr("Import settings"), save=False, suggested="")
        if chosen is not None:
            self._tried(lambda: self._environments.set_up(environment_file.read(chosen)))

    # --- deleting

    def delete(self) -> None:
        """Asks, saying what is lost; then the Simulator is shown, and nothing is left."""
        if not self.may_work():
            return
        desk = self._environments.desk
        environment = desk.environment
        people = desk.service.count_users()
        copies = len(self._desks.backups.all(self._desks.book.database(environment)))
        if not DeleteEnvironmentDialog.ask(environment, self._window, people=people, copies=copies):
            return
        if not self.may_work() or not self._environments.is_open:
            return
        if not self._tasks.idle:
            self._say(_tr("Something is being saved just now, so nothing was deleted. Try again in a moment."))
            return
        self._delete(environment)

    def _delete(self, environment: Environment) -> None:
        if not self._tried(lambda: self._environments.let_go(environment)):
            return
        # From now on nobody can choose it, and this is going to happen.
        if self._tried(lambda: self._desks.book.bury(environment)):
            self._environments.list_changed.emit()
            self._tasks.run(
                self._desks.complete_deletions,
                success=lambda _nothing: self._say(_tr("“{name}” was deleted.", name=environment.name), Tone.GOOD),
                failure=lambda error: self._on_left(environment, error),
            )

    def _on_left(self, environment: Environment, error: HcError) -> None:
        cause = messages.for_error(error)
        self._window.messages.show_message(
            Message(
                text=_tr("“{name}” is off the list, but not all of it is gone. {cause}", name=environment.name,
                         cause=cause.text),
                next_step=_tr("The rest goes at the next start."),
                tone=Tone.WARNING,
                detail=str(error),
            )
        )  # fmt: skip

    # --- shared

    def may_work(self) -> bool:
        """Whether nobody is at work; if somebody is, that is said."""
        if self._popups.launches:
            self._say(_tr("Close the open popup first."), Tone.WARNING)
        elif self._saver.holds_unsaved:
            self._say(_tr("Something is not on the disk yet. Wait until it is saved."), Tone.WARNING)
        else:
            return True
        return False

    def _free_name(self, name: str) -> str:
        taken = {known.name.casefold() for known in self._environments.all()}
        copy = _tr("{name} copy", name=name[:50])
        numbered = [copy, *(f"{copy} {number}" for number in range(2, len(taken) + 3))]
        return next(free for free in numbered if free.casefold() not in taken)

    def _tried(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except HcError as error:
            self._window.messages.show_message(messages.for_error(error))
            return False
        return True

    def _ask_for_file(self, title: str, *, save: bool, suggested: str) -> Path | None:
        return ask_for_file(self._window, title, save=save, kinds=_KINDS, suggested=suggested)

    def _say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        if self._environments.is_open:  # and not locked
            self._window.messages.show_message(Message(text=text, tone=tone))
