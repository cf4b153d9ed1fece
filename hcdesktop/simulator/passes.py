"""The session and id tokens of the session-token flow: whom each opens the widget for, and until when."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

_MOST = 500


class PassState(StrEnum):
    """What the widget says of the token that it was opened with (section 7)."""

    SUCCESS = "SUCCESS"
    INVALID = "SESSION_TOKEN_INVALID"
    EXPIRED = "SESSION_TOKEN_EXPIRED"
    MISSING = "MISSING_SESSION_TOKEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One token's meaning."""

    client_user_id: str
    expires_at: float


class Passes:
    """In memory only, the latest ones: a token lives for an hour."""

    def __init__(self, *, now: Callable[[], float], token_hex: Callable[[int], str]) -> None:
        self._now = now
        self._token_hex = token_hex
        self._lock = Lock()
        self._passes: OrderedDict[str, Pass] = OrderedDict()

    def issue(self, client_user_id: str, *, size: int, seconds: float) -> str:
        """A new token; the oldest one is forgotten when there are too many."""
        with self._lock:
            token = self._token_hex(size)
            self._passes[token] = Pass(client_user_id=client_user_id, expires_at=self._now() + seconds)
            if len(self._passes) > _MOST:
                self._passes.popitem(last=False)
            return token

    def look_up(self, token: str) -> tuple[PassState, str]:
        """What the token is worth, and the clientUserId that it opens the widget for."""
        if not token:
            return PassState.MISSING, ""
        with self._lock:
            found = self._passes.get(token)
        if found is None:
            return PassState.INVALID, ""
        return (PassState.EXPIRED, "") if found.expires_at <= self._now() else (PassState.SUCCESS, found.client_user_id)
