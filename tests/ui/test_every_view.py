"""Every view by keyboard, and for somebody who hears it; and whoever looks sees where the keyboard is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from hcdesktop.journey.waiting import let_pass
from hcdesktop.ui.theme import CONTRAST_DARK, DARK, LIGHT, Colors
from tests.ui.screen import Screen
from tests.ui.test_accessibility import focusable, heard, tab_round
from tests.ui.views import VIEWS, opened

EVERY_VIEW = pytest.mark.parametrize("name", VIEWS)
#: What somebody does something with.
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QTextBrowser)


def in_front(view: QWidget) -> QWidget:
    view.activateWindow()
    QTest.qWaitForWindowActive(view)
    QCoreApplication.processEvents()
    return view


def controls(view: QWidget) -> list[QWidget]:
    """Those of the view that are there and can be used now."""
    return [
        widget
        for widget in view.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and widget.window() is view
        and widget.isVisible()
        and widget.isEnabled()
        and not widget.objectName().startswith("qt_")
        and not (isinstance(widget, QLineEdit) and isinstance(widget.parent(), QComboBox))
        and widget.metaObject().className() != "QLineEditIconButton"  # its clear button; Escape does the same
    ]


@EVERY_VIEW
def test_every_control_has_a_name(screen: Screen, name: str) -> None:
    with opened(screen, name) as view:
        in_front(view)
        there = {*controls(view), *(widget for widget in focusable(view) if widget.isVisible())}
        assert [repr(widget) for widget in there if not heard(widget).strip()] == []
        assert view.windowTitle() or name == "popup"  # that one is in the hands of whoever opens it


@EVERY_VIEW
def test_tab_comes_to_every_control(screen: Screen, name: str) -> None:
    with opened(screen, name) as view:
        in_front(view)
        first = next(widget for widget in focusable(view) if widget.isVisible() and widget.isEnabled())
        first.setFocus()
        reached = tab_round(view)
        missed = [
            f"{type(widget).__name__} {heard(widget)!r}"
            for widget in controls(view)
            if widget not in reached and widget.focusProxy() not in reached and not isinstance(widget, QPlainTextEdit)
        ]
        assert missed == []


def test_a_control_that_tab_does_not_reach_is_found(screen: Screen) -> None:
    with opened(screen, "add") as view:
        in_front(view)
        button = next(widget for widget in controls(view) if isinstance(widget, QPushButton))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        focusable(view)[0].setFocus()
        assert button not in tab_round(view)


# --- visible focus


@pytest.fixture(params=[LIGHT, DARK, CONTRAST_DARK], ids=["light", "dark", "contrast"])
def colors(request: pytest.FixtureRequest, screen: Screen) -> Iterator[Colors]:
    screen.app.theme.apply(request.param)
    yield request.param
    screen.app.theme.apply(LIGHT)


def picture(widget: QWidget) -> object:
    let_pass(0)
    return widget.grab().toImage()


@pytest.mark.parametrize("name", ["card", "error", "waiting", "delete", "settings", "restore", "popup", "guide-index"])
def test_whoever_looks_sees_where_the_keyboard_is(screen: Screen, name: str, colors: Colors) -> None:
    with opened(screen, name) as view:
        in_front(view)
        for widget in controls(view):
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            if not widget.hasFocus():
                continue
            with_focus = picture(widget)
            widget.clearFocus()
            assert picture(widget) != with_focus, f"{type(widget).__name__} {heard(widget)!r}"


# --- keys


def test_every_action_is_in_a_menu_with_its_key(screen: Screen) -> None:
    """Nothing has a key that no menu shows, but for the switch between a page and its window, which says it itself."""
    shown = set()
    for action in screen.window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        shown |= {entry.shortcut().toString() for entry in menu.actions() if not entry.shortcut().isEmpty()}
        assert "&" in action.text()
    keys = [action.shortcut().toString() for action in screen.window.findChildren(type(action))]
    assert {key for key in keys if key} <= shown
    assert {"F1", "Ctrl+N", "Ctrl+F", "Ctrl+Z", "Ctrl+L", "F2", "Del"} <= shown


def test_no_key_means_two_things(screen: Screen) -> None:
    actions = screen.window.findChildren(type(screen.window.undo_action))
    keys = [action.shortcut().toString() for action in actions if not action.shortcut().isEmpty()]
    assert sorted(keys) == sorted(set(keys))


def test_whoever_presses_the_key_of_the_way_out_leaves_the_page_and_comes_back(screen: Screen) -> None:
    with opened(screen, "popup") as view:
        in_front(view)
        (page,) = view.findChildren(QWidget, "page")
        page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        page.setFocus()
        QTest.keyClick(page, Qt.Key.Key_F6)
        button = QApplication.focusWidget()
        assert isinstance(button, QPushButton)
        assert heard(button) == "Close this window"
        QTest.keyClick(button, Qt.Key.Key_F6)
        assert QApplication.focusWidget() is page


def test_every_kind_of_control_shows_its_focus() -> None:
    """What a new view may have has a rule in the style sheet."""
    from hcdesktop.core import resources

    sheet = resources.text("style/app.qss")
    for kind in (QPushButton, QToolButton, QLineEdit, QComboBox, QPlainTextEdit, QCheckBox, QTextBrowser):
        assert f"{kind.__name__}:focus" in sheet or f"{kind.__name__}#barButton:focus" in sheet, kind
