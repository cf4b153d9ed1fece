"""The file of one environment: its key is fetched, it is read through, and has the people of its first start in it."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from hcdesktop.core.audit import AuditAction
from hcdesktop.core.errors import ErrorKind, HcError, StoreError
from hcdesktop.core.later import Later
from hcdesktop.core.models import Credentials
from hcdesktop.simulator import known
from hcdesktop.store.anchor import ANCHOR
from hcdesktop.store.faults import translated
from hcdesktop.store.files import put_aside
from hcdesktop.store.local import LocalStore
from hcdesktop.store.restoring import complete
from hcdesktop.store.vault import FileVault
from hcdesktop.store.wal import wal_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hcdesktop.core.models import Environment
    from hcdesktop.store.backups import Backups
    from hcdesktop.store.environments import EnvironmentBook
    from hcdesktop.store.keys import Keys

_LOST = frozenset({ErrorKind.STORE_UNREADABLE, ErrorKind.STORE_MISSING, ErrorKind.KEY_MISSING})
#: A file up to this size is read through when it is opened: better refused as a whole than in the middle of the work.
_READ_THROUGH = 32 << 20  # bytes, some 0.1 s


class DeskFile(NamedTuple):
    """An open file whose people are there, and what was damaged."""

    store: LocalStore
    put_aside: tuple[Path, ...]

    def close(self) -> None:
        """Says in the trail that nobody uses it any more, and closes it."""
        with suppress(StoreError):  # a full disk, or a file that is closed already: no reason to keep it open
            self.store.audit(AuditAction.ENVIRONMENT_CLOSED)
        self.store.close()


class DeskFiles:
    """Opens the files of one data folder."""

    def __init__(
        self, book: EnvironmentBook, keys: Keys, backups: Backups, *, now: Callable[[], float], alone: bool
    ) -> None:
        """``alone``: no other process works on this folder, so a claim on a finish is a dead one's."""
        self._book = book
        self._keys = keys
        self._backups = backups
        self._now = now
        self._alone = alone
        self._opened: set[Path] = set()
        self._begun: dict[Path, Later[DeskFile]] = {}

    def begin(self, environment: Environment) -> None:
        """Opens the environment's file on a thread of its own; ``open`` goes on with it, or raises what came of it."""
        begun = Later(lambda: self._open(environment, None, None))
        self._begun[self._book.database(environment)] = begun
        threading.Thread(target=begun.prepare, name="begin", daemon=True).start()

    def open(self, environment: Environment, passphrase: str | None, recovery: str | None) -> DeskFile:
        """What was begun, else opened now. Raises ``VaultError``, ``StoreError``."""
        begun = self._begun.pop(self._book.database(environment), None)
        return self._open(environment, passphrase, recovery) if begun is None else begun.get()

    def _open(self, environment: Environment, passphrase: str | None, recovery: str | None) -> DeskFile:
        path = self._book.database(environment)
        complete(path, self._backups.folder)
        aside: tuple[Path, ...] = ()
        try:
            store = self._open_store(environment, path, passphrase, recovery)
        except HcError as error:
            if not environment.simulated or error.kind not in _LOST:
                raise
            # Its people are fictional: beginning anew costs nothing, and the app would not start without it.
            aside = self._put_aside(path, wal_of(path), path.with_suffix(FileVault.SUFFIX), path.with_suffix(ANCHOR))
            store = self._open_store(environment, path, passphrase, recovery)
        try:
            store.audit_opening()
            if self._alone and path not in self._opened:  # opened again, a claim may be our own
                store.release_claims()
            self._opened.add(path)
            if environment.simulated:
                _seed(store, at=self._now())
        except BaseException:
            store.close()
            raise
        return DeskFile(store, (*aside, *store.put_aside))

    def _open_store(
        self, environment: Environment, path: Path, passphrase: str | None, recovery: str | None
    ) -> LocalStore:
        new = not path.exists()
        if (new or not path.stat().st_size) and self._backups.all(path):
            raise StoreError(ErrorKind.STORE_MISSING)  # an empty list would look as if everybody had gone
        if recovery is None:
            key = self._keys.get(environment, passphrase, create=new)
        else:
            key = self._keys.recover(environment, recovery)
        store = LocalStore(path, key, copies=self._backups.folder, now=self._now)
        try:
            if path.stat().st_size <= _READ_THROUGH:
                store.check()
            if recovery is not None:
                self._keys.put_back(environment, passphrase, key)
        except BaseException:
            store.close()
            raise
        return store

    def _put_aside(self, *paths: Path) -> tuple[Path, ...]:
        with translated(self._book.folder):
            return tuple(put_aside(path, at=self._now()) for path in paths if path.exists())


def _seed(store: LocalStore, *, at: float) -> None:
    """The fictional people of the first start; fewer of them means that it was broken off, and is gone on with."""
    if store.users_ever() >= known.PEOPLE:
        return
    from hcdesktop.simulator import seeds

    store.set_credentials(Credentials(client_secret=seeds.CLIENT_SECRET, app_key=seeds.APP_KEY))
    for seed in seeds.DESK_SEEDS:
        if store.find_user(seed.client_user_id) is not None:
            continue
        store.add_known_user(
            client_user_id=seed.client_user_id,
            label=seed.label,
            human_id=seed.human_id,
            public_token=seed.public_token,
            access_token=seed.access_token,
            sources=seed.sources,
            at=at,
        )
