"""Step 1 of the flow: who is in the list, in which order, and the rows of the part that is looked at."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence

from hcdesktop.core.listing import Listing, ListQuery, SortKey
from hcdesktop.core.models import User, UserState
from hcdesktop.store.database import Part
from hcdesktop.store.rows import WORD_MARK, folded, storable, user_from_row
from hcdesktop.store.schema import FIRST_SOURCE, STANDING
from hcdesktop.store.users import COUNT

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


class Listings(Part):
    """The part of the store that finds and orders; the contract of every method is in ``core.ports.Store``."""

    def list_users(self, query: ListQuery) -> Listing:
        """Everybody whom the query finds."""
        statement, values = _statement(query)
        with self._database.connection() as connection:
            # As one text: row by row, the interpreter would be taken from the window 100,000 times.
            ids, total = connection.execute(
                f"{_HELD}SELECT (SELECT group_concat(id) FROM ({statement})), ({COUNT})",  # noqa: S608
                values,
            ).fetchone()
        return Listing(array("q", map(int, ids.split(",")) if ids else ()), total)

    def users_with_ids(self, user_ids: Sequence[int]) -> list[User]:
        """The rows with these ids, in this order; those that are gone are left out."""
        with self._database.connection() as connection:
            rows = connection.execute(
                "SELECT * FROM user_rows WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(user_ids)),)
            ).fetchall()
        found = {row["id"]: row for row in rows}
        return [user_from_row(found[user_id]) for user_id in user_ids if user_id in found]


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
    source = _WITH_STATE if query.sort in (SortKey.STATE, SortKey.MODE) else "users"
    way = "DESC" if query.descending else "ASC"
    order = f"{_ORDERS[query.sort]} {way}, id {way}"
    # Only names of columns and of ours are pasted in; what was typed is bound.
    return f"SELECT id FROM {source} WHERE {' AND '.join(conditions)} ORDER BY {order}", values  # noqa: S608


def match(text: str) -> str:
    """What was typed, for the index of people: each word has to be there, a short one as a word's beginning."""
    words = storable(folded(text)).replace("\0", " ").replace(WORD_MARK, " ").split()
    terms = (word if len(word) > 2 else WORD_MARK * (3 - len(word)) + word for word in words)
    return " AND ".join('"' + term.replace('"', '""') + '"' for term in terms)
