"""Every deliberate fault, each against the test that is named for it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.hostile.claims import Claim
from tests.hostile.mutants.table import MUTANTS

_ROOT = Path(__file__).parents[3]


class Outcome(NamedTuple):
    """What became of one fault's test."""

    exit_code: int
    failures: list[dict[str, object]]


def outcomes(names: Sequence[str], *, seconds: float) -> dict[str, Outcome]:
    """Tries these, a few at a time."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "outcomes.json"
        command = [sys.executable, "-m", "tests.hostile.mutants.runner", str(file), *names]
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=seconds)
        print(done.stdout, done.stderr)
        return {name: Outcome(*outcome) for name, outcome in json.loads(file.read_text(encoding="utf-8")).items()}


def complaint(name: str, outcome: Outcome) -> str:
    """Why this fault does not count as caught; ``""`` when it does: its own test has failed, by an assertion."""
    own = MUTANTS[name].caught_by.partition("[")[0]
    if outcome.exit_code != pytest.ExitCode.TESTS_FAILED or not outcome.failures:
        return f"{name}: not caught (exit code {outcome.exit_code})"
    strange = [
        failure
        for failure in outcome.failures
        if not failure["asserted"] or str(failure["test"]).partition("[")[0] != own
    ]
    return f"{name}: {strange}" if strange else ""


def faults() -> list[Claim]:
    """All of the table."""
    claim = Claim("deliberate faults: each is caught by the test that is named for it")
    for name, outcome in outcomes(list(MUTANTS), seconds=400).items():
        claim.trial(complaint(name, outcome))
    return [claim]
