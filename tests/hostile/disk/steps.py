"""Kills a task at every one of its steps, each time from the same beginning, and looks at what is left.

A step is an SQL statement, a file that is opened, synced, renamed or removed. Run as a program: it forks once a step,
which only a process without threads can do.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from hcdesktop.store import database

_EVENTS = ("open", "os.rename", "os.remove", "os.link", "os.mkdir")
_ROOT = Path(__file__).parents[3]
#: A kill leaves the system's memory alone, so no real disk is needed; ``None``: the usual place.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

#: What is done in a folder, and what is wrong with the folder afterwards ("" when nothing is).
Task = Callable[[Path], None]
Look = Callable[[Path], str]


class Countdown:
    """Ends this process before its so-and-so-many-th step; steps are counted from ``begin`` on."""

    def __init__(self, steps: int) -> None:
        self._left = steps
        self._armed = False
        self._folder = ""
        sys.addaudithook(self._on_event)
        self._watch_statements()
        self._watch_syncs()

    def begin(self, folder: Path) -> None:
        self._folder = str(folder)
        self._armed = True

    def step(self, *_what: object) -> None:
        if not self._armed:
            return
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1

    def _on_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._armed and event in _EVENTS and str(arguments[0]).startswith(self._folder):
            self.step()

    def _watch_statements(self) -> None:
        connect = database.connect

        def watched(*args: Any, **kwargs: Any) -> Any:
            connection = connect(*args, **kwargs)
            connection.set_trace_callback(self.step)
            return connection

        database.connect = watched

    def _watch_syncs(self) -> None:
        sync = os.fsync

        def watched(handle: int) -> None:
            self.step()
            sync(handle)

        os.fsync = watched  # type: ignore[assignment]


def kill_at_every_step(base: Path, task: Task, look: Look, *, every: int = 1) -> dict[str, Any]:
    """Kills the task at each (or each so-and-so-many-th) step over a copy of ``base``, and looks; the last time it
    comes to its end. Returns how many steps there were and what was broken."""
    broken: list[str] = []
    step = 0
    while True:
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            work = Path(folder) / "work"
            shutil.copytree(base, work)
            killed = _in_child(partial(_run, task, work, step))
            complaint = look(work)
            if complaint:
                broken.append(f"step {step}: {complaint}")
        if not killed:
            return {"steps": step, "broken": broken}
        step += every


def _run(task: Task, work: Path, step: int) -> None:
    countdown = Countdown(step)
    countdown.begin(work)
    task(work)


def _in_child(call: Callable[[], None]) -> bool:
    """Whether the child was killed; one that fails otherwise fails us."""
    pid = os.fork()
    if pid == 0:
        try:
            call()
        except BaseException as problem:
            os.write(2, f"{problem!r}\n".encode())
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the task failed"
    return False


def run(module: str, base: Path, *, every: int = 1) -> dict[str, Any]:
    """``kill_at_every_step`` with the ``task`` and the ``look`` of that module, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.hostile.disk.steps", module, str(base), str(every)],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


if __name__ == "__main__":
    import importlib

    what = importlib.import_module(sys.argv[1])
    print(json.dumps(kill_at_every_step(Path(sys.argv[2]), what.task, what.look, every=int(sys.argv[3]))))
