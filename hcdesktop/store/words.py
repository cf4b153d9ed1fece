"""The words of many rows change at once: those from before leave the search index together, and nothing of them stays.

With ``secure-delete`` (``store.schema``) the words of one row are taken out wherever they stand, 1.4 ms for each row.
For many rows it takes less to leave that out, note in the index which words are gone, and then write it anew without
them: 7 µs for each row of the file, changed or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

#: From one changed row in so many on, writing the index anew is the shorter way (measured with 20,000 and 100,000).
_WORTH_IT = 150
_SECURE = "INSERT INTO user_search (user_search, rank) VALUES ('secure-delete', ?)"


@contextmanager
def changing_words(connection: Connection, rows: int) -> Iterator[None]:
    """For a block that changes what is searched of so many rows, within a transaction: it is undone with that."""
    if rows * _WORTH_IT <= connection.execute("SELECT count(*) FROM users").fetchone()[0]:
        yield
        return
    connection.execute(_SECURE, (0,))
    yield
    connection.execute("INSERT INTO user_search (user_search) VALUES ('optimize')")
    connection.execute(_SECURE, (1,))
