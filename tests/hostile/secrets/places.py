"""The places outside a file where a secret may show: of a running app and all that it has started."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.secrets.needles import Needles

#: Where Chromium and Qt put memory that is shared under a name.
SHARED = tuple(path for path in (Path("/dev/shm"), Path("/run/shm")) if path.is_dir() and not path.is_symlink())
_PAUSE = 0.1


def descendants(pid: int) -> Iterator[int]:
    """This process and everything below it, as ``/proc`` tells it now."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue  # it has just ended
            parents.setdefault(int(status.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    left = [pid]
    while left:
        left += parents.get(left[0], [])
        yield left.pop(0)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False) and entry.stat().st_uid == os.getuid()
    except OSError:
        return False  # it has just gone


class Watch:
    """Looks again and again, from its making to ``stop``, at what anybody on the machine may see of a process."""

    def __init__(self, pid: int, needles: Needles) -> None:
        self.looked: set[str] = set()
        self.found: list[str] = []
        self._pid = pid
        self._needles = needles
        # An engine that was killed leaves its memory there, up to 256 MB at a time.
        self._before: set[int] = set()
        for folder in SHARED:
            with os.scandir(folder) as entries:
                self._before |= {entry.inode() for entry in entries}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go_on)
        self._thread.start()

    def stop(self) -> None:
        """No more looking."""
        self._ended.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._ended.wait(_PAUSE):
            self._look()

    def _look(self) -> None:
        for pid in descendants(self._pid):
            for name in ("cmdline", "environ"):
                self._look_at(f"/proc/{pid}/{name}")
        for folder in SHARED:
            with os.scandir(folder) as entries:
                new = [entry for entry in entries if entry.inode() not in self._before]
            for entry in new:
                self.found += [f"{folder}: {what}" for what in self._needles.within(entry.name)]
                if _is_ours(entry):
                    self._look_at(entry.path)

    def _look_at(self, path: str) -> None:
        try:
            content = Path(path).read_bytes()
        except OSError:
            return
        if content:
            self.looked.add(path)
            self.found += [f"{path}: {what}" for what in self._needles.within(content)]
