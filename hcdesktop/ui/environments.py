"""Which environment is open: going from one to another, setting one up, changing its settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hcdesktop.core.errors import ErrorKind, HcError, StoreError
from hcdesktop.core.models import Credentials, Environment, Event
from hcdesktop.desk import Desk, Desks
from hcdesktop.ui.gathering import Gathering
from hcdesktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from hcdesktop.ui.environment_dialog import EnvironmentForm

_ASKS_FOR_PASSPHRASE = frozenset(
    {ErrorKind.NO_KEYRING, ErrorKind.KEYRING_FAILED, ErrorKind.PASSPHRASE_NEEDED, ErrorKind.PASSPHRASE_WRONG}
)
#: The key is not where it was, so the recovery passphrase is asked for, where there is one.
_KEY_GONE = frozenset({ErrorKind.NO_KEYRING, ErrorKind.KEYRING_FAILED, ErrorKind.KEY_MISSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What somebody wants to open, and what they have typed for it."""

    environment: Environment
    passphrase: str | None = field(default=None, repr=False)
    recovery: str | None = field(default=None, repr=False)
    credentials: Credentials | None = None


class Environments(QObject):
    """Owns the open desk. There is one from ``start`` to ``close``, but for the time between ``lock`` and ``reopen``:
    the old one stays until the new one is open."""

    shown = Signal(object)  #: Desk that is open now
    failed = Signal(object)  #: HcError: what was wished for was not done; the environment that is open stays
    credentials_changed = Signal()  #: what waited for a better secret can be tried
    list_changed = Signal()  #: there are other environments than before
    dropped = Signal()  #: what is not shown is forgotten; whoever holds something of it lets go of it now
    event_added = Signal(object)  #: Event of the open desk

    def __init__(self, desks: Desks, tasks: Tasks, *, window: QWidget) -> None:
        super().__init__(window)
        self._desks = desks
        self._tasks = tasks
        self._window = window
        self._desk: Desk | None = None
        self._retired: list[Desk] = []
        self._secrets: dict[str, Callable[[], frozenset[str]]] = {}
        self._left: Environment | None = None
        self._locked_times = 0
        self._refused: _Wish | None = None
        #: They happen on any thread; each with the name of its environment's files.
        self._events: Gathering[tuple[str, Event]] = Gathering(self._tell_event, self)

    @property
    def desk(self) -> Desk:
        """The open desk."""
        assert self._desk is not None  # noqa: S101  # wishes come from a window that shows one
        return self._desk

    @property
    def is_open(self) -> bool:
        """Between ``start`` and ``close``, and not locked."""
        return self._desk is not None

    @property
    def all_told(self) -> bool:
        """Every event that has happened was told."""
        return self._events.idle

    def tell(self, listener: Callable[[Desk], None]) -> None:
        """Has ``listener`` told of the open desk, now, and of each that is ``shown`` after it."""
        self.shown.connect(listener)
        if self._desk is not None:
            listener(self._desk)

    def known_secrets(self) -> tuple[str, ...]:
        """The secrets of every environment that was open: something may still be running on it, or be logged late."""
        return tuple(secret for secrets in list(self._secrets.values()) for secret in secrets())

    def number_of(self, client_user_id: str) -> int | None:
        """The id of this person in the open environment: what the log calls them."""
        try:
            user = self._desk.store.find_user(client_user_id) if self._desk else None
        except StoreError:
            return None
        return user.id if user else None

    def all(self) -> list[Environment]:
        """Every environment that there is; the open one alone while the list of them cannot be read."""
        try:
            return self._desks.book.all()
        except StoreError:
            return [self.desk.environment]

    def start(self, environment: Environment) -> None:
        """Opens the Simulator at once, so that the first paint has its rows; another one from there.

        Raises ``HcError``.
        """
        first = self._desks.book.preset
        self._show(self._open(_Wish(environment=first), whole=False), remember=environment.simulated)
        if not environment.simulated:
            self.open(environment)

    def prepare_requests(self) -> None:
        """Has what the open desk's first request would wait for loaded on a thread."""
        if self._desk is not None:
            self._tasks.run(self._desk.service.prepare_requests)

    def prepare(self) -> None:
        """Has what the open desk is going to be asked made on a thread, while nobody waits for it."""
        later = self._desk and self._desk.simulator_later
        if later and later.made is None:  # else whoever wants the desk to be at rest would wait for nothing
            self._tasks.run(later.prepare)

    def go_to(self, name: str) -> None:
        """Opens the environment with this name, unless it is open."""
        if name == self.desk.environment.name:
            return
        try:
            environment = self._desks.book.get(name)
        except HcError as error:
            self.failed.emit(error)
        else:
            self.open(environment)

    def open(
        self,
        environment: Environment,
        *,
        passphrase: str | None = None,
        recovery: str | None = None,
        credentials: Credentials | None = None,
    ) -> None:
        """Opens an environment, away from the main thread: a keyring may take its time."""
        begun = self._locked_times
        wish = _Wish(environment=environment, passphrase=passphrase, recovery=recovery, credentials=credentials)

        def on_failed(error: HcError) -> None:
            if begun == self._locked_times:
                self._on_failed(wish, error)

        self._tasks.run(lambda: self._open(wish), success=lambda desk: self._arrived(desk, begun), failure=on_failed)

    def recover(self, environment: Environment, *, wrong: bool = False, credentials: Credentials | None = None) -> None:
        """Asks for the recovery passphrase and opens the environment with it."""
        from hcdesktop.ui.dialogs import PassphraseDialog

        typed = PassphraseDialog.ask(environment.name, self._window, new=False, wrong=wrong, recovery=True)
        if typed:
            self.open(environment, recovery=typed, credentials=credentials)

    @property
    def to_restore(self) -> tuple[Environment, str | None]:
        """What could not be opened the last time (and the passphrase that was typed for it), else what is open."""
        if self._refused is not None:
            return self._refused.environment, self._refused.passphrase
        return self.desk.environment, None

    def come_back_to(self, environment: Environment, passphrase: str | None) -> None:
        """Opens what ``let_go`` has closed; where somebody has locked the desk meanwhile, unlocking does."""
        if self.is_open:
            self.open(environment, passphrase=passphrase)
        else:
            self._left = environment

    def let_go(self, environment: Environment) -> None:
        """Closes whatever is open on this environment's file, and shows the Simulator where it was on the screen.
        Nothing may be running on it."""
        if self.desk.environment.storage_name == environment.storage_name:
            self._show(self._open(_Wish(environment=self._desks.book.preset)), remember=False)
        on_it = [desk for desk in self._retired if desk.environment.storage_name == environment.storage_name]
        for desk in on_it:
            self._retired.remove(desk)
            desk.close()

    def set_up(self, draft: Environment | None = None) -> None:
        """Asks for a new environment's settings (``draft``: what they begin with), keeps them and goes there."""
        from hcdesktop.ui.connection_test import Probe
        from hcdesktop.ui.environment_dialog import EnvironmentDialog

        def save(form: EnvironmentForm) -> None:
            environment = self._desks.book.save(form.environment)
            self.open(environment, credentials=form.credentials)

        draft = draft or Environment(name="", client_id="", language=self._desks.book.preset.language)
        EnvironmentDialog.ask(None, save, self._window, draft=draft, probe=Probe(self._tasks, Credentials))

    def change_settings(self) -> None:
        """Asks for changes of the open environment's settings."""
        from hcdesktop.ui.connection_test import Probe
        from hcdesktop.ui.environment_dialog import EnvironmentDialog

        known = self.desk.service.credentials()
        EnvironmentDialog.ask(
            self.desk.environment,
            self._save_settings,
            self._window,
            has_secret=known.client_secret is not None,
            has_app_key=known.app_key is not None,
            probe=Probe(self._tasks, self.desk.service.credentials),
        )

    def rename(self, name: str) -> None:
        """The open environment's. Raises ``HcError``."""
        renamed = self._desks.book.rename(self.desk.environment.name, name)
        # Nothing of it has moved: the file stays open.
        self._desk = replace(self.desk, environment=renamed)
        self.list_changed.emit()

    def hang_up(self) -> None:
        """Ends what is under way with Human API, on every desk: the app is about to close."""
        for desk in (*self._retired, *([self._desk] if self._desk else [])):
            desk.service.hang_up()

    def lock(self) -> None:
        """From now on no desk is open; the files are closed by ``drop``, when nothing is running on them any more."""
        self._locked_times += 1
        self._refused = None
        if self._desk is not None:
            self._left = self._desk.environment
            self._retired.append(self._desk)
            self._desk = None

    def drop(self) -> None:
        """Closes every file that is not shown, and forgets its key and its secrets; nothing may be running on them."""
        self._close_retired()
        self._secrets = {name: known for name, known in self._secrets.items() if self._is_shown(name)}
        self.dropped.emit()

    @property
    def left(self) -> Environment | None:
        """The environment that ``reopen`` comes back to."""
        return self._left

    def asks_for_passphrase(self) -> bool:
        """Whether ``reopen`` needs one."""
        return self._left is not None and self._desks.needs_passphrase(self._left)

    def wants_recovery(self, error: HcError) -> bool:
        """Whether ``reopen`` was refused for the want of a key that the recovery passphrase can bring back."""
        return error.kind in _KEY_GONE and self._left is not None and self._desks.keys.has_recovery(self._left)

    def reopen(
        self, passphrase: str | None, *, recovery: str | None = None, failure: Callable[[HcError], None]
    ) -> None:
        """Opens what was left, with its key fetched anew; ``shown`` tells, or ``failure``."""
        environment, begun = self._left, self._locked_times
        if environment is not None:
            wish = _Wish(environment=environment, passphrase=passphrase, recovery=recovery)
            self._tasks.run(lambda: self._open(wish), success=lambda desk: self._arrived(desk, begun), failure=failure)

    def close(self) -> None:
        """Closes the files; nothing may be running on them any more. What is logged late is still redacted."""
        self.lock()
        self._close_retired()

    def _close_retired(self) -> None:
        for desk in self._retired:
            desk.close()
        self._retired.clear()

    def _arrived(self, desk: Desk, begun: int) -> None:
        if begun == self._locked_times:
            self._show(desk)
        else:  # somebody has locked the desk meanwhile, and comes back to this one
            self._left = desk.environment
            desk.close()

    def _open(self, wish: _Wish, *, whole: bool = True) -> Desk:
        desk = self._desks.open(
            wish.environment,
            passphrase=wish.passphrase,
            recovery=wish.recovery,
            listener=lambda event: self._events.add((wish.environment.storage_name, event)),
        )
        try:
            if whole:
                _ = desk.simulator  # read from the disk here, not when the main thread asks it something
            if wish.credentials is not None:
                desk.service.set_credentials(wish.credentials)
        except BaseException:
            desk.close()
            raise
        return desk

    def _tell_event(self, happened: tuple[str, Event]) -> None:
        """Of a desk that is open no more, where something may still be running, or had not been told when it was left:
        nothing. Its users have the same ids as others here."""
        name, event = happened
        if self._is_shown(name):
            self.event_added.emit(event)

    def _is_shown(self, name: str) -> bool:
        desk = self._desk  # one look: it may go while another thread asks
        return desk is not None and desk.environment.storage_name == name

    def _show(self, desk: Desk, *, remember: bool = True) -> None:
        if self._desk is not None:
            # Something may still be running on it; its file is closed with the others, at the end.
            self._retired.append(self._desk)
        self._desk = desk
        self._refused = None
        self._secrets[desk.environment.storage_name] = desk.known_secrets
        self.shown.emit(desk)
        if remember:
            self._remember(desk)

    def _remember(self, desk: Desk) -> None:
        try:
            self._desks.book.remember(desk.environment.name)
        except StoreError as error:
            self.failed.emit(error)

    def _on_failed(self, wish: _Wish, error: HcError) -> None:
        from hcdesktop.ui.dialogs import PassphraseDialog

        environment = wish.environment
        self._refused = wish
        self.failed.emit(error)
        wrong = error.kind is ErrorKind.PASSPHRASE_WRONG
        if self._desks.keys.has_recovery(environment) and (error.kind in _KEY_GONE or (wish.recovery and wrong)):
            self.recover(environment, wrong=wrong, credentials=wish.credentials)
            return
        new = not self._desks.needs_passphrase(environment)
        # A new passphrase makes a new key, which opens no file that is there.
        if error.kind not in _ASKS_FOR_PASSPHRASE or (new and self._desks.exists(environment)):
            return
        passphrase = PassphraseDialog.ask(
            environment.name,
            self._window,
            new=new,
            wrong=wrong,
        )
        if passphrase:
            self.open(environment, passphrase=passphrase, credentials=wish.credentials)

    def _save_settings(self, form: EnvironmentForm) -> None:
        before = self.desk.environment
        saved = before if before.simulated else self._desks.book.save(form.environment, replaces=before.name)
        credentials = form.applied_to(self.desk.service.credentials())
        if saved != before:
            # Only then: a new secret must not be sent to the old address.
            self.open(saved, credentials=credentials)
        else:
            self.desk.service.set_credentials(credentials)
            self.credentials_changed.emit()
