"""Where the key of a database comes from; asked once, before ``LocalStore`` opens the file (decision 7).

Three vaults, and no fallback from one to another: which one an environment uses is decided once, by its owner. Beside
them a recovery passphrase may keep the same key a second time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Protocol, TypeGuard, TypeVar

from hcdesktop.core.errors import ErrorKind, VaultError
from hcdesktop.store.database import KEY_LENGTH
from hcdesktop.store.faults import store_error, system_name
from hcdesktop.store.files import slug, write_private
from hcdesktop.store.wrapping import unwrap, wrap

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "hcdesktop"
#: Modules whose keyrings keep nothing, or (keyrings.alt) keep it in clear, or ask for a password at a terminal.
_REFUSED_MODULES = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt")
#: What those are called that keep it in clear.
_PLAIN_NAME = "plain"
#: Below this priority ``keyring`` itself does not recommend one.
_RECOMMENDED = 1.0

_T = TypeVar("_T")


class Vault(Protocol):
    """Keeps one key per environment. Raises ``VaultError`` if and only if it could not."""

    def key(self, environment_name: str, *, create: bool) -> bytes:
        """The 32-byte key; where there is none, a new one (``create``) or ``VaultError`` (``KEY_MISSING``).

        Pass ``create=not database.exists()``: a new key never opens an old database, it would only hide that the
        old one is lost. Two processes must not create at once: the caller holds the data folder's lock.
        """

    def keep(self, environment_name: str, key: bytes) -> None:
        """This is the key from now on, whatever was there: the way back for one that was lost here."""

    def forget(self, environment_name: str) -> None:
        """The key is gone when this returns, and with it everything in the database; forgetting twice is harmless."""


class FileVault:
    """The key in a file of its own, in clear (mode 0600): for the Simulator's fictional people only."""

    SUFFIX = ".key"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(self, environment_name: str, *, create: bool) -> bytes:
        """The key in the file. Raises ``VaultError``: ``KEY_MISSING``, also for a file that holds no key."""
        path = self._path(environment_name)
        with _files_mapped():
            if create and not path.exists():
                write_private(path, _new_key().hex().encode())
            return _parse(path.read_bytes().decode(errors="replace"))

    def keep(self, environment_name: str, key: bytes) -> None:
        """Replaces the file."""
        with _files_mapped():
            write_private(self._path(environment_name), key.hex().encode())

    def forget(self, environment_name: str) -> None:
        """Removes the file."""
        with _files_mapped():
            self._path(environment_name).unlink(missing_ok=True)

    def _path(self, environment_name: str) -> Path:
        return self._folder / f"{slug(environment_name)}{self.SUFFIX}"


class PassphraseVault:
    """The key in a file, wrapped with a passphrase (see ``wrapping``): where there is no keyring."""

    SUFFIX = ".key.json"

    def __init__(self, folder: Path, passphrase: str) -> None:
        """Raises ``VaultError`` (``PASSPHRASE_NEEDED``) for an empty passphrase."""
        if not passphrase:
            raise VaultError(ErrorKind.PASSPHRASE_NEEDED)
        self._folder = folder
        self._passphrase = passphrase

    def key(self, environment_name: str, *, create: bool) -> bytes:
        """Takes about 0.1 s. Raises ``VaultError``: ``PASSPHRASE_WRONG``, ``KEY_MISSING``."""
        path = self._path(environment_name)
        with _files_mapped():
            if create and not path.exists():
                self.keep(environment_name, _new_key())
            return unwrap(path.read_bytes(), self._passphrase)

    def keep(self, environment_name: str, key: bytes) -> None:
        """Wraps a key that is there already: a new passphrase for it."""
        with _files_mapped():
            write_private(self._path(environment_name), wrap(key, self._passphrase))

    def forget(self, environment_name: str) -> None:
        """Removes the file; needs no passphrase to be right."""
        with _files_mapped():
            self._path(environment_name).unlink(missing_ok=True)

    def _path(self, environment_name: str) -> Path:
        return self._folder / f"{slug(environment_name)}{self.SUFFIX}"


class RecoveryVault(PassphraseVault):
    """A second way to a key that is kept elsewhere (decision 7), for when it is gone from there. Its file has a name of
    its own: whoever has one opens the environment as before."""

    SUFFIX = ".recovery.json"


class KeyringVault:
    """The key in the operating system's keyring. Refuses keyrings that keep nothing or keep it in clear, and waits
    for none of them longer than ``timeout`` seconds: a locked one may ask somebody who is not there."""

    def __init__(self, backend: KeyringBackend | None = None, *, timeout: float = 10.0) -> None:
        """``backend``: instead of the one that ``keyring`` finds on this system."""
        self._backend = backend
        self._timeout = timeout

    def key(self, environment_name: str, *, create: bool) -> bytes:
        """Raises ``VaultError``: ``NO_KEYRING``, ``KEYRING_LOCKED``, ``KEYRING_FAILED``, ``KEY_MISSING``."""
        stored = self._stored(environment_name)
        if stored is None:
            if not create:
                raise VaultError(ErrorKind.KEY_MISSING)
            return self._create(environment_name)
        key = _parse(stored)
        # Whatever is written with it now has to be read with it later.
        if create and self._stored(environment_name) != stored:
            raise VaultError(ErrorKind.KEYRING_FAILED, reason="reads another value each time")
        return key

    def forget(self, environment_name: str) -> None:
        """Raises ``VaultError``: ``NO_KEYRING``, ``KEYRING_LOCKED``, ``KEYRING_FAILED``."""
        there = self._stored(environment_name) is not None
        try:
            self._delete(environment_name)
        except VaultError:
            if there:  # else there was nothing to delete, which a keyring tells as a failure
                raise

    def _create(self, environment_name: str) -> bytes:
        key = _new_key()
        self.keep(environment_name, key)
        return key

    def keep(self, environment_name: str, key: bytes) -> None:
        """Writes, reads back, compares: what accepts a secret and keeps nothing is no keyring.

        Raises ``VaultError``: ``NO_KEYRING``, ``KEYRING_LOCKED``, ``KEYRING_FAILED``.
        """
        self._ask(lambda ring: ring.set_password(_SERVICE, environment_name, key.hex()))
        kept = self._stored(environment_name)
        if kept is None:
            raise VaultError(ErrorKind.NO_KEYRING, reason="keeps nothing")
        if kept != key.hex():
            # No file is written with that; left there, it would be taken for a key that is damaged, for ever.
            with suppress(VaultError):
                self._delete(environment_name)
            raise VaultError(ErrorKind.KEYRING_FAILED, reason="read back another value")

    def _stored(self, environment_name: str) -> str | None:
        return self._ask(lambda ring: ring.get_password(_SERVICE, environment_name))

    def _delete(self, environment_name: str) -> None:
        self._ask(lambda ring: ring.delete_password(_SERVICE, environment_name))

    def _ask(self, question: Callable[[KeyringBackend], _T]) -> _T:
        # One question per thread: a thread that was given up on can then still do nothing that nobody has decided.
        try:
            return _within(self._timeout, lambda: question(self._ring()))
        except VaultError:
            raise
        except Exception as problem:
            failure = _vault_error(problem)
        # Out here the original is not even its context: a third party's text may quote what it was given.
        raise failure

    def _ring(self) -> KeyringBackend:
        backend = self._backend
        if backend is None:
            import keyring  # looks for backends all over the system: not before somebody asks

            backend = keyring.get_keyring()
        # The chainer would go on to the next keyring, perhaps a plain one, when the first cannot write.
        candidates: list[KeyringBackend] = getattr(backend, "backends", [backend])
        for candidate in candidates:
            if _keeps_secrets(candidate):
                return candidate
        raise VaultError(ErrorKind.NO_KEYRING, reason=type(backend).__module__)


def _keeps_secrets(backend: KeyringBackend) -> bool:
    """By what it is, by what it thinks of itself, and by what it hands things on to."""
    for kind in type(backend).__mro__:
        if kind.__module__.startswith(_REFUSED_MODULES) or _PLAIN_NAME in kind.__name__.lower():
            return False
    if _priority(backend) < _RECOMMENDED:
        return False
    behind = [value for value in vars(backend).values() if _is_backend(value)]
    return all(_keeps_secrets(inner) for inner in behind)


def _is_backend(value: object) -> TypeGuard[KeyringBackend]:
    return callable(getattr(value, "get_password", None)) and callable(getattr(value, "set_password", None))


def _priority(backend: KeyringBackend) -> float:
    """What it says of itself; one that says nothing is judged by the rest."""
    try:
        return float(backend.priority)
    except Exception:  # also "not here", which it will say once more when it is asked for the key
        return _RECOMMENDED


def _within(seconds: float, call: Callable[[], _T]) -> _T:
    """The call's value or exception, or ``TimeoutError``; a call that never returns does not keep the process alive."""
    from concurrent.futures import Future  # only a keyring is asked like that

    answer: Future[_T] = Future()

    def work() -> None:
        try:
            answer.set_result(call())
        except Exception as problem:  # whatever it is, it belongs to the one who asked
            answer.set_exception(problem)
        except BaseException as problem:  # a panic in a library would be printed, with whatever it quotes
            answer.set_exception(RuntimeError(type(problem).__name__))

    Thread(target=work, name="keyring", daemon=True).start()
    return answer.result(seconds)


def _vault_error(problem: Exception) -> VaultError:
    """What ``keyring``, or the system behind it, raised, in our terms."""
    try:
        from keyring import errors  # as above
    except ImportError as missing:
        return VaultError(ErrorKind.NO_KEYRING, reason=type(missing).__name__)
    match problem:
        case errors.NoKeyringError():
            kind = ErrorKind.NO_KEYRING
        case errors.KeyringLocked() | errors.InitError() | TimeoutError():
            kind = ErrorKind.KEYRING_LOCKED
        case _:
            kind = ErrorKind.KEYRING_FAILED
    return VaultError(kind, reason=type(problem).__name__)


@contextmanager
def _files_mapped() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise VaultError(ErrorKind.KEY_MISSING) from None
    except OSError as problem:
        kind = store_error(problem, Path()).kind
        # A full disk is no keyring's fault; what is rarer than that has no sentence of its own.
        kind = ErrorKind.KEYRING_FAILED if kind is ErrorKind.STORE_UNREADABLE else kind
        raise VaultError(kind, reason=system_name(problem)) from problem


def _new_key() -> bytes:
    return os.urandom(KEY_LENGTH)


def _parse(text: object) -> bytes:
    """The key in hex. What is there and is no key (or no text: a keyring may hold anything) is never taken for
    "none yet"."""
    try:
        key = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        key = b""
    if len(key) != KEY_LENGTH:
        raise VaultError(ErrorKind.KEY_MISSING, reason="damaged")
    return key
