"""Launches, events, credentials, and the list of every secret in the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from sqlcipher3 import dbapi2

from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.models import (
    Credentials,
    Event,
    EventKind,
    Mode,
    Outcome,
    OutcomeKind,
    PendingFinish,
    PopupProblem,
    SessionToken,
    Tokens,
    User,
)
from hcdesktop.store.local import LocalStore

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from sqlite3 import Connection

Peek = Callable[[], "AbstractContextManager[Connection]"]


def test_launch_ids_rise_whoever_launches(
    store: LocalStore, open_store: Callable[..., LocalStore], user: User, connected: User
) -> None:
    second = open_store()
    ids = [
        store.begin_launch(user.id, Mode.CREATE, at=9.0),
        second.begin_launch(connected.id, Mode.EDIT, at=1.0),
        store.begin_launch(user.id, Mode.CREATE, at=5.0),
    ]
    assert ids == sorted(set(ids))
    assert ids[0] > User(id=0, client_user_id="").token_launch_id


def test_the_id_of_a_launch_is_never_given_again(store: LocalStore, user: User, peek: Peek) -> None:
    launch_id = store.begin_launch(user.id, Mode.CREATE, at=1.0)
    with peek() as connection:
        connection.execute("DELETE FROM launches")
    assert store.begin_launch(user.id, Mode.CREATE, at=2.0) > launch_id


def test_a_launch_of_nobody_is_invalid_input(store: LocalStore) -> None:
    with pytest.raises(InvalidInput) as caught:
        store.begin_launch(99, Mode.CREATE, at=1.0)
    assert caught.value.kind is ErrorKind.UNKNOWN_USER


def test_the_first_outcome_of_a_launch_stays(store: LocalStore, user: User, peek: Peek) -> None:
    launch_id = store.begin_launch(user.id, Mode.EDIT, at=1.0)
    problem = PopupProblem(code="1", message="no", detailed_message="no way")
    store.end_launch(launch_id, Outcome(kind=OutcomeKind.POPUP_ERROR, problem=problem, detail="seen \ud800"), at=2.0)
    store.end_launch(launch_id, Outcome(kind=OutcomeKind.CLOSED), at=3.0)
    with peek() as connection:
        row = connection.execute("SELECT mode, outcome, problem, detail, begun_at, ended_at FROM launches").fetchone()
    assert (row[0], row[1], row[3:]) == ("edit", "popup_error", ("seen ?", 1.0, 2.0))
    assert json.loads(row[2]) == {"code": "1", "message": "no", "detailed_message": "no way"}


def test_an_outcome_is_written_without_its_session(store: LocalStore, user: User, peek: Peek) -> None:
    launch_id = store.begin_launch(user.id, Mode.CREATE, at=1.0)
    outcome = Outcome(kind=OutcomeKind.FINISHED, session=SessionToken(session_token="canary"))
    store.end_launch(launch_id, outcome, at=2.0)
    with peek() as connection:
        row = connection.execute("SELECT * FROM launches").fetchone()
    assert "finished" in row
    assert "canary" not in repr(row)


def test_events_are_listed_newest_first_for_all_or_one(store: LocalStore, user: User, connected: User) -> None:
    added = [
        store.add_event(EventKind.USER_ADDED, at=1.0, user_id=user.id, detail={}),
        store.add_event(EventKind.LAUNCHED, at=2.0, user_id=connected.id, launch_id=7, detail={"mode": "edit"}),
        store.add_event(EventKind.CALLBACK_REJECTED, at=3.0, detail=MappingProxyType({"deep": [1, {"x": "\ud800"}]})),
    ]
    assert added[1] == Event(
        id=added[1].id, at=2.0, user_id=connected.id, launch_id=7, kind=EventKind.LAUNCHED, detail={"mode": "edit"}
    )
    assert added[2].detail == {"deep": [1, {"x": "\ud800"}]}
    assert store.events() == added[::-1]
    assert store.events(limit=2) == added[:0:-1]
    assert store.events(user_id=user.id) == [added[0]]
    assert store.events(user_id=connected.id, limit=0) == []


@pytest.mark.parametrize("statement", ["UPDATE events SET at = 0", "DELETE FROM events"])
def test_what_is_on_the_timeline_stays(store: LocalStore, peek: Peek, statement: str) -> None:
    event = store.add_event(EventKind.ENDED, at=1.0, detail={})
    with peek() as connection, pytest.raises(dbapi2.IntegrityError, match="append-only"):
        connection.execute(statement)
    assert store.events() == [event]


def test_credentials_are_none_until_they_are_set_and_then_replaced_as_a_whole(
    store: LocalStore, open_store: Callable[..., LocalStore]
) -> None:
    assert store.credentials() == Credentials()
    store.set_credentials(Credentials(client_secret="secret", app_key="key"))
    assert open_store().credentials() == Credentials(client_secret="secret", app_key="key")
    store.set_credentials(Credentials(app_key="other"))
    assert store.credentials() == Credentials(app_key="other")


def test_every_secret_in_the_file_is_listed_and_nothing_else(
    store: LocalStore,
    user: User,
    connected: User,
    keep: Callable[..., PendingFinish],
    tokens: Callable[[str], Tokens],
) -> None:
    assert store.secrets() == {"public-bob", "access-bob"}
    store.set_credentials(Credentials(client_secret="the-secret", app_key=""))
    finish = keep(user, "session-ada")
    assert store.secrets() == {"public-bob", "access-bob", "the-secret", "session-ada"}
    store.complete_finish(finish.id, tokens("ada"), at=3.0)
    assert store.secrets() == {"public-bob", "access-bob", "the-secret", "public-ada", "access-ada"}
