"""That the tests can fail: each deliberate fault is caught by the test that is named for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.hostile.mutants.table import MUTANTS
from tests.hostile.mutants.ways import Fault, Mutant, code, resource

ROOT = Path(__file__).parents[2]


class Outcome(NamedTuple):
    """What became of one fault's test."""

    exit_code: int
    failures: list[dict[str, object]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Every fault's: run once, a few at a time."""
    file = tmp_path_factory.mktemp("mutants") / "outcomes.json"
    command = [sys.executable, "-m", "tests.hostile.mutants.runner", str(file), *MUTANTS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=170)
    print(done.stdout, done.stderr)
    return {name: Outcome(*outcome) for name, outcome in json.loads(file.read_text(encoding="utf-8")).items()}


def test_there_are_enough_of_them() -> None:
    assert len(MUTANTS) >= 25


def test_all_of_their_tests_are_run_without_a_fault_too(request: pytest.FixtureRequest) -> None:
    """What was chosen for this run may be less; but what there is is known by its file."""
    for mutant in MUTANTS.values():
        file, _, name = mutant.caught_by.partition("::")
        text = (request.config.rootpath / file).read_text(encoding="utf-8")
        assert f"def {name.rpartition('::')[2].partition('[')[0]}(" in text, mutant.name


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=lambda mutant: mutant.name)
def test_a_fault_is_caught_by_the_test_that_is_named_for_it(outcomes: dict[str, Outcome], mutant: Mutant) -> None:
    exit_code, failures = outcomes[mutant.name]
    assert exit_code == pytest.ExitCode.TESTS_FAILED
    assert failures
    for failure in failures:
        assert failure["asserted"], failure
        assert str(failure["test"]).partition("[")[0] == mutant.caught_by.partition("[")[0]


@pytest.mark.parametrize(
    "fault", [code(test_there_are_enough_of_them, "no such text", ""), resource("host/relay.js", "no such text", "")]
)
def test_a_fault_that_finds_nothing_to_change_is_an_error(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="0 places"):
        fault(monkeypatch)
