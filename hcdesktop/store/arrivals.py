"""Many people who come into the list at once: a file that is imported, or the users whom Human API knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from hcdesktop.core.audit import AuditAction
from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.listing import Details, Imported, Newcomer
from hcdesktop.store.audit import Audited
from hcdesktop.store.deletions import free_ids
from hcdesktop.store.users import details_row, learn_human_id, write_details

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_INSERT = (
    "INSERT INTO users (label, sort_name, email, note, tags, search_text, changed_at, client_user_id, human_id)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (client_user_id) DO NOTHING"
)
_CHUNK = 500
_LAST = "SELECT coalesce(max(id), 0) FROM users"


class Arrivals(Audited):
    """The part of the store that takes in many; the contract of every method is in ``core.ports.Store``."""

    def add_users(self, rows: Iterable[tuple[str, str]], *, at: float) -> int:
        """Adds many at once."""
        # Read to its end first: a slow or failing source must not hold the file's write lock.
        people = [Newcomer(client_user_id=name, details=Details(label=label)) for name, label in rows]
        return len(self.bring_in(people, update=False, at=at, report=lambda _done, _total: True).added)

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
        """Adds, links and updates, in one transaction."""
        prepared = [
            (*details_row(person.client_user_id, person.details, at), person.client_user_id, person.human_id)
            for person in people
        ]
        here = [person for person in people if update or person.human_id]
        total = len(people) + len(here)
        with self._trail.transaction() as connection:
            free_ids(connection, [person.client_user_id for person in people], at=at)
            last: int = connection.execute(_LAST).fetchone()[0]
            added = _add(connection, prepared, last, lambda done: _go_on(report, done, total))
            adding = len(people)
            before, linked = _change(
                connection, here, last, lambda done: _go_on(report, adding + done, total), update=update, at=at
            )
            changed = f", {len(before)} changed" if before else ""
            outcome = f"{len(added)} of {len(people)}{changed}"
            self._trail.add(connection, AuditAction.USERS_IMPORTED, outcome=outcome)
            _go_on(report, total, total)
        return Imported(added=added, before=before, linked=linked)

    def set_details(self, details: Sequence[tuple[int, Details]], *, at: float) -> None:
        """Replaces what is written down about many."""
        if not details:
            return
        with self._trail.transaction() as connection:
            for user_id, one in details:
                row = connection.execute("SELECT client_user_id FROM users WHERE id = ?", (user_id,)).fetchone()
                write_details(connection, user_id, row[0], one, at=at)
            self._trail.add(connection, AuditAction.USER_EDITED, outcome=str(len(details)))


def _add(
    connection: Connection, prepared: Sequence[tuple[str | float | None, ...]], last: int, report: Callable[[int], None]
) -> list[int]:
    """Adds whoever is not there; ``last``: the highest id before."""
    for start in range(0, len(prepared), _CHUNK):
        report(start)
        connection.executemany(_INSERT, prepared[start : start + _CHUNK])
    return [row[0] for row in connection.execute("SELECT id FROM users WHERE id > ?", (last,))]


def _change(
    connection: Connection,
    people: Sequence[Newcomer],
    last: int,
    report: Callable[[int], None],
    *,
    update: bool,
    at: float,
) -> tuple[list[tuple[int, Details]], int]:
    """Links and updates those who were here before, up to the id ``last``: their details before, and how many got a
    humanId."""
    before: list[tuple[int, Details]] = []
    linked = 0
    for number, person in enumerate(people):
        if number % _CHUNK == 0:
            report(number)
        row = _row(connection, person.client_user_id, last)
        if row is None:
            continue
        if person.human_id:
            linked += learn_human_id(connection, row["id"], person.human_id, at=at)
        known = _details(row)
        if update and (wanted := known.overlaid(person.details)) != known:
            write_details(connection, row["id"], person.client_user_id, wanted, at=at)
            before.append((row["id"], known))
    return before, linked


def _go_on(report: Callable[[int, int], bool], done: int, total: int) -> None:
    if not report(done, total):
        raise HcError(ErrorKind.CANCELLED)


def _row(connection: Connection, client_user_id: str, last: int) -> Row | None:
    return connection.execute(  # type: ignore[no-any-return]
        "SELECT id, label, email, note, tags FROM users WHERE client_user_id = ? AND id <= ? AND deleted_at IS NULL",
        (client_user_id, last),
    ).fetchone()


def _details(row: Row) -> Details:
    return Details(label=row["label"], email=row["email"], note=row["note"], tags=tuple(json.loads(row["tags"])))
