"""What can go wrong with a file of the store, in our own terms: the one place that knows SQLite's and the system's."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from hcdesktop.core.errors import ErrorKind, Retry, StoreError

#: SQLite's primary result codes. A file that the key does not open is, to SQLite, not a database.
_SQLITE_KINDS = {
    dbapi2.SQLITE_BUSY: ErrorKind.STORE_LOCKED,
    dbapi2.SQLITE_LOCKED: ErrorKind.STORE_LOCKED,
    dbapi2.SQLITE_FULL: ErrorKind.STORE_FULL,
    dbapi2.SQLITE_READONLY: ErrorKind.STORE_READ_ONLY,
    dbapi2.SQLITE_NOTADB: ErrorKind.STORE_UNREADABLE,
    dbapi2.SQLITE_CORRUPT: ErrorKind.STORE_UNREADABLE,
    dbapi2.SQLITE_CANTOPEN: ErrorKind.STORE_UNREADABLE,
}
#: A full disk under the -wal or -shm file comes as one of these.
_MAYBE_FULL = frozenset({dbapi2.SQLITE_IOERR, dbapi2.SQLITE_CANTOPEN})
_NO_ROOM = 1 << 20  # bytes

_SYSTEM_KINDS = {
    errno.ENOSPC: ErrorKind.STORE_FULL,
    errno.EDQUOT: ErrorKind.STORE_FULL,
    errno.EROFS: ErrorKind.STORE_READ_ONLY,
    errno.EACCES: ErrorKind.STORE_READ_ONLY,
    errno.EPERM: ErrorKind.STORE_READ_ONLY,
}


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turns what SQLite, its driver or the system raise over a file in ``folder`` into ``StoreError``."""
    try:
        yield
    except (dbapi2.Error, OSError, UnicodeError, OverflowError) as problem:
        if isinstance(problem, UnicodeEncodeError):
            problem.object, problem.args = "", ()  # the text that no column can hold: it may be a secret
        raise store_error(problem, folder) from problem


def store_error(problem: Exception, folder: Path) -> StoreError:
    """The ``StoreError`` for this exception; ``params["reason"]`` is SQLite's or the system's name for it."""
    if isinstance(problem, OSError):
        return _system_error(problem)
    code = getattr(problem, "sqlite_errorcode", None)
    if code is None:  # the driver refused before SQLite was asked: a value that no column can hold, a closed file
        return StoreError(ErrorKind.STORE_FAILED, reason=type(problem).__name__)
    primary = code & 0xFF
    kind = _SQLITE_KINDS.get(primary, ErrorKind.STORE_FAILED)
    if primary in _MAYBE_FULL and _free(folder) < _NO_ROOM:
        kind = ErrorKind.STORE_FULL
    retry = Retry.BY_ITSELF if kind is ErrorKind.STORE_LOCKED else None
    return StoreError(kind, retry=retry, reason=getattr(problem, "sqlite_errorname"))  # noqa: B009


def _free(folder: Path) -> int:
    import shutil  # which is long in coming, for what hardly ever happens

    return shutil.disk_usage(folder).free


def _system_error(problem: OSError) -> StoreError:
    kind = _SYSTEM_KINDS.get(problem.errno or 0, ErrorKind.STORE_UNREADABLE)
    return StoreError(kind, reason=system_name(problem))


def system_name(problem: OSError) -> str:
    """The symbol of a system error (``ENOSPC``): says what happened, and nothing of the path."""
    return errno.errorcode.get(problem.errno or 0, type(problem).__name__)
