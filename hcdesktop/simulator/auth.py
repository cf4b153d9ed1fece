"""The auth host: the three kinds of token of the session-token flow (section 7)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from hcdesktop.simulator.passes import Passes
from hcdesktop.simulator.records import Human
from hcdesktop.simulator.routing import Route
from hcdesktop.simulator.state import SimulatorState
from hcdesktop.simulator.tokens import NOT_JSON, refuse_client
from hcdesktop.simulator.wire import JsonDict, Request, Response, failure, json_answer, text

SESSION_SECONDS = 3600
ACCESS_SECONDS = 86_400


class AuthHost:
    """Answers ``auth_url``. Its session and id tokens open the widget; its access tokens read the data API."""

    def __init__(self, *, state: SimulatorState, passes: Passes, token_hex: Callable[[int], str]) -> None:
        self._state = state
        self._passes = passes
        self._token_hex = token_hex
        self.routes = (Route("POST", "/v1/connect/token", lambda request, _match: self._token(request)),)

    def _token(self, request: Request) -> Response:
        body = request.json()
        if body is None:
            return failure(HTTPStatus.BAD_REQUEST, NOT_JSON)
        refusal = refuse_client(
            self._state.app, client_id=text(body, "client_id"), client_secret=text(body, "client_secret")
        )
        return refusal or self._issue(body)

    def _issue(self, body: JsonDict) -> Response:
        client_user_id, kind = text(body, "client_user_id"), text(body, "type")
        if not client_user_id:
            return failure(HTTPStatus.BAD_REQUEST, "client_user_id is missing.")
        if kind == "session":
            return self._session(body)
        if kind not in ("id", "access"):
            return failure(HTTPStatus.BAD_REQUEST, "type has to be session, id or access.")
        human = self._state.human_named(client_user_id)
        if human is None:
            return failure(HTTPStatus.NOT_FOUND, "The client_user_id is unknown.")
        return self._id(human) if kind == "id" else self._access(human)

    def _session(self, body: JsonDict) -> Response:
        if not text(body, "client_user_email"):
            return failure(HTTPStatus.BAD_REQUEST, "client_user_email is missing.")
        session_token = self._passes.issue(text(body, "client_user_id"), size=16, seconds=SESSION_SECONDS)
        return json_answer({"session_token": session_token, "expires_in": SESSION_SECONDS, "token_type": "Session"})

    def _id(self, human: Human) -> Response:
        id_token = self._passes.issue(human.client_user_id, size=24, seconds=ACCESS_SECONDS)
        return json_answer({"id_token": id_token, "expires_in": ACCESS_SECONDS, "human_id": human.human_id})

    def _access(self, human: Human) -> Response:
        if not (human.sources and human.access_token):
            return failure(HTTPStatus.FORBIDDEN, "No source is connected.")
        token = {"access_token": human.access_token, "expires_in": ACCESS_SECONDS, "token_type": "Bearer"}
        return json_answer({**token, "refresh_token": self._token_hex(24)})
