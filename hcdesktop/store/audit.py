"""The audit trail: who did what, when, to whom, and what came of it, in entries that only ever follow each other.

Every entry carries an HMAC-SHA256 over itself and the HMAC of the entry before it, with a key that is derived from the
database's and stored nowhere. How far the trail goes is kept outside the file (``anchor``). So an entry that was
changed, taken out, put in or moved shows, and so does an end that was cut off, or an older copy of the file in the
place of the newer one. An entry is written in the transaction of the change that it tells of; the anchor follows within
``PAUSE`` seconds, in the background, so that no change waits for a second sync.

What the app meets when it opens a file, or moves the anchor, and does not fit is itself written into the trail
(``TRAIL_BROKEN``) before the anchor moves on: a trail that was broken once stays broken, also after the next start.

What is **not** promised:

- An older copy of the file **and** the anchor of the same time, put in the place of both, is a state that once was
  true; nothing on this computer tells it from now.
- Entries of the last ``PAUSE`` seconds before a crash are not anchored yet. They can be cut off unnoticed; those that
  are there are told as newer than the anchor. An anchor that is older than its file is found out once the app has been
  opened since (the trail then says how far it was anchored).
- Entries that a failing disk has taken away (a damaged log) look as if somebody had cut them off, and are told so.
- Whoever has the database's key **and** this source can write a trail of his own. It guards against those who get at
  the files, or at an open connection.
"""

from __future__ import annotations

import hmac
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hcdesktop.core.audit import AuditAction, AuditBreak, AuditEntry, AuditFault, AuditReport
from hcdesktop.core.errors import StoreError
from hcdesktop.store.anchor import START, Anchor, Mark
from hcdesktop.store.audit_reading import (
    COLUMNS,
    Reading,
    any_text,
    in_words,
    last_mark,
    late_entries,
    mac_of,
    misfit,
    strange,
)
from hcdesktop.store.database import Database, Part
from hcdesktop.store.rows import storable

if TYPE_CHECKING:
    from sqlite3 import Connection

#: Seconds from an entry to the anchor that knows it: so many entries share one.
PAUSE = 1.0
_LABEL = b"hcdesktop audit trail 1"


def os_user() -> str:
    """The account that this process runs as, as the system says: LOGNAME and USER are what anybody sets them to."""
    try:
        if sys.platform == "win32":
            return os.getlogin()
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (OSError, KeyError):  # an account without a name, as in a container
        return "unknown" if sys.platform == "win32" else str(os.getuid())


def _warn(text: str, *about: object) -> None:
    import logging  # a quarter of what the file itself takes to be opened, and hardly ever needed

    logging.getLogger(__name__).warning(text, *about)


class Trail:
    """The trail of one file. Promises that an entry is there if and only if its change is; raises ``StoreError``.

    Its own clock tells the time of an entry: of some changes nobody else does.
    """

    def __init__(
        self, database: Database, path: Path, key: bytes, *, actor: str, now: Callable[[], float], timeout: float
    ) -> None:
        """``path`` and ``key``: the database's. ``timeout``: seconds to wait for another process at the anchor."""
        self._database = database
        self._anchor = Anchor(path, key, timeout=timeout)
        self._key = hmac.digest(key, _LABEL, "sha256")
        self._actor = storable(actor)
        self._now = now
        self._lock = threading.Lock()
        self._due = self._moved = self._closed = False
        self.found_broken = False  # by this opening of the file, or since
        self._closing = threading.Event()
        self._follower: threading.Thread | None = None

    # --- writing

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """As ``Database.transaction``, for changes that ``add`` tells of: the anchor follows."""
        with self._database.transaction() as connection:
            yield connection
        self._database.afterwards(self._have_anchor_follow)

    def _have_anchor_follow(self) -> None:
        with self._lock:
            self._moved = True
            if self._closed or self._due:
                return
            self._due = True
            self._follower = threading.Thread(target=self._follow, name="audit-anchor", args=(self._follower,))
            self._follower.start()

    def add(
        self, connection: Connection, action: AuditAction, *, user_id: int | None = None, outcome: str = ""
    ) -> None:
        """One more entry, within a transaction."""
        row = connection.execute("SELECT client_user_id FROM users WHERE id = ?", (user_id,)).fetchone()
        before = last_mark(connection)
        entry = (before.number + 1, float(self._now()), self._actor, action, user_id, row and row[0], storable(outcome))
        connection.execute(
            f"INSERT INTO audit ({COLUMNS}, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  # own names
            (*entry, mac_of(self._key, before.mac, entry)),
        )

    def begin(self) -> None:
        """The anchor of a trail without entries; from then on one that is missing was taken away."""
        with self._database.connection() as connection:
            if "audit" in strange(connection) or last_mark(connection) != START:
                return
        with self._anchor.held():
            if self._anchor.read() is AuditFault.ANCHOR_MISSING:
                self._anchor.write(START)

    def open(self) -> None:
        """Looks whether trail and anchor fit, and says that somebody has opened the file.

        A failure is logged only: on a full disk, or after somebody has taken the table away, the list can still be
        read and the trail be checked. Nothing can be changed without it.
        """
        try:
            anchored, late = self.settle()
            with self.transaction() as connection:
                self.add(connection, AuditAction.ENVIRONMENT_OPENED, outcome=f"{anchored} {late}")
        except StoreError as error:
            _warn("the opening was not written into the audit trail: %s", error)

    def note_restore(self, copy: str) -> None:
        """Says, in a file that is put together from a copy, that it will come in the place of the one that the anchor
        knows. The entry names the mark that it makes void, so that a crash on either side of the swap leaves a trail
        that fits; ``copy`` says which one it was. The next opening anchors it."""
        with self._anchor.held():
            known = self._anchor.read()
            with self._database.transaction() as connection:
                if known is AuditFault.ANCHOR_FORGED:
                    self.add(connection, AuditAction.TRAIL_BROKEN, outcome=f"{known} 0 0")
                self.add(connection, AuditAction.BACKUP_RESTORED, outcome=f"{in_words(known)} {copy}")

    # --- the anchor

    def settle(self) -> tuple[int, int]:
        """Moves the anchor to the last entry; what does not fit is written down first.

        Returns the number of the entry that is anchored now, and how many entries were newer than the anchor.
        """
        # The number of the last entry is read while nobody else moves the anchor: it never goes back.
        with self._anchor.held():
            with self._lock:
                self._moved = False
            known = self._anchor.read()
            with self._database.connection() as connection, any_text(connection):
                connection.execute("BEGIN")  # one view of the file
                last, found, late = last_mark(connection), misfit(connection, known), late_entries(connection, known)
                connection.execute("COMMIT")
            if found is not None:
                last = self._say_broken(found)
            if last != known:
                self._anchor.write(last)
        return last.number, late

    def _say_broken(self, found: AuditBreak) -> Mark:
        _warn("the audit trail does not fit its anchor: %s", found.fault)
        self.found_broken = True
        with self._database.transaction() as connection:
            self.add(connection, AuditAction.TRAIL_BROKEN, outcome=f"{found.fault} {found.first} {found.last}")
            return last_mark(connection)

    def _follow(self, before: threading.Thread | None) -> None:
        self._closing.wait(PAUSE)
        if before is not None:
            before.join()
        with self._lock:
            self._due = False
        self._catch_up()

    def _catch_up(self) -> None:
        if not self._moved:
            return
        try:
            self.settle()
        except StoreError as error:  # the entries are safe; the anchor follows with the next one, or at the closing
            self._moved = True
            _warn("the anchor of the audit trail was not moved: %s", error)

    def close(self) -> None:
        """Before the database: what is not anchored yet is."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._closing.set()
        if self._follower is not None:
            self._follower.join()
        self._catch_up()

    # --- reading

    def entries(self, *, after: int, limit: int) -> list[AuditEntry]:
        """The entries that follow the one with this number, as they stand there."""
        with self._database.connection() as connection, any_text(connection):
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM audit WHERE number > ? ORDER BY number LIMIT ?",  # noqa: S608  # own names
                (after, limit),
            ).fetchall()
        return [AuditEntry(**dict(row)) for row in rows]

    def check(self) -> AuditReport:
        """Reads all of it, and says what is not as it was written."""
        with self._database.connection() as connection:
            unlike = strange(connection)
        if "audit" in unlike:  # nothing in it can be believed, and perhaps not even be read
            return AuditReport(entries=0, breaks=(AuditBreak(fault=AuditFault.TABLE),))
        self.settle()
        reading = Reading(self._key)
        with self._database.connection() as connection, any_text(connection):
            for row in connection.execute(f"SELECT {COLUMNS}, mac FROM audit ORDER BY number"):  # noqa: S608
                reading.take(tuple(row))
        if unlike:
            reading.note(AuditFault.TABLE)
        return reading.report()


class Audited(Part):
    """A part of the store whose changes are told in the trail."""

    def __init__(self, database: Database, trail: Trail) -> None:
        super().__init__(database)
        self._trail = trail

    def audit(self, action: AuditAction, *, user_id: int | None = None, outcome: str = "") -> None:
        """An entry for what changes nothing in the file."""
        with self._trail.transaction() as connection:
            self._trail.add(connection, action, user_id=user_id, outcome=outcome)

    def audit_opening(self) -> None:
        """Somebody opens the environment: looks whether trail and anchor fit, and writes that down."""
        self._trail.open()

    def audit_entries(self, *, after: int = 0, limit: int = 1000) -> list[AuditEntry]:
        """A page of the trail."""
        return self._trail.entries(after=after, limit=limit)

    def audit_found_broken(self) -> bool:
        """Whether trail and anchor did not fit since the file was opened."""
        return self._trail.found_broken

    def check_audit(self) -> AuditReport:
        """Reads the whole trail."""
        return self._trail.check()
