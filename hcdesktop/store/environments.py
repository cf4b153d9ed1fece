"""The list of environments and which one was used last: a plain file, for it holds nothing secret (decision 7).

An environment's file and key go by a name that it is given once, made of its name, its kind and the data folder:
no two of them ever share one, a test's is never production's, and a rename is one write into this list.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from functools import wraps
from itertools import count
from pathlib import Path
from threading import RLock
from typing import Concatenate, ParamSpec, TypeVar, cast

from hcdesktop.core.errors import ErrorKind, InvalidInput, StoreError
from hcdesktop.core.models import Environment, EnvironmentKind
from hcdesktop.store.environment_checks import LIST, check_environment, environment_of, row_of
from hcdesktop.store.faults import store_error, system_name
from hcdesktop.store.files import put_aside, slug, write_private

_P = ParamSpec("_P")
_T = TypeVar("_T")


def _alone(
    change: Callable[Concatenate[EnvironmentBook, _P], _T],
) -> Callable[Concatenate[EnvironmentBook, _P], _T]:
    """What is read and then written is written by no other thread in between."""

    @wraps(change)
    def locked(book: EnvironmentBook, /, *arguments: _P.args, **values: _P.kwargs) -> _T:
        with book.lock:
            return change(book, *arguments, **values)

    return locked


class EnvironmentBook:
    """The environments of one data folder. The Simulator (``preset``) is always there and cannot be replaced."""

    def __init__(self, folder: Path, *, preset: Environment) -> None:
        self._path = folder / LIST
        self._copy = folder / "backups" / LIST
        self._folder = folder
        self.preset = preset
        self.lock = RLock()

    def all(self) -> list[Environment]:
        """The preset first, then the others by name. Raises ``StoreError`` for a file that cannot be read."""
        return [self.preset, *sorted(self._saved(), key=lambda environment: environment.name.casefold())]

    def get(self, name: str) -> Environment:
        """Raises ``InvalidInput`` (``UNKNOWN_ENVIRONMENT``)."""
        for environment in self.all():
            if environment.name == name:
                return environment
        raise InvalidInput(ErrorKind.UNKNOWN_ENVIRONMENT, name=name)

    def last(self) -> Environment:
        """The one used last; the preset at first, and when that one is gone."""
        name = self._read().get("last")
        return next((environment for environment in self.all() if environment.name == name), self.preset)

    @_alone
    def remember(self, name: str) -> None:
        """Makes this the one used last; where it is already, as at most starts, nothing is written."""
        if self._read().get("last") != name:
            self._write(self._saved(), last=name)

    @_alone
    def save(self, environment: Environment, *, replaces: str | None = None) -> Environment:
        """Adds an environment, or changes the one called ``replaces``: its name stays (see ``rename``), and its kind,
        once that was chosen, for its people are of that kind.

        Raises ``InvalidInput`` (``ENVIRONMENT_INVALID`` with ``field``) for a name that is taken, or an address that is
        neither https nor on this computer.
        """
        checked = check_environment(environment)
        saved = self._saved()
        before = next((known for known in saved if known.name == replaces), None)
        others = [known for known in saved if known is not before]
        self._refuse_taken(checked.name, others)
        if replaces not in (None, checked.name):
            raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="name")
        if before is None:
            checked = replace(checked, kept_as=self._new_storage_name(checked, others))
        else:
            if before.chosen_kind not in (None, checked.chosen_kind):
                raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="kind")
            checked = replace(checked, kept_as=before.kept_as)
        self._write([*others, checked])
        self._keep_copy()
        return checked

    @_alone
    def rename(self, old: str, new: str) -> Environment:
        """Another name; the file, its key and its copies stay where they are, so there is one write, whole or not at
        all. Raises ``InvalidInput`` (``ENVIRONMENT_INVALID``, ``UNKNOWN_ENVIRONMENT``), ``StoreError``."""
        environment = self.get(old)
        others = [known for known in self._saved() if known.name != old]
        if environment.simulated:
            raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="name")
        renamed = check_environment(replace(environment, name=new, kept_as=environment.storage_name))
        self._refuse_taken(renamed.name, others)
        last = self._read().get("last")
        self._write([*others, renamed], last=renamed.name if last == old else None)
        self._keep_copy()
        return renamed

    # --- deleting: the entry goes first, and what is left to do stands in its place until it is done

    @_alone
    def bury(self, environment: Environment) -> None:
        """Takes the environment off the list; ``buried`` knows it until ``dug`` is told that nothing of it is left.
        Raises ``StoreError``; ``InvalidInput`` for the preset."""
        if environment.storage_name == self.preset.storage_name:
            raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="name")
        others = [known for known in self._saved() if known.storage_name != environment.storage_name]
        confirmed = {name: way for name, way in self._confirmed().items() if name != environment.storage_name}
        self._write(others, buried=[*self.buried(), environment.storage_name], confirmed=confirmed)
        self._keep_copy()

    def buried(self) -> list[str]:
        """The storage names of which something may be left."""
        names = self._read().get("buried", [])
        return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []

    @_alone
    def dug(self, storage_name: str) -> None:
        """Nothing of this one is left. Raises ``StoreError``."""
        self._write(self._saved(), buried=[name for name in self.buried() if name != storage_name])
        self._keep_copy()

    # --- the first launch in production

    def is_confirmed(self, environment: Environment) -> bool:
        """Whether somebody has typed this environment's name since its addresses are what they are."""
        return self._confirmed().get(environment.storage_name) == _way(environment)

    @_alone
    def confirm(self, environment: Environment) -> None:
        """Somebody has. Raises ``StoreError``."""
        self._write(self._saved(), confirmed={**self._confirmed(), environment.storage_name: _way(environment)})

    # --- files

    @_alone
    def restore(self, *, at: float) -> Path:
        """Puts a list that cannot be read aside, under the returned name, and the last one that was saved in its place;
        where there is none, the list is empty, and an environment that is set up anew finds its file by its name and
        its kind.

        Raises ``StoreError``.
        """
        try:
            copy = self._copy.read_bytes() if self._copy.exists() else None
            aside = put_aside(self._path, at=at, stays=copy is not None)
            if copy is not None:
                write_private(self._path, copy)
        except OSError as error:
            raise self._unwritable(error) from error
        return aside

    def database(self, environment: Environment) -> Path:
        """This environment's file of users."""
        return self.database_of(environment.storage_name)

    def database_of(self, storage_name: str) -> Path:
        """The file of whoever goes by this."""
        return self.folder / f"{slug(storage_name)}.db"

    @property
    def folder(self) -> Path:
        """Where the files of users are, each with its key file if it has one."""
        return self._folder / "environments"

    def _new_storage_name(self, environment: Environment, others: Sequence[Environment]) -> str:
        """One that nobody has. The data folder is in it, for one keyring serves them all. A file from before there were
        kinds, and on no list any more, is production's."""
        used = {self.preset.storage_name, *(known.storage_name for known in others), *self.buried()}
        name, kind = environment.name, environment.chosen_kind
        if kind is None:
            if name in used:
                raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="name")
            return ""
        if kind is EnvironmentKind.PRODUCTION and name not in used and self.database_of(name).exists():
            return name
        place = hashlib.sha256(str(self._folder.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:6]
        plain = f"{name} ({kind}, {place})"
        numbered = (f"{name} {number} ({kind}, {place})" for number in count(2))
        return plain if plain not in used else next(name for name in numbered if name not in used)

    def _refuse_taken(self, name: str, others: Sequence[Environment]) -> None:
        if name.casefold() in {known.name.casefold() for known in (self.preset, *others)}:
            raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="name")

    def _saved(self) -> list[Environment]:
        rows = self._read().get("environments", [])
        if not isinstance(rows, list):
            raise StoreError(ErrorKind.LIST_UNREADABLE, file=LIST)
        environments = [environment_of(row) for row in rows]
        if len({known.storage_name for known in (self.preset, *environments)}) <= len(environments):
            raise StoreError(ErrorKind.LIST_UNREADABLE, file=LIST)  # two would work on one file
        return environments

    def _confirmed(self) -> dict[str, object]:
        confirmed = self._read().get("confirmed")
        return confirmed if isinstance(confirmed, dict) else {}

    def _read(self) -> dict[str, object]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise store_error(error, self._folder) from error
        except (ValueError, RecursionError) as error:
            raise StoreError(ErrorKind.LIST_UNREADABLE, file=LIST) from error
        if not isinstance(content, dict):
            raise StoreError(ErrorKind.LIST_UNREADABLE, file=LIST)
        return cast("dict[str, object]", content)

    def _write(
        self,
        environments: Sequence[Environment],
        *,
        last: str | None = None,
        buried: Sequence[str] | None = None,
        confirmed: dict[str, object] | None = None,
    ) -> None:
        """The list with these; what is not told stays as it was."""
        content = {
            "last": str(self._read().get("last", "")) if last is None else last,
            "environments": [row_of(environment) for environment in environments],
            "buried": self.buried() if buried is None else list(buried),
            "confirmed": self._confirmed() if confirmed is None else confirmed,
        }
        try:
            write_private(self._path, json.dumps(content, indent=2, ensure_ascii=False).encode())
        except OSError as error:
            raise self._unwritable(error) from error

    def _keep_copy(self) -> None:
        with suppress(OSError):  # the list itself is safe
            write_private(self._copy, self._path.read_bytes())

    def _unwritable(self, error: OSError) -> StoreError:
        kind = store_error(error, self._folder).kind
        # The system may have said something rare: it could not be written, whatever the reason.
        kind = ErrorKind.STORE_READ_ONLY if kind is ErrorKind.STORE_UNREADABLE else kind
        return StoreError(kind, file=self._path.name, reason=system_name(error))


def _way(environment: Environment) -> str:
    """A digest of where it leads: the addresses and the app there."""
    told = json.dumps([environment.client_id, asdict(environment.hosts)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
