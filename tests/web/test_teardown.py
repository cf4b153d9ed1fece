"""After a launch nothing of it is left, however it ended: no window, no page, no profile, no warning, no crash."""

from __future__ import annotations

import gc
import os
import signal
import weakref
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

from hcdesktop.core.models import OutcomeKind
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.web.connect_window import ConnectWindow
from hcdesktop.ui.web.policy import Policy
from hcdesktop.ui.web.profile import PrivateProfile
from hcdesktop.ui.web.provider_window import ProviderWindow
from tests.web.human_api.api import HumanApi
from tests.web.stage import MAIN_WORLD, OpenStage, Stage

ADA = "ada@example.org"
BOB = "bob@example.com"


def belongings(window: ConnectWindow) -> list[QObject]:
    """Everything of a launch that the engine has a hand in, and its windows."""
    page = window.page
    own: list[QObject] = [window, window.view, page, page.bridge, page.webChannel(), page.profile()]
    for provider in window.provider_windows:
        own += [provider, provider.view, provider.page]
    return own


def alive(objects: list[QObject]) -> list[object]:
    return [object_ for object_ in objects if shiboken6.isValid(object_)]


def wait_until_gone(objects: list[QObject]) -> None:
    wait_for(lambda: not alive(objects), "nothing left of it")


def left_over() -> list[object]:
    """What of the engine is still there in this process, and which windows."""
    gc.collect()
    kinds = (QWebEngineProfile, QWebEnginePage, QWebEngineView)
    engine = [wrapper for wrapper in shiboken6.getAllValidWrappers() if isinstance(wrapper, kinds)]
    windows = [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, ConnectWindow | ProviderWindow)
    ]
    return [*engine, *windows]


# --- what is open, and how it ends ------------------------------------------------------------------------------------


def popup_alone(_desk: Stage) -> None:
    pass


def provider_window(desk: Stage) -> None:
    """Opened with an opener; it wants to stay."""
    desk.person.click("Try")
    desk.provider()


def provider_frame(desk: Stage) -> None:
    """It lies over the popup."""
    desk.person.click("Provider frame")
    desk.person.read("Provider")


def pressed(name: str) -> Callable[[ConnectWindow], None]:
    """One of the popup's buttons, also when something lies over it."""
    script = f"[...document.querySelectorAll('button')].find((one) => one.textContent === '{name}').click()"

    def end(window: ConnectWindow) -> None:
        window.page.mainFrame().children()[0].runJavaScript(script, MAIN_WORLD, lambda _answer: None)

    return end


def shut(window: ConnectWindow) -> None:
    window.close()


def kill(window: ConnectWindow) -> None:
    process = window.page.renderProcessPid()
    assert process > 0  # 0 would be this process and all its relatives
    os.kill(process, signal.SIGKILL)


finish, close, fail = pressed("Finish"), pressed("Close"), pressed("Fail")

LAUNCHES = [
    (popup_alone, finish, OutcomeKind.FINISHED),
    (popup_alone, shut, OutcomeKind.ABANDONED),
    (provider_window, shut, OutcomeKind.ABANDONED),
    (popup_alone, close, OutcomeKind.CLOSED),
    (provider_window, finish, OutcomeKind.FINISHED),
    (popup_alone, kill, OutcomeKind.RENDERER_DIED),
    (provider_frame, finish, OutcomeKind.FINISHED),
    (provider_window, kill, OutcomeKind.RENDERER_DIED),
    (popup_alone, fail, OutcomeKind.POPUP_ERROR),
    (provider_frame, shut, OutcomeKind.ABANDONED),
    (provider_window, close, OutcomeKind.CLOSED),
    (popup_alone, finish, OutcomeKind.FINISHED),
    (provider_frame, kill, OutcomeKind.RENDERER_DIED),
    (popup_alone, shut, OutcomeKind.ABANDONED),
    (provider_frame, close, OutcomeKind.CLOSED),
    (provider_window, fail, OutcomeKind.POPUP_ERROR),
    (popup_alone, kill, OutcomeKind.RENDERER_DIED),
    (popup_alone, close, OutcomeKind.CLOSED),
    (provider_window, finish, OutcomeKind.FINISHED),
    (popup_alone, finish, OutcomeKind.FINISHED),
]


def test_twenty_launches_leave_nothing_behind(desk: Stage, api: HumanApi) -> None:
    api.provider_does = "window.addEventListener('beforeunload', function (event) { event.preventDefault(); });"
    desk.tries("window.open(PROVIDER + '/login', 'login');")
    desk.add(ADA)
    assert len(LAUNCHES) == 20
    for prepare, end, kind in LAUNCHES:
        window = desk.launch(ADA)
        prepare(desk)
        own = belongings(window)
        end(window)
        desk.outcome(kind)
        desk.settle()
        wait_until_gone(own)
    assert left_over() == []
    assert len(api.finishes()) == 6


def test_no_empty_shell_of_a_launch_is_kept(qapp: QApplication, api: HumanApi) -> None:
    """What the window still wanted to do when it went must not hold it, with its request, for ever."""
    environment = api.environment()
    profile = PrivateProfile(Policy.of(environment), language="en", simulator=None)
    window = ConnectWindow(environment, profile=profile)
    kept = [weakref.ref(each) for each in (window, window.page)]
    window._later(window.show)
    window.tear_down()
    shiboken6.delete(window)
    del window
    let_pass(0.05)
    gc.collect()
    assert [reference() is None for reference in kept] == [True, True]  # a shell cannot be shown


def test_quitting_takes_open_popups_along(open_stage: OpenStage, api: HumanApi) -> None:
    desk = open_stage()
    desk.add(ADA)
    desk.add(BOB)
    windows = [desk.launch(ADA)]
    desk.person.click("Provider window")
    wait_for(lambda: windows[0].provider_windows or None, "a provider's window")
    windows.append(desk.launch(BOB))
    own = [*belongings(windows[0]), *belongings(windows[1])]
    desk.close()
    wait_until_gone(own)
    assert [outcome.kind for outcome in desk.outcomes] == [OutcomeKind.ABANDONED] * 2
    assert left_over() == []


def test_a_page_is_not_taken_away_in_the_middle_of_its_own_call(desk: Stage, api: HumanApi) -> None:
    """GIVEN a dialog that was opened while the page tells that it has loaded WHEN the popup is shut meanwhile
    THEN it goes when the page has ended its sentence."""
    there: list[bool] = []

    def ask() -> None:
        window = desk.app.popups.launches[0].window
        window.page.loadFinished.disconnect(ask)
        loop = QEventLoop()
        window.close()
        QTimer.singleShot(100, loop, loop.quit)
        loop.exec()
        there.append(shiboken6.isValid(window.page))

    desk.app.popups.opened.connect(lambda launch: launch.window.page.loadFinished.connect(ask))
    desk.add(ADA)
    desk.person.press_row_button(ADA)
    desk.outcome(OutcomeKind.ABANDONED)
    assert there == [True]
    desk.settle()
    assert left_over() == []


@pytest.mark.qt_log_ignore(r"^This plugin does not support raise\(\)$")
def test_a_click_on_the_row_of_an_open_popup_opens_no_second_one(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.press_row_button(ADA)
    let_pass(0.1)
    assert desk.window() is window
    assert len(api.people.sessions) == 1


def test_what_was_left_over_would_be_seen(qapp: QApplication) -> None:
    profile = QWebEngineProfile()
    page = QWebEnginePage(profile)
    assert left_over() == [page, profile] or left_over() == [profile, page]
    shiboken6.delete(page)
    shiboken6.delete(profile)
    assert left_over() == []
