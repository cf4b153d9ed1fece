"""Launch after launch, start after start: nothing stays, nothing falls over. The long runs are ``make soak``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.claims import hold
from tests.hostile.leaks import campaign, stops
from tests.hostile.leaks.process import Holdings, descendants, holdings
from tests.hostile.leaks.stopping import WRONG

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

#: One of each sort; the others are in ``make soak``.
ORDERS = (
    "window_with_popup_open",
    "quit_while_it_loads",
    "quit_with_a_providers_window",
    "quit_while_saving",
    "quit_during_import",
    "sigterm_with_popup_open",
)


def test_launches_of_every_ending_leave_nothing() -> None:
    hold(campaign.launches(24, warm=12))


def test_a_popup_that_died_opens_again() -> None:
    hold(campaign.kills(3))


def test_however_it_is_ended_it_ends() -> None:
    hold(stops.stops(len(ORDERS), ORDERS))


@pytest.mark.parametrize("order", WRONG)
def test_a_wrong_end_is_noticed(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stops, "_LINGER", 0.3)
    assert stops.stop(order).startswith(f"{order}: ")


def test_growth_is_noticed() -> None:
    pool = ["ThreadPoolForeg"]
    seen = {20: Holdings(100_000, 40, ("a", "b"), 3), 500: Holdings(111_000, 45, (*"abcde", *pool * 17), 4)}
    assert [len(claim.broken) for claim in campaign._grown(seen, launches=500)] == [1, 1, 1, 1, 1]
    seen[500] = Holdings(109_000, 44, (*"abcd", *pool * 16), 3)
    assert [len(claim.broken) for claim in campaign._grown(seen, launches=500)] == [0, 0, 0, 0, 0]


def test_a_process_and_its_child_are_measured_together() -> None:
    before = holdings(os.getpid())
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert child.pid in descendants(os.getpid())
        with Path(os.devnull).open() as _handle:
            after = holdings(os.getpid())
        child.communicate(b"\n")
    assert after.processes == before.processes + 1
    assert after.handles == before.handles + 2  # the pipe and the file
    assert after.memory > before.memory
