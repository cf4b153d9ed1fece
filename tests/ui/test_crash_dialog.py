"""A fault of ours is told once, beside the work, with nothing of anybody in it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from hcdesktop.core.crashes import redacted_crashes
from hcdesktop.core.redact import Redactor
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.crash_dialog import CrashDialog
from tests.conftest import ExpectedLog
from tests.ui.screen import ADA, Screen, visible_texts
from tests.ui.test_accessibility import nameless

pytestmark = pytest.mark.allow_log("nobody caught")


@pytest.fixture
def crashing(screen: Screen, capsys: pytest.CaptureFixture[str]) -> Iterator[Screen]:
    """The window, with the hooks that the command line puts in."""
    with redacted_crashes(Redactor(lambda: ["canary-known"]), screen.app.crashes.tell):
        yield screen
    assert "Traceback" in capsys.readouterr().err


def crash(text: str = "of ada@example.org with canary-known") -> None:
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def dialog(screen: Screen) -> CrashDialog:
    return wait_for(lambda: screen.app.crashes.dialog, "the dialog")


def texts(screen: Screen) -> str:
    return "\n".join(label.text() for label in dialog(screen).findChildren(QLabel) if label.isVisible())


def test_it_says_what_happened_what_is_safe_and_what_to_do(crashing: Screen) -> None:
    crash()
    said = texts(crashing)
    assert "Something in hcdesktop went wrong." in said
    assert "Everything that was finished is safe" in said
    assert "start it again" in said
    assert not dialog(crashing).isModal()
    assert not dialog(crashing).text.isVisible()
    assert nameless(dialog(crashing)) == []
    crashing.choose(ADA)  # the work goes on
    assert crashing.card.user == crashing.user(ADA)
    dialog(crashing).fold.button.click()
    assert dialog(crashing).text.isVisible()


def test_its_details_are_redacted_and_copied(crashing: Screen) -> None:
    crash()
    crashing.press(dialog(crashing).copy_button)
    copied = QGuiApplication.clipboard().text()
    assert copied == dialog(crashing).text.toPlainText()
    assert "RuntimeError: of person-1 with •••" in copied
    assert "test_crash_dialog.py" in copied
    assert "Environment: simulator" in copied
    assert "canary" not in copied


def test_a_slot_of_qt_and_a_thread_are_heard_too(crashing: Screen) -> None:
    thread = threading.Thread(target=crash)
    thread.start()
    thread.join()
    assert "went wrong" in texts(crashing)


def test_a_storm_is_one_dialog(crashing: Screen) -> None:
    for _ in range(50):
        crash()
    first = dialog(crashing)
    let_pass(0.05)
    for _ in range(50):
        crash("something else")
        let_pass(0)
    assert dialog(crashing) is first
    assert "It has happened 100 times." in texts(crashing)
    assert len(crashing.window.findChildren(CrashDialog)) == 1


def test_who_goes_on_is_not_told_again_of_the_same_place_at_once(crashing: Screen) -> None:
    now = [0.0]
    crashing.app.crashes._now = lambda: now[0]
    crash()
    crashing.press(dialog(crashing).go_on_button)
    let_pass(0)
    crash()
    let_pass(0.05)
    assert crashing.app.crashes.dialog is None
    now[0] = 61.0
    crash()
    crashing.press(dialog(crashing).go_on_button)
    let_pass(0)
    assert crashing.window.isVisible()
    assert crashing.window.findChildren(CrashDialog) == []


def test_the_app_can_be_closed_from_it(crashing: Screen) -> None:
    closed: list[bool] = []
    crashing.window.closed.connect(lambda: closed.append(True))
    crash()
    crashing.press(dialog(crashing).close_button)
    wait_for(lambda: closed, "the end")


def test_while_the_desk_is_locked_it_tells_the_place_alone(crashing: Screen) -> None:
    crashing.app.rooms.lock.lock()
    crash("of Ada Winterbourne")
    shown = dialog(crashing)
    assert shown.isVisible()
    told = shown.text.toPlainText()
    assert "test_crash_dialog.py" in told
    assert "RuntimeError (withheld)" in told
    assert "Environment: none open" in told
    assert [text for text in visible_texts(shown) if "Winterbourne" in text] == []


def test_locking_takes_an_open_one_away(crashing: Screen) -> None:
    crash()
    dialog(crashing)
    crashing.app.rooms.lock.lock()
    let_pass(0)
    assert crashing.window.findChildren(CrashDialog) == []


def test_a_reporter_that_fails_ends_nothing(capsys: pytest.CaptureFixture[str], expect_log: ExpectedLog) -> None:
    def broken(_crash: object) -> None:
        raise ZeroDivisionError

    with redacted_crashes(Redactor(), broken):
        crash("plain")
    assert capsys.readouterr().err.count("Traceback") == 1
