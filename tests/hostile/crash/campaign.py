"""Kills in portions, each over a data folder and people of its own, in both models of the session token.

The two models are killed side by side: a life is mostly waiting, and two take hardly longer than one. Each has its own
servers, folders and seeds, so that what is tried does not depend on the other.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.hostile.claims import Claim
from tests.hostile.crash.harness import Books, CrashHarness
from tests.web.human_api.api import human_api

_PORTION = 50
_MODELS = {False: "session tokens that finalize once", True: "session tokens that finalize again"}


def kills(times: int) -> list[Claim]:
    """So many SIGKILLs, half of them with session tokens that finalize once, half with reusable ones."""
    return [claim for reusable, books in both_books(times // 2).items() for claim in _claims(_MODELS[reusable], books)]


def both_books(times: int) -> dict[bool, Books]:
    """The books of so many kills in each model; the key says whether a session token finalizes again."""
    with ThreadPoolExecutor(len(_MODELS)) as pool:
        return dict(zip(_MODELS, pool.map(lambda reusable: _books(times, reusable=reusable), _MODELS), strict=True))


def _claims(name: str, books: Books) -> list[Claim]:
    return [
        Claim(f"killed, {name}: no acknowledged finish lost", len(books.acknowledged), books.lost),
        Claim(
            f"killed, {name}: drained, one row each, current token",
            books.kills,
            [*books.not_drained, *["duplicated"] * books.duplicated, *books.wrong_tokens],
            note=f"slowest drain {books.slowest_drain:.1f} s",
        ),
        Claim(f"killed, {name}: trail whole, tells of each finish", books.kills, books.broken_trails),
    ]


def _books(times: int, *, reusable: bool) -> Books:
    total = Books()
    while total.kills < times:
        with human_api() as api, tempfile.TemporaryDirectory() as folder:
            harness = CrashHarness(api, Path(folder), seed=total.kills + reusable, reusable=reusable)
            total.add(harness.run(min(_PORTION, times - total.kills)))
        _tell_progress(total, reusable=reusable)
    return total


def _tell_progress(total: Books, *, reusable: bool) -> None:
    counts = f"{total.kills} kills, {len(total.acknowledged)} acknowledged, {total.broken} broken"
    print(f"  {counts} ({_MODELS[reusable]})", flush=True)
