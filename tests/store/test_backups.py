"""One encrypted copy a day, seven kept, listed with what is in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.store import backups as backups_module
from hcdesktop.store.backups import KEPT, Backups, CopyKind
from hcdesktop.store.local import LocalStore
from hcdesktop.store.vault import PassphraseVault
from tests.crowd import add_users

OpenStore = Callable[..., LocalStore]
NOON = datetime(2027, 3, 1, 12).timestamp()
DAY = 86_400.0


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "backups")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "environments" / "clinic-0123abcd.db"


def names(backups: Backups) -> list[str]:
    return sorted(path.name for path in backups.folder.iterdir())


def test_the_first_copy_of_a_day_is_due_and_then_no_more_until_tomorrow(
    backups: Backups, store: LocalStore, path: Path
) -> None:
    assert backups.is_due(path, at=NOON)
    made = backups.make(store, path, at=NOON)
    assert made.name == "clinic-0123abcd.2027-03-01T120000.db"
    assert not backups.is_due(path, at=NOON)
    assert not backups.is_due(path, at=NOON + DAY / 2 - 1)
    assert backups.is_due(path, at=NOON + DAY / 2)  # midnight
    assert backups.is_due(path.with_name("clinic-0123abce.db"), at=NOON)


def test_seven_are_kept_and_the_oldest_go_first(backups: Backups, store: LocalStore, path: Path) -> None:
    for day in range(10):
        store.add_user(client_user_id=str(day), at=1.0)
        backups.make(store, path, at=NOON + day * DAY)
    copies = backups.all(path)
    assert len(copies) == KEPT == 7
    assert [copy.made_at for copy in copies] == [NOON + day * DAY for day in range(9, 2, -1)]
    assert {copy.kind for copy in copies} == {CopyKind.DAILY}


def test_a_clock_that_was_wrong_for_a_week_does_not_cost_todays_copy(
    backups: Backups, store: LocalStore, path: Path
) -> None:
    for day in range(8):
        backups.make(store, path, at=NOON + (1000 + day) * DAY)
    made = backups.make(store, path, at=NOON)
    assert made.exists()
    assert len(backups.all(path)) == KEPT


def test_only_daily_copies_of_this_file_are_ever_removed(backups: Backups, store: LocalStore, path: Path) -> None:
    backups.folder.mkdir()
    others = [
        "clinic-0123abcd.2020-01-01T000000.v1.db",
        "clinic-0123abcd.2020-01-01T000000.before.db",
        "clinic-0123abcd.2020-01-01T000000.before-2.db",
        "clinic-0123abcd-2.2020-01-01T000000.db",
        "clinic.2020-01-01T000000.db",
        "notes.txt",
    ]
    for name in others:
        (backups.folder / name).write_bytes(name.encode())
    for day in range(9):
        backups.make(store, path, at=NOON + day * DAY)
    assert {name for name in names(backups) if name in others} == set(others)
    kinds = [copy.kind for copy in backups.all(path)]
    assert kinds == [CopyKind.DAILY] * 7 + [CopyKind.UPGRADE, CopyKind.RESTORE, CopyKind.RESTORE]


def test_two_copies_of_one_second_do_not_overwrite_each_other(backups: Backups, store: LocalStore, path: Path) -> None:
    first = backups.make(store, path, at=NOON)
    before = first.read_bytes()
    second = backups.make(store, path, at=NOON)
    assert second != first
    assert first.read_bytes() == before
    assert len(backups.all(path)) == 2


def test_a_copy_is_listed_with_its_users_and_a_damaged_one_without(
    backups: Backups, store: LocalStore, path: Path, key: bytes
) -> None:
    add_users(store, [("a", ""), ("b", "")], at=1.0)
    good = backups.make(store, path, at=NOON)
    bad = backups.make(store, path, at=NOON + DAY)
    bad.write_bytes(bytes(5000))
    before = {file.name: file.read_bytes() for file in backups.folder.iterdir()}
    listed = backups.look_at(path, key)
    assert [(copy.path, copy.users) for copy in listed] == [(bad, None), (good, 2)]
    assert [copy.users for copy in backups.look_at(path, bytes(32))] == [None, None]
    assert {file.name: file.read_bytes() for file in backups.folder.iterdir()} == before


def test_without_a_folder_there_are_no_copies(backups: Backups, path: Path) -> None:
    assert backups.all(path) == []
    assert not backups.folder.exists()


def test_what_a_dead_process_left_is_swept_away_after_a_day(backups: Backups, store: LocalStore, path: Path) -> None:
    backups.folder.mkdir()
    old = [backups.folder / f"{path.stem}.x.db.12ab.tmp", path.parent / f"{path.stem}.12ab.tmp"]
    young, strange = path.parent / f"{path.stem}.34cd.tmp", path.parent / "other.56ef.tmp"
    for file in (*old, young, strange):
        file.write_bytes(b"x")
        os.utime(file, (NOON - DAY - 1, NOON - DAY - 1))
    os.utime(young, (NOON, NOON))
    backups.make(store, path, at=NOON)
    assert [file.exists() for file in (*old, young, strange)] == [False, False, True, True]


def test_a_failed_copy_removes_no_older_one(
    backups: Backups, store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(7):
        backups.make(store, path, at=NOON + day * DAY)
    before = names(backups)

    def refuse(_handle: int) -> None:
        raise OSError(28, "no room")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(StoreError) as caught:
            backups.make(store, path, at=NOON + 7 * DAY)
    assert caught.value.kind is ErrorKind.STORE_FULL
    assert names(backups) == before
    assert backups.is_due(path, at=NOON + 7 * DAY)


# --- key files


def test_a_passphrases_key_file_is_copied_and_brought_back_when_it_is_gone(
    backups: Backups, store: LocalStore, path: Path
) -> None:
    key_file = path.with_suffix(".key.json")
    assert not backups.bring_back(key_file)
    for passphrase in ("first", "second"):
        PassphraseVault(path.parent, passphrase).keep("x", bytes(32))
        next(path.parent.glob("x-*.key.json")).replace(key_file)
        backups.make(store, path, at=NOON)
        assert (backups.folder / key_file.name).read_bytes() == key_file.read_bytes()
    assert stat.S_IMODE((backups.folder / key_file.name).stat().st_mode) == 0o600
    kept = key_file.read_bytes()
    assert not backups.bring_back(key_file)  # it is there
    key_file.unlink()
    assert backups.bring_back(key_file)
    assert key_file.read_bytes() == kept


def test_a_key_that_lies_in_clear_is_not_copied(backups: Backups, store: LocalStore, path: Path) -> None:
    path.with_suffix(".key").write_text("00" * 32)
    backups.make(store, path, at=NOON)
    assert [name for name in names(backups) if ".key" in name] == []
    assert backups_module._KEY_FILES == (".key.json", ".recovery.json")
