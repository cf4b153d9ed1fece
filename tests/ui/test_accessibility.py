"""By keyboard alone, and for somebody who hears the screen: every control has a name and can be reached."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QWidget,
)

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.desk import SIMULATOR
from hcdesktop.ui import messages
from hcdesktop.ui.dialogs import AddUserDialog, PassphraseDialog
from hcdesktop.ui.environment_dialog import EnvironmentDialog
from tests.ui.conftest import PutUp
from tests.ui.screen import ADA, JONAS, FakePopup, Screen

TAB = Qt.Key.Key_Tab


def focusable(window: QWidget) -> list[QWidget]:
    """Every control that Tab or a click can give the keyboard to; labels of which the text can be marked are none."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.window() is window  # a selector's list is a window of its own
        and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and not isinstance(widget, QLabel | QMenuBar)
        and not widget.objectName().startswith("qt_")  # Qt's own inner parts
    ]


def heard(widget: QWidget) -> str:
    """The name that a screen reader says."""
    if isinstance(widget, QComboBox):
        return widget.accessibleName()  # on Linux, Qt gives a selector's value for its name
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface.text(QAccessible.Text.Name)


def nameless(window: QWidget) -> list[str]:
    return [repr(widget) for widget in focusable(window) if not heard(widget).strip()]


def full_screen(screen: Screen) -> Screen:
    """Everything of the main window in sight: a person, a message with details, an event."""
    screen.choose(JONAS)
    screen.service.retry()
    screen.service.refresh_sources(screen.user(JONAS).id)
    screen.window.messages.show_message(messages.for_error(HcError(ErrorKind.UNREACHABLE, host="h")))
    screen.window.activateWindow()
    QTest.qWaitForWindowActive(screen.window)
    QCoreApplication.processEvents()
    return screen


def test_every_control_of_the_window_has_a_name(screen: Screen) -> None:
    full_screen(screen)
    assert nameless(screen.window) == []
    names = {heard(widget) for widget in focusable(screen.window)}
    assert {"Users", "Environment", "Timeline", "Add person", "Copy publicToken", "Details", "Dismiss"} <= names


def test_every_control_of_the_dialogs_has_a_name(put_up: PutUp) -> None:
    dialogs: tuple[QWidget, ...] = (
        AddUserDialog(lambda _client_user_id, _label: None, None),
        EnvironmentDialog(SIMULATOR, lambda _form: None, None, has_secret=True, has_app_key=False),
        EnvironmentDialog(None, lambda _form: None, None, has_secret=False, has_app_key=False),
        PassphraseDialog("Clinic", None, new=True, wrong=True),
    )
    for dialog in dialogs:
        put_up(dialog)
        assert nameless(dialog) == []
        assert len(focusable(dialog)) >= 3
        assert dialog.windowTitle()


def test_two_controls_never_have_the_same_name(screen: Screen) -> None:
    full_screen(screen)
    names = [heard(widget) for widget in focusable(screen.window) if isinstance(widget, QAbstractButton)]
    assert sorted(set(names)) == sorted(names)


def test_fields_of_a_form_are_called_as_they_are_labelled(put_up: PutUp) -> None:
    dialog = put_up(AddUserDialog(lambda _client_user_id, _label: None, None))
    assert [heard(edit) for edit in dialog.findChildren(QLineEdit)] == ["User ID", "Name"]
    form = put_up(EnvironmentDialog(None, lambda _form: None, None, has_secret=False, has_app_key=False))
    assert [heard(box) for box in form.findChildren(QComboBox)] == ["Kind", "Language of the popup"]


def test_a_row_is_read_with_its_state_and_its_button(screen: Screen) -> None:
    table = screen.table
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface is not None
    assert interface.role() is QAccessible.Role.Table
    texts = [
        table.users.index(screen.row(ADA), column).data(Qt.ItemDataRole.AccessibleTextRole)
        for column in range(table.users.columnCount())
    ]
    assert texts[:4] == [ADA, "ada.winterbourne@example.org", "New", ""]
    assert texts[5] == "Connect"


def test_a_message_is_read_whole(screen: Screen) -> None:
    full_screen(screen)
    assert heard(screen.window.messages) == "h cannot be reached. Check the network; then try again."


# --- by keyboard alone


def tab_round(window: QWidget) -> list[QWidget]:
    """What Tab comes past, from where the keyboard is until it is there again."""
    seen: list[QWidget] = []
    for _ in range(60):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget in seen[:-1]:
            break
        if widget not in seen:  # Tab goes from link to link first where there are some
            seen.append(widget)
        QTest.keyClick(widget, TAB)
    return seen


def test_tab_reaches_the_list_the_card_and_the_message(screen: Screen) -> None:
    full_screen(screen)
    screen.window.environments.setFocus()
    reached = tab_round(screen.window)
    for widget in (
        screen.window.environments,
        screen.window.scenario_button,
        screen.window.add_button,
        screen.table,
        screen.card.primary_button,
        screen.window.messages.action_button,
    ):
        assert widget in reached, heard(widget)
    missed = [heard(widget) for widget in focusable(screen.window) if _by_tab(widget) and widget not in reached]
    assert missed == []


def _by_tab(widget: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.isVisible()
        and widget.isEnabled()
        and not isinstance(widget, QPlainTextEdit)
    )


def test_the_order_is_the_order_on_the_screen(screen: Screen) -> None:
    full_screen(screen)
    screen.window.environments.setFocus()
    reached = tab_round(screen.window)
    bar = screen.window
    order = [
        bar.environments,
        bar.scenario_button,
        bar.add_button,
        bar.messages.action_button,
        screen.table,
        screen.card.primary_button,
    ]
    assert [widget for widget in reached if widget in order] == order


def test_one_tab_leaves_the_list(screen: Screen) -> None:
    full_screen(screen)
    screen.table.setFocus()
    QTest.keyClick(screen.table, TAB)
    assert QApplication.focusWidget() is not screen.table


def test_the_keyboard_begins_in_the_list(screen: Screen) -> None:
    QTest.qWaitForWindowActive(screen.window)
    assert QApplication.focusWidget() is screen.table


def test_a_launch_and_its_end_without_a_mouse(screen: Screen, popups: list[FakePopup]) -> None:
    full_screen(screen)
    screen.choose(ADA)
    screen.table.setFocus()
    QTest.keyClick(screen.table, Qt.Key.Key_Return)
    assert popups[0].request.client_user_id == "ada.winterbourne@example.org"
    popups[0].says("error", error={"message": "User Already Exists"})
    screen.wait_ended()
    screen.window.messages.action_button.setFocus()
    QTest.keyClick(screen.window.messages.action_button, Qt.Key.Key_Space)
    screen.wait_said("no user with this ID")


@pytest.mark.parametrize(
    ("text", "shortcut"),
    [
        ("&Add person…", QKeySequence.StandardKey.New),
        ("&Settings…", "Ctrl+,"),
        ("&Quit", "Ctrl+Q"),
    ],
)
def test_the_usual_shortcuts(screen: Screen, text: str, shortcut: QKeySequence.StandardKey | str) -> None:
    (action,) = [action for action in screen.window.findChildren(QAction) if action.text() == text]
    assert action.shortcut() == QKeySequence(shortcut)


@pytest.mark.parametrize("mnemonic", ["&People", "&Environment", "&Simulator"])
def test_every_menu_has_its_letter(screen: Screen, mnemonic: str) -> None:
    assert mnemonic in [action.text() for action in screen.window.menuBar().actions()]


def test_enter_and_escape_in_a_dialog(put_up: PutUp) -> None:
    added: list[str] = []
    dialog = put_up(AddUserDialog(lambda client_user_id, _label: added.append(client_user_id), None))
    assert dialog.accept_button.isDefault()
    QTest.keyClicks(dialog.client_user_id, "zoe")
    QTest.keyClick(dialog.client_user_id, Qt.Key.Key_Return)
    assert added == ["zoe"]
    again = put_up(AddUserDialog(lambda client_user_id, _label: added.append(client_user_id), None))
    QTest.keyClick(again, Qt.Key.Key_Escape)
    assert added == ["zoe"]
    assert not again.isVisible()
