"""What a person has connected, as the data API tells it (section 6): asked with the accessToken, and known for a while.

Reading what the last launch has connected is a step of the flow, and told in the timeline. Looking at a person is none:
it is told only when something has changed, or when it failed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from hcdesktop.core.errors import ApiError
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.journal import Draft, Journal
from hcdesktop.core.models import EventKind, JsonObject, Source, User
from hcdesktop.core.ports import Store

#: So long what was told counts as known, in seconds; and for so many people at most.
FRESH = 300.0
_MOST = 500


class SourceReport(NamedTuple):
    """What was told, when, and in answer to which token (by its launch)."""

    sources: tuple[Source, ...]
    at: float
    token_launch_id: int


class Sources:
    """The sources of one desk's people; forgets them with the desk. May be called from any thread."""

    def __init__(self, *, store: Store, api: HumanApi, journal: Journal, now: Callable[[], float]) -> None:
        self._store = store
        self._api = api
        self._journal = journal
        self._now = now
        self._lock = threading.Lock()
        self._known: OrderedDict[int, SourceReport] = OrderedDict()

    def known(self, user: User) -> SourceReport | None:
        """What was told of this person a short while ago, unless their tokens are others by now."""
        with self._lock:
            report = self._known.get(user.id)
        if report is None or report.token_launch_id != user.token_launch_id:
            return None
        return report if 0 <= self._now() - report.at < FRESH else None

    def read(self, user_id: int, *, quiet: bool = False) -> SourceReport | None:
        """Asks Human API and keeps the names; ``None`` for somebody without an accessToken.

        ``quiet``: somebody only looks. Raises ``ApiError``, ``StoreError``.
        """
        user = self._store.user(user_id)
        if user.access_token is None:
            return None
        exchanges: list[JsonObject] = []
        try:
            sources = self._api.sources(user.access_token, trace=exchanges.append)
        except ApiError:
            self._write(self._drafts(user, exchanges))
            raise
        report = SourceReport(sources=tuple(sources), at=self._now(), token_launch_id=user.token_launch_id)
        names = [source.name for source in sources]
        if not quiet or tuple(names) != user.sources:
            told = self._drafts(user, exchanges)
            told.append(self._journal.draft(EventKind.SOURCES_READ, {"count": len(sources)}, user_id=user.id))
            with self._store.together():
                self._store.set_sources(user.id, names, at=self._now())
                self._write(told)
        self._remember(user.id, report)
        return report

    def _drafts(self, user: User, exchanges: list[JsonObject]) -> list[Draft]:
        return [self._journal.draft(EventKind.EXCHANGE, exchange, user_id=user.id) for exchange in exchanges]

    def _write(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            self._journal.write(draft)

    def _remember(self, user_id: int, report: SourceReport) -> None:
        with self._lock:
            self._known[user_id] = report
            self._known.move_to_end(user_id)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
