"""The order of things on the way to an acknowledgement, as the system's kernel saw it.

The child runs under ``strace``. On the thread that acknowledges, each ``ack`` has to be preceded by writes to the
``-wal`` of the finish that it is about, and the last of them has to be followed by a completed ``fdatasync`` (or
``fsync``, which does more: SQLCipher's wheels are built without the other) of that file.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile.claims import Claim
from tests.hostile.crash.harness import CrashHarness
from tests.web.human_api.api import human_api

TRACER = "strace"
_CALLS = "write,pwrite64,writev,pwritev,fsync,fdatasync"
#: ``-b execve``: the engine's own processes are let go. ``-y``: names of files instead of their numbers.
_OPTIONS = ("-f", "-b", "execve", "--seccomp-bpf", "-y", "-s", "80", "-e", f"trace={_CALLS}", "-e", "signal=none")
_CALL = re.compile(r"(?P<thread>\d+) +(?P<call>\w+)\((?P<file>\d+<[^>]*>)(?:, \"(?P<text>[^\"]*))?.*")
_RESUMED = re.compile(r"(?P<thread>\d+) +<\.\.\. (?P<call>\w+) resumed>.*")
_RESULT = re.compile(r" = (-?\d+)(?: \w+ \(.*\))?$")
_SYNCS = frozenset({"fsync", "fdatasync"})
_UNSYNCED = "acknowledged before it was synced"
_UNWRITTEN = "acknowledged, and nothing was written"


def acknowledgements(times: int) -> list[Claim]:
    """So many of them; one claim, broken where the order was another or nobody could look."""
    claim = Claim("a finish is synced to the disk before it is acknowledged")
    if shutil.which(TRACER) is None:
        claim.trial(f"there is no {TRACER} here, so nobody looked")
        return [claim]
    with human_api() as api, tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "trace"
        prefix = (TRACER, *_OPTIONS, "-o", str(log))
        harness = CrashHarness(api, Path(folder) / "data", seed=7, reusable=False, prefix=prefix)
        harness.live_until(times)
        verdicts = list(judged(log.read_text(encoding="utf-8", errors="replace").splitlines()))
    for verdict in verdicts:
        claim.trial(verdict)
    if claim.tried < times:  # where a process may not be traced, the child does not even start
        claim.trial(f"{claim.tried} of {times} were seen: {TRACER} could not look, or the app did not go on")
    return [claim]


@dataclass(slots=True)
class _Thread:
    """What a thread has written since it last acknowledged, and what of it is not on the disk."""

    wrote: bool = False
    unsynced: set[str] = field(default_factory=set)
    begun: str = ""  # the line of a call that has not come back yet


def judged(lines: Iterable[str]) -> Iterator[str]:
    """``""`` for each acknowledgement whose order is right, else what is wrong with it."""
    threads: dict[str, _Thread] = {}
    for line in lines:
        resumed = _RESUMED.match(line)
        match = resumed or _CALL.match(line)
        if match is None:
            continue
        thread = threads.setdefault(match["thread"], _Thread())
        if line.endswith("<unfinished ...>"):
            # A write counts from its beginning, a sync from its end.
            if match["call"] not in _SYNCS:
                yield from _note(thread, match)
            thread.begun = line
            continue
        if resumed is not None:
            match = _CALL.match(thread.begun)
            if match is None or match["call"] not in _SYNCS:
                continue
        result = _RESULT.search(line)
        if result is not None and int(result[1]) >= 0:
            yield from _note(thread, match)


def _note(thread: _Thread, match: re.Match[str]) -> Iterator[str]:
    file = match["file"]
    if match["call"] in _SYNCS:
        thread.unsynced.discard(file)
    elif file.endswith((".db-wal>", ".db>")):
        thread.wrote = True
        thread.unsynced.add(file)
    elif file.startswith("1<") and (match["text"] or "").startswith("keeping "):
        thread.wrote = False
    elif file.startswith("1<") and (match["text"] or "").startswith("ack "):
        yield _UNSYNCED if thread.unsynced else "" if thread.wrote else _UNWRITTEN
