"""What the Simulator remembers: the nouns that ``state`` keeps and the simulated hosts read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class AppKeys:
    """The one app that the Simulator knows."""

    client_id: str
    client_secret: str = field(repr=False)
    app_key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One connected source; ``id`` names the account, ``provider`` the catalogue entry."""

    id: str
    provider: str
    since: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """A fictional person as the Simulator knows them; no ``access_token`` before the first finalization."""

    human_id: str
    client_user_id: str
    user_id: str
    public_token: str = field(repr=False)
    access_token: str = field(default="", repr=False)
    sources: tuple[Connection, ...] = ()
    created_at: float = 0.0
    updated_at: float = 0.0


class SessionState(StrEnum):
    """How far a session token has come."""

    UNFINISHED = "unfinished"
    FINISHED = "finished"  # ``finish`` was called, the tokens endpoint was not
    SPENT = "spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One visit to the popup. What the person changes is kept apart until the finish, so that a visit which ends
    without one leaves nobody behind who "exists already"."""

    token: str = field(repr=False)
    human_id: str
    client_user_id: str
    state: SessionState = SessionState.UNFINISHED
    added: tuple[Connection, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether there is anything to finish."""
        return bool(self.added or self.removed)

    def applied_to(self, sources: tuple[Connection, ...]) -> tuple[Connection, ...]:
        """The sources as this person sees them now."""
        new = {source.provider for source in self.added}
        kept = (source for source in sources if source.provider not in new and source.provider not in self.removed)
        return (*kept, *self.added)
