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
