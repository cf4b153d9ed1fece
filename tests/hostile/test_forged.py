"""Nobody but the popup says "finish". The long run is ``make soak``."""

from __future__ import annotations

from tests.hostile.claims import hold
from tests.hostile.forged.campaign import forgeries, run

TRIES = 200


def test_no_forged_callback_is_accepted() -> None:
    accepted, honest = forgeries(TRIES)
    hold([accepted, honest])
    assert accepted.tried >= TRIES


def test_without_the_guard_every_forger_would_be_heard() -> None:
    report = run("older", 20, "unguarded")
    mute = {"name and password", "plain HTTP", "script for an address"}  # stopped elsewhere: engine, gate, policy
    both = {"an event", "the host page itself"}
    assert set(report["heard"]) == {*report["tried"], *both} - {*mute, "an event, or the host page itself"}
