"""The guard in front of connect.js, and the bridge behind the page: who may say "finish", and who can reach us."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import pytest
from PySide6.QtWidgets import QLabel

from hcdesktop.core.models import EventKind, OutcomeKind
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.web.bridge import QUOTA
from tests.web.human_api.api import HumanApi
from tests.web.human_api.host import Host
from tests.web.human_api.people import CLIENT_ID
from tests.web.stage import ISOLATED_WORLD, OpenStage, Stage, ask, frames_below

ADA = "ada@example.org"
ATTACK = f"/attack.html?clientId={CLIENT_ID}"
FORGED = json.dumps(
    {"type": "hapi-connect-finish", "token": {"humanId": "forged", "clientId": CLIENT_ID, "sessionToken": "forged"}}
)


def finish_honestly(desk: Stage, api: HumanApi) -> None:
    """Until now nothing was believed; the popup's own finish is, and it is the only one that was posted."""
    assert desk.outcomes == []
    assert desk.events(EventKind.CALLBACK) == []
    desk.person.click("Finish")
    desk.saved(ADA)
    assert [request.json["sessionToken"] for request in api.finishes()] == [api.people.sessions[-1].token]
    assert [event.detail["callback"] for event in desk.events(EventKind.CALLBACK)] == ["finish"]


# --- a forged finish --------------------------------------------------------------------------------------------------


class Attack(NamedTuple):
    """What the popup does so that the attacking page runs somewhere, and why the guard drops its message."""

    script: str
    reason: str


_NESTED = "var frame = document.createElement('iframe'); frame.src = {} + '{}'; document.body.appendChild(frame);"
_SECOND_FRAME = "tell({{ type: 'hapi-connect-popup-iframe', url: {} + '{}' }});"
_WINDOW = "window.open({} + '{}');"
_OWN = "location.origin"

ATTACKS = {
    "nested frame of another origin": Attack(_NESTED.format("PROVIDER", ATTACK), "origin"),
    "nested frame of the popup's origin": Attack(_NESTED.format(_OWN, ATTACK), "frame"),
    "provider's window": Attack(_WINDOW.format("PROVIDER", ATTACK), "origin"),
    "window of the popup's origin": Attack(_WINDOW.format(_OWN, ATTACK), "frame"),
    "provider's frame": Attack(_SECOND_FRAME.format("PROVIDER", ATTACK), "origin"),
    "provider's frame of the popup's origin": Attack(_SECOND_FRAME.format(_OWN, ATTACK), "frame"),
}


@pytest.mark.parametrize("client", ["older", "newer"])
@pytest.mark.parametrize("name", ATTACKS)
def test_a_forged_finish_is_dropped(desk: Stage, api: HumanApi, name: str) -> None:
    desk.tries(ATTACKS[name].script)
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Try")
    (dropped,) = desk.wait_for_event(EventKind.MESSAGE_DROPPED)
    assert dropped.detail["reason"] == ATTACKS[name].reason
    host = api.provider if "PROVIDER" in ATTACKS[name].script else api.connect
    wait_for(lambda: host.asked("/quiet") or None, "the end of the attack")
    for provider in window.provider_windows:
        provider.close()
    ask(
        window.page.runJavaScript,
        "(document.querySelector('#hapi-popup-iframe') || document.createElement('p')).remove()",
    )
    finish_honestly(desk, api)


def test_a_message_that_a_script_made_up_is_dropped(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    page = desk.launch(ADA).page
    fields = (
        f"{{ data: {FORGED!r}, origin: '{api.connect.url}', source: document.querySelector('iframe').contentWindow }}"
    )
    ask(page.runJavaScript, f"window.dispatchEvent(new MessageEvent('message', {fields}))")
    (dropped,) = desk.wait_for_event(EventKind.MESSAGE_DROPPED)
    assert dropped.detail["reason"] == "not trusted"
    finish_honestly(desk, api)


def test_a_second_frame_beside_the_popup_is_dropped(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    page = desk.launch(ADA).page
    address = json.dumps(api.connect.url + ATTACK)
    ask(page.runJavaScript, f"document.body.appendChild(document.createElement('iframe')).src = {address}")
    (dropped,) = desk.wait_for_event(EventKind.MESSAGE_DROPPED)
    assert dropped.detail["reason"] == "frame"
    finish_honestly(desk, api)


def test_a_providers_frame_that_speaks_before_the_popup_is_not_taken_for_it(desk: Stage, api: HumanApi) -> None:
    address = json.dumps(api.connect.url + ATTACK)
    api.before_connect_js = (
        "var early = document.createElement('iframe'); early.id = 'hapi-popup-iframe';"
        f"early.src = {address}; document.body.appendChild(early);"
    )
    desk.add(ADA)
    desk.launch(ADA)
    (dropped,) = desk.wait_for_event(EventKind.MESSAGE_DROPPED)
    assert dropped.detail["reason"] == "frame"
    finish_honestly(desk, api)


def test_a_popup_that_has_gone_elsewhere_is_not_believed(desk: Stage, api: HumanApi) -> None:
    desk.tries(f"location.href = PROVIDER + '{ATTACK}';")
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Try")
    (dropped,) = desk.wait_for_event(EventKind.MESSAGE_DROPPED)
    assert dropped.detail["reason"] == "origin"
    wait_for(lambda: api.provider.url in window.origin_text, "the origin line to say where it is")
    window.close()
    desk.outcome(OutcomeKind.ABANDONED)
    assert api.finishes() == []


@pytest.fixture
def look_alikes(api: HumanApi) -> Iterator[tuple[Host, Host]]:
    """The connect host once more, and one whose address begins with that one's: another port, with one digit more."""
    with ExitStack() as stack:
        yield next(filter(None, (_pair(api, port, stack) for port in range(2000, 6553))))


def _pair(api: HumanApi, port: int, stack: ExitStack) -> tuple[Host, Host] | None:
    try:
        connect = Host(api.connect.answer, port=port)
        stack.callback(connect.close)
        other = Host(api.provider.answer, port=10 * port + 1)
        stack.callback(other.close)
    except OSError:  # somebody has that port
        return None
    return connect, other


def test_an_origin_that_only_begins_like_the_popups_is_another(
    open_stage: OpenStage, api: HumanApi, look_alikes: tuple[Host, Host]
) -> None:
    connect, other = look_alikes
    assert other.url.startswith(connect.url)
    desk = open_stage(api.environment(connect_url=connect.url))
    desk.tries(f"location.href = '{other.url}{ATTACK}';")
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Try")
    (dropped,) = desk.wait_for_event(EventKind.MESSAGE_DROPPED)
    assert dropped.detail["reason"] == "origin"
    window.close()
    desk.outcome(OutcomeKind.ABANDONED)
    assert api.finishes() == []


# --- the popup's own messages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        pytest.param('\'{"type":"hapi-something-new"}\'', "unknown type", id="unknown type"),
        pytest.param("'no JSON'", "unknown type", id="no JSON"),
        pytest.param("'null'", "unknown type", id="null"),
        pytest.param("{ type: 'hapi-connect-close' }", "no text", id="an object"),
        pytest.param('new String(\'{"type":"hapi-connect-close"}\')', "no text", id="a string object"),
        pytest.param("JSON.stringify({ type: 'hapi-connect-close', x: 'x'.repeat(8192) })", "too long", id="too long"),
        *(
            pytest.param(f"JSON.stringify({{ type: 'hapi-connect-popup-iframe', url: {url} }})", "address", id=url)
            for url in ("'javascript:top.ran = 1'", "'file:///etc/passwd'", "1")
        ),
    ],
)
def test_what_is_no_message_of_the_protocol_is_dropped(desk: Stage, api: HumanApi, message: str, reason: str) -> None:
    desk.tries(f"parent.postMessage({message}, '*');")
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Try")
    (dropped,) = desk.wait_for_event(EventKind.MESSAGE_DROPPED)
    assert dropped.detail["reason"] == reason
    assert len(window.page.mainFrame().children()) == 1
    assert ask(window.page.runJavaScript, "typeof window.ran") == "undefined"
    finish_honestly(desk, api)


def test_a_flood_of_forgeries_does_not_silence_the_honest_one(desk: Stage, api: HumanApi) -> None:
    desk.tries("for (var i = 0; i < 500; i += 1) { parent.postMessage('no JSON', '*'); }")
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Try")
    desk.wait_for_event(EventKind.MESSAGE_DROPPED, 5)
    finish_honestly(desk, api)
    assert len(desk.events(EventKind.MESSAGE_DROPPED)) == 5


# --- the bridge is out of reach ---------------------------------------------------------------------------------------

_REACH = "['qt', 'QWebChannel', 'bridge', 'closeProvider'].map(function (name) { return typeof window[name]; })"


def test_no_page_can_reach_the_bridge(desk: Stage, api: HumanApi) -> None:
    desk.tries(_NESTED.format("PROVIDER", "/login") + _NESTED.format(_OWN, "/login"))
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Try")
    desk.person.click("Provider window")
    provider = desk.provider()
    popup = window.page.mainFrame().children()[0]
    wait_for(lambda: len(list(frames_below(popup))) == 2, "the nested frames")
    wait_for(lambda: not provider.page.isLoading(), "the provider's page")
    frames = [window.page.mainFrame(), popup, *frames_below(popup), provider.page.mainFrame()]
    for frame in frames:
        assert ask(frame.runJavaScript, _REACH) == ["undefined"] * 4, frame.url()
    for frame in frames[1:]:
        assert ask(frame.runJavaScript, _REACH, ISOLATED_WORLD) == ["undefined"] * 4, frame.url()
    assert ask(window.page.runJavaScript, _REACH, ISOLATED_WORLD) == ["object", "function", "undefined", "function"]


def test_the_host_page_keeps_the_events_name_to_itself(desk: Stage) -> None:
    desk.add(ADA)
    page = desk.launch(ADA).page
    text = ask(page.runJavaScript, "document.documentElement.outerHTML")
    assert "launch.event" in text  # the script is there, what it was given is not
    assert 'id="launch"' not in text
    assert ask(page.runJavaScript, "JSON.stringify(Object.keys(window)).match(/e[0-9a-f]{32}/)") is None


# --- a connect.js that breaks the language ----------------------------------------------------------------------------

_BREAKS = {
    "dispatchEvent": "EventTarget.prototype.dispatchEvent = document.dispatchEvent = function () { return true; };",
    "addEventListener": "EventTarget.prototype.addEventListener = function () {};",
    "CustomEvent": "window.CustomEvent = function () { throw new Error('broken'); };",
    "stringify": "JSON.stringify = function () { return '{}'; };",
    "stopImmediatePropagation": "Event.prototype.stopImmediatePropagation = function () {};",
    "Array": "Array.prototype.push = Array.prototype.indexOf = Array.prototype.forEach = function () { return 0; };",
    "origin": "Object.defineProperty(MessageEvent.prototype, 'origin', { get: function () { return 'x'; } });",
    "setters": (
        "['callback', 'session', 'error', 'finish', 'clientId'].forEach(function (name) {"
        " Object.defineProperty(Object.prototype, name, { configurable: true, set: function () {} }); });"
    ),
    "assign": "Object.assign = function () { return {}; };",
}


@pytest.mark.parametrize("name", _BREAKS)
def test_a_broken_language_lets_the_honest_finish_through_and_no_forged_one(
    desk: Stage, api: HumanApi, name: str
) -> None:
    desk.tries(_NESTED.format("PROVIDER", ATTACK))
    api.before_connect_js = f"window.broken = function () {{ {_BREAKS[name]} }};"
    desk.add(ADA)
    page = desk.launch(ADA).page
    page.runJavaScript("broken()")
    desk.person.click("Try")
    desk.wait_for_event(EventKind.MESSAGE_DROPPED)
    finish_honestly(desk, api)


def test_an_error_arrives_where_errors_are_broken(desk: Stage, api: HumanApi) -> None:
    api.before_connect_js = "window.Error = undefined;"
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Fail")
    desk.outcome(OutcomeKind.POPUP_ERROR)
    assert "Out of order" in desk.said


def test_a_connect_js_that_falsifies_what_it_hands_over_is_refused(desk: Stage, api: HumanApi) -> None:
    """It can: the callbacks are its own. What comes of it is checked like anything else."""
    api.before_connect_js = "Object.prototype.toJSON = function () { return 'forged'; };"
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Finish")
    desk.wait_for_event(EventKind.CALLBACK_REJECTED)
    assert "cannot be understood. It was ignored." in desk.said
    assert desk.outcomes == []
    assert api.finishes() == []


# --- the quota --------------------------------------------------------------------------------------------------------


def test_a_launch_may_say_so_much_and_no_more(desk: Stage, api: HumanApi) -> None:
    desk.tries(f"for (var i = 0; i < {3 * QUOTA}; i += 1) {{ tell({{ type: 'hapi-connect-finish', token: {{}} }}); }}")
    desk.add(ADA)
    window = desk.launch(ADA)
    messages: list[str] = []
    window.message_received.connect(messages.append)
    desk.person.click("Try")
    wait_for(lambda: len(messages) >= QUOTA - 2, "the quota")
    let_pass(0.3)
    assert len(messages) == QUOTA - 2  # "ready" and "opened" came before
    assert len(desk.events(EventKind.CALLBACK_REJECTED)) == QUOTA - 2
    assert "sent no session token" in desk.said
    hint = window.findChild(QLabel, "popupHint")
    assert isinstance(hint, QLabel)
    assert "not listened to any more" in hint.text()
    assert hint.isVisible()
    assert desk.details(EventKind.MESSAGE_DROPPED, "reason") == ["too many"]
    assert desk.outcomes == []
