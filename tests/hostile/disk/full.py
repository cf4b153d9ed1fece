"""A disk of 1 MB that is full, or read-only, or whose file may only be read; mounted for this process alone.

Run as a program inside ``unshare``: the mount ends with it. Prints its claims as JSON.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.desk import Desks
from hcdesktop.store.local import LocalStore
from tests.crowd import add_users
from tests.hostile.claims import Claim
from tests.hostile.disk import upgrading, world
from tests.hostile.disk.memory import UNSAVED, finish_without_room
from tests.hostile.disk.steps import MEMORY
from tests.hostile.disk.world import CLINIC, EARLY, LATE, PRAXIS

_ROOT = Path(__file__).parents[3]
_SIZE = "1m"
#: Makes a disk unfit for writing, with so many bytes left.
Make = Callable[[Path, int], None]


# --- the disk


@contextmanager
def mounted() -> Iterator[Path]:
    """A file system of 1 MB in memory. Raises ``OSError`` where nothing may be mounted."""
    with tempfile.TemporaryDirectory() as folder:
        _run("mount", "-t", "tmpfs", "-o", f"size={_SIZE},mode=755", "none", folder)
        try:
            yield Path(folder)
        finally:
            _run("umount", "-l", folder)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(done.stderr.strip() or f"{command[0]} failed")


def fill(disk: Path, *, leave: int) -> Path:
    """Leaves so many bytes free; the returned file is what takes up the rest."""
    filler = disk / "filler"
    free = shutil.disk_usage(disk).free
    with filler.open("wb") as file:
        file.write(bytes(max(0, free - leave)))
    return filler


# --- what is done on it


def _save_list(desks: Desks) -> object:
    return desks.book.save(world.CLINIC, replaces=CLINIC.name)


def _open(desks: Desks) -> object:
    with closing(desks.open(PRAXIS, passphrase=world.PASSPHRASE)) as desk:
        return add_users(desk.store, [(f"many-{number}", "x" * 190) for number in range(200)])


def _restore(desks: Desks) -> object:
    (copy,) = desks.copies(PRAXIS, passphrase=world.PASSPHRASE)
    return desks.restore(PRAXIS, copy.path, passphrase=world.PASSPHRASE)


def _upgrade(desks: Desks) -> object:
    upgrading.task(desks.folder / "upgrade")
    return None


def _back_up(desks: Desks) -> object:
    with closing(LocalStore(desks.book.database(PRAXIS), desks.keys.get(PRAXIS, world.PASSPHRASE, create=False))) as s:
        return desks.backups.make(s, desks.book.database(PRAXIS), at=world.TODAY)


def _passphrase(desks: Desks) -> object:
    desks.keys.set_recovery(PRAXIS, world.RECOVERY, world.KEY)
    return None


#: What somebody does, each on a disk of its own.
DEEDS: dict[str, Callable[[Desks], object]] = {
    "the list of environments": _save_list,
    "opening and importing": _open,
    "a copy": _back_up,
    "a restore": _restore,
    "an upgrade": _upgrade,
    "a recovery passphrase": _passphrase,
}


def prepare(base: Path) -> None:
    """What every disk begins with: a folder whose files were closed properly, small enough to leave some room."""
    world.build(base)
    for leftover in [*base.glob("environments/clinic*.db*"), *base.glob("backups/clinic*")]:
        leftover.unlink()
    upgrading.prepare(base / "upgrade")


@contextmanager
def disk_with(base: Path) -> Iterator[tuple[Path, Desks]]:
    """A new disk, and the desks of the folder on it."""
    with mounted() as disk:
        shutil.copytree(base, disk / "data")
        yield disk, world.desks_of(disk / "data")


def refusals(base: Path, expected: ErrorKind, claims: tuple[Claim, Claim], *, make: Make, rooms: Sequence[int]) -> None:
    """Every deed at every filling: done, or refused as expected; nothing half done, and everybody there afterwards."""
    for name, deed in DEEDS.items():
        for room in rooms:
            with disk_with(base) as (disk, desks):
                make(disk, room)
                claims[0].trial(_refusal(deed, desks, expected, f"{name}, {room} bytes left", room))
                claims[1].trial(_still_there(disk, desks, f"{name}, {room} bytes left"))


def _refusal(deed: Callable[[Desks], object], desks: Desks, expected: ErrorKind, where: str, room: int = 0) -> str:
    try:
        deed(desks)
    except HcError as error:
        said = world.in_words(error)
        return said if said or error.kind is expected else f"{where}: {error}"
    except Exception as problem:  # the app would have crashed
        return f"{where}: {type(problem).__name__}: {problem}"
    return "" if room else f"{where}: done all the same"


def _still_there(disk: Path, desks: Desks, where: str) -> str:
    """Once there is room again (and writing allowed), everybody is there."""
    _run("mount", "-o", "remount,rw", str(disk))
    (disk / "filler").unlink(missing_ok=True)
    half_done = [path.name for path in disk.rglob("*.tmp*")]
    try:
        with closing(desks.open(PRAXIS, passphrase=world.PASSPHRASE)) as desk:
            people, _pending = world.use(desk)
        upgraded = upgrading.look(disk / "data" / "upgrade")
    except HcError as error:
        return f"{where}: {error}"
    # Who was only added since, and never connected, is in the copy that is restored or is not.
    if half_done or upgraded or not people >= {*EARLY, *(LATE[:1] if where.startswith("a restore") else LATE)}:
        return f"{where}: {half_done} {upgraded} {len(people)} people"
    return ""


# --- the finish that is only in memory


def in_memory(base: Path, times: int, claim: Claim) -> None:
    """A finish meets a full disk, and room later."""
    for number in range(times):
        with disk_with(base) as (disk, desks), closing(desks.open(PRAXIS, passphrase=world.PASSPHRASE)) as desk:
            make_full, make_room = partial(fill, disk, leave=0), (disk / "filler").unlink
            claim.trial(finish_without_room(desk, f"token {number}", make_full=make_full, make_room=make_room))


def _full(disk: Path, room: int) -> None:
    fill(disk, leave=room)


def _read_only(disk: Path, _room: int) -> None:
    _run("mount", "-o", "remount,ro", str(disk))


def _no_modes(disk: Path, _room: int) -> None:
    for path in (disk / "data").rglob("*"):
        path.chmod(0o500 if path.is_dir() else 0o400)
    (disk / "data").chmod(0o500)


def permissions() -> list[Claim]:
    """For a process that has no rights beyond the files' own modes."""
    only = Claim("a folder that may only be read: whatever is done is said to be read-only")
    kept = Claim("a folder that may only be read: nothing is changed")
    with world.quick_scrypt(), tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        base = Path(folder) / "base"
        prepare(base)
        for name, deed in DEEDS.items():
            work = Path(folder) / name
            shutil.copytree(base, work / "data")
            before = world.contents(work)
            _no_modes(work, 0)
            only.trial(_refusal(deed, world.desks_of(work / "data"), ErrorKind.STORE_READ_ONLY, name))
            kept.trial("" if world.contents(work) == before else name)
            for path in (work / "data", *(work / "data").rglob("*")):
                path.chmod(0o700)
    return [only, kept]


def main(rooms: int, times: int) -> list[Claim]:
    full = Claim("a full disk of 1 MB: whatever is done, it is done or said to be full")
    full_kept = Claim("a full disk of 1 MB: nothing half done, everybody there once there is room")
    only = Claim("a read-only disk: whatever is done is said to be read-only")
    only_kept = Claim("a read-only disk: everybody there afterwards")
    unsaved = Claim(f"a full disk of 1 MB: {UNSAVED}")
    chance = random.Random(0)
    fillings = [0, *[chance.randrange(200_000) for _ in range(rooms - 1)]]
    with world.quick_scrypt(), tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        base = Path(folder) / "base"
        prepare(base)
        refusals(base, ErrorKind.STORE_FULL, (full, full_kept), make=_full, rooms=fillings)
        refusals(base, ErrorKind.STORE_READ_ONLY, (only, only_kept), make=_read_only, rooms=[0])
        in_memory(base, times, unsaved)
    return [full, full_kept, only, only_kept, unsaved]


def in_a_process(rooms: int, times: int) -> list[Claim]:
    """The claims of ``main``. Raises ``OSError`` where no process may mount anything."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    rights = ["unshare", "-m" if root else "-Urm"]
    if shutil.which("unshare") is None:
        raise OSError("there is no unshare here")
    _run(*rights, "mount", "-t", "tmpfs", "none", tempfile.gettempdir())
    return _claims(rights, "main", rooms, times)


def without_rights() -> list[Claim]:
    """The claims of ``permissions``. Raises ``OSError`` where root cannot give up that modes mean nothing to it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return _claims([], "permissions")
    if shutil.which("setpriv") is None:
        raise OSError("there is no setpriv here")
    return _claims(["setpriv", "--bounding-set=-dac_override,-dac_read_search"], "permissions")


def _claims(rights: list[str], what: str, *counts: int) -> list[Claim]:
    done = subprocess.run(
        [*rights, sys.executable, "-m", "tests.hostile.disk.full", what, *map(str, counts)],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    told: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return [Claim(**claim) for claim in told]


if __name__ == "__main__":
    done = main(*map(int, sys.argv[2:])) if sys.argv[1] == "main" else permissions()
    print(json.dumps([asdict(claim) for claim in done]))
