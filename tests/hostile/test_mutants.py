"""That the tests can fail: each deliberate fault is caught by the test that is named for it."""

from __future__ import annotations

import pytest

from tests.hostile.mutants import campaign
from tests.hostile.mutants.table import MUTANTS
from tests.hostile.mutants.ways import Fault, code, resource

#: Every third one: all checks together have ten minutes. `make soak` tries all.
SHORT = list(MUTANTS)[::3]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, campaign.Outcome]:
    """What became of those that are tried here: run once, a few at a time."""
    return campaign.outcomes(SHORT, seconds=170)


def test_there_are_enough_of_them() -> None:
    assert len(MUTANTS) > len(SHORT) >= 25


def test_all_of_their_tests_are_run_without_a_fault_too(request: pytest.FixtureRequest) -> None:
    """What was chosen for this run may be less; but what there is is known by its file."""
    for mutant in MUTANTS.values():
        file, _, name = mutant.caught_by.partition("::")
        text = (request.config.rootpath / file).read_text(encoding="utf-8")
        assert f"def {name.rpartition('::')[2].partition('[')[0]}(" in text, mutant.name


@pytest.mark.parametrize("name", SHORT)
def test_a_fault_is_caught_by_the_test_that_is_named_for_it(outcomes: dict[str, campaign.Outcome], name: str) -> None:
    assert campaign.complaint(name, outcomes[name]) == ""


@pytest.mark.parametrize(
    "fault", [code(test_there_are_enough_of_them, "no such text", ""), resource("host/relay.js", "no such text", "")]
)
def test_a_fault_that_finds_nothing_to_change_is_an_error(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="0 places"):
        fault(monkeypatch)
