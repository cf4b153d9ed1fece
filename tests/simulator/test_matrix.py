"""Every shipped scenario is played, and comes to the end that its file names; the same file gives the same run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from hcdesktop.simulator.scenario import Answer, Ending, Scenario, Stage
from hcdesktop.simulator.shelf import scenario, shipped
from tests.simulator.player import Player

#: What each service answers, where it is not 201 and 200 once; 0 is no answer.
STATUSES = {
    "wrong-person": {"tokens": [201]},
    "tokens-400": {"tokens": [400]},
    "tokens-401": {"tokens": [401]},
    "tokens-409": {"tokens": [409]},
    "tokens-422": {"tokens": [422]},
    "tokens-429": {"tokens": [429, 201]},
    "tokens-500": {"tokens": [500, 201]},
    "tokens-503-twice": {"tokens": [503, 503, 201]},
    "tokens-flaky": {"tokens": [503, 503, 201]},
    "tokens-garbage": {"tokens": [200, 201]},
    "tokens-incomplete": {"tokens": [201, 400], "publictokens": [200]},
    "tokens-dropped": {"tokens": [0, 201]},
    "tokens-never": {"tokens": [0, 201]},
    "tokens-lost": {"tokens": [0, 400], "publictokens": [200]},
    "publictokens-404": {"publictokens": [404]},
    "publictokens-503": {"publictokens": [503, 200]},
    "publictokens-never": {"publictokens": [0, 200]},
    "data-401": {"data": [401, 200]},
    "data-503": {"data": [503, 200]},
}
SOURCES = {
    "sources-syncing": ["syncing", "ok"],
    "sources-failed": ["failed", "ok"],
    "sources-revoked": ["revoked", "ok"],
}
FINISHES = {"finish-twice": 2, "finish-never": 0}
each = pytest.mark.parametrize("given", shipped(), ids=lambda given: given.name)


@each
def test_it_ends_as_the_file_says(given: Scenario) -> None:
    player = Player(given)
    run = player.run()
    assert run.ending is given.ends
    for service, statuses in STATUSES.get(given.name, {}).items():
        assert run.statuses[service] == statuses
    if run.ending in (Ending.SAVED, Ending.SAVED_LATER):
        assert run.finishes == FINISHES.get(given.name, 1)
        assert run.sources[:2] == SOURCES.get(given.name, run.sources[:2])
        human = player.state.human_named(given.cast.client_user_id)
        assert human
        assert human.access_token
    if given.name != "tokens-flaky":
        assert player.simulator.scenario.name == "normal"


@each
def test_the_same_file_gives_the_same_run(given: Scenario) -> None:
    first, second = Player(given).run(), Player(given).run()
    assert first == second
    assert bool(first.said) is (first.ending is not Ending.NOT_LOADED)


def test_another_seed_gives_another_run() -> None:
    given = scenario("source-added")
    assert Player(given).run().said != Player(replace(given, seed=1)).run().said


def test_thirty_and_more_ship_at_every_stage() -> None:
    assert len(shipped()) >= 30
    assert set(Counter(given.stage for given in shipped())) == set(Stage)
    assert set(STATUSES) | set(SOURCES) | set(FINISHES) <= {given.name for given in shipped()}


@each
def test_the_stage_is_one_that_goes_wrong(given: Scenario) -> None:
    """What stands under a stage in the menu has its part there, unless it is the person's doing alone."""
    parts = {
        Stage.SCRIPT: given.twists_script,
        Stage.POPUP: given.popup != "none",
        Stage.PROVIDER: given.provider != "none" or given.via is not None,
        Stage.CALLBACK: given.callback != "none",
        Stage.TOKENS: bool(given.tokens),
        Stage.PUBLIC_TOKENS: bool(given.public_tokens),
        Stage.DATA: bool(given.data),
    }
    assert parts[given.stage] or not given.goes_wrong


def test_wrong_end_is_seen() -> None:
    broken = replace(scenario("normal"), tokens=(Answer(status=400),))
    assert Player(broken).run().ending is Ending.NOT_SAVED
