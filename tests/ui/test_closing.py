"""Closing: with all saved at once; else it says what is safe and what is not, and nobody is asked who cannot answer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import SIGNAL, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hcdesktop.desk import SIMULATOR, Desks
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui import closing
from hcdesktop.ui.closing import Closing, ClosingDialog, Pending
from tests.ui.conftest import OpenScreen, PutUp
from tests.ui.screen import ADA, JONAS, FakePopup, Screen, answers, leave_finish_behind, made_up_session, visible_texts


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Pending]:
    """What was asked about; everybody keeps it open."""
    pending: list[Pending] = []

    def ask(what: Pending, _parent: object) -> bool:
        pending.append(what)
        return False

    monkeypatch.setattr(ClosingDialog, "ask", staticmethod(ask))
    return pending


def closing_of(screen: Screen) -> Closing:
    (found,) = screen.window.findChildren(Closing)
    return found


def text_of(dialog: ClosingDialog) -> str:
    return " ".join(visible_texts(dialog))


def test_with_all_saved_it_closes_at_once(screen: Screen, asked: list[Pending]) -> None:
    screen.window.close()
    assert asked == []
    assert not screen.window.isVisible()


def test_an_open_popup_is_asked_about_and_stays(screen: Screen, popups: list[FakePopup], asked: list[Pending]) -> None:
    screen.press_row_button(ADA)
    screen.press_row_button(JONAS)
    screen.window.close()
    assert asked == [Pending(popups=2)]
    assert screen.window.isVisible()
    assert not any(popup.gone for popup in popups)


def test_what_is_only_in_memory_is_asked_about_also_while_locked(
    screen: Screen, popups: list[FakePopup], asked: list[Pending]
) -> None:
    screen.press_row_button(ADA)
    screen.app.saver._in_memory.append((screen.desk, popups[0].request, made_up_session(), None))
    screen.app.rooms.lock.lock()
    screen.window.close()
    assert asked == [Pending(unsaved=1)]
    screen.app.saver._in_memory.clear()


def test_what_is_on_the_disk_is_asked_about_while_it_goes_on_by_itself_only(
    open_screen: OpenScreen, desks: Desks, asked: list[Pending], monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_finish_behind(desks, "ada.winterbourne@example.org", made_up_session())
    monkeypatch.setattr("hcdesktop.ui.saver.Saver.finalize_due", lambda _saver: None)
    screen = open_screen(SIMULATOR)
    assert screen.app.window.may_close() is False
    assert asked == [Pending(kept=1)]
    screen.service.stop_trying(screen.user(ADA).id)
    assert screen.app.window.may_close() is True


def test_what_shows_its_progress_is_asked_about(screen: Screen, asked: list[Pending]) -> None:
    job = screen.window.progress._begin("Import people")
    screen.window.close()
    assert asked == [Pending(at_work=("Import people",))]
    screen.window.progress._end(job)


def test_close_anyway_closes(screen: Screen, popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch) -> None:
    screen.press_row_button(ADA)
    ask, _asked = answers(True)
    monkeypatch.setattr(ClosingDialog, "ask", staticmethod(ask))
    screen.window.close()
    assert not screen.window.isVisible()
    wait_for(lambda: popups[0].gone, "the end of the popup")


def test_the_computers_session_waits_for_no_answer(
    screen: Screen, popups: list[FakePopup], asked: list[Pending], qapp: QGuiApplication
) -> None:
    screen.press_row_button(ADA)
    assert qapp.receivers(SIGNAL("commitDataRequest(QSessionManager&)")) >= 1
    closing_of(screen)._on_session_end()
    screen.window.close()
    assert asked == []
    assert not screen.window.isVisible()


def test_a_session_that_went_on_is_forgotten(
    screen: Screen, popups: list[FakePopup], asked: list[Pending], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.press_row_button(ADA)
    monkeypatch.setattr(closing, "_SESSION_END", 0.0)
    closing_of(screen)._on_session_end()
    screen.window.close()
    assert len(asked) == 1


# --- the question


def test_keep_open_is_what_enter_and_escape_mean(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(ADA)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        seen: list[bool] = []

        def press(key: Qt.Key = key, seen: list[bool] = seen) -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, ClosingDialog)
            seen.append(dialog.keep_button.isDefault())
            dialog.accept_button.setFocus()  # on the way there, and Enter too soon
            QTest.keyClick(dialog, key)

        QTimer.singleShot(0, screen.window, press)
        screen.window.close()
        assert seen == [True]
        assert screen.window.isVisible()
    assert not popups[0].gone


def test_the_lock_takes_the_question_away_and_nothing_closes(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(ADA)
    QTimer.singleShot(0, screen.window, screen.app.rooms.lock.lock)
    screen.window.close()
    assert screen.window.isVisible()
    assert screen.app.rooms.lock.locked
    let_pass(0)


def test_it_says_what_is_lost_and_what_is_safe(put_up: PutUp) -> None:
    everything = text_of(put_up(ClosingDialog(Pending(popups=2, unsaved=1, kept=3, at_work=("Import",)), None)))
    for words in (
        "A finished connection is only in memory",
        "2 popups are open",
        "Import: it is broken off.",
        "3 connections are on the disk and still to be sent: that goes on at the next start.",
    ):
        assert words in everything
    only_kept = text_of(put_up(ClosingDialog(Pending(kept=1), None)))
    assert "Not safe yet" not in only_kept
    assert "A connection is on the disk" in only_kept
    assert "Everything in the list is on the disk." in text_of(put_up(ClosingDialog(Pending(popups=1), None)))
