"""Runs one test per fault, each in a process of its own that is forked from this one, where everything is loaded.

``python -m tests.hostile.mutants.runner FILE NAME …`` writes {name: [exit code, failures]} as JSON. That the tests pass
without a fault is what all other runs of them say.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path

import pytest

from tests.hostile.mutants.named import VARIABLE
from tests.hostile.mutants.table import MUTANTS

#: What the tests take longest to load. None of it starts a thread: then nobody could fork.
_HEAVY = (
    "hcdesktop.app", "hcdesktop.core.deadline", "hcdesktop.journey.person", "hcdesktop.ui.web.connect_window",
    "hypothesis.strategies",
    "keyring.backends", "requests", "PySide6.QtTest",
    "PySide6.QtWebEngineWidgets", "tests.web.stage",
)  # fmt: skip
#: pytest would rather load its plugins itself, to rewrite their assertions.
_LOADED = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
_AT_ONCE = (os.cpu_count() or 2) + 1  # some of them wait for what a fault keeps from happening


def run(names: list[str]) -> dict[str, tuple[int, list[dict[str, object]]]]:
    """Every name's exit code, and what failed."""
    for module in _HEAVY:
        importlib.import_module(module)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        left, running = list(names), dict[int, tuple[str, Path]]()
        while left or running:
            while left and len(running) < _AT_ONCE:
                place = Path(folder) / str(len(left))
                place.mkdir()
                name = left.pop(0)
                running[_start(name, place)] = name, place
            process, status = os.wait()
            name, place = running.pop(process)
            report = place / "report.json"
            failures = json.loads(report.read_text(encoding="utf-8")) if report.exists() else []
            results[name] = os.waitstatus_to_exitcode(status), failures
            if not failures:
                print(name, (place / "output").read_text(encoding="utf-8", errors="replace")[-3000:])
    return results


def _start(name: str, place: Path) -> int:
    """One process with this fault; returns its id."""
    process = os.fork()
    if process == 0:
        try:
            code = _test(name, place)
        except BaseException:
            traceback.print_exc()
            code = 99
        os._exit(code)  # nothing of the parent's is to be ended here
    return process


def _test(name: str, place: Path) -> int:
    output = os.open(place / "output", os.O_WRONLY | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ[VARIABLE] = name
    os.umask(0o022)  # under a stricter one, a file for everybody is none
    options = ["-p", "tests.hostile.mutants.plugin", "--mutant", name, "--mutant-report", str(place / "report.json")]
    quiet = ["-q", "-p", "no:cacheprovider", "--basetemp", str(place / "tmp"), "--tb=short", *_LOADED]
    return int(pytest.main([*options, *quiet, MUTANTS[name].caught_by]))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(run(sys.argv[2:])), encoding="utf-8")
