"""Step 7 of the flow, the wire: one request, and its answer or the error for whatever else happened.

Every ``requests`` exception and every status is mapped in ``_our_error`` and ``_check_status``. Redirects are not
followed (a repeated body would carry the secret to another host), at most 64 KB are read, and the whole exchange has
one time limit.
"""

from __future__ import annotations

import contextlib
import importlib
import ipaddress
import json
import math
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
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

    from hcdesktop.core.deadline import Runner, Watchdog
    from hcdesktop.core.line import Line

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
_CREDENTIAL_REFUSED = frozenset({401, 403})
_DAY = 24 * 3600


def no_trace(_exchange: JsonObject) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, with which credential. ``refusal``: what a 401 or 403 says about that credential."""

    method: str
    url: str
    body: JsonObject | None = field(default=None, repr=False)
    bearer: str | None = field(default=None, repr=False)
    basic_user: str | None = field(default=None, repr=False)
    refusal: ErrorKind = ErrorKind.SECRET_REFUSED
    limit: int = MAX_ANSWER  # most bytes that are read

    @property
    def host(self) -> str:
        """Whom an error names."""
        try:
            return urlsplit(self.url).hostname or self.url
        except ValueError:
            return self.url


class _KeptOpen(threading.local):
    """What the requests of this thread go over, in a block of ``Exchange.kept_open``."""

    line: Line | None = None


class Exchange:
    """Asks over a session of its own each time, unless one is ``kept_open``, so that any thread may; takes ``seconds``
    at most."""

    def __init__(self, new_session: Callable[[], requests.Session], *, seconds: float) -> None:
        self._new_session = new_session
        self._seconds = seconds
        self._lock = threading.Lock()
        self._running: set[Watchdog] = set()
        self._hung_up = False
        self._kept_open = _KeptOpen()

    @contextlib.contextmanager
    def kept_open(self) -> Iterator[None]:
        """What this thread asks in the block goes over one connection, as long as all goes well with it."""
        load_client()
        from hcdesktop.core.line import Line

        with contextlib.closing(Line(self._new_session)) as line:
            self._kept_open.line = line
            try:
                yield
            finally:
                self._kept_open.line = None

    def prepare(self) -> None:
        """For a thread: loads what else the first request would wait for. What does not go, that one tells."""
        with contextlib.suppress(Exception):
            load_client()
            importlib.import_module("hcdesktop.core.line")
            self._new_session().close()

    def ask(self, request: Request, *, trace: Trace) -> object:
        """The parsed JSON of a 200 or 201; any other end of it raises the ``ApiError`` for what happened.

        ``trace`` is told, with secrets, whatever came of it.
        """
        load_client()
        exchange: dict[str, object] = {"method": request.method, "url": request.url, "request": request.body}
        with _traced(exchange, trace), self._watched(request) as watchdog:
            answer = self._answer(request, exchange, watchdog)
            # Out here the original is not even its context: that one's text may hold an address, a header or a body.
            if isinstance(answer, ApiError):
                raise answer
            return answer

    def hang_up(self) -> None:
        """Ends what is under way, within a moment, and begins nothing any more."""
        with self._lock:
            self._hung_up = True
            running = list(self._running)
        for watchdog in running:
            watchdog.expire()

    @contextlib.contextmanager
    def _watched(self, request: Request) -> Iterator[Watchdog]:
        from hcdesktop.core.deadline import Watchdog

        watchdog = Watchdog(self._seconds)
        with self._lock:
            if self._hung_up:
                raise Unreachable(ErrorKind.UNREACHABLE, host=request.host)
            self._running.add(watchdog)
        try:
            yield watchdog
        finally:
            with self._lock:
                self._running.discard(watchdog)

    def _answer(self, request: Request, exchange: dict[str, object], watchdog: Watchdog) -> object:
        line = self._kept_open.line
        if line is None:
            return _within_limit(watchdog, request, lambda: self._send_alone(request, exchange, watchdog))
        with line.carrying() as carrier:
            answer = _within_limit(
                watchdog, request, lambda: self._send(request, exchange, watchdog, carrier.session), carrier.runner
            )
            carrier.sound = not isinstance(answer, ApiError)
            return answer

    def _send_alone(self, request: Request, exchange: dict[str, object], watchdog: Watchdog) -> object:
        with self._new_session() as session:
            return self._send(request, exchange, watchdog, session)

    def _send(
        self, request: Request, exchange: dict[str, object], watchdog: Watchdog, session: requests.Session
    ) -> object:
        """The answer, or the ``ApiError`` for what came instead; on the request's own thread."""
        from requests.exceptions import RequestException
        from urllib3.exceptions import HTTPError

        try:
            secure = _check_way(request)
            # Of the computer's settings, a proxy and more certificates to trust are followed where TLS keeps the
            # request closed from end to end; what stays on this computer is never shown to a proxy.
            session.trust_env = secure
            response = session.send(
                _prepared(request),
                timeout=self._seconds,
                allow_redirects=False,
                **session.merge_environment_settings(request.url, {}, True, None, None),
            )
            with contextlib.closing(response):
                return _answer(response, request, exchange, watchdog)
        except ApiError as error:
            return error
        except (RequestException, HTTPError, OSError, ValueError) as problem:
            return _our_error(problem, request.host, connected=watchdog.connected)


def _within_limit(
    watchdog: Watchdog, request: Request, send: Callable[[], object], runner: Runner | None = None
) -> object:
    from hcdesktop.core.deadline import NoEndError

    try:
        return watchdog.run(send, runner)
    except NoEndError:
        if watchdog.connecting and not watchdog.connected:
            return Unreachable(ErrorKind.UNREACHABLE, host=request.host)  # its socket comes too late to send anything
        return Unanswered(ErrorKind.UNANSWERED, host=request.host)


def _prepared(request: Request) -> requests.PreparedRequest:
    """As it is sent. Not by the session: nothing is remembered that could be merged into it."""
    from requests import PreparedRequest
    from requests.auth import HTTPBasicAuth

    prepared = PreparedRequest()
    prepared.prepare(
        method=request.method,
        url=request.url,
        headers=_headers(request),
        data=None if request.body is None else json.dumps(request.body).encode(),
        # A function instead of nothing: else requests looks for a login in the address.
        auth=HTTPBasicAuth(request.basic_user, "") if request.basic_user else _no_login,
    )
    return prepared


def _headers(request: Request) -> dict[str, str]:
    headers = {"User-Agent": _USER_AGENT, "Accept": "application/json", "Accept-Encoding": "identity"}
    if request.bearer:
        headers["Authorization"] = f"Bearer {request.bearer}"
    if request.body is not None:
        headers["Content-Type"] = "application/json"
    return headers


def _answer(response: requests.Response, request: Request, exchange: dict[str, object], watchdog: Watchdog) -> object:
    exchange["status"] = response.status_code
    if response.status_code == 204 and request.method == "DELETE":
        return None  # done, and nothing to tell (section 6)
    _check_status(response, request, exchange)
    answer = exchange["answer"] = _parsed(_read(response, request.limit, request.host))
    if watchdog.expired:
        raise Unanswered(ErrorKind.UNANSWERED, host=request.host)
    if isinstance(answer, _NotJson):
        raise BadAnswer(ErrorKind.BAD_ANSWER, host=request.host)
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
        trace(dict(exchange))  # a request that was left behind may still write into the other one


def _check_way(request: Request) -> bool:
    """Whether TLS protects the way there. Raises ``ApiError`` when nothing does and it leaves this computer: settings
    are checked when they are read, and here once more, where the secret is about to go."""
    if not request.url.lower().startswith("http://"):
        return True
    try:
        here = ipaddress.ip_address(request.host).is_loopback
    except ValueError:
        here = request.host == "localhost"
    if not here:
        raise ApiError(ErrorKind.ENVIRONMENT_INVALID, host=request.host)
    return False


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


def _check_status(response: requests.Response, request: Request, exchange: dict[str, object]) -> None:
    status = response.status_code
    if status in (200, 201):
        return
    from urllib3.exceptions import HTTPError

    # The status has said enough; what can be had of the body is for the timeline only.
    with contextlib.suppress(HTTPError, OSError, ApiError):
        exchange["answer"] = _parsed(_read(response, MAX_ANSWER, request.host))
    facts: dict[str, Any] = {"host": request.host, "status": status}
    if status >= 500 or status in _MAY_GET_BETTER:
        seconds = _retry_after(response.headers)
        if seconds is not None:
            facts["retry_after"] = seconds
        raise Unavailable(ErrorKind.UNAVAILABLE, **facts)
    if status in _CREDENTIAL_REFUSED:
        raise Refused(request.refusal, retry=Retry.AFTER_CHANGE, **facts)
    if 200 <= status < 300:
        raise BadAnswer(ErrorKind.BAD_ANSWER, **facts)
    raise Refused(ErrorKind.REFUSED, **facts)


def _retry_after(headers: Mapping[str, str]) -> int | None:
    """Seconds from now, told as such or as a date by the host's own clock (RFC 9110, 10.2.3); at most a day."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit() and len(said) < 10:
        return min(int(said), _DAY)
    at, now = _date(said), _date(headers.get("Date", "")) or datetime.now(UTC)
    return None if at is None else min(max(0, math.ceil((at - now).total_seconds())), _DAY)


def _date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime  # not at the start: requests, which comes later, brings it along

    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


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
    adapter = DeadlineAdapter()
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session
