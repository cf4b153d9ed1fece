"""A launch as an HTTP archive (HAR 1.2), for tools that show one: the exchanges that the timeline knows, redacted.

What it does not know is left out: headers, sizes, how a connection was made, and whatever the popup's page itself
asked. What is no exchange (callbacks, the outcome) stands in ``_events`` of the one page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from hcdesktop import __version__
from hcdesktop.core.log_file import time_of
from hcdesktop.core.models import Event, EventKind

_PAGE = "launch"
_JSON = "application/json"
_PHRASES = {int(status): status.phrase for status in HTTPStatus}


def archive(events: Sequence[Event]) -> str:
    """The text of the file, from all events of one launch, oldest first, as they may leave the desk."""
    log = {
        "version": "1.2",
        "creator": {"name": "hcdesktop", "version": __version__},
        "comment": "Secrets are fingerprints, people are numbers; headers and sizes are not recorded.",
        "pages": [_page(events)],
        "entries": [
            _entry(event, _begun(events, place))
            for place, event in enumerate(events)
            if event.kind is EventKind.EXCHANGE
        ],
    }
    return json.dumps({"log": log}, indent=2, ensure_ascii=False, default=dict) + "\n"


def _page(events: Sequence[Event]) -> dict[str, object]:
    others = [event for event in events if event.kind is not EventKind.EXCHANGE]
    return {
        "startedDateTime": time_of(events[0].at),
        "id": _PAGE,
        "title": f"Human Connect, launch {events[0].launch_id}",
        "pageTimings": {"onContentLoad": -1, "onLoad": -1},
        "_events": [{"time": time_of(each.at), "kind": str(each.kind), "detail": each.detail} for each in others],
    }


def _begun(events: Sequence[Event], place: int) -> float:
    """When the exchange at this place began: with its attempt, or at the end of the exchange before."""
    marks = (EventKind.FINALIZE_TRIED, EventKind.EXCHANGE)
    return next((each.at for each in reversed(events[:place]) if each.kind in marks), events[place].at)


def _entry(event: Event, begun: float) -> dict[str, object]:
    took = round(max(event.at - begun, 0.0) * 1000)
    detail = event.detail
    return {
        "pageref": _PAGE,
        "startedDateTime": time_of(begun),
        "time": took,
        "request": _request(detail),
        "response": _response(detail),
        "cache": {},
        "timings": {"send": 0, "wait": took, "receive": 0},
    }


def _request(detail: Mapping[str, object]) -> dict[str, object]:
    body = detail.get("request")
    sent = {} if body is None else {"postData": {"mimeType": _JSON, "params": [], "text": _text(body)}}
    return {
        "method": str(detail.get("method", "")),
        "url": str(detail.get("url", "")),
        **_unknown(),
        "queryString": [],
        **sent,
    }


def _response(detail: Mapping[str, object]) -> dict[str, object]:
    """Status 0 is the browsers' own word for no answer."""
    status, answer = detail.get("status"), detail.get("answer")
    code = status if isinstance(status, int) else 0
    text = "" if answer is None else answer if isinstance(answer, str) else _text(answer)
    kind = "text/plain" if isinstance(answer, str) else _JSON
    return {
        "status": code,
        "statusText": _PHRASES.get(code, ""),
        **_unknown(),
        "content": {"size": len(text.encode()), "mimeType": kind if text else "x-unknown", "text": text},
        "redirectURL": "",
        **({"_error": str(detail["error"])} if "error" in detail else {}),
    }


def _unknown() -> dict[str, object]:
    return {"httpVersion": "HTTP/1.1", "cookies": [], "headers": [], "headersSize": -1, "bodySize": -1}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=dict)
