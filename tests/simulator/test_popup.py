"""The popup's endpoints: who gets in, what can be connected, and what a finish brings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcdesktop.simulator import launches
from hcdesktop.simulator.seeds import CLIENT_ID, DESK_SEEDS, HUMAN_SEEDS
from hcdesktop.simulator.server import FORM_HEADER, STATUS_HEADER, Simulator
from hcdesktop.simulator.shelf import scenario
from hcdesktop.simulator.state import SimulatorState
from tests.simulator.client import API, CONNECT, Client, content
from tests.simulator.conftest import read_page

NEW, KNOWN, STALE = "new@example.org", HUMAN_SEEDS[0], DESK_SEEDS[5]


def codes(answer: dict[str, object]) -> tuple[object, object]:
    error = answer["error"]
    assert isinstance(error, dict)
    assert sorted(error) == ["code", "detailedMessage", "message"]
    return answer["status"], error["code"]


# --- who gets in ------------------------------------------------------------------------------------------------------


def test_create(client: Client) -> None:
    _launch, started = client.start(NEW)
    assert started["mode"] == "create"
    assert started["clientUserId"] == NEW
    assert started["connected"] == []
    assert started["changed"] is started["closeAtOnce"] is False
    assert len(started["sessionToken"]) == 32
    assert len(started["providers"]) == 14


def test_edit(client: Client) -> None:
    _launch, started = client.start(KNOWN.client_user_id, publicToken=KNOWN.public_token)
    assert started["mode"] == "edit"
    assert started["connected"] == [{"id": "starfleet-medical", "since": "2026-01-07T09:01:00.000Z"}]


def test_token_alone_names_the_person_and_the_app(client: Client) -> None:
    launch = client.load_popup()
    started = client.say("start", launch, publicToken=KNOWN.public_token)
    assert started["clientUserId"] == KNOWN.client_user_id


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"clientUserId": KNOWN.client_user_id}, (409, "USER_ALREADY_EXISTS")),
        ({"clientUserId": ""}, (400, "MISSING_CLIENT_USER_ID")),
        ({"clientId": "0" * 40}, (401, "INVALID_CLIENT_ID")),
        ({"clientId": ""}, (401, "INVALID_CLIENT_ID")),
        ({"clientId": "0" * 40, "publicToken": KNOWN.public_token}, (401, "INVALID_CLIENT_ID")),
        ({"publicToken": "0" * 32}, (401, "INVALID_PUBLIC_TOKEN")),
        ({"publicToken": KNOWN.public_token}, (401, "INVALID_PUBLIC_TOKEN")),  # somebody else's
        ({"clientUserId": STALE.client_user_id, "publicToken": STALE.public_token}, (401, "INVALID_PUBLIC_TOKEN")),
    ],
)
def test_refused(client: Client, form: dict[str, str], expected: tuple[int, str]) -> None:
    _launch, answer = client.start(**{"client_user_id": NEW, **form})
    assert codes(answer) == expected
    assert "sessionToken" not in answer


def test_person_without_sources_exists_all_the_same(client: Client) -> None:
    client.visit(KNOWN.client_user_id, remove=("starfleet-medical",), publicToken=KNOWN.public_token)
    assert codes(client.start(KNOWN.client_user_id)[1]) == (409, "USER_ALREADY_EXISTS")


def test_public_token_rotates_at_the_finish(client: Client, state: SimulatorState) -> None:
    launch, _started = client.start(KNOWN.client_user_id, publicToken=KNOWN.public_token)
    client.say("connect", launch, provider="quillstep")
    assert client.start(KNOWN.client_user_id, publicToken=KNOWN.public_token)[1]["status"] == 200
    client.say("finish", launch)
    assert codes(client.start(KNOWN.client_user_id, publicToken=KNOWN.public_token)[1])[1] == "INVALID_PUBLIC_TOKEN"
    human = state.human(KNOWN.human_id)
    assert human
    assert client.start(KNOWN.client_user_id, publicToken=human.public_token)[1]["status"] == 200


def test_interrupted_session_is_resumed(client: Client) -> None:
    launch, first = client.start(NEW)
    client.say("connect", launch, provider="quillstep")
    _launch, second = client.start(NEW, sessionToken=f" {first['sessionToken']}")
    assert second["sessionToken"] == first["sessionToken"]
    assert [source["id"] for source in second["connected"]] == ["quillstep"]
    assert second["changed"] is True


def test_interrupted_edit_is_resumed(client: Client) -> None:
    launch, first = client.start(KNOWN.client_user_id, publicToken=KNOWN.public_token)
    client.say("remove", launch, provider="starfleet-medical")
    again = {"publicToken": KNOWN.public_token, "sessionToken": first["sessionToken"]}
    _launch, second = client.start(KNOWN.client_user_id, **again)
    assert second["connected"] == []


def test_somebody_elses_session_is_not_resumed(client: Client) -> None:
    launch, first = client.start(NEW)
    client.say("connect", launch, provider="quillstep")
    _launch, other = client.start("other@example.org", sessionToken=first["sessionToken"])
    assert other["sessionToken"] != first["sessionToken"]
    assert other["connected"] == []


def test_page_that_asks_twice_keeps_its_session(client: Client) -> None:
    launch, first = client.start(NEW)
    assert client.say("start", launch, clientUserId=NEW, clientId=CLIENT_ID)["sessionToken"] == first["sessionToken"]


# --- connecting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", ["starfleet-medical", "starfleet-pharma"])
def test_demo_login(client: Client, provider: str) -> None:
    launch, _started = client.start(NEW)
    for user_name, password in (("demouser", "Password"), ("demo", "password"), ("", "")):
        answer = client.say("connect", launch, provider=provider, userName=user_name, password=password)
        assert codes(answer) == (403, "LOGIN_REFUSED")
    assert codes(client.say("connect", launch, provider=provider)) == (403, "LOGIN_REFUSED")
    answer = client.say("connect", launch, provider=provider, userName="demouser", password="password")
    assert [source["id"] for source in answer["connected"]] == [provider]


def test_connect_and_remove(client: Client) -> None:
    launch, _started = client.start(NEW)
    connected = client.say("connect", launch, provider="quillstep")
    assert connected == {
        "connected": [{"id": "quillstep", "since": "2026-02-02T02:40:00.000Z"}],
        "changed": True,
        "status": 200,
    }
    assert codes(client.say("connect", launch, provider="quillstep")) == (409, "REFUSED")
    assert client.say("remove", launch, provider="quillstep") == {"connected": [], "changed": False, "status": 200}
    assert codes(client.say("remove", launch, provider="quillstep")) == (409, "REFUSED")
    assert codes(client.say("finish", launch)) == (409, "REFUSED")


@pytest.mark.parametrize("endpoint", ["connect", "remove", "provider"])
def test_unknown_provider(client: Client, endpoint: str) -> None:
    launch, _started = client.start(NEW)
    assert codes(client.say(endpoint, launch, provider="nonsense")) == (404, "UNKNOWN_PROVIDER")


def test_finish(client: Client, state: SimulatorState) -> None:
    launch, started = client.start(NEW)
    client.say("connect", launch, provider="quillstep")
    answer = client.say("finish", launch)
    human = state.human_named(NEW)
    assert human
    assert answer["token"] == {
        "humanId": human.human_id,
        "clientId": CLIENT_ID,
        "sessionToken": started["sessionToken"],
        "userId": human.user_id,
    }
    assert "error" not in answer


def test_status_is_412_after_the_finish(client: Client) -> None:
    launch, _started = client.start(NEW)
    client.say("connect", launch, provider="quillstep")
    assert client.say("status", launch)["status"] == 200
    client.say("finish", launch)
    response = client.ask("status", {"launch": launch})
    assert response.status == content(response)["status"] == 412
    assert response.headers[STATUS_HEADER] == "412"
    for endpoint in ("start", "connect", "remove", "finish", "provider", "decline"):
        assert codes(client.say(endpoint, launch, provider="fernscale")) == (412, "SESSION_OVER")


def test_status_is_412_before_the_start_and_for_a_stranger(client: Client) -> None:
    assert codes(client.say("status", client.load_popup())) == (412, "SESSION_OVER")
    assert codes(client.say("status", "0" * 32)) == (412, "SESSION_OVER")


def test_declined_log_in_is_told(client: Client) -> None:
    launch, _started = client.start(NEW)
    assert client.say("status", launch)["declined"] == ""
    assert client.say("decline", launch, attempt="2") == {"status": 200}
    assert client.say("status", launch)["declined"] == "2"


def test_log_in_addresses(client: Client) -> None:
    launch, started = client.start(NEW)
    urls = {entry["id"]: entry["loginUrl"] for entry in started["providers"] if entry["loginUrl"]}
    assert urls == {
        "velodrift": f"/provider/velodrift/login?launch={launch}&popup=1",
        "harborpulse": f"{CONNECT}/provider/harborpulse/login?launch={launch}",
    }
    about = client.say("provider", launch, provider="velodrift")
    assert about["clientUserId"] == NEW
    assert about["provider"] == next(entry for entry in started["providers"] if entry["id"] == "velodrift")


# --- what the page says -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "nonsense", "%7B", "%5B1%5D", "%FF", "%7B%22a%22%3A" + "1" * 20_000 + "%7D"])
def test_form_that_makes_no_sense(client: Client, header: str) -> None:
    answer = content(client.get(f"{CONNECT}/popup/start", {FORM_HEADER: header}))
    assert codes(answer) == (400, "BAD_FORM")


def test_form_header_in_any_case_and_with_other_values(client: Client) -> None:
    launch = client.load_popup()
    header = f"%7B%22launch%22%3A%22{launch}%22%2C%22x%22%3Anull%2C%22y%22%3A7%7D"
    answer = content(client.get(f"{CONNECT}/popup/status", {FORM_HEADER.lower(): header}))
    assert codes(answer) == (412, "SESSION_OVER")


def test_every_answer_carries_its_status_twice(client: Client) -> None:
    launch = client.load_popup()
    form = {"launch": launch, "clientUserId": NEW, "clientId": CLIENT_ID}
    for response, status in ((client.ask("start", form), 200), (client.ask("finish", form), 409)):
        assert response.status == content(response)["status"] == status
        assert response.headers[STATUS_HEADER] == str(status)
        assert response.headers["Cache-Control"] == "no-store"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_any_name_comes_through(name: str) -> None:
    client = Client(Simulator(SimulatorState(None), pages=read_page))
    _launch, started = client.start(name)
    assert started["clientUserId"] == name
    token = client.visit(name, "quillstep")
    assert content(client.finalize(token))["clientUserId"] == name
    assert content(client.users(f"/{token['humanId']}"))["externalId"] == name


def test_only_the_latest_launches_are_known(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launches, "_MAX_LAUNCHES", 2)
    first, second, third = (client.start(f"{number}@example.org")[0] for number in range(3))
    assert [client.say("status", launch)["status"] for launch in (first, second, third)] == [412, 200, 200]


# --- scenarios --------------------------------------------------------------------------------------------------------


def test_popup_error_counts_once(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("popup-error"))
    launch = client.load_popup()
    assert simulator.scenario.name == "normal"
    form = {"clientUserId": NEW, "clientId": CLIENT_ID}
    assert codes(client.say("start", launch, **form)) == (500, "POPUP_FAILED")
    assert client.start(NEW)[1]["status"] == 200


def test_scenario_belongs_to_one_of_two_popups(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("closed-at-once"))
    first, second = client.load_popup(), client.load_popup()
    for launch, expected in ((second, False), (first, True)):
        assert client.say("start", launch, clientUserId=NEW, clientId=CLIENT_ID)["closeAtOnce"] is expected


def test_already_exists_is_true(client: Client, simulator: Simulator, state: SimulatorState) -> None:
    simulator.choose(scenario("already-exists"))
    _launch, answer = client.start(NEW)
    assert codes(answer) == (409, "USER_ALREADY_EXISTS")
    human = state.human_named(NEW)
    assert human
    listed = [item["humanId"] for item in content(client.users()) if item["externalId"] == NEW]
    assert listed == [human.human_id]
    recovered = content(client.public_token(human.human_id))["publicToken"]
    assert client.start(NEW, publicToken=recovered)[1]["mode"] == "edit"


def test_finish_with_an_error_has_a_token_that_works(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("finish-error"))
    launch, _started = client.start(NEW)
    assert simulator.scenario.name == "normal"
    client.say("connect", launch, provider="quillstep")
    answer = client.say("finish", launch)
    assert codes(answer) == (200, "FINISH_FAILED")
    assert client.finalize(answer["token"]).status == 201


def test_script_scenario_waits_for_the_script(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("script-missing"))
    client.load_popup()
    assert simulator.scenario.name == "script-missing"
    assert client.get(f"{CONNECT}/connect.js").status == 404
    assert simulator.scenario.name == "normal"
    assert client.get(f"{CONNECT}/connect.js").status == 200


def test_deleted_person_cannot_go_on(client: Client) -> None:
    launch, _started = client.start(KNOWN.client_user_id, publicToken=KNOWN.public_token)
    assert client.users(f"/{KNOWN.human_id}", method="DELETE").status == 204
    assert codes(client.say("status", launch)) == (412, "SESSION_OVER")
    assert client.get(f"{API}/v1/human", {"Authorization": f"Bearer {KNOWN.access_token}"}).status == 401
