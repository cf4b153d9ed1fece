"""The first start: one fictional app and six fictional people, each in a state that a desk meets in real life.

Nothing here is real; the ids and tokens only look the part.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hcdesktop.simulator import known
from hcdesktop.simulator.records import AppKeys, Connection, Human

CLIENT_ID = known.CLIENT_ID
CLIENT_SECRET = known.CLIENT_SECRET
APP_KEY = known.APP_KEY

APP = AppKeys(client_id=CLIENT_ID, client_secret=CLIENT_SECRET, app_key=APP_KEY)

SEEDED_AT = 1_767_603_600.0  # 2026-01-05 09:00 UTC
_DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSeed:
    """One row that the desk's own list starts with; what the Simulator knows of them is in ``HUMAN_SEEDS``."""

    client_user_id: str
    label: str
    human_id: str | None = None
    public_token: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)
    sources: tuple[str, ...] = ()


def _human(number: int, client_user_id: str, *providers: str) -> Human:
    since = SEEDED_AT + number * _DAY
    sources = tuple(
        Connection(id=f"51a1acc{number}{place:016x}", provider=provider, since=since + place * 60)
        for place, provider in enumerate(providers, start=1)
    )
    return Human(
        human_id=f"51a1{number:020x}",
        client_user_id=client_user_id,
        user_id=f"51a1eeee{number:016x}",
        public_token=f"51a1bbbb{number:024x}",
        access_token=f"51a1aaaa{number:040x}",
        sources=sources,
        created_at=since,
        updated_at=since,
    )


_STALE_PUBLIC_TOKEN = "51a1bbbb0000000000000000deadbeef"  # noqa: S105  # fictional

_CONNECTED = _human(2, "jonas.feldspar@example.com", "starfleet-medical")
_TWICE = _human(
    3,
    "maximiliana-theodora.von-und-zu-hohenfels-schattenbrueck@participants.longitudinal-outcomes-study.example.net",
    "starfleet-pharma",
    "moonloop",
)
_TOKEN_LOST = _human(4, "priya.raman+clinic@example.net", "brambleband")
_UNKNOWN_HERE = _human(5, "tomas.lindqvist@example.org", "starfleet-medical")
_TOKEN_STALE = _human(6, "yuki.arakawa@example.com", "fernscale")

HUMAN_SEEDS: tuple[Human, ...] = (_CONNECTED, _TWICE, _TOKEN_LOST, _UNKNOWN_HERE, _TOKEN_STALE)

DESK_SEEDS: tuple[DeskSeed, ...] = (
    DeskSeed(client_user_id="ada.winterbourne@example.org", label="Ada Winterbourne"),
    DeskSeed(
        client_user_id=_CONNECTED.client_user_id,
        label="Jonas Feldspar",
        human_id=_CONNECTED.human_id,
        public_token=_CONNECTED.public_token,
        access_token=_CONNECTED.access_token,
        sources=("Starfleet Medical",),
    ),
    DeskSeed(
        client_user_id=_TWICE.client_user_id,
        label="Maximiliana von Hohenfels",
        human_id=_TWICE.human_id,
        public_token=_TWICE.public_token,
        access_token=_TWICE.access_token,
        sources=("Starfleet Pharma", "Moonloop Sleep"),
    ),
    DeskSeed(
        client_user_id=_TOKEN_LOST.client_user_id,
        label="Priya Raman",
        human_id=_TOKEN_LOST.human_id,
        access_token=_TOKEN_LOST.access_token,
        sources=("Brambleband",),
    ),
    DeskSeed(client_user_id=_UNKNOWN_HERE.client_user_id, label="Tomas Lindqvist"),
    DeskSeed(
        client_user_id=_TOKEN_STALE.client_user_id,
        label="Yuki Arakawa",
        human_id=_TOKEN_STALE.human_id,
        public_token=_STALE_PUBLIC_TOKEN,
        access_token=_TOKEN_STALE.access_token,
        sources=("Fernscale",),
    ),
)
