"""Every error, outcome, state and event has a sentence that a person at a desk can read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from hcdesktop.core.errors import ErrorKind, HcError, Unavailable
from hcdesktop.core.finalizer import FinalizeKind, FinalizeResult
from hcdesktop.core.models import (
    Attention,
    Event,
    EventKind,
    JsonObject,
    Outcome,
    OutcomeKind,
    PopupProblem,
    User,
    UserState,
)
from hcdesktop.ui import messages, messages_of_events, row_words
from hcdesktop.ui.messages import Message, Tone
from hcdesktop.ui.sentences import ERRORS, EVENTS, OUTCOMES, Action

HOST = "user.humanapi.co"
USER = User(id=1, client_user_id="ada@example.org", label="Ada")
CONNECTED = replace(USER, human_id="h", public_token="p", access_token="a")
#: Names that would go wrong wherever they are used as a pattern.
ODD_NAMES = ("{x}", "{0}", "{name} {host}", "{", "}", "{{", "%s %(x)s", "<b>Ada</b>", "\\1")

#: The facts that the errors carry where they are raised.
PARAMS: Mapping[ErrorKind, dict[str, Any]] = {
    ErrorKind.ID_TOO_LONG: {"limit": 512},
    ErrorKind.ID_TWICE: {"line": 2},
    ErrorKind.LABEL_TOO_LONG: {"limit": 200},
    ErrorKind.NOTE_TOO_LONG: {"limit": 2000},
    ErrorKind.TAGS_TOO_LONG: {"limit": 40, "most": 20},
    ErrorKind.UNKNOWN_ENVIRONMENT: {"name": "Test"},
    ErrorKind.ENVIRONMENT_INVALID: {"field": "connect_url"},
    ErrorKind.FILE_UNREADABLE: {"reason": "Permission denied"},
    ErrorKind.FILE_UNWRITABLE: {"reason": "Permission denied"},
    ErrorKind.FILE_TOO_LARGE: {"limit": 128},
    ErrorKind.FILE_BROKEN: {"line": 7},
    ErrorKind.CALLBACK_TOO_LARGE: {"limit": 8192},
    ErrorKind.UNREACHABLE: {"host": HOST},
    ErrorKind.UNTRUSTED_HOST: {"host": HOST},
    ErrorKind.UNANSWERED: {"host": HOST},
    ErrorKind.UNAVAILABLE: {"host": HOST, "status": 503},
    ErrorKind.SECRET_REFUSED: {"host": HOST, "status": 401},
    ErrorKind.REFUSED: {"host": HOST, "status": 400},
    ErrorKind.BAD_ANSWER: {"host": HOST},
    ErrorKind.STORE_FULL: {"reason": "SQLITE_FULL"},
}
#: What the app writes into the details of an event.
DETAILS: Mapping[EventKind, JsonObject] = {
    EventKind.USER_EDITED: {"fields": "label, note"},
    EventKind.LAUNCHED: {"mode": "create"},
    EventKind.PAGE_LOADED: {"from": "https://connect.humanapi.co"},
    EventKind.PROVIDER_OPENED: {"from": "https://login.example"},
    EventKind.OPENED_OUTSIDE: {"address": "https://login.example"},
    EventKind.BLOCKED: {"address": "https://ads.example"},
    EventKind.MESSAGE_DROPPED: {"reason": "origin"},
    EventKind.CALLBACK: {"callback": "finish", "session": {"sessionToken": "••• #123456"}},
    EventKind.CALLBACK_REJECTED: {"error": {"kind": "callback_malformed", "field": "humanId"}},
    EventKind.FINISH_KEPT: {"known_before": False},
    EventKind.ENDED: {"outcome": "finished"},
    EventKind.FINALIZE_TRIED: {"attempt": 2},
    EventKind.EXCHANGE: {"url": f"https://{HOST}/v1/connect/tokens", "status": 503},
    EventKind.FINALIZE_FAILED: {"error": {"kind": "unavailable", "host": HOST, "status": 503}, "seconds": 2},
    EventKind.TOKENS_STORED: {"rotated": False},
    EventKind.ANSWER_QUARANTINED: {"field": "clientUserId"},
    EventKind.RECOVERY_FAILED: {"error": {"kind": "app_key_missing"}},
    EventKind.SOURCES_READ: {"count": 2},
}
_TECHNICAL = sorted(
    kind.value for kinds in (ErrorKind, EventKind, OutcomeKind, Attention) for kind in kinds if "_" in kind
)


def check_sentence(text: str) -> None:
    """One plain sentence: nothing unfilled, nothing technical."""
    assert text
    assert not re.search(r"[{}]", text), text
    assert "?" not in text, text
    assert "None" not in text, text
    words = re.findall(r"[a-z_]+", text)
    assert not [kind for kind in _TECHNICAL if kind in words], text


def check_message(message: Message) -> None:
    check_sentence(message.text)
    assert message.text[-1] in ".…", message.text
    if message.next_step:
        check_sentence(message.next_step)
        assert message.next_step.endswith(".")


def error_of(kind: ErrorKind) -> HcError:
    return HcError(kind, **PARAMS.get(kind, {}))


def event(kind: EventKind, detail: JsonObject | None = None) -> Event:
    return Event(id=1, at=1.0, user_id=1, launch_id=1, kind=kind, detail=detail or {})


# --- errors


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_error_has_a_sentence_and_a_next_step(kind: ErrorKind) -> None:
    message = messages.for_error(error_of(kind))
    check_message(message)
    assert message.next_step
    assert message.tone is Tone.BAD
    assert message.detail.startswith(f"For your developer: {kind}")


def test_no_error_is_left_without_a_sentence() -> None:
    assert set(ERRORS) == set(ErrorKind)


@pytest.mark.parametrize("kind", [kind for kind in ErrorKind if "host" in PARAMS.get(kind, {})])
def test_a_host_that_is_known_is_named_and_one_that_is_not_is_called_human_api(kind: ErrorKind) -> None:
    named = messages.for_error(HcError(kind, host=HOST)).text
    assert HOST in named or kind is ErrorKind.BAD_ANSWER
    unnamed = messages.for_error(HcError(kind)).text
    assert "Human API" in unnamed
    check_sentence(unnamed)


@pytest.mark.parametrize("field", ["name", "client_id", "language", "connect_url", "user_url"])
def test_a_refused_setting_is_named(field: str) -> None:
    message = messages.for_error(HcError(ErrorKind.ENVIRONMENT_INVALID, field=field))
    check_message(message)
    assert ("address" in message.text) is field.endswith("_url")


@pytest.mark.parametrize("odd", ODD_NAMES)
def test_a_fact_is_never_read_as_a_pattern(odd: str) -> None:
    message = messages.for_error(HcError(ErrorKind.UNKNOWN_ENVIRONMENT, name=odd))
    assert message.text == f"There is no environment called “{odd}”."


# --- outcomes and results


@pytest.mark.parametrize("kind", OutcomeKind)
@pytest.mark.parametrize("attention", [None, Attention.EXISTS, Attention.TOKEN_STALE])
def test_every_outcome_has_a_sentence(kind: OutcomeKind, attention: Attention | None) -> None:
    problem = PopupProblem(code="E1", message="It broke", detailed_message="All of it")
    outcome = Outcome(kind=kind, problem=problem if kind is OutcomeKind.POPUP_ERROR else None)
    message = messages.for_outcome(outcome, replace(USER, attention=attention), host="connect.humanapi.co")
    check_message(message)
    assert (message.tone is Tone.BAD) is (
        kind in (OutcomeKind.POPUP_ERROR, OutcomeKind.LOAD_FAILED, OutcomeKind.RENDERER_DIED)
    )


def test_a_popup_of_this_computer_may_need_another_start() -> None:
    outcome = Outcome(kind=OutcomeKind.LOAD_FAILED)
    assert "start hcdesktop again" in messages.for_outcome(outcome, USER, host="127.0.0.1").next_step
    assert "Check the network" in messages.for_outcome(outcome, USER, host="connect.humanapi.co").next_step


def test_a_popup_error_is_shown_with_all_that_the_popup_said() -> None:
    problem = PopupProblem(code="{E1}", message="It broke", detailed_message="All {of} it")
    outcome = Outcome(kind=OutcomeKind.POPUP_ERROR, problem=problem)
    message = messages.for_outcome(outcome, USER, host="h")
    assert message.detail == "{E1} · It broke · All {of} it"
    assert message.open_detail
    bare = messages.for_outcome(Outcome(kind=OutcomeKind.POPUP_ERROR), USER, host="h")
    assert bare.detail == ""


@pytest.mark.parametrize("attention", [Attention.EXISTS, Attention.TOKEN_STALE])
def test_a_popup_error_that_a_recovery_cures_offers_it(attention: Attention) -> None:
    outcome = Outcome(kind=OutcomeKind.POPUP_ERROR, problem=PopupProblem(message="x"))
    message = messages.for_outcome(outcome, replace(USER, attention=attention), host="h")
    assert message.action is Action.RECOVER
    assert not message.open_detail


@pytest.mark.parametrize("kind", FinalizeKind)
def test_every_result_has_a_sentence(kind: FinalizeKind) -> None:
    waiting = kind is FinalizeKind.POSTPONED
    stuck = kind in (FinalizeKind.PARKED, FinalizeKind.QUARANTINED)
    user = replace(CONNECTED, waiting=int(waiting), stuck=int(stuck))
    error = Unavailable(ErrorKind.UNAVAILABLE, host=HOST, status=503)
    check_message(messages.for_result(FinalizeResult(kind=kind, user=user, error=error), seconds=2.2))
    if not waiting:  # what is postponed always has a reason
        check_message(messages.for_result(FinalizeResult(kind=kind, user=user), seconds=2.2))


def test_a_postponed_result_counts_the_seconds_and_never_less_than_one() -> None:
    error = Unavailable(ErrorKind.UNAVAILABLE, host=HOST, status=503)
    result = FinalizeResult(kind=FinalizeKind.POSTPONED, user=USER, error=error)
    for seconds, shown in ((2.2, "2 s"), (0.01, "1 s"), (-5.0, "now"), (900.0, "15 min")):
        assert shown in messages.for_result(result, seconds=seconds).next_step
    message = messages.for_result(result, seconds=1)
    assert (message.tone, message.action) == (Tone.WARNING, Action.RETRY)
    assert "is safe here" in message.text


def test_what_was_recovered_but_needs_an_edit_says_so() -> None:
    user = replace(CONNECTED, attention=Attention.NEEDS_EDIT)
    message = messages.for_result(FinalizeResult(kind=FinalizeKind.RECOVERED, user=user), seconds=0)
    assert message.action is Action.LAUNCH
    assert "Open Edit once" in message.next_step


def test_what_is_only_in_memory_asks_to_keep_the_app_open() -> None:
    message = messages.unsaved(HcError(ErrorKind.STORE_FULL), USER)
    check_message(message)
    assert "Ada is not on the disk yet" in message.text
    assert "Keep the app open" in message.next_step


# --- states


@pytest.mark.parametrize("attention", Attention)
def test_every_reason_to_wait_for_a_person_has_a_sentence_and_a_button(attention: Attention) -> None:
    user = replace(USER, attention=attention)
    message = messages.for_state(user)
    check_message(message)
    assert user.state is UserState.ATTENTION
    assert message.next_step
    assert message.action is not Action.NONE
    assert row_words.label_of(message.action, user)


def test_every_state_has_a_word_and_a_sentence_of_its_own() -> None:
    users = {
        UserState.NEW: USER,
        UserState.CONNECTED: CONNECTED,
        UserState.PENDING: replace(USER, waiting=1),
        UserState.ATTENTION: replace(USER, attention=Attention.EXISTS),
    }
    assert set(users) == set(UserState)
    assert {state: user.state for state, user in users.items()} == {state: state for state in users}
    for user in users.values():
        check_message(messages.for_state(user))
        check_sentence(row_words.state_word(user))
    assert len({row_words.state_word(user) for user in users.values()}) == 4
    assert len({messages.for_state(user).text for user in users.values()}) == 4


@pytest.mark.parametrize(
    "kind",
    [
        ErrorKind.SECRET_MISSING,
        ErrorKind.SECRET_REFUSED,
        ErrorKind.REFUSED,
        ErrorKind.WRONG_PERSON,
        ErrorKind.ENVIRONMENT_INVALID,
        ErrorKind.UNKNOWN_THERE,
    ],
)
def test_what_keeps_a_finish_from_being_saved_is_told_in_the_card(kind: ErrorKind) -> None:
    message = messages.for_state(replace(USER, stuck=1), problem=kind)
    check_message(message)
    assert messages.for_error(HcError(kind)).text in message.text
    assert message.action is not Action.NONE


def test_a_stuck_finish_without_a_known_reason_has_a_sentence_too() -> None:
    check_message(messages.for_state(replace(USER, stuck=1)))


def test_the_button_says_what_a_click_will_do() -> None:
    assert row_words.button_word(USER) == "Connect"
    assert row_words.button_word(CONNECTED) == "Edit"
    assert row_words.button_word(replace(USER, human_id="h")) == "Edit"  # after its token is recovered
    assert row_words.button_word(replace(USER, attention=Attention.EXISTS)) == "Edit"


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("user", [USER, CONNECTED, None])
def test_every_next_step_has_a_button_word(action: Action, user: User | None) -> None:
    assert bool(row_words.label_of(action, user)) is (action is not Action.NONE)


@pytest.mark.parametrize("odd", ODD_NAMES)
def test_a_name_is_shown_as_it_is(odd: str) -> None:
    user = replace(USER, label=odd)
    error = Unavailable(ErrorKind.UNAVAILABLE, host=HOST, status=503)
    said = [
        messages.for_outcome(Outcome(kind=OutcomeKind.FINISHED), user, host="h").text,
        messages.for_outcome(Outcome(kind=OutcomeKind.CLOSED), user, host="h").text,
        messages.for_outcome(Outcome(kind=OutcomeKind.POPUP_ERROR), user, host="h").text,
        messages.for_outcome(Outcome(kind=OutcomeKind.TIMED_OUT), user, host="h").next_step,
        messages.for_result(FinalizeResult(kind=FinalizeKind.STORED, user=user), seconds=0).text,
        messages.for_result(FinalizeResult(kind=FinalizeKind.RECOVERED, user=user), seconds=0).text,
        messages.for_result(FinalizeResult(kind=FinalizeKind.POSTPONED, user=user, error=error), seconds=0).text,
        messages.unsaved(HcError(ErrorKind.STORE_FULL), user).text,
        messages.recovered(user).text,
        messages.for_state(user).next_step,
    ]
    assert [text for text in said if odd not in text] == []


# --- the timeline


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_has_a_line(kind: EventKind) -> None:
    check_sentence(messages_of_events.for_event(event(kind, DETAILS.get(kind))))


def test_no_event_and_no_outcome_is_left_without_a_line() -> None:
    assert set(EVENTS) == set(EventKind)
    assert set(OUTCOMES) == set(OutcomeKind)


@pytest.mark.parametrize("kind", OutcomeKind)
def test_the_end_of_a_launch_is_told_in_words(kind: OutcomeKind) -> None:
    line = messages_of_events.for_event(event(EventKind.ENDED, {"outcome": str(kind)}))
    check_sentence(line)
    assert line == f"Popup ended: {OUTCOMES[kind]}"


@pytest.mark.parametrize(
    "event_kind", [EventKind.FINALIZE_FAILED, EventKind.RECOVERY_FAILED, EventKind.CALLBACK_REJECTED]
)
def test_an_error_in_the_timeline_is_told_in_the_words_of_the_window(event_kind: EventKind) -> None:
    for kind in ErrorKind:
        error = error_of(kind)
        line = messages_of_events.for_event(event(event_kind, {"error": error.told}))
        assert line.endswith(f": {messages.for_error(error).text.removesuffix('.')}")
        check_sentence(line)


def test_the_timeline_names_hosts_and_rotations() -> None:
    url = f"https://{HOST}/v1/connect/tokens"
    assert messages_of_events.for_event(event(EventKind.EXCHANGE, {"url": url, "status": 200})) == (
        f"{HOST} answered with status 200"
    )
    assert messages_of_events.for_event(event(EventKind.EXCHANGE, {"url": url})) == f"{HOST} did not answer"
    assert "has changed" in messages_of_events.for_event(event(EventKind.TOKENS_STORED, {"rotated": True}))


@pytest.mark.parametrize("odd", ODD_NAMES)
def test_what_a_page_said_is_never_read_as_a_pattern(odd: str) -> None:
    assert odd in messages_of_events.for_event(event(EventKind.MESSAGE_DROPPED, {"reason": odd}))
    assert odd in messages_of_events.for_event(event(EventKind.CALLBACK_REJECTED, {"error": odd}))
    assert odd in messages_of_events.for_event(event(EventKind.BLOCKED, {"address": odd}))
