"""Finds the handler for a path within one of the simulated hosts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias

from hcdesktop.simulator.wire import Request, Response, failure

Handler: TypeAlias = Callable[[Request, "re.Match[str]"], Response]


@dataclass(frozen=True, slots=True)
class Route:
    """One method on one path; the path is a regular expression that has to match as a whole."""

    method: str
    pattern: str
    handler: Handler

    def __post_init__(self) -> None:
        re.compile(self.pattern)  # here, not while somebody waits for an answer; it is remembered


def dispatch(routes: Iterable[Route], request: Request) -> Response | None:
    """The answer of the first route that fits; 405 when only the method is wrong, ``None`` when nothing fits."""
    allowed = []
    for route in routes:
        match = re.fullmatch(route.pattern, request.path)
        if match and route.method == request.method:
            return route.handler(request, match)
        if match:
            allowed.append(route.method)
    if not allowed:
        return None
    return failure(
        HTTPStatus.METHOD_NOT_ALLOWED, "This address wants another method.", headers={"Allow": ", ".join(allowed)}
    )
