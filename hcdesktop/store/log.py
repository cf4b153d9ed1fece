"""The timeline of all and of one: found in stretches, read by number, so that nobody waits for a million events."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence

from hcdesktop.core.log import ROTATIONS, LogQuery, Rotation, Word
from hcdesktop.core.models import Event, EventKind, JsonObject, Mode
from hcdesktop.store.database import Part
from hcdesktop.store.listing import match
from hcdesktop.store.rows import event_from_row, object_to_text, storable


class Log(Part):
    """The part of the store that keeps events; the contract of every method is in ``core.ports.Store``."""

    def add_event(
        self,
        kind: EventKind,
        *,
        at: float,
        user_id: int | None = None,
        launch_id: int | None = None,
        detail: JsonObject,
    ) -> Event:
        """One more line."""
        with self._database.writing() as connection:
            row = connection.execute(
                "INSERT INTO events (at, user_id, launch_id, kind, detail) VALUES (?, ?, ?, ?, ?) RETURNING *",
                (at, user_id, launch_id, kind, object_to_text(detail)),
            ).fetchone()
        return event_from_row(row)

    def events(self, *, user_id: int | None = None, limit: int = 200, before: int | None = None) -> list[Event]:
        """The newest lines of all or one; a negative limit is none."""
        condition = "" if user_id is None else "user_id = :user_id AND "
        with self._database.connection() as connection:
            rows = connection.execute(
                f"SELECT * FROM events WHERE {condition}id < :before ORDER BY id DESC LIMIT :limit",  # noqa: S608
                {"user_id": user_id, "before": _END if before is None else before, "limit": limit},
            ).fetchall()
        return [event_from_row(row) for row in rows]

    def newest_event(self) -> int:
        """The number of the last line."""
        with self._database.connection() as connection:
            newest: int | None = connection.execute("SELECT max(id) FROM events").fetchone()[0]
        return newest or 0

    def event_ids(self, query: LogQuery, *, after: int, until: int) -> Sequence[int]:
        """The numbers in a stretch, newest first."""
        conditions, values = _conditions(query)
        statement = f"SELECT id FROM events WHERE {conditions} ORDER BY id DESC"  # noqa: S608
        with self._database.connection() as connection:
            # As one text: row by row, the interpreter would be taken from the window each time.
            ids = connection.execute(
                f"SELECT group_concat(id) FROM ({statement})",  # noqa: S608
                {**values, "after": after, "until": until},
            ).fetchone()[0]
        return array("q", map(int, ids.split(",")) if ids else ())

    def events_with_ids(self, event_ids: Sequence[int]) -> list[Event]:
        """The lines with these numbers, in this order."""
        with self._database.connection() as connection:
            rows = connection.execute(
                "SELECT * FROM events WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(event_ids)),)
            ).fetchall()
        found = {row["id"]: row for row in rows}
        return [event_from_row(found[event_id]) for event_id in event_ids if event_id in found]

    def rotations(self, user_id: int, *, limit: int) -> list[Rotation]:
        """When this person's tokens were replaced, newest first."""
        with self._database.connection() as connection:
            rows = connection.execute(
                "SELECT events.at, events.kind, events.launch_id, events.detail, launches.mode FROM events"
                " LEFT JOIN launches ON launches.id = events.launch_id"
                " WHERE events.user_id = ? AND events.kind IN (?, ?) ORDER BY events.id DESC LIMIT ?",
                (user_id, *ROTATIONS, limit),
            ).fetchall()
        return [
            Rotation(
                at=row["at"],
                kind=EventKind(row["kind"]),
                launch_id=row["launch_id"],
                mode=None if row["mode"] is None else Mode(row["mode"]),
                rotated=bool(json.loads(row["detail"]).get("rotated")),
            )
            for row in rows
        ]

    def people_called(self, names: Sequence[str]) -> Mapping[str, int]:
        """Which of these are somebody's clientUserId or name, and whose (the id)."""
        with self._database.connection() as connection:
            rows = connection.execute(
                "WITH asked (name, folded) AS ("
                " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
                " SELECT name, id FROM asked JOIN users ON client_user_id = name"
                " UNION ALL SELECT name, id FROM asked JOIN users ON sort_name = folded AND label = name",
                (json.dumps([(name, name.casefold()) for name in map(storable, names)]),),
            ).fetchall()
        return {row[0]: row[1] for row in rows}


#: Above every number that there can be.
_END = 1 << 62


def _conditions(query: LogQuery) -> tuple[str, dict[str, object]]:
    """Only names of columns, and kinds, which are ours, are pasted in; what was typed is bound."""
    conditions = ["id > :after AND id <= :until"]
    values: dict[str, object] = {}
    if query.user_id is not None:
        conditions.append("user_id = :user_id")
        values["user_id"] = query.user_id
    if query.kinds:
        conditions.append(_of_kinds(query.kinds))
    for place, word in enumerate(query.words):
        conditions.append(_with_word(word, place, values))
    return " AND ".join(conditions), values


def _with_word(word: Word, place: int, values: dict[str, object]) -> str:
    # As the detail is stored: in ASCII.
    values[f"text{place}"] = json.dumps(word.text)[1:-1].lower()
    ways = [f"instr(lower(detail), :text{place})"]
    if word.kinds:
        ways.append(_of_kinds(word.kinds))
    if terms := match(word.text):
        values[f"terms{place}"] = terms
        ways.append(f"user_id IN (SELECT rowid FROM user_search WHERE user_search MATCH :terms{place})")  # noqa: S608
    return f"({' OR '.join(ways)})"


def _of_kinds(kinds: frozenset[EventKind]) -> str:
    return f"kind IN ({', '.join(repr(str(kind)) for kind in sorted(kinds))})"
