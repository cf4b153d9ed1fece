"""One environment, put together without Qt: store, Human API, journal, finalizer and service.

The window and the command line both stand on this; where the network is simulated, only ``new_session`` differs.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hcdesktop.core.errors import VaultError
from hcdesktop.core.later import Later
from hcdesktop.core.models import Environment, Event, Hosts
from hcdesktop.desk_files import DeskFile, DeskFiles
from hcdesktop.simulator import known
from hcdesktop.store.backups import Backups, Copy
from hcdesktop.store.environments import EnvironmentBook
from hcdesktop.store.keys import Keys
from hcdesktop.store.removal import remove_files
from hcdesktop.store.restoring import Restored, restore
from hcdesktop.store.vault import Vault

if TYPE_CHECKING:
    from hcdesktop.core.finalizer import Backoff
    from hcdesktop.core.redact import Redactor
    from hcdesktop.core.service import Service
    from hcdesktop.simulator.server import Simulator
    from hcdesktop.store.local import LocalStore

#: The environment of the first start: a complete Human API in this process.
SIMULATOR = Environment(name="Simulator", client_id=known.CLIENT_ID, hosts=Hosts(), simulated=True)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything of one open environment; ``close`` it before another one is opened on the same file."""

    environment: Environment
    service: Service
    redactor: Redactor
    #: Most commands need none, and what is never asked anything need not be there.
    simulator_later: Later[Simulator] | None
    file: DeskFile
    #: What the redactor looks for by value: the credentials, and the tokens that it has met.
    known_secrets: Callable[[], frozenset[str]]

    @property
    def store(self) -> LocalStore:
        """What it keeps."""
        return self.file.store

    @property
    def put_aside(self) -> tuple[Path, ...]:
        """What was damaged when it was opened, under the names by which it is kept."""
        return self.file.put_aside

    @property
    def simulator(self) -> Simulator | None:
        """The Human API of this environment, where it is in this process."""
        return None if self.simulator_later is None else self.simulator_later.get()

    @property
    def scenario_name(self) -> str | None:
        """What goes wrong at the next launch, where Human API is in this process; it need not be there for that."""
        made = None if self.simulator_later is None else self.simulator_later.made
        nothing_chosen = known.NORMAL_NAME if self.environment.simulated else None
        return nothing_chosen if made is None else made.scenario.name

    def close(self) -> None:
        """Closes the file."""
        self.file.close()


class Desks:
    """Opens the environments of one data folder."""

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], float] = time.time,
        backoff: Backoff | None = None,
        seconds: float | None = None,
        vault: Vault | None = None,
        alone: bool = False,
        language: str = SIMULATOR.language,
    ) -> None:
        """``alone``: no other process works on this folder, so a claim on a finish is a dead one's.

        ``vault``: instead of the keyring, for the live environments. ``seconds``: the limit of one exchange, where
        that is not the usual one. ``language``: of the Simulator's popup."""
        self.book = EnvironmentBook(folder, preset=replace(SIMULATOR, language=language))
        self.folder = folder
        self.backups = Backups(folder / "backups")
        self._backing_up = threading.Lock()
        self.keys = Keys(self.book.folder, self.backups, vault=vault, now=now)
        self._files = DeskFiles(self.book, self.keys, self.backups, now=now, alone=alone)
        self._now = now
        self._backoff = backoff
        self._seconds = seconds

    def begin(self, environment: Environment) -> None:
        """Opens the environment's file on a thread of its own; ``open`` goes on with it, or raises what came of it."""
        self._files.begin(environment)

    def open(
        self,
        environment: Environment,
        *,
        passphrase: str | None = None,
        recovery: str | None = None,
        listener: Callable[[Event], None] = lambda _event: None,
    ) -> Desk:
        """Opens (or makes) the environment's file; may take as long as a keyring's question.

        ``recovery`` is the recovery passphrase, where the key is gone from where it was: it is put back there.
        ``listener`` is told about every event, on the thread where it happens. Raises ``VaultError``
        (``PASSPHRASE_NEEDED`` or ``NO_KEYRING``: call again with a passphrase) or ``StoreError``.
        """
        file = self._files.open(environment, passphrase, recovery)
        try:
            return self._assemble(environment, file, listener)
        except BaseException:
            file.store.close()
            raise

    def open_file(self, environment: Environment, *, passphrase: str | None = None) -> DeskFile:
        """The environment's file without anything that works on it. Raises as ``open``."""
        return self._files.open(environment, passphrase, None)

    def needs_passphrase(self, environment: Environment) -> bool:
        """Whether this environment's key is wrapped with a passphrase."""
        return self.keys.needs_passphrase(environment)

    def exists(self, environment: Environment) -> bool:
        """Whether this environment has a file of users already."""
        return self.book.database(environment).exists()

    # --- copies

    def back_up(self, desk: Desk) -> Path | None:
        """The first time on each day: an encrypted copy of the open file. None of the Simulator's: its people are
        fictional, and where its file is damaged it begins anew. Raises ``StoreError``."""
        path = self.book.database(desk.environment)
        with self._backing_up:
            if desk.environment.simulated or not self.backups.is_due(path, at=self._now()):
                return None
            return self.backups.make(desk.store, path, at=self._now())

    def copies(self, environment: Environment, *, passphrase: str | None = None) -> list[Copy]:
        """What there is to restore, newest first, with the number of users where the key opens it."""
        path = self.book.database(environment)
        try:
            key = self.keys.get(environment, passphrase, create=False)
        except VaultError:
            return self.backups.all(path)
        return self.backups.look_at(path, key)

    def restore(self, environment: Environment, copy: Path, *, passphrase: str | None = None) -> Restored:
        """Puts a copy in the place of the file, see ``store.restoring``; no desk may be open on it.

        Raises ``VaultError``, ``StoreError``.
        """
        path = self.book.database(environment)
        key = self.keys.get(environment, passphrase, create=False)
        return restore(path, key, copy, at=self._now())

    def restore_list(self) -> Path:
        """Puts a damaged list of environments aside (returned), and the last good one in its place."""
        return self.book.restore(at=self._now())

    # --- deleting

    def delete(self, environment: Environment) -> None:
        """Takes the environment off the list, and then its key and everything else of it from this computer; no desk
        may be open on it. Broken off, it is gone on with by ``complete_deletions``. Raises ``HcError``."""
        self.book.bury(environment)
        self.dig(environment.storage_name)

    def complete_deletions(self) -> None:
        """Goes on with what was broken off, by a crash or a keyring that was locked. Raises ``HcError``."""
        for storage_name in self.book.buried():
            self.dig(storage_name)

    def dig(self, storage_name: str) -> None:
        """One of those that ``complete_deletions`` goes on with. Raises ``HcError``."""
        # The key first: without it nothing of the rest can be read, however far it gets.
        self.keys.forget(storage_name)
        remove_files(self.book.database_of(storage_name), self.book.folder, self.backups.folder)
        self.book.dug(storage_name)

    def set_recovery(self, desk: Desk, passphrase: str) -> None:
        """From now on this passphrase opens the file too, when its key is gone. Raises ``VaultError``."""
        desk.store.hand_key_to(lambda key: self.keys.set_recovery(desk.environment, passphrase, key))

    def _assemble(self, environment: Environment, file: DeskFile, listener: Callable[[Event], None]) -> Desk:
        from hcdesktop import desk_parts

        simulator = Later(self._simulator) if environment.simulated else None
        redactor = desk_parts.redactor_of(file.store)
        service = desk_parts.service_of(
            environment,
            file.store,
            redactor,
            new_session=desk_parts.session_factory(simulator),
            now=self._now,
            backoff=self._backoff,
            seconds=self._seconds,
            listener=listener,
        )
        return Desk(environment, service, redactor, simulator, file, redactor.known)

    def _simulator(self) -> Simulator:
        from hcdesktop.core import resources
        from hcdesktop.simulator.server import Simulator
        from hcdesktop.simulator.state import SimulatorState

        state = SimulatorState(self.folder / "simulator.json")
        return Simulator(state, pages=lambda name: resources.read(f"simulator/{name}"), now=self._now)


@contextmanager
def opened(desks: Desks, environment: Environment, *, passphrase: str | None = None) -> Iterator[Desk]:
    """An open desk that is closed at the end, whatever happens in between."""
    desk = desks.open(environment, passphrase=passphrase)
    try:
        yield desk
    finally:
        desk.close()
