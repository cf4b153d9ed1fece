"""The session-token flow: a token from the auth host opens the widget, and what is connected there is true at once."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

import pytest

from hcdesktop.simulator.passes import Passes, PassState
from hcdesktop.simulator.scenario import CallbackTwist, PopupTwist, Scenario, Stage
from hcdesktop.simulator.seeds import HUMAN_SEEDS
from hcdesktop.simulator.server import Fault, Response, Simulator
from hcdesktop.simulator.shelf import scenario
from hcdesktop.simulator.state import SimulatorState
from tests.simulator.client import API, Client, bearer, content

WIDGET = "https://hapi-connect.humanapi.co"
NEW, KNOWN = "new@example.org", HUMAN_SEEDS[0]


class Widget:
    """The page in the iframe."""

    def __init__(self, client: Client, token: str) -> None:
        self._client = client
        self._token = token
        page = client.get(f"{WIDGET}/?token={token}&mode=auth")
        found = re.search(rb'name="simulator-launch" content="([0-9a-f]{32})"', page.body)
        assert found
        self._launch = found[1].decode()

    def ask(self, question: str, **form: str) -> Response:
        header = self._client.form_header({"launch": self._launch, "token": self._token, **form})
        return self._client.get(f"hcsim://hapi-connect.humanapi.co/widget-{question}", header)

    def say(self, question: str, **form: str) -> dict[str, Any]:
        return dict(content(self.ask(question, **form)))


def session_token(client: Client, client_user_id: str = NEW) -> str:
    return str(content(client.auth_token(client_user_id=client_user_id))["session_token"])


def code(told: dict[str, Any]) -> tuple[int, str]:
    return told["status"], told["error"]["code"]


def test_new_user_connects_and_is_read(client: Client, state: SimulatorState) -> None:
    widget = Widget(client, session_token(client))
    started = widget.say("start")
    assert (started["clientUserId"], started["connected"]) == (NEW, [])
    assert {item["via"] for item in started["providers"]} == {"page"}
    assert client.auth_token(client_user_id=NEW, type="access").status == 404
    assert [source["name"] for source in widget.say("connect", provider="quillstep")["connected"]] == ["Quillstep"]
    access = content(client.auth_token(client_user_id=NEW, type="access"))["access_token"]
    sources = content(client.get(f"{API}/v1/human/sources", bearer(access)))
    assert [source["source"] for source in sources] == ["quillstep"]
    human = state.human_named(NEW)
    assert human
    assert sources[0]["id"] == human.sources[0].id


def test_known_user_removes_their_source(client: Client) -> None:
    id_token = content(client.auth_token(client_user_id=KNOWN.client_user_id, type="id"))["id_token"]
    widget = Widget(client, id_token)
    assert [source["id"] for source in widget.say("start")["connected"]] == ["starfleet-medical"]
    assert widget.say("remove", provider="starfleet-medical")["connected"] == []
    assert client.auth_token(client_user_id=KNOWN.client_user_id, type="access").status == 403
    assert code(widget.say("remove", provider="starfleet-medical")) == (409, "REFUSED")


def test_password_is_asked_for(client: Client) -> None:
    widget = Widget(client, session_token(client))
    wrong = widget.say("connect", provider="starfleet-medical", userName="demouser", password="x")
    assert code(wrong) == (403, "LOGIN_REFUSED")
    right = widget.say("connect", provider="starfleet-medical", userName="demouser", password="password")
    assert len(right["connected"]) == 1
    assert code(widget.say("connect", provider="nonsense")) == (404, "UNKNOWN_PROVIDER")


@pytest.mark.parametrize(("token", "expected"), [("", PassState.MISSING), ("0" * 32, PassState.INVALID)])
def test_token_that_opens_nothing(client: Client, token: str, expected: PassState) -> None:
    assert code(Widget(client, token).say("start")) == (401, expected)


def test_token_expires() -> None:
    clock = [0.0]
    numbers = count()
    passes = Passes(now=lambda: clock[0], token_hex=lambda size: f"{next(numbers):0{2 * size}x}")
    token = passes.issue("a", size=16, seconds=10)
    clock[0] = 9.9
    assert passes.look_up(token) == (PassState.SUCCESS, "a")
    clock[0] = 10.0
    assert passes.look_up(token) == (PassState.EXPIRED, "")
    for _ in range(500):
        passes.issue("b", size=16, seconds=10)
    assert passes.look_up(token) == (PassState.INVALID, "")


def test_launch_has_to_be_known(client: Client) -> None:
    header = client.form_header({"launch": "x"})
    assert client.get(f"{WIDGET}/widget-start", header).status == 412
    assert client.get(f"{WIDGET}/widget-start").status == 412


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("popup-error", (500, "POPUP_FAILED")),
        ("stale-token", (401, "SESSION_TOKEN_INVALID")),
        ("session-expired", (401, "SESSION_TOKEN_EXPIRED")),
    ],
)
def test_scenarios_of_the_popup(client: Client, simulator: Simulator, name: str, expected: tuple[int, str]) -> None:
    simulator.choose(scenario(name))
    assert code(Widget(client, session_token(client)).say("start")) == expected
    assert Widget(client, session_token(client)).say("start")["status"] == 200


def test_scenarios_that_the_page_plays(client: Client, simulator: Simulator) -> None:
    for twist, field in ((PopupTwist.CRASH, "crash"), (PopupTwist.CLOSE, "closeAtOnce")):
        simulator.choose(Scenario(name="x", title="x", stage=Stage.POPUP, popup=twist))
        assert Widget(client, session_token(client)).say("start")[field] is True
    simulator.choose(Scenario(name="x", title="x", stage=Stage.CALLBACK, callback=CallbackTwist.TWICE))
    assert Widget(client, session_token(client)).say("start")["callback"] == "twice"
    simulator.choose(scenario("popup-hangs"))
    assert Widget(client, session_token(client)).ask("start").fault is Fault.HANG
    simulator.choose(scenario("provider-refuses"))
    assert code(Widget(client, session_token(client)).say("connect", provider="quillstep")) == (403, "LOGIN_REFUSED")


def test_client_is_served(client: Client) -> None:
    for version in ("latest", "2.4.0"):
        script = client.get(f"{WIDGET}/humanapi-connect-client@{version}.js")
        assert (script.status, b"data-hapi-token" in script.body) == (200, True)
    assert client.get(f"{WIDGET}/connect.js").status == 404
