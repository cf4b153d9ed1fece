"""Puts a scenario's user on the stage: known to the Simulator, and with the tokens that the page has of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from hcdesktop.simulator.providers import PROVIDERS
from hcdesktop.simulator.scenario import Cast
from hcdesktop.simulator.state import SimulatorState

_IDS = {entry.name.casefold(): entry.id for entry in PROVIDERS}
_FIRST = PROVIDERS[0].id
#: A publicToken that opened something once.
_STALE = "51a1bbbb0000000000000000deadbeef"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What the page, or its server, knows of the user before the launch."""

    client_user_id: str
    human_id: str = ""
    public_token: str = field(default="", repr=False)


def prepare(state: SimulatorState, cast: Cast, *, at: float) -> Person:
    """Makes it so; a name that is not in the Simulator's catalogue counts as its first provider."""
    if not cast.existing:
        return Person(client_user_id=cast.client_user_id)
    sources = [_IDS.get(name.casefold(), _FIRST) for name in cast.sources] or [_FIRST]
    human = state.settle(cast.client_user_id, providers=tuple(dict.fromkeys(sources)), at=at)
    token = {"current": human.public_token, "stale": _STALE, "lost": ""}[cast.tokens]
    return Person(client_user_id=cast.client_user_id, human_id=human.human_id, public_token=token)
