"""Kills in portions, each over a data folder and people of its own, in both models of the session token."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.hostile.claims import Claim
from tests.hostile.crash.harness import Books, CrashHarness
from tests.web.human_api.api import human_api

_PORTION = 50


def kills(times: int) -> list[Claim]:
    """So many SIGKILLs, half of them with session tokens that finalize once, half with reusable ones."""
    claims = []
    for reusable, name in ((False, "session tokens that finalize once"), (True, "session tokens that finalize again")):
        books = _books(times // 2, reusable=reusable)
        claims += [
            Claim(f"killed, {name}: no acknowledged finish lost", len(books.acknowledged), books.lost),
            Claim(
                f"killed, {name}: drained, one row each, current token",
                books.kills,
                [*books.not_drained, *["duplicated"] * books.duplicated, *books.wrong_tokens],
                note=f"slowest drain {books.slowest_drain:.1f} s",
            ),
        ]
    return claims


def _books(times: int, *, reusable: bool) -> Books:
    total = Books()
    while total.kills < times:
        with human_api() as api, tempfile.TemporaryDirectory() as folder:
            harness = CrashHarness(api, Path(folder), seed=total.kills + reusable, reusable=reusable)
            total.add(harness.run(min(_PORTION, times - total.kills)))
        print(f"  {total.kills} kills, {len(total.acknowledged)} acknowledged, {total.broken} broken", flush=True)
    return total
