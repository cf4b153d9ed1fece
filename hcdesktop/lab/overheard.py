"""Listens to what servers finalize and recover at the simulated user host, by whomever."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from hcdesktop.lab.record import Finalized, Kept, Seen
from hcdesktop.simulator.server import Request, Response

_ENDPOINTS = {"/v1/connect/tokens": "tokens", "/v1/connect/publictokens": "publictokens"}


class Overheard:
    """Hands requests on, and tells of those that finalize. From any thread."""

    def __init__(self, handle: Callable[[Request], Response], *, own: bool, client_user_id: str) -> None:
        self._handle = handle
        self._own = own
        self._client_user_id = client_user_id
        self.tell: Callable[[Seen], object] | None = None

    def __call__(self, request: Request) -> Response:
        """Answers one request."""
        answer = self._handle(request)
        if self.tell:
            for event in self._heard(request, answer):
                self.tell(event)
        return answer

    def _heard(self, request: Request, answer: Response) -> Iterator[Seen]:
        endpoint = _ENDPOINTS.get(request.path)
        if endpoint is None:
            return
        if endpoint == "tokens":
            body = request.body.decode(errors="replace")
            yield Finalized(at=0, headers=request.headers, body=body, status=int(answer.status), own=self._own)
        content = _content(answer)
        token = content.get("publicToken")
        if token and content.get("clientUserId", self._client_user_id) == self._client_user_id:
            yield Kept(at=0, token=str(token), endpoint=endpoint)


def _content(answer: Response) -> dict[str, object]:
    if answer.fault or answer.status >= 400:
        return {}
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
