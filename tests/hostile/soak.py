"""``make soak``: the long hostile runs, and at the end one table: claim, tried, broken.

``make soak ARGS="crash audit"`` runs only the campaigns named. Bounded by the number of tries, and by ``LIMIT``.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from tests.hostile.claims import Claim, table
from tests.hostile.crash import campaign as crash

#: Seconds for everything; a campaign that would begin later is left out, and the run fails.
LIMIT = 40 * 60

#: name → the campaign with its long count
CAMPAIGNS: dict[str, Callable[[], list[Claim]]] = {
    "crash": lambda: crash.kills(1_000),
}


def main(names: list[str]) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    begun = time.monotonic()
    claims: list[Claim] = []
    left_out: list[str] = []
    for name in names or CAMPAIGNS:
        if time.monotonic() - begun > LIMIT:
            left_out.append(name)
            continue
        since = time.monotonic()
        claims += CAMPAIGNS[name]()
        print(f"--- {name}: {time.monotonic() - since:.0f} s", flush=True)
    print(f"\n{table(claims)}\n\n{time.monotonic() - begun:.0f} s")
    if left_out:
        print(f"No time was left for: {', '.join(left_out)}")
    return 1 if left_out or any(claim.broken for claim in claims) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
