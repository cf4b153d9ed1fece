"""Which environment is open: going from one to another, setting one up, changing its settings."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.models import Credentials, Environment, Event
from hcdesktop.desk import Desk, Desks
from hcdesktop.ui.dialogs import EnvironmentDialog, EnvironmentForm, PassphraseDialog
from hcdesktop.ui.tasks import Tasks

_ASKS_FOR_PASSPHRASE = frozenset({ErrorKind.NO_KEYRING, ErrorKind.PASSPHRASE_NEEDED, ErrorKind.PASSPHRASE_WRONG})


class Environments(QObject):
    """Owns the open desk. There is one from ``start`` to ``close``: the old one stays until the new one is open."""

    shown = Signal(object)  #: Desk that is open now
    failed = Signal(object)  #: HcError: the environment that was wished for is not open, the old one still is
    credentials_changed = Signal()  #: what waited for a better secret can be tried
    event_added = Signal(object)  #: Event of the open desk, on whatever thread it happened

    def __init__(self, desks: Desks, tasks: Tasks, *, window: QWidget) -> None:
        super().__init__(window)
        self._desks = desks
        self._tasks = tasks
        self._window = window
        self._desk: Desk | None = None
        self._retired: list[Desk] = []

    @property
    def desk(self) -> Desk:
        """The open desk."""
        assert self._desk is not None  # noqa: S101  # wishes come from a window that shows one
        return self._desk

    @property
    def is_open(self) -> bool:
        """Between ``start`` and ``close``."""
        return self._desk is not None

    def all(self) -> list[Environment]:
        """Every environment that there is."""
        return self._desks.book.all()

    def start(self, environment: Environment) -> None:
        """Opens the Simulator at once, so that the first paint has its rows; another one from there.

        Raises ``HcError``.
        """
        first = self._desks.book.all()[0]
        self._show(self._open(first, None, None), remember=environment.simulated)
        if not environment.simulated:
            self.open(environment)

    def go_to(self, name: str) -> None:
        """Opens the environment with this name, unless it is open."""
        if name != self.desk.environment.name:
            self.open(self._desks.book.get(name))

    def open(
        self, environment: Environment, *, passphrase: str | None = None, credentials: Credentials | None = None
    ) -> None:
        """Opens an environment, away from the main thread: a keyring may take its time."""
        self._tasks.run(
            lambda: self._open(environment, passphrase, credentials),
            success=self._show,
            failure=lambda error: self._on_failed(environment, credentials, error),
        )

    def set_up(self) -> None:
        """Asks for a new environment's settings, keeps them and goes there."""

        def save(form: EnvironmentForm) -> None:
            environment = self._desks.book.save(form.environment)
            self.open(environment, credentials=form.credentials)

        EnvironmentDialog.ask(None, save, self._window)

    def change_settings(self) -> None:
        """Asks for changes of the open environment's settings."""
        known = self.desk.service.credentials()
        EnvironmentDialog.ask(
            self.desk.environment,
            self._save_settings,
            self._window,
            has_secret=known.client_secret is not None,
            has_app_key=known.app_key is not None,
        )

    def close(self) -> None:
        """Closes the files; nothing may be running on them any more."""
        for desk in (*self._retired, *([self._desk] if self._desk else [])):
            desk.close()
        self._retired.clear()
        self._desk = None

    def _open(self, environment: Environment, passphrase: str | None, credentials: Credentials | None) -> Desk:
        desk = self._desks.open(environment, passphrase=passphrase, listener=self._on_event)
        if credentials is not None:
            desk.service.set_credentials(credentials)
        return desk

    def _on_event(self, event: Event) -> None:
        self.event_added.emit(event)

    def _show(self, desk: Desk, *, remember: bool = True) -> None:
        if self._desk is not None:
            # Something may still be running on it; its file is closed with the others, at the end.
            self._retired.append(self._desk)
        self._desk = desk
        if remember:
            self._desks.book.remember(desk.environment.name)
        self.shown.emit(desk)

    def _on_failed(self, environment: Environment, credentials: Credentials | None, error: HcError) -> None:
        self.failed.emit(error)
        if error.kind not in _ASKS_FOR_PASSPHRASE:
            return
        passphrase = PassphraseDialog.ask(
            environment.name,
            self._window,
            new=not self._desks.needs_passphrase(environment),
            wrong=error.kind is ErrorKind.PASSPHRASE_WRONG,
        )
        if passphrase:
            self.open(environment, passphrase=passphrase, credentials=credentials)

    def _save_settings(self, form: EnvironmentForm) -> None:
        before = self.desk.environment
        saved = before if before.simulated else self._desks.book.save(form.environment, replaces=before.name)
        self._keep(form.credentials)
        if saved != before:
            self.open(saved)

    def _keep(self, typed: Credentials) -> None:
        """What was typed replaces; what was left empty stays."""
        known = self.desk.service.credentials()
        self.desk.service.set_credentials(
            Credentials(
                client_secret=typed.client_secret or known.client_secret, app_key=typed.app_key or known.app_key
            )
        )
        self.credentials_changed.emit()
