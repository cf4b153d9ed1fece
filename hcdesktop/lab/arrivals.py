"""What has reached the simulated Human API, for a test to look at.

A test has to compare what its server sent, so ``json`` and ``answer`` are there as they came. Whatever is printed
(``repr``, a failed assertion) shows the names of the fields, and of the secrets a fingerprint only: the fictional
ones are harmless, but the same test may have been handed real ones by mistake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPMethod, HTTPStatus
from typing import Any, overload

from hcdesktop.core.models import Hosts
from hcdesktop.core.redact import Redactor
from hcdesktop.lab.world import World
from hcdesktop.simulator.scenario import Scenario
from hcdesktop.simulator.server import Request, Response

TOKENS = "/v1/connect/tokens"
PUBLIC_TOKENS = "/v1/connect/publictokens"
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Arrival:
    """One request and its answer; ``status`` is 0 where there was none."""

    method: str
    host: str
    path: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    answered: bytes = b""

    @property
    def json(self) -> dict[str, Any] | None:
        """The body as an object; ``None`` when it is something else."""
        return _object(self.body)

    @property
    def answer(self) -> dict[str, Any] | None:
        """The answer as an object; ``None`` when it is something else."""
        return _object(self.answered)

    @property
    def ok(self) -> bool:
        """Whether it was answered with a success."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def about(self) -> str:
        """The humanId that it is sent for."""
        return str((self.json or {}).get("humanId", ""))

    def is_for(self, path: str) -> bool:
        """Whether something was posted there."""
        return self.method == HTTPMethod.POST and self.path == path

    def __repr__(self) -> str:
        end = str(self.status) if self.status else "no answer"
        sent = f" {shown(self.json)}" if self.json is not None else f" {len(self.body)} bytes" if self.body else ""
        return f"{self.method} {self.host}{self.path}{sent} → {end}"


class Arrivals(Sequence[Arrival]):
    """Requests, the oldest first."""

    def __init__(self, items: Sequence[Arrival]) -> None:
        self._items = tuple(items)

    def to(self, path: str) -> Arrivals:
        """Those that went to this path, with its query left out."""
        return Arrivals([item for item in self._items if item.path == path])

    @overload
    def __getitem__(self, index: int) -> Arrival: ...
    @overload
    def __getitem__(self, index: slice) -> Arrivals: ...
    def __getitem__(self, index: int | slice) -> Arrival | Arrivals:
        return Arrivals(self._items[index]) if isinstance(index, slice) else self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Arrival]:
        return iter(self._items)

    def __repr__(self) -> str:
        """A line for each, as a failed assertion shows it."""
        if not self._items:
            return "(nothing)"
        return "\n".join(f"{number}. {item!r}" for number, item in enumerate(self._items, start=1))


class WatchedWorld(World):
    """Writes down what comes from outside; what the test itself plays in the popup asks ``answer``."""

    def __init__(self, scenario: Scenario, *, hosts: Hosts) -> None:
        super().__init__(scenario, hosts=hosts)
        self._seen: list[Arrival] = []

    def handle(self, request: Request) -> Response:
        """Answers one request, and remembers both."""
        response = super().handle(request)
        self._seen.append(
            Arrival(
                method=request.method,
                host=request.netloc,
                path=request.path,
                status=int(response.status),
                headers=dict(request.headers),
                body=request.body,
                answered=response.body,
            )
        )
        return response

    @property
    def seen(self) -> Arrivals:
        """Everything so far."""
        return Arrivals(self._seen)


def shown(value: object) -> str:
    """JSON as it may be printed."""
    text = json.dumps(Redactor().json(value), ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
