"""The ways in which the tokens endpoint fails, and what each has to come to: the one table of documented states."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TypeAlias

from hcdesktop.core.errors import ErrorKind
from hcdesktop.core.models import FinishState
from tests.core.loopback import Peer, response

#: Misbehaves towards somebody whose request has been read; is told a complete answer that nobody may believe.
Fails: TypeAlias = Callable[[Peer, dict[str, object]], None]

WAITING, PARKED, QUARANTINED = FinishState.WAITING, FinishState.PARKED, FinishState.QUARANTINED


@dataclass(frozen=True, slots=True)
class Way:
    """One way to fail. ``fails`` is ``None`` when nobody listens; ``arrived``: the host may have acted on the request,
    and so it is remembered; ``pause``: the least pause, in seconds, that was asked for."""

    name: str
    fails: Fails | None
    state: FinishState
    kind: ErrorKind
    says: str
    arrived: bool = False
    pause: int = 0


def _status(status: int, *headers: str, body: bytes = b'{"error": "no"}') -> Fails:
    data = response(status, body, *headers)
    return lambda peer, _answer: peer.send(data)


def _answering(body: Callable[[dict[str, object]], bytes], *headers: str, length: int | None = None) -> Fails:
    return lambda peer, answer: peer.send(response(200, body(answer), *headers, length=length))


def _without(name: str, *, empty: bool) -> Way:
    def body(answer: dict[str, object]) -> bytes:
        rest = {key: value for key, value in answer.items() if key != name}
        return json.dumps({**rest, name: ""} if empty else rest).encode()

    return _unusable(f"200 with {'an empty' if empty else 'no'} {name}", _answering(body))


def _of_another(name: str) -> Way:
    def body(answer: dict[str, object]) -> bytes:
        return json.dumps({**answer, name: "somebody-else"}).encode()

    return Way(
        f"200 with another person's {name}",
        _answering(body),
        QUARANTINED,
        ErrorKind.WRONG_PERSON,
        "answered for a different person. Nothing was overwritten",
        arrived=True,
    )


def _unusable(name: str, fails: Fails) -> Way:
    return Way(name, fails, WAITING, ErrorKind.BAD_ANSWER, "an answer that cannot be used", arrived=True)


def _silent(name: str, fails: Fails) -> Way:
    return Way(name, fails, WAITING, ErrorKind.UNANSWERED, "did not answer in time", arrived=True)


def _refused(name: str, fails: Fails) -> Way:
    return Way(name, fails, PARKED, ErrorKind.REFUSED, "refused the request")


def _credential(name: str, fails: Fails) -> Way:
    return Way(name, fails, PARKED, ErrorKind.SECRET_REFUSED, "refused this environment's credentials")


def _busy(name: str, fails: Fails, *, arrived: bool, pause: int = 0) -> Way:
    return Way(name, fails, WAITING, ErrorKind.UNAVAILABLE, "is not available now", arrived=arrived, pause=pause)


def _whole(answer: dict[str, object]) -> bytes:
    return json.dumps(answer).encode()


def _reset_before_headers(peer: Peer, _answer: dict[str, object]) -> None:
    peer.reset()


def _reset_after_headers(peer: Peer, answer: dict[str, object]) -> None:
    peer.send(response(200, _whole(answer)).partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    peer.reset()


def _reset_in_the_body(peer: Peer, answer: dict[str, object]) -> None:
    peer.send(response(200, _whole(answer))[:-20])
    peer.reset()


def _silence(peer: Peer, _answer: dict[str, object]) -> None:
    peer.hold()


def _trickle(peer: Peer, answer: dict[str, object]) -> None:
    peer.trickle(response(200, _whole(answer)), pause=0.02)


def _too_long_and_held(peer: Peer, answer: dict[str, object]) -> None:
    peer.send(response(200, _whole(answer), length=5_000))
    peer.hold()


def _later() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)


#: Made before anybody measures memory.
_BOMB = response(200, gzip.compress(b'{"accessToken": "' + b"a" * 50_000_000 + b'"}'), "Content-Encoding: gzip")
_TEN_MEGABYTES = response(200, b'{"accessToken": "' + b"a" * 10_000_000 + b'"}')
_PORTAL = (Path(__file__).parents[2] / "web" / "human_api" / "pages" / "provider.html").read_bytes()


def ways(elsewhere: str) -> list[Way]:
    """All of them; ``elsewhere`` is an address to which a redirect leads."""
    away = f"Location: {elsewhere}/v1/connect/tokens"
    return [
        Way("connection refused", None, WAITING, ErrorKind.UNREACHABLE, "cannot be reached"),
        _silent("reset before the headers", _reset_before_headers),
        _silent("reset after the headers", _reset_after_headers),
        _silent("reset in the body", _reset_in_the_body),
        _silent("silence", _silence),
        _silent("a byte now and then", _trickle),
        _silent("Content-Length too long, closed", _answering(_whole, length=5_000)),
        _silent("Content-Length too long, held", _too_long_and_held),
        _unusable("Content-Length too short", _answering(_whole, length=20)),
        _unusable("gzip garbage", _answering(lambda _answer: b"\x1f\x8b" + b"garbage" * 9, "Content-Encoding: gzip")),
        _unusable("a gzip bomb", lambda peer, _answer: peer.send(_BOMB)),
        _unusable("200 with HTML", _status(200, "Content-Type: text/html", body=_PORTAL)),
        *[_refused(f"{status} to elsewhere", _status(status, away)) for status in (301, 302, 307, 308)],
        *[_refused(str(status), _status(status)) for status in (400, 404, 409, 410, 412, 422)],
        *[_credential(str(status), _status(status)) for status in (401, 403)],
        *[_busy(str(status), _status(status), arrived=False) for status in (408, 425)],
        _busy("429, Retry-After in seconds", _status(429, "Retry-After: 77"), arrived=False, pause=77),
        _busy("429, Retry-After as a date", _status(429, f"Retry-After: {_later()}"), arrived=False, pause=1),
        *[_busy(str(status), _status(status), arrived=True) for status in (500, 502, 503, 504)],
        _unusable("truncated JSON", _answering(lambda answer: _whole(answer)[:-15])),
        *[_without(name, empty=empty) for name in ("humanId", "accessToken", "publicToken") for empty in (False, True)],
        *[_of_another(name) for name in ("humanId", "clientUserId", "clientId")],
        _unusable("10 MB of JSON", lambda peer, _answer: peer.send(_TEN_MEGABYTES)),
    ]
