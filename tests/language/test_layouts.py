"""No view cuts off what it says: in every language, in one that is 40 % longer, from right to left, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenuBar,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QWidget,
)

from hcdesktop.core.models import User
from hcdesktop.desk import Desks
from hcdesktop.journey.waiting import DidNotHappen, let_pass, wait_for
from hcdesktop.ui import row_words
from hcdesktop.ui.labels import AddressLabel
from hcdesktop.ui.language import CHOICES, Language
from hcdesktop.ui.pseudo import CLOSE, OPEN
from hcdesktop.ui.row_painter import button_font, button_rect
from hcdesktop.ui.theme import DARK, LIGHT
from hcdesktop.ui.user_model import Column
from hcdesktop.ui.user_table import UserTable
from tests.ui.conftest import PutUp
from tests.ui.screen import Screen
from tests.ui.views import VIEWS, opened

#: Labels that say what a person or Human API has written.
OF_THE_PERSON = {
    "messageDetail",
    "cardSources",
    "cardDetails",
    "cardId",
    "card_humanId",
    "card_publicToken",
    "card_accessToken",
    "evidence_said",  # of a page, in the words of the Lab's rules, which are the report's too
}
WIDTHS = (640, 1280)
EVERY_LANGUAGE = pytest.mark.parametrize("language", CHOICES)


@pytest.fixture
def spoken(language: str, qapp: QApplication, desks: Desks) -> Iterator[Screen]:
    """The app in this language."""
    speaker = Language(qapp)
    speaker.speak(language)
    screen = Screen(qapp, desks, language=language)
    yield screen
    screen.app.theme.apply(LIGHT)
    screen.close()
    speaker.forget()


def cut_off(window: QWidget) -> list[str]:
    """What is said in a window and cannot be read whole. What is elided on purpose has the whole in its tool tip."""
    found = []
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible() and widget.window() is window and (why := _why(widget, window)):
            found.append(f"{type(widget).__name__} {widget.objectName()} {_text(widget)!r}: {why}")
    return found


def left_cut_off(window: QWidget) -> list[str]:
    """The same once everything has its place, for which a busy machine takes some more turns."""
    with suppress(DidNotHappen):
        wait_for(lambda: not cut_off(window), "all of it in sight", seconds=1)
    return cut_off(window)


def _text(widget: QWidget) -> str:
    match widget:
        case QLabel() | QAbstractButton():
            return widget.text()
        case QLineEdit():
            return widget.text() or widget.placeholderText()
        case QComboBox():
            return widget.currentText()
        case _:
            return ""


def _why(widget: QWidget, window: QWidget) -> str:
    text = _text(widget)
    why = ""
    match widget:
        case QLabel() if text and text != widget.toolTip():
            why = _label(widget) or _outside(widget, window)
        case QAbstractButton() if text:
            lacks = widget.sizeHint().width() - widget.width()
            why = f"{lacks} too narrow" if lacks > 0 else _outside(widget, window)
        case QLineEdit() if text not in (widget.text(), widget.toolTip()):
            why = _lacks(text, widget.fontMetrics(), _line_room(widget))
        case QComboBox():
            why = _lacks(text, widget.fontMetrics(), _box_room(widget)) or _outside(widget, window)
        case QHeaderView() if widget.orientation() is Qt.Orientation.Horizontal:
            why = _header(widget)
        case QMenuBar():
            why = "" if widget.sizeHint().width() <= widget.width() else "does not fit"
        case UserTable():
            why = _rows(widget)
        case QListWidget():
            why = "needs to be scrolled sideways" if widget.horizontalScrollBar().maximum() else ""
    return why


def _label(label: QLabel) -> str:
    metrics, room = label.fontMetrics(), label.contentsRect().width()
    if not label.wordWrap():
        return next((why for line in label.text().split("\n") if (why := _lacks(line, metrics, room))), "")
    if why := _line_too_long(label.text(), label.font(), room):
        return why
    needed = label.heightForWidth(label.width())
    return f"{needed} high in {label.height()}" if needed > label.height() + 1 else ""


def _line_too_long(text: str, font: QFont, room: int) -> str:
    """Qt itself is asked where it breaks: not at the ``@`` or the full stop of an address."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    layout.setTextOption(QTextOption())  # as a label: between words
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room)
    layout.endLayout()
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        if line.naturalTextWidth() > room + 1:
            words = text[line.textStart() : line.textStart() + line.textLength()]
            return f"{words!r}: {line.naturalTextWidth():.0f} in {room}"
    return ""


def _box_room(box: QComboBox) -> int:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    return box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, box).width()


def _line_room(edit: QLineEdit) -> int:
    option = QStyleOptionFrame()
    edit.initStyleOption(option)
    return edit.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, edit).width() - 4


def _header(header: QHeaderView) -> str:
    model = header.model()
    for section in range(header.count()):
        title = str(model.headerData(section, header.orientation(), Qt.ItemDataRole.DisplayRole))
        if not header.isSectionHidden(section):
            needed = header.sectionSizeFromContents(section).width()
            if needed > header.sectionSize(section):
                return f"{title!r}: {needed} in {header.sectionSize(section)}"
    return ""


def _rows(table: UserTable) -> str:
    """The words that are drawn: in the button, and for the state."""
    model = table.model()
    for row in range(min(model.rowCount(), 6)):
        word = str(model.index(row, Column.BUTTON).data())
        rect = button_rect(table.visualRect(model.index(row, Column.BUTTON)))
        if why := _lacks(word, QFontMetrics(button_font(table.font())), rect.width() - 8):
            return f"{word!r} {why}"
    return ""


def _lacks(text: str, metrics: QFontMetrics, room: int) -> str:
    needed = metrics.horizontalAdvance(re.sub("&(.)", r"\1", text))
    return f"{needed} in {room}" if needed > room else ""


def _outside(widget: QWidget, window: QWidget) -> str:
    """What scrolls may be out of sight."""
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            return ""
        parent = parent.parentWidget()
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return "" if window.rect().contains(place) else f"{place} sticks out of {window.size()}"


def test_an_address_that_is_cut_off_is_found(put_up: PutUp) -> None:
    """In a label as Qt has it; the card's own breaks it."""
    address = "schattenbrueck@participants.longitudinal-outcomes-study.example.net"
    for label, found in ((QLabel(), True), (AddressLabel(None, "cardId"), False)):
        label.setWordWrap(True)
        label.setText(address)
        if isinstance(label, AddressLabel):
            label.show_text(address)
        label.setFixedWidth(200)
        put_up(label)
        assert bool(_label(label)) is found


@EVERY_LANGUAGE
def test_no_view_has_clipped_text(spoken: Screen) -> None:
    found = []
    for colors in (LIGHT, DARK):
        spoken.app.theme.apply(colors)
        for name in VIEWS:
            if name == "empty" and colors is LIGHT:
                continue  # there is only one way there
            with opened(spoken, name) as view:
                for width in WIDTHS:
                    view.resize(width, max(view.height(), 420) if view is not spoken.window else 600)
                    let_pass(0.01)
                    found += [f"{name} at {width}: {clipped}" for clipped in left_cut_off(view)]
    assert "\n".join(dict.fromkeys(found)) == ""


@EVERY_LANGUAGE
def test_every_word_for_a_state_fits_its_column(spoken: Screen) -> None:
    table = spoken.table
    spoken.window.resize(1280, 600)
    let_pass(0)
    for name in spoken.names:
        user: User = spoken.user(name)
        assert _lacks(row_words.state_word(user), table.fontMetrics(), table.columnWidth(Column.STATE) - 38) == ""


@pytest.mark.parametrize("language", ["pseudo"])
def test_no_view_says_anything_past_the_translators(spoken: Screen) -> None:
    """What stands outside of the brackets is a name, or was never handed to a translator."""
    names = r"hcdesktop|clientId|clientSecret|appKey|\w+_url|humanId|publicToken|accessToken|[\w.]+@[\w.]+|https?://\S+"
    names += r"|people\.csv|Simulator|Production|Clinic|\b(?:en|es|de|fr|it|pt)\b|English|Español|c1|"
    names += "|".join(spoken.names)
    for name in VIEWS:
        if name.startswith("guide"):
            continue  # a file for each language
        with opened(spoken, name) as view:
            for widget in (view, *view.findChildren(QWidget)):
                if not widget.isVisible() or widget.objectName() in OF_THE_PERSON:
                    continue
                for text in (_text(widget), widget.toolTip(), widget.accessibleName(), widget.windowTitle()):
                    if isinstance(widget, QLineEdit) and widget.text() == text:
                        continue
                    outside = text
                    while OPEN in outside:  # one text may be filled into another
                        outside = re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "", outside)
                    assert not re.search(r"[^\W\d_]{2}", re.sub(names, "", outside)), (name, type(widget), text)
