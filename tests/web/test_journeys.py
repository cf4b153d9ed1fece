"""The promises of the Web Guide, with both historical clients, over HTTP: what a click in the list comes to."""

from __future__ import annotations

import json

import pytest

from hcdesktop.core.models import Attention, EventKind, OutcomeKind
from hcdesktop.journey.waiting import let_pass, wait_for
from tests.web.human_api.api import Client, HumanApi
from tests.web.human_api.people import APP_KEY, CLIENT_ID, CLIENT_SECRET
from tests.web.stage import OpenStage, Stage, ask

ADA = "ada@example.org"
BOB = "bob@example.com"

both_clients = pytest.mark.parametrize("client", ["older", "newer"])


def popup_query(api: HumanApi) -> dict[str, str]:
    """What the popup was opened with, as its host got it."""
    opened = [request for request in api.connect.seen if request.path == "/"]
    assert len(opened) == 1
    return opened[0].query


# --- Create and Edit --------------------------------------------------------------------------------------------------


@both_clients
def test_create_stores_the_tokens_and_the_row_says_edit(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    assert desk.button(ADA) == "Connect"
    desk.launch(ADA)
    assert desk.person.read("Mode: ") == "Mode: create"
    desk.person.click("Connect clinic")
    desk.person.read("Sources: Clinic")
    desk.person.click("Finish")
    desk.saved(ADA)
    assert desk.button(ADA) == "Edit"
    wait_for(lambda: desk.user(ADA).sources == ("Clinic",), "the source in the row")
    assert popup_query(api)["clientId"] == CLIENT_ID
    assert "is connected and saved" in desk.said


@both_clients
def test_edit_opens_with_the_stored_token_which_is_replaced(desk: Stage, api: HumanApi, client: Client) -> None:
    before = desk.add_known(BOB)
    desk.launch(BOB)
    assert desk.person.read("Mode: ") == "Mode: edit"
    assert desk.person.read("Sources: ") == "Sources: Clinic"
    assert popup_query(api)["publicToken"] == before.public_token
    assert ("clientId" in popup_query(api)) == (client == "newer")
    desk.person.click("Add source")
    desk.person.read("Pharmacy")
    desk.person.click("Finish")
    after = desk.saved(BOB)
    assert after.human_id == before.human_id
    assert after.public_token != before.public_token
    wait_for(lambda: desk.user(BOB).sources == ("Clinic", "Pharmacy"), "two sources in the row")


def test_a_launch_after_a_launch_opens_with_the_new_token(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    first = desk.connect(ADA)
    api.connect.seen.clear()
    desk.launch(ADA)
    assert popup_query(api)["publicToken"] == first.public_token
    desk.person.click("Remove source")
    desk.person.click("Finish")
    second = desk.saved(ADA)
    assert second.public_token != first.public_token
    wait_for(lambda: desk.user(ADA).sources == (), "no source in the row")


@both_clients
@pytest.mark.parametrize(
    "client_user_id",
    [
        "Zoë Müller + Söhne & Co. 100% 😀 a=b?c#d/e",
        "a+b c@x.de%20'\"<script>;:,\\",
        pytest.param("ü" * 200, id="long"),
    ],
)
def test_client_user_id_arrives_to_the_letter(desk: Stage, api: HumanApi, client_user_id: str) -> None:
    desk.add(client_user_id)
    desk.launch(client_user_id)
    assert popup_query(api)["clientUserId"] == client_user_id
    assert api.people.sessions[-1].human.client_user_id == client_user_id
    desk.person.click("Finish")
    desk.saved(client_user_id)


def test_the_environments_language_arrives(open_stage: OpenStage, api: HumanApi) -> None:
    desk = open_stage(api.environment(language="de-AT"))
    desk.add(ADA)
    desk.launch(ADA)
    assert popup_query(api)["lang"] == "de-AT"
    (opened,) = [request for request in api.connect.seen if request.path == "/"]
    assert opened.headers["accept-language"].startswith("de-AT")


# --- nothing changed, and said ----------------------------------------------------------------------------------------


@both_clients
def test_close_changes_nothing_and_says_so(desk: Stage, api: HumanApi) -> None:
    before = desk.add_known(BOB)
    desk.launch(BOB)
    desk.person.click("Close")
    desk.outcome(OutcomeKind.CLOSED)
    desk.settle()
    assert desk.user(BOB) == before
    assert "Nothing was changed" in desk.said
    assert api.finishes() == []


@both_clients
def test_an_error_is_shown_whole(desk: Stage, api: HumanApi) -> None:
    before = desk.add_known(BOB)
    desk.launch(BOB)
    desk.person.click("Fail")
    desk.outcome(OutcomeKind.POPUP_ERROR)
    desk.settle()
    for part in ("E1", "Broken", "Out of order", "Nothing was changed"):
        assert part in desk.said
    assert desk.user(BOB) == before
    assert api.finishes() == []


@both_clients
def test_a_finish_with_an_error_beside_its_session_is_saved_and_the_error_told(desk: Stage, api: HumanApi) -> None:
    before = desk.add_known(BOB)
    desk.launch(BOB)
    desk.person.click("Finish with error")
    outcome = desk.outcome(OutcomeKind.FINISHED)
    desk.settle()
    assert outcome.problem is not None
    told = [str(event.detail) for event in desk.events(EventKind.ENDED)]
    assert [text for text in told if "The portal hung up" in text] == told != []
    assert desk.user(BOB).public_token != before.public_token
    assert len(api.finishes()) == 1


def test_create_for_somebody_who_exists_is_recovered_to_edit(desk: Stage, api: HumanApi) -> None:
    api.people.add(ADA, "Clinic")
    desk.add(ADA)
    desk.press(ADA)
    desk.outcome(OutcomeKind.POPUP_ERROR)
    assert desk.user(ADA).attention is Attention.EXISTS
    desk.person.press(desk.app.window.messages.action_button)
    assert desk.person.read("Mode: ") == "Mode: edit"
    desk.person.click("Finish")
    desk.saved(ADA)
    assert len(api.api.asked(f"/v1/apps/{CLIENT_ID}/users")) == 1


def test_a_stale_token_is_kept_until_it_is_recovered(desk: Stage, api: HumanApi) -> None:
    before = desk.add_known(BOB)
    api.people.find(BOB).public_token = "issued0elsewhere0" * 2
    desk.press(BOB)
    desk.outcome(OutcomeKind.POPUP_ERROR)
    assert desk.user(BOB).public_token == before.public_token
    desk.person.press(desk.app.window.messages.action_button)
    assert desk.person.read("Mode: ") == "Mode: edit"


# --- one outcome, one POST --------------------------------------------------------------------------------------------


@both_clients
@pytest.mark.parametrize("button", ["Finish twice", "Finish and close"])
def test_more_than_one_callback_is_one_outcome_and_one_post(desk: Stage, api: HumanApi, button: str) -> None:
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click(button)
    desk.saved(ADA)
    let_pass(0.1)
    assert desk.outcomes == []
    assert len(api.finishes()) == 1
    assert len(desk.events(EventKind.FINISH_KEPT)) == len(desk.events(EventKind.ENDED)) == 1


def test_callbacks_of_one_turn_are_one_outcome(desk: Stage, api: HumanApi) -> None:
    """Nothing is torn down between them, as it may be when they come through the page."""
    desk.add(ADA)
    post = desk.launch(ADA).page.bridge.post
    finish = {"callback": "finish", "error": None, "session": api.people.finish(api.people.sessions[-1].token)}
    for callback in (finish, finish, {"callback": "close"}, {"callback": "error", "error": {"code": "E1"}}):
        post(json.dumps(callback))
    desk.saved(ADA)
    assert len(api.finishes()) == 1
    assert len(desk.events(EventKind.FINISH_KEPT)) == len(desk.events(EventKind.ENDED)) == 1


@both_clients
def test_the_whole_session_token_object_is_posted_once_with_the_secret(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    desk.connect(ADA)
    session, human = api.people.sessions[-1], api.people.find(ADA)
    (posted,) = api.finishes()
    assert posted.method == "POST"
    assert posted.headers["content-type"] == "application/json"
    assert posted.json == {
        "humanId": human.human_id,
        "clientId": CLIENT_ID,
        "sessionToken": session.token,
        "userId": f"u-{human.human_id}",
        "clientSecret": CLIENT_SECRET,
    }


def test_polling_stops_with_the_window(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    desk.launch(ADA)
    wait_for(lambda: len(api.connect.asked("/popup/status")) >= 3, "polling")
    desk.person.click("Finish")
    desk.saved(ADA)
    before = len(api.connect.seen)
    let_pass(1.5)  # the popup's frame is hidden by now, and a hidden frame's timer goes off once a second
    assert len(api.connect.seen) == before


# --- the secrets' way -------------------------------------------------------------------------------------------------


@both_clients
def test_no_page_and_no_request_to_the_connect_host_has_a_secret(desk: Stage, api: HumanApi) -> None:
    before = desk.add_known(BOB)
    window = desk.launch(BOB)
    options = ask(window.page.runJavaScript, "HumanConnect.given")
    page = ask(window.page.runJavaScript, "document.documentElement.outerHTML")
    desk.person.click("Finish")
    after = desk.saved(BOB)
    assert options == {
        "clientUserId": "bob%40example.com",
        "clientId": CLIENT_ID,
        "publicToken": before.public_token,
        "language": "en",
    }
    said = [page, *(request.text for host in (api.connect, api.provider) for request in host.seen)]
    for secret in (CLIENT_SECRET, APP_KEY, before.access_token, after.access_token):
        assert secret
        assert not [text for text in said if secret in text]
