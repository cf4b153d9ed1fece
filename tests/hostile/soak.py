"""``make soak``: the long hostile runs, and at the end one table: claim, tried, broken.

``make soak ARGS="crash audit"`` runs only the campaigns named. Bounded by the number of tries, and by ``LIMIT``.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable

from tests.hostile.audit import campaign as audit
from tests.hostile.claims import Claim, table
from tests.hostile.crash import campaign as crash
from tests.hostile.crash import order
from tests.hostile.disk import campaign as disk
from tests.hostile.forged import campaign as forged
from tests.hostile.keyring import campaign as keyring
from tests.hostile.leaks import campaign as leaks
from tests.hostile.leaks import stops
from tests.hostile.malformed import campaign as malformed
from tests.hostile.mutants import campaign as mutants
from tests.hostile.pages import campaign as pages
from tests.hostile.races import callbacks
from tests.hostile.races import campaign as races
from tests.hostile.secrets import campaign as secrets
from tests.hostile.wire import campaign as wire
from tests.hostile.wire import network

#: Seconds for everything; a campaign that would begin later is left out, and the run fails.
LIMIT = 40 * 60

#: name → the campaign with its long count
CAMPAIGNS: dict[str, Callable[[], list[Claim]]] = {
    "audit": audit.campaign,
    "crash": lambda: crash.kills(1_000),
    "order": lambda: order.acknowledgements(100),
    "launches": lambda: leaks.launches(500),
    "renderers": lambda: leaks.kills(200),
    "stops": lambda: stops.stops(200),
    "wire": lambda: [*wire.failures(20), *network.interruptions(60)],
    "races": lambda: [*races.races(200), *callbacks.orders(90)],
    "forged": lambda: forged.forgeries(5_000),
    "pages": lambda: pages.pages(3),
    "mutants": mutants.faults,
    "secrets": lambda: secrets.canaries(kills=20),
    "malformed": lambda: malformed.payloads(10_000),
    "keyring": lambda: keyring.faults(6),
    "disk": lambda: disk.disks(1_000, rooms=8, times=10),
}


def main(names: list[str]) -> int:
    """Runs the campaigns named, or all; 1 when a claim is broken."""
    if unknown := set(names) - set(CAMPAIGNS):
        print(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(CAMPAIGNS)}.", file=sys.stderr)
        return 2
    prepare()
    begun = time.monotonic()
    claims = [claim for name in names or CAMPAIGNS for claim in run(name, begun=begun)]
    broken = [claim for claim in claims if claim.broken]
    print(f"\n{table(claims)}")
    minutes, seconds = divmod(round(time.monotonic() - begun), 60)
    print(f"\n{len(claims)} claims, {len(broken)} broken, in {minutes} min {seconds} s")
    return 1 if broken else 0


def prepare() -> None:
    """Offscreen, and as root without Chromium's sandbox, which there is none of for root."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")


def run(name: str, *, begun: float) -> list[Claim]:
    """One campaign's claims; one that does not come to its end, or was never tried, is a broken claim and no more."""
    since = time.monotonic()
    if since - begun > LIMIT:
        return [Claim(f"{name}: has its turn", 1, ["no time was left"])]
    print(f"--- {name}", flush=True)
    try:
        claims = CAMPAIGNS[name]()
    except Exception as problem:
        traceback.print_exc()
        claims = [Claim(f"{name}: comes to its end", 1, [f"{type(problem).__name__}: {problem}"[:200]])]
    for claim in claims:
        if not claim.tried:
            claim.broken.append("nobody tried")
    print(f"--- {name}: {time.monotonic() - since:.0f} s", flush=True)
    return claims


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
