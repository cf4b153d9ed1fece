"""``hcdesktop check``: visits a page in one scenario after the other and asks the rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from hcdesktop.core.models import Hosts
from hcdesktop.lab.findings import Run, judge
from hcdesktop.lab.serving import serving
from hcdesktop.lab.stand import Stand, stand
from hcdesktop.lab.visit import Visit
from hcdesktop.lab.waiting import Pace
from hcdesktop.lab.wanted import Wanted
from hcdesktop.lab.world import World


def check(
    wanted: Wanted,
    tell: Callable[[Run], object],
    *,
    pace: Pace | None = None,
    show: Callable[[Stand], object] | None = None,
) -> Sequence[Run]:
    """``tell`` hears of each run as it ends; ``show`` is given each stand as it begins. Raises ``NoPage``,
    ``DidNotHappen`` where the page does not load, ``Stopped``, and ``OSError`` for the port."""
    runs = []
    with ExitStack() as stack:
        world = _served(wanted, stack)
        for scenario in wanted.scenarios:
            with stand(wanted.page, scenario, endpoint=wanted.endpoint, world=world, pace=pace, show=show) as opened:
                record = Visit(opened, selector=wanted.click, pictures=wanted.pictures).play()
            runs.append(judge(record))
            tell(runs[-1])
    return runs


def _served(wanted: Wanted, stack: ExitStack) -> World | None:
    """A server of theirs asks over HTTP; the lent one needs no socket."""
    if not wanted.endpoint and not wanted.page.startswith(("http://", "https://")):
        return None
    return stack.enter_context(serving(wanted.scenarios[0], port=wanted.port, hosts=Hosts())).world
