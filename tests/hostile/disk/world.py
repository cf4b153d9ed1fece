"""A data folder as a crash leaves it, with everything in it that can be damaged, and somebody who uses it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hcdesktop.core.errors import ErrorKind, HcError, VaultError
from hcdesktop.core.models import Environment, Hosts, SessionToken
from hcdesktop.desk import Desk, Desks, opened
from hcdesktop.store import wrapping
from hcdesktop.ui import messages
from tests.crowd import add_users

KEY = bytes(range(32))
YESTERDAY, TODAY = 1_800_000_000.0, 1_800_086_400.0
PASSPHRASE, RECOVERY = "correct horse", "battery staple"
_NOWHERE = Hosts(**dict.fromkeys(Hosts.__dataclass_fields__, "http://127.0.0.1:9"))
#: One with its key in the keyring and a log that a crash has left, one under a passphrase that was closed properly.
CLINIC = Environment(name="Clinic", client_id="c1", hosts=_NOWHERE)
PRAXIS = Environment(name="Praxis", client_id="c2", hosts=_NOWHERE)
EARLY = [f"early-{number}" for number in range(12)]
LATE = [f"late-{number}" for number in range(8)]
FINISHES = {"kept early", "kept late"}


class Keyring:
    """Has one key for every environment, or what a test puts in."""

    def __init__(self, key: bytes | None = KEY) -> None:
        self.kept = key

    def key(self, environment_name: str, *, create: bool) -> bytes:
        if self.kept is None:
            raise VaultError(ErrorKind.KEY_MISSING)
        return self.kept

    def keep(self, environment_name: str, key: bytes) -> None:
        self.kept = key

    def forget(self, environment_name: str) -> None:
        self.kept = None


@contextmanager
def quick_scrypt() -> Iterator[None]:
    """A thousand passphrases in seconds: what is tried here is the file, not the function."""
    strong = wrapping._SCRYPT_N
    wrapping._SCRYPT_N = 2
    try:
        yield
    finally:
        wrapping._SCRYPT_N = strong


def desks_of(folder: Path, keyring: Keyring | None = None, *, at: float = TODAY) -> Desks:
    return Desks(folder, now=lambda: at, vault=keyring or Keyring(), alone=True)


def passphrase_of(environment: Environment) -> str | None:
    return PASSPHRASE if environment.name == PRAXIS.name else None


def keep(desk: Desk, client_user_id: str, token: str) -> None:
    """This person connects; the finish is kept."""
    user = desk.store.find_user(client_user_id) or desk.service.add_user(client_user_id)
    request = desk.service.launch(user.id)
    desk.service.keep(request, SessionToken(session_token=token, client_id=request.client_id, raw={"x": "y"}))


def build(folder: Path) -> Path:
    """Both environments with people, copies and recovery passphrases; ``folder`` is returned."""
    running = folder.with_name("running")
    desks = desks_of(running, at=YESTERDAY)
    for environment in (CLINIC, PRAXIS):
        desks.book.save(environment)
        with opened(desks, environment, passphrase=passphrase_of(environment)) as desk:
            add_users(desk.store, [(name, "x" * 80) for name in EARLY])
            keep(desk, EARLY[0], "kept early")
            desks.set_recovery(desk, RECOVERY)
            desks.back_up(desk)
            if environment is PRAXIS:
                _add_late(desk)
                continue
            with desk.store._database.connection() as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            _add_late(desk)
            left = [path for pattern in ("*.db*", "*.anchor") for path in desks.book.folder.glob(pattern)]
            log = {path.name: path.read_bytes() for path in left}
    shutil.copytree(running, folder)
    for name, data in log.items():
        (folder / "environments" / name).write_bytes(data)
    return folder


def _add_late(desk: Desk) -> None:
    for name in LATE:
        desk.service.add_user(name)
    keep(desk, LATE[0], "kept late")


def use(desk: Desk) -> tuple[set[str], set[str]]:
    """Does what is done at a desk; who was there, and which finishes were pending."""
    people = {user.client_user_id for user in desk.service.users()}
    pending = {finish.session.session_token for finish in desk.service.pending()}
    desk.service.timeline()
    desk.service.credentials()
    keep(desk, "somebody new", "kept now")
    assert "kept now" in {finish.session.session_token for finish in desk.service.pending()}
    return people, pending


def in_words(error: HcError) -> str:
    """What is wrong with how this error is told: "" when it has a sentence, and a next step or a button."""
    message = messages.for_error(error)
    whole = message.text.endswith(".") and message.next_step.endswith(".")
    return "" if whole and "{" not in message.text and "?" not in message.text else f"{error} is not said"


def contents(folder: Path) -> list[bytes]:
    """Every file in the folder but the shared memory, which SQLite makes anew."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm")]
