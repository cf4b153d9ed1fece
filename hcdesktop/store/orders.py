"""Orders of the whole list that are kept: what the filter finds among many is put in order by them, for the file would
take a third of a second for what it takes four milliseconds to find (a million users, 90,000 hits)."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from itertools import compress

from hcdesktop.core.listing import ListQuery

#: Characters that are made numbers of in one go; what runs meanwhile on another thread waits for a millisecond.
_STRETCH = 1 << 16
#: Flags that are looked through in one go, as much.
_SLICE = 1 << 17
_NOWHERE = 0xFFFFFFFF
#: Where it is one of so many, to sort them is faster than to go through all.
_RARE = 20


def numbers(text: str | None) -> array[int]:
    """The ids of a ``group_concat``. All of a million at once would be 60 MB of texts, and hold the window up."""
    found, start = array("I"), 0
    while text and start < len(text):
        end = text.find(",", start + _STRETCH)
        end = len(text) if end < 0 else end
        found.extend(map(int, text[start:end].split(",")))
        start = end + 1
    return found


@dataclass(slots=True)
class Order:
    """Everybody in the list, in one order, as it was at one version of the file."""

    version: int
    ids: array[int]
    _places: array[int] = field(default_factory=lambda: array("I"))

    def arranged(self, found: array[int]) -> array[int]:
        """Those of them who are in the list, in this order."""
        places = self._known_places()
        known = (places[user_id] for user_id in found if user_id < len(places))
        wanted = (place for place in known if place != _NOWHERE)
        if len(found) * _RARE < len(self.ids):
            return array("I", (self.ids[place] for place in sorted(wanted)))
        among = bytearray(len(self.ids))
        for place in wanted:
            among[place] = 1
        arranged = array("I")
        for start in range(0, len(among), _SLICE):
            arranged.extend(compress(self.ids[start : start + _SLICE], among[start : start + _SLICE]))
        return arranged

    def _known_places(self) -> array[int]:
        if not self._places:
            places = array("I", (_NOWHERE,)) * (max(self.ids, default=0) + 1)
            for place, user_id in enumerate(self.ids):
                places[user_id] = place
            self._places = places
        return self._places


class Orders:
    """The order that was asked for last. A file that has changed since has none."""

    def __init__(self) -> None:
        self._kept: tuple[ListQuery, Order] | None = None

    def get(self, everybody: ListQuery, version: int) -> Order | None:
        """What answers this question, if it is kept and the file is still the same."""
        kept = self._kept  # one look: another thread may keep another one
        return kept[1] if kept is not None and kept[0] == everybody and kept[1].version == version else None

    def keep(self, everybody: ListQuery, order: Order) -> None:
        """Instead of the one before."""
        self._kept = everybody, order
