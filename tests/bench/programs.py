"""The programs that are measured: each a process of its own that says in lines of JSON how far it is, and goes on when
it is told. A program that does not come to its end is ended, with all that it has started."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

#: Seconds that one program may take in all.
LIMIT = 600.0
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_SHOWN = 1_500  # characters of what a program has complained about


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def _go_with_the_bench() -> None:
    """In the new process: when the bench is killed, whatever it measures is killed too, for nobody else would."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Failed(Exception):  # named for what happened
    """A program did not do what was to be measured; says what it has complained about."""


class Program:
    """One process, in a group of its own."""

    def __init__(self, command: list[str], environment: Mapping[str, str], limit: float) -> None:
        self._complaints = _Tail()
        self.begun = time.time()
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints.write_end,
            text=True,
            start_new_session=True,
            preexec_fn=_go_with_the_bench,  # noqa: PLW1509  # one call of the system's, which takes no lock
        )
        self._complaints.begin()
        self._name = Path(command[-1]).name if len(command) < 2 else Path(command[1]).name
        self._watch = threading.Timer(limit, self._kill)
        self._watch.daemon = True
        self._watch.start()

    def step(self, name: str) -> dict[str, Any]:
        """Waits for this line of the program's. Raises ``Failed``."""
        assert self._process.stdout
        for line in self._process.stdout:
            with suppress(ValueError):
                told = json.loads(line)
                if isinstance(told, dict) and told.get("step") == name:
                    return told
        self._process.wait()
        raise Failed(f"{self._name} has not come to {name!r}: {self._complaints.text[-_SHOWN:]}")

    def go_on(self) -> None:
        """What it waits for."""
        assert self._process.stdin
        with suppress(BrokenPipeError):
            self._process.stdin.write("\n")
            self._process.stdin.flush()

    def memory(self) -> float:
        """Megabytes of the process and all that it has started: each page that several share counts once in all."""
        return sum(map(_memory, _tree(self._process.pid)))

    def end(self) -> None:
        """Waits until it has ended. Raises ``Failed`` where it has not ended well."""
        self.go_on()
        assert self._process.stdout
        self._process.stdout.read()
        if self._process.wait():
            raise Failed(f"{self._name} has ended with {self._process.returncode}: {self._complaints.text[-_SHOWN:]}")

    def close(self) -> None:
        """Whatever is left of it goes."""
        self._watch.cancel()
        self._kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()
        self._complaints.close()

    def _kill(self) -> None:
        # Its group goes by its number, which nobody else has while the process was not waited for.
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


class _Tail:
    """What a program writes on standard error, read all the time: a full pipe would hold it up."""

    def __init__(self) -> None:
        reading, self.write_end = os.pipe()
        self._file = os.fdopen(reading, errors="replace")
        self._thread = threading.Thread(target=self._read, daemon=True)
        self.text = ""

    def begin(self) -> None:
        os.close(self.write_end)
        self._thread.start()

    def close(self) -> None:
        self._thread.join(timeout=5)
        if not self._thread.is_alive():
            self._file.close()

    def _read(self) -> None:
        for line in self._file:
            self.text = (self.text + line)[-10 * _SHOWN :]


@contextmanager
def running(
    *command: str | Path, environment: Mapping[str, str] | None = None, limit: float = LIMIT
) -> Iterator[Program]:
    """This command, for as long as the block."""
    program = Program([str(part) for part in command], {**surroundings(), **(environment or {})}, limit)
    try:
        yield program
    finally:
        program.close()


@contextmanager
def python(script: str, *arguments: object, limit: float = LIMIT) -> Iterator[Program]:
    """One of the programs of this folder."""
    with running(sys.executable, HERE / script, *map(str, arguments), limit=limit) as program:
        yield program


def seconds(*command: str | Path, standard_input: IO[str] | None = None, limit: float = LIMIT) -> tuple[float, float]:
    """How long a command takes that says nothing: by the clock, and of the processor. Raises ``Failed``."""
    before = os.times()
    begun = time.perf_counter()
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=surroundings(),
            stdin=standard_input or subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{command[0]} was still running after {limit:g} s") from error
    taken = time.perf_counter() - begun
    after = os.times()
    if done.returncode:
        raise Failed(f"{command[0]} has ended with {done.returncode}: {done.stderr[-_SHOWN:]}")
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return taken, processor


def surroundings() -> dict[str, str]:
    """Offscreen, from this folder, and as root without Chromium's sandbox, which there is none of for root."""
    found = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        found["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return found


def _tree(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    tree = [pid]
    for one in tree:
        tree += [child for child, parent in parents.items() if parent == one]
    return tree


def _memory(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
