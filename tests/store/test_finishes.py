"""The durable finish: kept once, claimed by one, ordered by launch, wiped at the end (decisions 5 and 6)."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.core.models import Attention, FinishState, Mode, PendingFinish, SessionToken, Tokens, User
from hcdesktop.store import finishes
from hcdesktop.store.local import LocalStore

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from sqlite3 import Connection

Keep = Callable[..., PendingFinish]
Peek = Callable[[], "AbstractContextManager[Connection]"]
Answer = Callable[[str], Tokens]
End = Callable[[LocalStore, int], User]


def _completed(store: LocalStore, finish_id: int) -> User:
    answer = Tokens(human_id="human-new", access_token="access-new", public_token="public-new")
    return store.complete_finish(finish_id, answer, at=11.0)


def _dropped(store: LocalStore, finish_id: int) -> User:
    return store.drop_finish(finish_id, attention=None, public_token=None, at=11.0)


#: A finish ends in one of two ways.
both_endings = pytest.mark.parametrize("end", [_completed, _dropped])


# --- keeping


def test_a_finish_is_kept_whole(store: LocalStore, user: User) -> None:
    session = SessionToken(
        session_token="s-1", human_id="h", client_id="c", raw={"userId": [1, None, {"deep": "\ud800"}]}
    )
    launch_id = store.begin_launch(user.id, Mode.EDIT, at=1.0)
    kept = store.keep_finish(user_id=user.id, launch_id=launch_id, session=session, at=2.0)
    assert kept is not None
    assert kept == PendingFinish(id=kept.id, user_id=user.id, launch_id=launch_id, session=session, kept_at=2.0)
    assert store.finish(kept.id) == kept
    assert store.finishes() == [kept]


def test_a_token_without_anything_else_is_kept(store: LocalStore, user: User, keep: Keep) -> None:
    finish = keep(user, "\ud800 not even Unicode")
    assert finish.session.session_token == "\ud800 not even Unicode"
    assert (finish.session.human_id, finish.session.client_id) == (None, None)


def test_a_token_that_is_pending_is_not_kept_again(store: LocalStore, user: User, keep: Keep) -> None:
    first = keep(user, "s-1")
    other = SessionToken(session_token="s-1", raw={"changed": True})
    again = store.keep_finish(user_id=user.id, launch_id=first.launch_id, session=other, at=9.0)
    assert again == first
    assert store.finishes() == [first]


@both_endings
def test_a_token_whose_finish_has_ended_is_not_kept_again(store: LocalStore, user: User, keep: Keep, end: End) -> None:
    first = keep(user, "s-1")
    end(store, first.id)
    before = store.user(user.id)
    again = store.keep_finish(user_id=user.id, launch_id=first.launch_id, session=first.session, at=9.0)
    assert again is None
    assert store.finishes() == []
    assert store.user(user.id) == before


def test_a_finish_of_nobody_is_refused_without_a_word_about_it(store: LocalStore) -> None:
    with pytest.raises(StoreError) as caught:
        store.keep_finish(user_id=99, launch_id=99, session=SessionToken(session_token="canary"), at=1.0)
    assert caught.value.kind is ErrorKind.STORE_FAILED
    assert "canary" not in f"{caught.value!r} {caught.value.params} {caught.value.__cause__!r}"


def test_finishes_are_listed_oldest_first_by_user_and_by_state(
    store: LocalStore, user: User, connected: User, keep: Keep
) -> None:
    mine, theirs, parked = keep(user, "s-1"), keep(connected, "s-2"), keep(user, "s-3")
    store.release_finish(parked.id, state=FinishState.PARKED, problem="refused", maybe_delivered=False)
    parked = replace(parked, state=FinishState.PARKED, problem="refused")
    assert store.finishes() == [mine, theirs, parked]
    assert store.finishes(user_id=user.id) == [mine, parked]
    assert store.finishes(state=FinishState.WAITING) == [mine, theirs]
    assert store.finishes(user_id=user.id, state=FinishState.PARKED) == [parked]
    assert store.finishes(user_id=connected.id, state=FinishState.PARKED) == []


def test_what_waits_and_what_is_pending_is_known_without_what_was_said(
    store: LocalStore, user: User, keep: Keep
) -> None:
    other = store.add_user(client_user_id="other", at=1.0)
    first, second, stuck = keep(user, "s-1"), keep(other, "s-2"), keep(user, "s-3")
    store.release_finish(stuck.id, state=FinishState.PARKED, problem="", maybe_delivered=False)
    store.release_finish(second.id, state=FinishState.WAITING, problem="", maybe_delivered=False, next_try_at=70.0)
    assert store.waiting_finishes() == [(first.id, 0.0), (second.id, 70.0)]
    assert store.count_finishes() == 3
    _completed(store, first.id)
    store.delete_users([other.id], at=5.0)
    assert store.count_finishes() == len(store.finishes())
    assert [finish_id for finish_id, _at in store.waiting_finishes()] == [
        finish.id for finish in store.finishes(state=FinishState.WAITING)
    ]


def test_a_finish_that_is_not_there_is_none(store: LocalStore) -> None:
    assert store.finish(99) is None
    assert store.claim_finish(99, at=1.0, lease=10.0) is None
    store.release_finish(99, state=FinishState.PARKED, problem="", maybe_delivered=False)
    assert store.finishes() == []


def test_somebody_without_a_human_id_gets_the_one_of_the_finish(store: LocalStore, user: User, keep: Keep) -> None:
    finish = keep(user, "s-1", human_id="human-ada")
    assert store.user(user.id) == replace(user, human_id="human-ada", waiting=1, changed_at=2.0)
    keep(user, "s-2", human_id="human-other")
    assert store.user(user.id).human_id == "human-ada"
    assert finish.session.human_id == "human-ada"


@pytest.mark.parametrize("human_id", [None, "human-bob", "\ud800"])
def test_a_human_id_that_cannot_be_believed_costs_no_finish(
    store: LocalStore, user: User, connected: User, keep: Keep, human_id: str | None
) -> None:
    finish = keep(user, human_id=human_id)
    assert store.finishes() == [finish]
    assert finish.session.human_id == human_id
    assert store.user(user.id) == replace(user, waiting=1)


def test_a_repeated_finish_teaches_nothing(store: LocalStore, user: User, keep: Keep) -> None:
    first = keep(user, "s-1")
    again = SessionToken(session_token="s-1", human_id="human-late")
    store.keep_finish(user_id=user.id, launch_id=first.launch_id, session=again, at=9.0)
    assert store.user(user.id).human_id is None


# --- claiming


def test_a_claim_counts_the_attempt_and_remembers_that_it_may_arrive(store: LocalStore, user: User, keep: Keep) -> None:
    finish = keep(user)
    claimed = store.claim_finish(finish.id, at=10.0, lease=5.0)
    assert claimed == replace(finish, attempts=1, maybe_delivered=False, claimed_until=15.0)
    assert store.finish(finish.id) == replace(finish, attempts=1, maybe_delivered=True, next_try_at=15.0)


def test_a_claimed_finish_is_due_again_when_its_lease_is_over(store: LocalStore, user: User, keep: Keep) -> None:
    finish = keep(user)
    store.claim_finish(finish.id, at=10.0, lease=5.0)
    store.retry_finishes()
    assert [pending.next_try_at for pending in store.finishes()] == [15.0]


def test_a_claimed_finish_is_nobody_elses_until_the_lease_is_over(
    store: LocalStore, open_store: Callable[..., LocalStore], user: User, keep: Keep
) -> None:
    finish, other_process = keep(user), open_store()
    assert store.claim_finish(finish.id, at=10.0, lease=5.0) is not None
    assert store.claim_finish(finish.id, at=11.0, lease=5.0) is None
    assert other_process.claim_finish(finish.id, at=14.9, lease=5.0) is None
    after_crash = other_process.claim_finish(finish.id, at=15.0, lease=5.0)
    assert after_crash == replace(finish, attempts=2, maybe_delivered=True, next_try_at=15.0, claimed_until=20.0)


def test_one_user_has_one_claim_and_another_user_another(
    store: LocalStore, user: User, connected: User, keep: Keep
) -> None:
    first, second, others = keep(user, "s-1"), keep(user, "s-2"), keep(connected, "s-3")
    assert store.claim_finish(first.id, at=10.0, lease=5.0) is not None
    assert store.claim_finish(second.id, at=10.0, lease=5.0) is None
    assert store.claim_finish(others.id, at=10.0, lease=5.0) is not None
    store.release_finish(first.id, state=FinishState.PARKED, problem="", maybe_delivered=False)
    assert store.claim_finish(second.id, at=10.0, lease=5.0) is not None


@both_endings
def test_the_end_of_a_finish_gives_its_claim_back(store: LocalStore, user: User, keep: Keep, end: End) -> None:
    first, second = keep(user, "s-1"), keep(user, "s-2")
    assert store.claim_finish(first.id, at=10.0, lease=500.0) is not None
    end(store, first.id)
    assert store.claim_finish(first.id, at=12.0, lease=5.0) is None
    assert store.claim_finish(second.id, at=12.0, lease=5.0) is not None


def test_a_finish_is_claimed_when_it_is_due(store: LocalStore, user: User, keep: Keep) -> None:
    finish = keep(user)
    store.release_finish(
        finish.id, state=FinishState.WAITING, problem="unavailable", maybe_delivered=True, next_try_at=20.0
    )
    assert store.claim_finish(finish.id, at=19.9, lease=5.0) is None
    claimed = store.claim_finish(finish.id, at=20.0, lease=5.0)
    assert claimed is not None
    assert (claimed.problem, claimed.maybe_delivered, claimed.next_try_at) == ("unavailable", True, 20.0)


@pytest.mark.parametrize("state", [FinishState.PARKED, FinishState.QUARANTINED])
def test_a_stuck_finish_is_not_claimed(store: LocalStore, user: User, keep: Keep, state: FinishState) -> None:
    finish = keep(user)
    store.release_finish(finish.id, state=state, problem="refused", maybe_delivered=False)
    assert store.claim_finish(finish.id, at=99.0, lease=5.0) is None
    assert store.finish(finish.id) == replace(finish, state=state, problem="refused")


@pytest.mark.parametrize(
    ("state", "human_id"),
    [(FinishState.WAITING, "human-ada"), (FinishState.PARKED, "human-ada"), (FinishState.QUARANTINED, None)],
)
def test_a_quarantined_finish_takes_its_human_id_away_again(
    store: LocalStore, user: User, keep: Keep, state: FinishState, human_id: str | None
) -> None:
    finish = keep(user, human_id="human-ada")
    store.release_finish(finish.id, state=state, problem="wrong_person", maybe_delivered=True)
    assert store.user(user.id).human_id == human_id


def test_a_quarantined_finish_leaves_a_human_id_alone_that_is_not_its_own_or_has_been_answered_for(
    store: LocalStore, user: User, connected: User, keep: Keep
) -> None:
    keep(user, "s-1", human_id="human-ada")
    for finish in (keep(user, "s-2", human_id="human-other"), keep(connected, "s-3", human_id="human-bob")):
        store.release_finish(finish.id, state=FinishState.QUARANTINED, problem="wrong_person", maybe_delivered=True)
    assert store.user(user.id).human_id == "human-ada"
    assert store.user(connected.id).human_id == "human-bob"


def test_a_released_finish_says_again_that_nothing_arrived(store: LocalStore, user: User, keep: Keep) -> None:
    finish = keep(user)
    claimed = store.claim_finish(finish.id, at=10.0, lease=50.0)
    assert claimed is not None
    store.release_finish(
        finish.id, state=FinishState.WAITING, problem="unreachable", maybe_delivered=claimed.maybe_delivered
    )
    kept = store.finish(finish.id)
    assert kept is not None
    assert (kept.maybe_delivered, kept.attempts) == (False, 1)
    assert store.claim_finish(finish.id, at=10.0, lease=50.0) is not None


@pytest.mark.parametrize("state", FinishState)
def test_whoever_comes_back_after_the_lease_does_not_end_the_attempt_of_another(
    store: LocalStore, user: User, keep: Keep, state: FinishState
) -> None:
    finish = keep(user, human_id="human-ada")
    late = store.claim_finish(finish.id, at=10.0, lease=5.0)
    now = store.claim_finish(finish.id, at=15.0, lease=5.0)
    assert late is not None
    assert now is not None
    before = store.finish(finish.id)
    store.release_finish(finish.id, state=state, problem="late", maybe_delivered=False, attempt=late.attempts)
    store.drop_finish(finish.id, attention=Attention.NEEDS_EDIT, public_token="late", at=16.0, attempt=late.attempts)
    assert store.finish(finish.id) == before
    assert store.claim_finish(finish.id, at=16.0, lease=5.0) is None
    assert (store.user(user.id).human_id, store.user(user.id).public_token) == ("human-ada", None)
    store.release_finish(finish.id, state=state, problem="mine", maybe_delivered=True, attempt=now.attempts)
    ended = store.finish(finish.id)
    assert ended is not None
    assert (ended.state, ended.problem) == (state, "mine")


def test_of_many_threads_and_two_stores_one_gets_the_claim(
    store: LocalStore, open_store: Callable[..., LocalStore], user: User, keep: Keep
) -> None:
    stores = (store, open_store())
    for round_number in range(20):
        finish = keep(user, f"s-{round_number}")
        start = threading.Barrier(8)

        def claim(number: int, finish: PendingFinish = finish, start: threading.Barrier = start) -> bool:
            start.wait(10)
            return stores[number % 2].claim_finish(finish.id, at=10.0, lease=5.0) is not None

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(claim, range(8))) == 1
        store.drop_finish(finish.id, attention=None, public_token=None, at=11.0)


# --- completing


def test_an_answer_is_stored_and_its_finish_is_gone(store: LocalStore, user: User, keep: Keep, tokens: Answer) -> None:
    store.set_attention(user.id, Attention.NEEDS_EDIT, at=2.0)
    finish = keep(user)
    after = store.complete_finish(finish.id, tokens("new"), at=5.0)
    assert (after.human_id, after.public_token, after.access_token) == ("human-new", "public-new", "access-new")
    assert (after.attention, after.waiting, after.changed_at) == (None, 0, 5.0)
    assert after.token_launch_id == finish.launch_id
    assert store.user(user.id) == after
    assert (store.finish(finish.id), store.finishes()) == (None, [])


def test_an_answer_to_an_older_launch_never_overwrites_a_newer_one(
    store: LocalStore, user: User, keep: Keep, tokens: Answer
) -> None:
    older, newer = keep(user, "s-1"), keep(user, "s-2")
    store.complete_finish(newer.id, tokens("newer"), at=5.0)
    marked = store.set_attention(user.id, Attention.TOKEN_STALE, at=6.0)
    after = store.complete_finish(older.id, tokens("older"), at=7.0)
    assert after == replace(marked, waiting=0)
    assert (after.public_token, after.attention) == ("public-newer", Attention.TOKEN_STALE)
    assert store.finishes() == []


def test_tokens_and_finish_change_together_or_not_at_all(
    store: LocalStore, user: User, keep: Keep, tokens: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_values: object) -> User:
        raise OSError(errno.EIO, "the disk is gone")

    finish, before = keep(user), store.user(user.id)
    with monkeypatch.context() as patch:
        patch.setattr(finishes, "write_tokens", fail)
        with pytest.raises(StoreError):
            store.complete_finish(finish.id, tokens("new"), at=5.0)
    assert store.finishes() == [finish]
    assert store.user(user.id) == before


def test_a_second_answer_to_one_finish_changes_nothing(
    store: LocalStore, user: User, keep: Keep, tokens: Answer, peek: Peek
) -> None:
    finish = keep(user)
    after = store.complete_finish(finish.id, tokens("first"), at=5.0)
    assert store.complete_finish(finish.id, tokens("second"), at=6.0) == after
    assert store.drop_finish(finish.id, attention=Attention.NEEDS_EDIT, public_token="third", at=7.0) == after
    store.release_finish(finish.id, state=FinishState.PARKED, problem="late", maybe_delivered=True)
    assert store.user(user.id) == after
    with peek() as connection:
        assert connection.execute("SELECT state, problem FROM finishes").fetchall() == [("waiting", "")]


def test_an_answer_ends_what_earlier_launches_left_stuck_and_nothing_else(
    store: LocalStore, user: User, connected: User, keep: Keep, tokens: Answer
) -> None:
    parked, quarantined, waiting = (keep(user, f"s-{number}") for number in range(3))
    others, answered, later = keep(connected, "s-3"), keep(user, "s-4"), keep(user, "s-5")
    for finish, state in (
        (parked, FinishState.PARKED),
        (quarantined, FinishState.QUARANTINED),
        (others, FinishState.PARKED),
        (later, FinishState.PARKED),
    ):
        store.release_finish(finish.id, state=state, problem="refused", maybe_delivered=False)
    after = store.complete_finish(answered.id, tokens("new"), at=9.0)
    assert [finish.id for finish in store.finishes()] == [waiting.id, others.id, later.id]
    assert (after.waiting, after.stuck) == (1, 1)
    assert not {"s-0", "s-1", "s-4"} & store.secrets()
    again = store.keep_finish(user_id=user.id, launch_id=parked.launch_id, session=parked.session, at=10.0)
    assert again is None


@settings(max_examples=30, database=None)
@given(order=st.permutations(range(5)), dropped=st.sets(st.integers(0, 4), max_size=4))
def test_in_whatever_order_answers_come_the_latest_launch_wins(order: list[int], dropped: set[int]) -> None:
    with TemporaryDirectory() as folder, closing(LocalStore(Path(folder) / "a.db", bytes(32))) as store:
        user = store.add_user(client_user_id="a", at=0.0)
        finish_ids = []
        for number in range(5):
            launch_id = store.begin_launch(user.id, Mode.EDIT, at=0.0)
            session = SessionToken(session_token=str(number))
            finish = store.keep_finish(user_id=user.id, launch_id=launch_id, session=session, at=0.0)
            assert finish is not None
            finish_ids.append(finish.id)
        for number in order:
            if number in dropped:
                store.drop_finish(finish_ids[number], attention=None, public_token=None, at=1.0)
            else:
                answer = Tokens(human_id="h", access_token=f"a{number}", public_token=f"p{number}")
                store.complete_finish(finish_ids[number], answer, at=1.0)
        latest = max(set(range(5)) - dropped)
        after = store.user(user.id)
        assert (after.access_token, after.public_token) == (f"a{latest}", f"p{latest}")
        assert store.finishes() == []


def test_what_is_missing_from_an_answer_overwrites_nothing(store: LocalStore, connected: User, keep: Keep) -> None:
    empty = Tokens(human_id=None, access_token=None, public_token=None)  # type: ignore[arg-type]  # a fault upstream
    after = store.complete_finish(keep(connected).id, empty, at=5.0)
    assert (after.human_id, after.public_token, after.access_token) == ("human-bob", "public-bob", "access-bob")


@both_endings
def test_a_finish_that_never_was_cannot_end(store: LocalStore, end: End) -> None:
    with pytest.raises(StoreError) as caught:
        end(store, 99)
    assert caught.value.kind is ErrorKind.STORE_FAILED


# --- dropping


def test_a_dropped_finish_marks_the_row_and_keeps_its_tokens(store: LocalStore, connected: User, keep: Keep) -> None:
    finish = keep(connected, human_id="human-other")
    after = store.drop_finish(finish.id, attention=Attention.NEEDS_EDIT, public_token=None, at=5.0)
    assert after == replace(connected, attention=Attention.NEEDS_EDIT, changed_at=5.0)
    assert store.finishes() == []


def test_a_dropped_finish_without_a_token_brings_no_human_id(
    store: LocalStore, user: User, connected: User, keep: Keep
) -> None:
    finish = keep(user, human_id=connected.human_id)
    assert store.drop_finish(finish.id, attention=None, public_token=None, at=5.0).human_id is None


def test_a_dropped_finish_leaves_its_recovered_token(store: LocalStore, connected: User, keep: Keep) -> None:
    finish = keep(connected, human_id="human-other")
    after = store.drop_finish(finish.id, attention=None, public_token="recovered", at=5.0)
    assert after == replace(connected, public_token="recovered", changed_at=5.0)


def test_a_token_recovered_at_the_first_connect_brings_its_human_id(store: LocalStore, user: User, keep: Keep) -> None:
    finish = keep(user, human_id="human-ada")
    after = store.drop_finish(finish.id, attention=Attention.NEEDS_EDIT, public_token="recovered", at=5.0)
    assert (after.human_id, after.public_token, after.access_token) == ("human-ada", "recovered", None)
    assert after.token_launch_id == 0


# --- retrying


def test_a_retry_wakes_what_waits_and_what_is_parked_but_not_what_is_quarantined(
    store: LocalStore, user: User, connected: User, keep: Keep
) -> None:
    owners = [user, user, user, connected]
    states = [FinishState.WAITING, FinishState.PARKED, FinishState.QUARANTINED, FinishState.PARKED]
    for number, (owner, state) in enumerate(zip(owners, states, strict=True)):
        finish = keep(owner, f"s-{number}")
        store.release_finish(finish.id, state=state, problem="refused", maybe_delivered=True, next_try_at=500.0)
    assert store.retry_finishes(user_id=user.id) == 2
    assert [(f.state, f.next_try_at) for f in store.finishes()] == [
        (FinishState.WAITING, 0.0),
        (FinishState.WAITING, 0.0),
        (FinishState.QUARANTINED, 500.0),
        (FinishState.PARKED, 500.0),
    ]
    assert store.retry_finishes() == 3
    assert len(store.finishes(state=FinishState.WAITING)) == 3


def test_a_retry_does_not_touch_a_running_attempt_or_an_ended_finish(
    store: LocalStore, user: User, connected: User, keep: Keep, tokens: Answer
) -> None:
    running, ended = keep(user, "s-1"), keep(connected, "s-2")
    assert store.claim_finish(running.id, at=10.0, lease=5.0) is not None
    store.complete_finish(ended.id, tokens("x"), at=10.0)
    assert store.retry_finishes() == 1
    assert store.claim_finish(running.id, at=11.0, lease=5.0) is None
    assert store.finish(ended.id) is None


# --- secrets


@both_endings
def test_an_ended_finish_leaves_no_secret_in_its_row(
    store: LocalStore, user: User, keep: Keep, peek: Peek, end: End
) -> None:
    finish = keep(user, "canary-session")
    end(store, finish.id)
    with peek() as connection:
        row = connection.execute("SELECT * FROM finishes").fetchone()
        (session,) = connection.execute("SELECT session FROM finishes").fetchone()
    assert session is None
    assert "canary" not in repr(row)
    assert "canary-session" not in store.secrets()


def test_the_file_on_disk_holds_nothing_in_clear_before_or_after_the_end(
    store: LocalStore, path: Path, keep: Keep, tokens: Answer
) -> None:
    def on_disk() -> bytes:
        files = sorted(path.parent.iterdir())
        assert {file.name.removeprefix(path.stem) for file in files} >= {".db", ".db-shm", ".db-wal", ".anchor"}
        return b"".join(file.read_bytes() for file in files)

    user = store.add_user(client_user_id="canary-user", label="canary-label", at=1.0)
    finish = keep(user, "canary-session")
    assert b"canary" not in on_disk()
    store.complete_finish(finish.id, tokens("canary"), at=3.0)
    assert b"canary" not in on_disk()
    store.close()
    raw = path.read_bytes()
    assert b"canary" not in raw
    assert not raw.startswith(b"SQLite format 3")


def test_one_persons_finishes_are_found_without_a_look_at_the_others(store: LocalStore, user: User, keep: Keep) -> None:
    finish = keep(user)
    asked: list[str] = []
    with store._database.connection() as connection:
        connection.set_trace_callback(asked.append)
    assert store.finishes(user_id=user.id) == [finish]
    with store._database.connection() as connection:
        connection.set_trace_callback(None)
        plan = " ".join(str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}"))
    assert "finishes_by_user (user_id=?" in plan
