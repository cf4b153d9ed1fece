"""A popup's window is made ready before its launch, where nobody sees it, and nothing of it stays."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

from hcdesktop.core.models import EventKind, OutcomeKind
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui import engine_start, memory
from hcdesktop.ui.web.blank_page import BlankPage
from hcdesktop.ui.web.connect_window import ConnectWindow
from tests.web.human_api.api import HumanApi
from tests.web.stage import Stage, ask
from tests.web.test_teardown import ADA, BOB, left_over


def profiles() -> list[QWebEngineProfile]:
    return [one for one in shiboken6.getAllValidWrappers() if isinstance(one, QWebEngineProfile)]


def turn_to(desk: Stage, client_user_id: str) -> None:
    desk.app.prepare_popups()
    desk.app.window.table.choose(desk.user(client_user_id).id)


def wait_until_ready(desk: Stage) -> QWebEngineProfile:
    wait_for(lambda: desk.app.popups.windows.is_ready, "a profile that is ready")
    (profile,) = profiles()
    return profile


def window_that_waits(desk: Stage) -> ConnectWindow:
    """Once it has loaded."""
    windows = desk.app.popups.windows

    def loaded() -> ConnectWindow | None:
        window = windows._waiting and windows._waiting.window
        return window if window and window._is_loaded else None

    return wait_for(loaded, "the window")


@pytest.fixture
def ready(desk: Stage) -> Stage:
    """A profile waits for its launch."""
    desk.add(ADA)
    desk.add(BOB)
    turn_to(desk, ADA)
    wait_until_ready(desk)
    return desk


def test_each_launch_gets_the_profile_that_is_ready_and_no_other_one_does(ready: Stage) -> None:
    seen = []
    for client_user_id in (ADA, BOB):
        turn_to(ready, client_user_id)
        profile = wait_until_ready(ready)
        seen.append(id(profile))
        assert ready.launch(client_user_id).page.profile() is profile
        assert not ready.app.popups.windows.is_ready
        ready.window().close()
        wait_for(lambda: not left_over(), "nothing left of it")
        ready.outcomes.clear()


def test_the_blank_page_goes_when_the_popup_has_answered(ready: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[BlankPage] = []
    real = BlankPage.close

    def close(page: BlankPage) -> None:
        closed.append(page)
        real(page)

    monkeypatch.setattr(BlankPage, "close", close)
    window = ready.press(ADA)
    assert not closed
    wait_for(lambda: closed, "the blank page's end")
    assert window.isVisible()
    assert [one for one in left_over() if isinstance(one, QWebEnginePage)] == [window.page]


def test_the_window_that_waits_is_the_launchs(ready: Stage) -> None:
    waiting = window_that_waits(ready)
    assert waiting.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    assert ready.launch(ADA) is waiting
    assert not waiting.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    assert ADA in waiting.windowTitle()
    assert len(ready.wait_for_event(EventKind.PAGE_LOADED)) == 1


def test_who_waits_for_nobody_asks_nobody(ready: Stage, api: HumanApi) -> None:
    """Of somebody who only looks at a row Human API hears nothing: neither a script nor an icon is asked for."""
    window = window_that_waits(ready)
    wait_for(lambda: window._blank and not window._blank.page.isLoading(), "the blank page")
    assert ask(window.page.runJavaScript, "document.getElementsByTagName('script').length") == 1  # our own
    assert [request.path for request in api.connect.seen] == []


def test_the_popup_comes_into_the_process_that_waits(ready: Stage) -> None:
    blank = wait_for(lambda: window_that_waits(ready)._blank, "the blank page")
    wait_for(blank.page.renderProcessPid, "its process")
    process = blank.page.renderProcessPid()
    window = ready.launch(ADA)
    assert process != window.page.renderProcessPid()
    os.kill(process, signal.SIGKILL)
    assert ready.outcome(OutcomeKind.RENDERER_DIED).detail == "a frame's process"


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "loading"])
def test_a_launch_that_comes_while_the_window_loads_waits_for_it(desk: Stage, loaded: bool) -> None:
    desk.add(ADA)
    windows = desk.app.popups.windows
    windows.prepare(desk.app.controller.desk)
    if loaded:
        windows._prepare_window()
    assert desk.launch(ADA).isVisible()
    assert len(desk.wait_for_event(EventKind.PAGE_LOADED)) == 1


def test_a_window_whose_renderer_has_died_is_given_to_nobody(ready: Stage) -> None:
    window = window_that_waits(ready)
    os.kill(window.page.renderProcessPid(), signal.SIGKILL)
    wait_for(lambda: ready.app.popups.windows._is_lost, "the renderer's end")
    assert ready.launch(ADA) is not window
    assert not shiboken6.isValid(window.view)


def test_beside_an_open_popup_none_is_made_ready(ready: Stage) -> None:
    ready.launch(ADA)
    turn_to(ready, BOB)
    ready.app.rooms.engine._prepare()
    assert not ready.app.popups.windows.is_ready


@pytest.mark.parametrize(
    "end",
    [
        lambda desk: desk.close(),
        lambda desk: desk.app.rooms.lock.lock(),
        lambda desk: desk.app.controller.open_environment("Simulator"),
        lambda desk: desk.app.window.close() and desk.close(),
    ],
    ids=["closed", "locked", "another environment", "window closed"],
)
def test_what_nobody_came_for_goes(ready: Stage, end: Callable[[Stage], object]) -> None:
    end(ready)
    wait_for(lambda: not left_over(), "nothing left")


def test_it_goes_after_a_while_without_a_sign(ready: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ready.app.rooms.engine._on_look()
    assert ready.app.popups.windows.is_ready
    monkeypatch.setattr(engine_start, "_PATIENCE", -1.0)
    ready.app.rooms.engine._on_look()
    wait_for(lambda: not left_over(), "nothing left")


def test_it_goes_when_memory_is_short_and_is_not_made_then(ready: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "is_short", lambda: True)
    ready.app.rooms.engine._on_look()
    ready.app.rooms.engine._prepare()
    assert not ready.app.popups.windows.is_ready
    wait_for(lambda: not left_over(), "nothing left")


def test_a_profile_for_other_settings_is_not_taken(ready: Stage) -> None:
    (profile,) = profiles()
    desk = ready.app.controller.desk
    other = replace(desk, environment=replace(desk.environment, language="es"))
    taken = ready.app.popups.windows.take(other)
    assert taken.page.profile() is not profile
    taken.tear_down()
    wait_for(lambda: not left_over(), "nothing left")


def test_a_launch_that_ends_before_it_answers_takes_the_page_along(ready: Stage) -> None:
    ready.press(ADA).close()
    wait_for(lambda: not left_over(), "nothing left")
