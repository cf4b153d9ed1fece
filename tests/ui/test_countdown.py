"""How long it still is, said anew by the label itself."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui import countdown as countdown_module
from hcdesktop.ui import messages
from hcdesktop.ui.countdown import Countdown
from tests.ui.conftest import PutUp


class Clock:
    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(countdown_module, "_TICK", 5)
    return Clock()


def test_the_seconds_run_down_and_then_it_is_tried(put_up: PutUp, clock: Clock) -> None:
    label = put_up(QLabel("before"))
    countdown = Countdown(label, now=clock)
    countdown.until(1_020.0)
    assert label.text() == "It is tried again in 20 s."
    for now, text in ((1_001.0, "It is tried again in 19 s."), (1_019.5, "It is tried again in 1 s.")):
        clock.time = now
        wait_for(lambda text=text: label.text() == text, text)  # type: ignore[misc]  # lambda with a default
    assert countdown.counts
    clock.time = 1_020.0
    wait_for(lambda: label.text() == "It is being tried now.", "the attempt")
    assert not countdown.counts


def test_what_nothing_counts_down_to_is_left_alone(put_up: PutUp, clock: Clock) -> None:
    label = put_up(QLabel("before"))
    countdown = Countdown(label, now=clock)
    countdown.until(1_020.0)
    countdown.until(None)
    label.setText("something else")
    clock.time += 5
    let_pass(0.03)
    assert label.text() == "something else"
    assert not countdown.counts


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-1, "being tried now"), (0, "being tried now"), (0.2, "in 1 s"), (99, "in 99 s"), (100, "in 2 min"),
     (900, "in 15 min"), (86_400, "in 1440 min")],
)  # fmt: skip
def test_long_times_are_told_in_minutes(seconds: float, said: str) -> None:
    assert said in messages.next_try(seconds)
