"""Copies of the file: encrypted with its key, compared with it, whole or not there; made before every upgrade."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlcipher3 import dbapi2

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.core.models import PendingFinish, User
from hcdesktop.store import database
from hcdesktop.store.local import LocalStore
from hcdesktop.store.schema import STEPS
from tests.crowd import add_users
from tests.hostile.disk import steps, upgrading

if TYPE_CHECKING:
    from sqlite3 import Connection

OpenStore = Callable[..., LocalStore]


def refusal(call: Callable[[], object]) -> StoreError:
    with pytest.raises(StoreError) as caught:
        call()
    return caught.value


# --- a copy


def test_a_copy_has_everything_under_the_same_key_and_is_the_owners_alone(
    store: LocalStore, open_store: OpenStore, connected: User, keep: Callable[..., PendingFinish], tmp_path: Path
) -> None:
    finish = keep(connected)
    target = tmp_path / "copies" / "Klinik #1?.db"
    store.copy_to(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700
    assert [file.name for file in target.parent.iterdir()] == [target.name]
    copy = open_store(path=target)
    assert (copy.users(), copy.finishes()) == (store.users(), [finish])
    assert store.count_users() == 1


def test_a_copy_is_encrypted_with_the_raw_key_and_nothing_else_opens_it(
    store: LocalStore, connected: User, tmp_path: Path, key: bytes, open_store: OpenStore
) -> None:
    target = tmp_path / "copy.db"
    store.copy_to(target)
    raw = target.read_bytes()
    for word in (b"SQLite format 3", b"CREATE TABLE", b"bob@example.org", b"public-bob", key):
        assert word not in raw
    assert len({raw[start : start + 16] for start in range(0, len(raw), 16)}) > len(raw) / 16 * 0.99  # no pattern
    for pragma in (None, f"PRAGMA key = \"x'{bytes(32).hex()}'\"", f"PRAGMA key = '{key.hex()}'"):
        with closing(dbapi2.connect(target)) as connection:
            connection.execute("PRAGMA cipher_log_level = NONE")
            if pragma:
                connection.execute(pragma)
            with pytest.raises(dbapi2.DatabaseError, match="not a database"):
                connection.execute("SELECT count(*) FROM sqlite_schema")
    assert refusal(lambda: open_store(path=target, key=bytes(32))).kind is ErrorKind.STORE_UNREADABLE


class Sizes:
    """Counts the rows as ``write_copy`` does: of the original before and after, then of the copy."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, *, after_first: Callable[[], object] = int, taken: int = 0
    ) -> None:
        self.found: list[list[int]] = []
        self._after_first = after_first
        self._taken = taken
        self._real = database._sizes
        monkeypatch.setattr(database, "_sizes", self._count)

    def _count(self, connection: Connection) -> list[int]:
        self.found.append(self._real(connection))
        if len(self.found) == 1:
            self._after_first()
        if len(self.found) == 3:
            self.found[-1][0] -= self._taken
        return self.found[-1]


def test_others_write_while_a_copy_is_made(
    store: LocalStore, open_store: OpenStore, user: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    others = open_store()
    sizes = Sizes(monkeypatch, after_first=lambda: others.add_user(client_user_id="late", at=2.0))
    store.copy_to(tmp_path / "copy.db")
    assert [found[0] for found in sizes.found] == [1, 2, 2]


def test_a_copy_that_lacks_somebody_is_none(
    store: LocalStore, user: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Sizes(monkeypatch, taken=1)
    error = refusal(lambda: store.copy_to(tmp_path / "copies" / "copy.db"))
    assert (error.kind, error.params) == (ErrorKind.STORE_FAILED, {"reason": "the copy differs"})
    assert list((tmp_path / "copies").iterdir()) == []
    assert store.users() == [user]


def test_a_damaged_file_gives_no_copy_and_stays_as_it_is(store: LocalStore, open_store: OpenStore, path: Path) -> None:
    add_users(store, [(f"user-{number}", "x" * 100) for number in range(2000)], at=1.0)
    store.close()
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    damaged = open_store()
    target = path.parent / "copies" / "copy.db"
    assert refusal(lambda: damaged.copy_to(target)).kind is ErrorKind.STORE_UNREADABLE
    damaged.close()
    assert (list(target.parent.iterdir()), path.read_bytes()) == ([], bytes(raw))


@pytest.mark.parametrize("step", ["fsync", "open", "replace"])
def test_a_full_disk_leaves_nothing_half_done(
    store: LocalStore, user: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, step: str
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(28, "no room")

    folder = tmp_path / "copies"
    with monkeypatch.context() as patch:
        patch.setattr(Path if step == "replace" else os, step, fail)
        assert refusal(lambda: store.copy_to(folder / "copy.db")).kind is ErrorKind.STORE_FULL
    assert list(folder.iterdir()) == []
    assert store.users() == [user]


# --- before an upgrade


def test_an_upgrade_is_preceded_by_a_copy_of_the_old_file(tmp_path: Path, open_store: OpenStore, key: bytes) -> None:
    upgrading.prepare(tmp_path)
    upgrading.task(tmp_path)
    upgrading.task(tmp_path)
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name.startswith("clinic.")
    assert copy.name.endswith(f".v{STEPS[-1].version}.db")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    old = open_store(path=copy)  # today's program reads it
    assert (old.count_users(), len(old.finishes())) == (upgrading.PEOPLE, 1)
    assert refusal(lambda: open_store(path=upgrading.file_of(tmp_path))).kind is ErrorKind.STORE_NEWER


def test_without_room_for_a_copy_there_is_no_upgrade(
    tmp_path: Path, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrading.prepare(tmp_path)
    before = upgrading.file_of(tmp_path).read_bytes()
    (tmp_path / "backups").write_bytes(b"a file where the folder should be")
    assert refusal(lambda: upgrading.task(tmp_path)).params == {"reason": "EEXIST"}
    assert upgrading.file_of(tmp_path).read_bytes() == before
    assert open_store(path=upgrading.file_of(tmp_path)).count_users() == upgrading.PEOPLE


def test_a_new_file_is_no_upgrade(store: LocalStore, path: Path) -> None:
    assert store.count_users() == 0
    assert not (path.parent / "backups").exists()


def test_an_upgrade_that_is_killed_at_any_step_loses_nothing(tmp_path: Path) -> None:
    upgrading.prepare(tmp_path / "base")
    result = steps.run("tests.hostile.disk.upgrading", tmp_path / "base")
    assert result["broken"] == []
    assert result["steps"] > 30
    print(f"{result['steps']} steps")
