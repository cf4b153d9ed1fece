"""A copy of yesterday is restored over a file that cannot be read, beside which a crash has left a log."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from hcdesktop.core.errors import HcError
from hcdesktop.store.backups import CopyKind
from hcdesktop.store.local import LocalStore
from hcdesktop.store.restoring import complete
from hcdesktop.store.wal import wal_of
from tests.hostile.disk import restoring
from tests.hostile.disk.restoring import KEY, PEOPLE, backups_of, file_of

DAMAGED, LOG = b"damaged" * 3000, b"a log that fits no file" * 300
task = restoring.task


def prepare(folder: Path) -> None:
    restoring.prepare(folder)
    file_of(folder).write_bytes(DAMAGED)
    wal_of(file_of(folder)).write_bytes(LOG)


def look(folder: Path) -> str:
    """Both are where they were, or both are kept together and the copy is in place, without a strange log."""
    try:
        complete(file_of(folder), folder / "backups")
        if file_of(folder).read_bytes() == DAMAGED:
            return "" if wal_of(file_of(folder)).read_bytes() == LOG else "the log is gone"
        with closing(LocalStore(file_of(folder), KEY)) as store:
            store.check()
            people = store.count_users()
    except (HcError, OSError) as error:
        return repr(error)
    (kept,) = [copy.path for copy in backups_of(folder).all(file_of(folder)) if copy.kind is CopyKind.RESTORE]
    whole = (kept.read_bytes(), wal_of(kept).read_bytes()) == (DAMAGED, LOG)
    return "" if whole and people == PEOPLE else f"{people} people, kept: {whole}"
