"""Orders of the whole list that are kept: what the filter finds among many is put in order by them, for the file would
take a third of a second for what it takes four milliseconds to find (a million users, 90,000 hits)."""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.listing import ListQuery, Overtaken, never
from hcdesktop.store.rows import WORD_MARK

#: Characters that are made numbers of in one go; what runs meanwhile on another thread waits for a millisecond.
_STRETCH = 1 << 16
#: Flags and ids that are looked through in one go, as much.
_SLICE = 1 << 17
_NOWHERE = 0xFFFFFFFF
_NO_KEY = b"\xff" * 4
#: So many heads are kept, of 4 KB each.
_HEADS = 64
#: Bytes of a place.
PLACE = 4
#: Where it is one of so many, to sort them is faster than to go through all.
_RARE = 20


def go_on(overtaken: Overtaken) -> None:
    """Raises ``HcError`` (``CANCELLED``) where nobody waits any more."""
    if overtaken():
        raise HcError(ErrorKind.CANCELLED)


def numbers(text: str | None, overtaken: Overtaken = never) -> array[int]:
    """The ids of a ``group_concat``. All of a million at once would be 60 MB of texts, and hold the window up."""
    found, start = array("I"), 0
    while text and start < len(text):
        go_on(overtaken)
        end = text.find(",", start + _STRETCH)
        end = len(text) if end < 0 else end
        found.extend(map(int, text[start:end].split(",")))
        start = end + 1
    return found


class Head(NamedTuple):
    """The first of those who have some words, in an order; ``whole``: and no others have them."""

    ids: array[int]
    whole: bool = False


class Heads:
    """What was found first for the words that were sought last: for longer ones it is looked through, and when the
    shorter ones come back it is still there."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], Head] = {}

    def nearest(self, terms: tuple[str, ...]) -> Head | None:
        """The head of the longest words that everybody has who has these."""
        kept = self._kept.copy()
        # Before a word are two marks; of two letters and a mark, the second one goes without saying.
        said = "\n".join(WORD_MARK + term if term.startswith(WORD_MARK) else term for term in terms)
        wider = [words for words in kept if all(word in said for word in words)]
        return kept[max(wider, key=lambda words: len("".join(words)))] if wider else None

    def keep(self, terms: tuple[str, ...], head: Head) -> None:
        """In the place of the oldest one."""
        while len(self._kept) >= _HEADS:
            self._kept.pop(next(iter(self._kept)))
        self._kept[terms] = head


@dataclass(slots=True)
class Order:
    """Everybody in the list, in one order, as it was at one version of the file."""

    version: int
    ids: array[int]
    heads: Heads = field(default_factory=Heads)
    _keys: memoryview | None = None

    @property
    def keys(self) -> memoryview:
        """Where each user stands: ``PLACE`` bytes for each id, which compare as the places do. A byte of nobody's, of
        the id 0, is left out: SQLite counts from one, and finds them at ``id * PLACE`` without adding."""
        if self._keys is None:
            # Nothing of it is copied: what is given back of so much at once stays with the process.
            starts = range(0, len(self.ids), _SLICE)
            last = max((max(self.ids[start : start + _SLICE]) for start in starts), default=0)
            places = array("I", (_NOWHERE,)) * (last + 1)
            for place, user_id in enumerate(self.ids):
                places[user_id] = place
            if sys.byteorder == "little":
                places.byteswap()
            self._keys = memoryview(places).cast("B")[1:]
        return self._keys

    @property
    def known(self) -> int:
        """Every id that has a place is below this."""
        return (len(self.keys) + 1) // PLACE

    def arranged(self, found: array[int], overtaken: Overtaken = never) -> array[int]:
        """Those of them who are in the list, in this order."""
        keys = self.keys
        if len(found) * _RARE < len(self.ids):
            wanted = ((keys[user_id * PLACE - 1 : (user_id + 1) * PLACE - 1].tobytes(), user_id) for user_id in found)
            return array("I", (user_id for place, user_id in sorted(wanted) if place and place != _NO_KEY))
        among = bytearray(max(self.known, max(found, default=0) + 1))
        for start in range(0, len(found), _SLICE):
            go_on(overtaken)
            for user_id in found[start : start + _SLICE]:
                among[user_id] = 1
        arranged = array("I")
        for start in range(0, len(self.ids), _SLICE):
            go_on(overtaken)
            some = self.ids[start : start + _SLICE]
            arranged.extend(compress(some, map(among.__getitem__, some)))
        return arranged


class Orders:
    """The order that was asked for last. A file that has changed since has none."""

    def __init__(self) -> None:
        self._kept: tuple[ListQuery, Order] | None = None

    def get(self, everybody: ListQuery, version: int) -> Order | None:
        """What answers this question, if it is kept and the file is still the same."""
        kept = self._kept  # one look: another thread may keep another one
        return kept[1] if kept is not None and kept[0] == everybody and kept[1].version == version else None

    def last(self, everybody: ListQuery) -> Order | None:
        """What answered this question last, be the file another one now."""
        kept = self._kept
        return kept[1] if kept is not None and kept[0] == everybody else None

    def keep(self, everybody: ListQuery, order: Order) -> None:
        """Instead of the one before."""
        self._kept = everybody, order
