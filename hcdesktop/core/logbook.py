"""The log of one desk: everything that has happened to anybody, to be looked through, copied and exported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from hcdesktop.core import log_file
from hcdesktop.core.audit import AuditAction
from hcdesktop.core.log import LogQuery, Rotation
from hcdesktop.core.models import Event, EventKind, JsonObject, User
from hcdesktop.core.ports import Store
from hcdesktop.core.progress import Report, unwatched
from hcdesktop.core.pseudonyms import Pseudonyms
from hcdesktop.core.redact import Redactor

#: So many events are looked through at a time (30 ms in an encrypted file): nobody waits longer for the file.
STRETCH = 20_000
_AT_ONCE = 500
_ROTATIONS = 50


class Logbook:
    """Its methods may be called from any thread and raise ``HcError``."""

    def __init__(self, store: Store, redactor: Redactor) -> None:
        self._store = store
        self.pseudonyms = Pseudonyms(redactor, store.people_called)

    def newest(self) -> int:
        """The id of the last event; as many there are."""
        return self._store.newest_event()

    def ids(self, query: LogQuery, *, after: int, until: int) -> Sequence[int]:
        """What the query finds in a stretch, newest first."""
        return self._store.event_ids(query, after=after, until=until)

    def events(self, event_ids: Sequence[int]) -> list[Event]:
        """These events, in this order."""
        return self._store.events_with_ids(event_ids)

    def people(self, events: Sequence[Event]) -> Mapping[int, User]:
        """Whose events these are, by id; whoever was deleted for good has no name any more."""
        user_ids = {event.user_id for event in events if event.user_id is not None}
        return {user.id: user for user in self._store.users_with_ids(sorted(user_ids))}

    def rotations(self, user_id: int) -> list[Rotation]:
        """The newest moments in which this user's tokens were replaced, newest first."""
        return self._store.rotations(user_id, limit=_ROTATIONS)

    def last_launch(self, user_id: int) -> int | None:
        """The launch of this user's that ended last."""
        query = LogQuery(user_id=user_id, kinds=frozenset({EventKind.ENDED}))
        ended = self._store.event_ids(query, after=0, until=self._store.newest_event())
        return self._store.events_with_ids(ended[:1])[0].launch_id if ended else None

    def launch(self, user_id: int, launch_id: int) -> list[Event]:
        """Everything of one launch, oldest first, as it may leave the desk; the audit trail is told."""
        self._store.audit(AuditAction.LOG_EXPORTED)  # first: nothing leaves unrecorded
        found = [event for event in self._store.events(user_id=user_id, limit=-1) if event.launch_id == launch_id]
        user = next(iter(self._store.users_with_ids([user_id])), None)
        details = self.pseudonyms.all_json([(event.detail, user) for event in reversed(found)])
        return [
            replace(event, detail=cast("JsonObject", detail))
            for event, detail in zip(reversed(found), details, strict=True)
        ]

    def export(self, path: Path, query: LogQuery, *, report: Report = unwatched) -> int | None:
        """Writes what the query finds to a file, oldest first, see ``log_file``; returns how many events, or ``None``
        when it was cancelled: then nothing was written."""
        self._store.audit(AuditAction.LOG_EXPORTED)  # first: nothing leaves unrecorded
        try:
            return log_file.write(path, self._pages(query, report), pseudonyms=self.pseudonyms)
        except log_file.Cancelled:
            return None

    def _pages(self, query: LogQuery, report: Report) -> Iterator[log_file.Page]:
        newest = self._store.newest_event()
        for after in range(0, newest, STRETCH):
            ids = self._store.event_ids(query, after=after, until=min(after + STRETCH, newest))[::-1]
            for place in range(0, len(ids), _AT_ONCE):
                events = self._store.events_with_ids(ids[place : place + _AT_ONCE])
                if not report(events[0].id, newest):
                    raise log_file.Cancelled
                yield events, self.people(events)
            if not report(min(after + STRETCH, newest), newest):
                raise log_file.Cancelled
