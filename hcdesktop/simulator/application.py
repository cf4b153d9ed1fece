"""The API host: the app's list of users with Basic auth and a user's data with Bearer auth (section 6)."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote

from hcdesktop.simulator.answering import Answering
from hcdesktop.simulator.providers import provider
from hcdesktop.simulator.records import Connection, Human
from hcdesktop.simulator.routing import Handler, Route
from hcdesktop.simulator.scenario import Stage
from hcdesktop.simulator.seeds import SEEDED_AT
from hcdesktop.simulator.state import SimulatorState
from hcdesktop.simulator.tokens import same
from hcdesktop.simulator.wire import JsonDict, Request, Response, failure, json_answer

if TYPE_CHECKING:
    import re

DEMO_TOKEN = "demo"  # noqa: S105  # documented, opens fictional data only
_YEAR = 365 * 86_400.0

_DEMO_HUMAN = Human(
    human_id="51a1de300000000000000001",
    client_user_id="demo@example.org",
    user_id="51a1de30000000000000eeee",
    public_token="",
    sources=(
        Connection(id="51a1de30000000000000acc1", provider="starfleet-medical", since=SEEDED_AT),
        Connection(id="51a1de30000000000000acc2", provider="brambleband", since=SEEDED_AT),
    ),
    created_at=SEEDED_AT,
    updated_at=SEEDED_AT,
)


class ApiHost:
    """Answers ``api_url``."""

    def __init__(self, *, state: SimulatorState, answering: Answering) -> None:
        self._state = state
        self._answering = answering
        users = "/v1/apps/([^/]+)/users"
        self.routes = (
            Route("GET", users, self._for_the_app(self._list)),
            Route("GET", f"{users}/([^/]+)", self._for_the_app(self._show)),
            Route("DELETE", f"{users}/([^/]+)", self._for_the_app(self._delete)),
            Route("GET", "/v1/human", lambda request, _match: self._summary(request)),
            Route("GET", "/v1/human/sources", lambda request, _match: self._sources(request)),
        )

    # --- the application API --------------------------------------------------------------------------------------

    def _for_the_app(self, action: Handler) -> Handler:
        """Lets only the app's own key through, and only to the app's own users."""

        def checked(request: Request, match: re.Match[str]) -> Response:
            if not same(_basic_user(request), self._state.app.app_key):
                challenge = {"WWW-Authenticate": 'Basic realm="Human API"'}
                return failure(HTTPStatus.UNAUTHORIZED, "The app key is wrong.", headers=challenge)
            if unquote(match[1]) != self._state.app.client_id:
                return failure(HTTPStatus.NOT_FOUND, "The client id is unknown.")
            return action(request, match)

        return checked

    def _list(self, _request: Request, _match: re.Match[str]) -> Response:
        return json_answer([self._app_user(human) for human in self._state.humans])

    def _show(self, _request: Request, match: re.Match[str]) -> Response:
        human = self._state.human(unquote(match[2]))
        return json_answer(self._app_user(human)) if human else _unknown_human()

    def _delete(self, _request: Request, match: re.Match[str]) -> Response:
        gone = self._state.forget(unquote(match[2]))
        return Response(HTTPStatus.NO_CONTENT) if gone else _unknown_human()

    def _app_user(self, human: Human) -> JsonDict:
        return {
            "humanId": human.human_id,
            "externalId": human.client_user_id,
            "appId": self._state.app.client_id,
            "createdAt": iso(human.created_at),
            "updatedAt": iso(human.updated_at),
        }

    # --- the data API ---------------------------------------------------------------------------------------------

    def _reader(self, request: Request) -> Human | None:
        scheme, _, token = request.header("Authorization").partition(" ")
        if scheme.lower() != "bearer":
            return None
        return _DEMO_HUMAN if token == DEMO_TOKEN else self._state.human_read_by(token)

    def _summary(self, request: Request) -> Response:
        human = self._reader(request)
        return json_answer(_summary_of(human)) if human else _no_reader()

    def _sources(self, request: Request) -> Response:
        return self._answering.answer(Stage.DATA, lambda wanted: lambda _changes: self._listed(request, wanted.sync))

    def _listed(self, request: Request, sync: str) -> Response:
        human = self._reader(request)
        return json_answer([source_item(source, sync=sync) for source in human.sources]) if human else _no_reader()


def iso(at: float) -> str:
    """A moment as the API writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def source_item(source: Connection, *, sync: str = "") -> JsonDict:
    """A connected source with the documented fields (section 6); ``sync`` is what its status says instead of ``ok``."""
    entry = provider(source.provider)
    name, medical = (entry.name, entry.medical) if entry else (source.provider, False)
    since = iso(source.since)
    item: JsonDict = {
        "id": source.id,
        "source": source.provider,
        "sourceName": name,
        "supportedDataTypes": list(entry.data_types) if entry else [],
        "devices": [] if medical else [name],
        "connectedSince": since,
        **_synced(source, sync or "ok"),
    }
    if medical:
        href = f"/medical/organizations/{source.provider}"
        item["organization"] = {"id": source.provider, "name": name, "href": href}
    return item


def _synced(source: Connection, status: str) -> JsonDict:
    """Nothing has arrived of a source that is syncing for the first time, or never could be."""
    since = iso(source.since)
    if status in ("syncing", "failed"):
        return {"historySync": {"status": status}, "syncStatus": {"status": status}}
    history = {"status": "completed", "oldestDate": iso(source.since - _YEAR)}
    return {"historySync": history, "syncStatus": {"status": status, "synchedAt": since, "newestDate": since}}


def _summary_of(human: Human) -> JsonDict:
    latest = max((source.since for source in human.sources), default=human.updated_at)
    summary: JsonDict = {
        "humanId": human.human_id,
        "userId": human.user_id,
        "createdAt": iso(human.created_at),
        "updatedAt": iso(human.updated_at),
    }
    if human.sources:
        reading = {"value": 66, "unit": "bpm", "source": human.sources[-1].provider, "timestamp": iso(latest)}
        summary["heartRate"] = reading
    return summary


def _basic_user(request: Request) -> str:
    """The user name of Basic auth, ``""`` when there is none or when a password comes with it."""
    scheme, _, value = request.header("Authorization").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return "" if password else user


def _unknown_human() -> Response:
    return failure(HTTPStatus.NOT_FOUND, "The humanId is unknown.")


def _no_reader() -> Response:
    challenge = {"WWW-Authenticate": 'Bearer realm="Human API"'}
    return failure(HTTPStatus.UNAUTHORIZED, "The access token is not valid.", headers=challenge)
