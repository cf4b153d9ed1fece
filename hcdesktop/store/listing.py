"""Step 1 of the flow: who is in the list, in which order, and the rows of the part that is looked at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hcdesktop.core.listing import Listing, ListQuery, SortKey
from hcdesktop.core.models import User, UserState
from hcdesktop.store.database import Part
from hcdesktop.store.orders import Order, Orders, numbers
from hcdesktop.store.rows import WORD_MARK, folded, storable, user_from_row
from hcdesktop.store.schema import FIRST_SOURCE, STANDING
from hcdesktop.store.users import COUNT

if TYPE_CHECKING:
    from array import array
    from sqlite3 import Connection

#: Up to so many hits the file puts in order as fast as it could be done here.
_FEW_HITS = 2_000
#: The few users whose state their finishes decide.
_HELD = (
    "WITH held AS MATERIALIZED (SELECT user_id, max(state = 'waiting') AS waiting, max(state <> 'waiting') AS stuck"
    " FROM finishes WHERE session IS NOT NULL GROUP BY user_id) "
)
#: What ``User.state`` says, as its place in ``_STATES``: what somebody has to do something about comes first.
_STATE = (
    f"CASE WHEN held.stuck OR {STANDING} >= 3 THEN 0 WHEN held.waiting THEN 1 WHEN {STANDING} = 2 THEN 0"
    f" WHEN {STANDING} = 0 THEN 2 ELSE 3 END"
)
_WITH_STATE = "users LEFT JOIN held ON held.user_id = users.id"
_STATES = (UserState.ATTENTION, UserState.PENDING, UserState.NEW, UserState.CONNECTED)
_ORDERS = {
    SortKey.NAME: "sort_name",
    SortKey.CLIENT_USER_ID: "client_user_id",
    SortKey.STATE: _STATE,
    SortKey.SOURCES: FIRST_SOURCE,
    SortKey.CHANGED: "changed_at",
    SortKey.MODE: f"{STANDING} NOT IN (0, 4)",
}
#: In these orders everybody moves with the finishes, too.
_BY_STATE = (SortKey.STATE, SortKey.MODE)


class Listings(Part):
    """The part of the store that finds and orders; the contract of every method is in ``core.ports.Store``."""

    _orders: Orders

    def list_users(self, query: ListQuery) -> Listing:
        """Everybody whom the query finds."""
        words = match(query.text)
        if query.state is not None or query.marked or query.sort in _BY_STATE:
            return Listing(*self._read(query))
        if not words:
            order = self._order(query)
            return Listing(order.ids, len(order.ids))
        everybody = replace(query, text="")
        # Before anything is read: what is written meanwhile makes the order one of an older file.
        version = self._database.version()
        kept = self._orders.get(everybody, version)
        with self._database.connection() as connection:
            found = _found(connection, words)
        if kept is None and len(found) <= _FEW_HITS:
            return Listing(*self._read(query))
        order = self._order(everybody) if kept is None else kept
        return Listing(order.arranged(found), len(order.ids))

    def first_users(self, query: ListQuery, count: int) -> Sequence[int]:
        """Along an index, which there is for every order but those by state."""
        if query.narrows or query.sort in _BY_STATE:
            return ()
        statement, values = _statement(query)
        with self._database.connection() as connection:
            return [row["id"] for row in connection.execute(f"{statement} LIMIT :count", {**values, "count": count})]

    def _order(self, everybody: ListQuery) -> Order:
        version = self._database.version()
        order = self._orders.get(everybody, version)
        if order is None:
            order = Order(version, self._read(everybody)[0])
            self._orders.keep(everybody, order)
        return order

    def _read(self, query: ListQuery) -> tuple[array[int], int]:
        statement, values = _statement(query)
        with self._database.connection() as connection:
            # As one text: row by row, the interpreter would be taken from the window 100,000 times.
            ids, total = connection.execute(
                f"{_HELD}SELECT (SELECT group_concat(id) FROM ({statement})), ({COUNT})",  # noqa: S608
                values,
            ).fetchone()
        return numbers(ids), total

    def users_with_ids(self, user_ids: Sequence[int]) -> list[User]:
        """The rows with these ids, in this order; those that are gone are left out."""
        with self._database.connection() as connection:
            rows = connection.execute(
                "SELECT * FROM user_rows WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(user_ids)),)
            ).fetchall()
        found = {row["id"]: row for row in rows}
        return [user_from_row(found[user_id]) for user_id in user_ids if user_id in found]


def _found(connection: Connection, words: str) -> array[int]:
    """In no order, and with those who were deleted."""
    row = connection.execute("SELECT group_concat(rowid) FROM user_search WHERE user_search MATCH ?", (words,))
    return numbers(row.fetchone()[0])


def _statement(query: ListQuery) -> tuple[str, dict[str, object]]:
    conditions = ["id NOT IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)"]
    values: dict[str, object] = {}
    if words := match(query.text):
        conditions.append("id IN (SELECT rowid FROM user_search WHERE user_search MATCH :words)")
        values["words"] = words
    if query.state is not None:
        conditions.append(f"id IN (SELECT id FROM {_WITH_STATE} WHERE {_STATE} = :state)")  # noqa: S608
        values["state"] = _STATES.index(query.state)
    if query.marked:
        conditions.append("id IN (SELECT id FROM users WHERE marked)")
    source = _WITH_STATE if query.sort in _BY_STATE else "users"
    way = "DESC" if query.descending else "ASC"
    order = f"{_ORDERS[query.sort]} {way}, id {way}"
    # Only names of columns and of ours are pasted in; what was typed is bound.
    return f"SELECT id FROM {source} WHERE {' AND '.join(conditions)} ORDER BY {order}", values  # noqa: S608


def match(text: str) -> str:
    """What was typed, for the index of people: each word has to be there, a short one as a word's beginning."""
    words = storable(folded(text)).replace("\0", " ").replace(WORD_MARK, " ").split()
    terms = (word if len(word) > 2 else WORD_MARK * (3 - len(word)) + word for word in words)
    return " AND ".join('"' + term.replace('"', '""') + '"' for term in terms)
