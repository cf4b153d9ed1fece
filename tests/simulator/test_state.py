"""What the Simulator remembers, over one start and over the next."""

from __future__ import annotations

import json
import stat
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from hcdesktop.simulator import state as state_module
from hcdesktop.simulator.records import SessionState
from hcdesktop.simulator.seeds import APP, HUMAN_SEEDS
from hcdesktop.simulator.state import RefusedError, SimulatorState

NEW, KNOWN = "new@example.org", HUMAN_SEEDS[0]


def finished(state: SimulatorState, client_user_id: str = NEW, provider: str = "quillstep") -> str:
    token = state.open_session(client_user_id).token
    state.connect(token, provider=provider, at=1.0)
    state.finish(token, at=2.0)
    return token


def test_first_start_knows_the_seeds(state: SimulatorState) -> None:
    assert state.humans == HUMAN_SEEDS
    assert state.app == APP


def test_everything_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "simulator.json"
    before = SimulatorState(path)
    finished(before)
    spent = finished(before, "näme+ß 😀@example.org")
    before.spend(spent, human_id=before.humans[-1].human_id, at=3.0)
    open_one = before.open_session(KNOWN.client_user_id).token
    before.connect(open_one, provider="fernscale", at=4.0)
    before.remove(open_one, provider="starfleet-medical")
    after = SimulatorState(path)
    assert after.humans == before.humans
    assert after.app == before.app
    assert after.session(spent) == before.session(spent)
    assert after.session(open_one) == before.session(open_one)
    assert after.finish(open_one, at=5.0).sources[0].provider == "fernscale"


def test_file_is_for_its_owner_only_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "simulator.json"
    finished(SimulatorState(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in tmp_path.iterdir()] == ["simulator.json"]


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b'{"version": 99}', b'{"version": 1, "app": {}, "humans": [], "sessions": []}', b"\xff"],
)
def test_broken_file_is_put_aside(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "simulator.json"
    path.write_bytes(damage)
    assert SimulatorState(path).humans == HUMAN_SEEDS
    assert (tmp_path / "simulator.json.broken").read_bytes() == damage
    assert json.loads(path.read_bytes())["version"] == 1


def test_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "simulator.json"
    state = SimulatorState(path)
    before = path.read_bytes()

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(json, "dumps", full)
    with pytest.raises(OSError, match="no space left"):
        state.open_session(NEW)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["simulator.json"]


def test_ids_look_as_documented(state: SimulatorState) -> None:
    token = finished(state)
    human = state.spend(token, human_id=state.humans[-1].human_id, at=3.0)
    shapes = {human.human_id: 24, human.user_id: 24, human.public_token: 32, human.access_token: 48, token: 32}
    assert all(len(value) == length and int(value, 16) >= 0 for value, length in shapes.items())


def test_random_can_be_handed_in() -> None:
    numbers = iter(range(1000))

    def counted(size: int) -> str:
        return f"{next(numbers):0{size * 2}x}"

    state = SimulatorState(None, token_hex=counted)
    assert state.open_session(NEW).human_id == "0" * 24
    assert state.open_session(NEW).token == f"{3:032x}"


def test_secrets_stay_out_of_the_repr(state: SimulatorState) -> None:
    token = finished(state)
    state.spend(token, human_id=state.humans[-1].human_id, at=3.0)
    shown = repr((state.app, state.humans, state.session(token)))
    for human in state.humans:
        assert human.public_token not in shown
        assert human.access_token not in shown
    assert token not in shown
    assert APP.client_secret not in shown
    assert APP.app_key not in shown


# --- a visit to the popup ---------------------------------------------------------------------------------------------


def test_somebody_new_exists_from_the_finish_on(state: SimulatorState) -> None:
    session = state.open_session(NEW)
    state.connect(session.token, provider="quillstep", at=1.0)
    assert state.human_named(NEW) is None
    human = state.finish(session.token, at=2.0)
    assert (human.human_id, human.created_at, human.access_token) == (session.human_id, 2.0, "")
    assert state.human_named(NEW) == human


def test_new_source_rotates_the_public_token(state: SimulatorState) -> None:
    finished(state, KNOWN.client_user_id)
    human = state.human(KNOWN.human_id)
    assert human
    assert human.public_token != KNOWN.public_token
    assert state.human_opened_by(KNOWN.public_token) is None
    assert state.human_opened_by(human.public_token) == human
    assert [source.provider for source in human.sources] == ["starfleet-medical", "quillstep"]


def test_removal_alone_keeps_the_public_token(state: SimulatorState) -> None:
    token = state.open_session(KNOWN.client_user_id).token
    state.remove(token, provider="starfleet-medical")
    human = state.finish(token, at=2.0)
    assert human.public_token == KNOWN.public_token
    assert human.sources == ()
    assert human.updated_at == 2.0


def test_source_can_be_removed_and_connected_again(state: SimulatorState) -> None:
    token = state.open_session(KNOWN.client_user_id).token
    state.remove(token, provider="starfleet-medical")
    state.connect(token, provider="starfleet-medical", at=9.0)
    human = state.finish(token, at=10.0)
    assert [source.since for source in human.sources] == [9.0]


def test_source_connected_and_removed_in_one_visit_changes_nothing(state: SimulatorState) -> None:
    token = state.open_session(NEW).token
    state.connect(token, provider="quillstep", at=1.0)
    assert not state.remove(token, provider="quillstep").changed
    with pytest.raises(RefusedError, match="Nothing was changed"):
        state.finish(token, at=2.0)
    assert state.human_named(NEW) is None


def test_source_cannot_be_connected_twice_or_removed_when_absent(state: SimulatorState) -> None:
    token = state.open_session(KNOWN.client_user_id).token
    with pytest.raises(RefusedError, match="connected already"):
        state.connect(token, provider="starfleet-medical", at=1.0)
    with pytest.raises(RefusedError, match="not connected"):
        state.remove(token, provider="quillstep")


def test_finished_session_takes_no_more_changes(state: SimulatorState) -> None:
    token = finished(state)
    for change in (
        lambda: state.connect(token, provider="fernscale", at=1.0),
        lambda: state.remove(token, provider="quillstep"),
        lambda: state.finish(token, at=1.0),
    ):
        with pytest.raises(RefusedError, match="session is over"):
            change()


def test_two_visits_of_a_new_person_end_as_one_human(state: SimulatorState) -> None:
    first, second = state.open_session(NEW), state.open_session(NEW)
    state.connect(first.token, provider="quillstep", at=1.0)
    state.connect(second.token, provider="fernscale", at=1.0)
    human = state.finish(first.token, at=2.0)
    assert state.finish(second.token, at=3.0).human_id == human.human_id
    merged = state.human_named(NEW)
    assert merged
    assert [source.provider for source in merged.sources] == ["quillstep", "fernscale"]
    assert state.spend(second.token, human_id=human.human_id, at=4.0).human_id == human.human_id


def test_only_the_own_unfinished_session_is_resumed(state: SimulatorState) -> None:
    session = state.open_session(NEW)
    assert state.resume(session.token, client_user_id=NEW) == session
    assert state.resume(session.token, client_user_id="other@example.org") is None
    assert state.resume("0" * 32, client_user_id=NEW) is None
    assert state.resume(finished(state), client_user_id=NEW) is None


# --- the services -----------------------------------------------------------------------------------------------------


def test_session_token_is_spent_once(state: SimulatorState) -> None:
    token = finished(state, KNOWN.client_user_id)
    human = state.spend(token, human_id=KNOWN.human_id, at=3.0)
    assert human.access_token != KNOWN.access_token
    assert state.human_read_by(human.access_token) == human
    assert state.human_read_by(KNOWN.access_token) is None
    with pytest.raises(RefusedError, match="used already"):
        state.spend(token, human_id=KNOWN.human_id, at=4.0)
    assert state.human(KNOWN.human_id) == human


def test_refused_spending_spends_nothing(state: SimulatorState) -> None:
    token, unfinished = finished(state), state.open_session(NEW).token
    human = state.humans[-1]
    for wrong, human_id, user_id, reason in (
        ("0" * 32, human.human_id, "", "sessionToken is unknown"),
        (unfinished, human.human_id, "", "not finished"),
        (token, KNOWN.human_id, "", "humanId does not belong"),
        (token, human.human_id, "0" * 24, "userId does not belong"),
    ):
        with pytest.raises(RefusedError, match=reason):
            state.spend(wrong, human_id=human_id, user_id=user_id, at=3.0)
    assert state.spend(token, human_id=human.human_id, user_id=human.user_id, at=3.0).access_token


def test_many_threads_spend_a_session_token_once(state: SimulatorState) -> None:
    token, human_id = finished(state), state.humans[-1].human_id
    won: list[str] = []

    def spend() -> None:
        with suppress(RefusedError):
            won.append(state.spend(token, human_id=human_id, at=3.0).access_token)

    threads = [threading.Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_forgotten_human_takes_the_sessions_along(state: SimulatorState) -> None:
    token = finished(state, KNOWN.client_user_id)
    assert state.forget(KNOWN.human_id)
    assert not state.forget(KNOWN.human_id)
    assert state.human(KNOWN.human_id) is None
    assert state.session(token) is None


def test_nobody_has_an_empty_token(state: SimulatorState) -> None:
    finished(state)
    assert state.humans[-1].access_token == ""
    assert state.human_read_by("") is None
    assert state.human_opened_by("") is None


def test_admitted_once(state: SimulatorState) -> None:
    human = state.admit(NEW, provider="moonloop", at=1.0)
    assert state.admit(NEW, provider="fernscale", at=2.0) == human
    assert state.admit(KNOWN.client_user_id, provider="moonloop", at=2.0) == KNOWN


def test_old_sessions_go_but_finished_ones_stay(state: SimulatorState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_module, "_MAX_SESSIONS", 3)
    unspent = [finished(state, f"{number}@example.org") for number in range(3)]
    idle = [state.open_session(NEW).token for _ in range(3)]
    kept = [state.session(token) for token in unspent]
    assert [session.state for session in kept if session] == [SessionState.FINISHED] * 3
    assert [bool(state.session(token)) for token in idle] == [False, False, True]
