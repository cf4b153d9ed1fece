"""The audit trail as it is read: what an entry's mac is made of, and everything that may be wrong with entries."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from hcdesktop.core.audit import AuditAction, AuditBreak, AuditFault, AuditReport
from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.store.anchor import START, Mark
from hcdesktop.store.schema import AUDIT

if TYPE_CHECKING:
    from sqlite3 import Connection

#: What an entry says; ``mac`` comes behind it.
COLUMNS = "number, at, actor, action, user_id, client_user_id, outcome"


class Reading:
    """Takes the entries in their order and collects what is not as it was written."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._last = 0
        #: What the mac before the next entry may be; ``None`` behind a gap, where nobody knows it.
        self._before: tuple[bytes, ...] | None = (START.mac,)
        self._breaks: list[AuditBreak] = []
        self._entries = self._late = 0
        self._begun_at: float | None = None
        self._restored: list[tuple[int, int]] = []

    def take(self, row: Sequence[object]) -> None:
        """The next row: ``COLUMNS`` and the mac."""
        entry, mac = row[:-1], row[-1]
        number = entry[0]
        assert isinstance(number, int)  # noqa: S101  # a primary key; the table was looked at before
        if number > self._last + 1:
            self.note(AuditFault.MISSING, self._last + 1, number - 1)
            self._before = None
        stored = mac if isinstance(mac, bytes) else b""
        true = [mac_of(self._key, before, entry) for before in self._before or ()]
        if self._before is not None and stored not in true:
            self.note(AuditFault.CHANGED, number, number)
        # Where the mac alone was changed, the next entry still follows the true one: only what was changed is told.
        self._before = (stored, *(mac for mac in true if mac != stored))[:3]
        self._last = number
        self._count(entry)

    def _count(self, entry: Sequence[object]) -> None:
        _number, at, _actor, action, _user_id, _client_user_id, outcome = entry
        self._entries += 1
        if self._begun_at is None and isinstance(at, float):
            self._begun_at = at
        words = str(outcome).split()
        # A forged entry may say anything; it is told as changed.
        with suppress(ValueError, IndexError):
            if action == AuditAction.ENVIRONMENT_OPENED:
                self._late += int(words[1])
            elif action == AuditAction.BACKUP_RESTORED:
                self._restored.append((self._last, max(0, int(words[0]) - self._last + 1)))
            elif action == AuditAction.TRAIL_BROKEN:
                self._breaks.append(
                    AuditBreak(fault=AuditFault(words[0]), first=int(words[1]), last=int(words[2]), noticed=self._last)
                )

    def note(self, fault: AuditFault, first: int = 0, last: int = 0) -> None:
        """Something is wrong with these entries; those that follow each other are told as one."""
        before = self._breaks[-1] if self._breaks else None
        if before is not None and before.noticed is None and before.fault is fault and before.last + 1 == first:
            first = before.first
            self._breaks.pop()
        self._breaks.append(AuditBreak(fault=fault, first=first, last=last))

    def report(self) -> AuditReport:
        """What came of it."""
        return AuditReport(
            entries=self._entries,
            begun_at=self._begun_at,
            breaks=tuple(self._breaks),
            late=self._late,
            restored=tuple(self._restored),
        )


def mac_of(key: bytes, before: bytes, entry: Sequence[object]) -> bytes:
    """JSON, because no two entries have the same: texts are quoted, a number is no text, nothing is no empty text."""
    return hmac.digest(key, before + json.dumps(entry, default=repr).encode(), "sha256")


def last_mark(connection: Connection) -> Mark:
    """The place of the last entry."""
    row = connection.execute("SELECT number, mac FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    if row is None:
        return START
    if not isinstance(row[0], int) or not isinstance(row[1], bytes):  # only in a table that is not ours
        raise StoreError(ErrorKind.STORE_UNREADABLE, reason="audit")
    return Mark(row[0], row[1])


def misfit(connection: Connection, known: Mark | AuditFault) -> AuditBreak | None:
    """What is wrong between anchor and trail."""
    if _made_void(connection, known):
        return None
    if isinstance(known, AuditFault):
        return AuditBreak(fault=known)
    anchored = _anchored_once(connection)
    if known.number < anchored:
        return AuditBreak(fault=AuditFault.ANCHOR_OLD, first=known.number + 1, last=anchored)
    row = connection.execute("SELECT mac FROM audit WHERE number = ?", (known.number,)).fetchone()
    if known == START or (row is not None and row[0] == known.mac):
        return None
    last = last_mark(connection).number
    if last < known.number:
        return AuditBreak(fault=AuditFault.CUT, first=last + 1, last=known.number)
    return AuditBreak(fault=AuditFault.REPLACED, first=known.number, last=known.number)


def _anchored_once(connection: Connection) -> int:
    """What the trail itself knows to have been anchored: said at every opening."""
    row = connection.execute(
        "SELECT outcome FROM audit WHERE action = ? ORDER BY number DESC LIMIT 1", (AuditAction.ENVIRONMENT_OPENED,)
    ).fetchone()
    try:
        return 0 if row is None else int(row[0].partition(" ")[0])
    except ValueError:  # forged: the check tells of that entry
        return 0


def late_entries(connection: Connection, known: Mark | AuditFault) -> int:
    """How many entries are newer than the anchor."""
    if isinstance(known, AuditFault) or _made_void(connection, known):
        return 0
    count: int = connection.execute("SELECT count(*) FROM audit WHERE number > ?", (known.number,)).fetchone()[0]
    return count


def in_words(known: Mark | AuditFault) -> str:
    """What stood in the anchor, as an entry names it."""
    return f"0 {known}" if isinstance(known, AuditFault) else f"{known.number} {known.mac.hex()}"


def _made_void(connection: Connection, known: Mark | AuditFault) -> bool:
    """Whether a copy was restored over this, and the file not opened since."""
    row = connection.execute(
        "SELECT 1 FROM audit WHERE action = ? AND outcome LIKE ? AND number >"
        " coalesce((SELECT max(number) FROM audit WHERE action = ?), 0)",
        (AuditAction.BACKUP_RESTORED, f"{in_words(known)} %", AuditAction.ENVIRONMENT_OPENED),
    ).fetchone()
    return row is not None


def strange(connection: Connection) -> set[str]:
    """The names of table and triggers that are not as ``schema`` makes them, missing or in excess."""
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE tbl_name = 'audit'").fetchall()
    ours = {(statement.split()[2], " ".join(statement.split())) for statement in AUDIT}
    return {name for name, _sql in ours ^ {(row[0], " ".join((row[1] or "").split())) for row in rows}}


@contextmanager
def any_text(connection: Connection) -> Iterator[None]:
    """Texts that are no valid Unicode, as only a forger can put there, come out as something else than was written."""
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = str
