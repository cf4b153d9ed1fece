"""An environment's file with a trail in it, as somebody finds it on the disk: made by the app, and opened past it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

from hcdesktop.core.audit import AuditAction, AuditReport
from hcdesktop.core.models import (
    Credentials,
    Mode,
    Outcome,
    OutcomeKind,
    SessionToken,
    Tokens,
)
from hcdesktop.store.local import LocalStore

if TYPE_CHECKING:
    from sqlite3 import Connection

KEY = bytes(range(32))


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with the file and its anchor."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "clinic.db"

    @property
    def anchor(self) -> Path:
        return self.folder / "clinic.anchor"

    def copy_to(self, folder: Path) -> Place:
        """The same, somewhere else."""
        return Place(Path(shutil.copytree(self.folder, folder)))

    @contextmanager
    def opened(self, *, key: bytes | None = None) -> Iterator[LocalStore]:
        """The store, as the desk opens and closes it."""
        with closing(LocalStore(self.file, key or KEY, actor="maria")) as store:
            store.audit_opening()
            yield store
            store.audit(AuditAction.ENVIRONMENT_CLOSED)

    def check(self) -> AuditReport:
        """What the app says at its next start."""
        with closing(LocalStore(self.file, KEY, actor="maria")) as store:
            store.audit_opening()
            return store.check_audit()

    @contextmanager
    def shell(self) -> Iterator[Connection]:
        """The file past the app, by somebody who has its key."""
        with closing(dbapi2.connect(self.file, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
            yield connection

    @contextmanager
    def forced(self) -> Iterator[Connection]:
        """The same, with the guards off, and back on at the end."""
        with self.shell() as connection:
            guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            for name, _sql in guards:
                connection.execute(f"DROP TRIGGER {name}")
            yield connection
            for _name, sql in guards:
                connection.execute(sql)


def some_work(store: LocalStore, name: str) -> None:
    """A person is added, connects and gets tokens: six entries."""
    store.set_credentials(Credentials(client_secret=f"secret-{name}"))
    user = store.add_user(client_user_id=f"{name}@example.org", label=name, at=1.0)
    launch_id = store.begin_launch(user.id, Mode.CREATE, at=2.0)
    session = SessionToken(session_token=f"session-{name}")
    finish = store.keep_finish(user_id=user.id, launch_id=launch_id, session=session, at=3.0)
    store.end_launch(launch_id, Outcome(kind=OutcomeKind.FINISHED, session=session), at=4.0)
    assert finish is not None
    tokens = Tokens(human_id=f"human-{name}", access_token=f"access-{name}", public_token=f"public-{name}")
    store.complete_finish(finish.id, tokens, at=5.0)
