"""``make soak``: the long hostile runs, and at the end one table: claim, tried, broken.

Bounded by the number of tries and by ``LIMIT``; 0 broken of N has a 95 % bound of 3/N, so N is printed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.hostile.crash.harness import Books, CrashHarness
from tests.web.human_api.api import human_api

#: Seconds for everything.
LIMIT = 40 * 60
KILLS = 1000
_PORTION = 50


def crash_books(*, reusable: bool, kills: int, until: float) -> Books:
    """Deaths in portions, each over a data folder and people of its own, until the time is up."""
    total = Books()
    while total.kills < kills and time.monotonic() < until:
        with human_api() as api, tempfile.TemporaryDirectory() as folder:
            harness = CrashHarness(api, Path(folder), seed=total.kills + reusable, reusable=reusable)
            total.add(harness.run(min(_PORTION, kills - total.kills)))
        print(f"  {total.kills} kills, {len(total.acknowledged)} acknowledged, {total.broken} broken", flush=True)
    return total


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    begun = time.monotonic()
    rows = []
    for reusable, name in ((False, "session tokens that finalize once"), (True, "session tokens that finalize again")):
        share = begun + LIMIT * (2 if reusable else 1) / 2
        books = crash_books(reusable=reusable, kills=kills // 2, until=share)
        rows += [
            (f"killed, {name}: no acknowledged finish lost", len(books.acknowledged), len(books.lost)),
            (f"killed, {name}: drained, one row each, current token", books.kills, books.broken - len(books.lost)),
        ]
        print(f"  slowest drain {books.slowest_drain:.1f} s")
    print(f"\n{'claim':<84}{'tried':>8}{'broken':>8}")
    for claim, tried, broken in rows:
        print(f"{claim:<84}{tried:>8}{broken:>8}")
    return 1 if any(broken for _claim, _tried, broken in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
