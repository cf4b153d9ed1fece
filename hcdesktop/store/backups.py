"""The copies of one data folder: an encrypted one a day of each file, and those from before an upgrade or a restore.

A copy is named ``<file>.<moment>.db``, the others ``….v1.db`` (from version 1) and ``….before.db``. Only the daily ones
are ever removed, when there are newer ones.
"""

from __future__ import annotations

import re
from contextlib import closing, suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from hcdesktop.core.audit import AuditAction
from hcdesktop.core.errors import StoreError
from hcdesktop.store.database import connect
from hcdesktop.store.faults import translated
from hcdesktop.store.files import MOMENT, stamp, unused, write_private
from hcdesktop.store.local import LocalStore

KEPT = 7
#: Files beside the database without which it cannot be opened; what is in them is wrapped with a passphrase.
_KEY_FILES = (".key.json", ".recovery.json")
_STALE = 86_400.0  # seconds; an unfinished copy so old is a dead process's
_BUSY = 1.0  # seconds


class CopyKind(StrEnum):
    """Why a copy was made."""

    DAILY = "daily"
    UPGRADE = "upgrade"  # before the file was brought to a newer version
    RESTORE = "restore"  # what was there before another copy was restored


class Copy(NamedTuple):
    """One copy; ``users`` is ``None`` for one that cannot be read with the key, or was not looked at."""

    path: Path
    kind: CopyKind
    made_at: float
    users: int | None = None


class Backups:
    """Makes and lists the copies of the files of one data folder; each is asked for by the file's own path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def is_due(self, database: Path, *, at: float) -> bool:
        """Whether this day (local time) has no copy of this file yet."""
        today = stamp(at)[:10]
        return all(copy.kind is not CopyKind.DAILY or stamp(copy.made_at)[:10] != today for copy in self.all(database))

    def make(self, store: LocalStore, database: Path, *, at: float) -> Path:
        """Copies the open file, and removes daily copies beyond the newest ``KEPT``. Raises ``StoreError``: then there
        is no new copy, and the others are as before."""
        target = unused(self.folder / f"{database.stem}.{stamp(at)}.db")
        store.copy_to(target)
        with translated(self.folder):
            for suffix in _KEY_FILES:
                self._keep_key_file(database.with_suffix(suffix))
            self._remove_old(database, target, at=at)
        with suppress(StoreError):  # the copy is there, whatever can be written now
            store.audit(AuditAction.BACKUP_MADE, outcome=target.name)
        return target

    def all(self, database: Path) -> list[Copy]:
        """Every copy of this file, the newest first, none of them looked at."""
        names = re.compile(rf"{re.escape(database.stem)}\.({MOMENT})(\.v\d+|\.before)?(?:-\d+)?\.db")
        with translated(self.folder):
            found = [(path, names.fullmatch(path.name)) for path in _files_in(self.folder)]
        copies = [_copy(path, match) for path, match in found if match]
        return sorted(copies, key=lambda copy: (copy.made_at, copy.path.name), reverse=True)

    def look_at(self, database: Path, key: bytes) -> list[Copy]:
        """The same with the number of users in each."""
        return [copy._replace(users=_users_in(copy.path, key)) for copy in self.all(database)]

    def bring_back(self, key_file: Path) -> bool:
        """Puts the copy of a key file that is gone in its place; ``False``: there is none. Raises ``StoreError``."""
        kept = self.folder / key_file.name
        with translated(self.folder):
            if key_file.exists() or not kept.exists():
                return False
            write_private(key_file, kept.read_bytes())
        return True

    def _keep_key_file(self, key_file: Path) -> None:
        kept = self.folder / key_file.name
        if key_file.exists() and not (kept.exists() and kept.read_bytes() == key_file.read_bytes()):
            write_private(kept, key_file.read_bytes())

    def _remove_old(self, database: Path, made: Path, *, at: float) -> None:
        daily = [copy.path for copy in self.all(database) if copy.kind is CopyKind.DAILY and copy.path != made]
        for path in daily[KEPT - 1 :]:  # whatever the clock says: the one just made stays
            path.unlink()
        for folder in (self.folder, database.parent):
            for path in folder.glob(f"{database.stem}.*.tmp*"):
                if path.stat().st_mtime < at - _STALE:
                    path.unlink()


def _files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.exists() else []


def _copy(path: Path, match: re.Match[str]) -> Copy:
    made_at = datetime.strptime(match[1], "%Y-%m-%dT%H%M%S").timestamp()
    kind = {None: CopyKind.DAILY, ".before": CopyKind.RESTORE}.get(match[2], CopyKind.UPGRADE)
    return Copy(path=path, kind=kind, made_at=made_at)


def _users_in(path: Path, key: bytes) -> int | None:
    try:
        with translated(path.parent), closing(connect(path, key, busy_timeout=_BUSY, writes=False)) as connection:
            count: int = connection.execute("SELECT count(*) FROM users").fetchone()[0]
    except StoreError:
        return None
    return count
