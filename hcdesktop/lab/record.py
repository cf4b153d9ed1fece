"""What was seen of a page under test: everything that the rules look at, in the order of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hcdesktop.simulator.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """``at`` in seconds since the run began; ``document`` counts the pages that the window has shown."""

    at: float
    document: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Seen):
    """One request of the engine's, with what became of it: ``allow``, ``simulate`` or ``block``."""

    method: str
    url: str = field(repr=False)
    kind: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Seen):
    """One request that a script or form of the page made; ``status`` is 0 while there is no answer."""

    number: int
    how: str
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: str = field(default="", repr=False)
    status: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Seen):
    """``HumanConnect.open``; a callback among the options is the word "function"."""

    options: Mapping[str, Any] = field(repr=False)
    activated: bool  # a person's click stands behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class Called(Seen):
    """The client called ``finish``, ``close`` or ``error``."""

    name: str
    values: tuple[Any, ...] = field(default=(), repr=False)

    @property
    def token(self) -> Mapping[str, Any]:
        """The sessionTokenObject of a finish."""
        value = self.values[1] if len(self.values) > 1 else None
        return value if isinstance(value, dict) else {}

    @property
    def problem(self) -> Mapping[str, Any]:
        """The ``err`` of a finish or an error."""
        value = self.values[0] if self.values else None
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Seen):
    """A script of the page threw; ``callback`` names the one it was in, whose client swallows it."""

    message: str
    callback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Seen):
    """A line of the page's console, or of a box that it opened (``alert``)."""

    level: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Went(Seen):
    """The window's address."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Seen):
    """The person set out to press a button of the page, ``connect`` or ``retry``; without a name there was none."""

    wanted: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look(Seen):
    """A look at the page: what can be read, what is kept, and a picture (PNG)."""

    step: str
    url: str = field(repr=False)
    text: str = field(repr=False)
    alarms: tuple[str, ...] = field(default=(), repr=False)
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)
    html: str = field(default="", repr=False)
    clients: int = 0  # script elements for connect.js
    popup: bool = False  # the popup covers the page
    picture: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finalized(Seen):
    """What somebody's server asked of the simulated tokens endpoint, and what it was told."""

    headers: Mapping[str, str] = field(repr=False)
    body: str = field(repr=False)
    status: int
    own: bool  # by their server, not by the one that the lab lends


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Seen):
    """A server was told this person's current publicToken, by the endpoint ``tokens`` or ``publictokens``."""

    token: str = field(repr=False)
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck(Seen):
    """The popup did not go along with the person's steps."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One run of one page in one scenario. ``public_token``: what the page's server had of the user at the start."""

    page: str
    origins: tuple[str, ...]  # the page's own
    scenario: Scenario
    client_user_id: str
    public_token: str = field(repr=False)
    client_secret: str = field(repr=False)
    events: tuple[Seen, ...]
    seconds: float

    def of(self, kind: type[Any]) -> tuple[Any, ...]:
        """The events of one kind, the oldest first."""
        return tuple(event for event in self.events if isinstance(event, kind))
