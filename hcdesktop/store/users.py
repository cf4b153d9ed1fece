"""The users of the file: what the list shows (step 1) and what an answer changes in a row (step 7)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hcdesktop.core.audit import AuditAction
from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.listing import Details
from hcdesktop.core.models import Attention, User
from hcdesktop.store.audit import Audited
from hcdesktop.store.deletions import free_id
from hcdesktop.store.rows import search_text, sort_name, sources_to_text, user_from_row

if TYPE_CHECKING:
    from sqlite3 import Connection

_INSERT = (
    "INSERT INTO users (client_user_id, label, sort_name, search_text, changed_at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (client_user_id) DO NOTHING"
)
#: All of an index less a few: with a condition on each row the whole table would be read.
COUNT = "SELECT (SELECT count(*) FROM users) - (SELECT count(*) FROM users WHERE deleted_at IS NOT NULL)"


class Users(Audited):
    """The part of the store that the list is made of; the contract of every method is in ``core.ports.Store``."""

    def add_user(self, *, client_user_id: str, label: str = "", at: float) -> User:
        """Adds a user who has never connected."""
        with self._trail.transaction() as connection:
            user = _insert(connection, client_user_id, label, at)
            self._trail.add(connection, AuditAction.USER_ADDED, user_id=user.id)
            return user

    def add_known_user(
        self,
        *,
        client_user_id: str,
        label: str,
        human_id: str | None,
        public_token: str | None,
        access_token: str | None,
        sources: Sequence[str],
        at: float,
    ) -> User:
        """Adds a user with tokens."""
        with self._trail.transaction() as connection:
            user = _insert(connection, client_user_id, label, at)
            self._trail.add(connection, AuditAction.USER_ADDED, user_id=user.id)
            connection.execute(
                "UPDATE users SET human_id = ?, public_token = ?, access_token = ?, sources = ? WHERE id = ?",
                (human_id, public_token, access_token, sources_to_text(sources), user.id),
            )
            return read_user(connection, user.id)

    def user(self, user_id: int) -> User:
        """One user."""
        with self._database.connection(brief=True) as connection:
            return read_user(connection, user_id)

    def find_user(self, client_user_id: str) -> User | None:
        """One user by the app's own id."""
        with self._database.connection(brief=True) as connection:
            row = connection.execute(
                "SELECT * FROM user_rows WHERE client_user_id = ? AND deleted_at IS NULL", (client_user_id,)
            ).fetchone()
        return None if row is None else user_from_row(row)

    def find_human(self, human_id: str) -> User | None:
        """One user by Human API's id; the first one, should there be more."""
        with self._database.connection(brief=True) as connection:
            row = connection.execute(
                "SELECT * FROM user_rows WHERE human_id = ? AND deleted_at IS NULL ORDER BY id LIMIT 1", (human_id,)
            ).fetchone()
        return None if row is None else user_from_row(row)

    def users(self, *, offset: int = 0, limit: int = -1) -> list[User]:
        """A page of the list; a negative limit is none."""
        with self._database.connection() as connection:
            rows = connection.execute(
                "SELECT * FROM user_rows WHERE deleted_at IS NULL ORDER BY sort_name, id LIMIT ? OFFSET ?",
                (limit, offset),
            ).fetchall()
        return [user_from_row(row) for row in rows]

    def count_users(self) -> int:
        """The length of the list."""
        with self._database.connection() as connection:
            count: int = connection.execute(COUNT).fetchone()[0]
        return count

    def users_ever(self) -> int:
        """With everybody who was deleted."""
        with self._database.connection() as connection:
            count: int = connection.execute("SELECT coalesce(max(id), 0) FROM users").fetchone()[0]
        return count

    def edit_user(self, user_id: int, details: Details, *, at: float) -> User:
        """Replaces what the desk writes down."""
        with self._trail.transaction() as connection:
            name = read_user(connection, user_id).client_user_id
            self._trail.add(connection, AuditAction.USER_EDITED, user_id=user_id)
            write_details(connection, user_id, name, details, at=at)
            return read_user(connection, user_id)

    def mark_users(self, user_ids: Sequence[int], *, marked: bool) -> list[int]:
        """Sets the mark, or takes it away; what is on Human API's side is not touched, and so is the time."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                "UPDATE users SET marked = ? WHERE id IN (SELECT value FROM json_each(?)) AND marked <> ? RETURNING id",
                (marked, json.dumps(list(user_ids)), marked),
            ).fetchall()
        return [row[0] for row in rows]

    def set_attention(self, user_id: int, attention: Attention | None, *, at: float) -> User:
        """Marks a user, or takes the mark away."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE users SET attention = ?, changed_at = ? WHERE id = ?", (attention, at, user_id))
            return read_user(connection, user_id)

    def set_sources(self, user_id: int, sources: Sequence[str], *, at: float) -> User:
        """Replaces the names of the sources."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE users SET sources = ?, changed_at = ? WHERE id = ?", (sources_to_text(sources), at, user_id)
            )
            return read_user(connection, user_id)

    def set_public_token(self, user_id: int, public_token: str, *, human_id: str, at: float) -> User:
        """Stores a recovered token."""
        with self._trail.transaction() as connection:
            user = write_tokens(connection, user_id, human_id=human_id, public_token=public_token, at=at)
            self._trail.add(connection, AuditAction.TOKEN_RECOVERED, user_id=user_id)
            return user


def read_user(connection: Connection, user_id: int) -> User:
    """One user within a transaction; raises ``InvalidInput`` (``UNKNOWN_USER``)."""
    row = connection.execute("SELECT * FROM user_rows WHERE id = ?", (user_id,)).fetchone()
    if row is None:
        raise InvalidInput(ErrorKind.UNKNOWN_USER)
    return user_from_row(row)


def details_row(client_user_id: str, details: Details, at: float) -> tuple[str | float, ...]:
    """What is written down about somebody, in the order of the columns, with what follows from it."""
    tags = json.dumps(list(details.tags), ensure_ascii=False) if details.tags else "[]"
    words = search_text(client_user_id, details.label, details.email, details.note, tags)
    return details.label, sort_name(client_user_id, details.label), details.email, details.note, tags, words, at


def write_details(connection: Connection, user_id: int, client_user_id: str, details: Details, *, at: float) -> None:
    """Replaces what the desk writes down about somebody."""
    connection.execute(
        "UPDATE users SET label = ?, sort_name = ?, email = ?, note = ?, tags = ?, search_text = ?, changed_at = ?"
        " WHERE id = ?",
        (*details_row(client_user_id, details, at), user_id),
    )


def write_tokens(
    connection: Connection,
    user_id: int,
    *,
    at: float,
    human_id: str | None = None,
    public_token: str | None = None,
    access_token: str | None = None,
    launch_id: int = 0,
    attention: Attention | None = None,
) -> User:
    """The only statement that changes a stored token: never to nothing (decision 6)."""
    connection.execute(
        "UPDATE users SET human_id = coalesce(?, human_id), public_token = coalesce(?, public_token),"
        " access_token = coalesce(?, access_token), token_launch_id = max(token_launch_id, ?),"
        " attention = ?, changed_at = ? WHERE id = ?",
        (human_id, public_token, access_token, launch_id, attention, at, user_id),
    )
    return read_user(connection, user_id)


def learn_human_id(connection: Connection, user_id: int, human_id: str, *, at: float) -> bool:
    """What a finish says about a user of whom no humanId is known; one that another row has is not believed. Returns
    whether it is known now.

    Nor is one believed that is not ASCII (section 2: 24 to 32 hex): no column may be able to hold it, and it must not
    cost the finish.
    """
    if not human_id.isascii():
        return False
    cursor = connection.execute(
        "UPDATE users SET human_id = :human_id, changed_at = :at WHERE id = :id AND human_id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM users WHERE human_id = :human_id AND deleted_at IS NULL)",
        {"human_id": human_id, "at": at, "id": user_id},
    )
    return cursor.rowcount == 1


def forget_human_id(connection: Connection, user_id: int, human_id: str | None) -> None:
    """The reverse of ``learn_human_id``; a row with tokens has its humanId from an answer and keeps it."""
    connection.execute(
        "UPDATE users SET human_id = NULL"
        " WHERE id = ? AND human_id = ? AND public_token IS NULL AND access_token IS NULL",
        (user_id, human_id),
    )


def _insert(connection: Connection, client_user_id: str, label: str, at: float) -> User:
    free_id(connection, client_user_id, at=at)
    row = connection.execute(f"{_INSERT} RETURNING id", _new_row(client_user_id, label, at)).fetchone()
    if row is None:
        raise InvalidInput(ErrorKind.ID_DUPLICATE)
    return read_user(connection, row["id"])


def _new_row(client_user_id: str, label: str, at: float) -> tuple[str, str, str, str, float]:
    return client_user_id, label, sort_name(client_user_id, label), search_text(client_user_id, label, "", "", "[]"), at
