"""What people do with the popup, played on a real web engine; run as a program it prints how each journey ended.

Every journey gets a fresh stage and raises when something is not as it should be.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from hcdesktop.simulator.seeds import CLIENT_ID, CLIENT_SECRET, DESK_SEEDS
from hcdesktop.simulator.server import Request
from hcdesktop.simulator.shelf import scenario
from tests.simulator.client import Client
from tests.simulator.engine_stage import Stage, pause, start, wait_for

NEW, CONNECTED, TWICE, _LOST, UNKNOWN_HERE, STALE = DESK_SEEDS
POPUP, SECOND = "human-connect", "hapi-popup-iframe"
NOTE_412 = "Failed to load resource: the server responded with a status of 412 (Precondition Failed)"
ODD_NAMES = (
    "a b+c&d=e?f#g/h%20i",
    "Zoë Ångström <b>ß</b> \"x\" 'y' \\",
    "日本語 \N{WOMAN}\N{ZERO WIDTH JOINER}\N{STAFF OF AESCULAPIUS} العربية",
    "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}e\N{COMBINING ACUTE ACCENT}" * 40,
    "../..;${x}{name}",
)


def shown(stage: Stage) -> bool:
    return bool(stage.js("getComputedStyle(document.getElementById('human-connect')).display !== 'none'"))


def frames(stage: Stage) -> list[str]:
    return stage.frame_names()


def allow(stage: Stage, provider: str) -> None:
    stage.press(provider)
    stage.press("Allow")
    stage.wait_text(f"{provider} is connected.")


def finalize(stage: Stage, token: dict[str, Any]) -> dict[str, Any]:
    body = json.dumps({**token, "clientSecret": CLIENT_SECRET}).encode()
    answer = stage.simulator.handle(Request("POST", "https://user.humanapi.co/v1/connect/tokens", {}, body))
    assert answer.status == 201, answer.body
    return dict(json.loads(answer.body))


def journey_create_with_a_password(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    opened = stage.wait_heard("hapi-connect-open")
    stage.press("Starfleet Medical")
    stage.type("User name", "demouser")
    stage.type("Password", "wrong")
    stage.press("Log in")
    stage.wait_text("The user name or the password is wrong.")
    stage.type("Password", "password")
    stage.press("Log in")
    stage.wait_text("Starfleet Medical is connected.")
    assert stage.heard("finish") == []
    stage.press("Done")
    told = stage.wait_heard("finish")
    assert told["error"] is None
    assert sorted(told["token"]) == ["clientId", "humanId", "sessionToken", "userId"]
    assert told["token"]["sessionToken"] == opened["token"]["sessionToken"]
    assert not shown(stage)
    assert finalize(stage, told["token"])["clientUserId"] == NEW.client_user_id
    assert stage.js("store.get('humanapiSessionToken')") == opened["token"]["sessionToken"]


def journey_polls_412_after_the_finish(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    allow(stage, "Quillstep")
    stage.press("Done")
    stage.wait_heard("finish")
    wait_for(lambda: sum(NOTE_412 in line for line in stage.console) > 1, "two notes of a 412")
    assert all(line.startswith("ErrorMessageLevel popup.js") for line in stage.console), stage.console
    assert stage.simulator.requests[-1].path == "/popup/status"
    assert stage.simulator.requests[-1].status == 412


def journey_logs_in_through_a_second_window(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    stage.press("Velodrift")
    assert "popup=1" in wait_for(lambda: stage.window().requestedUrl().query(), "its address")
    stage.press_in_window("Allow")
    stage.wait_text("Velodrift is connected.")
    wait_for(lambda: not stage.windows, "the window to close itself")
    assert "Remove Velodrift" in stage.buttons()


def journey_shuts_the_second_window(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    stage.press("Velodrift")
    stage.wait_text("Waiting for Velodrift")
    stage.forget(stage.window())
    stage.wait_text("The log-in to Velodrift was cancelled.")


def journey_cancels_in_the_second_window(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    stage.press("Velodrift")
    stage.press_in_window("Cancel")
    stage.wait_text("The log-in to Velodrift was cancelled.")
    wait_for(lambda: not stage.windows, "the window to close itself")


def journey_goes_back_from_the_second_window(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    stage.press("Velodrift")
    stage.window()
    stage.press("Back")
    stage.wait_text("Where is your health data?")
    wait_for(lambda: not stage.windows, "the window to be closed")


def journey_second_window_is_blocked(stage: Stage) -> None:
    stage.block_windows()
    stage.launch(NEW.client_user_id)
    stage.press("Velodrift")
    stage.wait_text("The log-in window could not be opened.")
    assert stage.windows == []


def journey_logs_in_through_a_second_frame(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    stage.press("Harborpulse")
    asked = stage.wait_heard("hapi-connect-popup-iframe")
    assert asked["url"].startswith("https://connect.humanapi.co/provider/harborpulse/login?")
    stage.press("Allow", frame=SECOND)
    stage.wait_text("Harborpulse is connected.")
    assert len(stage.heard("hapi-close-popup-iframe")) == 1
    assert frames(stage) == [POPUP]


def journey_cancels_in_the_second_frame_and_tries_again(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    stage.press("Harborpulse")
    stage.press("Cancel", frame=SECOND)
    stage.wait_text("The log-in to Harborpulse was cancelled.")
    assert frames(stage) == [POPUP]
    stage.press("Harborpulse")
    stage.press("Allow", frame=SECOND)
    stage.wait_text("Harborpulse is connected.")


def journey_edit_removes_a_source(stage: Stage) -> None:
    stage.launch(TWICE.client_user_id, publicToken=TWICE.public_token)
    stage.press("Remove Moonloop Sleep")
    stage.press("Keep Moonloop Sleep")
    stage.press("Remove Moonloop Sleep")
    stage.press("Confirm removing Moonloop Sleep")
    stage.wait_text("Moonloop Sleep was removed.")
    assert "Remove Moonloop Sleep" not in stage.buttons()
    stage.press("Done")
    told = stage.wait_heard("finish")
    assert finalize(stage, told["token"])["publicToken"] == TWICE.public_token


def journey_edit_adds_a_source_with_a_preset_token(stage: Stage) -> None:
    stage.launch(CONNECTED.client_user_id, preset=CONNECTED.public_token)
    stage.press("Add another source")
    wait_for(lambda: stage.tool("disabled()", stage.frame()) == ["Starfleet Medical"], "what is connected to be marked")
    allow(stage, "Tallymeal")
    stage.press("Done")
    told = stage.wait_heard("finish")
    assert finalize(stage, told["token"])["publicToken"] != CONNECTED.public_token


def journey_done_without_a_change_closes(stage: Stage) -> None:
    stage.launch(CONNECTED.client_user_id, publicToken=CONNECTED.public_token)
    stage.press("Done")
    stage.wait_heard("close")
    assert stage.heard("finish") == []


def journey_closes_without_connecting(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    stage.press("Close without connecting")
    stage.wait_heard("close")
    assert frames(stage) == []
    assert stage.heard("finish") == []
    assert stage.state.human_named(NEW.client_user_id) is None


def journey_cross_finishes_after_a_change(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    allow(stage, "Fernscale")
    stage.press("Close without connecting")
    stage.wait_heard("finish")
    assert stage.heard("close") == []


def journey_somebody_exists_already(stage: Stage) -> None:
    stage.launch(UNKNOWN_HERE.client_user_id)
    told = stage.wait_heard("error")
    assert told["code"] == "USER_ALREADY_EXISTS"
    assert told["message"] == "User Already Exists"
    stage.wait_text("User Already Exists")
    assert stage.heard("hapi-connect-open") == []
    stage.press("Close without connecting")
    stage.wait_heard("close")


def journey_stale_public_token(stage: Stage) -> None:
    stage.launch(STALE.client_user_id, publicToken=STALE.public_token)
    assert stage.wait_heard("error")["code"] == "INVALID_PUBLIC_TOKEN"


def journey_wrong_client(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, clientId="0" * 40)
    assert stage.wait_heard("error")["code"] == "INVALID_CLIENT_ID"


def journey_token_instead_of_the_client_id(stage: Stage) -> None:
    stage.launch(CONNECTED.client_user_id, publicToken=CONNECTED.public_token, clientId="")
    stage.press("Remove Starfleet Medical")
    stage.press("Confirm removing Starfleet Medical")
    stage.wait_text("Nothing is connected.")
    stage.press("Done")
    assert stage.wait_heard("finish")["token"]["clientId"] == CLIENT_ID


def journey_scenario_popup_error(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, scenario=scenario("popup-error"))
    told = stage.wait_heard("error")
    assert sorted(told) == ["code", "detailedMessage", "message"]
    assert told["code"] == "POPUP_FAILED"


def journey_scenario_closed_at_once(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, scenario=scenario("closed-at-once"))
    stage.wait_heard("close")
    assert [item["type"] for item in stage.heard("hapi-connect-close")] == ["hapi-connect-close"]


def journey_scenario_finish_error(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, scenario=scenario("finish-error"))
    allow(stage, "Pebblecup")
    stage.press("Done")
    told = stage.wait_heard("finish")
    assert told["error"]["code"] == "FINISH_FAILED"
    assert told["token"]["sessionToken"]


def journey_scenario_finish_twice_and_then_close(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, scenario=scenario("finish-twice"))
    allow(stage, "Pebblecup")
    stage.press("Done")
    first, second = wait_for(lambda: len(stage.heard("finish")) == 2 and stage.heard("finish"), "two finishes")
    assert first["token"] == second["token"]
    stage.launch(CONNECTED.client_user_id, publicToken=CONNECTED.public_token, scenario=scenario("finish-then-close"))
    stage.press("Remove Starfleet Medical")
    stage.press("Confirm removing Starfleet Medical")
    stage.press("Done")
    stage.wait_heard("close")
    assert len(stage.heard("finish")) == 1


def journey_scenario_finish_never(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, scenario=scenario("finish-never"))
    allow(stage, "Pebblecup")
    stage.press("Done")
    stage.wait_text("All done")
    pause(0.3)
    assert not stage.heard("finish")


def journey_scenario_session_expired(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, scenario=scenario("session-expired"))
    stage.press("Pebblecup")
    stage.press("Allow")
    assert stage.wait_heard("error")["code"] == "SESSION_EXPIRED"


def journey_scenario_popup_hangs(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, scenario=scenario("popup-hangs"))
    stage.wait_text("One moment")
    pause(0.3)
    assert not stage.heard("hapi-connect-open")


def journey_scenario_password_in_a_second_window(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, scenario=scenario("provider-window"))
    stage.press("Starfleet Medical")
    page = stage.window()
    for label, text in (("User name", "demouser"), ("Password", "password")):
        call = f"type({json.dumps(label)}, {json.dumps(text)})"
        wait_for(partial(stage.tool, call, page.mainFrame()), label)
    stage.press_in_window("Log in")
    stage.wait_text("Starfleet Medical is connected.")


def journey_scenario_window_closes_half_way(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, scenario=scenario("provider-window-closed"))
    stage.press("Quillstep")
    stage.wait_text("The log-in to Quillstep was cancelled.")
    wait_for(lambda: not stage.windows, "no second window")


def journey_interrupted_session_is_resumed(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    allow(stage, "Glimmercuff")
    first = stage.wait_heard("hapi-connect-open")
    stage.launch(NEW.client_user_id)
    assert stage.wait_heard("hapi-connect-open")["token"] == first["token"]
    wait_for(lambda: "Remove Glimmercuff" in stage.buttons(), "the source of the first visit")


def journey_searches_and_filters(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    stage.type("Search providers", " MOON ")
    wait_for(lambda: stage.tool("tiles()", stage.frame()) == ["Moonloop Sleep"], "one provider")
    stage.type("Search providers", "<i>zz")
    stage.wait_text("No provider is called “<i>zz”.")
    stage.type("Search providers", "")
    stage.press("Nutrition")
    wait_for(
        lambda: stage.tool("tiles()", stage.frame()) == ["Orchardlog", "Pebblecup", "Tallymeal"], "the category alone"
    )
    assert stage.tool("pressed()", stage.frame()) == ["Nutrition"]


def journey_speaks_spanish(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, language="es")
    stage.press("Brambleband")
    stage.press("Permitir")
    stage.wait_text("Brambleband está conectado.")
    assert stage.js("document.documentElement.lang", stage.frame()) == "es"


def journey_unknown_language_is_english(stage: Stage) -> None:
    stage.launch(NEW.client_user_id, language="toString")
    stage.wait_text("Where is your health data?")


def journey_odd_names_come_through(stage: Stage) -> None:
    for name in ODD_NAMES:
        stage.launch(name)
        opened = stage.wait_heard("hapi-connect-open")
        session = stage.state.session(opened["token"]["sessionToken"])
        assert session, name
        assert session.client_user_id == name
        assert stage.js("document.getElementById('who').textContent", stage.frame()) == f"For {name}"


def journey_works_by_keyboard(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    stage.press("Starfleet Pharma")
    stage.wait_text("Log in to Starfleet Pharma")
    for key in "DEMOUSER":
        stage.key(Qt.Key[f"Key_{key}"])
    stage.key(Qt.Key.Key_Tab)
    for key in "PASSWORD":
        stage.key(Qt.Key[f"Key_{key}"])
    stage.key(Qt.Key.Key_Return)
    stage.wait_text("Starfleet Pharma is connected.")


def journey_policy_of_the_page_holds(stage: Stage) -> None:
    stage.launch(NEW.client_user_id)
    stage.wait_text("Where is your health data?")
    assert stage.console == []
    stage.tool("inline()", stage.frame())
    wait_for(lambda: any("Content Security Policy" in line for line in stage.console), "the refusal of inline script")
    assert stage.js("typeof window.inlined", stage.frame()) == "undefined"


def journey_leaves_the_script_out(stage: Stage) -> None:
    stage.simulator.choose(scenario("script-missing"))
    stage.load()
    assert stage.js("typeof HumanConnect") == "undefined"
    assert stage.simulator.scenario.name == "normal"
    stage.load()
    assert stage.js("typeof HumanConnect") == "object"


def widget_token(stage: Stage, client_user_id: str) -> str:
    answer = Client(stage.simulator).auth_token(client_user_id=client_user_id)
    return str(json.loads(answer.body)["session_token"])


def journey_widget_connects_removes_and_closes(stage: Stage) -> None:
    stage.launch_widget(widget_token(stage, NEW.client_user_id))
    stage.press("Starfleet Pharma", "human-api")
    for label, text in (("User name", "demouser"), ("Password", "password")):
        call = f"type({json.dumps(label)}, {json.dumps(text)})"
        wait_for(partial(stage.tool, call, stage.frame("human-api")), label)
    stage.press("Log in", "human-api")
    connected = stage.wait_heard("connect")
    assert connected["type"] == "hapi-connect-connect-source"
    assert connected["status"] == "SUCCESS"
    assert [source["name"] for source in connected["sessionResults"]["connectedSources"]] == ["Starfleet Pharma"]
    assert connected["currentConnections"] == connected["sessionResults"]["connectedSources"]
    stage.press("Remove Starfleet Pharma", "human-api")
    stage.press("Confirm removing Starfleet Pharma", "human-api")
    assert stage.wait_heard("disconnect")["currentConnections"] == []
    stage.press("Done", "human-api")
    closed = stage.wait_heard("close")
    assert len(closed["sessionResults"]["disconnectedSources"]) == 1
    wait_for(lambda: stage.frame_names() == [], "the iframe's going")


def journey_widget_says_that_its_token_is_not_valid(stage: Stage) -> None:
    stage.launch_widget("0" * 32)
    stage.wait_text("The session token is not valid.", "human-api")
    stage.press("Close without connecting", "human-api")
    assert stage.wait_heard("close")["status"] == "SESSION_TOKEN_INVALID"


def play(journey: Callable[[Stage], None]) -> str:
    """``""`` when the journey went well, else what went wrong."""
    stage = Stage()
    try:
        journey(stage)
    except Exception:  # told to the process that asked
        return f"{traceback.format_exc()}\nconsole: {stage.console}\nrequests: {stage.simulator.requests[-9:]}"
    finally:
        stage.close()
    return ""


def main(names: list[str]) -> None:
    application = start()
    journeys = {name: item for name, item in globals().items() if name.startswith("journey_")}
    print(json.dumps({name: play(journeys[name]) for name in names or journeys}))
    pause(0.05)
    del application


if __name__ == "__main__":
    main(sys.argv[1:])
