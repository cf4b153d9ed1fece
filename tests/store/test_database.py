"""The file: which ones are opened, how they are upgraded, what its faults are called, who holds its connections."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from sqlcipher3 import dbapi2

from hcdesktop.core.errors import ErrorKind, Retry, StoreError
from hcdesktop.core.models import EventKind, User
from hcdesktop.store import database
from hcdesktop.store.database import Database
from hcdesktop.store.faults import store_error
from hcdesktop.store.local import LocalStore
from hcdesktop.store.schema import APPLICATION_ID, STEPS, Step
from tests.crowd import add_users

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from sqlite3 import Connection

OpenStore = Callable[..., LocalStore]
Peek = Callable[[], "AbstractContextManager[Connection]"]
LATEST = STEPS[-1].version


def _refusal(open_store: Callable[[], object]) -> StoreError:
    with pytest.raises(StoreError) as caught:
        open_store()
    return caught.value


# --- making and opening


def test_a_new_file_and_its_new_folder_are_the_owners_alone(store: LocalStore, user: User, path: Path) -> None:
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    modes = {file.name.removeprefix(path.stem): stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes) == {".db", ".db-wal", ".db-shm", ".anchor", ".anchor.lock"}
    assert set(modes.values()) == {0o600}


def test_a_closed_file_is_one_file_beside_its_anchor_and_holds_everything(
    store: LocalStore, open_store: OpenStore, path: Path
) -> None:
    user = store.add_user(client_user_id="ada", at=1.0)
    store.close()
    store.close()
    names = {file.name.removeprefix(path.stem) for file in path.parent.iterdir()}
    assert names == {".db", ".anchor", ".anchor.lock"}
    assert open_store().users() == [user]


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_has_32_bytes_or_it_would_be_taken_for_a_passphrase(path: Path, length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        LocalStore(path, bytes(length))
    assert not path.exists()


def test_neither_the_key_nor_the_place_of_the_store_shows(store: LocalStore, key: bytes) -> None:
    shown = f"{store!r} {store._database!r}"
    assert key.hex() not in shown
    assert repr(key) not in shown


def test_another_key_is_refused_and_the_file_left_as_it_was(
    store: LocalStore, open_store: OpenStore, user: User, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store.close()
    before = path.read_bytes()
    refusal = _refusal(lambda: open_store(key=bytes(32)))
    assert (refusal.kind, refusal.retry) == (ErrorKind.STORE_UNREADABLE, Retry.AFTER_CHANGE)
    assert path.read_bytes() == before
    assert capfd.readouterr() == ("", "")
    assert open_store().users() == [user]


def _plain_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE users (id)")


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.write_bytes(b"xy"),
        lambda path: path.write_bytes(os.urandom(20_000)),
        lambda path: path.write_bytes(bytes(8192)),
        _plain_database,
    ],
    ids=["two bytes", "noise", "zeros", "a plain database"],
)
def test_what_is_not_a_file_of_ours_is_refused_and_left_as_it_was(
    path: Path, open_store: OpenStore, write: Callable[[Path], object]
) -> None:
    path.parent.mkdir()
    write(path)
    before = path.read_bytes()
    assert _refusal(open_store).kind is ErrorKind.STORE_UNREADABLE
    assert path.read_bytes() == before


def test_a_folder_in_the_place_of_the_file_is_refused(path: Path, open_store: OpenStore) -> None:
    path.mkdir(parents=True)
    refusal = _refusal(open_store)
    assert (refusal.kind, refusal.params) == (ErrorKind.STORE_UNREADABLE, {"reason": "EISDIR"})


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE theirs (id)", "PRAGMA user_version = 1", "PRAGMA application_id = 7"]
)
def test_another_programs_file_is_refused_even_with_the_right_key(
    path: Path, peek: Peek, open_store: OpenStore, statement: str
) -> None:
    path.parent.mkdir()
    with peek() as connection:
        connection.execute(statement)
    before = path.read_bytes()
    refusal = _refusal(open_store)
    assert (refusal.kind, refusal.params["reason"]) == (ErrorKind.STORE_UNREADABLE, "another program's file")
    assert path.read_bytes() == before


def test_a_damaged_page_is_told_when_it_is_read(store: LocalStore, open_store: OpenStore, path: Path) -> None:
    add_users(store, [(f"user-{number}", "x" * 100) for number in range(2000)], at=1.0)
    store.close()
    raw = bytearray(path.read_bytes())
    for page in range(len(raw) // 4096 // 2, len(raw) // 4096):
        raw[page * 4096 + 99] ^= 1
    path.write_bytes(raw)
    damaged = open_store()
    assert _refusal(damaged.users).kind is ErrorKind.STORE_UNREADABLE


def test_a_driver_without_encryption_is_refused_before_anything_is_written(
    path: Path, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "dbapi2", sqlite3)
    refusal = _refusal(open_store)
    assert (refusal.kind, refusal.params) == (ErrorKind.STORE_FAILED, {"reason": "not SQLCipher"})
    assert path.read_bytes() == b""


def test_a_file_that_went_away_is_not_made_anew(store: LocalStore, path: Path) -> None:
    with store._database.connection():  # the next one has to open the file again
        shutil.rmtree(path.parent)
        path.parent.mkdir()
        assert _refusal(store.count_users).kind is ErrorKind.STORE_UNREADABLE
        assert list(path.parent.iterdir()) == []


# --- upgrading


def _schema(connection: Connection) -> list[tuple[str, ...]]:
    return connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()


def test_the_steps_are_in_order_and_the_first_marks_the_file_as_ours() -> None:
    assert [step.version for step in STEPS] == list(range(1, len(STEPS) + 1))
    assert APPLICATION_ID.to_bytes(4, "big") == b"HCDT"


def test_a_new_file_is_of_the_latest_version(store: LocalStore, peek: Peek) -> None:
    with peek() as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (LATEST,)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


@pytest.mark.parametrize("version", range(LATEST + 1))
def test_a_file_of_every_older_version_is_upgraded_with_what_is_in_it(
    path: Path, key: bytes, peek: Peek, open_store: OpenStore, tmp_path: Path, version: int
) -> None:
    path.parent.mkdir()
    if version:
        Database(path, key, busy_timeout=1.0, steps=STEPS[:version]).close()
        with peek() as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (version,)
            connection.execute(
                "INSERT INTO users (client_user_id, label, sort_name, public_token, changed_at)"
                " VALUES ('ada', 'Ada', 'ada', 'public', 1)"
            )
    upgraded, fresh = open_store(), open_store(path=tmp_path / "fresh.db")
    assert [(user.name, user.public_token) for user in upgraded.users()] == [("Ada", "public")] * bool(version)
    with upgraded._database.connection() as ours, fresh._database.connection() as theirs:
        assert [tuple(row) for row in _schema(ours)] == [tuple(row) for row in _schema(theirs)]
        assert ours.execute("PRAGMA user_version").fetchone()[0] == LATEST


def test_a_step_to_come_is_carried_out_once(store: LocalStore, user: User, path: Path, key: bytes, peek: Peek) -> None:
    store.close()
    steps = (*STEPS, Step(LATEST + 1, ("ALTER TABLE users ADD COLUMN to_come TEXT NOT NULL DEFAULT 'new'",)))
    for _ in range(2):
        Database(path, key, busy_timeout=1.0, steps=steps).close()
    with peek() as connection:
        assert connection.execute("SELECT label, to_come FROM users").fetchall() == [("Ada", "new")]
        assert connection.execute("PRAGMA user_version").fetchone() == (LATEST + 1,)


def test_a_step_that_fails_leaves_the_file_as_it_was(
    store: LocalStore, user: User, path: Path, key: bytes, open_store: OpenStore
) -> None:
    store.close()
    steps = (*STEPS, Step(LATEST + 1, ("DROP TABLE credentials",)), Step(LATEST + 2, ("DROP TABLE nothing",)))
    assert _refusal(lambda: Database(path, key, busy_timeout=1.0, steps=steps)).kind is ErrorKind.STORE_FAILED
    unchanged = open_store()
    assert unchanged.users() == [user]
    assert unchanged.credentials().client_secret is None


def test_a_newer_file_is_refused_and_left_as_it_was(
    store: LocalStore, path: Path, peek: Peek, open_store: OpenStore
) -> None:
    store.close()
    with peek() as connection:
        connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    before = path.read_bytes()
    refusal = _refusal(open_store)
    assert (refusal.kind, refusal.params) == (ErrorKind.STORE_NEWER, {"version": LATEST + 1})
    assert path.read_bytes() == before


def test_many_may_open_a_new_file_at_the_same_time(open_store: OpenStore) -> None:
    start = threading.Barrier(6)

    def open_and_add(number: int) -> None:
        start.wait(10)
        open_store().add_user(client_user_id=str(number), at=1.0)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(open_and_add, range(6)))
    assert open_store().count_users() == 6


def test_the_switch_to_wal_waits_for_another_process_that_writes(
    store: LocalStore, open_store: OpenStore, peek: Peek
) -> None:
    store.close()
    with peek() as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN IMMEDIATE")
        assert _refusal(lambda: open_store(busy_timeout=0.05)).kind is ErrorKind.STORE_LOCKED
        with ThreadPoolExecutor(1) as pool:
            opening = pool.submit(open_store, busy_timeout=30.0)
            with pytest.raises(TimeoutError):
                opening.result(0.1)
            connection.execute("COMMIT")
            opened = opening.result(30)
    with opened._database.connection() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


# --- faults, each one made by SQLite itself


@contextmanager
def _with_pragma(store: LocalStore, pragma: str) -> Iterator[None]:
    """The connection that the store lends next has this setting; one that has failed is not lent again."""
    with store._database.connection() as connection:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    yield
    assert store.add_event(EventKind.ENDED, at=9.0, detail={}).at == 9.0


def test_a_read_only_file_is_told(store: LocalStore, user: User) -> None:
    with _with_pragma(store, "query_only = ON"):
        refusal = _refusal(lambda: store.add_user(client_user_id="b", at=1.0))
    assert (refusal.kind, refusal.params) == (ErrorKind.STORE_READ_ONLY, {"reason": "SQLITE_READONLY"})
    assert store.users() == [user]


def test_a_full_disk_is_told_and_leaves_nothing_half_done(store: LocalStore, user: User) -> None:
    with _with_pragma(store, "max_page_count = 1"):
        refusal = _refusal(lambda: add_users(store, [(str(n), "x" * 500) for n in range(100)], at=1.0))
    assert (refusal.kind, refusal.retry) == (ErrorKind.STORE_FULL, Retry.AFTER_CHANGE)
    assert store.users() == [user]


class _DiskUsage(NamedTuple):
    free: int


@pytest.mark.parametrize(("free", "kind"), [(4096, ErrorKind.STORE_FULL), (1 << 30, ErrorKind.STORE_FAILED)])
def test_an_input_output_error_on_a_full_disk_is_a_full_disk(
    store: LocalStore, user: User, monkeypatch: pytest.MonkeyPatch, free: int, kind: ErrorKind
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: _DiskUsage(free))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        refusal = _refusal(lambda: add_users(store, [(str(n), "x" * 500) for n in range(1000)], at=1.0))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (refusal.kind, refusal.params) == (kind, {"reason": "SQLITE_IOERR"})
    assert store.users() == [user]


def test_a_file_that_somebody_else_writes_to_is_locked_and_may_be_tried_again(
    store: LocalStore, open_store: OpenStore
) -> None:
    impatient = open_store(busy_timeout=0.05)
    with impatient._database.connection() as connection:
        assert connection.execute("PRAGMA busy_timeout").fetchone()[0] == 50
    with store._database.transaction():
        refusal = _refusal(lambda: impatient.add_user(client_user_id="a", at=1.0))
        assert impatient.users() == []  # reading goes on
    assert (refusal.kind, refusal.retry) == (ErrorKind.STORE_LOCKED, Retry.BY_ITSELF)
    assert impatient.add_user(client_user_id="a", at=1.0).name == "a"


def test_a_file_that_is_locked_for_a_moment_is_waited_for(store: LocalStore, open_store: OpenStore) -> None:
    patient = open_store(busy_timeout=30.0)
    writing, done = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with store._database.transaction():
            writing.set()
            done.wait(0.2)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(write_slowly)
        assert writing.wait(10)
        assert patient.add_user(client_user_id="a", at=1.0).name == "a"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, ErrorKind.STORE_FULL),
        (errno.EROFS, ErrorKind.STORE_READ_ONLY),
        (errno.EACCES, ErrorKind.STORE_READ_ONLY),
        (errno.EIO, ErrorKind.STORE_UNREADABLE),
    ],
)
def test_what_the_system_says_at_the_opening_is_told(
    path: Path, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch, number: int, kind: ErrorKind
) -> None:
    def refuse(*_args: object) -> int:
        raise OSError(number, os.strerror(number), str(path))

    with monkeypatch.context() as patch:  # root may open and write everything: no file mode would do
        patch.setattr(os, "open", refuse)
        refusal = _refusal(open_store)
    assert (refusal.kind, refusal.params) == (kind, {"reason": errno.errorcode[number]})
    assert "Klinik" not in str(refusal)


def test_a_read_only_folder_is_told_though_the_file_could_be_written(
    store: LocalStore, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda folder, mode: False)
    assert _refusal(open_store).kind is ErrorKind.STORE_READ_ONLY


def test_a_fault_without_a_number_is_told_by_its_name(tmp_path: Path) -> None:
    for problem in (dbapi2.ProgrammingError("closed"), OverflowError("too large"), OSError("strange")):
        assert store_error(problem, tmp_path).params == {"reason": type(problem).__name__}


@pytest.mark.parametrize(("code", "name"), [(5 | 2 << 8, "SQLITE_BUSY_SNAPSHOT"), (6, "SQLITE_LOCKED")])
def test_the_finer_codes_of_a_driver_to_come_are_known(tmp_path: Path, code: int, name: str) -> None:
    problem = dbapi2.OperationalError("whatever")
    problem.sqlite_errorcode, problem.sqlite_errorname = code, name
    error = store_error(problem, tmp_path)
    assert (error.kind, error.params) == (ErrorKind.STORE_LOCKED, {"reason": name})


# --- connections


def test_threads_share_the_store_and_connections_are_lent_again(store: LocalStore) -> None:
    def work(number: int) -> None:
        for turn in range(20):
            store.add_event(EventKind.CALLBACK, at=float(turn), detail={"thread": number})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    assert len(store.events(limit=-1)) == 160
    assert len({event.id for event in store.events(limit=-1)}) == 160
    assert 1 <= len(store._database._idle) <= 4


def test_who_writes_and_who_is_soon_done_has_the_connection_that_wrote_last(store: LocalStore) -> None:
    """GIVEN two connections of which one has written WHEN others write and read THEN a long reader has the other one,
    and one that was only read from is not taken for the one that wrote, whoever gives back last."""
    lent = store._database
    with lent.connection() as reader, lent.transaction() as writer:
        assert reader is not writer
    with lent.connection() as long:
        assert long is reader
    for _ in range(2):
        with lent.connection(brief=True) as short:
            assert short is writer
    with lent.transaction() as writing, lent.connection(brief=True) as meanwhile:
        assert (writing, meanwhile) == (writer, reader)
    with lent.connection(brief=True) as before, lent.transaction() as other:
        assert (before, other) == (writer, reader)
    with lent.transaction() as last:
        assert last is reader


def test_closing_lets_a_running_transaction_end(store: LocalStore, open_store: OpenStore, path: Path) -> None:
    with store._database.transaction() as connection:
        store.close()
        connection.execute(
            "INSERT INTO users (client_user_id, label, sort_name, changed_at) VALUES ('last', '', 'last', 1)"
        )
    with pytest.raises(dbapi2.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
    assert _refusal(store.users).params == {"reason": "closed"}
    assert [user.name for user in open_store().users()] == ["last"]


def test_what_is_raised_in_a_transaction_undoes_it_and_comes_out_as_it_is(store: LocalStore, user: User) -> None:
    def break_off() -> None:
        with store._database.transaction() as connection:
            connection.execute("DELETE FROM users")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert store.users() == [user]
