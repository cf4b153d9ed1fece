"""Every action has its icon, every icon its place, and each is sharp and in the colours of the theme."""

from __future__ import annotations

import re
from typing import cast

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QMenu

from hcdesktop.core import resources
from hcdesktop.core.models import UserState
from hcdesktop.journey.waiting import let_pass
from hcdesktop.ui import dressing, icons
from hcdesktop.ui.row_actions import Wish
from hcdesktop.ui.theme import CONTRAST_DARK, DARK, ICON, LIGHT, STATE_COLORS
from tests.ui.screen import Screen

DRAWINGS = sorted(path.stem for path in resources.path("icons").glob("*.svg"))
#: The style sheet takes these as they are.
IN_STYLE = {"chevron-up", "chevron-down", "check-on-dark", "check-on-light", "dot"}
#: Beside the lines of a list, with colours of their own; each has a sign of its own too.
MARKS = [name for name in DRAWINGS if name.startswith("mark-")]
OURS = [name for name in DRAWINGS if name not in IN_STYLE and name not in MARKS]
ELSEWHERE = {"add", "simulator", "lock"} | set(icons.STATES.values())


def shades(picture: QPixmap) -> set[str]:
    """The colours of what is drawn, not of its smoothed edges."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


@pytest.mark.parametrize("name", OURS)
def test_drawings_are_alike(name: str) -> None:
    text = resources.text(f"icons/{name}.svg")
    assert 'viewBox="0 0 24 24"' in text
    assert 'stroke="currentColor"' in text
    assert 'stroke-width="2"' in text
    assert not re.search(r"#[0-9a-f]{3,6}", text)


def test_marks_are_told_apart_without_their_colours() -> None:
    signs = {re.sub(r"#[0-9a-f]{6}", "", resources.text(f"icons/{name}.svg")) for name in MARKS}
    assert len(signs) == len(MARKS) >= 5


@pytest.mark.parametrize("name", OURS)
def test_an_icon_is_drawn_in_the_colour_of_the_theme_and_within_its_frame(name: str, qapp: QApplication) -> None:
    for colors in (LIGHT, DARK, CONTRAST_DARK):
        picture = icons.pixmap(name, colors, color="accent", size=48)
        assert colors.accent in shades(picture), name
        image = picture.toImage()
        edge = [(n, end) for n in range(48) for end in (0, 47)]
        assert all(image.pixelColor(x, y).alpha() == 0 for x, y in [*edge, *((y, x) for x, y in edge)])


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_is_sharp_on_every_screen(ratio: float, qapp: QApplication) -> None:
    """The picture that is shown has as many pixels as the screen has for it, none of them made by stretching."""
    made = icons.icon("add", LIGHT)
    shown = made.pixmap(QSize(ICON, ICON), ratio).toImage()
    assert shown.size() == QSize(round(ICON * ratio), round(ICON * ratio))
    assert shown == icons.pixmap("add", LIGHT, ratio=ratio).toImage().convertToFormat(shown.format())


def test_a_disabled_icon_is_pale(qapp: QApplication) -> None:
    made = icons.icon("add", LIGHT)
    assert shades(made.pixmap(QSize(ICON, ICON), 2.0, QIcon.Mode.Disabled)) == {LIGHT.disabled}


def test_states_are_told_apart_without_their_colours(qapp: QApplication) -> None:
    drawn = {state: icons.pixmap(icons.STATES[state], LIGHT, color="text", size=48).toImage() for state in UserState}
    masks = [image.convertToFormat(QImage.Format.Format_Alpha8) for image in drawn.values()]
    assert all(one != other for n, one in enumerate(masks) for other in masks[:n])
    assert set(STATE_COLORS) == set(UserState)


def test_every_action_of_the_menus_has_an_icon(screen: Screen) -> None:
    menus = [cast("QMenu", action.menu()) for action in screen.window.menuBar().actions()]
    actions = [action for menu in menus for action in menu.actions()]
    for menu in menus:
        menu.aboutToShow.emit()
    bare = [
        action.text()
        for action in actions
        if not action.isSeparator() and not action.isCheckable() and action.icon().isNull()
    ]
    assert bare == []


def test_the_icons_of_a_menu_are_drawn_when_it_is_opened(screen: Screen) -> None:
    marking = screen.window.row_actions.actions[Wish.MARK]
    assert marking.icon().isNull()
    screen.window.row_actions.menu.aboutToShow.emit()
    assert not marking.icon().isNull()
    assert screen.window.undo_action.icon().isNull()


def test_every_icon_is_somewhere(screen: Screen) -> None:
    texts = {action.text() for action in screen.window.findChildren(QAction)}
    assert {text for _context, text in dressing.MENUS} <= texts
    used = {*dressing.MENUS.values(), *dressing.ROWS.values(), *ELSEWHERE}
    assert used == set(OURS)


def test_icons_follow_the_theme(screen: Screen) -> None:
    cast("QMenu", screen.window.undo_action.parent()).aboutToShow.emit()

    def shade() -> set[str]:
        return shades(screen.window.undo_action.icon().pixmap(QSize(ICON, ICON), 2.0, QIcon.Mode.Normal))

    assert shade() == {LIGHT.text}
    screen.app.theme.apply(DARK)
    let_pass(0.01)
    assert shade() == {DARK.text}
    screen.app.theme.apply(LIGHT)
    let_pass(0.01)
    assert shade() == {LIGHT.text}


def test_the_page_of_a_locked_desk_has_its_picture(screen: Screen) -> None:
    assert QColor(LIGHT.muted).name() in shades(screen.window.lock_page.picture.pixmap())


@pytest.mark.parametrize("size", [24, 48, 256])
def test_the_app_has_an_icon_of_its_own_when_it_is_small_too(size: int, qapp: QApplication) -> None:
    picture = icons.of_the_app().pixmap(QSize(size, size), 1.0)
    assert picture.size() == QSize(size, size)
    assert {LIGHT.accent, LIGHT.on_accent} <= shades(picture)
