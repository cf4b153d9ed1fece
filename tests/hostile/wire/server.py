"""A tokens endpoint that misbehaves in one way until it is healed; then it answers for the independent People."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

from hcdesktop.core.models import SessionToken, User
from tests.core.loopback import Loopback, Peer, Seen, response
from tests.hostile.wire.ways import Way
from tests.web.human_api.people import CLIENT_ID, People, Refusal


class TokensServer:
    """``done``: before it fails it does what it was asked for, so that the answer is lost and the token spent.
    ``pace``: called before each answer goes out. ``answered``: the last one to each session token. ``at_once``: the
    most requests that were under way together."""

    def __init__(
        self,
        way: Way | None = None,
        *,
        done: bool = False,
        reusable: bool = False,
        pace: Callable[[], object] = lambda: None,
    ) -> None:
        self.people = People()
        self.answered: dict[str, dict[str, str]] = {}
        self.at_once = 0
        self._under_way = 0
        self._pace = pace
        self.people.reusable = reusable
        self._way = way
        self._done = done
        self._lock = threading.Lock()
        self._loopback = Loopback(self._serve)

    @property
    def url(self) -> str:
        return self._loopback.url

    @property
    def seen(self) -> list[Seen]:
        return self._loopback.seen

    def misbehave(self, way: Way) -> None:
        self._way = way

    def heal(self) -> None:
        self._way = None

    def close(self) -> None:
        self._loopback.close()

    def _serve(self, peer: Peer) -> None:
        request = peer.read()
        way = self._way
        if request.path == "/v1/connect/tokens" and way is not None and way.fails is not None:
            way.fails(peer, self._unbelievable(request))
            return
        with self._lock:
            self._under_way += 1
            self.at_once = max(self.at_once, self._under_way)
            try:
                status, answer = 200, self._answer(request)
            except Refusal as refusal:
                status, answer = refusal.status, {"error": refusal.error}
        self._pace()
        with self._lock:
            self._under_way -= 1
        peer.send(response(status, json.dumps(answer).encode()))

    def _unbelievable(self, request: Seen) -> dict[str, object]:
        """A complete answer with tokens that the host knows nothing of."""
        body = dict(json.loads(request.body))
        with self._lock:
            human = self.people.session(str(body["sessionToken"])).human
            if self._done:
                self.people.finalize(body)
        return {
            "humanId": human.human_id,
            "accessToken": "forged-access-token",
            "publicToken": "forged-public-token",
            "clientId": CLIENT_ID,
            "clientUserId": human.client_user_id,
        }

    def _answer(self, request: Seen) -> object:
        match request.path:
            case "/v1/connect/tokens":
                body = dict(json.loads(request.body))
                self.answered[body["sessionToken"]] = self.people.finalize(body)
                return self.answered[body["sessionToken"]]
            case "/v1/connect/publictokens":
                return self.people.recover(dict(json.loads(request.body)))
            case _:
                return self.people.sources(request.headers.get("authorization", "").removeprefix("Bearer "))


def finished_session(people: People, user: User) -> SessionToken:
    """What the popup hands over once this person has connected a source."""
    known = next((human for human in people.humans if human.client_user_id == user.client_user_id), None)
    token = known.public_token if known is not None and known.sources else ""
    session = people.open(client_user_id=user.client_user_id, client_id=CLIENT_ID, public_token=token)
    session.human.sources.append("Clinic")
    raw: dict[str, object] = dict(people.finish(session.token))
    return SessionToken(session_token=session.token, human_id=session.human.human_id, client_id=CLIENT_ID, raw=raw)
