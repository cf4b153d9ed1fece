"""Whether the hosts of an environment answer, before anybody is connected: what *Test connection* asks.

What can be known is little. The script is there or not; a host answers or not; a secret is refused or not. That a
clientSecret is right is only known when a connection was saved with it, and nothing is asked here that would change
anything there. Each secret goes to its own host only, as in ``humanapi``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote

from hcdesktop.core.errors import ApiError, ErrorKind, Unavailable
from hcdesktop.core.exchange import Exchange, Request
from hcdesktop.core.models import Credentials, Environment, JsonObject

if TYPE_CHECKING:
    import requests

#: Total time for one question, in seconds: somebody is waiting for the answer.
PATIENCE = 8.0
#: Most bytes that are read of the script.
_MAX_SCRIPT = 2 * 1024 * 1024
#: A humanId that nobody has.
_NOBODY = "0" * 24


class Part(StrEnum):
    """What is asked for."""

    SCRIPT = "script"  # connect_url/connect.js
    SECRET = "secret"  # noqa: S105  # user_url, with the clientSecret where there is one
    SIGN_IN = "sign_in"  # auth_url
    APP_KEY = "app_key"  # api_url, with the app key where there is one


class Finding(StrEnum):
    """What came of it."""

    FINE = "fine"  # the script is there; the app key opens the list of users
    ANSWERS = "answers"  # somebody is there, and no secret was sent
    NOT_REFUSED = "not_refused"  # the secret was sent, and that is all that can be said of it
    NO_SCRIPT = "no_script"  # something else is at its address
    REFUSED = "refused"  # the secret, or the app key
    FAILED = "failed"  # ``error`` says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question's answer."""

    part: Part
    finding: Finding
    host: str
    error: ApiError | None = None


class Reachability:
    """Asks; may be used from several threads. ``hang_up`` ends what is under way."""

    def __init__(self, new_session: Callable[[], requests.Session], *, seconds: float = PATIENCE) -> None:
        self._exchange = Exchange(new_session, seconds=seconds)

    def check(self, part: Part, environment: Environment, credentials: Credentials) -> Check:
        """Never raises for what a host does or does not do."""
        request, sends_secret = _question(part, environment, credentials)
        seen: list[JsonObject] = []
        finding, problem = Finding.FAILED, None
        try:
            self._exchange.ask(request, trace=seen.append)
            finding = _for_status(part, 200, seen[-1], sends_secret=sends_secret)
        except ApiError as error:
            status = seen[-1].get("status") if seen else None
            if isinstance(status, int) and not isinstance(error, Unavailable):
                finding = _for_status(part, status, seen[-1], sends_secret=sends_secret)
            else:
                problem = error
        return Check(part=part, finding=finding, host=request.host, error=problem)

    def hang_up(self) -> None:
        """Nobody waits for the answers any more."""
        self._exchange.hang_up()


def _question(part: Part, environment: Environment, credentials: Credentials) -> tuple[Request, bool]:
    hosts = environment.hosts
    match part:
        case Part.SCRIPT:
            return Request("GET", f"{hosts.connect_url}/connect.js", limit=_MAX_SCRIPT), False
        case Part.SECRET if credentials.client_secret:
            body = {
                "humanId": _NOBODY,
                "clientId": environment.client_id,
                "clientSecret": credentials.client_secret,
            }
            return Request("POST", f"{hosts.user_url}/v1/connect/publictokens", body), True
        case Part.SECRET:
            return Request("GET", hosts.user_url), False
        case Part.SIGN_IN:
            return Request("GET", hosts.auth_url), False
        case Part.APP_KEY if credentials.app_key:
            url = f"{hosts.api_url}/v1/apps/{quote(environment.client_id, safe='')}/users"
            refusal = ErrorKind.APP_KEY_REFUSED
            return Request("GET", url, basic_user=credentials.app_key, refusal=refusal), True
        case Part.APP_KEY:
            return Request("GET", hosts.api_url), False


def _for_status(part: Part, status: int, exchange: JsonObject, *, sends_secret: bool) -> Finding:
    """Somebody has answered."""
    fine = status in (200, 201)
    if part is Part.SCRIPT:
        begins = str(exchange.get("answer", "")).lstrip()
        return Finding.FINE if fine and begins and not begins.startswith("<") else Finding.NO_SCRIPT
    if not sends_secret:
        return Finding.ANSWERS
    if status in (401, 403):
        return Finding.REFUSED
    return Finding.FINE if fine and part is Part.APP_KEY else Finding.NOT_REFUSED
