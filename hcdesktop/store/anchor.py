"""How far the audit trail goes, kept outside its file: without it, a trail that was cut off would look whole."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from hcdesktop.core.audit import AuditFault
from hcdesktop.core.errors import ErrorKind, Retry, StoreError
from hcdesktop.store.faults import store_error, translated
from hcdesktop.store.files import held, write_private

#: The anchor's name, beside that of the database.
ANCHOR = ".anchor"
_LABEL = b"hcdesktop audit anchor 1"
_MOST = 4096  # bytes: ours has 200


class Mark(NamedTuple):
    """A place in the trail: the number of an entry and its mac."""

    number: int
    mac: bytes


#: The place before the first entry.
START = Mark(0, bytes(32))


class Anchor:
    """A small file beside the database: a mark, sealed with a key of its own. Raises ``StoreError``."""

    def __init__(self, database: Path, key: bytes, *, timeout: float) -> None:
        """``key``: the database's. ``timeout``: seconds to wait for another process."""
        self._path = database.absolute().with_suffix(ANCHOR)
        self._key = hmac.digest(key, _LABEL, "sha256")
        self._timeout = timeout

    @contextmanager
    def held(self) -> Iterator[None]:
        """What is read and then written in this block is written by nobody else in between."""
        with translated(self._path.parent):
            try:
                with held(self._path.with_suffix(f"{ANCHOR}.lock"), timeout=self._timeout):
                    yield
            except TimeoutError as error:
                raise StoreError(ErrorKind.STORE_LOCKED, retry=Retry.BY_ITSELF, reason="anchor") from error

    def read(self) -> Mark | AuditFault:
        """The mark, or what is wrong with it."""
        try:
            with self._path.open("rb") as file:
                text = file.read(_MOST)
        except FileNotFoundError:
            return AuditFault.ANCHOR_MISSING
        except OSError as problem:
            raise store_error(problem, self._path.parent) from problem
        try:
            content = json.loads(text)
            mark, seal = Mark(content["number"], bytes.fromhex(content["mac"])), bytes.fromhex(content["seal"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return AuditFault.ANCHOR_FORGED
        return mark if hmac.compare_digest(seal, self._seal(mark)) else AuditFault.ANCHOR_FORGED

    def write(self, mark: Mark) -> None:
        """Replaces it, on disk (synced) when this returns."""
        content = {"number": mark.number, "mac": mark.mac.hex(), "seal": self._seal(mark).hex()}
        with translated(self._path.parent):
            write_private(self._path, json.dumps(content).encode())

    def _seal(self, mark: Mark) -> bytes:
        return hmac.digest(self._key, json.dumps([mark.number, mark.mac.hex()]).encode(), "sha256")
