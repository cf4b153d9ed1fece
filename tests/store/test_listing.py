"""Who is listed and in which order: filter, states and sorting against what Python says about the same rows."""

from __future__ import annotations

import re
import time
from array import array
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.listing import Details, ListQuery, SortKey
from hcdesktop.core.models import Attention, FinishState, Mode, PendingFinish, User, UserState
from hcdesktop.store import orders
from hcdesktop.store.listing import _FIRST_FOUND, _HELD, _statement
from hcdesktop.store.local import LocalStore
from hcdesktop.store.orders import PLACE, Order, numbers
from hcdesktop.store.rows import folded
from tests.crowd import add_users

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from sqlite3 import Connection

Keep = Callable[..., PendingFinish]


def names(store: LocalStore, text: str = "", **query: object) -> list[str]:
    found = store.list_users(ListQuery(text=text, **query))  # type: ignore[arg-type]  # as a query takes them
    return [user.name for user in store.users_with_ids(found.ids)]


@pytest.fixture
def people(store: LocalStore) -> LocalStore:
    """Five people, two of them with more than a name."""
    add_users(
        store,
        [
            ("ada.winterbourne@example.org", "Ada Winterbourne"),
            ("zoe@example.org", "Zoë Ångström"),
            ('O\'Brien "x"%_*', "Straße"),
            ("user-4", ""),
            ("名前@example.org", "山田 太郎"),
        ],
        at=1.0,
    )
    zoe = store.find_user("zoe@example.org")
    assert zoe is not None
    store.edit_user(
        zoe.id,
        Details(label=zoe.label, email="private@mail.test", note="Needs an\ninterpreter", tags=("Friday", "study B")),
        at=2.0,
    )
    return store


# --- text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", 5),
        ("   ", 5),
        ("ada", ["Ada Winterbourne"]),
        ("WINTER ada", ["Ada Winterbourne"]),
        ("interbour", ["Ada Winterbourne"]),  # in the middle of a word
        ("a.winterbourne@ex", ["Ada Winterbourne"]),
        ("zoe ang", ["Zoë Ångström"]),
        ("ZOË", ["Zoë Ångström"]),
        ("zo", ["Zoë Ångström"]),  # two letters: the beginning of a word
        ("z", ["Zoë Ångström"]),
        ("oe", []),
        ("private@mail", ["Zoë Ångström"]),
        ("interpreter", ["Zoë Ångström"]),
        ("study friday", ["Zoë Ångström"]),
        ("strasse", ["Straße"]),
        ('"x"', ["Straße"]),
        ("%_*", ["Straße"]),
        ("o'b", ["Straße"]),
        ("' OR 1=1 --", []),
        ("NOT ada", []),
        ("ada AND zoe", []),
        ("ad*", []),
        ("user-4", ["user-4"]),
        ("名前", ["山田 太郎"]),
        ("太郎", ["山田 太郎"]),
        ("郎", []),
        ("山", ["山田 太郎"]),
        ("boot", []),
        ("\0ada\x02", ["Ada Winterbourne"]),
        ("\ud800", []),
    ],
)
def test_what_is_typed_finds_people_by_all_that_is_known_of_them(
    people: LocalStore, typed: str, found: int | list[str]
) -> None:
    hits = names(people, typed)
    assert hits == found or len(hits) == found
    assert people.list_users(ListQuery(text=typed)).total == 5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(typed=st.text(max_size=12))
def test_whatever_is_typed_is_taken_literally(people: LocalStore, typed: str) -> None:
    """GIVEN any text THEN the index finds whom a plain search through the words finds, and never fails."""
    words = folded(typed).replace("\0", " ").replace("\x02", " ").split()
    expected = {
        user.id
        for user in people.users()
        if all(
            any(
                (word in known if len(word) > 2 else known.startswith(word))
                for known in folded(
                    " ".join((user.label, user.client_user_id, user.email, *user.tags, user.note))
                ).split()
            )
            for word in words
        )
    }
    assert set(people.list_users(ListQuery(text=typed)).ids) == expected


def test_an_edited_user_is_found_by_the_new_words_only(people: LocalStore) -> None:
    user = people.find_user("user-4")
    assert user is not None
    people.edit_user(user.id, Details(label="Berta", tags=("blue",)), at=5.0)
    assert (names(people, "berta"), names(people, "blue")) == (["Berta"], ["Berta"])
    people.edit_user(user.id, Details(label="Carla"), at=6.0)
    assert (names(people, "berta"), names(people, "blue"), names(people, "user-4")) == ([], [], ["Carla"])
    assert people.user(user.id).changed_at == 6.0


# --- states, checked against the model


@pytest.fixture
def in_every_state(store: LocalStore, keep: Keep) -> LocalStore:
    """Every combination of tokens, mark and finishes."""
    for number in range(2 * 2 * 5 * 4):
        public, human, attention, held = number % 2, number // 2 % 2, number // 4 % 5, number // 20
        user = store.add_known_user(
            client_user_id=f"u{number}",
            label="",
            human_id=f"h{number}" if human else None,
            public_token="p" if public else None,
            access_token=None,
            sources=[],
            at=float(number % 7),
        )
        if attention:
            store.set_attention(user.id, list(Attention)[attention - 1], at=float(number % 7))
        if held:
            state = (FinishState.WAITING, FinishState.PARKED, FinishState.QUARANTINED)[held - 1]
            store.release_finish(keep(user, f"s{number}").id, state=state, problem="", maybe_delivered=False)
        if held == 2:
            keep(user, f"t{number}")  # stuck and waiting
    return store


@pytest.mark.parametrize("state", UserState)
def test_a_state_lists_exactly_the_rows_that_say_so(in_every_state: LocalStore, state: UserState) -> None:
    everybody = in_every_state.users()
    expected = [user.id for user in everybody if user.state is state]
    assert expected
    assert list(in_every_state.list_users(ListQuery(state=state)).ids) == expected


_PLACE = {UserState.ATTENTION: 0, UserState.PENDING: 1, UserState.NEW: 2, UserState.CONNECTED: 3}
_BY: dict[SortKey, Callable[[User], object]] = {
    SortKey.NAME: lambda user: user.name,
    SortKey.CLIENT_USER_ID: lambda user: user.client_user_id,
    SortKey.STATE: lambda user: _PLACE[user.state],
    SortKey.CHANGED: lambda user: user.changed_at,
    SortKey.MODE: lambda user: user.mode is Mode.EDIT,
}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", _BY)
def test_every_column_sorts_and_equals_stand_by_age(
    in_every_state: LocalStore, column: SortKey, descending: bool
) -> None:
    def place(user: User) -> tuple[object, int]:
        return _BY[column](user), user.id

    expected = sorted(in_every_state.users(), key=place, reverse=descending)
    found = in_every_state.list_users(ListQuery(sort=column, descending=descending)).ids
    assert list(found) == [user.id for user in expected]


def test_sources_sort_by_the_first_one_and_none_come_first(store: LocalStore) -> None:
    for number, sources in enumerate((["fitbit"], [], ["Quillstep", "A"], ["Apple", "Zed"], ["Gr\ud800"])):
        user = store.add_user(client_user_id=f"u{number}", at=1.0)
        store.set_sources(user.id, sources, at=1.0)
    assert names(store, sort=SortKey.SOURCES) == ["u1", "u3", "u0", "u4", "u2"]


def test_marked_people_are_listed_alone(people: LocalStore) -> None:
    ids = people.list_users(ListQuery()).ids
    assert people.mark_users(ids[1:3], marked=True) == sorted(ids[1:3])
    assert list(people.list_users(ListQuery(marked=True)).ids) == list(ids[1:3])
    assert people.mark_users(ids[:3], marked=True) == [ids[0]]  # only those who change
    assert people.mark_users(ids, marked=False) == sorted(ids[:3])
    assert people.list_users(ListQuery(marked=True)).ids == people.list_users(ListQuery(text="boot")).ids
    assert [user.marked for user in people.users()] == [False] * 5


def test_conditions_are_joined(in_every_state: LocalStore) -> None:
    attention = [user for user in in_every_state.users() if user.state is UserState.ATTENTION]
    ids = [user.id for user in attention if user.client_user_id.startswith("u2")]
    assert ids
    query = ListQuery(text="u2", state=UserState.ATTENTION, sort=SortKey.CHANGED)
    assert sorted(in_every_state.list_users(query).ids) == sorted(ids)
    in_every_state.mark_users([*ids[:1], 1], marked=True)
    found = in_every_state.list_users(ListQuery(text="u2", state=UserState.ATTENTION, marked=True))
    assert list(found.ids) == ids[:1]


# --- orders that are kept


@pytest.fixture
def many(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> LocalStore:
    """So many that their orders are kept; to whom a filter shows a few, some, or all."""
    monkeypatch.setattr("hcdesktop.store.listing._FEW_HITS", 5)
    add_users(store, ((f"{n % 7}-{n:03}@example.org", f"Person {n * 37 % 100}") for n in range(100)))
    return store


def as_the_file_orders(store: LocalStore, query: ListQuery) -> tuple[list[int], int]:
    statement, values = _statement(query)
    with store._database.connection() as connection:
        return [row[0] for row in connection.execute(f"{_HELD}{statement}", values)], store.count_users()


def assert_as_ordered(store: LocalStore, **query: object) -> None:
    for text in ("", "person", "3", "4-0", "7", "nobody"):
        asked = ListQuery(text=text, **query)  # type: ignore[arg-type]
        found = store.list_users(asked)
        assert (list(found.ids), found.total) == as_the_file_orders(store, asked), text


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", SortKey)
def test_the_first_are_those_with_whom_the_whole_list_begins(
    in_every_state: LocalStore, column: SortKey, descending: bool
) -> None:
    store, query = in_every_state, ListQuery(sort=column, descending=descending)
    everybody = list(store.list_users(query).ids)
    store.delete_users(everybody[:1], at=9.0)
    known = column not in (SortKey.STATE, SortKey.MODE)
    assert list(store.first_users(query, 3)) == (everybody[1:4] if known else [])
    assert list(store.first_users(replace(query, marked=True), 3)) == []
    plan = explained(store, query)
    assert ("USE TEMP B-TREE FOR ORDER BY" not in plan) is known


def explained(store: LocalStore, query: ListQuery) -> str:
    statement, values = _statement(query)
    with store._database.connection() as connection:
        steps = connection.execute(f"EXPLAIN QUERY PLAN {_HELD}{statement} LIMIT 3", values).fetchall()
    return "\n".join(step["detail"] for step in steps)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", SortKey)
def test_what_a_filter_finds_is_in_the_order_of_the_file(many: LocalStore, column: SortKey, descending: bool) -> None:
    assert_as_ordered(many, sort=column, descending=descending)


def test_an_order_is_not_kept_longer_than_the_file_is_the_same(
    many: LocalStore, open_store: Callable[..., LocalStore]
) -> None:
    first = many.list_users(ListQuery()).ids[0]
    changes: list[Callable[[], object]] = [
        lambda: many.edit_user(first, Details(label="Person zzz"), at=2.0),
        lambda: many.delete_users([first + 1, first + 2], at=3.0),
        lambda: many.restore_users([first + 1]),
        lambda: many.add_user(client_user_id="new@example.org", label="Person 0", at=4.0),
        lambda: open_store().add_user(client_user_id="other@example.org", label="Person 00", at=5.0),
        lambda: open_store().edit_user(first, Details(label="A person"), at=6.0),
    ]
    for change in changes:
        assert_as_ordered(many)
        change()
    assert_as_ordered(many)


def test_an_order_is_read_once_while_nothing_changes(many: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = many.list_users(ListQuery())
    monkeypatch.setattr(many, "_read", lambda _query: pytest.fail("the file was asked for an order"))
    assert many.list_users(ListQuery()) == everybody
    assert len(many.list_users(ListQuery(text="person")).ids) == 100
    assert len(many.list_users(ListQuery(text="4-004")).ids) == 1


# --- the first of them


@pytest.fixture
def heads(many: LocalStore, monkeypatch: pytest.MonkeyPatch) -> LocalStore:
    """So many that the first of those who are found are no longer all of them, nor among the first of all."""
    monkeypatch.setattr("hcdesktop.store.listing._HEAD", 20)
    monkeypatch.setattr("hcdesktop.store.listing._KEPT", 20)
    monkeypatch.setattr("hcdesktop.store.listing._STRETCH", 5)
    return many


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", [SortKey.NAME, SortKey.CLIENT_USER_ID, SortKey.CHANGED])
def test_the_first_who_are_found_are_the_first_of_all_who_are(
    heads: LocalStore, column: SortKey, descending: bool
) -> None:
    """GIVEN the order is known WHEN words are typed, letter by letter and back THEN the first are the right ones."""
    heads.list_users(ListQuery(sort=column, descending=descending))
    for typed in ("person 5", "4-0", "99", "6-041@e", "nobody", "per 3 exa"):
        steps = [typed[:length] for length in range(1, len(typed) + 1)]
        for text in steps + steps[::-1]:
            query = ListQuery(text=text, sort=column, descending=descending)
            assert list(heads.first_users(query, 7)) == list(heads.list_users(query).ids[:7]), text


def test_who_has_changed_since_is_not_among_the_first_found(heads: LocalStore) -> None:
    """The order may be an older one; nobody is shown who is gone, or has other words now."""
    everybody = heads.list_users(ListQuery()).ids
    one, other, *rest = heads.first_users(ListQuery(text="person 1"), 7)
    heads.delete_users([one], at=2.0)
    heads.edit_user(other, Details(label="somebody else"), at=3.0)
    heads.add_user(client_user_id="new@example.org", label="Person 1", at=4.0)
    assert list(heads.first_users(ListQuery(text="person 1"), 5)) == rest
    assert list(heads.first_users(ListQuery(text="new@"), 7)) == []  # whose place nobody knows yet
    left = [user_id for user_id in everybody if user_id not in (one, other)]
    assert list(heads.first_users(ListQuery(text="person"), 7)) == left[:7]


def test_the_first_found_are_not_known_before_an_order_is(heads: LocalStore) -> None:
    assert list(heads.first_users(ListQuery(text="person"), 7)) == []
    heads.list_users(ListQuery())
    assert len(heads.first_users(ListQuery(text="person"), 7)) == 7
    assert list(heads.first_users(ListQuery(text="person", state=UserState.NEW), 7)) == []
    assert list(heads.first_users(ListQuery(text=" ".join("ab" * 500)), 7)) == []


@pytest.mark.parametrize("text", ["", "person 3"])
def test_a_search_that_nobody_waits_for_ends(many: LocalStore, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("hcdesktop.store.listing._LOOK", 10)
    many._database.version()  # keeps a connection of its own
    with many._database.connection() as connection:
        room = connection.execute("PRAGMA cache_size").fetchone()[0]
    with pytest.raises(HcError) as raised:
        many.list_users(ListQuery(text=text), lambda: True)
    assert raised.value.kind is ErrorKind.CANCELLED
    with many._database.connection() as same:
        assert same is connection  # nor is anything closed for it
        assert same.execute("PRAGMA cache_size").fetchone()[0] == room
    assert len(many.list_users(ListQuery(text=text)).ids) > 20


def test_the_keys_of_an_order_compare_as_its_places() -> None:
    order = Order(1, array("I", range(600, 0, -1)))
    in_order = sorted(
        range(1, 601), key=lambda user_id: bytes(order.keys[user_id * PLACE - 1 : (user_id + 1) * PLACE - 1])
    )
    assert in_order == order.ids.tolist()
    assert order.arranged(array("I", [7, 400, 600, 650])).tolist() == [600, 400, 7]
    assert order.arranged(array("I", range(0, 700, 2))).tolist() == list(range(600, 0, -2))


def test_a_search_is_prepared_for_the_order_that_was_read_last(heads: LocalStore) -> None:
    heads.prepare_search(ListQuery())  # none was
    heads.list_users(ListQuery())
    order = heads._orders.last(ListQuery())
    assert order is not None
    assert not order._keys
    heads.prepare_search(ListQuery(text="person"))
    prepared = order._keys
    assert prepared is not None
    assert len(prepared) == len(order.ids) * PLACE + PLACE - 1
    heads.prepare_search(ListQuery())
    assert len(heads.first_users(ListQuery(text="person"), 7)) == 7
    assert order._keys is prepared


def test_an_order_is_looked_through_a_slice_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    # Through a million in one go the interpreter is held for 15 ms, and the window with it.
    looked_at: list[int] = []

    def most(of: Any, **options: Any) -> Any:
        values = list(of)
        looked_at.append(len(values))
        return max(values, **options)

    monkeypatch.setattr(orders, "max", most, raising=False)
    monkeypatch.setattr(orders, "_SLICE", 150)
    order = Order(1, array("I", range(600, 0, -1)))
    assert order.known == 601
    assert max(looked_at) == 150
    assert Order(1, array("I")).known == 1


def test_of_many_places_each_is_looked_for_where_it_is(store: LocalStore) -> None:
    """So many that all of a place's bytes count; the file looks for them in its own way."""
    order = Order(1, array("I", range(70_000, 0, -1)))
    assert order.arranged(array("I", [7, 30_000, 69_999])).tolist() == [69_999, 30_000, 7]
    looked_for = re.search(r"substr\(.+?, \d\)", _FIRST_FOUND)
    assert looked_for
    with store._database.connection() as connection:
        for user_id in (1, 7, 30_000, 70_000):
            asked = f"SELECT {looked_for[0].replace('rowid', ':id')}"
            place = connection.execute(asked, {"keys": order.keys, "id": user_id}).fetchone()[0]
            assert int.from_bytes(place, "big") == 70_000 - user_id


def test_a_search_among_many_whose_hits_are_put_in_order_ends_too(many: LocalStore) -> None:
    order = Order(1, array("I", range(1, 101)))
    with pytest.raises(HcError):
        order.arranged(array("I", range(1, 101)), lambda: True)
    with pytest.raises(HcError):
        numbers("1,2", lambda: True)


# --- rows and speed


def test_rows_come_in_the_order_asked_for_without_those_who_are_gone(people: LocalStore) -> None:
    ids = list(people.list_users(ListQuery()).ids)
    wanted = [ids[3], 999, ids[0], ids[2]]
    assert [user.id for user in people.users_with_ids(wanted)] == [ids[3], ids[0], ids[2]]
    assert people.users_with_ids([]) == []
    assert people.users_with_ids(ids) == people.users()


@pytest.mark.parametrize(
    "query",
    [
        *(ListQuery(sort=key) for key in SortKey),
        ListQuery(state=UserState.NEW, sort=SortKey.STATE),
        ListQuery(marked=True, sort=SortKey.CHANGED),
        ListQuery(text="ada", sort=SortKey.CHANGED),
    ],
)
def test_no_listing_reads_through_the_table(
    store: LocalStore, peek: Callable[[], AbstractContextManager[Connection]], query: ListQuery
) -> None:
    """The encrypted table of 100,000 users takes 0.45 s to read; an index a twentieth of that."""
    statement, values = _statement(query)
    with peek() as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {_HELD}{statement}", values).fetchall()
    plan = "; ".join(str(row[3]) for row in rows)
    assert not re.search(r"SCAN users\b(?! USING COVERING)", plan), plan


def test_a_long_list_is_filtered_in_no_time(store: LocalStore) -> None:
    add_users(store, ((f"user{n:06}@example.org", f"Person {n}") for n in range(30_000)), at=1.0)
    begun = time.perf_counter()
    assert len(store.list_users(ListQuery(text="user014321")).ids) == 1
    assert len(store.list_users(ListQuery(text="person 29")).ids) == 1_111
    assert len(store.list_users(ListQuery()).ids) == 30_000
    assert time.perf_counter() - begun < 2  # 0.03 s on an idle machine
