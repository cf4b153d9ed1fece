"""Finishes that are due are sent in batches, on a thread that has nobody to wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.core.finalizer import Finalizer, FinalizeResult
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.models import PendingFinish, SessionToken, Tokens, UserState
from hcdesktop.desk import Desk, Desks
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui import batch as batch_module
from hcdesktop.ui.batch import Batch
from tests.ui.conftest import OpenScreen
from tests.ui.screen import leave_finish_behind, made_up_session


class FakeFinalizer:
    """Attempts that come to what they are told to."""

    def __init__(self, does: Callable[[int], object]) -> None:
        self.lines = 0
        self.tried: list[int] = []
        self.after: Callable[[], int | None] = lambda: None
        self.claimed: PendingFinish | None = None
        self._does = does

    @contextmanager
    def following(self, after: Callable[[], int | None], *, claimed: PendingFinish | None) -> Iterator[None]:
        self.lines += 1
        self.claimed = claimed
        self.after = after
        yield

    def run(self, finish_id: int) -> FinalizeResult | None:
        self.tried.append(finish_id)
        return cast("FinalizeResult | None", self._does(finish_id))


def batch_of(finalizer: FakeFinalizer, count: int) -> Batch:
    desk = SimpleNamespace(service=SimpleNamespace(finalizer=finalizer))
    return Batch(cast("Desk", desk), tuple(range(count)))


def test_one_follows_the_other_on_one_line() -> None:
    finalizer = FakeFinalizer(lambda number: None if number == 1 else f"result {number}")
    batch = batch_of(finalizer, 3)
    batch.send(lambda: True)
    assert (finalizer.tried, finalizer.lines) == ([0, 1, 2], 1)
    assert [str(result) for result in batch.results] == ["result 0", "result 2"]
    assert not batch.left


def test_one_that_raises_ends_it_and_the_others_are_known() -> None:
    def does(number: int) -> object:
        if number == 1:
            raise StoreError(ErrorKind.STORE_FULL)
        return f"result {number}"

    batch = batch_of(FakeFinalizer(does), 4)
    with pytest.raises(StoreError):
        batch.send(lambda: True)
    assert ([str(result) for result in batch.results], list(batch.left)) == (["result 0"], [2, 3])


def test_nobody_waits_long_for_what_came_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.01, 0.05, 0.3])
    monkeypatch.setattr(batch_module, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    batch = batch_of(FakeFinalizer(str), 4)
    batch.send(lambda: True)
    assert (len(batch.results), list(batch.left)) == (2, [2, 3])


def test_whoever_was_said_to_be_next_has_the_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is claimed by then, and nobody else could send it before the claim runs out."""
    clock = iter([0.0, 0.01, 0.05, 0.3])
    monkeypatch.setattr(batch_module, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    said: list[int | None] = []
    finalizer = FakeFinalizer(lambda _number: said.append(finalizer.after()))
    batch = batch_of(finalizer, 4)
    batch.send(lambda: not said or said == [1])
    assert (said, finalizer.tried, list(batch.left)) == ([1, None], [0, 1], [2, 3])


def test_one_that_was_claimed_when_it_was_kept_is_sent_for_certain() -> None:
    finalizer = FakeFinalizer(str)
    batch = batch_of(finalizer, 1)
    batch.claimed = PendingFinish(id=0, user_id=1, launch_id=1, session=made_up_session("s"))
    batch.send(lambda: False)
    assert finalizer.tried == [0]
    assert finalizer.claimed is batch.claimed


def test_where_nothing_is_to_be_sent_any_more_the_rest_is_left() -> None:
    finalizer = FakeFinalizer(str)
    batch = batch_of(finalizer, 3)
    batch.send(lambda: len(finalizer.tried) < 1)
    assert (finalizer.tried, list(batch.left)) == ([0], [1, 2])


def test_all_are_stored_and_one_that_could_not_be_written_is_said(
    open_screen: OpenScreen, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIVEN seven that are due WHEN the file fails one of them THEN that one is said, and waits; the rows of the others
    say that they are saved."""
    real = Finalizer.run
    failed: list[int] = []

    def run(finalizer: Finalizer, finish_id: int) -> FinalizeResult | None:
        if not failed:
            failed.append(finish_id)
            raise StoreError(ErrorKind.STORE_FULL)
        return real(finalizer, finish_id)

    def answer(_api: HumanApi, session: SessionToken, **_options: Any) -> Tokens:
        word = session.session_token
        return Tokens(human_id=f"human-{word}", access_token=f"access-{word}", public_token=f"public-{word}")

    monkeypatch.setattr(HumanApi, "finalize", answer)
    monkeypatch.setattr(Finalizer, "run", run)
    for number in range(7):
        leave_finish_behind(desks, f"person{number}@example.org", replace(made_up_session(f"n{number}"), human_id=None))
    screen = open_screen()
    said: list[str] = []
    screen.app.saver.failed.connect(lambda error: said.append(str(error.kind)))
    wait_for(lambda: not screen.service.pending(), "the last one")  # the one that failed is due, and tried again
    screen.settle()
    assert said == [ErrorKind.STORE_FULL]
    people = [user for user in screen.service.users() if user.client_user_id.startswith("person")]
    assert {user.state for user in people} == {UserState.CONNECTED}
    shown = screen.table.users
    for user in people:
        row = shown.row_of(user.id)
        assert row is not None
        assert shown.user_at(row).access_token == user.access_token
