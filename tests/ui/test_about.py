"""*About hcdesktop*: the version, and a licence for every part."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import hcdesktop
from hcdesktop.journey.waiting import wait_for
from hcdesktop.notices import notices
from hcdesktop.ui.about import AboutWindow
from hcdesktop.ui.help_menu import HelpMenu
from tests.ui.screen import Screen


@pytest.fixture
def about(screen: Screen) -> AboutWindow:
    """As the menu opens it."""
    (menu,) = screen.window.findChildren(HelpMenu)
    menu.about.trigger()
    shown = menu.about_window
    assert shown is not None
    wait_for(shown.list.count, "the licences")
    return shown


def test_version_and_every_part_are_told(about: AboutWindow) -> None:
    assert f"hcdesktop {hcdesktop.__version__}" in about.about.text()
    assert "Licence: MIT" in about.about.text()
    told = {about.list.item(row).text() for row in range(about.list.count())}
    assert told == {f"{notice.name} {notice.version}" for notice in notices()}


def test_chosen_part_shows_its_licence(about: AboutWindow) -> None:
    names = [notice.name for notice in notices()]
    about.list.setCurrentRow(names.index("PySide6"))
    text = about.licence.toPlainText()
    assert text.startswith("LGPL-3.0-only")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    about.list.setCurrentRow(names.index("sqlcipher3"))
    assert about.licence.toPlainText() == notices()[names.index("sqlcipher3")].text


def test_escape_closes_it_and_the_menu_opens_it_again(screen: Screen, about: AboutWindow) -> None:
    QTest.keyClick(about, Qt.Key.Key_Escape)
    assert not about.isVisible()
    (menu,) = screen.window.findChildren(HelpMenu)
    menu.about.trigger()
    assert menu.about_window is about
    assert about.isVisible()
