"""What a person at the desk can do: launching, keeping, ending, recovering, reading, importing, mending secrets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hcdesktop.core.errors import (
    ApiError,
    ErrorKind,
    InvalidInput,
    LaunchRefused,
    NotConfigured,
    Refused,
    StoreError,
    Unanswered,
    Unreachable,
)
from hcdesktop.core.models import (
    AppUser,
    Attention,
    Credentials,
    EventKind,
    FinishState,
    Mode,
    Outcome,
    OutcomeKind,
    PendingFinish,
    PopupProblem,
    Source,
    User,
    UserState,
)
from hcdesktop.core.popup import MAX_CLIENT_USER_ID
from hcdesktop.core.roster import MAX_LABEL, check_label
from hcdesktop.simulator import seeds
from hcdesktop.store.local import LocalStore
from tests.core.parts import CLIENT_ID, Parts, ScriptedApi, SimulatedHuman, session_of, tokens_of

EXISTS = PopupProblem(code="USER_ALREADY_EXISTS", message="User Already Exists")
STALE = PopupProblem(code="INVALID_PUBLIC_TOKEN", message="Invalid public token")
OTHER = PopupProblem(code="POPUP_FAILED", message="It could not start", detailed_message="Try again")


def lost(store: LocalStore, *, access_token: str | None = None) -> User:
    """Somebody whose humanId is known and whose publicToken is not."""
    return store.add_known_user(
        client_user_id="cara@example.org",
        label="Cara",
        human_id="human-cara",
        public_token=None,
        access_token=access_token,
        sources=[],
        at=1.0,
    )


# --- the list ---------------------------------------------------------------------------------------------------------


def test_a_user_is_added_and_found(desk: Parts) -> None:
    added = desk.service.add_user("  zoe@example.org ", label=" Zoë \t of the  hill ")
    assert (added.client_user_id, added.label, added.changed_at) == ("zoe@example.org", "Zoë of the hill", desk.clock())
    assert (added.state, added.mode, added.name) == (UserState.NEW, Mode.CREATE, "Zoë of the hill")
    assert desk.service.user(added.id) == added
    assert [(event.kind, event.user_id) for event in desk.told] == [(EventKind.USER_ADDED, added.id)]


def test_the_list_is_read_by_pages(desk: Parts, ada: User, bob: User) -> None:
    zoe = desk.service.add_user("zoe")
    assert desk.service.users() == [ada, bob, zoe]
    assert desk.service.users(offset=1, limit=1) == [bob]
    assert desk.service.count_users() == 3


def test_a_row_is_found_by_its_client_user_id(desk: Parts, ada: User) -> None:
    assert desk.service.find_user("ada@example.org") == ada
    with pytest.raises(InvalidInput) as caught:
        desk.service.find_user("Ada")
    assert caught.value.kind is ErrorKind.UNKNOWN_USER


@pytest.mark.parametrize(
    ("client_user_id", "label", "kind"),
    [
        (" ", "", ErrorKind.ID_EMPTY),
        ("x" * (MAX_CLIENT_USER_ID + 1), "", ErrorKind.ID_TOO_LONG),
        ("a\x00b", "", ErrorKind.ID_CONTROL),
        ("zoe", "x" * (MAX_LABEL + 1), ErrorKind.LABEL_TOO_LONG),
        ("ada@example.org", "", ErrorKind.ID_DUPLICATE),
    ],
)
def test_what_cannot_be_added_is_refused(
    desk: Parts, ada: User, client_user_id: str, label: str, kind: ErrorKind
) -> None:
    with pytest.raises(InvalidInput) as caught:
        desk.service.add_user(client_user_id, label=label)
    assert caught.value.kind is kind
    assert caught.value.params.get("limit") == {ErrorKind.ID_TOO_LONG: 512, ErrorKind.LABEL_TOO_LONG: 200}.get(kind)
    assert desk.service.users() == [ada]
    assert desk.kinds() == []


@pytest.mark.parametrize(
    ("label", "kept"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("a\r\nb\tc", "a b c"),
        ("x" * MAX_LABEL, "x" * MAX_LABEL),
        (f"  {'y' * MAX_LABEL} ", "y" * MAX_LABEL),
    ],
)
def test_a_label_is_one_line(label: str, kept: str) -> None:
    assert check_label(label) == kept


def test_an_unknown_user_can_do_nothing(desk: Parts) -> None:
    service = desk.service
    for ask in (service.user, service.launch, service.recover, service.refresh_sources):
        with pytest.raises(InvalidInput) as caught:
            ask(99)
        assert caught.value.kind is ErrorKind.UNKNOWN_USER


# --- launching --------------------------------------------------------------------------------------------------------


def test_somebody_new_is_launched_to_create(desk: Parts, ada: User) -> None:
    request = desk.service.launch(ada.id)
    assert (request.user_id, request.client_user_id, request.client_id) == (ada.id, ada.client_user_id, CLIENT_ID)
    assert (request.mode, request.public_token, request.language) == (Mode.CREATE, "", "de")
    assert [(event.kind, event.user_id, event.launch_id) for event in desk.told] == [
        (EventKind.LAUNCHED, ada.id, request.launch_id)
    ]
    assert desk.told[0].detail == {"mode": "create"}


def test_somebody_with_a_token_is_launched_to_edit(desk: Parts, bob: User) -> None:
    request = desk.service.launch(bob.id)
    assert (request.mode, request.public_token) == (Mode.EDIT, "public-bob")
    assert "public-bob" not in repr(request)


def test_launches_are_numbered_upward(desk: Parts, ada: User, bob: User) -> None:
    numbers = [desk.service.launch(user.id).launch_id for user in (ada, bob, ada, ada)]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("attention", [Attention.EXISTS, Attention.TOKEN_STALE, Attention.TOKEN_LOST])
def test_a_token_that_does_not_open_edit_is_recovered_first(desk: Parts, bob: User, attention: Attention) -> None:
    desk.store.set_attention(bob.id, attention, at=2.0)
    with pytest.raises(LaunchRefused) as caught:
        desk.service.launch(bob.id)
    assert caught.value.kind is ErrorKind.TOKEN_NEEDED
    assert desk.kinds() == []


def test_a_known_human_without_a_token_is_never_launched_to_create(desk: Parts) -> None:
    cara = lost(desk.store)
    assert (cara.state, cara.mode) == (UserState.ATTENTION, Mode.EDIT)
    with pytest.raises(LaunchRefused) as caught:
        desk.service.launch(cara.id)
    assert caught.value.kind is ErrorKind.TOKEN_NEEDED


def test_somebody_who_needs_an_edit_can_have_it(desk: Parts, bob: User) -> None:
    desk.store.set_attention(bob.id, Attention.NEEDS_EDIT, at=2.0)
    assert desk.service.launch(bob.id).mode is Mode.EDIT


def _wait(desk: Parts, finish: PendingFinish) -> None:
    """Leaves the finish as it is: waiting."""


def _park(problem: ErrorKind) -> Callable[[Parts, PendingFinish], object]:
    return lambda desk, finish: desk.store.release_finish(
        finish.id, state=FinishState.PARKED, problem=problem, maybe_delivered=False
    )


def _quarantine(desk: Parts, finish: PendingFinish) -> None:
    desk.store.release_finish(
        finish.id, state=FinishState.QUARANTINED, problem=ErrorKind.WRONG_PERSON, maybe_delivered=True
    )


@pytest.mark.parametrize(
    "make",
    [_wait, _park(ErrorKind.SECRET_MISSING), _park(ErrorKind.SECRET_REFUSED), _park(ErrorKind.STOPPED)],
    ids=["waiting", "secret missing", "secret refused", "stopped"],
)
def test_nobody_is_launched_over_a_finish_that_will_still_be_saved(
    desk: Parts, bob: User, make: Callable[[Parts, PendingFinish], object]
) -> None:
    make(desk, desk.keep(bob))
    with pytest.raises(LaunchRefused) as caught:
        desk.service.launch(bob.id)
    assert caught.value.kind is ErrorKind.FINISH_PENDING
    assert desk.kinds() == []


@pytest.mark.parametrize(
    "make",
    [_park(ErrorKind.REFUSED), _park(ErrorKind.UNKNOWN_THERE), _quarantine],
    ids=["refused", "unknown", "another"],
)
def test_a_finish_that_cannot_be_saved_does_not_stand_in_the_way(
    desk: Parts, bob: User, make: Callable[[Parts, PendingFinish], object]
) -> None:
    make(desk, desk.keep(bob))
    assert desk.service.launch(bob.id).mode is Mode.EDIT


def test_another_users_finish_stands_in_nobodys_way(desk: Parts, ada: User, bob: User) -> None:
    desk.keep(bob)
    assert desk.service.launch(ada.id).mode is Mode.CREATE


# --- in the popup's window --------------------------------------------------------------------------------------------


def test_what_happens_in_the_window_is_noted(desk: Parts, ada: User, bob: User) -> None:
    request = desk.service.launch(ada.id)
    desk.service.launch(bob.id)
    desk.service.note(request, EventKind.PAGE_LOADED)
    desk.service.note(request, EventKind.CALLBACK, {"sessionToken": "canary", "what": "finish"})
    assert desk.kinds(ada) == [EventKind.LAUNCHED, EventKind.PAGE_LOADED, EventKind.CALLBACK]
    assert {event.launch_id for event in desk.service.timeline(ada.id)} == {request.launch_id}
    assert "canary" not in str(desk.service.timeline())
    assert len(desk.service.timeline()) == 4
    assert len(desk.service.timeline(limit=2)) == 2


def test_a_finish_is_kept_before_anything_is_sent(desk: Parts, api: ScriptedApi, ada: User) -> None:
    request = desk.service.launch(ada.id)
    finish = desk.service.keep(request, session_of("s1", human_id="human-ada"))
    assert finish is not None
    assert (finish.user_id, finish.launch_id, finish.kept_at) == (ada.id, request.launch_id, desk.clock())
    assert desk.service.pending() == desk.service.pending(ada.id) == [finish]
    assert desk.service.pending(99) == []
    assert (desk.kinds()[-1], desk.told[-1].detail) == (EventKind.FINISH_KEPT, {"known_before": False})
    assert api.calls == []
    assert desk.service.user(ada.id).state is UserState.PENDING


def test_a_finish_that_comes_again_is_kept_once(desk: Parts, api: ScriptedApi, ada: User) -> None:
    request = desk.service.launch(ada.id)
    first = desk.service.keep(request, session_of("s1"))
    assert desk.service.keep(request, session_of("s1")) == first
    api.will("finalize", tokens_of("ada"))
    desk.finalizer.run_due()
    assert desk.service.keep(request, session_of("s1")) is None
    assert desk.told[-1].detail == {"known_before": True}
    assert desk.service.pending() == []


def test_a_finish_that_cannot_be_kept_is_said_to_be(desk: Parts, ada: User) -> None:
    request = desk.service.launch(ada.id)
    desk.store.close()
    with pytest.raises(StoreError):
        desk.service.keep(request, session_of("s1"))
    assert EventKind.FINISH_KEPT not in {event.kind for event in desk.told}


@pytest.mark.parametrize(
    ("outcome", "detail"),
    [
        (Outcome(kind=OutcomeKind.FINISHED, session=session_of("s1")), {}),
        (Outcome(kind=OutcomeKind.CLOSED), {}),
        (Outcome(kind=OutcomeKind.LOAD_FAILED, detail="404"), {"detail": "404"}),
        (Outcome(kind=OutcomeKind.RENDERER_DIED, detail="killed"), {"detail": "killed"}),
        (Outcome(kind=OutcomeKind.ABANDONED), {}),
        (Outcome(kind=OutcomeKind.TIMED_OUT), {}),
        (Outcome(kind=OutcomeKind.POPUP_ERROR), {}),
        (
            Outcome(kind=OutcomeKind.POPUP_ERROR, problem=OTHER),
            {"code": "POPUP_FAILED", "message": "It could not start", "detailedMessage": "Try again"},
        ),
    ],
    ids=lambda value: str(value.kind) if isinstance(value, Outcome) else "",
)
def test_the_end_of_a_launch_changes_no_row(desk: Parts, bob: User, outcome: Outcome, detail: dict[str, str]) -> None:
    request = desk.service.launch(bob.id)
    assert desk.service.end(request, outcome) == bob
    assert desk.told[-1].kind is EventKind.ENDED
    assert desk.told[-1].detail == {"outcome": str(outcome.kind), **detail}


def test_the_end_of_a_launch_is_written_down(desk: Parts, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[object] = []
    monkeypatch.setattr(LocalStore, "end_launch", lambda _store, *args, **more: written.extend([*args, more]))
    request, outcome = desk.service.launch(ada.id), Outcome(kind=OutcomeKind.CLOSED)
    desk.service.end(request, outcome)
    assert written == [request.launch_id, outcome, {"at": desk.clock()}]


@pytest.mark.parametrize(
    ("connected", "problem", "attention"),
    [
        (False, EXISTS, Attention.EXISTS),
        (True, EXISTS, Attention.EXISTS),
        (True, STALE, Attention.TOKEN_STALE),
        (False, STALE, None),
        (False, OTHER, None),
        (True, OTHER, None),
    ],
)
def test_what_human_api_says_about_a_person_marks_the_row(
    desk: Parts, ada: User, bob: User, connected: bool, problem: PopupProblem, attention: Attention | None
) -> None:
    user = bob if connected else ada
    request = desk.service.launch(user.id)
    after = desk.service.end(request, Outcome(kind=OutcomeKind.POPUP_ERROR, problem=problem))
    assert after.attention is attention
    assert (after.public_token, after.access_token) == (user.public_token, user.access_token)
    assert after == desk.service.user(user.id)
    assert after.needs_recovery is (attention is not None)


# --- recovering -------------------------------------------------------------------------------------------------------


def test_a_known_human_is_recovered_at_once(desk: Parts, api: ScriptedApi) -> None:
    cara = lost(desk.store, access_token="access-cara")
    api.will("recover", "public-cara")
    user = desk.service.recover(cara.id)
    assert (user.public_token, user.access_token, user.human_id) == ("public-cara", "access-cara", "human-cara")
    assert (user.state, user.mode) == (UserState.CONNECTED, Mode.EDIT)
    assert api.calls == [("recover", "human-cara")]
    assert desk.kinds(cara) == [EventKind.EXCHANGE, EventKind.TOKEN_RECOVERED]


def test_a_stale_token_is_replaced(desk: Parts, api: ScriptedApi, bob: User) -> None:
    desk.store.set_attention(bob.id, Attention.TOKEN_STALE, at=2.0)
    api.will("recover", "public-fresh")
    user = desk.service.recover(bob.id)
    assert (user.public_token, user.access_token, user.attention) == ("public-fresh", "access-bob", None)


def test_an_unknown_human_is_looked_up_by_the_client_user_id(desk: Parts, api: ScriptedApi, ada: User) -> None:
    desk.store.set_attention(ada.id, Attention.EXISTS, at=2.0)
    rows = [
        AppUser(human_id="h0", external_id="ADA@example.org"),
        AppUser(human_id="h1", external_id="ada@example.org"),
    ]
    api.will("users", rows)
    api.will("recover", "public-ada")
    user = desk.service.recover(ada.id)
    assert (user.human_id, user.public_token, user.attention) == ("h1", "public-ada", None)
    assert api.calls == [("users", None), ("recover", "h1")]


def test_the_list_of_everybody_is_kept_out_of_one_persons_timeline(simulated: SimulatedHuman, ada: User) -> None:
    simulated.store.set_attention(ada.id, Attention.EXISTS, at=2.0)
    simulated.state.admit(ada.client_user_id, provider="moonloop", at=1.0)
    user = simulated.service.recover(ada.id)
    human = simulated.human(ada)
    assert (user.human_id, user.public_token) == (human.human_id, human.public_token)
    listed = next(event.detail for event in simulated.told if event.kind is EventKind.EXCHANGE)
    assert listed["answer"] == "(the app's users)"
    assert seeds.HUMAN_SEEDS[0].client_user_id not in str(simulated.store.events())


def test_without_an_app_key_nobody_is_looked_up(desk: Parts, api: ScriptedApi, ada: User) -> None:
    api.will("users", NotConfigured(ErrorKind.APP_KEY_MISSING))
    with pytest.raises(NotConfigured) as caught:
        desk.service.recover(ada.id)
    assert caught.value.kind is ErrorKind.APP_KEY_MISSING
    assert desk.kinds(ada) == [EventKind.EXCHANGE, EventKind.RECOVERY_FAILED]
    assert desk.told[-1].detail == {"error": {"kind": "app_key_missing"}}


def test_somebody_who_is_unknown_there_is_said_to_be(desk: Parts, api: ScriptedApi, ada: User) -> None:
    api.will("users", [AppUser(human_id="h1", external_id="somebody"), AppUser(human_id="h2", external_id="")])
    with pytest.raises(Refused) as caught:
        desk.service.recover(ada.id)
    assert caught.value.kind is ErrorKind.UNKNOWN_THERE
    assert desk.service.user(ada.id) == ada
    assert desk.kinds()[-1] is EventKind.RECOVERY_FAILED


@pytest.mark.parametrize(
    "error", [Unanswered(ErrorKind.UNANSWERED, host="x"), Refused(ErrorKind.REFUSED, host="x", status=404)]
)
def test_a_recovery_that_fails_changes_nothing(desk: Parts, api: ScriptedApi, bob: User, error: ApiError) -> None:
    api.will("recover", error)
    with pytest.raises(ApiError) as caught:
        desk.service.recover(bob.id)
    assert caught.value is error
    assert desk.service.user(bob.id) == bob
    assert desk.told[-1].detail == {"error": error.told}


def test_the_way_out_of_already_exists(simulated: SimulatedHuman, ada: User) -> None:
    simulated.state.admit(ada.client_user_id, provider="moonloop", at=1.0)
    request = simulated.service.launch(ada.id)
    user = simulated.service.end(request, Outcome(kind=OutcomeKind.POPUP_ERROR, problem=EXISTS))
    assert user.state is UserState.ATTENTION
    simulated.service.recover(ada.id)
    request = simulated.service.launch(ada.id)
    assert (request.mode, request.public_token) == (Mode.EDIT, simulated.human(ada).public_token)
    simulated.service.keep(request, simulated.connect(request))
    [result] = simulated.finalizer.run_due()
    assert result.user.state is UserState.CONNECTED


# --- reading ----------------------------------------------------------------------------------------------------------


def test_the_names_of_the_sources_are_kept(desk: Parts, api: ScriptedApi, bob: User) -> None:
    api.will("sources", [Source(id="1", name="Moonloop"), Source(id="2", name="Fernscale")])
    assert desk.service.refresh_sources(bob.id).sources == ("Moonloop", "Fernscale")
    assert desk.service.user(bob.id).sources == ("Moonloop", "Fernscale")
    assert api.calls == [("sources", "access-bob")]
    assert desk.kinds(bob) == [EventKind.EXCHANGE, EventKind.SOURCES_READ]
    assert desk.told[-1].detail == {"count": 2}


def test_without_an_access_token_nothing_is_read(desk: Parts, api: ScriptedApi, ada: User) -> None:
    assert desk.service.refresh_sources(ada.id) == ada
    assert api.calls == []


def test_sources_that_cannot_be_read_stay_as_they_were(desk: Parts, api: ScriptedApi, bob: User) -> None:
    api.will("sources", Unreachable(ErrorKind.UNREACHABLE, host="x"))
    with pytest.raises(Unreachable):
        desk.service.refresh_sources(bob.id)
    assert desk.service.user(bob.id) == bob


def test_the_simulators_sources_are_read(simulated: SimulatedHuman, ada: User) -> None:
    request = simulated.service.launch(ada.id)
    simulated.service.keep(request, simulated.connect(request))
    simulated.finalizer.run_due()
    assert simulated.service.refresh_sources(ada.id).sources == ("Starfleet Medical",)


# --- secrets and trying again -----------------------------------------------------------------------------------------


def test_somebody_stops_the_attempts_and_has_them_again(desk: Parts, api: ScriptedApi, ada: User) -> None:
    finish = desk.keep(ada)
    assert desk.service.stop_trying(ada.id) == 1
    assert desk.kinds() == [EventKind.FINISH_STOPPED]
    desk.clock.time += 1e6
    assert (desk.finalizer.next_due(), desk.finalizer.run_due()) == (None, [])
    assert [kept.id for kept in desk.service.pending()] == [finish.id]
    assert desk.service.stop_trying(ada.id) == 0
    assert desk.service.retry(ada.id) == 1
    api.will("finalize", tokens_of("ada"))
    assert [result.kind for result in desk.finalizer.run_due()] == ["stored"]
    assert desk.kinds().count(EventKind.FINISH_STOPPED) == 1


def test_after_hanging_up_nothing_is_sent_and_nothing_lost(simulated: SimulatedHuman, ada: User) -> None:
    request = simulated.service.launch(ada.id)
    finish = simulated.service.keep(request, simulated.connect(request))
    simulated.service.hang_up()
    assert simulated.finalizer.run_due() == []
    assert simulated.service.pending() == [finish]
    with pytest.raises(Unreachable):
        simulated.api.finalize(session_of("s1"))


def test_credentials_are_kept_and_make_everything_due(desk: Parts, api: ScriptedApi, ada: User, bob: User) -> None:
    assert desk.service.credentials() == Credentials()
    api.will("finalize", NotConfigured(ErrorKind.SECRET_MISSING), Unreachable(ErrorKind.UNREACHABLE, host="x"))
    desk.keep(ada, "s1")
    desk.keep(bob, "s2")
    assert [result.kind for result in desk.finalizer.run_due()] == ["parked", "postponed"]
    new = Credentials(client_secret="new-secret", app_key="new-key")
    desk.service.set_credentials(new)
    assert desk.service.credentials() == new
    assert desk.finalizer.next_due() == 0.0
    api.will("finalize", tokens_of("ada"), tokens_of("new", human="bob"))
    assert [result.kind for result in desk.finalizer.run_due()] == ["stored", "stored"]


def test_trying_again_is_for_one_or_for_all(desk: Parts, api: ScriptedApi, ada: User, bob: User) -> None:
    first, second = desk.keep(ada, "s1"), desk.keep(bob, "s2")
    _park(ErrorKind.REFUSED)(desk, first)
    _park(ErrorKind.REFUSED)(desk, second)
    assert desk.service.retry(bob.id) == 1
    assert [finish.state for finish in desk.service.pending()] == [FinishState.PARKED, FinishState.WAITING]
    assert desk.service.retry() == 2


def test_the_simulator_refuses_a_wrong_secret_and_takes_the_right_one(simulated: SimulatedHuman, ada: User) -> None:
    request = simulated.service.launch(ada.id)
    simulated.service.keep(request, simulated.connect(request))
    simulated.service.set_credentials(Credentials(client_secret="wrong"))
    assert [result.kind for result in simulated.finalizer.run_due()] == ["parked"]
    simulated.service.set_credentials(Credentials(client_secret=seeds.CLIENT_SECRET))
    assert [result.kind for result in simulated.finalizer.run_due()] == ["stored"]
