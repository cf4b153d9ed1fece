"""The list of environments and which one was used last: a plain file, for it holds nothing secret (decision 7)."""

from __future__ import annotations

import ipaddress
import json
import unicodedata
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from hcdesktop.core.errors import ErrorKind, InvalidInput, StoreError
from hcdesktop.core.models import Environment, Hosts
from hcdesktop.store.faults import store_error, system_name
from hcdesktop.store.files import put_aside, slug, write_private

_MAX_NAME = 60
_NO_TEXT = frozenset({"Cc", "Cs"})  # control characters, halves of a character


class EnvironmentBook:
    """The environments of one data folder. The Simulator (``preset``) is always there and cannot be replaced."""

    def __init__(self, folder: Path, *, preset: Environment) -> None:
        self._path = folder / "environments.json"
        self._copy = folder / "backups" / self._path.name
        self._folder = folder
        self.preset = preset

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

    def remember(self, name: str) -> None:
        """Makes this the one used last."""
        self._write(self._saved(), last=name)

    def save(self, environment: Environment, *, replaces: str | None = None) -> Environment:
        """Adds an environment, or changes the one called ``replaces`` (its name stays: its file is found by it).

        Raises ``InvalidInput`` (``ENVIRONMENT_INVALID`` with ``field``) for a name that is taken, or an address that is
        neither https nor on this computer.
        """
        checked = check_environment(environment)
        others = [known for known in self._saved() if known.name != replaces]
        taken = {known.name.casefold() for known in (self.preset, *others)}
        if checked.name.casefold() in taken or replaces not in (None, checked.name):
            raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="name")
        self._write([*others, checked], last=str(self._read().get("last", "")))
        with suppress(OSError):  # the list itself is safe
            write_private(self._copy, self._path.read_bytes())
        return checked

    def restore(self, *, at: float) -> Path:
        """Puts a list that cannot be read aside, under the returned name, and the last one that was saved in its place;
        where there is none, the list is empty, and an environment that is set up anew finds its file by its name.

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
        return self.folder / f"{slug(environment.name)}.db"

    @property
    def folder(self) -> Path:
        """Where the files of users are, each with its key file if it has one."""
        return self._folder / "environments"

    def _saved(self) -> list[Environment]:
        rows = self._read().get("environments", [])
        if not isinstance(rows, list):
            raise StoreError(ErrorKind.LIST_UNREADABLE, file=self._path.name)
        return [_environment(row) for row in rows]

    def _read(self) -> dict[str, object]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise store_error(error, self._folder) from error
        except (ValueError, RecursionError) as error:
            raise StoreError(ErrorKind.LIST_UNREADABLE, file=self._path.name) from error
        if not isinstance(content, dict):
            raise StoreError(ErrorKind.LIST_UNREADABLE, file=self._path.name)
        return cast("dict[str, object]", content)

    def _write(self, environments: list[Environment], *, last: str) -> None:
        content = {"last": last, "environments": [asdict(environment) for environment in environments]}
        try:
            write_private(self._path, json.dumps(content, indent=2, ensure_ascii=False).encode())
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> StoreError:
        kind = store_error(error, self._folder).kind
        # The system may have said something rare: it could not be written, whatever the reason.
        kind = ErrorKind.STORE_READ_ONLY if kind is ErrorKind.STORE_UNREADABLE else kind
        return StoreError(kind, file=self._path.name, reason=system_name(error))


def check_environment(environment: Environment) -> Environment:
    """The environment as it is kept: trimmed, no slash at the end of an address.

    Raises ``InvalidInput`` (``ENVIRONMENT_INVALID``) with the ``field`` that cannot be used.
    """
    name = " ".join(environment.name.split())
    if not 0 < len(name) <= _MAX_NAME or any(unicodedata.category(character) in _NO_TEXT for character in name):
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="name")
    client_id = environment.client_id.strip()
    if not client_id or not client_id.isprintable() or " " in client_id:
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="client_id")
    language = environment.language.strip() or "en"
    if not language.replace("-", "").isalnum() or not language.isascii():
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="language")
    hosts = Hosts(**{item.name: _address(item.name, getattr(environment.hosts, item.name)) for item in fields(Hosts)})
    return Environment(name=name, client_id=client_id, hosts=hosts, language=language)


def _address(field: str, address: str) -> str:
    """https anywhere, http on this computer only; nothing before the host, and nothing behind it but a path."""
    try:
        parts = urlsplit(address.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field=field) from None
    plain_here = parts.scheme == "http" and _is_loopback(host)
    # What is looked for is the sign itself: an empty query would swallow the path that is put behind it.
    extra = not address.strip().isprintable() or set("?#@\\ ") & set(address.strip())
    if not host or extra or not (parts.scheme == "https" or plain_here):
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field=field)
    return address.strip().rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _environment(row: object) -> Environment:
    try:
        if not isinstance(row, dict):
            raise TypeError
        # Checked once more: where the secrets are sent to must not depend on who else wrote into the file.
        return check_environment(Environment(**{**row, "hosts": Hosts(**row["hosts"])}))
    except (KeyError, TypeError, AttributeError, InvalidInput) as error:
        raise StoreError(ErrorKind.LIST_UNREADABLE, file="environments.json") from error
