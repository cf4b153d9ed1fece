"""Deleting that can be undone: a deleted row keeps all it has until it is purged, and is in no list meanwhile."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from hcdesktop.core.audit import AuditAction
from hcdesktop.store.audit import Audited
from hcdesktop.store.words import changing_words

if TYPE_CHECKING:
    from sqlite3 import Connection

#: Up to so many at once, each has an entry in the trail.
TOLD_ONE_BY_ONE = 20
#: ``deleted_at`` of somebody whose import has not come to its end (``store.arrivals``): so much later than it began.
ARRIVING = 1e11
_GRACE = 3600.0  # s: longer than any import takes
_LEFT_AT_ONCE = 20  # a row takes 1 ms: its words leave the index one by one
_LEFT_IN_ALL = 1000
_CHOSEN = "id IN (SELECT value FROM json_each(:ids))"


class Deletions(Audited):
    """The part of the store that takes people out of the list; the contract of each method is in ``core.ports``."""

    def delete_users(self, user_ids: Sequence[int], *, at: float) -> list[int]:
        """Takes them out, but for those whose finish is being saved."""
        with self._trail.transaction() as connection:
            rows = connection.execute(
                f"UPDATE users SET deleted_at = :at WHERE {_CHOSEN} AND deleted_at IS NULL AND id NOT IN ("  # noqa: S608
                "SELECT user_id FROM finishes WHERE session IS NOT NULL AND state = 'waiting') RETURNING id",
                {"at": at, "ids": json.dumps(list(user_ids))},
            ).fetchall()
            return self._tell(connection, AuditAction.USER_DELETED, rows)

    def restore_users(self, user_ids: Sequence[int]) -> list[int]:
        """Brings them back as they were."""
        with self._trail.transaction() as connection:
            rows = connection.execute(
                f"UPDATE users SET deleted_at = NULL WHERE {_CHOSEN} AND deleted_at > 0 RETURNING id",  # noqa: S608
                {"ids": json.dumps(list(user_ids))},
            ).fetchall()
            return self._tell(connection, AuditAction.USER_RESTORED, rows)

    def erase_user(self, user_id: int, *, at: float) -> None:
        """Wipes somebody."""
        with self._trail.transaction() as connection:
            self._trail.add(connection, AuditAction.USER_ERASED, user_id=user_id)
            _purge(connection, [user_id], at=at)

    def purge_users(self, *, deleted_before: float, at: float) -> int:
        """Wipes those who were deleted before a moment."""
        self._purge_left(began_before=deleted_before - _GRACE)
        question = "SELECT id FROM users WHERE deleted_at > 0 AND deleted_at <= ?"
        with self._database.connection() as connection:
            if connection.execute(question, (deleted_before,)).fetchone() is None:
                return 0  # as nearly always: no transaction, and no entry
        with self._trail.transaction() as connection:
            user_ids = [row[0] for row in connection.execute(question, (deleted_before,)).fetchall()]
            self._trail.add(connection, AuditAction.USERS_PURGED, outcome=str(len(user_ids)))
            _purge(connection, user_ids, at=at)
        return len(user_ids)

    def _purge_left(self, *, began_before: float) -> None:
        """Wipes some of those whom imports have left that were cancelled or killed. They were never in the list: the
        trail has nothing to tell."""
        question = f"SELECT id FROM users WHERE deleted_at >= {ARRIVING} AND deleted_at <= ? LIMIT {_LEFT_AT_ONCE}"  # noqa: S608
        for _ in range(0, _LEFT_IN_ALL, _LEFT_AT_ONCE):
            with self._database.connection() as connection:
                if connection.execute(question, (ARRIVING + began_before,)).fetchone() is None:
                    return
            with self._database.transaction() as connection:
                rows = connection.execute(question, (ARRIVING + began_before,)).fetchall()
                _purge(connection, [row[0] for row in rows], at=0.0)

    def _tell(self, connection: Connection, action: AuditAction, rows: Sequence[tuple[int]]) -> list[int]:
        """Entries for those who have changed; of many at once, one that says how many."""
        user_ids = [row[0] for row in rows]
        if len(user_ids) > TOLD_ONE_BY_ONE:
            self._trail.add(connection, action, outcome=str(len(user_ids)))
        else:
            for user_id in user_ids:
                self._trail.add(connection, action, user_id=user_id)
        return user_ids


def free_id(connection: Connection, client_user_id: str, *, at: float) -> None:
    """Purges the deleted one who has this id: whoever adds somebody anew means a new row."""
    rows = connection.execute(
        "SELECT id FROM users WHERE client_user_id = ? AND deleted_at > 0", (client_user_id,)
    ).fetchall()
    _purge(connection, [row["id"] for row in rows], at=at)


def free_ids(connection: Connection, client_user_ids: Container[str], *, at: float) -> frozenset[str]:
    """The same for many, but for those who are arriving themselves; returns which ids were taken."""
    rows = connection.execute(
        "SELECT id, client_user_id FROM users WHERE deleted_at > 0 AND deleted_at < ?", (ARRIVING,)
    ).fetchall()
    taken = {row["client_user_id"]: row["id"] for row in rows if row["client_user_id"] in client_user_ids}
    _purge(connection, list(taken.values()), at=at)
    return frozenset(taken)


def _purge(connection: Connection, user_ids: Sequence[int], *, at: float) -> None:
    """Wipes all that is known of them (``secure_delete`` overwrites it); the row stays, for the timeline names it.

    What takes the place of the clientUserId cannot be typed: it has a control character.
    """
    if not user_ids:
        return
    chosen = {"ids": json.dumps(list(user_ids)), "at": at}
    connection.execute(
        "UPDATE finishes SET session = NULL, claimed_until = 0, ended_at = :at"
        " WHERE session IS NOT NULL AND user_id IN (SELECT value FROM json_each(:ids))",
        chosen,
    )
    connection.execute(
        "UPDATE launches SET problem = NULL, detail = '' WHERE user_id IN (SELECT value FROM json_each(:ids))", chosen
    )
    with changing_words(connection, len(user_ids)):
        connection.execute(
            "UPDATE users SET client_user_id = char(1) || id, label = '', sort_name = '', email = '', note = '',"
            " tags = '[]', marked = 0, search_text = '', human_id = NULL, public_token = NULL, access_token = NULL,"
            " attention = NULL, sources = '[]', deleted_at = 0, changed_at = 0"
            " WHERE id IN (SELECT value FROM json_each(:ids))",
            chosen,
        )
