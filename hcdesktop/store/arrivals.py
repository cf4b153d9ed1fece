"""Many people who come into the list at once: a file that is imported, or the users whom Human API knows."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from hcdesktop.core.audit import AuditAction
from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.listing import Details, Imported, Newcomer
from hcdesktop.store.audit import Audited
from hcdesktop.store.deletions import ARRIVING, free_ids
from hcdesktop.store.orders import numbers
from hcdesktop.store.users import details_row, learn_human_id, write_details
from hcdesktop.store.words import changing_words

if TYPE_CHECKING:
    from array import array
    from sqlite3 import Connection, Row

# Whoever an earlier import has left, cancelled or killed, arrives with this one.
_ARRIVE = (
    "INSERT INTO users (label, sort_name, email, note, tags, search_text, changed_at, client_user_id, human_id,"  # noqa: S608
    " deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (client_user_id) DO UPDATE SET"
    " label = excluded.label, sort_name = excluded.sort_name, email = excluded.email, note = excluded.note,"
    " tags = excluded.tags, search_text = excluded.search_text, changed_at = excluded.changed_at,"
    f" human_id = excluded.human_id, deleted_at = excluded.deleted_at WHERE users.deleted_at >= {ARRIVING}"
    " AND users.deleted_at <> excluded.deleted_at"
)
_SHOW = "UPDATE users SET deleted_at = NULL WHERE deleted_at = ?"
_HOLD = 0.02  # s that the file is kept from other writers at a time
_PAUSE = 0.002  # s in between, in which whoever waits gets it
_LEAST, _MOST = 20, 2_000  # rows at a time
_STRIDE = 500


class Arrivals(Audited):
    """The part of the store that takes in many; the contract of every method is in ``core.ports.Store``."""

    def known_ids(self) -> dict[str, str | None]:
        """Who is here, and under which humanId."""
        with self._database.connection() as connection:
            rows = connection.execute("SELECT client_user_id, human_id FROM users WHERE deleted_at IS NULL").fetchall()
        return {row[0]: row[1] for row in rows}

    def bring_in(
        self,
        people: Sequence[Newcomer],
        *,
        update: bool,
        at: float,
        report: Callable[[int, int], bool],
    ) -> Imported:
        """Adds, links and updates. Those who are added are prepared in the file, unseen; one transaction shows them and
        does the rest."""
        moment = self._moment(at)
        known = self.known_ids()
        here = [one for one in people if one.client_user_id in known and (update or one.human_id)] if known else []
        steps = _Steps(report, total=len(people) + 2 * len(here))
        wanted = self._let_arrive(people, moment, at=at, report=steps)
        steps.base += len(people)
        changing = self._who_changes(here, update=update, report=steps)
        steps.base += len(here)
        with self._trail.transaction() as connection:
            taken = free_ids(connection, wanted, at=at) | _taken_over(connection, moment)
            late = [person for person in people if person.client_user_id in taken] if taken else []
            connection.executemany(_ARRIVE, _rows(late, moment, at=at))
            added = _show(connection, moment)
            with changing_words(connection, len(changing) if update else 0):
                before, linked = _change(
                    connection, changing, frozenset(added if changing else ()), steps, update=update, at=at
                )
            changed = f", {len(before)} changed" if before else ""
            outcome = f"{len(added)} of {len(people)}{changed}"
            self._trail.add(connection, AuditAction.USERS_IMPORTED, outcome=outcome)
            steps.end()
        return Imported(added=added, before=before, linked=linked)

    def _moment(self, at: float) -> float:
        """What tells those who arrive with this import from all others."""
        with self._database.connection() as connection:
            last: float = connection.execute("SELECT coalesce(max(deleted_at), 0) FROM users").fetchone()[0]
        return max(ARRIVING + at, math.nextafter(last, math.inf))

    def _let_arrive(
        self, people: Sequence[Newcomer], moment: float, *, at: float, report: Callable[[int], None]
    ) -> Mapping[str, None]:
        """Writes down who is not there, a few at a time, among the deleted: they are in no list, and the indexes, which
        take the time, are done with them. What a cancel or a crash leaves of that is purged like them, in time.
        Returns all of their ids, as keys."""
        start, size = 0, _LEAST
        names: dict[str, None] = {}  # no set, which the collector of garbage would go through
        while start < len(people):
            report(start)
            some = people[start : start + size]
            names.update(dict.fromkeys(person.client_user_id for person in some))
            rows = _rows(some, moment, at=at)
            with self._database.transaction() as connection:
                begun = time.monotonic()
                connection.executemany(_ARRIVE, rows)
            start += size
            size = _next_size(size, time.monotonic() - begun)
            time.sleep(_PAUSE)
        return names

    def _who_changes(
        self, people: Sequence[Newcomer], *, update: bool, report: Callable[[int], None]
    ) -> list[Newcomer]:
        """Those of whom the file does not hold all of it already."""
        changing: list[Newcomer] = []
        with self._database.connection() as connection:
            for number, person in enumerate(people):
                if number % _STRIDE == 0:
                    report(number)
                row = _row(connection, person.client_user_id)
                if row is None:
                    continue
                known = _details(row)
                if (person.human_id and not row["human_id"]) or (update and known.overlaid(person.details) != known):
                    changing.append(person)
        return changing

    def set_details(self, details: Sequence[tuple[int, Details]], *, at: float) -> None:
        """Replaces what is written down about many."""
        if not details:
            return
        with self._trail.transaction() as connection:
            with changing_words(connection, len(details)):
                for user_id, one in details:
                    row = connection.execute("SELECT client_user_id FROM users WHERE id = ?", (user_id,)).fetchone()
                    write_details(connection, user_id, row[0], one, at=at)
            self._trail.add(connection, AuditAction.USER_EDITED, outcome=str(len(details)))


class _Steps:
    """How far an import is, over all that it does one after the other; raises ``HcError`` when it was cancelled."""

    def __init__(self, report: Callable[[int, int], bool], *, total: int) -> None:
        self._report = report
        self._total = total
        self.base = 0

    def __call__(self, done: int) -> None:
        if not self._report(self.base + done, self._total):
            raise HcError(ErrorKind.CANCELLED)

    def end(self) -> None:
        """All is done but the end of the transaction."""
        self(self._total - self.base)


def _rows(people: Sequence[Newcomer], moment: float, *, at: float) -> list[tuple[str | float | None, ...]]:
    return [
        (*details_row(person.client_user_id, person.details, at), person.client_user_id, person.human_id, moment)
        for person in people
    ]


def _next_size(size: int, held: float) -> int:
    """As many rows as the file can be kept for; the next are never more than twice as many."""
    return max(_LEAST, min(_MOST, 2 * size, int(size * _HOLD / max(held, 1e-6))))


def _taken_over(connection: Connection, moment: float) -> frozenset[str]:
    """Whoever another import, of another process, has made its own since they arrived: it may never come to its end."""
    rows = connection.execute(
        f"SELECT client_user_id FROM users WHERE deleted_at >= {ARRIVING} AND deleted_at <> ?",  # noqa: S608
        (moment,),
    ).fetchall()
    return frozenset(row[0] for row in rows)


def _show(connection: Connection, moment: float) -> array[int]:
    """Puts those who have arrived into the list."""
    # As one text: row by row, the file would be held for longer, and the interpreter taken from the window each time.
    ids = connection.execute("SELECT group_concat(id) FROM users WHERE deleted_at = ?", (moment,)).fetchone()[0]
    connection.execute(_SHOW, (moment,))
    return numbers(ids)


def _change(
    connection: Connection,
    people: Sequence[Newcomer],
    added: frozenset[int],
    report: Callable[[int], None],
    *,
    update: bool,
    at: float,
) -> tuple[list[tuple[int, Details]], int]:
    """Links and updates those who were here before: their details then, and how many got a humanId."""
    before: list[tuple[int, Details]] = []
    linked = 0
    for number, person in enumerate(people):
        if number % _STRIDE == 0:
            report(number)
        row = _row(connection, person.client_user_id)
        if row is None or row["id"] in added:
            continue
        if person.human_id:
            linked += learn_human_id(connection, row["id"], person.human_id, at=at)
        known = _details(row)
        if update and (wanted := known.overlaid(person.details)) != known:
            write_details(connection, row["id"], person.client_user_id, wanted, at=at)
            before.append((row["id"], known))
    return before, linked


def _row(connection: Connection, client_user_id: str) -> Row | None:
    return connection.execute(  # type: ignore[no-any-return]
        "SELECT id, label, email, note, tags, human_id FROM users WHERE client_user_id = ? AND deleted_at IS NULL",
        (client_user_id,),
    ).fetchone()


def _details(row: Row) -> Details:
    return Details(label=row["label"], email=row["email"], note=row["note"], tags=tuple(json.loads(row["tags"])))
