"""A popup's profile is made ready before its launch, with a page that nobody sees, and nothing of it stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui import engine_start, memory
from hcdesktop.ui.web.first_page import FirstPage
from tests.web.stage import Stage
from tests.web.test_teardown import ADA, BOB, left_over


def profiles() -> list[QWebEngineProfile]:
    return [one for one in shiboken6.getAllValidWrappers() if isinstance(one, QWebEngineProfile)]


def turn_to(desk: Stage, client_user_id: str) -> None:
    desk.app.prepare_popups()
    desk.app.window.table.choose(desk.user(client_user_id).id)


def wait_until_ready(desk: Stage) -> QWebEngineProfile:
    wait_for(lambda: desk.app.popups.profiles.is_ready, "a profile that is ready")
    (profile,) = profiles()
    return profile


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
        assert not ready.app.popups.profiles.is_ready
        ready.window().close()
        wait_for(lambda: not left_over(), "nothing left of it")
        ready.outcomes.clear()


def test_the_page_that_nobody_sees_goes_when_the_popup_has_answered(
    ready: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[FirstPage] = []
    real = FirstPage.close

    def close(page: FirstPage) -> None:
        closed.append(page)
        real(page)

    monkeypatch.setattr(FirstPage, "close", close)
    window = ready.press(ADA)
    assert not closed
    wait_for(lambda: closed, "the first page's end")
    assert window.isVisible()
    assert [one for one in left_over() if isinstance(one, QWebEnginePage)] == [window.page]


def test_beside_an_open_popup_none_is_made_ready(ready: Stage) -> None:
    ready.launch(ADA)
    turn_to(ready, BOB)
    ready.app.rooms.engine._prepare()
    assert not ready.app.popups.profiles.is_ready


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
    assert ready.app.popups.profiles.is_ready
    monkeypatch.setattr(engine_start, "_PATIENCE", -1.0)
    ready.app.rooms.engine._on_look()
    wait_for(lambda: not left_over(), "nothing left")


def test_it_goes_when_memory_is_short_and_is_not_made_then(ready: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "is_short", lambda: True)
    ready.app.rooms.engine._on_look()
    ready.app.rooms.engine._prepare()
    assert not ready.app.popups.profiles.is_ready
    wait_for(lambda: not left_over(), "nothing left")


def test_a_profile_for_other_settings_is_not_taken(ready: Stage) -> None:
    (profile,) = profiles()
    desk = ready.app.controller.desk
    other = replace(desk, environment=replace(desk.environment, language="es"))
    taken = ready.app.popups.profiles.take(other)
    assert taken.engine is not profile
    taken.close()
    wait_for(lambda: not left_over(), "nothing left")


def test_a_launch_that_ends_before_it_answers_takes_the_page_along(ready: Stage) -> None:
    ready.press(ADA).close()
    wait_for(lambda: not left_over(), "nothing left")
