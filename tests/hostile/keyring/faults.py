"""Keyrings that fail, each in a way of its own; all of them over the same entries, so that one can be mended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordDeleteError, PasswordSetError

#: In every text that a keyring raises: nothing of a third party's words may be shown or logged.
CANARY = "a-third-partys-own-words"
WINDOWS_LIMIT = 1_024  # characters


@dataclass
class Entries:
    """What is kept, and what was ever handed over to be kept."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    in_clear: list[str] = field(default_factory=list)
    #: Set when those that hang may go on.
    released: threading.Event = field(default_factory=threading.Event)


class GoodKeyring(KeyringBackend):
    """One as it should be. (Without a priority, so that ``keyring`` never takes it by itself.)"""

    def __init__(self, entries: Entries) -> None:
        self.entries = entries

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries.given.append(password)
        self.entries.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries.kept[service, username]


class InClear(GoodKeyring):
    """Writes into a file that anybody can read, and does not say so."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password)
        self.entries.in_clear.append(password)


class PlaintextKeyring(InClear):
    """Stands for keyrings.alt.file.PlaintextKeyring."""


class HomeMade(InClear):
    """Stands for one that says of itself that nobody should use it: keyring recommends a priority of 1 and more."""

    priority = 0.5


class Wrapper(InClear):
    """Stands for keyrings.alt.multi.MultipartKeyringWrapper around a plain one."""

    def __init__(self, entries: Entries) -> None:
        super().__init__(entries)
        self._keyring = PlaintextKeyring(entries)


class Alternative(InClear):
    """Stands for any other of the package keyrings.alt."""


Alternative.__module__ = "keyrings.alt.Gnome"


class Panic(BaseException):
    """What a library written in Rust raises when it has lost its way: no ``Exception``."""


class Faulty(GoodKeyring):
    """Goes wrong where it is told to: a function that gets the true answer, and gives or raises something else."""

    def __init__(
        self,
        entries: Entries,
        *,
        get: Callable[[str | None], Any] | None = None,
        put: Callable[[str], str | None] | None = None,
        delete: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(entries)
        self._get, self._put, self._delete = get, put, delete

    def get_password(self, service: str, username: str) -> Any:
        true = super().get_password(service, username)
        return self._get(true) if self._get else true

    def set_password(self, service: str, username: str, password: str) -> None:
        kept = self._put(password) if self._put else password
        if kept is not None:
            super().set_password(service, username, kept)

    def delete_password(self, service: str, username: str) -> None:
        if self._delete:
            self._delete()
        super().delete_password(service, username)


def raising(problem: BaseException) -> Callable[..., Any]:
    """A function that raises this."""

    def function(*_arguments: object) -> Any:
        raise problem

    return function


def _nothing(kind: Callable[[], KeyringBackend]) -> KeyringBackend:
    return kind()


def _hangs(entries: Entries) -> Callable[[str | None], Any]:
    def get(true: str | None) -> str | None:
        entries.released.wait(30)
        return true

    return get


def _differs() -> Callable[[str | None], str | None]:
    """Another key at every look."""
    looks = iter(range(1, 10_000))
    return lambda true: None if true is None else f"{next(looks):064x}"


def _refuse_long(password: str) -> str:
    if len(password) > WINDOWS_LIMIT:
        raise OSError(1783, CANARY)
    return password


def _instead(value: object) -> Callable[[str | None], Any]:
    """Something else in the place of what is there."""
    return lambda true: None if true is None else value


#: name → the keyring with this fault
FAULTS: Mapping[str, Callable[[Entries], KeyringBackend]] = {
    "fail": lambda _entries: _nothing(fail.Keyring),
    "null": lambda _entries: _nothing(null.Keyring),
    "plaintext": PlaintextKeyring,
    "plaintext, home-made": HomeMade,
    "plaintext, wrapped": Wrapper,
    "of keyrings.alt": Alternative,
    "none": lambda entries: Faulty(entries, get=raising(NoKeyringError(CANARY))),
    "locked": lambda entries: Faulty(entries, get=raising(KeyringLocked(CANARY))),
    "locked, on write": lambda entries: Faulty(entries, put=raising(KeyringLocked(CANARY))),
    "not unlocked by anybody": lambda entries: Faulty(entries, get=raising(InitError(CANARY))),
    "hangs": lambda entries: Faulty(entries, get=_hangs(entries)),
    "refuses to write": lambda entries: Faulty(entries, put=raising(PasswordSetError(CANARY))),
    "refuses to read": lambda entries: Faulty(entries, get=raising(KeyringError(CANARY))),
    "refuses to delete": lambda entries: Faulty(entries, delete=raising(PasswordDeleteError(CANARY))),
    "another key": lambda entries: Faulty(entries, get=_instead("5a" * 32)),
    "another key at every look": lambda entries: Faulty(entries, get=_differs()),
    "forgets": lambda entries: Faulty(entries, get=_instead(None), put=lambda _password: None),
    "keeps less": lambda entries: Faulty(entries, put=lambda password: password[:-2]),
    "keeps something else": lambda entries: Faulty(entries, put=lambda password: password[::-1]),
    "no hex": lambda entries: Faulty(entries, get=_instead("zz" * 32)),
    "short": lambda entries: Faulty(entries, get=_instead("5a" * 31)),
    "empty": lambda entries: Faulty(entries, get=_instead("")),
    "unicode": lambda entries: Faulty(entries, get=_instead("Schlüssel 🔑" * 8)),
    "half a character": lambda entries: Faulty(entries, get=_instead("\ud800" * 64)),
    "a megabyte": lambda entries: Faulty(entries, get=_instead("5a" * 524_288)),
    "bytes": lambda entries: Faulty(entries, get=_instead(b"5a" * 32)),
    "a number": lambda entries: Faulty(entries, get=_instead(5)),
    "ValueError": lambda entries: Faulty(entries, get=raising(ValueError(CANARY))),
    "OSError": lambda entries: Faulty(entries, get=raising(OSError(5, CANARY))),
    "MemoryError": lambda entries: Faulty(entries, get=raising(MemoryError(CANARY))),
    "SystemExit": lambda entries: Faulty(entries, get=raising(SystemExit(CANARY))),
    "a panic": lambda entries: Faulty(entries, get=raising(Panic(CANARY))),
    "a panic, on write": lambda entries: Faulty(entries, put=raising(Panic(CANARY))),
    "cannot be imported": lambda entries: Faulty(entries, get=raising(ModuleNotFoundError(CANARY))),
    "takes 1,024 characters": lambda entries: Faulty(entries, put=_refuse_long),
}
#: Those with which everything works all the same.
HARMLESS = frozenset({"takes 1,024 characters", "refuses to delete"})
