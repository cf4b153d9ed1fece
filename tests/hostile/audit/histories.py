"""What honest trails go through: work of several at once, crashes, upgrades, backups."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from hcdesktop.core.audit import AuditAction, AuditReport
from hcdesktop.store import audit, restoring
from hcdesktop.store.backups import Backups
from hcdesktop.store.database import Database
from hcdesktop.store.local import LocalStore
from hcdesktop.store.restoring import restore
from hcdesktop.store.schema import STEPS
from tests.hostile.audit.places import KEY, Place, some_work

if TYPE_CHECKING:
    import random

#: Works until it is killed, its anchor always on the move.
_WORK = """
import sys
from pathlib import Path
from hcdesktop.core.audit import AuditAction
from hcdesktop.store import audit
from hcdesktop.store.local import LocalStore
audit.PAUSE = 0.0
store = LocalStore(Path(sys.argv[1]), bytes(range(32)))
store.audit_opening()
print("ready", flush=True)
while True:
    store.audit(AuditAction.LOCKED)
    print("written", flush=True)
"""


def several_at_once(folder: Path, dice: random.Random) -> AuditReport:
    """Three threads, two of them on stores of their own, the anchor always on the move."""
    place = Place(folder / "a")
    with patch.object(audit, "PAUSE", 0.0), place.opened() as first, place.opened() as second:

        def work(number: int) -> None:
            store = (first, second)[number % 2]
            for _ in range(dice.randrange(1, 15)):
                store.audit(AuditAction.LOCKED, outcome=str(number))

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(work, range(3)))
        some_work(first, "ada")
        second.check_audit()
    return place.check()


def crash_before_the_anchor(folder: Path, dice: random.Random) -> AuditReport:
    """The file as it is on the disk when the plug is pulled: an anchor from a moment before, and a -wal."""
    place = Place(folder / "a")
    with place.opened() as store:
        some_work(store, "ada")
    with place.opened() as store:
        for number in range(dice.randrange(1, 4)):
            some_work(store, f"bob{number}")
        left = place.copy_to(folder / "left")
    return left.check()


def killed_at_work(folder: Path, dice: random.Random) -> AuditReport:
    """A real SIGKILL, twice."""
    place = Place(folder / "a")
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", _WORK, str(place.file)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for _ in range(dice.randrange(1, 40)):
                assert process.stdout.readline()
            process.kill()
    return place.check()


def an_older_version(folder: Path, _dice: random.Random) -> AuditReport:
    """A file from before there was a trail."""
    place = Place(folder / "a")
    Database(place.file, KEY, busy_timeout=1.0, steps=STEPS[:1]).close()
    with place.shell() as connection:
        connection.execute(
            "INSERT INTO users (client_user_id, label, sort_name, changed_at) VALUES ('ada', 'Ada', 'ada', 1)"
        )
    with place.opened() as store:
        some_work(store, "bob")
    return place.check()


def copies_restored(folder: Path, dice: random.Random) -> AuditReport:
    """Copies from several times in the place of the file, which could be read at that time or could not."""
    place = Place(folder / "a")
    copies: list[Path] = []
    for number in range(6):
        with place.opened() as store:
            some_work(store, f"ada{number}")
            copies.append(Backups(folder / "copies").make(store, place.file, at=1e6 * number))
        if dice.random() < 0.3:
            damage(place.file)
            restore(place.file, KEY, dice.choice(copies), at=5e7 + number)
        elif dice.random() < 0.5:
            restore(place.file, KEY, dice.choice(copies), at=5e7 + number)
    return place.check()


def damage(file: Path) -> None:
    """Nothing of it can be read any more."""
    file.write_bytes(b"damaged" * 1000)


def a_restore_broken_off(folder: Path, _dice: random.Random) -> AuditReport:
    """Killed when it is ready but not done; the next start goes on with it."""
    place = Place(folder / "a")
    with place.opened() as store:
        some_work(store, "ada")
        copy = Backups(folder / "copies").make(store, place.file, at=1.0)
        some_work(store, "bob")
    with patch.object(restoring, "complete"):
        restore(place.file, KEY, copy, at=5e7)
    assert restoring.complete(place.file, copy.parent) is not None
    return place.check()


def a_copy_on_another_computer(folder: Path, _dice: random.Random) -> AuditReport:
    """The copy comes alone, without an anchor."""
    place, there = Place(folder / "a"), Place(folder / "there")
    with place.opened() as store:
        some_work(store, "ada")
        copy = Backups(there.folder / "copies").make(store, place.file, at=1.0)
    restore(there.file, KEY, copy, at=5e7)
    return there.check()


def closed_and_opened_often(folder: Path, dice: random.Random) -> AuditReport:
    """Sessions without anything in them, some of which end without a word."""
    place = Place(folder / "a")
    for _ in range(dice.randrange(1, 8)):
        with closing(LocalStore(place.file, KEY)) as store:
            if dice.random() < 0.7:
                store.audit_opening()
            if dice.random() < 0.3:
                store.audit(AuditAction.LOCKED)
    return place.check()


HISTORIES: dict[str, Callable[[Path, random.Random], AuditReport]] = {
    "several at once": several_at_once,
    "a crash before the anchor": crash_before_the_anchor,
    "copies restored": copies_restored,
    "a restore broken off": a_restore_broken_off,
    "an older version": an_older_version,
    "a copy on another computer": a_copy_on_another_computer,
    "closed and opened often": closed_and_opened_often,
    "killed at work": killed_at_work,
}
