"""Puts a copy in the place of a file, whole or not at all, and takes along what came into that file since.

The draft is made beside the file: the copy, brought to this version, with what is carried over. Once it is complete and
on disk it gets the name that says so (``….restored``), and from then on the restore is going to happen: killed at any
later step, the next start goes on with it (``complete``). Nothing is deleted: the file that was there is kept among the
copies, with its log.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.store.audit import Trail, os_user
from hcdesktop.store.carrying import CARRIED, CARRIED_AUDIT, CARRIED_FINISH, LAUNCHES_MAY_BE_LOST
from hcdesktop.store.database import Database, check, connect, write_copy
from hcdesktop.store.faults import translated
from hcdesktop.store.files import MOMENT_GLOB, make_private_folder, stamp, sync_file, sync_folder
from hcdesktop.store.wal import wal_of

if TYPE_CHECKING:
    from sqlite3 import Connection

_BUSY = 2.0  # seconds
_READY = ".restored"
#: What is wrong with a file that cannot be carried over from; anything else is a reason not to restore now.
_BEYOND = frozenset(
    {ErrorKind.STORE_UNREADABLE, ErrorKind.STORE_MISSING, ErrorKind.STORE_NEWER, ErrorKind.STORE_FAILED}
)


class Restored(NamedTuple):
    """``aside``: where the file is now that was there before, if there was one. ``finishes``: how many unfinished ones
    were carried over from it; ``whole``: whether all that was newer in it was."""

    aside: Path | None
    finishes: int
    whole: bool


class _Draft(Database):
    """Is a copy itself."""

    def _copy_first(self, version: int) -> None:
        pass


def restore(database: Path, key: bytes, copy: Path, *, at: float) -> Restored:
    """``copy`` becomes ``database``; the file that was there is kept beside the copy. Nobody may have it open.

    Raises ``StoreError``, and has changed nothing then: ``COPY_UNREADABLE``, ``STORE_LOCKED`` while another process
    works on the file, ``STORE_FULL``, ``STORE_READ_ONLY``.
    """
    draft = database.with_name(f"{database.stem}.{os.urandom(4).hex()}.tmp")
    with translated(database.parent):
        try:
            _copy_out(copy, key, draft)
            finishes, whole = _bring_up(draft, key, database, copy, at=at)
            sync_file(draft)
            draft.replace(_ready_name(database, copy.parent, at))
            sync_folder(database.parent)
        finally:
            for path in (draft, wal_of(draft), draft.with_name(f"{draft.name}-shm")):
                path.unlink(missing_ok=True)
    return Restored(aside=complete(database, copy.parent), finishes=finishes, whole=whole)


def complete(database: Path, copies: Path) -> Path | None:
    """Goes on with a restore that is ready, from wherever it was broken off. Returns where the file is kept that was
    there before, if there was one. Raises ``StoreError``."""
    kept = None
    with translated(database.parent):
        for ready in sorted(database.parent.glob(f"{database.stem}.{MOMENT_GLOB}{_READY}")):
            aside = _aside(copies, database, ready.name.removesuffix(_READY)[-len(stamp(0.0)) :])
            make_private_folder(copies)
            if database.exists() and not aside.exists():
                database.rename(aside)
            for suffix in ("-wal", "-shm"):
                beside = database.with_name(f"{database.name}{suffix}")
                if beside.exists():
                    beside.rename(aside.with_name(f"{aside.name}{suffix}"))
            sync_folder(copies)
            ready.replace(database)
            sync_folder(database.parent)
            kept = aside if aside.exists() else kept
    return kept


def _aside(copies: Path, database: Path, moment: str) -> Path:
    return copies / f"{database.stem}.{moment}.before.db"


def _ready_name(database: Path, copies: Path, at: float) -> Path:
    while _aside(copies, database, stamp(at)).exists():
        at += 1.0
    return database.with_name(f"{database.stem}.{stamp(at)}{_READY}")


def _copy_out(copy: Path, key: bytes, draft: Path) -> None:
    try:
        with translated(copy.parent), closing(connect(copy, key, busy_timeout=_BUSY, writes=False)) as source:
            check(source)
            write_copy(source, key, draft)
    except StoreError as error:
        if error.kind in _BEYOND:
            raise StoreError(ErrorKind.COPY_UNREADABLE, reason=str(error.params.get("reason", ""))) from error
        raise


def _bring_up(draft: Path, key: bytes, database: Path, copy: Path, *, at: float) -> tuple[int, bool]:
    """The draft at this version with what is carried over, an entry of it all, closed and in one file."""
    with closing(_Draft(draft, key, busy_timeout=_BUSY)) as opened:
        done = _carry_over(opened, database, key, copy.parent, at=at)
        _trail(opened, database, key, at=at).note_restore(copy.name)
        with opened.connection() as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    return done


def _trail(opened: Database, database: Path, key: bytes, *, at: float) -> Trail:
    """The audit trail in this file, with the anchor of the one that is restored."""
    return Trail(opened, database, key, actor=os_user(), now=lambda: at, timeout=_BUSY)


def _carry_over(draft: Database, database: Path, key: bytes, copies: Path, *, at: float) -> tuple[int, bool]:
    pending: list[int] = []
    if database.exists() and database.stat().st_size:
        _settle(database, key, copies, at=at)
        pending = _pending(draft, database, key)
        _attempt(draft, database, key, partial(_run, CARRIED_AUDIT, None))
        if _attempt(draft, database, key, partial(_run, CARRIED, None)):
            return len(pending), True
    # Not all of it can be read: then each finish for itself.
    one_by_one = [_attempt(draft, database, key, partial(_run, CARRIED_FINISH, number)) for number in pending]
    with draft.transaction() as connection:
        connection.execute(LAUNCHES_MAY_BE_LOST)
    return sum(one_by_one), False


def _settle(database: Path, key: bytes, copies: Path, *, at: float) -> None:
    """Brings the file to this version and its log into it, where it can be read; refused while another has it open."""
    try:
        with closing(Database(database, key, busy_timeout=_BUSY, copies=copies)) as opened:
            _settle_trail(_trail(opened, database, key, at=at))
    except StoreError as error:
        if error.kind not in _BEYOND:
            raise
        return
    if wal_of(database).exists():  # whoever closes the file last folds the log in and removes it
        raise StoreError(ErrorKind.STORE_LOCKED)


def _settle_trail(trail: Trail) -> None:
    """What does not fit is written into it now, to be carried over with the rest."""
    try:
        trail.settle()
    except StoreError as error:
        if error.kind not in _BEYOND:
            raise


def _pending(draft: Database, database: Path, key: bytes) -> list[int]:
    found: list[int] = []
    _attempt(draft, database, key, lambda connection: found.extend(_pending_ids(connection)))
    return found


def _pending_ids(connection: Connection) -> list[int]:
    rows = connection.execute("SELECT id FROM present.finishes WHERE session IS NOT NULL ORDER BY id")
    return [row["id"] for row in rows]


def _attempt(draft: Database, database: Path, key: bytes, work: Callable[[Connection], object]) -> bool:
    """Does it with the file attached as ``present``, in one transaction; ``False`` when that cannot be read. Each time
    with a new connection: one that has met a damaged page reads no more."""
    try:
        with draft.connection() as connection:
            uri = f"{database.as_uri()}?mode=ro"
            connection.execute(f"ATTACH DATABASE ? AS present KEY \"x'{key.hex()}'\"", (uri,))
            connection.execute("BEGIN IMMEDIATE")
            work(connection)
            connection.execute("COMMIT")
            connection.execute("DETACH DATABASE present")
    except StoreError as error:
        if error.kind in _BEYOND:
            return False
        raise
    return True


def _run(statements: tuple[str, ...], number: int | None, connection: Connection) -> None:
    for statement in statements:
        connection.execute(statement, {} if number is None else {"id": number})
