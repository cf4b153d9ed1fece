"""The user host: trades a finished session for tokens (section 4) and gives a lost publicToken back (section 5)."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus

from hcdesktop.simulator.answering import Answering
from hcdesktop.simulator.records import AppKeys
from hcdesktop.simulator.routing import Route
from hcdesktop.simulator.scenario import Stage
from hcdesktop.simulator.state import RefusedError, SimulatorState
from hcdesktop.simulator.wire import JsonDict, Request, Response, failure, json_answer, text

NOT_JSON = "The body is not a JSON object."


def same(given: str, kept: str) -> bool:
    """Compares a secret without telling by the time it takes how much of it was right."""
    return hmac.compare_digest(given.encode(errors="replace"), kept.encode())


def refuse_client(app: AppKeys, *, client_id: str, client_secret: str) -> Response | None:
    """A 401 unless both belong to the app."""
    if client_id != app.client_id:
        return failure(HTTPStatus.UNAUTHORIZED, "The client id is unknown.")
    if not same(client_secret, app.client_secret):
        return failure(HTTPStatus.UNAUTHORIZED, "The client secret is wrong.")
    return None


class UserHost:
    """Answers ``user_url``."""

    def __init__(self, *, state: SimulatorState, answering: Answering, now: Callable[[], float]) -> None:
        self._state = state
        self._answering = answering
        self._now = now
        self.routes = (
            Route("POST", "/v1/connect/tokens", lambda request, _match: self._tokens(request)),
            Route("POST", "/v1/connect/publictokens", lambda request, _match: self._public_tokens(request)),
        )

    def _tokens(self, request: Request) -> Response:
        finalize = partial(self._finalize, request)
        return self._answering.answer(Stage.TOKENS, lambda _wanted: finalize, essential="accessToken")

    def _public_tokens(self, request: Request) -> Response:
        give_back = partial(self._public_token, request)
        return self._answering.answer(Stage.PUBLIC_TOKENS, lambda _wanted: give_back, essential="publicToken")

    def _finalize(self, request: Request, changes: Mapping[str, str | None]) -> Response:
        body = request.json()
        if body is None:
            return failure(HTTPStatus.BAD_REQUEST, NOT_JSON)
        refusal = self._refuse(body)
        if refusal:
            return refusal
        try:
            tokens = self._spend(body)
        except RefusedError as error:
            return failure(HTTPStatus.BAD_REQUEST, str(error))
        return json_answer(_changed(tokens, changes), status=HTTPStatus.CREATED)

    def _spend(self, body: JsonDict) -> JsonDict:
        human = self._state.spend(
            text(body, "sessionToken"),
            human_id=text(body, "humanId"),
            user_id=text(body, "userId"),
            at=self._now(),
        )
        return {
            "humanId": human.human_id,
            "accessToken": human.access_token,
            "publicToken": human.public_token,
            "clientId": self._state.app.client_id,
            "clientUserId": human.client_user_id,
        }

    def _refuse(self, body: JsonDict) -> Response | None:
        return refuse_client(
            self._state.app, client_id=text(body, "clientId"), client_secret=text(body, "clientSecret")
        )

    def _public_token(self, request: Request, changes: Mapping[str, str | None]) -> Response:
        body = request.json()
        if body is None:
            return failure(HTTPStatus.BAD_REQUEST, NOT_JSON)
        refusal = self._refuse(body)
        if refusal:
            return refusal
        human = self._state.human(text(body, "humanId"))
        if human is None:
            return failure(HTTPStatus.NOT_FOUND, "The humanId is unknown.")
        return json_answer(_changed({"publicToken": human.public_token}, changes))


def _changed(answer: JsonDict, changes: Mapping[str, str | None]) -> JsonDict:
    kept = {name: changes.get(name, value) for name, value in answer.items()}
    return {name: value for name, value in kept.items() if value is not None}
