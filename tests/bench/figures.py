"""What a bench says at its end: each figure beside its floor of the same run, what it should come to, and whether it
does. The goals are for the reader: nothing here asserts a time."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

WIDTH = 62
#: The main thread is not to be held for longer than the first, nor one beat in a hundred for longer than the second.
HELD = 50.0  # ms
HELD_MOSTLY = 10.0  # ms


class Goal(StrEnum):
    """How a figure is compared with its goal."""

    AT_MOST_TIMES = "≤ {:g} ×"  # noqa: RUF001
    AT_LEAST_TIMES = "≥ {:g} ×"  # noqa: RUF001
    AT_MOST = "≤ {:g} {unit}"
    NONE = ""  # beside what a person would use instead: no goal, the reader compares


@dataclass(slots=True)
class Figure:
    """One line of the table: ours and the floor's, in pairs of runs that followed each other."""

    what: str
    unit: str
    beside: str  # what the floor is
    goal: Goal
    most: float = 0.0  # or least
    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    #: Seconds of processor time of both, where wall time depends on what else the machine does.
    processor: list[tuple[float, float]] = field(default_factory=list)
    note: str = ""
    skipped: str = ""  # why there is none

    def add(self, ours: float, floor: float, *, processor: tuple[float, float] | None = None) -> None:
        """One more pair."""
        self.ours.append(ours)
        self.floor.append(floor)
        if processor is not None:
            self.processor.append(processor)

    @property
    def ratio(self) -> float | None:
        """The median of the pairs' own: what slows both of a pair down does not count."""
        if not self.ours or not all(self.floor):
            return None
        return statistics.median(ours / floor for ours, floor in zip(self.ours, self.floor, strict=True))

    @property
    def processor_ratio(self) -> float | None:
        """The same of the processor time."""
        pairs = [(ours, floor) for ours, floor in self.processor if floor]
        return statistics.median(ours / floor for ours, floor in pairs) if pairs else None

    @property
    def met(self) -> bool | None:
        """``None`` where there is no goal, or no figure."""
        if self.goal is Goal.NONE or not self.ours:
            return None
        if self.goal is Goal.AT_MOST:
            return statistics.median(self.ours) <= self.most
        ratio = self.ratio
        if ratio is None:
            return None
        return ratio <= self.most if self.goal is Goal.AT_MOST_TIMES else ratio >= self.most

    @property
    def goal_text(self) -> str:
        """As the table says it."""
        return self.goal.format(self.most, unit=self.unit).strip()


@dataclass(frozen=True, slots=True)
class Pulse:
    """How the main thread was held up in one kind of run."""

    where: str
    beats: int
    longest: float  # ms
    late: float  # ms; of a hundred beats 99 were not later
    over: int  # beats that were later than HELD
    busy: float  # ms of processor time in the longest turn: no other program makes it longer
    floor: bool = False  # another program's, to compare with

    @property
    def met(self) -> bool | None:
        """Whether nobody would have noticed; ``None`` for what has no goal."""
        if self.floor:
            return None
        return self.over == 0 and self.late <= HELD_MOSTLY


def pulse(where: str, told: Sequence[dict[str, float]], *, floor: bool = False) -> Pulse:
    """The worst of several runs; ``told``: what the heartbeat has said in each."""
    return Pulse(
        where,
        beats=int(sum(one["beats"] for one in told)),
        longest=max(one["longest"] for one in told),
        late=max(one["late"] for one in told),
        over=int(sum(one["over"] for one in told)),
        busy=max(one["busy"] for one in told),
        floor=floor,
    )


@dataclass(slots=True)
class Report:
    """Everything that one bench has found."""

    figures: list[Figure] = field(default_factory=list)
    pulses: list[Pulse] = field(default_factory=list)


def table(report: Report) -> str:
    """The figures, and below them how the main thread was held up."""
    lines = [f"{'what':<{WIDTH}}{'ours':>11}{'floor':>11}{'ratio':>7}{'cpu':>6}  {'goal':<11}met"]
    lines += [line for figure in report.figures for line in _lines(figure)]
    lines += ["", f"{'the main thread, in':<{WIDTH}}{'longest':>11}{'99 of 100':>11}{'over 50':>8}{'busy':>8}  met"]
    for one in report.pulses:
        figures = f"{one.longest:>8.0f} ms{one.late:>8.1f} ms{one.over:>8}{one.busy:>5.0f} ms"
        lines.append(f"{one.where:<{WIDTH}}{figures}  {_YES_NO[one.met]}".rstrip())
    return "\n".join(lines)


_YES_NO = {True: "yes", False: "NO", None: ""}


def _lines(figure: Figure) -> list[str]:
    if figure.skipped:
        return [f"{figure.what:<{WIDTH}} not measured: {figure.skipped}"]
    ours, floor = (f"{_short(statistics.median(each))} {figure.unit}" for each in (figure.ours, figure.floor))
    ratio, processor = (f"{each:.2f}" if each is not None else "" for each in (figure.ratio, figure.processor_ratio))
    line = f"{figure.what:<{WIDTH}}{ours:>11}{floor:>11}{ratio:>7}{processor:>6}  {figure.goal_text:<11}"
    remarks = [f"    {text}" for text in (f"beside {figure.beside}", figure.note) if text]
    return [f"{line}{_YES_NO[figure.met]}".rstrip(), *remarks]


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def write(report: Report, path: Path) -> None:
    """As JSON, with every single run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figures = [
        {**asdict(each), "goal": each.goal_text, "ratio": each.ratio, "met": each.met} for each in report.figures
    ]
    pulses = [{**asdict(each), "met": each.met} for each in report.pulses]
    path.write_text(json.dumps({"figures": figures, "main_thread": pulses}, indent=2, ensure_ascii=False) + "\n")
