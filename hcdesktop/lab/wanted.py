"""What is to be checked, said without the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hcdesktop.simulator.scenario import Scenario

#: Of the view, in pixels; what a page looks like, and with it the verdict, depends on it.
SIZE = (900, 700)
#: Where their server finds the simulated Human API, unless it is told otherwise.
PORT = 8642


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be checked. ``endpoint``: their server's; ``port``: where it finds the simulated Human API."""

    page: str
    scenarios: tuple[Scenario, ...]
    endpoint: str = ""
    port: int = 0
    click: str = ""
    pictures: bool = False
