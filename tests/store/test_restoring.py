"""A copy comes in the place of the file: whole or not at all, with what came since, and nothing is deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hcdesktop.core.errors import ErrorKind, HcError, StoreError
from hcdesktop.core.listing import Newcomer
from hcdesktop.core.models import Attention, Credentials, EventKind, FinishState, Mode, SessionToken
from hcdesktop.store.backups import CopyKind
from hcdesktop.store.local import LocalStore
from hcdesktop.store.restoring import Restored, complete, restore
from tests.hostile.disk import restoring as world
from tests.hostile.disk import restoring_damaged, steps

if TYPE_CHECKING:
    from types import ModuleType

KEY = world.KEY
#: What a test says that works in a copy as if it were the file.
NO_ANCHOR = "the audit trail does not fit its anchor: anchor_missing"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def copy(folder: Path) -> Path:
    return world.prepare(folder)


@pytest.fixture
def file(folder: Path, copy: Path) -> Path:
    return world.file_of(folder)


def opened(path: Path) -> closing[LocalStore]:
    return closing(LocalStore(path, KEY))


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".db-shm"}


def refusal(call: Callable[[], object]) -> ErrorKind:
    with pytest.raises(StoreError) as caught:
        call()
    return caught.value.kind


def kept_aside(restored: Restored) -> Path:
    assert restored.aside is not None
    return restored.aside


# --- what is in it afterwards


def test_the_copy_is_back_with_what_was_unfinished_or_newer(folder: Path, file: Path, copy: Path) -> None:
    restored = restore(file, KEY, copy, at=world.NOW)
    assert (restored.finishes, restored.whole) == (3, True)
    with opened(file) as store:
        assert world.contents(store) == world.expected(0)
        assert store.find_user("by mistake 1") is None
        newcomer = store.find_user("somebody new")
        assert newcomer is not None
        assert newcomer.waiting == 1
        new, old = store.find_user("person-0"), store.find_user("person-1")
        assert new is not None
        assert old is not None
        assert (new.access_token, new.human_id, old.waiting) == ("access-new", "human-person-0", 1)
    with opened(kept_aside(restored)) as store:
        assert world.contents(store) == world.expected(5)
    assert copy.exists()


def test_whoever_an_import_was_about_to_bring_is_not_carried_over(file: Path, copy: Path) -> None:
    with opened(file) as store, pytest.raises(HcError, match="cancelled"):
        store.bring_in(
            [Newcomer(client_user_id="to come", human_id="h-to-come")],
            update=False,
            at=world.NOW,
            report=lambda done, total: done < total,
        )
    restore(file, KEY, copy, at=world.NOW)
    with opened(file) as store:
        assert store.find_user("to come") is None
        assert world.contents(store) == world.expected(0)


def test_no_launch_is_numbered_twice(file: Path, copy: Path) -> None:
    with opened(file) as store:
        last = store.begin_launch(1, Mode.CREATE, at=1.0)
    restore(file, KEY, copy, at=world.NOW)
    with opened(file) as store:
        assert store.begin_launch(1, Mode.CREATE, at=1.0) == last + 1


def test_when_the_file_cannot_be_read_launches_are_numbered_far_beyond_it(file: Path, copy: Path) -> None:
    file.write_bytes(b"damaged" * 1000)
    restored = restore(file, KEY, copy, at=world.NOW)
    assert (restored.finishes, restored.whole) == (0, False)
    assert kept_aside(restored).read_bytes() == b"damaged" * 1000
    with opened(file) as store:
        assert world.contents(store) == (world.PEOPLE, "public-old", ["kept yesterday"])
        assert store.begin_launch(1, Mode.CREATE, at=1.0) > 1_000_000


@pytest.mark.allow_log(NO_ANCHOR)
def test_numbers_that_were_left_out_stay_left_out(folder: Path, file: Path, copy: Path) -> None:
    file.write_bytes(b"damaged" * 1000)
    restore(file, KEY, copy, at=world.NOW)
    with opened(copy) as store:
        assert store.begin_launch(1, Mode.CREATE, at=1.0) < 1000
    restore(file, KEY, copy, at=world.NOW)
    with opened(file) as store:
        assert store.begin_launch(1, Mode.CREATE, at=1.0) > 1_000_000


def test_what_has_ended_since_stays_ended(file: Path, copy: Path) -> None:
    """Sent once more, its session token would be refused, and the row would ask for an Edit that nobody needs."""
    with opened(file) as store:
        (kept,) = [finish for finish in store.finishes() if finish.session.session_token == "kept yesterday"]
        store.drop_finish(kept.id, attention=Attention.NEEDS_EDIT, public_token="recovered", at=world.TODAY)
    restore(file, KEY, copy, at=world.NOW)
    with opened(file) as store:
        assert "kept yesterday" not in [finish.session.session_token for finish in store.finishes()]
        user = store.find_user("person-1")
        assert user is not None
        assert (user.attention, user.public_token) == (Attention.NEEDS_EDIT, "recovered")
        again = store.keep_finish(user_id=user.id, launch_id=kept.launch_id, session=kept.session, at=world.NOW)
        assert again is None


@pytest.mark.allow_log(NO_ANCHOR)
def test_what_had_ended_in_the_copy_does_not_begin_again(file: Path, copy: Path) -> None:
    with opened(copy) as store:
        (kept,) = store.finishes()
        store.drop_finish(kept.id, attention=None, public_token="recovered", at=world.YESTERDAY)
    restore(file, KEY, copy, at=world.NOW)
    with opened(file) as store:
        assert world.contents(store)[2] == ["kept of somebody new", "kept today"]


def test_an_attempt_that_was_under_way_is_due_again_and_remembered(file: Path, copy: Path) -> None:
    with opened(file) as store:
        kept = store.finishes()[0]
        store.claim_finish(kept.id, at=world.TODAY, lease=50.0)
    restore(file, KEY, copy, at=world.NOW)
    with opened(file) as store:
        (carried,) = [f for f in store.finishes() if f.session == kept.session]
        assert (carried.attempts, carried.maybe_delivered, carried.next_try_at) == (1, True, 0)
        assert store.claim_finish(carried.id, at=world.NOW, lease=5.0) is not None


@pytest.mark.allow_log(NO_ANCHOR)
def test_an_older_token_never_replaces_a_newer_one_nor_nothing_a_value(file: Path, copy: Path) -> None:
    with opened(copy) as store:
        world.connect(store, "person-5", "of the copy", at=world.YESTERDAY)
        for _ in range(10):
            store.begin_launch(1, Mode.EDIT, at=1.0)
        world.connect(store, "person-0", "latest", at=world.YESTERDAY)
    with opened(file) as store:
        person = store.find_user("person-5")
        assert person is not None
        store.set_attention(person.id, Attention.EXISTS, at=world.TODAY)
    restore(file, KEY, copy, at=world.NOW)
    with opened(file) as store:
        tokens = {user.client_user_id: user.public_token for user in store.users()}
        assert (tokens["person-0"], tokens["person-5"]) == ("public-latest", "public-of the copy")


@pytest.mark.allow_log(NO_ANCHOR)
def test_credentials_and_timeline_come_along(file: Path, copy: Path) -> None:
    with opened(copy) as store:
        store.set_credentials(Credentials(client_secret="old", app_key="only here"))
        store.add_event(EventKind.USER_ADDED, at=1.0, user_id=1, detail={})
    with opened(file) as store:
        store.set_credentials(Credentials(client_secret="new"))
        for user_id in (1, None, store.find_user("by mistake 1").id):  # type: ignore[union-attr]
            store.add_event(EventKind.LAUNCHED, at=2.0, user_id=user_id, detail={})
        store.add_event(EventKind.ENDED, at=3.0, user_id=2, detail={"outcome": "closed"})
    restore(file, KEY, copy, at=world.NOW)
    with opened(file) as store:
        assert store.credentials() == Credentials(client_secret="new", app_key="only here")
        told = [(event.kind, event.user_id) for event in reversed(store.events())]
        assert told == [(EventKind.USER_ADDED, 1), (EventKind.LAUNCHED, None), (EventKind.ENDED, 2)]


def test_a_parked_finish_stays_parked_and_a_launch_gets_its_outcome(file: Path, copy: Path) -> None:
    with opened(file) as store:
        for finish in store.finishes():
            store.release_finish(finish.id, state=FinishState.PARKED, problem="refused", maybe_delivered=True)
    restore(file, KEY, copy, at=world.NOW)
    with opened(file) as store:
        assert {(f.state, f.problem, f.maybe_delivered) for f in store.finishes()} == {
            (FinishState.PARKED, "refused", True)
        }


def test_a_restore_can_be_taken_back(folder: Path, file: Path, copy: Path) -> None:
    first = restore(file, KEY, copy, at=world.NOW)
    again = restore(file, KEY, kept_aside(first), at=world.NOW)
    with opened(file) as store:
        assert world.contents(store) == world.expected(5)
    assert kept_aside(again) != kept_aside(first)
    kinds = [kept.kind for kept in world.backups_of(folder).all(file)]
    assert kinds == [CopyKind.RESTORE, CopyKind.RESTORE, CopyKind.DAILY]


def test_of_a_damaged_file_every_finish_that_can_be_read_is_carried_over(folder: Path, file: Path) -> None:
    """Some page of the file is damaged, another one each time: what is lost is never more than was on it."""
    copy = next(kept.path for kept in world.backups_of(folder).all(file))
    whole, carried, complete_ones = file.read_bytes(), 0, 0
    for page in range(1, len(whole) // 4096):
        damaged = bytearray(whole)
        damaged[page * 4096 + 77] ^= 1
        file.write_bytes(damaged)
        restored = restore(file, KEY, copy, at=world.NOW)
        assert kept_aside(restored).read_bytes() == bytes(damaged)
        carried += restored.finishes
        complete_ones += restored.whole
        with opened(file) as store:
            store.check()
            kept = world.contents(store)[2]
            assert isinstance(kept, list)
            assert len(kept) >= restored.finishes
            assert "kept yesterday" in kept
        file.write_bytes(whole)
    pages = len(whole) // 4096 - 1
    assert carried > 3 * complete_ones
    assert complete_ones < pages


# --- what is refused


def test_a_damaged_copy_is_refused_and_nothing_changed(folder: Path, file: Path, copy: Path) -> None:
    raw = bytearray(copy.read_bytes())
    raw[len(raw) // 2] ^= 1
    copy.write_bytes(raw)
    before = everything(folder)
    assert refusal(lambda: restore(file, KEY, copy, at=world.NOW)) is ErrorKind.COPY_UNREADABLE
    assert refusal(lambda: restore(file, bytes(32), copy, at=world.NOW)) is ErrorKind.COPY_UNREADABLE
    assert refusal(lambda: restore(file, KEY, copy.with_name("gone"), at=world.NOW)) is ErrorKind.COPY_UNREADABLE
    with closing(sqlite3.connect(copy.with_name("plain.db"))) as plain:
        plain.execute("CREATE TABLE users (id)")
        assert refusal(lambda: restore(file, KEY, copy.with_name("plain.db"), at=1.0)) is ErrorKind.COPY_UNREADABLE
    assert {path: data for path, data in everything(folder).items() if path.name != "plain.db"} == before


def test_while_another_process_has_the_file_open_nothing_is_changed(folder: Path, file: Path, copy: Path) -> None:
    with opened(file) as other:
        other.count_users()
        assert refusal(lambda: restore(file, KEY, copy, at=world.NOW)) is ErrorKind.STORE_LOCKED
        other.add_user(client_user_id="meanwhile", at=1.0)
    with opened(file) as store:
        assert store.find_user("meanwhile") is not None
    assert {path.name for path in file.parent.iterdir()} == {file.name, "clinic.anchor", "clinic.anchor.lock"}


@pytest.mark.parametrize("left", [None, b""])
def test_a_file_that_is_gone_is_restored_too(file: Path, copy: Path, left: bytes | None) -> None:
    file.unlink()
    if left is not None:
        file.write_bytes(left)
    restored = restore(file, KEY, copy, at=world.NOW)
    assert (restored.aside is None) is (left is None)
    with opened(file) as store:
        assert store.count_users() == world.PEOPLE


def test_the_log_goes_aside_with_its_file_and_never_into_the_restored_one(file: Path, copy: Path) -> None:
    file.write_bytes(b"damaged" * 1000)
    log = file.with_name(f"{file.name}-wal")
    log.write_bytes(b"a log that fits no file" * 100)
    restored = restore(file, KEY, copy, at=world.NOW)
    aside = kept_aside(restored)
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"a log that fits no file" * 100
    assert not log.exists()
    with opened(file) as store:
        assert store.count_users() == world.PEOPLE


# --- killed


@pytest.mark.parametrize("what", [world, restoring_damaged], ids=["readable", "damaged"])
def test_a_restore_that_is_killed_at_any_step_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, what: ModuleType
) -> None:
    what.prepare(tmp_path / "base")
    result = steps.run(what.__name__, tmp_path / "base")
    assert result["broken"] == []
    assert result["steps"] > 40
    print(f"{result['steps']} steps")


def test_without_a_restore_that_was_broken_off_there_is_nothing_to_go_on_with(file: Path, copy: Path) -> None:
    before = everything(file.parent.parent)
    assert complete(file, copy.parent) is None
    assert everything(file.parent.parent) == before


def test_a_launch_that_was_carried_keeps_its_session(file: Path, copy: Path) -> None:
    session = SessionToken(session_token="s-é\ud800", human_id="h", client_id="c", raw={"x": [1, "\u0000"]})
    with opened(file) as store:
        launch_id = store.begin_launch(3, Mode.CREATE, at=1.0)
        kept = store.keep_finish(user_id=3, launch_id=launch_id, session=session, at=2.0)
    restore(file, KEY, copy, at=world.NOW)
    with opened(file) as store:
        (carried,) = [finish for finish in store.finishes() if finish.launch_id == launch_id]
    assert kept is not None
    assert (carried.session, carried.kept_at) == (session, 2.0)
