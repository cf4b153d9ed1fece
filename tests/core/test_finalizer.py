"""Step 7: whatever the network does, a kept finish becomes stored tokens once, or waits where somebody can see it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcdesktop.core.errors import (
    ApiError,
    BadAnswer,
    ErrorKind,
    HcError,
    NotConfigured,
    Refused,
    Retry,
    StoreError,
    Unanswered,
    Unavailable,
    Unreachable,
)
from hcdesktop.core.exchange import DEADLINE
from hcdesktop.core.finalizer import LEASE, Backoff, FinalizeKind, Finalizer, FinalizeResult
from hcdesktop.core.models import Attention, Credentials, EventKind, FinishState, PendingFinish, Tokens, User, UserState
from hcdesktop.simulator.scenario import Scenario
from hcdesktop.simulator.shelf import scenario, shipped
from hcdesktop.store.database import Database
from hcdesktop.store.local import LocalStore
from tests.core.parts import CLIENT_ID, Clock, Parts, ScriptedApi, SimulatedHuman, session_of, tokens_of

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from tests.conftest import ExpectedLog

# --- what can come back -----------------------------------------------------------------------------------------------


def unreachable() -> ApiError:
    return Unreachable(ErrorKind.UNREACHABLE, host="x")


def untrusted() -> ApiError:
    return Unreachable(ErrorKind.UNTRUSTED_HOST, host="x")


def unanswered() -> ApiError:
    return Unanswered(ErrorKind.UNANSWERED, host="x")


def bad_answer() -> ApiError:
    return BadAnswer(ErrorKind.BAD_ANSWER, field="accessToken")


def unavailable(status: int, *, retry_after: int | None = None) -> ApiError:
    told = {} if retry_after is None else {"retry_after": retry_after}
    return Unavailable(ErrorKind.UNAVAILABLE, retry=None, host="x", status=status, **told)


def refused(status: int = 400) -> ApiError:
    return Refused(ErrorKind.REFUSED, host="x", status=status)


def secret_refused() -> ApiError:
    return Refused(ErrorKind.SECRET_REFUSED, host="x", status=401)


def secret_missing() -> ApiError:
    return NotConfigured(ErrorKind.SECRET_MISSING)


def invalid() -> ApiError:
    return ApiError(ErrorKind.ENVIRONMENT_INVALID, host="x")


def named(*errors: ApiError) -> list[ParameterSet]:
    return [pytest.param(error, id=f"{error.kind} {error.params.get('status', '')}".strip()) for error in errors]


UNDELIVERED = named(unreachable(), untrusted(), unavailable(408), unavailable(425), unavailable(429))
MAYBE_DELIVERED = named(unanswered(), bad_answer(), *[unavailable(status) for status in (500, 502, 503, 504)])
SECRET_PROBLEMS = named(secret_refused(), secret_missing())


def row(user: User) -> User:
    """What of a user must not change when nothing is overwritten: all but the count of what waits and is stuck."""
    return replace(user, waiting=0, stuck=0, changed_at=0.0)


# --- a complete answer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [unreachable(), refused(), secret_missing()])
def test_an_attempt_that_outlived_its_lease_leaves_the_next_ones_claim_alone(
    desk: Parts, api: ScriptedApi, ada: User, error: ApiError
) -> None:
    finish = desk.keep(ada)

    def overtaken() -> Tokens:
        desk.clock.time += LEASE
        assert desk.store.claim_finish(finish.id, at=desk.clock(), lease=LEASE) is not None
        raise error

    api.will("finalize", overtaken)
    desk.attempt(finish)
    after = desk.store.finish(finish.id)
    assert after is not None
    assert (after.state, after.attempts, after.next_try_at) == (FinishState.WAITING, 2, desk.clock() + LEASE)


def test_a_complete_answer_is_stored_and_the_finish_is_gone(desk: Parts, api: ScriptedApi, ada: User) -> None:
    finish = desk.keep(ada, session_of("s1", human_id="human-ada"))
    api.will("finalize", tokens_of("ada", client_user_id=ada.client_user_id, client_id=CLIENT_ID))
    result = desk.attempt(finish)
    assert (result.kind, result.error) == (FinalizeKind.STORED, None)
    assert result.user == desk.store.user(ada.id)
    assert (result.user.human_id, result.user.public_token, result.user.access_token) == (
        "human-ada",
        "public-ada",
        "access-ada",
    )
    assert (result.user.state, result.user.token_launch_id) == (UserState.CONNECTED, finish.launch_id)
    assert desk.store.finishes() == []
    assert api.asked("finalize") == ["s1"]
    assert desk.kinds() == [EventKind.FINALIZE_TRIED, EventKind.EXCHANGE, EventKind.TOKENS_STORED]
    assert {(event.user_id, event.launch_id) for event in desk.told} == {(ada.id, finish.launch_id)}
    assert desk.told[-1].detail == {"rotated": False}


def test_an_edit_replaces_both_tokens_and_says_so(desk: Parts, api: ScriptedApi, bob: User) -> None:
    desk.store.set_attention(bob.id, Attention.NEEDS_EDIT, at=2.0)
    api.will("finalize", tokens_of("new", human="bob"))
    result = desk.attempt(desk.keep(bob))
    assert (result.user.public_token, result.user.access_token) == ("public-new", "access-new")
    assert result.user.attention is None
    assert desk.told[-1].detail == {"rotated": True}


def test_an_answer_may_leave_the_token_as_it_was(desk: Parts, api: ScriptedApi, bob: User) -> None:
    api.will("finalize", Tokens(human_id="human-bob", access_token="access-new", public_token="public-bob"))
    desk.attempt(desk.keep(bob))
    assert desk.told[-1].detail == {"rotated": False}


def test_a_finish_that_is_gone_is_not_tried(desk: Parts, api: ScriptedApi, ada: User) -> None:
    finish = desk.keep(ada)
    api.will("finalize", tokens_of("ada"))
    desk.attempt(finish)
    assert desk.finalizer.run(finish.id) is None
    assert desk.finalizer.run(99) is None
    assert len(api.asked("finalize")) == 1


# --- an answer for somebody else --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "answer", "said_human_id"),
    [
        ("clientUserId", tokens_of("x", human="bob", client_user_id="eve@example.org"), "human-bob"),
        ("clientUserId", tokens_of("x", human="bob", client_user_id="BOB@example.org"), "human-bob"),
        ("humanId", tokens_of("x", human="eve", client_user_id="bob@example.org"), "human-eve"),
        ("humanId", tokens_of("x", human="eve"), None),
        ("humanId", tokens_of("x", human="bob"), "human-eve"),
        ("clientId", tokens_of("x", human="bob", client_id="another"), "human-bob"),
    ],
    ids=["clientUserId", "clientUserId in capitals", "humanId of the row", "humanId alone", "humanId of the session",
         "clientId"],
)  # fmt: skip
def test_an_answer_for_somebody_else_overwrites_nothing(
    desk: Parts, api: ScriptedApi, bob: User, field: str, answer: Tokens, said_human_id: str | None
) -> None:
    finish = desk.keep(bob, session_of("s1", human_id=said_human_id))
    api.will("finalize", answer)
    result = desk.attempt(finish)
    assert result.kind is FinalizeKind.QUARANTINED
    assert result.error is not None
    assert (result.error.kind, result.error.retry) == (ErrorKind.WRONG_PERSON, Retry.NEVER)
    assert result.error.params == {"field": field}
    assert row(result.user) == row(bob)
    assert (result.user.state, result.user.stuck) == (UserState.ATTENTION, 1)
    [kept] = desk.store.finishes()
    assert (kept.state, kept.problem, kept.maybe_delivered) == (FinishState.QUARANTINED, ErrorKind.WRONG_PERSON, True)
    assert desk.kinds()[-1] is EventKind.ANSWER_QUARANTINED
    assert desk.finalizer.next_due() is None


def test_an_answer_with_a_human_of_another_row_overwrites_neither(
    desk: Parts, api: ScriptedApi, ada: User, bob: User
) -> None:
    api.will("finalize", tokens_of("x", human="bob", client_user_id=ada.client_user_id))
    result = desk.attempt(desk.keep(ada, session_of("s1", human_id="human-bob")))
    assert result.kind is FinalizeKind.QUARANTINED
    assert row(desk.store.user(ada.id)) == row(ada)
    assert desk.store.user(bob.id) == bob


def test_a_humanid_from_a_quarantined_finish_opens_nothing(desk: Parts, api: ScriptedApi, ada: User) -> None:
    """Else the desk could recover Eve's publicToken into Ada's row, and open Eve's sources on Ada's name."""
    finish = desk.keep(ada, session_of("s1", human_id="human-eve"))
    assert desk.store.user(ada.id).human_id == "human-eve"
    api.will("finalize", tokens_of("eve", client_user_id="eve@example.org"))
    assert desk.attempt(finish).kind is FinalizeKind.QUARANTINED
    after = desk.store.user(ada.id)
    assert row(after) == row(ada)
    assert not after.needs_recovery


def test_an_answer_that_names_nobody_but_the_human_is_accepted(desk: Parts, api: ScriptedApi, ada: User) -> None:
    api.will("finalize", tokens_of("ada", client_id="any"))
    assert desk.attempt(desk.keep(ada, session_of("s1", client_id=None))).kind is FinalizeKind.STORED


# --- what may get better ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", UNDELIVERED)
def test_what_never_arrived_is_tried_again(desk: Parts, api: ScriptedApi, ada: User, error: ApiError) -> None:
    finish = desk.keep(ada)
    api.will("finalize", error, tokens_of("ada"))
    result = desk.attempt(finish)
    assert (result.kind, result.error, result.next_try_at) == (FinalizeKind.POSTPONED, error, desk.clock() + 2.0)
    assert result.user.state is UserState.PENDING
    [kept] = desk.store.finishes()
    assert (kept.state, kept.maybe_delivered, kept.problem) == (FinishState.WAITING, False, error.kind)
    assert desk.told[-1].kind is EventKind.FINALIZE_FAILED
    assert desk.told[-1].detail == {"error": error.told, "seconds": 2}
    assert desk.attempt(finish).kind is FinalizeKind.STORED


@pytest.mark.parametrize("error", MAYBE_DELIVERED)
def test_what_may_have_arrived_is_tried_again_and_remembered(
    desk: Parts, api: ScriptedApi, ada: User, error: ApiError
) -> None:
    finish = desk.keep(ada)
    api.will("finalize", error, unreachable(), tokens_of("ada"))
    assert desk.attempt(finish).kind is FinalizeKind.POSTPONED
    assert desk.store.finishes()[0].maybe_delivered
    assert desk.attempt(finish).kind is FinalizeKind.POSTPONED
    assert desk.store.finishes()[0].maybe_delivered  # an attempt that did not arrive takes nothing back
    assert desk.attempt(finish).kind is FinalizeKind.STORED  # a server that lets a session token be used again
    assert api.asked("finalize") == ["session-1"] * 3


def test_the_pauses_double_and_a_retry_after_is_kept(desk: Parts, api: ScriptedApi, ada: User) -> None:
    finish = desk.keep(ada)
    api.will(
        "finalize", unreachable(), unreachable(), unavailable(503, retry_after=600), unavailable(503, retry_after=1)
    )
    pauses = []
    for _ in range(4):
        result = desk.attempt(finish)
        pauses.append(result.next_try_at - desk.clock())
        assert desk.finalizer.next_due() == result.next_try_at
    assert pauses == [2.0, 4.0, 600.0, 16.0]


@given(st.integers(1, 10_000), st.integers(0, 86_400), st.floats(0.1, 60.0), st.floats(60.0, 3600.0))
def test_a_pause_is_within_its_bounds(attempts: int, retry_after: int, first: float, most: float) -> None:
    pause = Backoff(first=first, most=most).after(attempts, unavailable(429, retry_after=retry_after))
    assert max(retry_after, 0.75 * first) <= pause <= max(retry_after, 1.25 * most)
    assert Backoff(first=first, most=most).after(1, unreachable()) <= 1.25 * first


def test_the_pauses_that_nobody_has_chosen(desk: Parts, api: ScriptedApi, ada: User) -> None:
    desk.finalizer = Finalizer(store=desk.store, api=api, journal=desk.journal, now=desk.clock)
    api.will("finalize", unreachable())
    assert 1.5 <= desk.attempt(desk.keep(ada)).next_try_at - desk.clock() <= 2.5
    assert 675.0 <= Backoff().after(1_000, unreachable()) <= 1125.0


def test_pauses_are_spread_by_chance() -> None:
    pauses = {Backoff().after(3, unreachable()) for _ in range(20)}
    assert len(pauses) > 1
    assert 6.0 <= min(pauses) <= max(pauses) <= 10.0


# --- what has to be mended --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", SECRET_PROBLEMS)
@pytest.mark.parametrize("before", [[], [unanswered()]], ids=["first", "after an unanswered one"])
def test_without_the_right_secret_a_finish_waits_for_it(
    desk: Parts, api: ScriptedApi, ada: User, error: ApiError, before: list[ApiError]
) -> None:
    finish = desk.keep(ada)
    api.will("finalize", *before, error, tokens_of("ada"))
    for _ in before:
        desk.attempt(finish)
    result = desk.attempt(finish)
    assert (result.kind, result.error) == (FinalizeKind.PARKED, error)
    assert result.user.state is UserState.ATTENTION
    [kept] = desk.store.finishes()
    assert (kept.state, kept.problem, kept.maybe_delivered) == (FinishState.PARKED, error.kind, bool(before))
    assert desk.finalizer.next_due() is None
    assert desk.finalizer.run(finish.id) is None
    desk.service.set_credentials(Credentials(client_secret="mended"))
    assert desk.finalizer.next_due() is not None
    [stored] = desk.finalizer.run_due()
    assert stored.kind is FinalizeKind.STORED


@pytest.mark.parametrize("error", SECRET_PROBLEMS)
def test_a_secret_that_is_mended_while_the_old_one_is_refused_is_tried(
    desk: Parts, api: ScriptedApi, ada: User, error: ApiError
) -> None:
    finish = desk.keep(ada)

    def mended_meanwhile() -> Tokens:
        desk.service.set_credentials(Credentials(client_secret="right"))
        raise error

    api.will("finalize", mended_meanwhile, tokens_of("ada"))
    assert desk.attempt(finish).kind is FinalizeKind.PARKED
    assert [result.kind for result in desk.finalizer.run_due()] == ["stored"]


@pytest.mark.parametrize("error", named(refused(), invalid()))
def test_a_refusal_of_what_never_arrived_parks(desk: Parts, api: ScriptedApi, ada: User, error: ApiError) -> None:
    finish = desk.keep(ada)
    api.will("finalize", unreachable(), error)
    desk.attempt(finish)
    result = desk.attempt(finish)
    assert (result.kind, result.error) == (FinalizeKind.PARKED, error)
    [kept] = desk.store.finishes()
    assert (kept.state, kept.problem, kept.maybe_delivered) == (FinishState.PARKED, error.kind, False)
    assert desk.kinds()[-1] is EventKind.FINALIZE_FAILED
    assert api.asked("recover") == []


def test_a_bad_setting_is_no_proof_that_the_token_is_spent(desk: Parts, api: ScriptedApi, ada: User) -> None:
    finish = desk.keep(ada, session_of("s1", human_id="human-ada"))
    api.will("finalize", unanswered(), invalid())
    desk.attempt(finish)
    assert desk.attempt(finish).kind is FinalizeKind.PARKED
    assert desk.store.finishes()[0].maybe_delivered
    assert api.asked("recover") == []


def test_somebody_whose_first_finish_is_refused_can_be_recovered(desk: Parts, api: ScriptedApi, ada: User) -> None:
    """Human API knows Ada by now: Create would be answered with *User Already Exists*."""
    finish = desk.keep(ada, session_of("s1", human_id="human-ada"))
    api.will("finalize", refused())
    result = desk.attempt(finish)
    assert result.user.needs_recovery
    api.will("recover", "public-ada")
    recovered = desk.service.recover(ada.id)
    assert (recovered.public_token, recovered.human_id) == ("public-ada", "human-ada")
    request = desk.service.launch(ada.id)
    assert request.public_token == "public-ada"
    again = desk.service.keep(request, session_of("s2", human_id="human-ada"))
    assert again is not None
    api.will("finalize", tokens_of("ada"))
    assert desk.attempt(again).user.state is UserState.CONNECTED
    assert desk.store.finishes() == []  # the refused one is moot


# --- a refusal after an attempt that may have been taken --------------------------------------------------------------


@pytest.fixture
def spent(desk: Parts, api: ScriptedApi) -> Callable[..., User]:
    """A finish of this user whose session token was spent by an attempt without an answer; returns the row."""

    def spend(user: User, *, human_id: str | None = None) -> User:
        finish = desk.keep(user, session_of("s1", human_id=human_id))
        api.will("finalize", unanswered(), refused())
        desk.attempt(finish)
        desk.clock.time += 2.0
        return desk.store.user(user.id)

    return spend


def test_the_public_token_is_recovered_and_the_old_access_token_kept(
    desk: Parts, api: ScriptedApi, bob: User, spent: Callable[..., User]
) -> None:
    spent(bob)
    api.will("recover", "public-new")
    api.will("sources", [])
    [result] = desk.finalizer.run_due()
    assert (result.kind, result.error) == (FinalizeKind.RECOVERED, None)
    user = desk.store.user(bob.id)
    assert (user.public_token, user.access_token, user.attention) == ("public-new", "access-bob", None)
    assert user.state is UserState.CONNECTED
    assert desk.store.finishes() == []
    assert (api.asked("recover"), api.asked("sources")) == (["human-bob"], ["access-bob"])
    assert [event.detail["call"] for event in desk.told if event.kind is EventKind.EXCHANGE] == [
        "finalize",
        "finalize",
        "recover",
        "sources",
    ]
    assert desk.kinds()[-1] is EventKind.TOKEN_RECOVERED


@pytest.mark.parametrize("no", named(secret_refused(), refused(404)))
def test_an_access_token_that_reads_nothing_any_more_needs_an_edit(
    desk: Parts, api: ScriptedApi, bob: User, spent: Callable[..., User], no: ApiError
) -> None:
    spent(bob)
    api.will("recover", "public-new")
    api.will("sources", no)
    [result] = desk.finalizer.run_due()
    assert result.kind is FinalizeKind.RECOVERED
    assert (result.user.attention, result.user.access_token) == (Attention.NEEDS_EDIT, "access-bob")
    assert not result.user.needs_recovery


@pytest.mark.parametrize("unsure", [*UNDELIVERED[:1], *MAYBE_DELIVERED[:3]])
def test_a_host_that_cannot_say_leaves_the_access_token_standing(
    desk: Parts, api: ScriptedApi, bob: User, spent: Callable[..., User], unsure: ApiError
) -> None:
    spent(bob)
    api.will("recover", "public-new")
    api.will("sources", unsure)
    [result] = desk.finalizer.run_due()
    assert (result.user.attention, result.user.access_token) == (None, "access-bob")


def test_somebody_new_needs_an_edit_for_an_access_token(
    desk: Parts, api: ScriptedApi, ada: User, spent: Callable[..., User]
) -> None:
    spent(ada, human_id="human-ada")
    api.will("recover", "public-ada")
    [result] = desk.finalizer.run_due()
    assert (result.user.human_id, result.user.public_token) == ("human-ada", "public-ada")
    assert (result.user.attention, result.user.access_token) == (Attention.NEEDS_EDIT, None)
    assert api.asked("sources") == []


def test_without_any_humanid_nothing_can_be_recovered(
    desk: Parts, api: ScriptedApi, ada: User, spent: Callable[..., User]
) -> None:
    spent(ada)
    [result] = desk.finalizer.run_due()
    assert result.kind is FinalizeKind.PARKED
    assert desk.store.finishes()[0].maybe_delivered
    assert api.asked("recover") == []


def test_the_humanid_of_another_row_recovers_nothing(
    desk: Parts, api: ScriptedApi, ada: User, bob: User, spent: Callable[..., User]
) -> None:
    spent(ada, human_id="human-bob")
    [result] = desk.finalizer.run_due()
    assert result.kind is FinalizeKind.QUARANTINED
    assert api.asked("recover") == []
    assert row(desk.store.user(ada.id)) == row(ada)
    assert desk.store.user(bob.id) == bob


@pytest.mark.parametrize("error", [*UNDELIVERED[:1], *MAYBE_DELIVERED[:3]])
def test_a_recovery_that_fails_is_tried_again_with_the_finish(
    desk: Parts, api: ScriptedApi, bob: User, spent: Callable[..., User], error: ApiError
) -> None:
    spent(bob)
    api.will("recover", error, "public-new")
    [result] = desk.finalizer.run_due()
    assert (result.kind, result.error) == (FinalizeKind.POSTPONED, error)
    assert desk.store.finishes()[0].maybe_delivered
    api.will("finalize", refused())
    api.will("sources", [])
    desk.clock.time = result.next_try_at
    [result] = desk.finalizer.run_due()
    assert (result.kind, result.user.public_token) == (FinalizeKind.RECOVERED, "public-new")


@pytest.mark.parametrize("error", [*named(refused(404)), *SECRET_PROBLEMS])
def test_a_recovery_that_is_refused_parks(
    desk: Parts, api: ScriptedApi, bob: User, spent: Callable[..., User], error: ApiError
) -> None:
    spent(bob)
    api.will("recover", error)
    [result] = desk.finalizer.run_due()
    assert (result.kind, result.error) == (FinalizeKind.PARKED, error)
    assert desk.store.finishes()[0].maybe_delivered
    assert row(desk.store.user(bob.id)) == row(bob)


# --- several finishes -------------------------------------------------------------------------------------------------


def test_the_answer_of_an_earlier_launch_comes_too_late(desk: Parts, api: ScriptedApi, bob: User) -> None:
    earlier, later = desk.keep(bob, "s1"), desk.keep(bob, "s2")
    api.will("finalize", tokens_of("later", human="bob"), tokens_of("earlier", human="bob"))
    desk.attempt(later)
    result = desk.attempt(earlier)
    assert result.kind is FinalizeKind.STORED
    assert (result.user.public_token, result.user.access_token) == ("public-later", "access-later")
    assert desk.kinds()[-1] is EventKind.ANSWER_OUTDATED
    assert desk.store.finishes() == []


def test_an_older_finish_that_is_refused_after_a_newer_answer_is_moot(desk: Parts, api: ScriptedApi, bob: User) -> None:
    earlier, later = desk.keep(bob, "s1"), desk.keep(bob, "s2")
    api.will("finalize", tokens_of("later", human="bob"), refused())
    desk.attempt(later)
    result = desk.attempt(earlier)
    assert result.kind is FinalizeKind.SUPERSEDED
    assert (result.user.state, result.user.stuck) == (UserState.CONNECTED, 0)
    assert result.user.public_token == "public-later"
    assert desk.store.finishes() == []
    assert desk.kinds()[-2:] == [EventKind.FINALIZE_FAILED, EventKind.FINISH_SUPERSEDED]
    assert desk.told[-1].launch_id == earlier.launch_id


def test_somebody_elses_answer_to_an_older_finish_is_said_and_nothing_is_left_stuck(
    desk: Parts, api: ScriptedApi, bob: User
) -> None:
    earlier, later = desk.keep(bob, "s1"), desk.keep(bob, "s2")
    api.will("finalize", tokens_of("later", human="bob"), tokens_of("x", human="eve"))
    desk.attempt(later)
    result = desk.attempt(earlier)
    assert result.kind is FinalizeKind.QUARANTINED
    assert (result.user.public_token, result.user.human_id) == ("public-later", "human-bob")
    assert desk.store.finishes() == []


@pytest.mark.parametrize("recovered", [False, True], ids=["a stored answer", "a recovered token"])
def test_what_an_answer_makes_moot_is_told(desk: Parts, api: ScriptedApi, bob: User, recovered: bool) -> None:
    earlier, later = desk.keep(bob, "s1"), desk.keep(bob, "s2")
    api.will("finalize", refused())
    desk.attempt(earlier)
    api.will("recover", "public-recovered")
    api.will("sources", [])
    api.will("finalize", *([unanswered(), refused()] if recovered else [tokens_of("later", human="bob")]))
    for _ in range(1 + recovered):
        result = desk.attempt(later)
    assert result.kind is (FinalizeKind.RECOVERED if recovered else FinalizeKind.STORED)
    assert (result.user.stuck, desk.store.finishes()) == (0, [])
    assert (desk.told[-1].kind, desk.told[-1].launch_id) == (EventKind.FINISH_SUPERSEDED, earlier.launch_id)


def test_an_attempt_that_comes_back_too_late_does_not_disturb_the_next_one(
    desk: Parts, api: ScriptedApi, ada: User
) -> None:
    """GIVEN an attempt that hung longer than its lease WHEN it ends in the middle of the next one THEN that one
    keeps its claim, and what it comes to counts."""
    finish = desk.keep(ada, session_of("s1", human_id="human-ada"))

    def late() -> Tokens:
        desk.clock.time += LEASE + 1
        api.will("finalize", in_between)
        second.append(desk.finalizer.run(finish.id))
        raise refused()

    def in_between() -> Tokens:
        return tokens_of("ada")

    second: list[object] = []
    api.will("finalize", late)
    first = desk.finalizer.run(finish.id)
    assert isinstance(second[0], FinalizeResult)
    assert second[0].kind is FinalizeKind.STORED
    assert first is not None
    assert first.user.public_token == "public-ada"
    assert (desk.store.finishes(), first.user.stuck) == ([], 0)


def test_after_the_end_no_attempt_begins(desk: Parts, api: ScriptedApi, ada: User) -> None:
    finish = desk.keep(ada)
    desk.finalizer.stop()
    assert desk.finalizer.run(finish.id) is None
    assert desk.finalizer.run_due() == []
    assert desk.store.finish(finish.id) == finish  # nothing was counted or claimed


def test_of_two_finishes_of_one_launch_the_first_answer_counts(desk: Parts, api: ScriptedApi, ada: User) -> None:
    first = desk.keep(ada, "s1")
    session = session_of("s2")
    second = desk.store.keep_finish(user_id=ada.id, launch_id=first.launch_id, session=session, at=desk.clock())
    assert second is not None
    api.will("finalize", tokens_of("first", human="ada"), tokens_of("second", human="ada"))
    desk.attempt(first)
    assert desk.attempt(second).user.public_token == "public-first"
    assert desk.kinds()[-1] is EventKind.ANSWER_OUTDATED


def test_what_is_due_is_run_oldest_first(desk: Parts, api: ScriptedApi, ada: User, bob: User) -> None:
    assert desk.finalizer.next_due() is None
    assert desk.finalizer.run_due() == []
    desk.keep(ada, "s1")
    desk.keep(bob, "s2")
    desk.keep(bob, "s3")
    assert desk.finalizer.next_due() == 0.0
    api.will("finalize", unavailable(503, retry_after=50), unreachable(), tokens_of("s3", human="bob"))
    results = desk.finalizer.run_due()
    assert api.asked("finalize") == ["s1", "s2", "s3"]
    assert [result.kind for result in results] == ["postponed", "postponed", "stored"]
    assert desk.finalizer.next_due() == desk.clock() + 2.0
    assert desk.finalizer.run_due() == []
    desk.clock.time += 2.0
    api.will("finalize", tokens_of("s2", human="bob"))
    assert [result.user.id for result in desk.finalizer.run_due()] == [bob.id]
    assert desk.finalizer.next_due() == desk.clock() + 48.0


def test_two_threads_run_one_finish_once(desk: Parts, api: ScriptedApi, ada: User) -> None:
    finish = desk.keep(ada)
    together = threading.Barrier(2)
    api.will("finalize", tokens_of("ada"))

    def run() -> object:
        together.wait(5)
        return desk.finalizer.run(finish.id)

    with ThreadPoolExecutor(2) as pool:
        results = [future.result(10) for future in [pool.submit(run), pool.submit(run)]]
    assert api.asked("finalize") == ["session-1"]
    assert sorted(result is None for result in results) == [False, True]


def test_a_user_has_one_attempt_under_way(desk: Parts, api: ScriptedApi, bob: User) -> None:
    first, second = desk.keep(bob, "s1"), desk.keep(bob, "s2")
    meanwhile: list[object] = []

    def answer() -> Tokens:
        meanwhile.extend([desk.finalizer.run(first.id), desk.finalizer.run(second.id)])
        return tokens_of("s1", human="bob")

    api.will("finalize", answer)
    assert desk.attempt(first).kind is FinalizeKind.STORED
    assert meanwhile == [None, None]
    api.will("finalize", tokens_of("s2", human="bob"))
    assert desk.attempt(second).user.public_token == "public-s2"


# --- crashes ----------------------------------------------------------------------------------------------------------


class Crash(BaseException):
    """The process ends here."""


def test_after_a_crash_the_finish_is_tried_again_as_one_that_may_have_arrived(
    desk: Parts, api: ScriptedApi, bob: User
) -> None:
    finish = desk.keep(bob)
    api.will("finalize", Crash(), refused())
    with pytest.raises(Crash):
        desk.finalizer.run(finish.id)
    assert desk.finalizer.run(finish.id) is None  # the one who holds it may still be alive
    assert desk.finalizer.next_due() == desk.clock() + LEASE
    desk.clock.time += LEASE
    api.will("recover", "public-new")
    api.will("sources", [])
    result = desk.finalizer.run(finish.id)
    assert result is not None
    assert result.kind is FinalizeKind.RECOVERED


def test_a_fault_of_ours_postpones(desk: Parts, api: ScriptedApi, ada: User, expect_log: ExpectedLog) -> None:
    expect_log("hcdesktop.core.finalizer ERROR an attempt to finalize failed")
    finish = desk.keep(ada)
    api.will("finalize", ZeroDivisionError("canary"), tokens_of("ada"))
    result = desk.attempt(finish)
    assert (result.kind, result.next_try_at) == (FinalizeKind.POSTPONED, desk.clock() + 2.0)
    assert result.error is not None
    assert (result.error.kind, result.error.retry) == (ErrorKind.INTERNAL, Retry.BY_ITSELF)
    assert desk.store.finishes()[0].maybe_delivered
    assert "canary" not in str(desk.told)
    assert desk.attempt(finish).kind is FinalizeKind.STORED


def test_a_lease_is_longer_than_all_exchanges_of_an_attempt() -> None:
    assert LEASE > 3 * DEADLINE


def test_an_answer_that_cannot_be_stored_is_not_lost(
    desk: Parts, api: ScriptedApi, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = desk.keep(bob)
    api.will("finalize", tokens_of("new", human="bob"), tokens_of("newer", human="bob"))
    with monkeypatch.context() as patch:
        patch.setattr(LocalStore, "complete_finish", _full_disk)
        with pytest.raises(StoreError):
            desk.finalizer.run(finish.id)
    assert desk.store.user(bob.id).public_token == "public-bob"
    desk.clock.time += LEASE
    assert desk.attempt(finish).user.public_token == "public-newer"


def _full_disk(*_args: object, **_kwargs: object) -> User:
    raise StoreError(ErrorKind.STORE_FULL)


# --- with the Simulator -----------------------------------------------------------------------------------------------


def drained(desk: Parts) -> Iterator[FinalizeKind]:
    """Runs what is due, and what is due then, until nothing waits."""
    for _ in range(20):
        due = desk.finalizer.next_due()
        if due is None:
            return
        desk.clock.time = max(desk.clock.time, due)
        yield from [result.kind for result in desk.finalizer.run_due()]
    pytest.fail("it never ends")


#: What the desk sees, attempt by attempt, in each scenario of the tokens endpoint.
COURSES = {
    "normal": ["stored"],
    "wrong-person": ["quarantined"],
    "tokens-400": ["parked"],
    "tokens-401": ["parked"],
    "tokens-409": ["parked"],
    "tokens-422": ["parked"],
    "tokens-500": ["postponed", "stored"],
    "tokens-503-twice": ["postponed", "postponed", "stored"],
    "tokens-garbage": ["postponed", "stored"],
    "tokens-never": ["postponed", "stored"],
    "tokens-lost": ["postponed", "recovered"],
    "tokens-429": ["postponed", "stored"],
    "tokens-slow": ["stored"],
    "tokens-flaky": ["postponed", "postponed", "stored"],
    "tokens-incomplete": ["postponed", "recovered"],
    "tokens-dropped": ["postponed", "stored"],
}


@pytest.mark.parametrize("given", [each for each in shipped() if each.stage == "tokens"], ids=lambda each: each.name)
@pytest.mark.parametrize("returning", [False, True], ids=["create", "edit"])
def test_every_scenario_of_the_simulator(
    simulated: SimulatedHuman, ada: User, given: Scenario, returning: bool
) -> None:
    service = simulated.service
    if returning:
        first = service.launch(ada.id)
        service.keep(first, simulated.connect(first, provider="moonloop"))
        assert list(drained(simulated)) == ["stored"]
    before = simulated.store.user(ada.id)
    simulated.simulator.choose(given)
    request = service.launch(ada.id)
    finish = service.keep(request, simulated.connect(request))
    assert finish is not None
    course = list(drained(simulated))
    assert course == COURSES[given.name]
    human, user = simulated.human(ada), simulated.store.user(ada.id)
    match course[-1]:
        case "stored":
            assert (user.human_id, user.public_token, user.access_token) == (
                human.human_id,
                human.public_token,
                human.access_token,
            )
            assert simulated.store.finishes() == []
        case "recovered":  # a token that is used once: its answer is lost for good, and the old accessToken with it
            assert (user.human_id, user.public_token) == (human.human_id, human.public_token)
            assert (user.access_token, user.attention) == (before.access_token, Attention.NEEDS_EDIT)
            assert simulated.store.finishes() == []
        case "quarantined":
            assert row(user) == row(before)
        case "parked":
            assert (user.public_token, user.access_token) == (before.public_token, before.access_token)
            service.retry(ada.id)
            assert list(drained(simulated)) == ["stored"]


def test_every_course_belongs_to_a_scenario() -> None:
    for name in COURSES:
        assert scenario(name).stage in ("tokens", "popup")


def test_nothing_that_is_told_holds_a_token(simulated: SimulatedHuman, ada: User) -> None:
    request = simulated.service.launch(ada.id)
    simulated.service.keep(request, simulated.connect(request))
    simulated.simulator.choose(scenario("tokens-503-twice"))
    list(drained(simulated))
    human = simulated.human(ada)
    said = f"{simulated.told} {simulated.store.events()}"
    credentials = simulated.store.credentials()
    for secret in (human.public_token, human.access_token, credentials.client_secret, credentials.app_key):
        assert secret
        assert secret not in said
    assert [event.kind for event in simulated.told].count(EventKind.EXCHANGE) == 3


def test_no_line_of_the_log_needs_its_filter(
    simulated: SimulatedHuman, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    request = simulated.service.launch(ada.id)
    session = simulated.connect(request)
    simulated.service.keep(request, session)
    simulated.simulator.choose(scenario("tokens-503-twice"))
    list(drained(simulated))
    human, credentials = simulated.human(ada), simulated.store.credentials()
    for secret in (session.session_token, human.public_token, human.access_token, credentials.client_secret):
        assert secret
        assert secret not in caplog.text
    assert "tokens_stored" in caplog.text


def test_the_oddest_session_is_finalized_like_any_other(simulated: SimulatedHuman, ada: User) -> None:
    request = simulated.service.launch(ada.id)
    session = simulated.connect(request)
    deep: object = "x"
    for _ in range(15):
        deep = {"token": [deep]}
    odd = replace(session, raw={**session.raw, "token": "\ud800", "\ud800": None, "cookie": deep, "nan": float("inf")})
    finish = simulated.service.keep(request, odd)
    assert finish is not None
    assert list(drained(simulated)) == ["stored"]


# --- any order of anything --------------------------------------------------------------------------------------------

#: What the tokens endpoint may come to: its error, or its tokens (``None``).
outcomes = st.sampled_from(
    [None, None, unreachable, unanswered, bad_answer, lambda: unavailable(503), lambda: unavailable(429), refused,
     secret_refused]
)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 3), outcomes, st.booleans()), max_size=14))
def test_no_order_of_anything_loses_or_mixes_up_a_token(
    steps: list[tuple[int, Callable[[], HcError] | None, bool]],
) -> None:
    with TemporaryDirectory() as folder:
        store = LocalStore(Path(folder) / "users.db", bytes(32))
        try:
            _run_in_any_order(store, steps)
        finally:
            store.close()


def _run_in_any_order(store: LocalStore, steps: list[tuple[int, Callable[[], HcError] | None, bool]]) -> None:
    clock = Clock()
    user = store.add_user(client_user_id="ada", at=0.0)
    keeper = Parts(store=store, api=ScriptedApi(), clock=clock)
    finishes = [keeper.keep(user, session_of(f"s{n}", human_id="human-ada")) for n in range(4)]
    latest = -1
    for number, outcome, retry in steps:
        api = ScriptedApi()
        desk = Parts(store=store, api=api, clock=clock)
        clock.time += 3600.0
        if retry:
            desk.service.retry()
        before, pending = store.user(user.id), store.finishes()
        api.will("finalize", tokens_of(f"{number}", human="ada") if outcome is None else outcome())
        api.will("recover", before.public_token or "public-recovered")
        api.will("sources", [])
        result = desk.finalizer.run(finishes[number].id)
        older = {f.id for f in finishes[:number] if _stuck(f.id, pending)}
        after, vanished = store.user(user.id), {f.id for f in pending} - {f.id for f in store.finishes()}
        may_vanish = set()
        if result is None:
            assert after == before
        elif result.kind is FinalizeKind.STORED:
            latest = max(latest, number)
            may_vanish = older | {finishes[number].id}
        elif result.kind is FinalizeKind.RECOVERED:
            may_vanish = older | {finishes[number].id}
        elif result.kind is FinalizeKind.SUPERSEDED:
            assert number < latest
            may_vanish = {f.id for f in finishes[:latest] if _stuck(f.id, pending)} | {finishes[number].id}
        if latest >= 0:  # nothing older than a stored answer stays for a person to mend
            assert not [f for f in store.finishes() if f.launch_id < after.token_launch_id and _stuck(f.id, [f])]
        assert vanished == may_vanish
        assert after.token_launch_id == (finishes[latest].launch_id if latest >= 0 else 0)
        assert after.access_token == (f"access-{latest}" if latest >= 0 else None)
        assert after.public_token or not before.public_token


def _stuck(finish_id: int, pending: list[PendingFinish]) -> bool:
    return any(finish.id == finish_id and finish.state is FinishState.PARKED for finish in pending)


# --- how often the disk is waited for -------------------------------------------------------------------------------


@pytest.fixture
def commits(desk: Parts, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One for each synced write."""
    written: list[None] = []
    real = Database._taking_turns

    def counted(database: Database) -> object:
        written.append(None)
        return real(database)

    monkeypatch.setattr(Database, "_taking_turns", counted)
    return written


def test_a_finish_is_written_three_times_kept_claimed_and_stored(
    desk: Parts, api: ScriptedApi, ada: User, commits: list[None]
) -> None:
    request = desk.service.launch(ada.id)
    commits.clear()
    finish = desk.service.keep(request, session_of("s1"), callback={"callback": "finish"})
    assert finish is not None
    assert len(commits) == 1
    api.will("finalize", tokens_of("ada"))
    desk.finalizer.run(finish.id)
    assert len(commits) == 3
    assert desk.kinds(ada)[-5:] == [
        EventKind.FINISH_KEPT,
        EventKind.CALLBACK,
        EventKind.FINALIZE_TRIED,
        EventKind.EXCHANGE,
        EventKind.TOKENS_STORED,
    ]


def test_a_finish_that_is_sent_at_once_is_claimed_with_what_keeps_it(
    desk: Parts, api: ScriptedApi, ada: User, commits: list[None]
) -> None:
    request = desk.service.launch(ada.id)
    commits.clear()
    finish = desk.service.keep(request, session_of("s1"), sent_now=True)
    assert finish is not None
    assert desk.finalizer.due() == []
    assert desk.finalizer.run(finish.id) is None  # it is taken
    api.will("finalize", tokens_of("ada"))
    with desk.finalizer.following(claimed=finish):
        assert desk.finalizer.run(finish.id) is not None
    assert len(commits) == 3  # one of them in vain
    assert desk.kinds(ada)[-4:] == [
        EventKind.FINISH_KEPT,
        EventKind.FINALIZE_TRIED,
        EventKind.EXCHANGE,
        EventKind.TOKENS_STORED,
    ]


def test_a_claim_that_cannot_be_written_costs_the_finish_nothing(
    desk: Parts, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise StoreError(ErrorKind.STORE_FULL)

    monkeypatch.setattr(LocalStore, "claim_finish", full)
    finish = desk.service.keep(desk.service.launch(ada.id), session_of("s1"), sent_now=True)
    assert finish is not None
    assert desk.finalizer.due() == [finish.id]


def test_a_claim_that_has_run_out_is_made_anew(desk: Parts, api: ScriptedApi, ada: User) -> None:
    finish = desk.service.keep(desk.service.launch(ada.id), session_of("s1"), sent_now=True)
    assert finish is not None
    desk.clock.time += LEASE
    assert desk.store.claim_finish(finish.id, at=desk.clock(), lease=LEASE) is not None  # another process
    with desk.finalizer.following(claimed=finish):
        assert desk.finalizer.run(finish.id) is None
    assert api.calls == []


def test_the_claim_is_on_the_disk_before_anything_is_sent(
    desk: Parts, api: ScriptedApi, ada: User, store: LocalStore
) -> None:
    finish = desk.keep(ada)
    seen: list[object] = []

    def look() -> Tokens:
        with ThreadPoolExecutor(1) as elsewhere:
            seen.append(elsewhere.submit(store.finish, finish.id).result())
        return tokens_of("ada")

    api.will("finalize", look)
    desk.attempt(finish)
    assert [(now.attempts, now.maybe_delivered) for now in seen if isinstance(now, PendingFinish)] == [(1, True)]


def test_nothing_is_told_of_an_answer_that_could_not_be_written(
    desk: Parts, api: ScriptedApi, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = desk.keep(ada)
    api.will("finalize", tokens_of("ada"))

    def full(*_arguments: object, **_options: object) -> User:
        raise StoreError(ErrorKind.STORE_FULL)

    monkeypatch.setattr(LocalStore, "complete_finish", full)
    with pytest.raises(StoreError):
        desk.finalizer.run(finish.id)
    assert [event.kind for event in desk.told] == [EventKind.FINALIZE_TRIED]
    assert desk.kinds(ada)[-1] is EventKind.FINALIZE_TRIED


def test_of_those_that_follow_one_another_the_next_is_claimed_with_the_answer_to_the_one_before(
    desk: Parts, api: ScriptedApi, ada: User, bob: User, commits: list[None]
) -> None:
    finishes = [desk.keep(ada, "s1"), desk.keep(bob, "s2")]
    left = [finish.id for finish in finishes]
    api.will("finalize", tokens_of("ada"), tokens_of("bob"))
    commits.clear()
    with desk.finalizer.following(lambda: left[0] if left else None):
        while left:
            assert desk.finalizer.run(left.pop(0)) is not None
    assert len(commits) == 3
    assert desk.store.finishes() == []
    assert [event.detail["attempt"] for event in desk.told if event.kind is EventKind.FINALIZE_TRIED] == [1, 1]


def test_a_next_one_that_cannot_be_claimed_costs_the_one_before_nothing(
    desk: Parts, api: ScriptedApi, ada: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = desk.keep(ada, "s1"), desk.keep(bob, "s2")
    api.will("finalize", tokens_of("ada"), tokens_of("bob"))
    real = LocalStore.claim_finish

    def claim(store: LocalStore, finish_id: int, **options: float) -> PendingFinish | None:
        if finish_id == second.id:
            raise StoreError(ErrorKind.STORE_FULL)
        return real(store, finish_id, **options)

    monkeypatch.setattr(LocalStore, "claim_finish", claim)
    with desk.finalizer.following(lambda: second.id):
        result = desk.finalizer.run(first.id)
    assert result is not None
    assert result.kind is FinalizeKind.STORED
    monkeypatch.undo()
    assert desk.finalizer.run(second.id) is not None  # nobody holds it


def test_what_is_claimed_ahead_and_not_run_is_not_mistaken_for_another(
    desk: Parts, api: ScriptedApi, ada: User, bob: User
) -> None:
    first, second = desk.keep(ada, "s1"), desk.keep(bob, "s2")
    api.will("finalize", tokens_of("ada"))
    with desk.finalizer.following(lambda: second.id):
        desk.finalizer.run(first.id)
        assert desk.finalizer.run(first.id) is None
    assert desk.finalizer.run(second.id) is None  # until its lease is over
    desk.clock.time += LEASE
    api.will("finalize", tokens_of("bob"))
    assert desk.finalizer.run(second.id) is not None
