"""Everything that can be wrong with a disk, with a file on it, and with the key to that file."""

from __future__ import annotations

import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from hcdesktop.core.errors import ErrorKind, HcError, Retry
from hcdesktop.desk import Desk
from hcdesktop.store import database
from hcdesktop.store.local import LocalStore
from tests.hostile.claims import Claim
from tests.hostile.disk import full, restoring, restoring_damaged, steps, upgrading, world
from tests.hostile.disk.corrupt import corrupt
from tests.hostile.disk.memory import UNSAVED, finish_without_room
from tests.hostile.disk.steps import MEMORY
from tests.hostile.disk.world import CLINIC, EARLY, LATE

#: Takes the file for itself, says so, and holds it until its input ends.
_HOLDER = """
import sys
from sqlcipher3 import dbapi2
connection = dbapi2.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA key = \\"x'" + sys.argv[2] + "'\\"")
connection.execute("PRAGMA locking_mode = " + sys.argv[3])
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def disks(files: int, *, rooms: int, times: int) -> list[Claim]:
    """``files`` damaged files, ``rooms`` fillings of a full disk for each thing that is done on it, the others so many
    times each."""
    return [
        *corrupt(files),
        *mounted(rooms, times),
        quota(times),
        locked(times),
        *keys(times),
        *killed(),
    ]


def mounted(rooms: int, times: int) -> list[Claim]:
    """What takes a file system of its own, or fewer rights; left out, and said, where that is not to be had."""
    claims: list[Claim] = []
    campaigns: tuple[Callable[[], list[Claim]], ...] = (partial(full.in_a_process, rooms, times), full.without_rights)
    for campaign in campaigns:
        try:
            claims += campaign()
        except OSError as problem:
            print(f"left out: {problem}")
    return claims


def quota(times: int) -> Claim:
    """The full disk where nothing may be mounted: SQLite's own limit on the pages of a file."""
    claim = Claim(f"a file that may not grow: {UNSAVED}")
    with world.quick_scrypt():
        for number in range(times):
            with _world() as folder, closing(world.desks_of(folder).open(CLINIC)) as desk, _limited(desk) as limit:
                full_and_back = {"make_full": limit.on, "make_room": limit.off}
                claim.trial(finish_without_room(desk, f"token {number}", **full_and_back))
    return claim


class _Limit:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pragmas = database._PRAGMAS

    def on(self) -> None:
        database._PRAGMAS = (*self._pragmas, "PRAGMA max_page_count = 1")  # that is: no more than there are
        self._apply("PRAGMA max_page_count = 1")

    def off(self) -> None:
        database._PRAGMAS = self._pragmas
        self._apply("PRAGMA max_page_count = 1000000")

    def _apply(self, pragma: str) -> None:
        with self._desk.store._database.connection() as connection:
            connection.execute(pragma).fetchall()


@contextmanager
def _limited(desk: Desk) -> Iterator[_Limit]:
    limit = _Limit(desk)
    try:
        yield limit
    finally:
        limit.off()


def locked(times: int) -> Claim:
    """Another process has the file for itself; then it ends."""
    claim = Claim("a locked file: said, worth a retry, and open as soon as it is free")
    with world.quick_scrypt(), _impatient(), _world() as folder:
        for number in range(times):
            claim.trial(_locked_once(folder, number))
    return claim


@contextmanager
def _impatient() -> Iterator[None]:
    """Nobody waits five seconds for a lock that is not going to be free."""
    patient = LocalStore.__init__

    def init(store: LocalStore, path: Path, key: bytes, **options: Any) -> None:
        patient(store, path, key, busy_timeout=0.05, **options)

    setattr(LocalStore, "__init__", init)  # noqa: B010
    try:
        yield
    finally:
        setattr(LocalStore, "__init__", patient)  # noqa: B010


def _locked_once(folder: Path, number: int) -> str:
    desks = world.desks_of(folder)
    path = desks.book.database(CLINIC)
    with closing(desks.open(CLINIC)) as desk, _held(path, "NORMAL"):
        complaint = _refused_as_locked(lambda: desk.service.add_user(f"locked out {number}"))
    with _held(path, "EXCLUSIVE"):
        complaint = complaint or _refused_as_locked(lambda: desks.open(CLINIC))
    with closing(desks.open(CLINIC)) as desk:
        people = {user.client_user_id for user in desk.service.users()}
    return complaint or ("" if people == {*EARLY, *LATE} else f"{len(people)} people")


def _refused_as_locked(deed: Callable[[], object]) -> str:
    try:
        deed()
    except HcError as error:
        right = (error.kind, error.retry) == (ErrorKind.STORE_LOCKED, Retry.BY_ITSELF)
        return world.in_words(error) if right else str(error)
    return "nobody was kept out"


@contextmanager
def _held(path: Path, mode: str) -> Iterator[None]:
    """``NORMAL`` keeps others from writing, ``EXCLUSIVE`` from reading as well."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path), world.KEY.hex(), mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield
        finally:
            holder.kill()


def keys(times: int) -> list[Claim]:
    """The keyring's entry is gone, or another one, while a crash has left a log beside the file."""
    refused = Claim("a key that is gone or changed: said, and no byte of any file changed")
    back = Claim("a key that is gone or changed: the recovery passphrase brings everything back")
    with world.quick_scrypt():
        for number in range(times):
            for lost in (None, secrets.token_bytes(32)):
                with _world() as folder:
                    _lose_key(folder, lost, refused, back, number)
    return [refused, back]


def _lose_key(folder: Path, lost: bytes | None, refused: Claim, back: Claim, number: int) -> None:
    keyring = world.Keyring(lost)
    desks = world.desks_of(folder, keyring)
    before = sorted(world.contents(folder))
    try:
        desks.open(CLINIC).close()
        refused.trial(f"{number}: opened")
    except HcError as error:
        expected = ErrorKind.KEY_MISSING if lost is None else ErrorKind.STORE_UNREADABLE
        same = sorted(world.contents(folder)) == before and keyring.kept == lost
        complaint = world.in_words(error) or ("" if error.kind is expected and same else f"{number}: {error}, {same}")
        refused.trial(complaint)
    with closing(desks.open(CLINIC, recovery=world.RECOVERY)) as desk:
        people, pending = world.use(desk)
    whole = people == {*EARLY, *LATE} and pending == world.FINISHES and keyring.kept == world.KEY
    back.trial("" if whole else f"{number}: {len(people)} people, {pending}")


def killed() -> list[Claim]:
    """An upgrade and a restore, killed at every one of their steps."""
    claims = []
    for name, what, prepare in (
        ("an upgrade", upgrading, upgrading.prepare),
        ("a restore", restoring, restoring.prepare),
        ("a restore over a damaged file", restoring_damaged, restoring_damaged.prepare),
    ):
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            prepare(Path(folder) / "base")
            result = steps.run(what.__name__, Path(folder) / "base")
        claims.append(Claim(f"{name} killed at every step: nothing lost", result["steps"] + 1, result["broken"]))
    return claims


@contextmanager
def _world() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield world.build(Path(folder) / "data")
