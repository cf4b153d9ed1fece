"""Deleting and taking it back: nothing is lost until it is purged, and then nothing is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.listing import Details, ListQuery
from hcdesktop.core.models import FinishState, Mode, PendingFinish, Tokens, User
from hcdesktop.store.database import Database
from hcdesktop.store.local import LocalStore
from hcdesktop.store.schema import STEPS
from tests.crowd import add_users

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from sqlite3 import Connection

Keep = Callable[..., PendingFinish]
Peek = Callable[[], "AbstractContextManager[Connection]"]


def listed(store: LocalStore, text: str = "") -> list[int]:
    return list(store.list_users(ListQuery(text=text)).ids)


def test_the_deleted_are_in_no_list(store: LocalStore, user: User, connected: User) -> None:
    assert store.delete_users([connected.id, 99], at=5.0) == [connected.id]
    assert store.delete_users([connected.id], at=6.0) == []
    assert store.users() == [user]
    assert (listed(store), listed(store, "bob")) == ([user.id], [])
    assert (store.count_users(), store.list_users(ListQuery()).total, store.users_ever()) == (1, 1, 2)
    assert store.find_user(connected.client_user_id) is None
    assert store.find_human("human-bob") is None
    assert store.user(connected.id).deleted


def test_what_is_brought_back_is_as_it_was(store: LocalStore, user: User, connected: User) -> None:
    store.edit_user(connected.id, Details(label="Bob", note="n", tags=("t",)), at=3.0)
    before = store.users()
    store.delete_users([user.id, connected.id], at=5.0)
    assert store.restore_users([connected.id, user.id, 99]) == [user.id, connected.id]
    assert store.users() == before
    assert listed(store, "bob") == [connected.id]
    assert store.restore_users([connected.id]) == []


def test_the_trail_tells_of_each_and_of_many_at_once_how_many(store: LocalStore, user: User, connected: User) -> None:
    store.edit_user(user.id, Details(label="Ada L"), at=3.0)
    store.delete_users([user.id, connected.id], at=5.0)
    store.restore_users([user.id])
    store.erase_user(user.id, at=6.0)
    add_users(store, [(f"u{number}", "") for number in range(30)], at=7.0)
    many = store.list_users(ListQuery()).ids
    store.delete_users(many, at=8.0)
    told = [(entry.action, entry.client_user_id, entry.outcome) for entry in store.audit_entries()]
    bob, ada = connected.client_user_id, user.client_user_id
    assert [line for line in told if line[0].startswith(("user_e", "user_d", "user_r"))] == [
        ("user_edited", ada, ""),
        ("user_deleted", ada, ""),
        ("user_deleted", bob, ""),
        ("user_restored", ada, ""),
        ("user_erased", ada, ""),
        ("user_deleted", None, "30"),
    ]


def test_whoever_is_being_saved_stays(store: LocalStore, user: User, connected: User, keep: Keep) -> None:
    keep(user)
    assert store.delete_users([user.id, connected.id], at=5.0) == [connected.id]
    assert store.users()[0].id == user.id


def test_a_stuck_finish_rests_while_its_user_is_deleted(store: LocalStore, user: User, keep: Keep) -> None:
    finish = keep(user)
    store.release_finish(finish.id, state=FinishState.PARKED, problem="refused", maybe_delivered=False)
    assert store.delete_users([user.id], at=5.0) == [user.id]
    assert store.finishes() == []
    assert store.retry_finishes() == 0
    assert "session-1" in store.secrets()  # the redactor still knows it
    store.restore_users([user.id])
    assert [one.id for one in store.finishes(state=FinishState.PARKED)] == [finish.id]
    assert store.retry_finishes() == 1


def test_an_answer_that_comes_for_somebody_deleted_is_kept_with_them(
    store: LocalStore, user: User, keep: Keep, tokens: Callable[[str], Tokens]
) -> None:
    finish = keep(user)
    store.release_finish(finish.id, state=FinishState.PARKED, problem="", maybe_delivered=False)
    store.delete_users([user.id], at=5.0)
    store.complete_finish(finish.id, tokens("ada"), at=6.0)
    store.restore_users([user.id])
    assert store.user(user.id).public_token == "public-ada"


def test_after_the_purge_nothing_of_a_person_is_left(
    store: LocalStore, connected: User, user: User, keep: Keep, peek: Peek
) -> None:
    details = Details(label="Secretname", email="secret@mail.test", note="secretnote", tags=("secrettag",))
    store.edit_user(connected.id, details, at=3.0)
    finish = keep(connected, "secretsession")
    store.release_finish(finish.id, state=FinishState.QUARANTINED, problem="", maybe_delivered=False)
    store.delete_users([connected.id], at=5.0)
    assert store.purge_users(deleted_before=4.9, at=6.0) == 0
    assert store.purge_users(deleted_before=5.0, at=6.0) == 1
    assert store.purge_users(deleted_before=9.0, at=9.0) == 0
    assert store.restore_users([connected.id]) == []
    assert store.users() == [user]
    with peek() as connection:
        dump = "\n".join(str(tuple(row)) for row in _everything(connection))
        trail = [tuple(row) for row in connection.execute("SELECT action, client_user_id FROM audit").fetchall()]
    for word in ("secret", "bob", "medical"):
        assert word not in dump.lower()
    # Who was there, and who has deleted them: that is what the trail is for, and all that is left.
    assert ("user_deleted", "bob@example.org") in trail
    assert ("users_purged", None) in trail
    assert "ada@example.org" in dump
    assert store.secrets() == frozenset()
    assert listed(store, "secretname") == []


def _everything(connection: Connection) -> list[tuple[object, ...]]:
    """Every row of every table but the trail, those behind the search index too."""
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' AND name <> 'audit'"
    )
    rows = [connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables.fetchall()]  # noqa: S608
    return [row for table in rows for row in table]


def test_the_search_index_and_the_rows_agree_after_all_of_it(
    store: LocalStore, user: User, connected: User, path: Path, key: bytes
) -> None:
    for number in range(20):
        store.edit_user(user.id, Details(label=f"Name {number}"), at=3.0)
        store.delete_users([connected.id], at=4.0)
        store.restore_users([connected.id])
    store.erase_user(connected.id, at=5.0)
    database = Database(path, key, busy_timeout=1.0)
    with database.transaction() as connection:  # raises when they do not
        connection.execute("INSERT INTO user_search (user_search, rank) VALUES ('integrity-check', 1)")
    database.close()


def test_adding_a_deleted_id_anew_makes_a_new_row(store: LocalStore, connected: User) -> None:
    store.delete_users([connected.id], at=5.0)
    added = store.add_user(client_user_id=connected.client_user_id, label="New Bob", at=6.0)
    assert added.id != connected.id
    assert (added.public_token, added.human_id) == (None, None)
    assert store.restore_users([connected.id]) == []
    store.delete_users([added.id], at=7.0)
    assert add_users(store, [(connected.client_user_id, "Third Bob"), ("x", "")], at=8.0) == 2
    assert store.restore_users([added.id]) == []
    assert [one.name for one in store.users()] == ["Third Bob", "x"]


def test_a_human_id_of_the_deleted_is_free(store: LocalStore, user: User, connected: User) -> None:
    from hcdesktop.core.models import SessionToken

    store.delete_users([connected.id], at=5.0)
    launch_id = store.begin_launch(user.id, Mode.CREATE, at=6.0)
    session = SessionToken(session_token="s", human_id="human-bob")
    store.keep_finish(user_id=user.id, launch_id=launch_id, session=session, at=6.0)
    assert store.user(user.id).human_id == "human-bob"


def test_erasing_leaves_the_others_who_were_deleted(store: LocalStore, user: User, connected: User) -> None:
    store.delete_users([user.id], at=5.0)
    store.erase_user(connected.id, at=6.0)
    assert store.users() == []
    assert store.restore_users([user.id, connected.id]) == [user.id]


def test_people_of_an_older_file_are_found_after_the_upgrade(path: Path, key: bytes) -> None:
    first = Database(path, key, busy_timeout=1.0, steps=STEPS[:1])
    with first.transaction() as connection:
        connection.execute(
            "INSERT INTO users (client_user_id, label, sort_name, changed_at) VALUES ('zoe@x', 'Zoë Å', 'zoë å', 1)"
        )
    first.close()
    store = LocalStore(path, key)
    (user,) = store.users()
    assert (user.name, user.note, user.tags, user.marked, user.deleted) == ("Zoë Å", "", (), False, False)
    assert listed(store, "zoe@x") == listed(store, "zoe a") == [user.id]
    store.close()


def test_a_deleted_user_is_not_found_twice_by_id(store: LocalStore, connected: User) -> None:
    store.delete_users([connected.id], at=5.0)
    store.add_user(client_user_id=connected.client_user_id, at=6.0)
    with pytest.raises(InvalidInput) as caught:
        store.add_user(client_user_id=connected.client_user_id, at=6.0)
    assert caught.value.kind is ErrorKind.ID_DUPLICATE
