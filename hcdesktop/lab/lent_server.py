"""The server side that the lab lends to a page which has none: honest, minimal, and with one person logged in."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote

from hcdesktop.core.models import Hosts
from hcdesktop.simulator import seeds
from hcdesktop.simulator.casting import Person
from hcdesktop.simulator.server import Fault, Request, Response

#: Seconds that it waits for an answer; the slowest one of a shipped scenario that comes takes two.
PATIENCE = 2.5
#: For one of which it is known here that it never comes: nobody learns anything from waiting longer.
_SHORT = 0.5

Handle = Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class Answered:
    """A status, and what is sent as JSON."""

    status: int
    content: Mapping[str, object] = field(repr=False)


class LentServer:
    """``handle`` is the simulated Human API. Called from the page server's threads."""

    def __init__(self, handle: Handle, person: Person, *, client_id: str, endpoint: str = "") -> None:
        self._handle = handle
        self._client_id = client_id
        self._endpoint = endpoint
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._client_user_id, self._human_id = person.client_user_id, person.human_id
        self._unsure: set[str] = set()  # session tokens that may have been spent by an attempt whose answer was lost
        self.tokens = [person.public_token]

    def stop(self) -> None:
        """Lets go what waits."""
        self._stopped.set()

    def who(self) -> Answered:
        """The person who is logged in; a publicToken that was lost is asked for."""
        with self._lock:
            if self._human_id and not self.tokens[-1]:
                self._recover()
            return Answered(HTTPStatus.OK, self._person())

    def take(self, posted: Mapping[str, object], *, body: bytes, kind: str) -> Answered:
        """A finish, or a question for a lost token."""
        with self._lock:
            if "sessionToken" not in posted:
                self._human_id = self._human_id or self._look_up()
                self._recover()
                return Answered(HTTPStatus.OK, self._person())
            answered = self._pass_on(body, kind) if self._endpoint else self._finalize(posted)
            if answered.status < HTTPStatus.BAD_REQUEST and answered.content.get("publicToken"):
                self.tokens.append(str(answered.content["publicToken"]))
            return answered

    def _person(self) -> dict[str, object]:
        return {
            "clientId": self._client_id,
            "clientUserId": self._client_user_id,
            "publicToken": self.tokens[-1],
        }

    # --- at Human API

    def _finalize(self, posted: Mapping[str, object]) -> Answered:
        token = str(posted["sessionToken"])
        answer = self._ask("/v1/connect/tokens", {**posted, "clientSecret": seeds.CLIENT_SECRET})
        content = _content(answer)
        whole = answer.status < HTTPStatus.BAD_REQUEST and content.keys() >= {"humanId", "accessToken", "publicToken"}
        if whole and content.get("clientUserId") == self._client_user_id:
            self._human_id = str(content["humanId"])
            return Answered(HTTPStatus.OK, {"publicToken": content["publicToken"]})
        if HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and token in self._unsure:
            self._human_id = str(posted.get("humanId", ""))
            return self._recover() or _failed("The connection is there, but it needs one Edit.")
        if answer.status < HTTPStatus.BAD_REQUEST and not whole:
            self._unsure.add(token)
        return _failed("Human API did not save the connection.")

    def _recover(self) -> Answered | None:
        """Section 5."""
        answer = self._ask(
            "/v1/connect/publictokens",
            {"humanId": self._human_id, "clientId": self._client_id, "clientSecret": seeds.CLIENT_SECRET},
        )
        token = _content(answer).get("publicToken")
        if answer.status != HTTPStatus.OK or not token:
            return None
        self.tokens.append(str(token))
        return Answered(HTTPStatus.OK, {"publicToken": token})

    def _look_up(self) -> str:
        """The humanId of somebody who exists (section 6)."""
        key = base64.b64encode(f"{seeds.APP_KEY}:".encode()).decode()
        url = f"{Hosts().api_url}/v1/apps/{quote(self._client_id)}/users"
        answer = self._handle(Request("GET", url, {"Authorization": f"Basic {key}"}))
        users = json.loads(answer.body) if answer.status == HTTPStatus.OK else []
        return next((user["humanId"] for user in users if user["externalId"] == self._client_user_id), "")

    def _ask(self, path: str, content: Mapping[str, object]) -> Response:
        request = Request(
            "POST",
            f"{Hosts().user_url}{path}",
            {"Content-Type": "application/json", "User-Agent": "hcdesktop-lab"},
            json.dumps(content).encode(),
        )
        answer = self._handle(request)
        if answer.delay or answer.fault is Fault.HANG:
            self._stopped.wait(_SHORT if answer.fault is Fault.HANG else min(answer.delay, PATIENCE))
        return answer

    # --- their own endpoint

    def _pass_on(self, body: bytes, kind: str) -> Answered:
        import requests

        headers = {"Content-Type": kind} if kind else {}
        try:
            answer = requests.post(self._endpoint, data=body, headers=headers, timeout=10, allow_redirects=False)
            content = answer.json()
        except (requests.RequestException, ValueError):
            return _failed("The endpoint did not answer with JSON.")
        return Answered(answer.status_code, content if isinstance(content, dict) else {})


def _content(answer: Response) -> dict[str, object]:
    if answer.fault:
        return {}
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _failed(why: str) -> Answered:
    return Answered(HTTPStatus.BAD_GATEWAY, {"error": why})
