"""The answers of the services that a scenario can ask for and no shipped one does."""

from __future__ import annotations

import json

import pytest
import requests

from hcdesktop.simulator.casting import prepare
from hcdesktop.simulator.scenario import Answer, AnswerTwist, Cast, Scenario, Stage
from hcdesktop.simulator.server import Fault, Simulator
from hcdesktop.simulator.state import SimulatorState
from hcdesktop.simulator.transport import mount
from tests.simulator.client import API, USER, Client, bearer, content
from tests.simulator.conftest import NOW

NEW = "new@example.org"


def tokens(*answers: Answer) -> Scenario:
    return Scenario(name="x", title="x", stage=Stage.TOKENS, tokens=answers)


@pytest.mark.parametrize(
    ("body", "kind"), [('{"a": "ü"}', "application/json"), ("<p>", "text/plain"), ("", "text/plain")]
)
def test_body_is_sent_as_it_is(client: Client, simulator: Simulator, body: str, kind: str) -> None:
    until = "Wed, 21 Oct 2026 07:28:00 GMT"
    simulator.choose(tokens(Answer(status=502, body=body, retry_after=until), Answer(body=body)))
    first, second = client.finalize({}), client.finalize({})
    assert (first.status, first.body.decode(), first.content_type) == (502, body, f"{kind}; charset=utf-8")
    assert first.headers["Retry-After"] == until
    assert (second.status, "Retry-After" in second.headers) == (200, False)


def test_status_that_has_no_name(client: Client, simulator: Simulator) -> None:
    simulator.choose(tokens(Answer(status=520)))
    answer = client.finalize({})
    assert (answer.status, content(answer)["error"], content(answer)["message"]) == (520, "Unknown", "Unknown.")


def test_refusal_of_its_own_is_stronger_than_a_status_that_works(client: Client, simulator: Simulator) -> None:
    simulator.choose(tokens(Answer(status=202), Answer(status=202)))
    token = client.visit(NEW, "quillstep")
    assert client.finalize(token, clientSecret="wrong").status == 401
    assert client.finalize(token).status == 202


def test_lost_public_token_without_a_token(client: Client, simulator: Simulator, state: SimulatorState) -> None:
    answer = Answer(twist=AnswerTwist.INCOMPLETE)
    simulator.choose(Scenario(name="x", title="x", stage=Stage.PUBLIC_TOKENS, public_tokens=(answer,)))
    human_id = state.humans[0].human_id
    assert content(client.public_token(human_id)) == {}
    assert content(client.public_token(human_id))["publicToken"]


def test_data_can_hang_and_drop(client: Client, simulator: Simulator, state: SimulatorState) -> None:
    answers = (Answer(twist=AnswerTwist.HANG), Answer(twist=AnswerTwist.DROP))
    simulator.choose(Scenario(name="x", title="x", stage=Stage.DATA, data=answers))
    reader = bearer(state.humans[0].access_token)
    faults = [client.get(f"{API}/v1/human/sources", reader).fault for _ in range(3)]
    assert faults == [Fault.HANG, Fault.DROP, None]


@pytest.mark.parametrize(("timeout", "waited", "late"), [(5, [1.5], False), (1, [1.0, 0.0], True)])
def test_late_answer_comes_late_or_too_late(
    simulator: Simulator, timeout: float, waited: list[float], late: bool
) -> None:
    simulator.choose(tokens(Answer(status=503, delay=1.5)))
    waits: list[float] = []
    with mount(requests.Session(), simulator, wait=waits.append) as session:
        if late:
            with pytest.raises(requests.exceptions.ReadTimeout):
                session.post(f"{USER}/v1/connect/tokens", json={}, timeout=timeout)
        else:
            assert session.post(f"{USER}/v1/connect/tokens", json={}, timeout=timeout).status_code == 503
    assert waits == waited


def test_user_of_a_scenario_is_put_on_the_stage_anew(state: SimulatorState) -> None:
    known = state.humans[0]
    cast = Cast(existing=True, client_user_id=known.client_user_id, sources=("quillSTEP", "Nobody's", "Quillstep"))
    person = prepare(state, cast, at=NOW)
    human = state.human_named(known.client_user_id)
    assert human
    assert human.human_id == person.human_id != known.human_id
    assert [source.provider for source in human.sources] == ["quillstep", "starfleet-medical"]
    assert person.public_token == human.public_token
    assert state.human_read_by(human.access_token) == human
    stale = prepare(state, Cast(existing=True, tokens="stale"), at=NOW)
    assert state.human_opened_by(stale.public_token) is None
    assert "token" not in json.dumps(repr(person))
    assert prepare(state, Cast(), at=NOW).human_id == ""
