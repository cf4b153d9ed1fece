"""The answers of the services as the chosen scenario wants them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import TypeAlias

from hcdesktop.simulator.scenario import Answer, AnswerTwist, ScenarioDesk, Stage
from hcdesktop.simulator.wire import Fault, Response, failure, phrase

#: The usual answer with some of its fields changed; ``None`` leaves one out.
Usual: TypeAlias = Callable[[Mapping[str, "str | None"]], Response]

_SOMEBODY_ELSE = {"humanId": "51a1000000000000000000ff", "clientUserId": "somebody.else@example.org"}
_HTML = "text/html; charset=utf-8"


class Answering:
    """``garbage`` reads the web page that takes the place of an answer."""

    def __init__(self, *, desk: ScenarioDesk, garbage: Callable[[], bytes]) -> None:
        self._desk = desk
        self._garbage = garbage

    def answer(self, stage: Stage, usual: Callable[[Answer], Usual], *, essential: str = "") -> Response:
        """The next answer of this endpoint; ``essential`` is the field without which it is worth nothing."""
        wanted = self._desk.take_answer(stage)
        response = self._act_out(wanted, usual(wanted), essential)
        return replace(response, delay=wanted.delay) if wanted.delay else response

    def _act_out(self, wanted: Answer, usual: Usual, essential: str) -> Response:
        match wanted.twist:
            case AnswerTwist.GARBAGE:
                return Response(wanted.status or HTTPStatus.OK, {"Content-Type": _HTML}, self._garbage())
            case AnswerTwist.HANG | AnswerTwist.DROP:
                return Response(0, fault=Fault(wanted.twist))
            case AnswerTwist.LOST:
                usual({})
                return Response(0, fault=Fault.DROP)
            case AnswerTwist.WRONG_PERSON:
                return usual(_SOMEBODY_ELSE)
            case AnswerTwist.INCOMPLETE:
                return usual({essential: None})
            case AnswerTwist.NONE:
                return _told(wanted, usual)


def _told(wanted: Answer, usual: Usual) -> Response:
    if wanted.body is not None:
        return _as_it_is(wanted, wanted.body)
    if not wanted.works:
        return failure(wanted.status, wanted.message or f"{phrase(wanted.status)}.", headers=_headers(wanted))
    response = usual({})
    fits = wanted.status and 200 <= response.status < 300
    return replace(response, status=wanted.status) if fits else response


def _as_it_is(wanted: Answer, body: str) -> Response:
    kind = "application/json; charset=utf-8" if _is_json(body) else "text/plain; charset=utf-8"
    headers = {"Content-Type": kind, "Cache-Control": "no-store", **_headers(wanted)}
    return Response(wanted.status or HTTPStatus.OK, headers, body.encode())


def _headers(wanted: Answer) -> dict[str, str]:
    return {"Retry-After": wanted.retry_after} if wanted.retry_after else {}


def _is_json(body: str) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
