"""Everything that the app keeps on this computer, and how it goes: *Delete all data…* and ``delete-all-data``.

The keys go first: without them nothing of the rest can be read, however far it gets. What stands in the way is told,
and the rest goes on. An environment whose key could not be deleted stays on the list of those that are to go
(``EnvironmentBook.bury``), so that the next try, or the next start, goes on with it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hcdesktop.core.errors import HcError, StoreError
from hcdesktop.core.program_log import ProgramLog
from hcdesktop.desk import Desks
from hcdesktop.store.environment_checks import LIST
from hcdesktop.store.faults import store_error

#: What the app makes in the data folder, also in drafts and under the names by which damaged files are kept.
_ABOVE = re.compile(r"(environments|preferences|simulator|window)\.json(\..*)?|hcdesktop\.log(\.\d+)?|bell")
#: Below, files are called after an environment, with a digest of its name.
_BELOW = re.compile(r"[a-z0-9-]+-[0-9a-f]{8}\..+|environments\.json(\..*)?")
_FOLDERS = ("environments", "backups")


@dataclass(frozen=True, slots=True)
class Belongings:
    """What there is to go."""

    folder: Path
    environments: tuple[str, ...]  #: names of those that somebody has set up
    files: int


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left: ``errors`` say why; ``keys`` are environments whose key could not be deleted, ``files`` ours, and
    ``others`` how many in the data folder are not."""

    folder: Path
    keys: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    others: int = 0
    errors: tuple[HcError, ...] = ()

    @property
    def whole(self) -> bool:
        """Nothing of the app's is left."""
        return not self.keys and not self.files


def belongings(desks: Desks) -> Belongings:
    """Raises ``StoreError`` where the list of environments cannot be read: it says which keys there are."""
    names = tuple(environment.name for environment in desks.book.all() if not environment.simulated)
    return Belongings(desks.folder, names, sum(1 for _path in _ours(desks.folder)))


def erase(desks: Desks) -> Erased:
    """No desk may be open, and this process must have the folder's lock; its file, and the folder, go with
    ``remove_folders``. Raises ``StoreError`` where the list cannot be read or written: then nothing is gone."""
    for environment in desks.book.all():
        if not environment.simulated:
            desks.book.bury(environment)
    stop_logging()
    errors = _forget(desks)
    keys = tuple(desks.book.buried())

    def to_go() -> list[Path]:
        return [path for path in _ours(desks.folder) if not (keys and path.name == LIST)]  # they stand on it

    errors += _remove(to_go())
    return Erased(desks.folder, keys, tuple(to_go()), _others(desks.folder), tuple(errors))


def remove_folders(folder: Path) -> None:
    """Once the lock is let go; what somebody else has put there stays, and its folder with it."""
    for each in (*(folder / name for name in _FOLDERS), folder):
        with suppress(OSError):
            each.rmdir()


def stop_logging() -> None:
    """The log is one of the files, and must not come back."""
    logger = logging.getLogger("hcdesktop")
    for handler in list(logger.handlers):
        if isinstance(handler, ProgramLog):
            logger.removeHandler(handler)
            handler.close()


def _forget(desks: Desks) -> list[HcError]:
    errors: list[HcError] = []
    for storage_name in desks.book.buried():
        try:
            desks.dig(storage_name)
        except HcError as error:
            errors.append(error)
    return errors


def _remove(paths: Sequence[Path]) -> list[HcError]:
    errors: list[HcError] = []
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            errors.append(store_error(error, path.parent))
    return errors


def _ours(folder: Path) -> Iterator[Path]:
    """The files of the app; never by way of a link, and nothing in folders that are not its own."""
    yield from (path for path in _files(folder) if _ABOVE.fullmatch(path.name))
    for name in _FOLDERS:
        yield from (path for path in _files(folder / name) if _BELOW.fullmatch(path.name))


def _others(folder: Path) -> int:
    """How many entries of the folder are nobody's whom we know; the lock goes by itself."""
    ours = {*_ours(folder), folder / "lock", *(folder / name for name in _FOLDERS)}
    places = (folder, *(folder / name for name in _FOLDERS))
    return sum(path not in ours for place in places if place.is_dir() for path in place.iterdir())


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_symlink() or path.is_file())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreError(store_error(error, folder).kind) from error
