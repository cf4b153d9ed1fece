"""``hcdesktop check``: visits a page in one scenario after the other and asks the rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from hcdesktop.core.models import Hosts
from hcdesktop.lab.findings import Run, judge
from hcdesktop.lab.serving import serving
from hcdesktop.lab.stand import Stand, stand
from hcdesktop.lab.visit import Visit
from hcdesktop.lab.waiting import Pace
from hcdesktop.lab.world import World
from hcdesktop.simulator import shelf
from hcdesktop.simulator.scenario import Scenario, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be checked. ``endpoint``: their server's; ``port``: where it finds the simulated Human API."""

    page: str
    scenarios: tuple[Scenario, ...]
    endpoint: str = ""
    port: int = 0
    click: str = ""
    pictures: bool = False


def usual() -> tuple[Scenario, ...]:
    """The shipped ones that a page has a part in; what the data API answers only a server sees."""
    return tuple(each for each in shelf.shipped() if each.stage is not Stage.DATA)


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
