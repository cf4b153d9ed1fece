"""What the programs work on: folders with so many people, made once for a bench, and their lists as CSV."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.store.rows import search_text, sort_name

_FIRST = ("Ada", "Jonas", "Maximiliana", "Priya", "Tomas", "Yuki", "Henrik", "Zoë", "Ingrid", "Bela", "Omar")
_LAST = ("Winterbourne", "Feldspar", "Hohenfels", "Raman", "Lindqvist", "Arakawa", "Okafor", "Novak", "Silva")
_INSERT = "INSERT INTO users (client_user_id, label, sort_name, search_text, changed_at) VALUES (?, ?, ?, ?, 1.0)"


def people(count: int) -> Iterator[tuple[str, str]]:
    """As many made-up people, always the same."""
    draw = random.Random(1).choice
    for number in range(count):
        yield f"user{number:07}@example.org", f"{draw(_FIRST)} {draw(_LAST)} {number}"


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything lies in ``folder``, which whoever made this removes."""

    folder: Path
    _made: dict[int, Path] = field(default_factory=dict)

    def of(self, count: int) -> Path:
        """The data folder of a Simulator with so many people; nobody changes it."""
        if count not in self._made:
            self._made[count] = self.folder / f"people-{count}"
            fill(self._made[count], count)
        return self._made[count]

    def new(self, name: str) -> Path:
        """A folder that nobody has used, in the place of an older one."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        return path

    def list_of(self, count: int) -> Path:
        """A list for our import."""
        path = self.folder / f"list-{count}.csv"
        if not path.exists():
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(("clientUserId", "label"))
                writer.writerows(people(count))
        return path

    def rows_of(self, count: int) -> Path:
        """The same as the rows that it comes to, for those who only have to write them down."""
        path = self.folder / f"rows-{count}.csv"
        if not path.exists():
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(_row(name, label) for name, label in people(count))
        return path


def fill(folder: Path, count: int) -> None:
    """One transaction: the import lets others write in between, which takes its time."""
    with opened(Desks(folder), SIMULATOR) as desk:
        left = max(0, count - desk.service.count_users())
        with desk.store._database.transaction() as connection:
            connection.executemany(_INSERT, (_row(name, label) for name, label in people(left)))


def _row(name: str, label: str) -> tuple[str, str, str, str]:
    return name, label, sort_name(name, label), search_text(name, label, "", "", "[]")
