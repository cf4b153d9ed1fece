"""The log that a crash leaves beside the file: folded in when all is well, and left alone when anything is not."""

from __future__ import annotations

import random
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.store.local import LocalStore
from hcdesktop.store.wal import is_damaged, wal_of
from tests.crowd import add_users

OpenStore = Callable[..., LocalStore]
FRAME = 24 + 4096


@pytest.fixture
def crashed(open_store: OpenStore, path: Path, tmp_path: Path) -> Path:
    """A file whose last forty people are in the log only, as a crash leaves it."""
    return crash(open_store, path, tmp_path / "crashed" / path.name)


def crash(open_store: OpenStore, path: Path, copy: Path, **options: bytes) -> Path:
    store = open_store(path=path, **options)
    add_users(store, [(f"early-{number}", "") for number in range(40)], at=1.0)
    with store._database.connection() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for number in range(40):
        store.add_user(client_user_id=f"late-{number}", at=2.0)
    copy.parent.mkdir()
    for suffix in ("", "-wal", "-shm"):
        shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
    store.close()
    return copy


def contents(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}


def refusal(call: Callable[[], object]) -> ErrorKind:
    with pytest.raises(StoreError) as caught:
        call()
    return caught.value.kind


def flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 0x10
    path.write_bytes(data)


def test_a_whole_log_is_folded_in_and_nothing_said(crashed: Path, open_store: OpenStore) -> None:
    assert not is_damaged(wal_of(crashed))
    store = open_store(path=crashed)
    assert (store.count_users(), store.put_aside) == (80, ())


def test_a_changed_key_leaves_file_and_log_as_they_are(crashed: Path, open_store: OpenStore) -> None:
    before = contents(crashed)
    assert refusal(lambda: open_store(path=crashed, key=bytes(32))) is ErrorKind.STORE_UNREADABLE
    assert contents(crashed) == before
    assert open_store(path=crashed).count_users() == 80


def test_the_log_of_another_file_destroys_nothing(crashed: Path, open_store: OpenStore, tmp_path: Path) -> None:
    other = crash(open_store, tmp_path / "other" / "other.db", tmp_path / "other-crashed" / "other.db", key=bytes(32))
    own = wal_of(crashed).read_bytes()
    shutil.copy(wal_of(other), wal_of(crashed))
    before = contents(crashed)
    assert refusal(lambda: open_store(path=crashed)) is ErrorKind.STORE_UNREADABLE
    assert contents(crashed) == before
    wal_of(crashed).write_bytes(own)
    assert open_store(path=crashed).count_users() == 80


def test_a_damaged_file_keeps_its_log(crashed: Path, open_store: OpenStore) -> None:
    with crashed.open("r+b") as file:
        file.seek(5 * 4096 + 9)
        file.write(b"damaged")
    before = contents(crashed)
    assert refusal(lambda: open_store(path=crashed)) is ErrorKind.STORE_UNREADABLE
    assert contents(crashed) == before


@pytest.mark.parametrize("left", [None, b""])
def test_a_log_without_its_file_is_not_deleted(crashed: Path, open_store: OpenStore, left: bytes | None) -> None:
    crashed.unlink()
    if left is not None:
        crashed.write_bytes(left)
    before = contents(crashed)
    assert refusal(lambda: open_store(path=crashed)) is ErrorKind.STORE_MISSING
    assert contents(crashed) == before


@pytest.mark.allow_log("the audit trail does not fit its anchor")  # the file was copied without it
@pytest.mark.parametrize("place", ["header", "salt", "frame", "last frame", "torn", "short"])
def test_a_damaged_log_is_kept_under_a_dated_name(crashed: Path, open_store: OpenStore, place: str) -> None:
    log = wal_of(crashed)
    whole = log.read_bytes()
    match place:
        case "torn":
            log.write_bytes(whole[:-1000])
        case "short":
            log.write_bytes(whole[:20])
        case _:
            flip(
                log, {"header": 18, "salt": 32 + 9, "frame": 32 + 3 * FRAME + 500, "last frame": len(whole) - 9}[place]
            )
    damaged = log.read_bytes()
    store = open_store(path=crashed)
    assert 40 <= store.count_users() < 80
    (aside,) = store.put_aside
    assert aside.name.startswith(log.name)
    assert aside.read_bytes() == damaged
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    store.add_user(client_user_id="goes on", at=3.0)
    store.close()
    assert (open_store(path=crashed).put_aside, aside.read_bytes()) == ((), damaged)


def test_wherever_a_log_is_damaged_it_is_seen(crashed: Path) -> None:
    log = wal_of(crashed)
    whole, chance = log.read_bytes(), random.Random(3)
    for _ in range(100):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        log.write_bytes(data)
        assert is_damaged(log)


def test_a_count_that_is_damaged_is_not_taken_for_what_was_before(crashed: Path) -> None:
    """One bit of a frame's first salt (bytes 8 to 11) can make it look like an earlier log's."""
    log = wal_of(crashed)
    whole = log.read_bytes()
    for bit in range(32):
        data = bytearray(whole)
        data[32 + 2 * FRAME + 8 + bit // 8] ^= 1 << bit % 8
        log.write_bytes(data)
        assert is_damaged(log), bit


def test_what_is_left_from_before_the_log_was_begun_anew_is_no_damage(store: LocalStore, path: Path) -> None:
    for number in range(600):  # some two thousand frames: the log is begun anew on the way
        store.add_user(client_user_id=str(number), at=1.0)
        assert number % 97 or not is_damaged(wal_of(path))
    assert wal_of(path).stat().st_size < 600 * 2 * FRAME
    assert not is_damaged(wal_of(path))


def test_a_huge_log_is_not_read_through(tmp_path: Path) -> None:
    with (tmp_path / "x-wal").open("wb") as file:
        file.truncate(17 << 20)
    assert not is_damaged(tmp_path / "x-wal")
