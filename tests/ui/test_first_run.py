"""The first page: there until it was dismissed or somebody was added, and never again after that."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui.dialogs import AddUserDialog
from tests.ui.conftest import OpenScreen
from tests.ui.screen import LIVE, Screen, answers


@pytest.fixture
def first(open_screen: OpenScreen) -> Screen:
    """A start as the command line does it."""
    screen = open_screen()
    screen.app.first_run.begin()
    return screen


def test_three_sentences_and_one_button(first: Screen) -> None:
    page = first.app.first_run.page
    assert page.isVisible()
    assert not first.table.isVisible()
    sentences = [label.text() for label in page.findChildren(QLabel)][1:]
    assert len(sentences) == 3
    assert all(sentence.endswith(".") for sentence in sentences)
    QTest.qWaitForWindowActive(first.window)
    assert QApplication.focusWidget() is page.button
    QTest.keyClick(page.button, Qt.Key.Key_Return)
    assert first.table.isVisible()
    assert not page.isVisible()
    assert first.names


def test_once_dismissed_it_does_not_come_back(first: Screen, open_screen: OpenScreen) -> None:
    first.press(first.app.first_run.page.button)
    first.close()
    again = open_screen()
    again.app.first_run.begin()
    assert again.table.isVisible()


def test_it_stays_over_a_lock_and_goes_when_somebody_is_added(first: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    first.app.rooms.lock.lock()
    assert first.window.lock_page.isVisible()
    wait_for(lambda: first.app.rooms.lock.dropped, "the lock")
    first.app.rooms.lock.unlock()
    wait_for(lambda: not first.app.rooms.lock.locked, "the desk")
    first.settle()
    assert first.app.first_run.page.isVisible()
    ask, _asked = answers(lambda add, _parent: add("new@example.org", "New"))
    monkeypatch.setattr(AddUserDialog, "ask", staticmethod(ask))
    first.window.add_requested.emit()
    assert first.table.isVisible()


def test_whoever_has_been_here_before_is_not_welcomed(open_screen: OpenScreen, desks: Desks) -> None:
    with opened(desks, SIMULATOR) as desk:
        desk.service.add_user("somebody@example.org")
    screen = open_screen()
    screen.app.first_run.begin()
    assert screen.table.isVisible()
    assert "page" not in vars(screen.app.first_run)  # nobody waits for what is not shown


def test_whoever_has_an_environment_is_not_welcomed(open_screen: OpenScreen, desks: Desks) -> None:
    desks.book.save(LIVE)
    screen = open_screen()
    screen.app.first_run.begin()
    assert screen.table.isVisible()
