"""The encrypted file under the store: its connections, transactions, copies, upgrades; no SQL about what is in it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

from hcdesktop.core.errors import ErrorKind, Retry, StoreError
from hcdesktop.store.faults import translated
from hcdesktop.store.files import make_private_file, make_private_folder, stamp, sync_file, sync_folder, unused
from hcdesktop.store.rows import search_text
from hcdesktop.store.schema import APPLICATION_ID, GROWING, STEPS, Step
from hcdesktop.store.wal import is_damaged, wal_of

if TYPE_CHECKING:
    # sqlcipher3 is a fork of the standard module with the same interface, and has no annotations of its own.
    from sqlite3 import Connection

KEY_LENGTH = 32  # bytes
_PAUSE = 0.01  # seconds
_LITTLE = -500  # KB of pages
_PRAGMAS: tuple[str, ...] = (
    "PRAGMA synchronous = FULL",  # in WAL mode: one fdatasync per commit; with NORMAL there is none (decision 5)
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",  # SQLCipher does not encrypt temporary files
)


class _Joint(threading.local):
    """The transaction that this thread is in the middle of, and what comes after it."""

    connection: Connection | None = None
    afterwards: list[Callable[[], None]] | None = None


class Part:
    """A part of the store: some of its methods, over the same file as the others."""

    def __init__(self, database: Database) -> None:
        self._database = database


class Database:
    """One SQLCipher file. Promises that a transaction is on disk (synced) when its block ends and has left nothing
    when it raises; refuses every file that is not ours, not for this key, or newer than this program, and leaves it
    (and the log beside it) as it is. An older one is copied before it is upgraded.

    A connection is lent to one thread at a time and kept for the next. None is tied to a thread: Qt's pool threads
    lose their ``threading.local`` after every task, so each task would open its own (PySide6 6.11).
    """

    def __init__(
        self,
        path: Path,
        key: bytes,
        *,
        busy_timeout: float,
        steps: tuple[Step, ...] = STEPS,
        copies: Path | None = None,
    ) -> None:
        """Opens, creates or upgrades the file. ``busy_timeout`` in seconds; ``copies`` is the folder for what is copied
        before an upgrade (``backups`` beside the file). Raises ``StoreError``."""
        if len(key) != KEY_LENGTH:
            raise ValueError(f"the key must have {KEY_LENGTH} bytes")
        self._path = path.absolute()
        self._key = key
        self._busy_timeout = busy_timeout
        self._steps = steps
        self._copies = copies or self._path.parent / "backups"
        #: What a crash has left damaged, under the name by which it is kept.
        self.put_aside: tuple[Path, ...] = ()
        self._idle: list[Connection] = []
        self._latest: Connection | None = None
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._joint = _Joint()
        self._watch: Connection | None = None
        self._version_lock = threading.Lock()
        self._closed = False
        with translated(self._path.parent):
            self._look_at_log()
            make_private_file(self._path)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def connection(self, *, brief: bool = False) -> Iterator[Connection]:
        """A connection for one statement, which is a transaction of its own. ``brief``: it reads a few rows, and gets
        the one that is the quickest for that. Raises ``StoreError``."""
        if self._joint.connection is not None:
            with translated(self._path.parent):
                yield _going_on(self._joint.connection)
        else:
            with self._lent(brief=brief) as connection:
                yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A block that is done as a whole, or, when it raises, not at all. Raises ``StoreError``."""
        if self._joint.connection is not None:
            with self._part(self._joint.connection) as connection:
                yield connection
            return
        with self._taking_turns(), self._lent(to_write=True) as connection:
            # A deferred transaction that reads before it writes can fail halfway for a second writer.
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """As ``transaction``, where nothing is written but by the last statement of the block: SQLite undoes that one
        by itself, so as a part of a larger transaction it needs no savepoint. Raises ``StoreError``."""
        with self.transaction() if self._joint.connection is None else self.connection() as connection:
            yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that this thread does in the block is one transaction, on disk (synced) when it ends; what raises in
        between has left nothing and undoes nothing else, unless it ends the block. Raises ``StoreError``."""
        if self._joint.connection is not None:
            yield
            return
        steps: list[Callable[[], None]] = []
        with self.transaction() as connection:
            self._joint.connection, self._joint.afterwards = connection, steps
            try:
                yield
            finally:
                self._joint.connection, self._joint.afterwards = None, None
        for step in steps:
            step()

    def afterwards(self, step: Callable[[], None]) -> None:
        """Calls this once what was written is on disk: now, or after the block of ``together``, unless that fails."""
        if self._joint.afterwards is None:
            step()
        else:
            self._joint.afterwards.append(step)

    def version(self) -> int:
        """Another number after each change of the file, whoever made it. Raises ``StoreError``."""
        # A connection of its own, which never writes: it is told of the others' changes only.
        with translated(self._path.parent), self._version_lock:
            if self._watch is None:
                self._watch = self._take()
            version: int = self._watch.execute("PRAGMA data_version").fetchone()[0]
            return version

    def close(self) -> None:
        """Closes the file; what is under way in another thread still ends properly. Twice is harmless."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        with self._version_lock:
            if self._watch is not None:
                self._watch.close()
                self._watch = None

    def copy_to(self, target: Path) -> None:
        """A copy under the same key: on disk, read through and compared when this returns, and until then nothing
        stands under that name. Others may write meanwhile. Raises ``StoreError``."""
        with self.connection() as connection:
            write_copy(connection, self._key, target)

    def hand_key_to(self, keep: Callable[[bytes], None]) -> None:
        """For those who keep the key in another place as well."""
        keep(self._key)

    # --- connections

    @contextmanager
    def _part(self, connection: Connection) -> Iterator[Connection]:
        """A part of a larger transaction, which goes on without it when it raises."""
        with translated(self._path.parent):
            _going_on(connection).execute("SAVEPOINT part")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK TO part")
                    connection.execute("RELEASE part")
                raise
            connection.execute("RELEASE part")

    @contextmanager
    def _lent(self, *, to_write: bool = False, brief: bool = False) -> Iterator[Connection]:
        with translated(self._path.parent):
            connection = self._take(latest=to_write or brief)
            try:
                yield connection
            except BaseException:
                connection.close()  # rolls back, and leaves no doubt about the state of what is lent next
                raise
            self._give_back(connection, wrote=to_write)

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        """One writer of ours at a time, each called when it is its turn: SQLite has the others ask again, up to 100 ms
        later, and whoever writes often is always there before them."""
        if not self._turn.acquire(timeout=self._busy_timeout):
            raise StoreError(ErrorKind.STORE_LOCKED, retry=Retry.BY_ITSELF, reason="turn")
        try:
            yield
        finally:
            self._turn.release()

    def _take(self, *, latest: bool = False) -> Connection:
        """``latest``: the one that wrote last, for who writes next or is soon done. What it has read still holds, while
        another's change makes all the others read (and decrypt) everything anew."""
        with self._lock:
            if self._closed:
                raise StoreError(ErrorKind.STORE_FAILED, reason="closed")
            if self._idle:
                return self._idle.pop(-1 if latest else 0)
        return self._open()

    def _give_back(self, connection: Connection, *, wrote: bool) -> None:
        with self._lock:
            if wrote:
                self._latest = connection
            if not self._closed:
                self._idle.insert(len(self._idle) if connection is self._latest else 0, connection)
                return
        connection.close()

    def _open(self) -> Connection:
        return connect(self._path, self._key, busy_timeout=self._busy_timeout)

    # --- what a crash has left

    def _look_at_log(self) -> None:
        """Before the file is opened for writing: a connection folds the log into the file when it is closed, also one
        that could read neither, and deletes the log; so a log of another file would destroy this one."""
        log = wal_of(self._path)
        if not log.exists() or not log.stat().st_size:
            return
        if not self._path.exists() or not self._path.stat().st_size:
            raise StoreError(ErrorKind.STORE_MISSING)  # SQLite would delete the log
        with closing(connect(self._path, self._key, busy_timeout=self._busy_timeout, writes=False)) as connection:
            self._version(connection)
            check(connection)
        if is_damaged(log) and is_damaged(log):  # the second look: another process may have been writing
            import shutil

            aside = unused(log.with_name(f"{log.name}.{stamp(time.time())}.aside"))
            shutil.copyfile(log, aside)
            aside.chmod(0o600)
            sync_file(aside)
            self.put_aside = (aside,)

    # --- upgrades

    def _prepare(self) -> None:
        with self.connection() as connection:
            connection.execute("BEGIN")  # one view of the file, which another process may be making just now
            version = self._version(connection)
            connection.execute("COMMIT")
        if version < self._steps[-1].version:
            if version:
                self._copy_first(version)
            with self.transaction() as connection:
                self._upgrade(connection)
        self._use_wal()

    def _copy_first(self, version: int) -> None:
        self.copy_to(unused(self._copies / f"{self._path.stem}.{stamp(time.time())}.v{version}.db"))

    def _use_wal(self) -> None:
        # The one statement for which SQLite does not wait while another process writes (or makes the same switch): it
        # reads first, and a reader that then wants to write is refused at once (sqlite3BtreeSetVersion, SQLite 3.53).
        deadline = time.monotonic() + self._busy_timeout
        while True:
            try:
                with self.connection() as connection:
                    connection.execute("PRAGMA journal_mode = WAL")
                return
            except StoreError as error:
                if error.kind is not ErrorKind.STORE_LOCKED or time.monotonic() > deadline:
                    raise
            time.sleep(_PAUSE)

    def _upgrade(self, connection: Connection) -> None:
        version = self._version(connection)  # once more: another process may have been faster
        for step in self._steps:
            if step.version > version:
                for statement in step.statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {step.version}")

    def _version(self, connection: Connection) -> int:
        """The file's version, 0 for an empty one; raises ``StoreError`` for a file that this program must not touch."""
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if owner != APPLICATION_ID and (owner or version or tables):
            raise StoreError(ErrorKind.STORE_UNREADABLE, reason="another program's file")
        if version > self._steps[-1].version:
            raise StoreError(ErrorKind.STORE_NEWER, version=version)
        return version


def _going_on(connection: Connection) -> Connection:
    """In the middle of a transaction: where a full disk made SQLite undo everything, nothing more may be done alone."""
    if not connection.in_transaction:
        raise StoreError(ErrorKind.STORE_FAILED, reason="undone")
    return connection


def connect(path: Path, key: bytes, *, busy_timeout: float, writes: bool = True) -> Connection:
    """A connection to a file that is there; one that does not write leaves file and log as they are."""
    connection: Connection = dbapi2.connect(
        f"{path.as_uri()}?mode={'rw' if writes else 'ro'}",  # never makes a new file in the place of one that went away
        uri=True,
        timeout=busy_timeout,
        isolation_level=None,  # the driver begins no transactions of its own
        check_same_thread=False,
    )
    try:
        _unlock(connection, key)
    except BaseException:
        connection.close()
        raise
    return connection


def _unlock(connection: Connection, key: bytes) -> None:
    connection.row_factory = dbapi2.Row
    connection.execute("PRAGMA cipher_log_level = NONE")  # it logs to stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    # A driver built on plain SQLite ignores the key, and would write everything in clear.
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        raise StoreError(ErrorKind.STORE_FAILED, reason="not SQLCipher")
    connection.create_function("search_text", 5, search_text, deterministic=True)  # for an upgrade
    for pragma in _PRAGMAS:
        connection.execute(pragma)


@contextmanager
def reading_through(connection: Connection) -> Iterator[None]:
    """What is read once would take the place of what is read often, and eight megabytes for good."""
    room = connection.execute("PRAGMA cache_size").fetchone()[0]
    connection.execute(f"PRAGMA cache_size = {_LITTLE}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = {room}")


def check(connection: Connection) -> None:
    """Reads every page. Raises ``StoreError`` (``STORE_UNREADABLE``) when one is not what it should be."""
    with reading_through(connection):
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreError(ErrorKind.STORE_UNREADABLE, reason="quick_check")


def write_copy(source: Connection, key: bytes, target: Path) -> None:
    """The file behind ``source`` under another name, see ``Database.copy_to``.

    ``VACUUM INTO`` takes the key of its source for the copy; the online backup writes under whatever key its target was
    given, also under none. And it leaves out what was deleted.
    """
    draft = target.with_name(f"{target.name}.{os.urandom(4).hex()}.tmp")
    with translated(target.parent):
        make_private_folder(target.parent)
        try:
            os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            before = _sizes(source)
            source.execute("VACUUM INTO ?", (str(draft),))
            after = _sizes(source)
            sync_file(draft)
            with closing(connect(draft, key, busy_timeout=0.0, writes=False)) as copy:
                check(copy)
                sizes = _sizes(copy)
            if not all(low <= size <= high for low, size, high in zip(before, sizes, after, strict=True)):
                raise StoreError(ErrorKind.STORE_FAILED, reason="the copy differs")
            draft.replace(target)
            sync_folder(target.parent)
        finally:
            draft.unlink(missing_ok=True)


def _sizes(connection: Connection) -> list[int]:
    """How many rows the tables have that only ever grow."""
    questions = [f"SELECT count(*) FROM {table}" for table in GROWING]  # noqa: S608  # names of our own
    return [connection.execute(question).fetchone()[0] for question in questions]
