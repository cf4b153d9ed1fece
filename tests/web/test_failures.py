"""A popup that never comes, dies, or is shut: one outcome each, said in words, and the next launch works."""

from __future__ import annotations

import os
import signal

from hcdesktop.core.models import OutcomeKind
from tests.web.conftest import Console
from tests.web.human_api.api import HumanApi
from tests.web.human_api.host import Answer, free_port
from tests.web.stage import OpenStage, Stage

ADA = "ada@example.org"
_JAVASCRIPT = "text/javascript"


def load_fails(desk: Stage) -> str:
    """Launches; what the window says when the popup could not be loaded."""
    desk.add(ADA)
    desk.press(ADA)
    desk.outcome(OutcomeKind.LOAD_FAILED)
    desk.settle()
    assert desk.service.pending() == []
    return desk.said


def test_no_script(desk: Stage, api: HumanApi, console: Console) -> None:
    console.allow("status of 404")
    api.connect_js = Answer(404)
    assert "could not be loaded from 127.0.0.1" in load_fails(desk)
    assert "Nothing was changed" in desk.said


def test_a_script_that_defines_nothing(desk: Stage, api: HumanApi) -> None:
    api.connect_js = Answer(body=b"var nothing;", kind=_JAVASCRIPT)
    assert "could not be loaded from 127.0.0.1" in load_fails(desk)
    assert "HumanConnect.open is not defined" in desk.said


def test_a_script_that_is_none(desk: Stage, api: HumanApi, console: Console) -> None:
    console.allow("SyntaxError")
    api.connect_js = Answer(body=b"<html>Log in to the hotel's network</html>", kind=_JAVASCRIPT)
    assert "could not be loaded from 127.0.0.1" in load_fails(desk)


def test_a_host_that_cannot_be_reached(open_stage: OpenStage, api: HumanApi, console: Console) -> None:
    console.allow("ERR_CONNECTION_REFUSED")
    desk = open_stage(api.environment(connect_url=f"http://127.0.0.1:{free_port()}"))
    assert "could not be loaded from 127.0.0.1" in load_fails(desk)


def test_another_try_after_a_failed_load_works(desk: Stage, api: HumanApi) -> None:
    api.connect_js = Answer(body=b"", kind=_JAVASCRIPT)
    load_fails(desk)
    api.connect_js = None
    desk.person.press(desk.app.window.messages.action_button)
    desk.person.click("Finish")
    desk.saved(ADA)


def test_a_renderer_that_dies(desk: Stage) -> None:
    desk.add(ADA)
    window = desk.launch(ADA)
    process = window.page.renderProcessPid()
    assert process > 0
    os.kill(process, signal.SIGKILL)
    desk.outcome(OutcomeKind.RENDERER_DIED)
    assert "The popup stopped working. Nothing was changed." in desk.said
    desk.settle()
    desk.connect(ADA)


def test_a_popup_that_dies_while_its_host_page_lives(desk: Stage) -> None:
    """Each site has a process of its own; here the provider is on the popup's, for ports make no difference."""
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Provider window")
    process = desk.provider().page.renderProcessPid()
    assert process not in (0, window.page.renderProcessPid())
    os.kill(process, signal.SIGKILL)
    assert desk.outcome(OutcomeKind.RENDERER_DIED).detail == "a frame's process"
    desk.settle()
    desk.connect(ADA)


def test_a_window_that_is_shut(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    desk.launch(ADA).close()
    desk.outcome(OutcomeKind.ABANDONED)
    assert "Nothing was changed" in desk.said
    desk.settle()
    desk.connect(ADA)
    assert len(api.finishes()) == 1
