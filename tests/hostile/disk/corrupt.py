"""Files with bytes that are flipped, missing, swapped or gone: said, survived, and nothing deleted."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.models import Environment
from hcdesktop.store.anchor import ANCHOR
from hcdesktop.store.wal import is_damaged
from tests.hostile.claims import Claim
from tests.hostile.disk import world
from tests.hostile.disk.steps import MEMORY
from tests.hostile.disk.world import CLINIC, EARLY, FINISHES, LATE, PRAXIS, RECOVERY

#: Ways out that somebody takes one after the other, before the file has to be open.
_ATTEMPTS = 4
#: Seconds in which a folder is refused, mended and open again.
_PATIENCE = 10.0


class Trial:
    """One folder with one damaged file."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.environment = chance.choice([CLINIC, PRAXIS])
        self.desks = world.desks_of(folder)
        self.victim = chance.choice(self._victims())
        # An older copy of the same file is no damage that anybody could see in the file itself.
        strange = [path for path in (folder / "backups").iterdir() if not path.name.startswith(self.victim.stem)]
        self.how = damage(self.victim, chance, [*self._victims(), *strange])
        self.left = self.victim.read_bytes() if self.victim.exists() else None
        self.refusals: list[HcError] = []
        self._recovery: str | None = None

    @property
    def name(self) -> str:
        return f"{self.environment.name}, {self.victim.name} {self.how}"

    def _victims(self) -> list[Path]:
        database = self.desks.book.database(self.environment)
        suffixes = (".db", ".db-wal", ".key.json", ".recovery.json", ANCHOR)
        beside = [database.with_suffix(suffix) for suffix in suffixes]
        return [path for path in (*beside, self.folder / "environments.json") if path.exists()]

    def run(self) -> tuple[str, str, str]:
        """What was wrong with what was said, with what is kept, and with where it ended."""
        before = world.contents(self.folder)
        said, kept = "", ""
        for _ in range(_ATTEMPTS):
            try:
                people, pending = self._open_and_use()
            except HcError as error:
                said = said or world.in_words(error)
                if not self.refusals and not set(before) <= set(world.contents(self.folder)):
                    kept = f"{error} and something was deleted"
                self.refusals.append(error)
                self._take_the_way_out(error)
            else:
                return said, kept or self._kept(), self._complete(people, pending)
        return said, kept, f"never open again: {[str(error) for error in self.refusals]}"

    def _open_and_use(self) -> tuple[set[str], set[str]]:
        environment = self._from_the_list()
        passphrase = None if self._recovery else world.passphrase_of(environment)
        desk = self.desks.open(environment, passphrase=passphrase, recovery=self._recovery)
        with closing(desk):
            found = world.use(desk)
            self.desks.back_up(desk)
            return found

    def _from_the_list(self) -> Environment:
        """A damaged letter in a name makes another name: whoever is asked for it types the right one."""
        listed = {environment.name: environment for environment in self.desks.book.all()}
        return listed.get(self.environment.name, self.environment)

    def _take_the_way_out(self, error: HcError) -> None:
        match error.kind:
            case ErrorKind.LIST_UNREADABLE:
                self.desks.restore_list()
            case ErrorKind.STORE_UNREADABLE | ErrorKind.STORE_MISSING:
                passphrase = world.passphrase_of(self.environment)
                copies = self.desks.copies(self.environment, passphrase=passphrase)
                copy = next(copy for copy in copies if copy.users is not None)
                self.desks.restore(self.environment, copy.path, passphrase=passphrase)
            case _:
                self._recovery = RECOVERY

    def _kept(self) -> str:
        """A file that was never refused may have been written to; not so a log of which only a part can be read. What
        a damaged anchor of the audit trail is good for, is written into the trail."""
        harmless = not self.refusals and (self.victim.suffix in (".db", ANCHOR) or self._log_was_whole)
        return "" if harmless or self.left is None or self.left in world.contents(self.folder) else "a byte was deleted"

    @property
    def _log_was_whole(self) -> bool:
        return self.victim.name.endswith("-wal") and not self.damaged_log

    @property
    def damaged_log(self) -> bool:
        if self.left is None or not self.victim.name.endswith("-wal"):
            return False
        with tempfile.NamedTemporaryFile(dir=MEMORY) as file:
            file.write(self.left)
            file.flush()
            return is_damaged(Path(file.name))

    def _complete(self, people: set[str], pending: set[str]) -> str:
        """Everybody is there, unless the file they were in could not be read: then those of the copy are."""
        restored = any(error.kind in (ErrorKind.STORE_UNREADABLE, ErrorKind.STORE_MISSING) for error in self.refusals)
        lost = restored or self.victim.name.endswith("-wal")
        if not set(EARLY) <= people or "kept early" not in pending:
            return f"{len(people)} people and {pending} are left"
        if not lost and not (set(LATE) <= people and pending >= FINISHES):
            return "what came last is missing"
        return ""


def damage(path: Path, chance: random.Random, others: list[Path]) -> str:
    """Does something to the file; says what."""
    data = bytearray(path.read_bytes())
    ways: dict[str, Callable[[], bytes | None]] = {
        "with a flipped bit": lambda: _flipped(data, chance, 1),
        "with flipped bits": lambda: _flipped(data, chance, 20),
        "with missing bytes": lambda: _cut(data, chance),
        "truncated": lambda: bytes(data[: chance.randrange(len(data))]),
        "with zeros": lambda: _zeros(data, chance),
        "overwritten with noise": lambda: chance.randbytes(len(data)),
        "swapped": lambda: chance.choice([other for other in others if other != path]).read_bytes(),
        "empty": lambda: b"",
        "gone": lambda: None,
    }
    how = chance.choice(list(ways))
    after = ways[how]()
    if after is None:
        path.unlink()
    else:
        path.write_bytes(after)
    return how


def _flipped(data: bytearray, chance: random.Random, times: int) -> bytes:
    for _ in range(times):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(data: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    del data[start : start + chance.randrange(1, 5000)]
    return bytes(data)


def _zeros(data: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    length = min(len(data) - start, chance.randrange(1, 5000))
    data[start : start + length] = bytes(length)
    return bytes(data)


def corrupt(times: int, *, seed: int = 0) -> list[Claim]:
    """So many folders, each with one damaged file."""
    said = Claim("a damaged file: every refusal is a sentence with a way out")
    kept = Claim("a damaged file: no byte of it, and of no other, is deleted")
    back = Claim("a damaged file: it is open, or the way out leads back to the people")
    slowest, refused, chance = 0.0, 0, random.Random(seed)
    with world.quick_scrypt(), tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        base = world.build(Path(folder) / "base")
        for number in range(times):
            work = Path(folder) / "work"
            shutil.copytree(base, work)
            begun = time.monotonic()
            trial = Trial(work, chance)
            try:
                results = trial.run()
            except Exception as problem:  # whatever it is: the app would have crashed
                results = ("", "", f"{type(problem).__name__}: {problem}")
            took = time.monotonic() - begun
            slowest = max(slowest, took)
            refused += bool(trial.refusals)
            for claim, broke in zip((said, kept, back), results, strict=True):
                claim.trial(broke and f"{number}: {trial.name}: {broke}")
            if took > _PATIENCE:
                back.broken.append(f"{number}: {trial.name}: took {took:.1f} s")
            shutil.rmtree(work)
    back.note = f"{refused} refused first, slowest {slowest:.2f} s"
    return [said, kept, back]
