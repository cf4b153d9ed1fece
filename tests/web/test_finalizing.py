"""From the popup's finish to stored tokens over a network that fails: nothing is lost, nothing is sent too often."""

from __future__ import annotations

import pytest

from hcdesktop.core.finalizer import FinalizeKind
from hcdesktop.core.models import Attention, Credentials, FinishState, OutcomeKind, UserState
from hcdesktop.journey.waiting import let_pass, wait_for
from tests.web.human_api.api import HumanApi
from tests.web.human_api.host import free_port
from tests.web.human_api.people import APP_KEY, CLIENT_SECRET
from tests.web.stage import OpenStage, Stage

ADA = "ada@example.org"
BOB = "bob@example.com"


def finish(desk: Stage, client_user_id: str) -> None:
    """A launch up to its finish."""
    desk.launch(client_user_id)
    desk.person.click("Connect clinic")
    desk.person.click("Finish")
    desk.outcome(OutcomeKind.FINISHED)


def test_unavailable_twice_then_stored(desk: Stage, api: HumanApi) -> None:
    api.answers = [503, 503]
    desk.add(ADA)
    desk.connect(ADA)
    assert [result.kind for result in desk.results] == [
        FinalizeKind.POSTPONED,
        FinalizeKind.POSTPONED,
        FinalizeKind.STORED,
    ]
    assert len({request.body for request in api.finishes()}) == 1
    assert len(api.finishes()) == 3
    assert desk.service.count_users() == 1


def test_a_wrong_secret_parks_the_finish_until_it_is_corrected(desk: Stage, api: HumanApi) -> None:
    desk.service.set_credentials(Credentials(client_secret="wrong" * 8, app_key=APP_KEY))
    desk.add(ADA)
    finish(desk, ADA)
    wait_for(lambda: desk.results or None, "the refusal")
    (pending,) = desk.service.pending()
    assert pending.state is FinishState.PARKED
    assert desk.user(ADA).state is UserState.ATTENTION
    assert desk.app.window.pending_text == "1 not saved yet"
    assert "refused this environment's credentials" in desk.said
    let_pass(0.5)
    assert len(api.finishes()) == 1
    desk.person.correct_secret(CLIENT_SECRET)
    desk.settle()
    assert desk.user(ADA).public_token == api.people.find(ADA).public_token
    assert desk.app.window.pending_text == "Everything is saved"


def test_a_lost_answer_is_recovered_by_the_public_token(desk: Stage, api: HumanApi) -> None:
    api.answers = ["lost"]
    desk.add(ADA)
    finish(desk, ADA)
    desk.settle()
    assert [result.kind for result in desk.results] == [FinalizeKind.POSTPONED, FinalizeKind.RECOVERED]
    user, human = desk.user(ADA), api.people.find(ADA)
    assert (user.human_id, user.public_token, user.access_token) == (human.human_id, human.public_token, None)
    assert user.attention is Attention.NEEDS_EDIT
    assert len(api.user.asked("/v1/connect/publictokens")) == 1
    assert desk.button(ADA) == "Edit"


def test_one_edit_after_a_lost_answer_brings_fresh_tokens(desk: Stage, api: HumanApi) -> None:
    api.answers = ["lost"]
    desk.add(ADA)
    finish(desk, ADA)
    desk.settle()
    desk.launch(ADA)
    assert desk.person.read("Mode: ") == "Mode: edit"
    desk.person.click("Finish")
    assert desk.saved(ADA).attention is None


@pytest.mark.parametrize("status", [400, 409])
def test_a_refusal_overwrites_nothing(desk: Stage, api: HumanApi, status: int) -> None:
    before = desk.add_known(BOB)
    api.answers = [status]
    finish(desk, BOB)
    wait_for(lambda: desk.results or None, "the refusal")
    after = desk.user(BOB)
    assert (after.human_id, after.public_token, after.access_token) == (
        before.human_id,
        before.public_token,
        before.access_token,
    )
    assert len(desk.service.pending()) == 1


def test_an_unreachable_tokens_host_keeps_the_finish(open_stage: OpenStage, api: HumanApi) -> None:
    desk = open_stage(api.environment(user_url=f"http://127.0.0.1:{free_port()}"))
    desk.add(ADA)
    finish(desk, ADA)
    wait_for(lambda: len(desk.results) >= 2 or None, "a second attempt")
    assert {result.kind for result in desk.results} == {FinalizeKind.POSTPONED}
    assert "127.0.0.1 cannot be reached. The connection of ada@example.org is safe here." in desk.said
    assert len(desk.service.pending()) == 1


def test_a_row_that_is_being_saved_is_not_launched_again(open_stage: OpenStage, api: HumanApi) -> None:
    desk = open_stage(api.environment(user_url=f"http://127.0.0.1:{free_port()}"))
    desk.add(ADA)
    finish(desk, ADA)
    wait_for(lambda: desk.results or None, "a first attempt")
    desk.person.press_row_button(ADA)
    assert not desk.app.popups.launches
    assert desk.button(ADA) == "Try now"
