"""What the desk writes down about people, and deleting them: here, and at Human API when that is asked for."""

from __future__ import annotations

import pytest

from hcdesktop.core.errors import ErrorKind, HcError, InvalidInput, LaunchRefused
from hcdesktop.core.listing import Details, ListQuery
from hcdesktop.core.models import Credentials, EventKind, FinishState, User
from hcdesktop.core.roster import MAX_NOTE, MAX_TAG, MAX_TAGS, details_of
from hcdesktop.simulator import seeds
from tests.core.parts import Parts, SimulatedHuman
from tests.crowd import add_users


def test_details_are_kept_as_they_are_meant(desk: Parts, ada: User) -> None:
    typed = Details(label=" Ada  L ", email=" a@b.test ", note=" two\nlines ", tags=(" x ", "", "y  z", "x"))
    user = desk.service.roster.edit(ada.id, typed)
    assert details_of(user) == Details(label="Ada L", email="a@b.test", note="two\nlines", tags=("x", "y z"))
    assert desk.told[-1].kind is EventKind.USER_EDITED
    assert desk.told[-1].detail == {"fields": "label, email, note, tags"}
    assert desk.service.roster.listing(ListQuery(text="y z")).ids[0] == ada.id


@pytest.mark.parametrize(
    ("details", "kind"),
    [
        (Details(label="x" * 201), ErrorKind.LABEL_TOO_LONG),
        (Details(email="nobody"), ErrorKind.EMAIL_INVALID),
        (Details(email="@host"), ErrorKind.EMAIL_INVALID),
        (Details(email="a b@host"), ErrorKind.EMAIL_INVALID),
        (Details(email="a@b\x07"), ErrorKind.EMAIL_INVALID),
        (Details(email="a@" + "b" * 253), ErrorKind.EMAIL_INVALID),
        (Details(note="x" * (MAX_NOTE + 1)), ErrorKind.NOTE_TOO_LONG),
        (Details(tags=("x" * (MAX_TAG + 1),)), ErrorKind.TAGS_TOO_LONG),
        (Details(tags=tuple(map(str, range(MAX_TAGS + 1)))), ErrorKind.TAGS_TOO_LONG),
    ],
)
def test_details_that_cannot_be_kept_change_nothing(desk: Parts, ada: User, details: Details, kind: ErrorKind) -> None:
    with pytest.raises(InvalidInput) as caught:
        desk.service.roster.edit(ada.id, details)
    assert caught.value.kind is kind
    assert desk.service.user(ada.id) == ada


def test_nobody_whose_connection_is_being_saved_is_deleted(desk: Parts, ada: User, bob: User) -> None:
    desk.keep(ada)
    with pytest.raises(LaunchRefused) as caught:
        desk.service.roster.delete([ada.id])
    assert caught.value.kind is ErrorKind.FINISH_PENDING
    assert desk.service.roster.delete([ada.id, bob.id]) == [bob.id]
    with pytest.raises(LaunchRefused):
        desk.service.roster.delete_there(ada.id)
    assert desk.service.users() == [desk.service.user(ada.id)]


def test_the_deleted_cannot_be_launched_and_come_back(desk: Parts, ada: User) -> None:
    roster = desk.service.roster
    roster.delete([ada.id])
    with pytest.raises(InvalidInput) as caught:
        desk.service.launch(ada.id)
    assert caught.value.kind is ErrorKind.UNKNOWN_USER
    assert roster.restore([ada.id]) == [ada.id]
    assert desk.service.launch(ada.id).client_user_id == ada.client_user_id
    assert desk.kinds(ada)[:2] == [EventKind.USER_DELETED, EventKind.USER_RESTORED]


def test_what_was_purged_does_not_come_back(desk: Parts, ada: User) -> None:
    roster = desk.service.roster
    roster.delete([ada.id])
    assert roster.purge(older_than=60) == 0
    desk.clock.time += 61
    assert roster.purge(older_than=60) == 1
    with pytest.raises(InvalidInput) as caught:
        roster.restore([ada.id])
    assert caught.value.kind is ErrorKind.UNKNOWN_USER


def test_many_at_once_are_one_line_of_the_timeline(desk: Parts) -> None:
    add_users(desk.store, ((f"u{n}", "") for n in range(30)))
    ids = desk.service.roster.listing(ListQuery()).ids
    desk.service.roster.delete(ids)
    assert [(event.kind, event.detail) for event in desk.told] == [(EventKind.USER_DELETED, {"count": 30})]


# --- at Human API


@pytest.fixture
def connected(simulated: SimulatedHuman) -> User:
    """Somebody whom the Simulator knows."""
    user = simulated.service.add_user("somebody@example.org")
    finish = simulated.service.keep(request := simulated.service.launch(user.id), simulated.connect(request))
    assert finish is not None
    simulated.finalizer.run(finish.id)
    return simulated.service.user(user.id)


def known_there(desk: SimulatedHuman, user: User) -> bool:
    return any(human.client_user_id == user.client_user_id for human in desk.state.humans)


def test_somebody_is_deleted_at_human_api_and_here(simulated: SimulatedHuman, connected: User) -> None:
    assert known_there(simulated, connected)
    simulated.service.roster.delete_there(connected.id)
    assert not known_there(simulated, connected)
    assert simulated.service.users() == []
    with pytest.raises(InvalidInput):
        simulated.service.roster.restore([connected.id])
    exchange = next(event for event in simulated.told if event.detail.get("method") == "DELETE")
    assert exchange.detail["status"] == 204
    assert EventKind.DELETED_THERE in simulated.kinds(connected)


def test_somebody_whose_human_id_is_unknown_is_looked_up(simulated: SimulatedHuman, connected: User) -> None:
    simulated.service.roster.delete([connected.id])
    again = simulated.service.add_user(connected.client_user_id)
    assert again.human_id is None
    simulated.service.roster.delete_there(again.id)
    assert not known_there(simulated, connected)


def test_somebody_unknown_there_is_deleted_here(simulated: SimulatedHuman, connected: User) -> None:
    simulated.state.forget(connected.human_id or "")
    simulated.service.roster.delete_there(connected.id)
    nobody = simulated.service.add_user("never.connected@example.org")
    simulated.service.roster.delete_there(nobody.id)
    assert simulated.service.users() == []


@pytest.mark.parametrize(("app_key", "kind"), [(None, ErrorKind.APP_KEY_MISSING), ("wrong", ErrorKind.APP_KEY_REFUSED)])
def test_without_the_right_app_key_nothing_is_deleted(
    simulated: SimulatedHuman, connected: User, app_key: str | None, kind: ErrorKind
) -> None:
    simulated.store.set_credentials(Credentials(client_secret=seeds.CLIENT_SECRET, app_key=app_key))
    with pytest.raises(HcError) as caught:
        simulated.service.roster.delete_there(connected.id)
    assert caught.value.kind is kind
    assert known_there(simulated, connected)
    assert simulated.service.users() == [connected]


def test_deleted_people_with_a_parked_finish_are_not_sent(desk: Parts, ada: User) -> None:
    finish = desk.keep(ada)
    desk.store.release_finish(finish.id, state=FinishState.PARKED, problem="refused", maybe_delivered=False)
    desk.service.roster.delete([ada.id])
    desk.service.set_credentials(Credentials(client_secret="new"))
    assert desk.finalizer.next_due() is None
    assert desk.finalizer.run_due() == []
