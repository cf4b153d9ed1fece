"""The ways back: a copy a day in the background, Restore…, and the recovery passphrase."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from hcdesktop.core.errors import ErrorKind, HcError, StoreError
from hcdesktop.core.models import Environment
from hcdesktop.desk import Desk, Desks
from hcdesktop.store.backups import Copy
from hcdesktop.store.restoring import Restored
from hcdesktop.ui import messages, messages_of_files
from hcdesktop.ui.dialogs import PassphraseDialog, RestoreDialog
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.messages import Message
from hcdesktop.ui.saver import Saver
from hcdesktop.ui.tasks import Tasks

_HOUR = 3_600_000  # ms; an app that stays open for days has its copies too, and one that failed is tried again


class Rescue(QObject):
    """Deletes nothing: what is replaced is kept under a dated name."""

    def __init__(
        self, desks: Desks, *, environments: Environments, saver: Saver, tasks: Tasks, window: MainWindow
    ) -> None:
        """To be made after the controller: what is said of a file that was just opened is said after it is shown."""
        super().__init__(window)
        self._desks = desks
        self._environments = environments
        self._saver = saver
        self._tasks = tasks
        self._window = window
        self._news: Message | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.back_up)
        self._timer.start(_HOUR)
        environments.tell(self._on_shown)

    # --- copies

    def back_up(self) -> None:
        """Copies the open file, if today's copy is not there yet."""
        if self._environments.is_open:
            desk = self._environments.desk
            self._tasks.run(lambda: self._desks.back_up(desk), failure=self._on_no_backup)

    def _on_shown(self, desk: Desk) -> None:
        if desk.put_aside:
            self._say(messages_of_files.put_aside(desk.put_aside))
        elif self._news is not None and not desk.environment.simulated:
            self._say(self._news)
            self._news = None
        self.back_up()

    def _on_no_backup(self, error: HcError) -> None:
        # Of all that a full disk leads to, the request to keep the app open is what has to be read.
        if not self._saver.holds_unsaved:
            self._say(messages_of_files.no_backup(error))

    # --- restoring

    def restore(self, open_one: bool) -> None:
        """Offers the copies of the open file; else the way out of what was said last: of a damaged list, or of a file
        that could not be opened."""
        if open_one:
            self._offer(self._environments.desk.environment, None)
            return
        try:
            self._desks.book.all()
        except StoreError as error:
            if error.kind is ErrorKind.LIST_UNREADABLE:
                self._restore_list()
                return
        self._offer(*self._environments.to_restore)

    def _restore_list(self) -> None:
        try:
            aside = self._desks.restore_list()
        except StoreError as error:
            self._say(messages.for_error(error))
            return
        self._environments.list_changed.emit()
        self._say(messages_of_files.list_restored(aside))

    def _offer(self, environment: Environment, passphrase: str | None) -> None:
        if environment.simulated:
            self._say(messages_of_files.fictional())
            return
        if passphrase is None and self._desks.needs_passphrase(environment):
            passphrase = PassphraseDialog.ask(environment.name, self._window, new=False, wrong=False)
            if not passphrase:
                return
        self._tasks.run(
            lambda: self._desks.copies(environment, passphrase=passphrase),
            success=lambda copies: self._choose(environment, passphrase, copies),
        )

    def _choose(self, environment: Environment, passphrase: str | None, copies: list[Copy]) -> None:
        if not self._environments.is_open:  # locked meanwhile
            return
        if all(copy.users is None for copy in copies) and self._desks.keys.has_recovery(environment):
            self._environments.recover(environment)  # not the files are damaged, the key is another one
            return
        if not copies:
            self._say(messages_of_files.no_copies(environment.name))
            return
        chosen = RestoreDialog.ask(environment.name, copies, self._window)
        if chosen is not None:
            self._carry_out(environment, passphrase, chosen)

    def _carry_out(self, environment: Environment, passphrase: str | None, copy: Copy) -> None:
        if not self._tasks.idle:  # an answer may be on its way into the file
            self._say(messages_of_files.at_work())
            return
        try:
            self._environments.let_go(environment)
        except HcError as error:
            self._say(messages.for_error(error))
            return

        def done(what: Restored) -> None:
            self._news = messages_of_files.restored(copy, what)
            self._environments.come_back_to(environment, passphrase)

        def failed(error: HcError) -> None:
            self._news = messages.for_error(error)
            self._environments.come_back_to(environment, passphrase)

        self._tasks.run(
            lambda: self._desks.restore(environment, copy.path, passphrase=passphrase), success=done, failure=failed
        )

    # --- the recovery passphrase

    def set_recovery(self) -> None:
        """Asks for a recovery passphrase for the open file."""
        desk = self._environments.desk
        name = desk.environment.name
        if desk.environment.simulated:
            self._say(messages_of_files.fictional())
            return
        typed = PassphraseDialog.ask(name, self._window, new=True, wrong=False, recovery=True)
        if typed:
            self._tasks.run(
                lambda: self._desks.set_recovery(desk, typed),
                success=lambda _nothing: self._say(messages_of_files.recovery_set(name)),
            )

    def _say(self, message: Message) -> None:
        if self._environments.is_open:  # and not locked
            self._window.messages.show_message(message)
