"""Providers' log-ins in a window, in a frame and in the system browser; the markers in addresses (section 3)."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from PySide6.QtCore import QUrl

from hcdesktop.core.models import EventKind
from hcdesktop.journey.waiting import wait_for
from tests.web.human_api.api import HumanApi
from tests.web.stage import Stage, ask

ADA = "ada@example.org"
BOB = "bob@example.com"
ADDED = '{"type":"hapi-external-auth-added"}'
HOST_ORIGIN = "https://hcdesktop.invalid"

#: Everything that ends a string, a script or a line of script somewhere, and everything that is decoded once too often.
NASTY = json.dumps(
    {"type": "hapi-external-auth-added", "text": "'\"`</script><!--\u2028\u2029\\ ${x} %41 %2541 +&=#? ü😀"}
)

both_clients = pytest.mark.parametrize("client", ["older", "newer"])
both_places = pytest.mark.parametrize("place", ["Provider window", "Provider frame"])


def provider_is_gone(desk: Stage) -> None:
    """Waits until neither a window nor a frame of a provider is there; the popup is."""
    page = desk.window().page
    wait_for(lambda: not desk.window().provider_windows, "the window gone")
    wait_for(lambda: len(page.mainFrame().children()) == 1, "the frame gone")


def heard(desk: Stage) -> list[object]:
    """The messages that the popup has got."""
    popup = desk.window().page.mainFrame().children()[0]
    return list(ask(popup.runJavaScript, "heard"))


# --- a window, with its opener and its cookies ------------------------------------------------------------------------


@both_clients
def test_a_log_in_in_a_window(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Provider window")
    desk.provider()
    wait_for(lambda: api.provider.asked("/login"), "the provider being asked")
    assert api.provider.asked("/login")[0].query == {"popup": "1"}
    desk.person.click("Allow")
    assert desk.person.read("Heard from") == f"Heard from {HOST_ORIGIN}: {ADDED}"
    provider_is_gone(desk)
    desk.person.click("Finish")
    desk.saved(ADA)
    assert len(desk.events(EventKind.PROVIDER_OPENED)) == len(desk.events(EventKind.PROVIDER_CLOSED)) == 1


def test_the_windows_opener_is_the_popup(desk: Stage, api: HumanApi) -> None:
    api.provider_does = (
        "opener.postMessage('from the window', '*'); addButton('Leave', function () { window.close(); });"
    )
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Provider window")
    desk.provider()
    wait_for(lambda: heard(desk) or None, "a message")
    assert heard(desk) == ["from the window"]
    desk.person.click("Leave")
    provider_is_gone(desk)


def test_the_window_shares_the_popups_cookies(desk: Stage, api: HumanApi) -> None:
    # The second request: only then is the first one's cookie sure to be kept.
    desk.tries(
        "fetch('/cookie?set=portal').then(function () { return fetch('/quiet'); }).then(function () { show('kept'); });"
    )
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Try")
    desk.person.read("kept")
    desk.person.click("Provider window")
    desk.provider()
    wait_for(lambda: api.provider.asked("/login"), "the provider being asked")
    assert api.provider.asked("/login")[0].headers["cookie"] == "portal=1"


def test_the_window_says_whose_page_it_is(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    window = desk.launch(ADA)
    wait_for(lambda: api.connect.url in window.origin_text, "the popup's origin")
    desk.person.click("Provider frame")
    wait_for(lambda: api.provider.url in window.origin_text, "the frame's origin")
    assert window.origin_text.startswith("On this computer, not encrypted")


def test_a_person_may_shut_the_providers_window(desk: Stage) -> None:
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Provider window")
    desk.provider().close()
    provider_is_gone(desk)
    desk.person.click("Finish")
    desk.saved(ADA)


# --- a frame ----------------------------------------------------------------------------------------------------------


@both_clients
def test_a_log_in_in_a_frame(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Provider frame")
    desk.person.click("Allow")
    assert desk.person.read("Heard from") == f"Heard from {HOST_ORIGIN}: {ADDED}"
    provider_is_gone(desk)
    assert len(api.provider.asked("/login")) == 1
    desk.person.click("Finish")
    desk.saved(ADA)


@pytest.mark.parametrize("kind", ["hapi-close-popup-iframe", "hapi-close-popup-mobile"])
def test_the_popup_closes_its_second_view_itself(desk: Stage, kind: str) -> None:
    desk.tries(f"tell({{ type: '{kind}' }});")
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Try")
    assert desk.person.read("Heard from") == f"Heard from {HOST_ORIGIN}: {ADDED}"


# --- popup=1: a second view -------------------------------------------------------------------------------------------


@both_clients
def test_a_popup_that_goes_to_a_log_in_itself_is_given_a_second_view(desk: Stage, api: HumanApi) -> None:
    desk.tries("location.href = PROVIDER + '/login?a=1&popup=1';")
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Try")
    desk.provider()
    assert api.provider.asked("/login")[0].query == {"a": "1", "popup": "1"}
    desk.person.click("Allow")
    assert desk.person.read("Heard from") == f"Heard from {HOST_ORIGIN}: {ADDED}"
    provider_is_gone(desk)
    desk.person.click("Finish")
    desk.saved(ADA)


def test_the_frame_for_a_log_in_stays_a_frame(desk: Stage, api: HumanApi) -> None:
    desk.tries("tell({ type: 'hapi-connect-popup-iframe', url: PROVIDER + '/login?popup=1' });")
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Try")
    desk.person.click("Allow")
    desk.person.read("Heard from")
    assert not window.provider_windows
    assert desk.events(EventKind.PROVIDER_OPENED) == []


# --- hapi_external=1: the system browser ------------------------------------------------------------------------------


@both_clients
def test_an_outside_address_goes_to_the_system_browser_without_its_marker(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Open outside")
    wait_for(lambda: desk.opened_outside or None, "the system browser")
    assert desk.opened_outside == [QUrl(f"{api.provider.url}/help?a=1&b=%C3%BC#part")]
    wait_for(lambda: not window.provider_windows, "no window left")
    assert api.provider.seen == []
    desk.person.click("Finish")
    desk.saved(ADA)


def test_a_popup_that_goes_outside_itself_stays(desk: Stage, api: HumanApi) -> None:
    desk.tries("location.href = PROVIDER + '/help?hapi_external=1';")
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Try")
    wait_for(lambda: desk.opened_outside or None, "the system browser")
    assert desk.opened_outside == [QUrl(f"{api.provider.url}/help")]
    desk.person.click("Finish")
    desk.saved(ADA)


def test_a_storm_of_outside_addresses_opens_three(desk: Stage) -> None:
    desk.tries("for (var i = 0; i < 9; i += 1) { window.open(PROVIDER + '/' + i + '?hapi_external=1'); } show('done');")
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Try")
    desk.person.read("done")
    wait_for(lambda: len(desk.opened_outside) >= 3, "the system browser")
    wait_for(lambda: not window.provider_windows, "no window left")
    assert len(desk.opened_outside) == 3


# --- https://close-popup…: the end of a log-in ------------------------------------------------------------------------


@both_places
def test_a_closing_message_arrives_as_data(desk: Stage, api: HumanApi, place: str) -> None:
    api.provider_does = f"location.href = 'https://close-popup-with-message?{quote(NASTY, safe='')}';"
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click(place)
    desk.person.read("Heard from")
    provider_is_gone(desk)
    assert heard(desk) == [NASTY]
    desk.person.click("Finish")
    desk.saved(ADA)


def test_a_closing_message_is_no_callback(desk: Stage, api: HumanApi) -> None:
    forged = json.dumps({"type": "hapi-connect-finish", "token": {"sessionToken": "forged"}})
    api.provider_does = f"location.href = 'https://close-popup-with-message?{quote(forged, safe='')}';"
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Provider window")
    desk.person.read("Heard from")
    assert heard(desk) == [forged]
    desk.person.click("Finish")
    desk.saved(ADA)
    assert [request.json["sessionToken"] for request in api.finishes()] == [api.people.sessions[-1].token]


@pytest.mark.parametrize(
    ("place", "address"),
    [
        # Not in a frame: the engine refuses credentials there by itself.
        ("Provider window", "https://close-popup@127.0.0.1:PORT/"),
        ("Provider window", "https://close-popup.localhost:PORT/"),
        ("Provider frame", "https://close-popup.localhost:PORT/"),
    ],
)
def test_a_look_alike_is_no_marker(desk: Stage, api: HumanApi, place: str, address: str) -> None:
    port = api.provider.url.rpartition(":")[2]
    api.provider_does = f"addButton('Go', function () {{ location.href = '{address.replace('PORT', port)}'; }});"
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click(place)
    desk.person.click("Go")
    wait_for(lambda: api.provider.secure_attempts or None, "the attempt to go there")
    assert heard(desk) == []
    assert len(window.provider_windows) == (place == "Provider window")
    assert len(window.page.mainFrame().children()) == 1 + (place == "Provider frame")
