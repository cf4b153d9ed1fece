"""The guide: no link leads nowhere, no menu and no key in it is another than in the window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from hcdesktop.core import resources
from hcdesktop.core.models import UserState
from hcdesktop.desk import Desks
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui import row_words
from hcdesktop.ui.help_menu import HelpMenu
from hcdesktop.ui.help_window import PAGES, HelpWindow
from hcdesktop.ui.language import LANGUAGES, Language
from hcdesktop.ui.sentences import Action
from tests.ui.conftest import PutUp
from tests.ui.screen import Screen

EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EVERY_PAGE = pytest.mark.parametrize("page", PAGES)


class Page(HTMLParser):
    """What a page names: links, places, menus, keys, buttons."""

    def __init__(self, language: str, name: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: list[str] = []
        self.menus: list[str] = []
        self.keys: list[str] = []
        self.bold: list[str] = []
        self.titles: list[str] = []
        self.tags: list[str] = []
        self._into: list[str] | None = None
        self.source = resources.text(f"help/{language}/{name}.html")
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.links += [given["href"] or ""] if tag == "a" else []
        self.places += [given["id"] or ""] if "id" in given else []
        self.keys += [given["title"] or ""] if tag == "code" else []
        inside = {"span": self.menus, "b": self.bold, "h1": self.titles, "h2": self.titles}.get(tag)
        if inside is not None:
            inside.append("")
            self._into = inside

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data.replace("\n", " ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("span", "b", "h1", "h2"):
            self._into = None


@pytest.fixture
def spoken(language: str, qapp: QApplication, desks: Desks) -> Iterator[Screen]:
    """The app in this language."""
    speaker = Language(qapp)
    speaker.speak(language)
    screen = Screen(qapp, desks, language=language)
    yield screen
    screen.close()
    speaker.forget()


@EVERY_LANGUAGE
def test_every_link_leads_somewhere(language: str) -> None:
    pages = {name: Page(language, name) for name in PAGES}
    for name, page in pages.items():
        for link in page.links:
            target, _sign, place = link.partition("#")
            there = target.removesuffix(".html") or name
            assert there in pages, link
            assert not place or place in pages[there].places, link
    reached = {link.partition(".")[0] for link in pages["index"].links}
    assert reached == set(PAGES) - {"index"}


@EVERY_PAGE
def test_pages_are_alike_in_every_language(page: str) -> None:
    """The same links, places, keys and number of menus, so that none has a page that was forgotten."""
    english, *others = (Page(language, page) for language in LANGUAGES)
    for other in others:
        assert other.links == english.links
        assert other.places == english.places
        assert other.keys == english.keys
        assert len(other.menus) == len(english.menus)
        assert other.tags == english.tags


@EVERY_LANGUAGE
def test_every_menu_in_the_guide_is_in_the_window(spoken: Screen, language: str) -> None:
    known = set(menu_paths(spoken))
    assert len(known) > 20
    for name in PAGES:
        for path in Page(language, name).menus:
            assert path in known, f"{name}: {path}"


def menu_paths(screen: Screen) -> Iterator[str]:
    for top in screen.window.menuBar().actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        yield plain(top.text())
        for action in menu.actions():
            yield f"{plain(top.text())} → {plain(action.text())}"


def plain(text: str) -> str:
    """A menu's text without its letter and its key."""
    return re.sub("&(.)", r"\1", text).partition("\t")[0]


@EVERY_LANGUAGE
def test_keys_are_those_of_the_menus(spoken: Screen, language: str) -> None:
    page = Page(language, "keys")
    rows = re.findall(r'<code title="([^"]+)">[^<]*</code></td>\s*<td><span class="menu">([^<]+)</span>', page.source)
    keys = {f"{plain(top.text())} → {plain(action.text())}": action.shortcut() for top, action in entries(spoken)}
    assert len(rows) >= 12
    for key, path in rows:
        assert keys[path] == QKeySequence(key), path
    told = {QKeySequence(key).toString() for key in page.keys}
    assert {shortcut.toString() for shortcut in keys.values() if not shortcut.isEmpty()} <= told


def entries(screen: Screen) -> Iterator[tuple[QAction, QAction]]:
    for top in screen.window.menuBar().actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        yield from ((top, action) for action in menu.actions())


@EVERY_LANGUAGE
def test_words_in_bold_are_on_buttons(spoken: Screen, language: str) -> None:
    actions = (Action.RETRY, Action.RECOVER, Action.STOP)
    words = {*row_words.primary_words(), *(row_words.label_of(action, None) for action in actions)}
    for name in PAGES:
        assert set(Page(language, name).bold) <= words, name


@EVERY_LANGUAGE
def test_every_state_is_explained_by_its_own_word(spoken: Screen, language: str) -> None:
    titles = Page(language, "states").titles
    assert {row_words.state_words()[state] for state in UserState} <= set(titles)


@EVERY_LANGUAGE
@EVERY_PAGE
def test_nothing_in_a_page_comes_from_elsewhere(language: str, page: str) -> None:
    allowed = {"h1", "h2", "p", "ul", "ol", "li", "a", "b", "span", "code", "table", "tr", "td"}
    assert set(Page(language, page).tags) <= allowed
    assert "://" not in Page(language, page).source


# --- the window


@pytest.fixture
def guide(put_up: PutUp) -> HelpWindow:
    window = put_up(HelpWindow("en"))
    window.open("index")
    return window


def test_links_and_the_way_back(guide: HelpWindow) -> None:
    guide.browser.anchorClicked.emit(QUrl("trouble.html#address"))
    assert guide.shown == "trouble#address"
    assert "true address" in guide.browser.toPlainText()
    guide._go_back()
    assert guide.shown == "index"


def test_a_link_to_elsewhere_is_not_followed(guide: HelpWindow) -> None:
    for address in ("https://example.org/connect.html", "file:///etc/passwd", "../style/app.qss", "nothing.html"):
        guide.browser.anchorClicked.emit(QUrl(address))
        assert guide.shown == "index"


def test_a_link_is_pressed_by_keyboard(guide: HelpWindow) -> None:
    guide.activateWindow()
    QTest.qWaitForWindowActive(guide)
    QTest.keyClick(guide.browser, Qt.Key.Key_Tab)
    QTest.keyClick(guide.browser, Qt.Key.Key_Return)
    assert guide.shown == "connect"


def test_f1_opens_the_guide_and_escape_closes_it(screen: Screen) -> None:
    menu = screen.window.findChild(HelpMenu)
    assert menu is not None
    screen.window.activateWindow()
    QTest.qWaitForWindowActive(screen.window)
    QTest.keyClick(screen.window, Qt.Key.Key_F1)
    assert menu.window is not None
    assert menu.window.isVisible()
    assert menu.window.shown == "index"
    assert not menu.window.isModal()
    menu.window.activateWindow()
    wait_for(menu.window.isActiveWindow, "the guide in front")
    QTest.keyClick(menu.window.browser, Qt.Key.Key_Escape)
    assert not menu.window.isVisible()
    screen.window.activateWindow()
    wait_for(screen.window.isActiveWindow, "the window in front")
    QTest.keyClick(screen.window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert menu.window.shown == "keys"
