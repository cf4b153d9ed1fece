"""Draws the lines of ``growth``: each beside its own value for the shortest list, on a scale on which twice as much is
as far everywhere, so that what stays flat costs the same for everybody."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

_WIDTH, _HEIGHT = 760, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 250, 56, 48
#: For eyes that tell few colours apart (Okabe and Ito); each line has a dash and a mark of its own as well.
_COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000")
_DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 2")
_INK, _FAINT = "#1c2128", "#dcdfe4"
_FONT = "system-ui, sans-serif"
_LABEL_APART = 17


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was measured, for each length of the list."""

    name: str
    unit: str
    values: tuple[float, ...]

    @property
    def times(self) -> list[float]:
        """How many times as much as for the shortest list."""
        return [value / self.values[0] for value in self.values]

    @property
    def label(self) -> str:
        """Name, first and last value."""
        first, last = (f"{value:.0f}" if value >= 10 else f"{value:.1f}" for value in (self.values[0], self.values[-1]))
        return f"{self.name}: {first} → {last} {self.unit}"


def draw(lines: Sequence[Line], people: Sequence[int]) -> str:
    """The picture, as SVG."""
    most = max(2.0, *(time for line in lines for time in line.times))
    least = min(0.5, *(time for line in lines for time in line.times))
    across = _scale(people[0], people[-1], _LEFT, _WIDTH - _RIGHT)
    up = _scale(least, most, _HEIGHT - _BOTTOM, _TOP)
    picture = ElementTree.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img"
    )
    title = "What one thing costs, as a multiple of its cost with the shortest list"
    ElementTree.SubElement(picture, "title").text = title
    _add(picture, "rect", width=_WIDTH, height=_HEIGHT, rx=8, fill="#ffffff")
    _text(picture, title, _LEFT, 28, weight="600")
    for exponent in range(math.floor(math.log2(least)), math.ceil(math.log2(most)) + 1):
        times = 2.0**exponent
        if least <= times <= most:
            y = up(times)
            width = 1.5 if times == 1 else 1
            _add(picture, "line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, stroke=_FAINT, stroke_width=width)
            _text(picture, f"{times:g} ×", _LEFT - 10, y + 4, anchor="end")  # noqa: RUF001
    for count in people:
        _text(picture, f"{count:,}", across(count), _HEIGHT - _BOTTOM + 22, anchor="middle")
    _text(picture, "people in the list", across(math.sqrt(people[0] * people[-1])), _HEIGHT - 8, anchor="middle")
    ends = _apart([up(line.times[-1]) for line in lines])
    for number, line in enumerate(lines):
        points = [(across(count), up(time)) for count, time in zip(people, line.times, strict=True)]
        _line(picture, number, points)
        _text(picture, line.label, _WIDTH - _RIGHT + 14, ends[number] + 4, color=_COLORS[number])
    ElementTree.indent(picture)
    return ElementTree.tostring(picture, encoding="unicode") + "\n"


def _scale(low: float, high: float, start: float, end: float) -> _Scale:
    return _Scale(math.log(low), math.log(high) - math.log(low) or 1.0, start, end - start)


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    length: float
    start: float
    room: float

    def __call__(self, value: float) -> float:
        return round(self.start + (math.log(value) - self.low) / self.length * self.room, 1)


def _apart(places: Sequence[float]) -> list[float]:
    """Where the labels stand: beside their lines, and not on each other."""
    moved = list(places)
    last = -math.inf
    for number in sorted(range(len(places)), key=lambda number: places[number]):
        moved[number] = last = max(places[number], last + _LABEL_APART)
    below = max(moved) - (_HEIGHT - _BOTTOM)
    return [place - max(0.0, below) for place in moved]


def _line(picture: ElementTree.Element, number: int, points: Sequence[tuple[float, float]]) -> None:
    way = " ".join(f"{x},{y}" for x, y in points)
    color = _COLORS[number]
    _add(picture, "polyline", points=way, fill="none", stroke=color, stroke_width=2, stroke_dasharray=_DASHES[number])
    for x, y in points:
        _add(picture, "circle", cx=x, cy=y, r=3.5, fill=color)


def _text(
    picture: ElementTree.Element,
    text: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    color: str = _INK,
    weight: str = "400",
) -> None:
    element = _add(
        picture, "text", x=x, y=y, text_anchor=anchor, fill=color, font_family=_FONT, font_size=13, font_weight=weight
    )
    element.text = text


def _add(picture: ElementTree.Element, tag: str, **attributes: str | float) -> ElementTree.Element:
    named = {name.replace("_", "-"): str(value) for name, value in attributes.items() if value != ""}
    return ElementTree.SubElement(picture, tag, named)
