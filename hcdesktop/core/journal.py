"""The timeline: every step of the flow tells it what happened; nothing reaches it unredacted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import NamedTuple, cast

from hcdesktop.core.errors import StoreError
from hcdesktop.core.models import Event, EventKind, JsonObject
from hcdesktop.core.ports import Store
from hcdesktop.core.redact import Redactor

_log = logging.getLogger(__name__)
#: What a step of ours tells under these names is a small number, or yes or no: nothing in it is to be redacted.
_COUNTED = frozenset({"attempt", "known_before", "rotated"})
_SMALL = range(10_000)


class Draft(NamedTuple):
    """An event that is not written down yet."""

    kind: EventKind
    detail: JsonObject
    at: float
    user_id: int | None
    launch_id: int | None


class Journal:
    """Writes events down and passes them on. A full disk costs the event, and what cannot be redacted costs its
    detail: never the step that it tells of."""

    def __init__(
        self,
        *,
        store: Store,
        redactor: Redactor,
        now: Callable[[], float],
        listener: Callable[[Event], None] = lambda _event: None,
    ) -> None:
        self._store = store
        self._redactor = redactor
        self._now = now
        self._listener = listener

    def add(
        self,
        kind: EventKind,
        detail: JsonObject | None = None,
        *,
        user_id: int | None = None,
        launch_id: int | None = None,
    ) -> None:
        """One event; may be called from any thread, and so may the listener be."""
        self.write(self.draft(kind, detail, user_id=user_id, launch_id=launch_id))

    def draft(
        self,
        kind: EventKind,
        detail: JsonObject | None = None,
        *,
        user_id: int | None = None,
        launch_id: int | None = None,
    ) -> Draft:
        """An event of now, redacted, for ``write``: redacting takes a while, and nobody else shall wait for it."""
        return Draft(kind, self._redacted(detail or {}), at=self._now(), user_id=user_id, launch_id=launch_id)

    def write(self, draft: Draft) -> None:
        """Writes an event down; passes it on when it is on disk, see ``Store.together``."""
        try:
            event = self._store.add_event(
                draft.kind, at=draft.at, user_id=draft.user_id, launch_id=draft.launch_id, detail=draft.detail
            )
        except StoreError as error:
            _log.warning("an event was not written down: %s", error)
            return
        self._store.afterwards(lambda: self._tell(event))

    def _tell(self, event: Event) -> None:
        _log.info("%s user=%s launch=%s", event.kind, event.user_id, event.launch_id)
        try:
            self._listener(event)
        except Exception:
            _log.exception("an event was not passed on")

    def _redacted(self, detail: JsonObject) -> JsonObject:
        if _COUNTED.issuperset(detail) and all(isinstance(value, int) and value in _SMALL for value in detail.values()):
            return detail
        try:
            return cast("JsonObject", self._redactor.json(detail))
        except Exception as problem:
            _log.warning("an event's detail could not be redacted and was withheld: %s", type(problem).__name__)
            return {"withheld": type(problem).__name__}
