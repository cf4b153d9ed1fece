"""How much is measured: all of it, or as little as shows that everything can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tests.bench.figures import Report
from tests.bench.ground import Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Numbers of runs and of people; ``settles``: seconds that a program is left alone before it is weighed."""

    runs: int = 7
    few: int = 1_000
    some: int = 10_000
    most: int = 1_000_000
    pending: int = 1_000
    settles: float = 2.0


#: For ``make test``; above the size up to which the list is found without a thread.
SMALLEST = Scale(runs=1, few=100, some=2_100, most=2_200, pending=3, settles=0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What every measurement is handed: how much, on what, and where it says what it has found."""

    scale: Scale
    ground: Ground
    report: Report
    tools: Path  # a folder for programs of others, which stay for the next bench


Measurement: TypeAlias = Callable[[Bench], None]
