"""What a process and its descendants hold: memory, handles, threads. Linux only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_POOL = "ThreadPoolForeg"  # a thread's name has 15 characters


@dataclass(frozen=True, slots=True)
class Holdings:
    """``memory``: resident set size of the whole tree in KB; handles and threads are the process's own.

    Resident, not proportional: a page's share changes with every other program that maps the same library.
    """

    memory: int
    handles: int
    threads: tuple[str, ...]  # their names
    processes: int

    @property
    def pool(self) -> int:
        """How many of the threads are of Chromium's pool of workers."""
        return sum(name.startswith(_POOL) for name in self.threads)

    @property
    def own(self) -> int:
        """How many are not."""
        return len(self.threads) - self.pool


def holdings(process: int) -> Holdings:
    """At this moment; a descendant that ends meanwhile counts as gone."""
    tree = [process, *descendants(process)]
    return Holdings(
        memory=sum(map(_memory, tree)),
        handles=len(list((_PROC / str(process) / "fd").iterdir())),
        threads=tuple(sorted(_threads(process))),
        processes=len(tree),
    )


def descendants(process: int) -> list[int]:
    """The processes that it has started, and those that these have."""
    parents = {child: parent for child, parent, _group in _living()}
    found: list[int] = []
    level = {process}
    while level:
        level = {child for child, parent in parents.items() if parent in level}
        found += level
    return found


def members(group: int) -> list[int]:
    """The processes of a group that are alive."""
    return [process for process, _parent, its_group in _living() if its_group == group]


def _living() -> Iterator[tuple[int, int, int]]:
    """Process, parent and group of each that has not ended."""
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                # The second field, the program's name in brackets, may hold anything.
                state, parent, group, *_rest = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
                if state != "Z":
                    yield int(entry.name), int(parent), int(group)


def _threads(process: int) -> Iterator[str]:
    for entry in (_PROC / str(process) / "task").iterdir():
        with suppress(OSError):
            yield (entry / "comm").read_text(errors="replace").strip()


def _memory(process: int) -> int:
    with suppress(OSError):
        for line in (_PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Rss:"):
                return int(line.split()[1])
    return 0
