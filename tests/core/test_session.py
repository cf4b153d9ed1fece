"""Step 5: exactly one outcome for every launch, whatever comes and in whatever order."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcdesktop.core.models import LaunchRequest, Mode, Outcome, OutcomeKind, PopupProblem, SessionToken
from hcdesktop.core.popup import Closed, Dropped, Failed, Finished, Opened, PopupEvent, Ready, ScriptFailed
from hcdesktop.core.session import ConnectSession

REQUEST = LaunchRequest(launch_id=7, user_id=1, client_user_id="ada", client_id="c", mode=Mode.CREATE)
SESSION = SessionToken(session_token="s1")
PROBLEM = PopupProblem(code="E1", message="no")

#: Each event or wish of the window that ends a launch, with what it comes to.
ENDINGS: list[tuple[PopupEvent | OutcomeKind, Outcome]] = [
    (Finished(SESSION), Outcome(kind=OutcomeKind.FINISHED, session=SESSION)),
    (Finished(SESSION, PROBLEM), Outcome(kind=OutcomeKind.FINISHED, session=SESSION, problem=PROBLEM)),
    (Failed(PROBLEM), Outcome(kind=OutcomeKind.POPUP_ERROR, problem=PROBLEM)),
    (Closed(), Outcome(kind=OutcomeKind.CLOSED)),
    (ScriptFailed("404"), Outcome(kind=OutcomeKind.LOAD_FAILED, detail="404")),
    (OutcomeKind.LOAD_FAILED, Outcome(kind=OutcomeKind.LOAD_FAILED, detail="told")),
    (OutcomeKind.RENDERER_DIED, Outcome(kind=OutcomeKind.RENDERER_DIED, detail="told")),
    (OutcomeKind.ABANDONED, Outcome(kind=OutcomeKind.ABANDONED, detail="told")),
    (OutcomeKind.TIMED_OUT, Outcome(kind=OutcomeKind.TIMED_OUT, detail="told")),
]
HARMLESS: list[PopupEvent] = [Ready(), Opened(), Dropped("origin")]
STEPS = [step for step, _ in ENDINGS] + HARMLESS


def take(session: ConnectSession, step: PopupEvent | OutcomeKind) -> Outcome | None:
    return session.end(step, "told") if isinstance(step, OutcomeKind) else session.apply(step)


@pytest.mark.parametrize(("step", "outcome"), ENDINGS, ids=lambda value: str(getattr(value, "kind", "")) or None)
def test_each_ending_comes_to_its_outcome(step: PopupEvent | OutcomeKind, outcome: Outcome) -> None:
    session = ConnectSession(REQUEST)
    assert take(session, step) == outcome
    assert session.outcome == outcome
    assert session.request is REQUEST


@pytest.mark.parametrize("event", HARMLESS, ids=lambda event: type(event).__name__)
def test_what_ends_nothing(event: PopupEvent) -> None:
    session = ConnectSession(REQUEST)
    assert session.apply(event) is None
    assert session.outcome is None


@pytest.mark.parametrize(
    "kind", [kind for kind in OutcomeKind if kind.value not in ("finished", "popup_error", "closed")]
)
def test_the_window_needs_no_words(kind: OutcomeKind) -> None:
    assert ConnectSession(REQUEST).end(kind) == Outcome(kind=kind, detail="")


def test_every_pair_of_endings_has_the_outcome_of_the_first() -> None:
    for (first, outcome), (second, _) in itertools.product(ENDINGS, repeat=2):
        session = ConnectSession(REQUEST)
        assert take(session, first) == outcome
        assert take(session, second) is None
        assert session.outcome == outcome


@given(st.lists(st.sampled_from(STEPS)))
def test_no_order_of_events_has_two_outcomes(steps: list[PopupEvent | OutcomeKind]) -> None:
    session = ConnectSession(REQUEST)
    outcomes = [outcome for step in steps if (outcome := take(session, step)) is not None]
    ending = next((step for step in steps if step not in HARMLESS), None)
    assert len(outcomes) == (ending is not None)
    assert session.outcome == (outcomes[0] if outcomes else None)
    if ending is not None:
        assert outcomes == [outcome for step, outcome in ENDINGS if step == ending]
