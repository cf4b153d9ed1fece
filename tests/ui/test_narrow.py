"""The smallest window and the longest texts: nothing is cut off that has to be read, nothing pushes the rest away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QStyle, QToolButton, QWidget

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.models import User
from hcdesktop.desk import SIMULATOR
from hcdesktop.journey.waiting import let_pass
from hcdesktop.ui import messages
from hcdesktop.ui.dialogs import AddUserDialog, PassphraseDialog
from hcdesktop.ui.environment_dialog import EnvironmentDialog
from hcdesktop.ui.messages import Message
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.user_model import Column
from tests.ui.conftest import PutUp
from tests.ui.screen import JONAS, MAXI, Screen

LONG_ID = "x" * 512
LONG_NAME = "Maximiliana " * 16


def cut_off(window: QWidget) -> list[str]:
    """Visible labels of one line and buttons whose text is wider than they are, or that stick out of the window."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton) or not widget.text():
            continue
        if isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly:
            continue  # it leaves its words out on purpose, and has them as its name
        text = widget.text().replace("&", "")
        needed = max(widget.fontMetrics().horizontalAdvance(line) for line in text.split("\n"))
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        inside = window.rect().contains(QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()))
        if (not wraps and needed > widget.contentsRect().width()) or not (inside or _scrolls(widget)):
            found.append(f"{widget.text()!r}: {needed} in {widget.geometry()}")
    return found


def _scrolls(widget: QWidget) -> bool:
    """In the card, which scrolls."""
    parent = widget.parentWidget()
    while parent is not None:
        if parent.objectName() == "card":
            return True
        parent = parent.parentWidget()
    return False


@pytest.fixture
def narrow(screen: Screen) -> Screen:
    """The smallest window."""
    screen.window.resize(screen.window.minimumSize())
    screen.choose(JONAS)
    let_pass(0.01)
    assert (screen.window.width(), screen.window.height()) == (640, 420)
    return screen


def test_nothing_is_cut_off_in_the_smallest_window(narrow: Screen) -> None:
    assert cut_off(narrow.window) == []


def test_nothing_is_cut_off_in_the_window_as_it_opens(screen: Screen) -> None:
    for name in (JONAS, MAXI):
        screen.choose(name)
        let_pass(0.01)
        assert cut_off(screen.window) == []


def test_the_button_of_every_row_is_in_sight_at_any_width(screen: Screen) -> None:
    for width in range(640, 1400, 60):
        screen.window.resize(width, 500)
        let_pass(0.001)
        viewport = screen.table.viewport()
        assert screen.table.button_rect(0).right() < viewport.width(), width
        assert screen.table.button_rect(0).left() > 0
        shown = [column for column in Column if not screen.table.isColumnHidden(column)]
        assert {Column.NAME, Column.BUTTON} <= set(shown)
        assert sum(screen.table.columnWidth(column) for column in shown) <= viewport.width()
        assert screen.table.columnWidth(Column.NAME) >= 100


def test_the_longest_message_does_not_widen_the_window(narrow: Screen) -> None:
    user = User(id=1, client_user_id=LONG_ID)
    narrow.window.messages.show_message(messages.unsaved(HcError(ErrorKind.STORE_FULL), user), user=user)
    let_pass(0.01)
    assert (narrow.window.width(), narrow.window.minimumSizeHint().width() <= 640) == (640, True)
    narrow.window.messages.show_message(
        Message(text=LONG_NAME, next_step=LONG_NAME, detail=LONG_ID, open_detail=True, action=Action.SETTINGS)
    )
    let_pass(0.01)
    assert narrow.window.width() == 640
    assert cut_off(narrow.window) == []


@pytest.mark.parametrize("label", ["", LONG_NAME[:200]])
def test_somebody_with_a_very_long_name_does_not_widen_the_window(narrow: Screen, label: str) -> None:
    user = narrow.service.add_user(LONG_ID, label=label)
    narrow.desk.store.set_sources(user.id, ["y" * 200] * 9, at=1.0)
    narrow.table.users.reload()
    narrow.table.choose(user.id)
    let_pass(0.01)
    assert narrow.card.user is not None
    assert narrow.card.user.id == user.id
    assert narrow.window.width() == 640
    assert narrow.window.minimumSizeHint().width() <= 640
    assert narrow.card.primary_button.isVisible()
    assert narrow.card.horizontalScrollBar().maximum() == 0
    copy = [button for button in narrow.card.findChildren(QAbstractButton) if button.text() == "Copy"]
    right = narrow.card.viewport().width()
    assert all(button.mapTo(narrow.card.viewport(), button.rect().topRight()).x() < right for button in copy)


def test_an_environment_with_a_long_name_does_not_widen_the_window(narrow: Screen) -> None:
    long = replace(SIMULATOR, name="W" * 60, simulated=False)
    narrow.window.show_environments([SIMULATOR, long], long)
    let_pass(0.01)
    assert narrow.window.width() == 640
    assert narrow.window.minimumSizeHint().width() <= 640


def test_the_selector_shows_its_environment_whole(screen: Screen) -> None:
    box = screen.window.environments
    assert isinstance(box, QComboBox)
    arrow = box.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    assert box.fontMetrics().horizontalAdvance("Simulator") < box.width() - arrow


def test_nothing_is_cut_off_in_the_dialogs(put_up: PutUp) -> None:
    settings = EnvironmentDialog(SIMULATOR, lambda _form: None, None, has_secret=True, has_app_key=True)
    add = AddUserDialog(lambda _client_user_id, _label: None, None)
    passphrase = PassphraseDialog("Clinic", None, new=True, wrong=True)
    for dialog in (settings, add, passphrase):
        put_up(dialog)
        dialog.refusal.setText(messages.for_error(HcError(ErrorKind.STORE_UNREADABLE)).text)
        dialog.refusal.show()
        let_pass(0.01)
        assert cut_off(dialog) == []
        assert dialog.width() <= 640
    settings._hosts_toggle.click()
    let_pass(0.01)
    assert cut_off(settings) == []


def test_placeholders_fit_into_their_fields(put_up: PutUp) -> None:
    dialog = put_up(AddUserDialog(lambda _client_user_id, _label: None, None))
    let_pass(0.01)
    for edit in (dialog.client_user_id, dialog.label):
        assert edit.fontMetrics().horizontalAdvance(edit.placeholderText()) < edit.width() - 16
