"""The fictional people: what the desk starts with fits what the Simulator knows."""

from __future__ import annotations

import re

from hcdesktop.simulator import known
from hcdesktop.simulator.providers import PROVIDERS, Login, Via, provider
from hcdesktop.simulator.seeds import APP, CLIENT_ID, CLIENT_SECRET, DESK_SEEDS, HUMAN_SEEDS
from hcdesktop.simulator.state import SimulatorState

NEW, CONNECTED, TWICE, TOKEN_LOST, UNKNOWN_HERE, TOKEN_STALE = DESK_SEEDS


def test_people_are_six_and_fictional() -> None:
    names = [seed.client_user_id for seed in DESK_SEEDS]
    assert len(set(names)) == known.PEOPLE == 6
    assert all(re.fullmatch(r".+@(?:[a-z.-]+\.)?example\.(?:org|com|net)", name) for name in names)
    assert max(map(len, names)) > 90
    assert any("+" in name for name in names)
    assert all(seed.label for seed in DESK_SEEDS)


def test_somebody_new_on_both_sides(state: SimulatorState) -> None:
    assert state.human_named(NEW.client_user_id) is None
    assert (NEW.human_id, NEW.public_token, NEW.access_token, NEW.sources) == (None, None, None, ())


def test_desk_and_simulator_agree_on_the_connected(state: SimulatorState) -> None:
    for seed, count in ((CONNECTED, 1), (TWICE, 2)):
        human = state.human_named(seed.client_user_id)
        assert human
        assert (seed.human_id, seed.public_token, seed.access_token) == (
            human.human_id,
            human.public_token,
            human.access_token,
        )
        names = [entry.name for source in human.sources if (entry := provider(source.provider))]
        assert list(seed.sources) == names
        assert len(names) == count
    assert CONNECTED.sources == ("Starfleet Medical",)


def test_lost_unknown_and_stale(state: SimulatorState) -> None:
    lost, unknown, stale = (state.human_named(seed.client_user_id) for seed in (TOKEN_LOST, UNKNOWN_HERE, TOKEN_STALE))
    assert lost
    assert unknown
    assert stale
    assert (TOKEN_LOST.human_id, TOKEN_LOST.public_token) == (lost.human_id, None)
    assert (UNKNOWN_HERE.human_id, UNKNOWN_HERE.public_token, UNKNOWN_HERE.sources) == (None, None, ())
    assert TOKEN_STALE.human_id == stale.human_id
    assert TOKEN_STALE.public_token
    assert state.human_opened_by(TOKEN_STALE.public_token) is None


def test_ids_have_their_documented_shapes() -> None:
    assert all(re.fullmatch("[0-9a-f]{40}", value) for value in (CLIENT_ID, CLIENT_SECRET, APP.app_key))
    for human in HUMAN_SEEDS:
        assert re.fullmatch("[0-9a-f]{24}", human.human_id)
        assert re.fullmatch("[0-9a-f]{32}", human.public_token)
        assert re.fullmatch("[0-9a-f]{40,}", human.access_token)
        assert all(re.fullmatch("[0-9a-f]{24}", source.id) for source in human.sources)
    ids = [source.id for human in HUMAN_SEEDS for source in human.sources]
    assert len(set(ids)) == len(ids)


def test_secrets_stay_out_of_the_repr() -> None:
    shown = repr((DESK_SEEDS, APP))
    secrets = [value for seed in DESK_SEEDS for value in (seed.public_token, seed.access_token) if value]
    assert not any(secret in shown for secret in (*secrets, CLIENT_SECRET, APP.app_key))


def test_catalogue() -> None:
    assert len({entry.id for entry in PROVIDERS}) == len({entry.name for entry in PROVIDERS}) == 14
    assert {entry.name for entry in PROVIDERS if entry.login is Login.PASSWORD} == {
        "Starfleet Medical",
        "Starfleet Pharma",
    }
    assert sum(not entry.medical for entry in PROVIDERS) == 12
    assert [entry.via for entry in PROVIDERS if entry.via is not Via.PAGE] == [Via.WINDOW, Via.FRAME]
