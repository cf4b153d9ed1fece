"""``finalize``: what is pending is saved without a window, and what cannot be is told by the exit code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hcdesktop import cli, cli_opening
from hcdesktop.core.finalizer import Backoff
from hcdesktop.core.models import Credentials, Environment, FinishState, Hosts, SessionToken, UserState
from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.simulator import seeds
from tests.cli.conftest import Ended, Program, Run, finished_session, leave_finish_behind

ADA = "ada.winterbourne@example.org"
MADE_UP = SessionToken(
    session_token="made-up-session-token",
    human_id="h1",
    client_id=seeds.CLIENT_ID,
    raw={"humanId": "h1", "clientId": seeds.CLIENT_ID, "sessionToken": "made-up-session-token"},
)


def test_with_nothing_pending_there_is_nothing_to_do(run: Run) -> None:
    assert run("finalize") == Ended(0, "0 pending\n", "")


def test_what_a_crash_left_behind_is_saved(program: Program, folder: Path, desks: Desks) -> None:
    user_id = leave_finish_behind(desks, ADA, finished_session(folder, ADA))
    assert program("--data-dir", folder, "finalize") == Ended(0, f"user {user_id}: stored\n0 pending\n", "")
    with opened(desks, SIMULATOR) as desk:
        ada = desk.service.user(user_id)
        assert ada.state is UserState.CONNECTED
        assert ada.public_token
        assert ada.access_token
        assert desk.service.pending() == []


def test_several_people_at_once(run: Run, folder: Path, desks: Desks) -> None:
    names = [f"user-{number}@example.org" for number in range(3)]
    ids = [leave_finish_behind(desks, name, finished_session(folder, name)) for name in names]
    ended = run("finalize")
    assert ended.code == 0
    assert ended.out.splitlines() == [*(f"user {user_id}: stored" for user_id in ids), "0 pending"]


def test_what_stays_pending_is_told_by_the_exit_code(run: Run, desks: Desks) -> None:
    user_id = leave_finish_behind(desks, ADA, MADE_UP)
    ended = run("finalize")
    assert ended.code == 1
    assert re.fullmatch(
        rf"user {user_id}: parked \(refused \(host=user.humanapi.co, status=400\)\)\n1 pending\n", ended.out
    )
    with opened(desks, SIMULATOR) as desk:
        assert [finish.state for finish in desk.service.pending()] == [FinishState.PARKED]


def test_each_run_tries_what_is_parked_once_more(run: Run, desks: Desks) -> None:
    leave_finish_behind(desks, ADA, MADE_UP)
    first, second = run("finalize"), run("finalize")
    assert first == second
    with opened(desks, SIMULATOR) as desk:
        assert desk.service.pending()[0].attempts >= 2


def test_what_waited_for_a_better_secret_is_tried_again(run: Run, folder: Path, desks: Desks) -> None:
    user_id = leave_finish_behind(desks, ADA, finished_session(folder, ADA))
    with opened(desks, SIMULATOR) as desk:
        desk.service.set_credentials(Credentials(client_secret="wrong"))
    refused = run("finalize")
    assert (refused.code, "secret_refused" in refused.out) == (1, True)
    with opened(desks, SIMULATOR) as desk:
        desk.service.set_credentials(Credentials(client_secret=seeds.CLIENT_SECRET))
    assert run("finalize") == Ended(0, f"user {user_id}: stored\n0 pending\n", "")


@pytest.fixture
def unreachable(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """A live environment with a pending finish, whose hosts do not answer; retries come quickly."""
    monkeypatch.setattr(cli_opening, "_ask_passphrase", lambda _name: "correct horse")
    quick = Backoff(first=0.05, most=0.05)
    monkeypatch.setattr(cli_opening, "desks_of", lambda options, **_: Desks(options.data_dir, backoff=quick))
    nowhere = Hosts(user_url="http://127.0.0.1:9", api_url="http://127.0.0.1:9")
    live = desks.book.save(Environment(name="Clinic", client_id=seeds.CLIENT_ID, hosts=nowhere))
    with opened(desks, live, passphrase="correct horse") as desk:
        desk.service.set_credentials(Credentials(client_secret="s3cret"))
        user = desk.service.add_user(ADA)
        desk.service.keep(desk.service.launch(user.id), MADE_UP)
    return live


def test_it_does_not_go_on_for_ever_and_loses_nothing(
    run: Run, desks: Desks, unreachable: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "_PATIENCE", 0.4)
    ended = run("--environment", "Clinic", "finalize")
    assert ended.code == 1
    *tries, last = ended.out.splitlines()
    assert 2 <= len(tries) <= 10
    assert set(tries) == {"user 1: postponed (unreachable (host=127.0.0.1))"}
    assert last == "1 pending"
    with opened(desks, unreachable, passphrase="correct horse") as desk:
        assert desk.service.pending()[0].session == MADE_UP


def test_nothing_secret_is_printed(run: Run, folder: Path, desks: Desks) -> None:
    session = finished_session(folder, ADA)
    leave_finish_behind(desks, ADA, session)
    leave_finish_behind(desks, "bob@example.org", MADE_UP)
    ended = run("finalize")
    with opened(desks, SIMULATOR) as desk:
        secrets = {*desk.store.secrets(), session.session_token, ADA, "bob@example.org"}
    assert [secret for secret in secrets if secret in ended.out + ended.err] == []
    assert ended.out.endswith("1 pending\n")
