"""What goes in and out of the Simulator: a request, a response, and the few ways its rooms build an answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import parse_qs, unquote, urlsplit

JsonDict = dict[str, object]

FORM_HEADER = "X-Simulator-Form"
STATUS_HEADER = "X-Simulator-Status"
FORM_LIMIT = 16 * 1024
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Fault(StrEnum):
    """What a server can do instead of answering."""

    HANG = "hang"  # the request arrives and nothing ever comes back
    DROP = "drop"  # the connection breaks before a byte of the answer


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in; the address may hold a publicToken, so it stays out of the ``repr``."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def netloc(self) -> str:
        """Host in lower case, with the port when it is not the usual one."""
        return netloc_of(self.url)

    @property
    def path(self) -> str:
        """The path as it was sent, ``/`` when there is none."""
        try:
            return urlsplit(self.url).path or "/"
        except ValueError:
            return "/"

    def query(self, name: str) -> str:
        """A value behind the question mark, ``""`` when it is not there."""
        try:
            return parse_qs(urlsplit(self.url).query).get(name, [""])[0]
        except ValueError:
            return ""

    def header(self, name: str) -> str:
        """The value of a header whatever its case, ``""`` when it is not there."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), "")

    def json(self) -> JsonDict | None:
        """The body as a JSON object, ``None`` when it is anything else."""
        return _object(self.body)

    def form(self) -> dict[str, str] | None:
        """What a page of the popup says: percent-encoded JSON in one header, because a custom scheme's handler
        cannot read bodies (PySide6 6.11.3: ``QWebEngineUrlRequestJob.requestBody()`` crashes)."""
        raw = self.header(FORM_HEADER)
        if len(raw) > FORM_LIMIT:
            return None
        found = _object(unquote(raw).encode(errors="replace"))
        return None if found is None else {key: str(value) for key, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Response:
    """One answer, or with a ``fault`` the lack of one (``status`` is 0 then); ``delay`` seconds late."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    fault: Fault | None = None
    delay: float = 0.0

    @property
    def content_type(self) -> str:
        """The media type with its charset, as a scheme handler wants it."""
        return self.headers.get("Content-Type", "application/octet-stream")


def netloc_of(url: str) -> str:
    """The host of an address, with the port when it is not the usual one; ``""`` when there is no sound one."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    return f"{host}:{port}" if port and port != _DEFAULT_PORTS.get(parts.scheme) else host


def text(values: Mapping[str, object], name: str) -> str:
    """A string out of a JSON object, ``""`` when it is missing or something else."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def json_answer(payload: object, *, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer that nobody may keep."""
    fixed = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"}
    return Response(int(status), {**fixed, **(headers or {})}, json.dumps(payload, ensure_ascii=False).encode())


def phrase(status: int) -> str:
    """The words beside a status; some that are seen in the wild (520) have none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def failure(status: int, message: str, *, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal in the form of the newer services (section 6)."""
    request_id = secrets.token_hex(16)
    payload = {
        "code": int(status),
        "error": phrase(status),
        "message": message,
        "x-humanapi-request-id": request_id,
    }
    return json_answer(payload, status=status, headers={"x-humanapi-request-id": request_id, **(headers or {})})


def _object(raw: bytes) -> JsonDict | None:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
