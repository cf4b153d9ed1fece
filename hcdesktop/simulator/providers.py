"""The catalogue that the popup shows: the two demo providers of section 6 and twelve invented wellness brands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Login(StrEnum):
    """What a provider asks for."""

    PASSWORD = "password"  # noqa: S105  # the name of a way to log in
    CONSENT = "consent"


class Via(StrEnum):
    """Where a provider asks it."""

    PAGE = "page"  # in the popup itself
    WINDOW = "window"  # in a second window: ``popup=1`` in the address (section 3)
    FRAME = "frame"  # in a second iframe that the host page opens: ``hapi-connect-popup-iframe``


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One entry; ``category`` and ``data_types`` are keys of the page's string table."""

    id: str
    name: str
    category: str
    data_types: tuple[str, ...]
    login: Login = Login.CONSENT
    via: Via = Via.PAGE

    @property
    def medical(self) -> bool:
        """Whether it is an organization with records rather than a device or an app."""
        return self.category == "medical"


DEMO_USER = "demouser"
DEMO_PASSWORD = "password"  # noqa: S105  # documented demo login, opens nothing

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        id="starfleet-medical",
        name="Starfleet Medical",
        category="medical",
        data_types=("allergies", "encounters", "immunizations", "medications", "test_results", "vitals"),
        login=Login.PASSWORD,
    ),
    Provider(
        id="starfleet-pharma",
        name="Starfleet Pharma",
        category="medical",
        data_types=("medications",),
        login=Login.PASSWORD,
    ),
    Provider(id="brambleband", name="Brambleband", category="activity", data_types=("activities", "heart_rate")),
    Provider(id="kitestride", name="Kitestride", category="activity", data_types=("activities", "locations")),
    Provider(id="quillstep", name="Quillstep", category="activity", data_types=("activities",)),
    Provider(
        id="velodrift",
        name="Velodrift",
        category="activity",
        data_types=("activities", "heart_rate", "locations"),
        via=Via.WINDOW,
    ),
    Provider(id="driftpillow", name="Driftpillow", category="sleep", data_types=("sleeps",)),
    Provider(id="moonloop", name="Moonloop Sleep", category="sleep", data_types=("sleeps", "heart_rate")),
    Provider(id="orchardlog", name="Orchardlog", category="nutrition", data_types=("meals", "weight")),
    Provider(id="pebblecup", name="Pebblecup", category="nutrition", data_types=("meals",)),
    Provider(id="tallymeal", name="Tallymeal", category="nutrition", data_types=("meals",)),
    Provider(id="fernscale", name="Fernscale", category="body", data_types=("weight", "body_fat")),
    Provider(id="glimmercuff", name="Glimmercuff", category="body", data_types=("blood_pressure", "heart_rate")),
    Provider(
        id="harborpulse",
        name="Harborpulse",
        category="body",
        data_types=("heart_rate", "blood_oxygen"),
        via=Via.FRAME,
    ),
)

_BY_ID = {provider.id: provider for provider in PROVIDERS}


def provider(provider_id: str) -> Provider | None:
    """The catalogue entry with this id."""
    return _BY_ID.get(provider_id)
