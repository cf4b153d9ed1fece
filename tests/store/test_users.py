"""The list: adding, finding, ordering and marking users."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hcdesktop.core.errors import ErrorKind, HcError, InvalidInput, StoreError
from hcdesktop.core.models import Attention, FinishState, PendingFinish, User, UserState
from hcdesktop.core.ports import Store
from hcdesktop.store.local import LocalStore
from tests.crowd import add_users

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from sqlite3 import Connection


def test_the_store_has_every_method_of_its_port_with_the_same_parameters(store: LocalStore) -> None:
    as_port: Store = store
    methods = {name: value for name, value in vars(Store).items() if inspect.isfunction(value) and name[0] != "_"}
    assert len(methods) > 20
    for name, method in methods.items():
        ours = inspect.signature(getattr(type(as_port), name)).parameters
        assert ours == inspect.signature(method).parameters, name


def test_a_new_user_is_there_with_nothing_but_its_names(store: LocalStore) -> None:
    added = store.add_user(client_user_id="ada@example.org", label="Ada", at=5.0)
    assert added == User(id=added.id, client_user_id="ada@example.org", label="Ada", changed_at=5.0)
    assert store.user(added.id) == added
    assert added.state is UserState.NEW


def test_a_client_user_id_is_given_once(store: LocalStore, user: User) -> None:
    with pytest.raises(InvalidInput) as caught:
        store.add_user(client_user_id=user.client_user_id, label="Another Ada", at=9.0)
    assert caught.value.kind is ErrorKind.ID_DUPLICATE
    assert "ada" not in str(caught.value)
    assert store.users() == [user]


def test_a_client_user_id_differs_by_case_and_by_accent(store: LocalStore, user: User) -> None:
    store.add_user(client_user_id=user.client_user_id.upper(), at=1.0)
    store.add_user(client_user_id="a\u0301da@example.org", at=1.0)
    store.add_user(client_user_id="\u00e1da@example.org", at=1.0)
    assert store.count_users() == 4


def test_a_known_user_comes_with_its_tokens(store: LocalStore, connected: User) -> None:
    assert connected.state is UserState.CONNECTED
    assert connected == User(
        id=connected.id,
        client_user_id="bob@example.org",
        label="Bob",
        human_id="human-bob",
        public_token="public-bob",
        access_token="access-bob",
        sources=("Starfleet Medical",),
        changed_at=1.0,
    )


def test_a_known_user_that_is_there_changes_nothing(store: LocalStore, connected: User) -> None:
    with pytest.raises(InvalidInput) as caught:
        store.add_known_user(
            client_user_id=connected.client_user_id,
            label="",
            human_id="x",
            public_token=None,
            access_token=None,
            sources=[],
            at=2.0,
        )
    assert caught.value.kind is ErrorKind.ID_DUPLICATE
    assert store.users() == [connected]


def test_users_are_found_by_both_of_their_ids(store: LocalStore, user: User, connected: User) -> None:
    assert store.find_user("bob@example.org") == connected
    assert store.find_user("Bob@example.org") is None
    assert store.find_human("human-bob") == connected
    assert store.find_human("human-ada") is None


def test_the_first_of_two_users_with_one_human_id_is_found(store: LocalStore, user: User, connected: User) -> None:
    store.set_public_token(user.id, "public-x", human_id="human-bob", at=2.0)
    found = store.find_human("human-bob")
    assert found is not None
    assert found.id == min(user.id, connected.id)


def _nobody(store: LocalStore) -> list[Callable[[], object]]:
    return [
        lambda: store.user(99),
        lambda: store.set_attention(99, None, at=1.0),
        lambda: store.set_sources(99, [], at=1.0),
        lambda: store.set_public_token(99, "p", human_id="h", at=1.0),
    ]


@pytest.mark.parametrize("index", range(4))
def test_a_user_who_is_not_there_is_invalid_input(store: LocalStore, index: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        _nobody(store)[index]()
    assert caught.value.kind is ErrorKind.UNKNOWN_USER


def test_many_users_are_added_at_once_and_those_who_are_there_are_left_alone(store: LocalStore, user: User) -> None:
    rows = [("x", "Xenia"), (user.client_user_id, "Overwritten"), ("y", ""), ("x", "Twice")]
    assert add_users(store, rows, at=3.0) == 2
    assert [(u.client_user_id, u.label, u.changed_at) for u in store.users()] == [
        ("ada@example.org", "Ada", 1.0),
        ("x", "Xenia", 3.0),
        ("y", "", 3.0),
    ]
    assert add_users(store, rows, at=4.0) == 0
    assert add_users(store, [], at=4.0) == 0


def test_of_many_users_none_is_added_when_one_cannot_be_stored(store: LocalStore) -> None:
    with pytest.raises(StoreError) as caught:
        add_users(store, [("a", ""), ("secret\ud800", "")], at=1.0)
    assert caught.value.kind is ErrorKind.STORE_FAILED
    assert "secret" not in f"{caught.value} {caught.value.params}"
    assert store.count_users() == 0


def test_users_are_listed_by_label_else_id_whatever_the_case_then_by_id(store: LocalStore) -> None:
    add_users(
        store, [("z", "anna"), ("Émile", ""), ("bert", ""), ("y", "ANNA"), ("x", "straße"), ("w", "STRASSE")], at=1.0
    )
    assert [u.name for u in store.users()] == ["anna", "ANNA", "bert", "straße", "STRASSE", "Émile"]


def test_pages_together_are_the_list_and_a_position_is_the_place_in_it(store: LocalStore) -> None:
    add_users(store, [(f"u{n}", f"Name {n % 7}") for n in range(50)], at=1.0)
    everybody = store.users()
    assert len(everybody) == store.count_users() == 50
    pages = [store.users(offset=offset, limit=8) for offset in range(0, 50, 8)]
    assert [user for page in pages for user in page] == everybody
    assert store.users(offset=50, limit=8) == []


def test_no_question_reads_through_a_whole_table(
    store: LocalStore, peek: Callable[[], AbstractContextManager[Connection]]
) -> None:
    with peek() as connection:
        plans = {
            question: " ".join(str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {question}"))
            for question in (
                "SELECT * FROM user_rows ORDER BY sort_name, id LIMIT 200 OFFSET 9000",
                "SELECT count(*) FROM users WHERE (sort_name, id) < ('m', 7)",
                "SELECT * FROM user_rows WHERE human_id = 'x' ORDER BY id LIMIT 1",
                "SELECT * FROM events WHERE user_id = 1 ORDER BY id DESC LIMIT 9",
            )
        }
    for question, plan in plans.items():
        assert not re.search(r"SCAN \w+\b(?! USING)|TEMP B-TREE", plan), question


def test_a_mark_is_set_and_taken_away(store: LocalStore, user: User) -> None:
    marked = store.set_attention(user.id, Attention.EXISTS, at=2.0)
    assert (marked.attention, marked.changed_at, marked.state) == (Attention.EXISTS, 2.0, UserState.ATTENTION)
    assert store.set_attention(user.id, Attention.EXISTS, at=3.0).attention is Attention.EXISTS
    cleared = store.set_attention(user.id, None, at=4.0)
    assert (cleared.attention, cleared.changed_at) == (None, 4.0)
    assert store.user(user.id) == cleared


def test_sources_are_replaced_as_a_whole(store: LocalStore, connected: User) -> None:
    changed = store.set_sources(connected.id, ["Fitbit", "Größe \ud800"], at=7.0)
    assert (changed.sources, changed.changed_at) == (("Fitbit", "Größe \ud800"), 7.0)
    assert store.set_sources(connected.id, [], at=8.0).sources == ()
    assert changed.public_token == connected.public_token


def test_a_recovered_token_comes_with_its_human_id_and_keeps_the_access_token(
    store: LocalStore, connected: User
) -> None:
    store.set_attention(connected.id, Attention.TOKEN_LOST, at=2.0)
    user = store.set_public_token(connected.id, "public-new", human_id="human-new", at=3.0)
    assert (user.public_token, user.human_id, user.access_token) == ("public-new", "human-new", "access-bob")
    assert (user.attention, user.token_launch_id, user.changed_at) == (None, 0, 3.0)


def test_a_row_counts_what_waits_and_what_is_stuck(
    store: LocalStore, user: User, connected: User, keep: Callable[..., PendingFinish]
) -> None:
    states = [FinishState.WAITING, FinishState.PARKED, FinishState.QUARANTINED, FinishState.WAITING]
    for number, state in enumerate(states):
        finish = keep(user, f"session-{number}")
        store.release_finish(finish.id, state=state, problem="", maybe_delivered=False)
    store.drop_finish(finish.id, attention=None, public_token=None, at=3.0)
    assert [(u.waiting, u.stuck) for u in store.users()] == [(1, 2), (0, 0)]
    assert store.user(user.id).state is UserState.ATTENTION


def test_what_a_row_holds_is_not_in_its_text(store: LocalStore, connected: User) -> None:
    assert "public-bob" not in repr(connected)
    assert "access-bob" not in repr(connected)


def test_every_refusal_is_one_of_ours(store: LocalStore) -> None:
    store.close()
    with pytest.raises(HcError) as caught:
        store.count_users()
    assert caught.value.kind is ErrorKind.STORE_FAILED
    assert caught.value.params == {"reason": "closed"}
