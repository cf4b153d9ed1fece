"""What the store and the vault both do with files: their names, who may read them, writes that are whole or not."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, count
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_SLUG_LENGTH = 40
#: What ``stamp`` gives, as a regular expression and as a pattern of file names.
MOMENT = r"\d{4}-\d\d-\d\dT\d{6}"
MOMENT_GLOB = "????-??-??T??????"
_PAUSE = 0.005  # seconds


def slug(environment_name: str) -> str:
    """A file name (without suffix) for an environment: readable ASCII, and different for every different name.

    The digest keeps apart what a file system may not: ``Prod`` from ``prod``, ``Ä`` in one from ``Ä`` in two code
    points; and keeps Windows' reserved names (``con``) away.
    """
    readable = re.sub(r"[^a-z0-9]+", "-", environment_name.lower()).strip("-")[:_SLUG_LENGTH]
    digest = hashlib.sha256(environment_name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{readable or 'environment'}-{digest}"


def make_private_folder(folder: Path) -> None:
    """The folder exists when this returns; one that is made here is the owner's alone. Raises ``OSError``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_private_file(path: Path) -> None:
    """The file exists and can be written when this returns; one that is made here is the owner's alone.

    Raises ``OSError``, also where SQLite could not put its -wal and -shm files beside it.
    """
    make_private_folder(path.parent)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(errno.EACCES, "the folder is read-only")


def write_private(path: Path, data: bytes) -> None:
    """Replaces the file, on disk (synced) when this returns; a crash leaves the old one or the new one whole.

    Raises ``OSError``.
    """
    make_private_folder(path.parent)
    draft = path.with_name(f"{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def put_aside(path: Path, *, at: float, stays: bool = False) -> Path:
    """Gives the file a dated name beside its own and returns it; nothing is ever overwritten by that.

    ``stays``: it keeps its own name as well, where the file system knows a second name, until something is put in its
    place. ``at`` in epoch seconds. Raises ``OSError``.
    """
    aside = unused(path.with_name(f"{path.name}.{stamp(at)}.aside"))
    if not (stays and _linked(path, aside)):
        path.rename(aside)
    sync_folder(path.parent)
    return aside


def _linked(path: Path, second: Path) -> bool:
    try:
        second.hardlink_to(path)
    except OSError:
        return False
    return True


def unused(path: Path) -> Path:
    """This path, or one with a number behind it, that nothing has yet."""
    candidates = chain([path], (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2)))
    return next(candidate for candidate in candidates if not os.path.lexists(candidate))


def stamp(at: float) -> str:
    """A moment as it stands in file names: local time, in an order that sorting keeps."""
    return datetime.fromtimestamp(at).strftime("%Y-%m-%dT%H%M%S")


def sync_file(path: Path) -> None:
    """What was written to the file is on disk when this returns."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Until its folder is synced, a renamed file may be back under its old name after a power cut."""
    if not hasattr(os, "O_DIRECTORY"):  # Windows opens no folders; NTFS journals the rename itself
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def held(path: Path, *, timeout: float) -> Iterator[None]:
    """A block that one thread of one process is in at a time; whoever dies in it lets go.

    ``path`` is a file of no other use: it is made, and stays. Raises ``TimeoutError`` after ``timeout`` seconds.
    """
    deadline = time.monotonic() + timeout
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not _seize(handle):
            if time.monotonic() > deadline:
                raise TimeoutError(errno.ETIMEDOUT, "somebody else holds it")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)  # which lets go of it


def _seize(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
