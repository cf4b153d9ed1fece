"""What a finish tells about its user besides its token, and which finishes a later answer makes moot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hcdesktop.core.models import FinishState, PendingFinish, SessionToken, Tokens, User
from hcdesktop.store.local import LocalStore

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from sqlite3 import Connection

Keep = Callable[..., PendingFinish]
Answer = Callable[[str], Tokens]


def _release(store: LocalStore, finish: PendingFinish, state: FinishState) -> None:
    store.release_finish(finish.id, state=state, problem="refused", maybe_delivered=False)


# --- the humanId ------------------------------------------------------------------------------------------------------


def test_a_finish_tells_the_humanid_of_a_user_without_one(store: LocalStore, user: User, keep: Keep) -> None:
    keep(user, human_id="human-ada")
    after = store.user(user.id)
    assert (after.human_id, after.changed_at) == ("human-ada", 2.0)
    assert (after.public_token, after.access_token, after.token_launch_id) == (None, None, 0)
    assert store.find_human("human-ada") == after
    assert after.needs_recovery


def test_a_finish_without_a_humanid_tells_nothing(store: LocalStore, user: User, keep: Keep) -> None:
    keep(user)
    after = store.user(user.id)
    assert (after.human_id, after.changed_at) == (None, 1.0)


def test_a_known_humanid_stays(store: LocalStore, user: User, connected: User, keep: Keep) -> None:
    keep(connected, "s-1", human_id="human-eve")
    assert store.user(connected.id).human_id == "human-bob"
    keep(user, "s-2", human_id="human-ada")
    keep(user, "s-3", human_id="human-eve")
    assert store.user(user.id).human_id == "human-ada"


def test_the_humanid_of_another_row_is_not_believed(store: LocalStore, user: User, connected: User, keep: Keep) -> None:
    keep(user, human_id="human-bob")
    after = store.user(user.id)
    assert (after.human_id, after.changed_at) == (None, 1.0)
    assert store.user(connected.id) == connected


def test_a_finish_that_is_not_kept_again_tells_nothing(store: LocalStore, user: User, keep: Keep) -> None:
    first = keep(user, "s-1")
    session = SessionToken(session_token="s-1", human_id="human-eve")
    store.keep_finish(user_id=user.id, launch_id=first.launch_id, session=session, at=9.0)
    assert store.user(user.id).human_id is None


@pytest.mark.parametrize("state", [FinishState.WAITING, FinishState.PARKED])
def test_a_refused_finish_leaves_its_humanid(store: LocalStore, user: User, keep: Keep, state: FinishState) -> None:
    _release(store, keep(user, human_id="human-ada"), state)
    assert store.user(user.id).human_id == "human-ada"


def test_a_quarantined_finish_takes_its_humanid_away(store: LocalStore, user: User, keep: Keep) -> None:
    _release(store, keep(user, human_id="human-eve"), FinishState.QUARANTINED)
    assert store.user(user.id).human_id is None


def test_a_quarantined_finish_takes_no_other_humanid_away(
    store: LocalStore, user: User, connected: User, keep: Keep
) -> None:
    _release(store, keep(connected, "s-1", human_id="human-bob"), FinishState.QUARANTINED)
    assert store.user(connected.id).human_id == "human-bob"
    keep(user, "s-2", human_id="human-ada")
    _release(store, keep(user, "s-3", human_id="human-eve"), FinishState.QUARANTINED)
    _release(store, keep(user, "s-4"), FinishState.QUARANTINED)
    assert store.user(user.id).human_id == "human-ada"


# --- what is moot -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [FinishState.PARKED, FinishState.QUARANTINED])
def test_a_later_answer_ends_what_is_stuck(
    store: LocalStore,
    user: User,
    keep: Keep,
    tokens: Answer,
    peek: Callable[[], AbstractContextManager[Connection]],
    state: FinishState,
) -> None:
    stuck, later = keep(user, "canary-1"), keep(user, "s-2")
    _release(store, stuck, state)
    assert store.user(user.id).stuck == 1
    after = store.complete_finish(later.id, tokens("ada"), at=11.0)
    assert (after.stuck, after.waiting, after.public_token) == (0, 0, "public-ada")
    assert store.finishes() == []
    assert "canary-1" not in store.secrets()
    with peek() as connection:
        rows = connection.execute("SELECT session, ended_at, claimed_until FROM finishes ORDER BY id").fetchall()
    assert rows == [(None, 11.0, 0.0), (None, 11.0, 0.0)]
    again = store.keep_finish(user_id=user.id, launch_id=stuck.launch_id, session=stuck.session, at=12.0)
    assert again is None


def test_a_later_answer_leaves_what_waits(store: LocalStore, user: User, keep: Keep, tokens: Answer) -> None:
    waiting, later = keep(user, "s-1"), keep(user, "s-2")
    assert store.complete_finish(later.id, tokens("ada"), at=11.0).waiting == 1
    assert store.finishes() == [waiting]


def test_an_earlier_answer_leaves_what_is_stuck_later(
    store: LocalStore, user: User, keep: Keep, tokens: Answer
) -> None:
    earlier, stuck = keep(user, "s-1"), keep(user, "s-2")
    _release(store, stuck, FinishState.PARKED)
    assert store.complete_finish(earlier.id, tokens("ada"), at=11.0).stuck == 1


def test_an_answer_leaves_the_finishes_of_others(
    store: LocalStore, user: User, connected: User, keep: Keep, tokens: Answer
) -> None:
    theirs, mine = keep(connected, "s-1"), keep(user, "s-2")
    _release(store, theirs, FinishState.QUARANTINED)
    store.complete_finish(mine.id, tokens("ada"), at=11.0)
    assert store.user(connected.id).stuck == 1


def test_an_outdated_answer_ends_what_is_older_still(store: LocalStore, user: User, keep: Keep, tokens: Answer) -> None:
    stuck, outdated, latest = keep(user, "s-1"), keep(user, "s-2"), keep(user, "s-3")
    store.complete_finish(latest.id, tokens("latest"), at=10.0)
    _release(store, stuck, FinishState.PARKED)
    after = store.complete_finish(outdated.id, tokens("outdated"), at=11.0)
    assert (after.stuck, after.public_token) == (0, "public-latest")
    assert store.finishes() == []


def test_a_dropped_finish_leaves_what_is_stuck(store: LocalStore, user: User, keep: Keep) -> None:
    stuck, later = keep(user, "s-1"), keep(user, "s-2")
    _release(store, stuck, FinishState.PARKED)
    assert store.drop_finish(later.id, attention=None, public_token=None, at=11.0).stuck == 1


def test_a_recovered_token_ends_what_is_stuck(store: LocalStore, user: User, keep: Keep) -> None:
    stuck, later = keep(user, "s-1"), keep(user, "s-2")
    _release(store, stuck, FinishState.PARKED)
    assert store.drop_finish(later.id, attention=None, public_token="public-new", at=11.0).stuck == 0
    assert store.finishes() == []


@pytest.mark.parametrize("state", [FinishState.PARKED, FinishState.QUARANTINED])
def test_what_gets_stuck_after_a_later_answer_ends_at_once(
    store: LocalStore, user: User, keep: Keep, tokens: Answer, state: FinishState
) -> None:
    older, later = keep(user, "s-1"), keep(user, "s-2")
    store.complete_finish(later.id, tokens("later"), at=11.0)
    before = store.user(user.id)
    left = store.release_finish(older.id, state=state, problem="refused", maybe_delivered=True)
    assert left is None
    assert store.finishes() == []
    after = store.user(user.id)
    assert (after.waiting, after.stuck, after.public_token) == (0, 0, before.public_token)


def test_what_waits_after_a_later_answer_goes_on(store: LocalStore, user: User, keep: Keep, tokens: Answer) -> None:
    older, later = keep(user, "s-1"), keep(user, "s-2")
    store.complete_finish(later.id, tokens("later"), at=11.0)
    left = store.release_finish(older.id, state=FinishState.WAITING, problem="unanswered", maybe_delivered=True)
    assert left == store.finish(older.id)
    assert left is not None


# --- an attempt that another one has taken over -----------------------------------------------------------------------


def _taken_over(store: LocalStore, finish: PendingFinish) -> PendingFinish:
    """A claim that outlived its lease, and the next one."""
    assert store.claim_finish(finish.id, at=10.0, lease=5.0) is not None
    claimed = store.claim_finish(finish.id, at=20.0, lease=5.0)
    assert claimed is not None
    return claimed


def test_the_attempt_before_does_not_give_the_new_claim_back(store: LocalStore, user: User, keep: Keep) -> None:
    finish = keep(user, "s-1")
    claimed = _taken_over(store, finish)
    left = store.release_finish(
        finish.id, state=FinishState.PARKED, problem="refused", maybe_delivered=False, attempt=claimed.attempts - 1
    )
    assert left is not None
    assert (left.state, left.next_try_at) == (FinishState.WAITING, 25.0)
    assert store.claim_finish(finish.id, at=21.0, lease=5.0) is None
    store.drop_finish(finish.id, attention=None, public_token="public-old", at=21.0, attempt=claimed.attempts - 1)
    assert store.finish(finish.id) is not None
    assert store.user(user.id).public_token is None


def test_the_attempt_itself_may(store: LocalStore, user: User, keep: Keep) -> None:
    first, second = keep(user, "s-1"), keep(user, "s-2")
    claimed = _taken_over(store, first)
    left = store.release_finish(
        first.id, state=FinishState.PARKED, problem="refused", maybe_delivered=False, attempt=claimed.attempts
    )
    assert left is not None
    assert left.state is FinishState.PARKED
    claimed = _taken_over(store, second)
    store.drop_finish(second.id, attention=None, public_token="p", at=21.0, attempt=claimed.attempts)
    assert store.user(user.id).public_token == "p"


def test_an_answer_counts_whoever_has_it(store: LocalStore, user: User, keep: Keep, tokens: Answer) -> None:
    finish = keep(user, "s-1")
    _taken_over(store, finish)
    assert store.complete_finish(finish.id, tokens("late"), at=21.0).public_token == "public-late"


# --- stopped ----------------------------------------------------------------------------------------------------------


def test_what_is_stopped_waits_for_somebody(store: LocalStore, user: User, connected: User, keep: Keep) -> None:
    mine, theirs = keep(user, "s-1"), keep(connected, "s-2")
    assert store.stop_finishes(user_id=user.id) == 1
    stopped = store.finish(mine.id)
    assert stopped is not None
    assert (stopped.state, stopped.problem) == (FinishState.PARKED, "stopped")
    assert store.claim_finish(mine.id, at=10.0, lease=5.0) is None
    assert store.finish(theirs.id) == theirs
    assert store.retry_finishes(user_id=user.id) == 1
    assert store.finish(mine.id) == mine
    assert store.stop_finishes() == 2


def test_what_is_stopped_during_an_attempt_stays_stopped(store: LocalStore, user: User, keep: Keep) -> None:
    finish = keep(user, "s-1")
    assert store.claim_finish(finish.id, at=10.0, lease=5.0) is not None
    assert store.stop_finishes() == 1
    left = store.release_finish(
        finish.id, state=FinishState.WAITING, problem="unanswered", maybe_delivered=True, next_try_at=12.0
    )
    assert left is not None
    assert (left.state, left.problem, left.maybe_delivered) == (FinishState.PARKED, "stopped", True)


def test_an_answer_ends_what_was_stopped_meanwhile(store: LocalStore, user: User, keep: Keep, tokens: Answer) -> None:
    finish = keep(user, "s-1")
    assert store.claim_finish(finish.id, at=10.0, lease=5.0) is not None
    store.stop_finishes()
    after = store.complete_finish(finish.id, tokens("ada"), at=11.0)
    assert (after.stuck, after.public_token) == (0, "public-ada")


def test_what_waits_for_a_person_cannot_be_stopped(store: LocalStore, user: User, keep: Keep) -> None:
    _release(store, keep(user, "s-1"), FinishState.PARKED)
    _release(store, keep(user, "s-2"), FinishState.QUARANTINED)
    assert store.stop_finishes() == 0
    assert [finish.problem for finish in store.finishes()] == ["refused", "refused"]
