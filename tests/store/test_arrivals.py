"""Many who come into the list at once: all or none, and who is here keeps what they have."""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hcdesktop.core.errors import ErrorKind, HcError, StoreError
from hcdesktop.core.listing import Details, Imported, ListQuery, Newcomer
from hcdesktop.core.models import User
from hcdesktop.store import arrivals
from hcdesktop.store.database import Database
from hcdesktop.store.deletions import ARRIVING
from hcdesktop.store.local import LocalStore

if TYPE_CHECKING:
    from sqlite3 import Connection

NEW = Details(label="New", email="n@x.org", note="n", tags=("t", "ü"))


def bring(store: LocalStore, *people: Newcomer, update: bool = False) -> Imported:
    return store.bring_in(people, update=update, at=5.0, report=lambda _done, _total: True)


def test_who_is_here_gets_a_human_id_and_nothing_else(store: LocalStore, user: User) -> None:
    person = Newcomer(client_user_id=user.client_user_id, details=NEW, human_id="h1")
    assert bring(store, person) == Imported(added=array("I"), before=[], linked=1)
    assert store.user(user.id) == replace(user, human_id="h1", changed_at=5.0)
    assert bring(store, replace(person, human_id="h2")).linked == 0
    assert store.user(user.id).human_id == "h1"


def test_a_human_id_belongs_to_one(store: LocalStore, user: User) -> None:
    bring(store, Newcomer(client_user_id="first", human_id="h1"))
    assert bring(store, Newcomer(client_user_id=user.client_user_id, human_id="h1")).linked == 0
    assert store.user(user.id) == user


def test_details_come_in_whole_and_are_put_back(store: LocalStore, user: User) -> None:
    done = bring(store, Newcomer(client_user_id=user.client_user_id, details=NEW), update=True)
    now = store.user(user.id)
    assert (now.label, now.email, now.note, now.tags) == ("New", "n@x.org", "n", ("t", "ü"))
    store.set_details(done.before, at=6.0)
    assert store.user(user.id) == replace(user, changed_at=6.0)


def test_who_was_deleted_comes_in_anew(store: LocalStore, user: User) -> None:
    store.delete_users([user.id], at=2.0)
    assert user.client_user_id not in store.known_ids()
    done = bring(store, Newcomer(client_user_id=user.client_user_id, details=NEW), update=True)
    assert len(done.added) == 1
    assert list(done.added) != [user.id]
    assert store.restore_users([user.id]) == []


def test_of_many_none_comes_in_when_one_cannot_be_stored(store: LocalStore, user: User) -> None:
    here = Newcomer(client_user_id=user.client_user_id, details=NEW)
    for bad in (Newcomer(client_user_id="\ud800"), Newcomer(client_user_id="x", details=Details(note="\ud800"))):
        with pytest.raises(StoreError):
            bring(store, Newcomer(client_user_id="a"), here, bad, update=True)
    assert store.users() == [user]


def test_known_ids_are_those_of_the_list(store: LocalStore, user: User) -> None:
    bring(store, Newcomer(client_user_id="b", human_id="h"))
    assert store.known_ids() == {user.client_user_id: None, "b": "h"}


def test_of_two_imports_at_once_the_one_that_ends_has_everybody(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIVEN two processes that import the same people WHEN one takes over what the other has prepared, and is cancelled
    THEN the other one's people are there all the same."""
    people = [Newcomer(client_user_id=name, details=NEW) for name in "abc"]

    def other_one_begins(*_arguments: object, **_values: object) -> list[Newcomer]:
        monkeypatch.undo()
        store._let_arrive(people, ARRIVING + 99.0, at=5.0, report=lambda _done: None)
        return []

    monkeypatch.setattr(store, "_who_changes", other_one_begins)  # between the preparing and the last transaction
    assert len(bring(store, *people).added) == 3
    assert set(store.known_ids()) == set("abc")


# --- without holding the file


def many(count: int) -> list[Newcomer]:
    return [Newcomer(client_user_id=f"u{n}", details=replace(NEW, note=f"note {n}")) for n in range(count)]


def broken_off(store: LocalStore, people: list[Newcomer], *, at: float = 5.0) -> None:
    """An import that a cancel ends when all of them are prepared: what is in the file is what a kill leaves there."""
    with pytest.raises(HcError, match="cancelled"):
        store.bring_in(people, update=False, at=at, report=lambda done, total: done < total)


def test_others_write_while_the_rows_are_prepared(store: LocalStore, open_store: Callable[..., LocalStore]) -> None:
    other = open_store(busy_timeout=0.0)
    seen: list[int | ErrorKind] = []

    def look(done: int, _total: int) -> bool:
        assert len(other.users()) == other.count_users()  # nobody is seen before all of them are
        try:
            other.add_user(client_user_id=f"between {done}", at=1.0)
        except StoreError as error:
            seen.append(error.kind)
        else:
            seen.append(other.count_users())
        return True

    done = store.bring_in(many(2_000), update=False, at=5.0, report=look)
    before, last = seen[:-1], seen[-1]
    assert len(before) >= 4
    assert before == list(range(1, len(seen)))
    assert last is ErrorKind.STORE_LOCKED  # while they come into the list, all at once
    assert len(done.added) == 2_000
    assert store.count_users() == 2_000 + len(before)


def test_the_file_is_held_for_a_small_part_of_an_import(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    holds: list[float] = []
    original = Database.transaction

    @contextmanager
    def timed(database: Database) -> Iterator[Connection]:
        with original(database) as connection:
            begun = time.monotonic()
            yield connection
            holds.append(time.monotonic() - begun)

    monkeypatch.setattr(Database, "transaction", timed)
    begun = time.monotonic()
    bring(store, *many(6_000))
    whole = time.monotonic() - begun
    assert len(holds) > 5
    assert max(holds) < whole / 2  # of the whole; a tenth on an idle machine


def test_whoever_waits_to_write_comes_in_between(store: LocalStore, user: User) -> None:
    written: list[int] = []
    importing = threading.Thread(target=lambda: bring(store, *many(5_000)))
    importing.start()
    while importing.is_alive():
        store.edit_user(user.id, Details(label=f"{len(written)}"), at=2.0)
        written.append(store.count_users())
    assert written.count(1) > 5  # nobody has come into the list yet
    assert store.count_users() == 5_001


def test_who_does_not_get_their_turn_is_told_so(open_store: Callable[..., LocalStore]) -> None:
    store = open_store(busy_timeout=0.05)
    told: list[StoreError] = []

    def write() -> None:
        try:
            store.add_user(client_user_id="a", at=1.0)
        except StoreError as error:
            told.append(error)

    with store._database.transaction():
        waiting = threading.Thread(target=write)
        waiting.start()
        waiting.join()
    assert [(error.kind, error.retry) for error in told] == [(ErrorKind.STORE_LOCKED, "by_itself")]
    store.add_user(client_user_id="a", at=1.0)


def test_who_was_to_come_is_nobody(store: LocalStore, open_store: Callable[..., LocalStore], user: User) -> None:
    broken_off(store, many(60))
    for opened in (store, open_store()):
        assert (opened.users(), opened.count_users()) == ([user], 1)
        assert not opened.list_users(ListQuery(text="note")).ids
        assert opened.known_ids() == {user.client_user_id: None}
        assert opened.find_user("u1") is None
        assert "users_imported" not in {entry.action for entry in opened.audit_entries()}


def test_who_was_to_come_can_still_be_added_or_imported(store: LocalStore) -> None:
    broken_off(store, many(60))
    added = store.add_user(client_user_id="u1", label="By hand", at=6.0)
    done = bring(store, *(replace(person, details=Details(label="Later")) for person in many(30)))
    assert len(done.added) == 29
    assert store.count_users() == 30
    assert {person.label for person in store.users()} == {"By hand", "Later"}
    assert store.user(added.id) == added
    assert list(store.list_users(ListQuery(text="note")).ids) == []
    assert len(store.list_users(ListQuery(text="later")).ids) == 29


def test_what_an_import_has_left_is_purged(
    store: LocalStore, peek: Callable[[], AbstractContextManager[Connection]]
) -> None:
    broken_off(store, many(60), at=5.0)
    store.purge_users(deleted_before=3_600.0, at=3_600.0)  # may be under way, in another process

    def left() -> int:
        with peek() as connection:
            count: int = connection.execute("SELECT count(*) FROM users WHERE note <> '' OR deleted_at > 0").fetchone()[
                0
            ]
            return count

    assert left() == 60
    assert store.purge_users(deleted_before=3_606.0, at=3_606.0) == 0
    assert left() == 0
    assert "users_purged" not in {entry.action for entry in store.audit_entries()}


def test_of_two_imports_with_one_name_each_shows_its_own(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_off(store, many(60))
    monkeypatch.setattr(arrivals, "_LEAST", 7)
    assert len(bring(store, Newcomer(client_user_id="x")).added) == 1
    assert [user.client_user_id for user in store.users()] == ["x"]
    assert not bring(store).added
