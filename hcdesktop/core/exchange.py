"""Step 7 of the flow, the wire: one request, and its answer or the error for whatever else happened.

Every ``requests`` exception and every status is mapped in ``_our_error`` and ``_check_status``. Redirects are not
followed (a repeated body would carry the secret to another host), at most 64 KB are read, and the whole exchange has
one time limit.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from hcdesktop import __version__
from hcdesktop.core.errors import (
    ApiError,
    BadAnswer,
    ErrorKind,
    Refused,
    Retry,
    Unanswered,
    Unavailable,
    Unreachable,
)
from hcdesktop.core.models import JsonObject

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
_USER_AGENT = f"hcdesktop/{__version__} (desktop host of Human Connect)"
_MAY_GET_BETTER = frozenset({408, 425, 429})
_SECRET_REFUSED = frozenset({401, 403})


def no_trace(_exchange: JsonObject) -> None:
    """Nobody wants to know."""


class Exchange:
    """Asks over a session of its own each time, so that any thread may; takes ``seconds`` at most."""

    def __init__(self, new_session: Callable[[], requests.Session], *, seconds: float) -> None:
        self._new_session = new_session
        self._seconds = seconds

    def ask(
        self,
        method: str,
        url: str,
        *,
        body: JsonObject | None = None,
        bearer: str | None = None,
        basic_user: str | None = None,
        limit: int = MAX_ANSWER,
        trace: Trace,
    ) -> object:
        """The parsed JSON of a 200 or 201; any other end of it raises the ``ApiError`` for what happened.

        ``limit``: most bytes that are read. ``trace`` is told, with secrets, whatever came of it.
        """
        load_client()
        from requests.auth import HTTPBasicAuth
        from requests.exceptions import RequestException
        from urllib3.exceptions import HTTPError

        from hcdesktop.core.deadline import deadline

        host = _host(url)
        exchange: dict[str, object] = {"method": method, "url": url, "request": body}
        with _traced(exchange, trace), self._new_session() as session, deadline(self._seconds) as watchdog:
            try:
                response = session.request(
                    method,
                    url,
                    data=None if body is None else json.dumps(body).encode(),
                    headers=_headers(bearer=bearer, with_body=body is not None),
                    # A function instead of nothing: else requests looks for a login in ~/.netrc.
                    auth=HTTPBasicAuth(basic_user, "") if basic_user else _no_login,
                    timeout=self._seconds,
                    allow_redirects=False,
                    stream=True,
                )
                with contextlib.closing(response):
                    return _answer(response, host, exchange, watchdog, limit=limit)
            except (RequestException, HTTPError, OSError, ValueError) as problem:
                failure = _our_error(problem, host, connected=watchdog.connected)
            # Out here the original is not even its context: that one's text may hold an address, a header or a body.
            raise failure


def _headers(*, bearer: str | None, with_body: bool) -> dict[str, str]:
    headers = {"User-Agent": _USER_AGENT, "Accept": "application/json", "Accept-Encoding": "identity"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    if with_body:
        headers["Content-Type"] = "application/json"
    return headers


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


def new_session() -> requests.Session:
    """A session for live hosts: our time limit, no repetition, TLS always checked."""
    import requests

    from hcdesktop.core.deadline import DeadlineAdapter

    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, DeadlineAdapter())
    return session
