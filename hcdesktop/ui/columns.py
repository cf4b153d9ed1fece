"""How wide the columns are: what somebody has chosen stays, the others share what is left."""

from __future__ import annotations

from collections.abc import Mapping

from hcdesktop.ui.user_model import Column

MINIMUM = 72
#: At least; a title or a word in another language may take more.
LEAST = {
    Column.NAME: 120,
    Column.CLIENT_USER_ID: 120,
    Column.STATE: 120,
    Column.SOURCES: 130,
    Column.CHANGED: 116,
    Column.BUTTON: 0,
}
_FIRST_TO_GO = (Column.CHANGED, Column.SOURCES, Column.CLIENT_USER_ID, Column.STATE)
_SHARES = {Column.NAME: 0.4, Column.CLIENT_USER_ID: 0.5, Column.SOURCES: 0.1}


def fit(room: int, *, least: Mapping[Column, int], chosen: Mapping[Column, int]) -> dict[Column, int]:
    """The columns that there is room for, with their widths. In a narrow window the less important ones go, and what
    was chosen holds where the others still fit. Names and IDs share the rest; the button stays in sight at any width.
    """
    standard = _shown(room, least)
    widths = {column: chosen.get(column, width) for column, width in standard.items()}
    if sum(widths.values()) > room:
        widths, chosen = standard, {}
    spare = max(0, room - sum(widths.values()))
    shares = {column: share for column, share in _SHARES.items() if column in widths and column not in chosen}
    # Where all that share have a width of their own, the names take what is left: the button stays at the end.
    shares = shares or {Column.NAME: 1.0}
    whole = sum(shares.values())
    return {column: width + int(spare * shares.get(column, 0) / whole) for column, width in widths.items()}


def most(column: Column, room: int, *, least: Mapping[Column, int], chosen: Mapping[Column, int]) -> int:
    """How wide somebody can make this column, with all others that are shown still in sight."""
    others = sum(chosen.get(other, width) for other, width in _shown(room, least).items() if other is not column)
    return max(MINIMUM, room - others)


def _shown(room: int, least: Mapping[Column, int]) -> dict[Column, int]:
    widths = dict(least)
    for column in _FIRST_TO_GO:
        if sum(widths.values()) > room:
            del widths[column]
    return widths
