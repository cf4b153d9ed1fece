"""The events of all people: found in stretches, by whatever is looked for; rotations of tokens; who is called what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hcdesktop.core.listing import Details
from hcdesktop.core.log import LogQuery, Rotation, Word
from hcdesktop.core.models import EventKind, Mode, Tokens, User
from hcdesktop.store.local import LocalStore

ALL = 1 << 40


def found(store: LocalStore, query: LogQuery, *, after: int = 0, until: int = ALL) -> list[int]:
    return list(store.event_ids(query, after=after, until=until))


@pytest.fixture
def ids(store: LocalStore, user: User, connected: User) -> list[int]:
    """Four events: of the one, of the other, of nobody, of the one again."""
    return [
        store.add_event(EventKind.USER_ADDED, at=1.0, user_id=user.id, detail={}).id,
        store.add_event(EventKind.EXCHANGE, at=2.0, user_id=connected.id, detail={"url": "https://A.example/1"}).id,
        store.add_event(EventKind.CALLBACK_REJECTED, at=3.0, detail={"said": "Ünïcode 100%_\\"}).id,
        store.add_event(EventKind.LAUNCHED, at=4.0, user_id=user.id, launch_id=1, detail={"mode": "edit"}).id,
    ]


def test_numbers_follow_each_other_without_a_gap(store: LocalStore, ids: list[int]) -> None:
    assert ids == list(range(ids[0], ids[0] + 4))
    assert store.newest_event() == ids[-1]


def test_nothing_has_happened_in_a_new_file(store: LocalStore) -> None:
    assert store.newest_event() == 0
    assert found(store, LogQuery()) == []


def test_a_stretch_is_newest_first_without_its_lower_end(store: LocalStore, ids: list[int]) -> None:
    assert found(store, LogQuery(), after=ids[0], until=ids[2]) == [ids[2], ids[1]]
    assert found(store, LogQuery(), after=0, until=ids[-1]) == ids[::-1]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        (LogQuery(kinds=frozenset({EventKind.EXCHANGE, EventKind.LAUNCHED})), [3, 1]),
        (LogQuery(words=(Word("a.EXAMPLE"),)), [1]),
        (LogQuery(words=(Word("Ünïcode"),)), [2]),
        (LogQuery(words=(Word("100%_"),)), [2]),
        (LogQuery(words=(Word("%"),)), [2]),
        (LogQuery(words=(Word("ex"), Word("1"))), [1]),
        (LogQuery(words=(Word("ada", frozenset({EventKind.CALLBACK_REJECTED})),)), [3, 2, 0]),
        (LogQuery(words=(Word("ad"), Word("edit"))), [3]),
        (LogQuery(words=(Word("nowhere'\""),)), []),
    ],
)
def test_words_stand_in_the_detail_belong_to_the_person_or_to_the_kind(
    store: LocalStore, ids: list[int], query: LogQuery, places: list[int]
) -> None:
    assert found(store, query) == [ids[place] for place in places]


def test_one_persons_events(store: LocalStore, ids: list[int], user: User) -> None:
    assert found(store, LogQuery(user_id=user.id)) == [ids[3], ids[0]]
    assert found(store, LogQuery(user_id=user.id, kinds=frozenset({EventKind.LAUNCHED}))) == [ids[3]]


def test_events_are_read_by_their_numbers_in_the_order_asked(store: LocalStore, ids: list[int]) -> None:
    assert [event.id for event in store.events_with_ids([ids[2], ids[0], 999])] == [ids[2], ids[0]]


def test_earlier_events_of_one_and_of_all(store: LocalStore, ids: list[int], user: User) -> None:
    assert [event.id for event in store.events(before=ids[2])] == [ids[1], ids[0]]
    assert [event.id for event in store.events(user_id=user.id, before=ids[3])] == [ids[0]]
    assert [event.id for event in store.events(before=ids[3], limit=1)] == [ids[2]]


def test_rotations_tell_when_and_why_and_no_value(store: LocalStore, user: User) -> None:
    first = store.begin_launch(user.id, Mode.CREATE, at=1.0)
    second = store.begin_launch(user.id, Mode.EDIT, at=2.0)
    for kind, launch_id, rotated in (
        (EventKind.TOKENS_STORED, first, False),
        (EventKind.ENDED, first, False),
        (EventKind.TOKENS_STORED, second, True),
        (EventKind.TOKEN_RECOVERED, None, False),
    ):
        store.add_event(kind, at=5.0, user_id=user.id, launch_id=launch_id, detail={"rotated": rotated})
    assert store.rotations(user.id, limit=9) == [
        Rotation(at=5.0, kind=EventKind.TOKEN_RECOVERED, launch_id=None),
        Rotation(at=5.0, kind=EventKind.TOKENS_STORED, launch_id=second, mode=Mode.EDIT, rotated=True),
        Rotation(at=5.0, kind=EventKind.TOKENS_STORED, launch_id=first, mode=Mode.CREATE),
    ]
    assert len(store.rotations(user.id, limit=1)) == 1


def test_who_is_called_so(store: LocalStore, user: User, connected: User, tokens: Callable[[str], Tokens]) -> None:
    store.edit_user(connected.id, Details(label="Straße Bob", email="", note="", tags=()), at=1.0)
    names = [user.client_user_id, "Straße Bob", "strasse bob", "nobody", "\ud800"]
    assert store.people_called(names) == {user.client_user_id: user.id, "Straße Bob": connected.id}
