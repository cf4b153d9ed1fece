"""Step 7 of the flow, the wire: what we ask Human API, and what counts as an answer.

Every method returns the documented value or raises an ``ApiError``; every ``requests`` exception and every status is
mapped in ``_our_error`` and ``_check_status``. Redirects are not followed (a repeated body would carry the secret to
another host), at most 64 KB are read, the whole exchange has one time limit, and the secret goes to ``user_url`` only.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, cast
from urllib.parse import quote, urlsplit

from hcdesktop import __version__
from hcdesktop.core.errors import (
    ApiError,
    BadAnswer,
    ErrorKind,
    NotConfigured,
    Refused,
    Retry,
    Unanswered,
    Unavailable,
    Unreachable,
)
from hcdesktop.core.models import AppUser, Credentials, Environment, JsonObject, SessionToken, Source, Tokens

if TYPE_CHECKING:
    import requests

    from hcdesktop.core.deadline import Watchdog

#: Told about every exchange, for the timeline: method, url, request, status, answer. Holds secrets: redact it.
Trace: TypeAlias = Callable[[JsonObject], None]

#: Total time for one exchange, in seconds, from before the connection to the last byte.
DEADLINE = 15.0
#: Most bytes that are read of an answer about one person.
MAX_ANSWER = 64 * 1024
#: Most bytes that are read of the list of an app's users.
MAX_LIST = 32 * 1024 * 1024
_import_lock = threading.Lock()
_USER_AGENT = f"hcdesktop/{__version__} (+https://pypi.org/project/hcdesktop)"
_MAY_GET_BETTER = frozenset({408, 425, 429})
_SECRET_REFUSED = frozenset({401, 403})


def _no_trace(_exchange: JsonObject) -> None:
    """Nobody wants to know."""


class HumanApi:
    """Human API for one environment. Safe to use from several threads; each exchange has its own session."""

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
        self._new_session = new_session
        self._seconds = seconds

    def finalize(self, session: SessionToken, *, trace: Trace = _no_trace) -> Tokens:
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

    def recover_public_token(self, human_id: str, *, trace: Trace = _no_trace) -> str:
        """The current publicToken of a known human (section 5)."""
        body = {
            "humanId": human_id,
            "clientId": self._environment.client_id,
            "clientSecret": self._client_secret(),
        }
        return _required(self._post("/v1/connect/publictokens", body, trace), "publicToken")

    def users(self, *, trace: Trace = _no_trace) -> list[AppUser]:
        """The app's users (section 6). Raises ``NotConfigured`` without an app key."""
        url = f"{self._environment.hosts.api_url}/v1/apps/{quote(self._environment.client_id, safe='')}/users"
        answer = self._ask("GET", url, basic_user=self._app_key(), many=True, trace=trace)
        rows = [cast("JsonObject", row) for row in _list(answer) if isinstance(row, dict)]
        return [
            AppUser(human_id=_required(row, "humanId"), external_id=str(row.get("externalId") or "")) for row in rows
        ]

    def sources(self, access_token: str, *, trace: Trace = _no_trace) -> list[Source]:
        """The sources that a user has connected (section 6)."""
        url = f"{self._environment.hosts.api_url}/v1/human/sources"
        answer = self._ask("GET", url, bearer=access_token, trace=trace)
        return [_source(cast("JsonObject", row)) for row in _list(answer) if isinstance(row, dict)]

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
        answer = self._ask("POST", self._environment.hosts.user_url + path, body=body, trace=trace)
        return cast("JsonObject", answer) if isinstance(answer, dict) else _bad_answer("object")

    def _ask(
        self,
        method: str,
        url: str,
        *,
        body: JsonObject | None = None,
        bearer: str | None = None,
        basic_user: str | None = None,
        many: bool = False,
        trace: Trace,
    ) -> object:
        """One exchange: the parsed JSON of a 200 or 201, or the error for whatever else happened."""
        load_client()
        from requests.auth import HTTPBasicAuth
        from requests.exceptions import RequestException
        from urllib3.exceptions import HTTPError

        from hcdesktop.core.deadline import deadline

        headers = {"User-Agent": _USER_AGENT, "Accept": "application/json", "Accept-Encoding": "identity"}
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        host = _host(url)
        exchange: dict[str, object] = {"method": method, "url": url, "request": body}
        with _traced(exchange, trace), self._new_session() as session, deadline(self._seconds) as watchdog:
            try:
                response = session.request(
                    method,
                    url,
                    data=None if body is None else json.dumps(body).encode(),
                    headers=headers,
                    # A function instead of nothing: else requests looks for a login in ~/.netrc.
                    auth=HTTPBasicAuth(basic_user, "") if basic_user else _no_login,
                    timeout=self._seconds,
                    allow_redirects=False,
                    stream=True,
                )
                with contextlib.closing(response):
                    return _answer(response, host, exchange, watchdog, limit=MAX_LIST if many else MAX_ANSWER)
            except (RequestException, HTTPError, OSError, ValueError) as problem:
                failure = _our_error(problem, host, connected=watchdog.connected)
            # Out here the original is not even its context: that one's text may hold an address, a header or a body.
            raise failure


def _answer(
    response: requests.Response, host: str, exchange: dict[str, object], watchdog: Watchdog, *, limit: int
) -> object:
    exchange["status"] = response.status_code
    _check_status(response, host, exchange)
    answer = exchange["answer"] = _parsed(_read(response, limit, host))
    if watchdog.expired:
        raise Unanswered(ErrorKind.UNANSWERED, host=host)
    if isinstance(answer, _NotJson):
        raise BadAnswer(ErrorKind.BAD_ANSWER, host=host)
    return answer


class _NotJson(str):
    """The beginning of an answer that is not JSON."""

    __slots__ = ()


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return _NotJson(body[:500].decode("utf-8", "replace"))


@contextlib.contextmanager
def _traced(exchange: dict[str, object], trace: Trace) -> Iterator[None]:
    try:
        yield
    except ApiError as error:
        exchange["error"] = str(error)
        raise
    finally:
        trace(exchange)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def load_client() -> None:
    """Imports the HTTP client, which takes 0.1 s: when it is first needed, or before, from any thread.

    One thread at a time: two that import ``requests`` at once can end in a "partially initialized module" (seen in
    1 of 4 starts with two finishes pending).
    """
    with _import_lock:
        importlib.import_module("hcdesktop.core.deadline")


def _no_login(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _our_error(problem: Exception, host: str, *, connected: bool) -> ApiError:
    """What ``requests``, or what is below it, raised, in our terms."""
    from requests import exceptions

    match problem:
        case exceptions.SSLError() if not connected:
            # "May get better" (section 4), but never by leaving the check out.
            return Unreachable(ErrorKind.UNTRUSTED_HOST, host=host)
        case exceptions.ConnectTimeout() | exceptions.ProxyError() if not connected:
            return Unreachable(ErrorKind.UNREACHABLE, host=host)
        case exceptions.ConnectionError() if _never_connected(problem):
            return Unreachable(ErrorKind.UNREACHABLE, host=host)
        case exceptions.ConnectionError() | exceptions.Timeout():
            return Unanswered(ErrorKind.UNANSWERED, host=host)
        case exceptions.InvalidHeader() | exceptions.InvalidSchema() | ValueError():
            return ApiError(ErrorKind.ENVIRONMENT_INVALID, host=host)
        case _:
            return Unanswered(ErrorKind.UNANSWERED, host=host)


def _never_connected(error: Exception) -> bool:
    """Whether the connection itself failed, so that nothing can have arrived."""
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    return isinstance(cause, NewConnectionError)


def _check_status(response: requests.Response, host: str, exchange: dict[str, object]) -> None:
    status = response.status_code
    if status in (200, 201):
        return
    from urllib3.exceptions import HTTPError

    # The status has said enough; what can be had of the body is for the timeline only.
    with contextlib.suppress(HTTPError, OSError, ApiError):
        exchange["answer"] = _parsed(_read(response, MAX_ANSWER, host))
    facts: dict[str, Any] = {"host": host, "status": status}
    if status >= 500 or status in _MAY_GET_BETTER:
        seconds = response.headers.get("Retry-After", "").strip()
        if seconds.isascii() and seconds.isdigit() and len(seconds) < 10:
            facts["retry_after"] = min(int(seconds), 24 * 3600)
        raise Unavailable(ErrorKind.UNAVAILABLE, **facts)
    if status in _SECRET_REFUSED:
        raise Refused(ErrorKind.SECRET_REFUSED, retry=Retry.AFTER_CHANGE, **facts)
    if 200 <= status < 300:
        raise BadAnswer(ErrorKind.BAD_ANSWER, **facts)
    raise Refused(ErrorKind.REFUSED, **facts)


def _read(response: requests.Response, limit: int, host: str) -> bytes:
    """The body as it was sent, never unpacked: 194 KB of gzip were 200 MB."""
    if response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise BadAnswer(ErrorKind.BAD_ANSWER, host=host)
    chunks: list[bytes] = []
    size = 0
    while chunk := response.raw.read(16 * 1024, decode_content=False):
        size += len(chunk)
        if size > limit:
            raise BadAnswer(ErrorKind.BAD_ANSWER, host=host)
        chunks.append(chunk)
    return b"".join(chunks)


def _bad_answer(field: str) -> NoReturn:
    raise BadAnswer(ErrorKind.BAD_ANSWER, field=field)


def _required(answer: JsonObject, name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) and value else _bad_answer(name)


def _optional(answer: JsonObject, name: str) -> str | None:
    value = answer.get(name)
    return value if isinstance(value, str) and value else None


def _list(answer: object) -> list[object]:
    return answer if isinstance(answer, list) else _bad_answer("list")


def _source(row: JsonObject) -> Source:
    sync = row.get("syncStatus")
    organization = row.get("organization")
    name = row.get("sourceName") or row.get("source") or ""
    if isinstance(organization, dict):
        name = organization.get("name") or name
    return Source(
        id=str(row.get("id") or ""),
        name=str(name),
        connected_since=str(row.get("connectedSince") or ""),
        sync_status=str(sync.get("status") or "") if isinstance(sync, dict) else "",
    )


def new_session() -> requests.Session:
    """A session for live hosts: our time limit, no repetition, TLS always checked."""
    import requests

    from hcdesktop.core.deadline import DeadlineAdapter

    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, DeadlineAdapter())
    return session
