"""The user host: trades a finished session for tokens (section 4) and gives a lost publicToken back (section 5)."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from http import HTTPStatus

from hcdesktop.simulator.records import AppKeys
from hcdesktop.simulator.routing import Route
from hcdesktop.simulator.scenario import ScenarioDesk, TokensAnswer, TokensTwist
from hcdesktop.simulator.state import RefusedError, SimulatorState
from hcdesktop.simulator.wire import Fault, JsonDict, Request, Response, failure, json_answer, text

_SOMEBODY_ELSE = {"humanId": "51a1000000000000000000ff", "clientUserId": "somebody.else@example.org"}
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
    """Answers ``user_url``; ``garbage`` reads the web page that takes the place of an answer on demand."""

    def __init__(
        self,
        *,
        state: SimulatorState,
        desk: ScenarioDesk,
        now: Callable[[], float],
        garbage: Callable[[], bytes],
    ) -> None:
        self._state = state
        self._desk = desk
        self._now = now
        self._garbage = garbage
        self.routes = (
            Route("POST", "/v1/connect/tokens", lambda request, _match: self._tokens(request)),
            Route("POST", "/v1/connect/publictokens", lambda request, _match: self._public_token(request)),
        )

    def _tokens(self, request: Request) -> Response:
        twisted = self._desk.take_tokens_answer()
        return self._act_out(twisted, request) if twisted else self._finalize(request)

    def _act_out(self, answer: TokensAnswer, request: Request) -> Response:
        match answer.twist:
            case TokensTwist.REFUSE:
                return failure(answer.status, answer.message)
            case TokensTwist.GARBAGE:
                return Response(HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8"}, self._garbage())
            case TokensTwist.HANG:
                return Response(0, fault=Fault.HANG)
            case TokensTwist.LOST:
                self._finalize(request)
                return Response(0, fault=Fault.DROP)
            case TokensTwist.WRONG_PERSON:
                return self._finalize(request, instead=_SOMEBODY_ELSE)

    def _finalize(self, request: Request, *, instead: dict[str, str] | None = None) -> Response:
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
        return json_answer({**tokens, **(instead or {})}, status=HTTPStatus.CREATED)

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

    def _public_token(self, request: Request) -> Response:
        body = request.json()
        if body is None:
            return failure(HTTPStatus.BAD_REQUEST, NOT_JSON)
        refusal = self._refuse(body)
        if refusal:
            return refusal
        human = self._state.human(text(body, "humanId"))
        if human is None:
            return failure(HTTPStatus.NOT_FOUND, "The humanId is unknown.")
        return json_answer({"publicToken": human.public_token})
