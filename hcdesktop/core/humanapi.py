"""Step 7 of the flow: what we ask Human API, and what counts as an answer.

Every method returns the documented value or raises an ``ApiError``. The secret goes to ``user_url`` only.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NoReturn, cast
from urllib.parse import quote

from hcdesktop.core.errors import BadAnswer, ErrorKind, NotConfigured
from hcdesktop.core.exchange import DEADLINE, MAX_LIST, Exchange, Request, Trace, no_trace
from hcdesktop.core.models import AppUser, Credentials, Environment, JsonObject, SessionToken, Source, Tokens
from hcdesktop.core.plain import is_identifier, shown

if TYPE_CHECKING:
    import requests

_MAX_NAME = 200


class HumanApi:
    """Human API for one environment. Safe to use from several threads; each exchange has its own session, but for those
    that one thread has ``kept_open``."""

    def __init__(
        self,
        environment: Environment,
        *,
        credentials: Callable[[], Credentials],
        new_session: Callable[[], requests.Session],
        seconds: float = DEADLINE,
    ) -> None:
        self._environment = environment
        self._credentials = credentials
        self._exchange = Exchange(new_session, seconds=seconds)

    def finalize(self, session: SessionToken, *, trace: Trace = no_trace) -> Tokens:
        """Exchanges a sessionTokenObject, whole as it came, for tokens (section 4).

        Raises ``NotConfigured`` without a clientSecret, ``BadAnswer`` unless the answer is 200 or 201 **and** has
        humanId, accessToken and publicToken, else the ``ApiError`` for what happened.
        """
        body = {**session.raw, "clientSecret": self._client_secret()}
        answer = self._post("/v1/connect/tokens", body, trace)
        return Tokens(
            human_id=_required(answer, "humanId"),
            access_token=_required(answer, "accessToken"),
            public_token=_required(answer, "publicToken"),
            client_id=_optional(answer, "clientId"),
            client_user_id=_optional(answer, "clientUserId"),
        )

    def recover_public_token(self, human_id: str, *, trace: Trace = no_trace) -> str:
        """The current publicToken of a known human (section 5)."""
        body = {
            "humanId": human_id,
            "clientId": self._environment.client_id,
            "clientSecret": self._client_secret(),
        }
        return _required(self._post("/v1/connect/publictokens", body, trace), "publicToken")

    def users(self, *, trace: Trace = no_trace) -> list[AppUser]:
        """The app's users (section 6). Raises ``NotConfigured`` without an app key."""
        url = f"{self._environment.hosts.api_url}/v1/apps/{quote(self._environment.client_id, safe='')}/users"
        request = Request("GET", url, basic_user=self._app_key(), refusal=ErrorKind.APP_KEY_REFUSED, limit=MAX_LIST)
        answer = self._exchange.ask(request, trace=trace)
        rows = [cast("JsonObject", row) for row in _list(answer) if isinstance(row, dict)]
        return [AppUser(human_id=_required(row, "humanId"), external_id=_word(row.get("externalId"))) for row in rows]

    def delete_user(self, human_id: str, *, trace: Trace = no_trace) -> None:
        """Deletes one of the app's users there (section 6). Raises ``NotConfigured`` without an app key."""
        app = quote(self._environment.client_id, safe="")
        url = f"{self._environment.hosts.api_url}/v1/apps/{app}/users/{quote(human_id, safe='')}"
        request = Request("DELETE", url, basic_user=self._app_key(), refusal=ErrorKind.APP_KEY_REFUSED)
        self._exchange.ask(request, trace=trace)

    def sources(self, access_token: str, *, trace: Trace = no_trace) -> list[Source]:
        """The sources that a user has connected (section 6)."""
        url = f"{self._environment.hosts.api_url}/v1/human/sources"
        request = Request("GET", url, bearer=access_token, refusal=ErrorKind.ACCESS_TOKEN_REFUSED)
        answer = self._exchange.ask(request, trace=trace)
        return [_source(cast("JsonObject", row)) for row in _list(answer) if isinstance(row, dict)]

    def prepare(self) -> None:
        """For a thread: loads what the first exchange would wait for."""
        self._exchange.prepare()

    def kept_open(self) -> AbstractContextManager[None]:
        """What this thread asks in the block goes over one connection, where it can."""
        return self._exchange.kept_open()

    def hang_up(self) -> None:
        """Ends every exchange that is under way, within a moment, and begins none any more."""
        self._exchange.hang_up()

    def _client_secret(self) -> str:
        secret = self._credentials().client_secret
        if not secret:
            raise NotConfigured(ErrorKind.SECRET_MISSING)
        return secret

    def _app_key(self) -> str:
        app_key = self._credentials().app_key
        if not app_key:
            raise NotConfigured(ErrorKind.APP_KEY_MISSING)
        return app_key

    def _post(self, path: str, body: JsonObject, trace: Trace) -> JsonObject:
        answer = self._exchange.ask(Request("POST", self._environment.hosts.user_url + path, body), trace=trace)
        return cast("JsonObject", answer) if isinstance(answer, dict) else _bad_answer("object")


def _bad_answer(field: str) -> NoReturn:
    raise BadAnswer(ErrorKind.BAD_ANSWER, field=field)


def _required(answer: JsonObject, name: str) -> str:
    """A token or an id. One that is blank, or that no header and no column can hold, is none."""
    value = answer.get(name)
    return value if is_identifier(value) and value.isascii() else _bad_answer(name)


def _optional(answer: JsonObject, name: str) -> str | None:
    value = answer.get(name)
    return value if isinstance(value, str) and value else None


def _list(answer: object) -> list[object]:
    return answer if isinstance(answer, list) else _bad_answer("list")


def _word(value: object) -> str:
    """A text as it is, a whole number as a text; ``''`` for what is neither."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)


def _shown(value: object) -> str:
    """What the host calls something, as a line of the screen and of the list."""
    return shown(value, limit=_MAX_NAME)


def _source(row: JsonObject) -> Source:
    sync = row.get("syncStatus")
    organization = row.get("organization")
    name = _shown(row.get("sourceName")) or _shown(row.get("source"))
    if isinstance(organization, dict):
        name = _shown(organization.get("name")) or name
    return Source(
        id=_shown(row.get("id")),
        name=name,
        connected_since=_shown(row.get("connectedSince")),
        sync_status=_shown(sync.get("status")) if isinstance(sync, dict) else "",
    )
