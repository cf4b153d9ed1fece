"""Many who come into the list at once: all or none, and who is here keeps what they have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hcdesktop.core.errors import StoreError
from hcdesktop.core.listing import Details, Imported, Newcomer
from hcdesktop.core.models import User
from hcdesktop.store.local import LocalStore

NEW = Details(label="New", email="n@x.org", note="n", tags=("t", "ü"))


def bring(store: LocalStore, *people: Newcomer, update: bool = False) -> Imported:
    return store.bring_in(people, update=update, at=5.0, report=lambda _done, _total: True)


def test_who_is_here_gets_a_human_id_and_nothing_else(store: LocalStore, user: User) -> None:
    person = Newcomer(client_user_id=user.client_user_id, details=NEW, human_id="h1")
    assert bring(store, person) == Imported(added=[], before=[], linked=1)
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
    assert done.added != [user.id]
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
