"""The nouns of step 1: what the list is asked, what it answers, and what the desk writes down about a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from hcdesktop.core.models import UserState

#: Asked now and then, on the thread that looks for an answer: whether nobody waits for that one any more.
Overtaken: TypeAlias = Callable[[], bool]


def never() -> bool:
    """Somebody waits for the answer, however long it takes."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the desk itself writes down about a person; Human API never sees any of it."""

    label: str = ""
    email: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()

    def overlaid(self, other: Details) -> Details:
        """The same with what ``other`` has; what is empty there stays."""
        return Details(
            label=other.label or self.label,
            email=other.email or self.email,
            note=other.note or self.note,
            tags=other.tags or self.tags,
        )


class SortKey(StrEnum):
    """What the list can be ordered by; among equals the older row comes first."""

    NAME = "name"
    CLIENT_USER_ID = "client_user_id"
    STATE = "state"
    SOURCES = "sources"
    CHANGED = "changed"
    MODE = "mode"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """Which users are listed, and in which order; ``text`` is what somebody typed, every word of it has to be there."""

    text: str = ""
    state: UserState | None = None
    marked: bool = False
    sort: SortKey = SortKey.NAME
    descending: bool = False

    @property
    def narrows(self) -> bool:
        """Whether some users may be left out."""
        return bool(self.text.strip()) or self.state is not None or self.marked


class Listing(NamedTuple):
    """The ids that a query found, in their order, and how many users there are in all."""

    ids: Sequence[int] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who is to come into the list, from a file or from Human API (then with a humanId)."""

    client_user_id: str
    details: Details = Details()
    human_id: str | None = None


class Imported(NamedTuple):
    """What an import has done: who was added, what was written down before about those who were changed, and how many
    got a humanId."""

    added: Sequence[int] = ()
    before: Sequence[tuple[int, Details]] = ()
    linked: int = 0
