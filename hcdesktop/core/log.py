"""The nouns of the log: what is looked for among all events, and when a person's tokens were replaced."""

from __future__ import annotations

from typing import NamedTuple

from hcdesktop.core.models import EventKind, Mode


class Word(NamedTuple):
    """Something typed: stands in an event's detail, belongs to its person, or to the sentence for these kinds."""

    text: str
    kinds: frozenset[EventKind] = frozenset()


class LogQuery(NamedTuple):
    """Which events are wanted: those with every word, of any of these kinds (none: of every kind), of this person."""

    words: tuple[Word, ...] = ()
    kinds: frozenset[EventKind] = frozenset()
    user_id: int | None = None

    @property
    def narrows(self) -> bool:
        """Whether it may leave somebody's event out."""
        return bool(self.words or self.kinds) or self.user_id is not None


#: What an event of a rotation can be.
ROTATIONS = (EventKind.TOKENS_STORED, EventKind.TOKEN_RECOVERED)


class Rotation(NamedTuple):
    """A moment in which a person's tokens were replaced; holds none of them."""

    at: float
    kind: EventKind
    launch_id: int | None
    mode: Mode | None = None  # of the launch whose answer it was
    rotated: bool = False  # there was a publicToken before, and it was another one
