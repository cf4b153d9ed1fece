"""Listens to what is finalized at the simulated tokens endpoint, by whomever."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hcdesktop.simulator.server import Request, Response

_TOKENS = "/v1/connect/tokens"


class Overheard:
    """Hands requests on, and tells of those that finalize. From any thread."""

    def __init__(self, handle: Callable[[Request], Response], *, own: bool) -> None:
        self._handle = handle
        self._own = own
        self.tell: Callable[[Mapping[str, str], str, int, bool], object] | None = None

    def __call__(self, request: Request) -> Response:
        """Answers one request."""
        answer = self._handle(request)
        if request.path == _TOKENS and self.tell:
            self.tell(request.headers, request.body.decode(errors="replace"), int(answer.status), self._own)
        return answer
