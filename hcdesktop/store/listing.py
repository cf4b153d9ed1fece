"""Step 1 of the flow: who is in the list, in which order, and the rows of the part that is looked at."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from sqlcipher3 import dbapi2

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.listing import Listing, ListQuery, Overtaken, SortKey, never
from hcdesktop.core.models import User, UserState
from hcdesktop.store.database import Part, reading_through
from hcdesktop.store.orders import PLACE, Head, Order, Orders, numbers
from hcdesktop.store.rows import WORD_MARK, folded, storable, user_from_row
from hcdesktop.store.schema import FIRST_SOURCE, STANDING
from hcdesktop.store.users import COUNT

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_Values: TypeAlias = Mapping[str, object] | tuple[str, ...]

#: More conditions than anybody types; of a thousand SQLite would make no statement.
_MOST_TERMS = 50
#: So many of all are looked at before the index is asked;
_HEAD = 1_000
#: a few at a time, as long as one in so many is found: else the index is sooner there.
_STRETCH = 125
_RARE = 10
#: So many of those whom the index finds are kept.
_KEPT = 500
#: Steps of the file's machine between two looks whether somebody still waits: a millisecond.
_LOOK = 50_000
#: No Python in it: whatever the window does meanwhile, it has the interpreter for itself.
_FIRST_FOUND = (
    "SELECT group_concat(rowid) FROM (SELECT rowid FROM user_search WHERE user_search MATCH :words"  # noqa: S608
    f" ORDER BY substr(:keys, rowid * {PLACE}, {PLACE}) LIMIT :count)"
)
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

    def list_users(self, query: ListQuery, overtaken: Overtaken = never) -> Listing:
        """Everybody whom the query finds."""
        words = match(query.text)
        if _by_state(query):
            return Listing(*self._read(query, overtaken))
        if not words:
            order = self._order(query, overtaken)
            return Listing(order.ids, len(order.ids))
        everybody = replace(query, text="")
        # Before anything is read: what is written meanwhile makes the order one of an older file.
        version = self._database.version()
        kept = self._orders.get(everybody, version)
        # In no order, and with those who were deleted.
        ids = self._row("SELECT group_concat(rowid) FROM user_search WHERE user_search MATCH ?", (words,), overtaken)[0]
        found = numbers(ids, overtaken)
        if kept is None and len(found) <= _FEW_HITS:
            return Listing(*self._read(query, overtaken))
        order = self._order(everybody, overtaken) if kept is None else kept
        return Listing(order.arranged(found, overtaken), len(order.ids))

    def first_users(self, query: ListQuery, count: int, overtaken: Overtaken = never) -> Sequence[int]:
        """Along an index, which there is for every order but those by state; or, where words are sought, along the
        order that was read last."""
        terms = _terms(query.text)
        if _by_state(query) or len(terms) > _MOST_TERMS:
            return ()
        if terms:
            order = self._orders.last(replace(query, text=""))
            return () if order is None else self._first_found(order, terms, count, overtaken)
        statement, values = _statement(query)
        with self._database.connection() as connection:
            return [row["id"] for row in connection.execute(f"{statement} LIMIT :count", {**values, "count": count})]

    def prepare_search(self, query: ListQuery) -> None:
        """Where each user stands in the order that was read last: ``keys`` is kept once it has been asked for."""
        order = self._orders.last(replace(query, text=""))
        _keys = None if order is None else order.keys

    def _first_found(self, order: Order, terms: tuple[str, ...], count: int, overtaken: Overtaken) -> Sequence[int]:
        """What many have, some of the first of all have, or of the first who had what was sought before, and to read
        those is soonest. Else all whom the index knows are gone through, in C and for a tenth of what it takes to put
        them in order."""
        for head in (order.heads.nearest(terms), Head(order.ids[:_HEAD])):
            if head is not None and head.whole:
                return self._who_have(head.ids, terms)[:count]
            if head is not None and len(found := self._among(head.ids, terms, count)) == count:
                return found
        values = {"words": _all_of(terms), "keys": order.keys, "count": _KEPT}
        found = numbers(self._row(_FIRST_FOUND, values, overtaken)[0])
        # Whoever has come since the order was read has no place in it, and is found first of all. To have each of
        # 200,000 looked at for that by the file would take a tenth of the search.
        ids = array("I", (user_id for user_id in found if user_id < order.known))
        order.heads.keep(terms, Head(ids, whole=len(found) < _KEPT))
        return self._among(ids, terms, count)

    def _among(self, user_ids: array[int], terms: tuple[str, ...], count: int) -> Sequence[int]:
        """So many of these users, in their order, who are in the list and have all of this in their words; fewer, when
        too few have it to go on."""
        found: list[int] = []
        for start in range(0, len(user_ids), _STRETCH):
            found += self._who_have(user_ids[start : start + _STRETCH], terms)
            if len(found) >= count or len(found) * _RARE < start + _STRETCH:
                break
        return found[:count]

    def _who_have(self, user_ids: array[int], terms: tuple[str, ...]) -> list[int]:
        having = " AND instr(search_text, ?)" * len(terms)
        statement = f"SELECT id FROM users WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL{having}"  # noqa: S608
        with self._database.connection() as connection:
            rows = connection.execute(statement, (json.dumps(user_ids.tolist()), *terms)).fetchall()
        found = {row[0] for row in rows}
        return [user_id for user_id in user_ids if user_id in found]

    def _order(self, everybody: ListQuery, overtaken: Overtaken) -> Order:
        version = self._database.version()
        order = self._orders.get(everybody, version)
        if order is None:
            order = Order(version, self._read(everybody, overtaken)[0])
            self._orders.keep(everybody, order)
        return order

    def _read(self, query: ListQuery, overtaken: Overtaken) -> tuple[array[int], int]:
        statement, values = _statement(query)
        # As one text: row by row, the interpreter would be taken from the window 100,000 times.
        ids, total = self._row(
            f"{_HELD}SELECT (SELECT group_concat(id) FROM ({statement})), ({COUNT})",  # noqa: S608
            values,
            overtaken,
            through=not query.narrows,
        )
        return numbers(ids, overtaken), total

    def _row(self, statement: str, values: _Values, overtaken: Overtaken, *, through: bool = False) -> Row:
        """The only row that this finds; ``through``: an index is read from end to end. Raises ``HcError``
        (``CANCELLED``)."""
        reading = reading_through if through else nullcontext
        with self._database.connection() as connection, reading(connection):
            row = _row(connection, statement, values, overtaken)
        if row is None:
            raise HcError(ErrorKind.CANCELLED)
        return row

    def users_with_ids(self, user_ids: Sequence[int]) -> list[User]:
        """The rows with these ids, in this order; those that are gone are left out."""
        with self._database.connection() as connection:
            rows = connection.execute(
                "SELECT * FROM user_rows WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(user_ids)),)
            ).fetchall()
        found = {row["id"]: row for row in rows}
        return [user_from_row(found[user_id]) for user_id in user_ids if user_id in found]


def _by_state(query: ListQuery) -> bool:
    return query.state is not None or query.marked or query.sort in _BY_STATE


def _row(connection: Connection, statement: str, values: _Values, overtaken: Overtaken) -> Row | None:
    """``None`` when it was overtaken; what is raised would cost the connection, with all that it has read."""
    connection.set_progress_handler(overtaken, _LOOK)
    try:
        row: Row = connection.execute(statement, values).fetchone()
    except dbapi2.OperationalError as error:
        if error.sqlite_errorcode != dbapi2.SQLITE_INTERRUPT:
            raise
        return None
    finally:
        connection.set_progress_handler(None, 0)
    return row


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
    return _all_of(_terms(text))


def _all_of(terms: tuple[str, ...]) -> str:
    return " AND ".join('"' + term.replace('"', '""') + '"' for term in terms)


def _terms(text: str) -> tuple[str, ...]:
    words = storable(folded(text)).replace("\0", " ").replace(WORD_MARK, " ").split()
    return tuple(word if len(word) > 2 else WORD_MARK * (3 - len(word)) + word for word in words)
