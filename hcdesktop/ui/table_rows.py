"""Which rows are selected and which were looked at, in terms that hold when the rows of the table are others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from PySide6.QtCore import QItemSelection

from hcdesktop.core.listing import ListQuery
from hcdesktop.core.models import User


class Place(NamedTuple):
    """Where somebody was in the list."""

    query: ListQuery
    chosen: User | None
    selected: tuple[int, ...]
    chosen_y: int | None  # where the chosen row was on the screen, if it was
    top: int | None  # the id of the first row on the screen
    scrolled: int


def stretches(selection: QItemSelection) -> list[tuple[int, int]]:
    """The selected rows from top to bottom; an index for each of 100,000 would take a second."""
    parts = (selection.at(number) for number in range(selection.count()))
    merged: list[tuple[int, int]] = []
    for top, bottom in sorted((part.top(), part.bottom()) for part in parts):
        if merged and top <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(bottom, merged[-1][1])
        else:
            merged.append((top, bottom))
    return merged


def ranges(ids: Sequence[int], wanted: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The rows of these ids, as few stretches as there are."""
    if len(wanted) == 1:
        with suppress(ValueError):
            row = ids.index(wanted[0])
            yield row, row
        return
    among = frozenset(wanted)
    begun: int | None = None
    for row, user_id in enumerate(ids if among else ()):
        if user_id in among:
            begun = row if begun is None else begun
        elif begun is not None:
            yield begun, row - 1
            begun = None
    if begun is not None:
        yield begun, len(ids) - 1
