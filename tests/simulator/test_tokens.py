"""The user host: tokens for a finished session, and a lost publicToken."""

from __future__ import annotations

import json

import pytest

from hcdesktop.simulator.seeds import CLIENT_ID, HUMAN_SEEDS
from hcdesktop.simulator.server import Fault, Simulator
from hcdesktop.simulator.shelf import scenario, shipped
from hcdesktop.simulator.state import SimulatorState
from tests.simulator.client import USER, Client, content

NEW, KNOWN = "new@example.org", HUMAN_SEEDS[0]
TOKENS = f"{USER}/v1/connect/tokens"


def test_finished_session_brings_all_five_values(client: Client, state: SimulatorState) -> None:
    answer = client.finalize(client.visit(NEW, "quillstep"))
    human = state.human_named(NEW)
    assert human
    assert answer.status == 201
    assert content(answer) == {
        "humanId": human.human_id,
        "accessToken": human.access_token,
        "publicToken": human.public_token,
        "clientId": CLIENT_ID,
        "clientUserId": NEW,
    }


def test_edit_brings_new_tokens(client: Client) -> None:
    token = client.visit(KNOWN.client_user_id, "quillstep", publicToken=KNOWN.public_token)
    found = content(client.finalize(token))
    assert found["humanId"] == KNOWN.human_id
    assert found["publicToken"] != KNOWN.public_token
    assert found["accessToken"] != KNOWN.access_token


def test_session_token_works_once(client: Client) -> None:
    token = client.visit(NEW, "quillstep")
    assert client.finalize(token).status == 201
    again = client.finalize(token)
    assert again.status == 400
    assert content(again)["message"] == "The sessionToken has been used already."


def test_user_id_may_be_left_out_but_has_to_fit(client: Client) -> None:
    token = client.visit(NEW, "quillstep")
    assert client.finalize(token, userId="0" * 24).status == 400
    assert client.finalize(token, userId=None).status == 201


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"clientSecret": "0" * 40}, 401),
        ({"clientSecret": None}, 401),
        ({"clientSecret": "ünïcode"}, 401),
        ({"clientSecret": 7}, 401),
        ({"clientId": "0" * 40}, 401),
        ({"clientId": None}, 401),
        ({"sessionToken": "0" * 32}, 400),
        ({"sessionToken": None}, 400),
        ({"sessionToken": ["x"]}, 400),
        ({"humanId": KNOWN.human_id}, 400),
        ({"humanId": None}, 400),
    ],
)
def test_refusal_spends_nothing(client: Client, changes: dict[str, object], status: int) -> None:
    token = client.visit(NEW, "quillstep")
    refused = client.finalize(token, **changes)
    found = content(refused)
    assert refused.status == found["code"] == status
    assert sorted(found) == ["code", "error", "message", "x-humanapi-request-id"]
    assert refused.headers["x-humanapi-request-id"] == found["x-humanapi-request-id"]
    assert client.finalize(token).status == 201


def test_unfinished_session_gets_nothing(client: Client) -> None:
    _launch, started = client.start(NEW)
    assert client.finalize({"sessionToken": started["sessionToken"], "clientId": CLIENT_ID}).status == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"\xff", b"[" * 100_000])
@pytest.mark.parametrize("endpoint", ["tokens", "publictokens"])
def test_body_has_to_be_a_json_object(client: Client, endpoint: str, body: bytes) -> None:
    assert client.post(f"{USER}/v1/connect/{endpoint}", body).status == 400


# --- a lost publicToken -----------------------------------------------------------------------------------------------


def test_lost_public_token_is_the_current_one(client: Client, state: SimulatorState) -> None:
    assert content(client.public_token(KNOWN.human_id)) == {"publicToken": KNOWN.public_token}
    client.visit(KNOWN.client_user_id, "quillstep", publicToken=KNOWN.public_token)
    human = state.human(KNOWN.human_id)
    assert human
    assert content(client.public_token(KNOWN.human_id)) == {"publicToken": human.public_token}
    assert human.public_token != KNOWN.public_token


def test_lost_public_token_is_refused(client: Client) -> None:
    assert client.public_token("0" * 24).status == 404
    assert client.public_token(KNOWN.human_id, clientSecret="0" * 40).status == 401
    assert client.public_token(KNOWN.human_id, clientId="0" * 40).status == 401


# --- scenarios --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 401, 409, 422, 500])
def test_refusing_scenario_counts_once_and_spends_nothing(client: Client, simulator: Simulator, status: int) -> None:
    simulator.choose(scenario(f"tokens-{status}"))
    token = client.visit(NEW, "quillstep")
    assert simulator.scenario.name == f"tokens-{status}"
    refused = client.finalize(token)
    assert refused.status == content(refused)["code"] == status
    assert simulator.scenario.name == "normal"
    assert client.finalize(token).status == 201


def test_503_twice_then_works(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("tokens-503-twice"))
    token = client.visit(NEW, "quillstep")
    statuses = []
    for _ in range(3):
        statuses.append((simulator.scenario.name, client.finalize(token).status))
    assert statuses == [("tokens-503-twice", 503), ("tokens-503-twice", 503), ("normal", 201)]


def test_garbage_is_a_page_with_200(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("tokens-garbage"))
    token = client.visit(NEW, "quillstep")
    answer = client.finalize(token)
    assert (answer.status, answer.content_type) == (200, "text/html; charset=utf-8")
    assert answer.body.startswith(b"<!doctype html>")
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(answer.body)
    assert client.finalize(token).status == 201


def test_no_answer_spends_nothing(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("tokens-never"))
    token = client.visit(NEW, "quillstep")
    assert client.finalize(token).fault is Fault.HANG
    assert client.finalize(token).status == 201


def test_lost_answer_has_spent_the_session(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("tokens-lost"))
    token = client.visit(NEW, "quillstep")
    lost = client.finalize(token)
    assert (lost.fault, lost.status, lost.body) == (Fault.DROP, 0, b"")
    assert client.finalize(token).status == 400


def test_wrong_person_is_answered_with_somebody_else(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("wrong-person"))
    token = client.visit(NEW, "quillstep")
    found = content(client.finalize(token))
    assert found["clientUserId"] not in (NEW, *(human.client_user_id for human in HUMAN_SEEDS))
    assert found["humanId"] != token["humanId"]
    assert sorted(found) == ["accessToken", "clientId", "clientUserId", "humanId", "publicToken"]


def test_wrong_person_still_checks_the_secret(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("wrong-person"))
    assert client.finalize(client.visit(NEW, "quillstep"), clientSecret="x").status == 401


def test_scenario_of_the_tokens_leaves_the_public_token_alone(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("tokens-500"))
    assert client.public_token(KNOWN.human_id).status == 200
    assert simulator.scenario.name == "tokens-500"


def test_every_scenario_has_a_name_and_one_sentence() -> None:
    assert len({item.name for item in shipped()}) == len({item.title for item in shipped()}) == len(shipped())
    assert all(scenario(item.name) is item for item in shipped())
    assert all(len(item.title) < 70 and not item.title.endswith(".") for item in shipped())
    with pytest.raises(KeyError):
        scenario("nonsense")


def test_choosing_anew_replaces(client: Client, simulator: Simulator) -> None:
    simulator.choose(scenario("tokens-500"))
    simulator.choose(scenario("normal"))
    assert client.finalize(client.visit(NEW, "quillstep")).status == 201
