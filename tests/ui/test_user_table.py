"""The list: drawn rows with a drawn button, by mouse and by keyboard, over any number of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtTest import QSignalSpy, QTest

from hcdesktop.core.models import Attention, User
from hcdesktop.core.roster import Roster
from hcdesktop.ui import row_words
from hcdesktop.ui.user_model import Column
from hcdesktop.ui.user_table import UserTable
from tests.crowd import add_users
from tests.ui.conftest import OpenScreen
from tests.ui.screen import ADA, JONAS, MAXI, PRIYA, SEEDED, TOMAS, YUKI, Screen

LEFT = Qt.MouseButton.LeftButton


class Wishes:
    """Who was to be launched."""

    def __init__(self, screen: Screen) -> None:
        self._ids: list[int] = []
        screen.table.launch_requested.disconnect(screen.app.controller.launch)
        screen.table.launch_requested.connect(self._ids.append)

    def take(self) -> list[int]:
        taken = list(self._ids)
        self._ids.clear()
        return taken


@pytest.fixture
def wishes(screen: Screen) -> Wishes:
    """The table's wishes, in place of popups."""
    return Wishes(screen)


def drag(table: UserTable, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(table.viewport(), LEFT, pos=start)
    QTest.mouseMove(table.viewport(), end)
    QTest.mouseRelease(table.viewport(), LEFT, pos=end)


def centre(screen: Screen, name: str, column: Column = Column.NAME) -> QPoint:
    return screen.table.visualRect(screen.table.users.index(screen.row(name), column)).center()


def button(screen: Screen, name: str) -> QPoint:
    return screen.table.button_rect(screen.row(name)).center()


# --- what is in it


def test_the_first_start_shows_six_people_by_name(screen: Screen) -> None:
    assert tuple(screen.names) == SEEDED
    states = [screen.cell(row, Column.STATE) for row in range(6)]
    assert states == ["New", "Connected", "Connected", "Needs attention", "New", "Connected"]
    buttons = [screen.cell(row, Column.BUTTON) for row in range(6)]
    assert buttons == ["Connect", "Edit", "Edit", "Edit", "Connect", "Edit"]
    assert [screen.cell(row, Column.SOURCES) for row in (0, 1, 2)] == ["", "Starfleet Medical", "Starfleet Pharma +1"]
    assert screen.cell(1, Column.CLIENT_USER_ID) == "jonas.feldspar@example.com"


def test_somebody_new_is_put_where_the_name_belongs(screen: Screen) -> None:
    screen.service.add_user("zz@example.org", label="babette")
    screen.service.add_user("mia@example.org")  # no name: the user ID is what is sorted by
    screen.table.users.reload()
    assert screen.names == [ADA, "babette", JONAS, MAXI, "mia@example.org", PRIYA, TOMAS, YUKI]


def test_tool_tips_say_in_full_what_may_be_cut_off(screen: Screen) -> None:
    def tip(name: str, column: Column) -> object:
        return screen.table.users.index(screen.row(name), column).data(Qt.ItemDataRole.ToolTipRole)

    assert tip(MAXI, Column.NAME) == MAXI
    assert tip(MAXI, Column.CLIENT_USER_ID) == screen.user(MAXI).client_user_id
    assert tip(MAXI, Column.SOURCES) == "Starfleet Pharma\nMoonloop Sleep"
    assert tip(ADA, Column.SOURCES) is None
    assert tip(PRIYA, Column.STATE) == tip(PRIYA, Column.BUTTON) == "The token that opens Edit mode is missing."
    assert tip(ADA, Column.CHANGED) is None


def test_a_tool_tip_is_never_taken_for_a_web_page(screen: Screen) -> None:
    evil = '<img src="file://server/share/x.png"> & <b>x</b>'
    user = screen.service.add_user("<h1>big</h1>", label=evil)
    screen.desk.store.set_sources(user.id, [evil, "plain"], at=1.0)
    screen.table.users.reload()
    row = screen.row(evil)
    for column in (Column.NAME, Column.CLIENT_USER_ID, Column.SOURCES):
        tip = str(screen.table.users.index(row, column).data(Qt.ItemDataRole.ToolTipRole))
        assert "<img" not in tip
        assert "<b>" not in tip
        assert "<h1>" not in tip
        assert "&lt;" in tip
    assert screen.cell(row, Column.NAME) == evil  # what is drawn is no web page


def test_the_header_has_a_title_for_each_column(screen: Screen) -> None:
    titles = [screen.table.users.headerData(column, Qt.Orientation.Horizontal) for column in Column]
    assert titles == ["Name", "User ID", "State", "Sources", "Last change", "Action"]
    assert screen.table.users.headerData(0, Qt.Orientation.Vertical) is None


def test_an_empty_list_says_what_to_do(screen: Screen) -> None:
    assert screen.table.isVisible()
    screen.window.show_counts(users=0, pending=0)
    assert not screen.table.isVisible()
    empty = screen.window.people.empty
    assert empty.isVisible()
    assert "Add person" in empty.text()
    screen.window.show_counts(users=1, pending=2)
    assert screen.table.isVisible()
    assert not empty.isVisible()
    assert screen.window._count.text() == "1 person"
    assert screen.window.pending_text == "2 not saved yet"


# --- the button, by mouse


def test_a_click_on_the_button_is_one_wish(screen: Screen, wishes: Wishes) -> None:
    for name in (ADA, YUKI):
        QTest.mouseClick(screen.table.viewport(), LEFT, pos=button(screen, name))
        assert wishes.take() == [screen.user(name).id]


def test_the_button_is_as_large_as_it_looks(screen: Screen, wishes: Wishes) -> None:
    rect = screen.table.button_rect(screen.row(JONAS))
    cell = screen.table.visualRect(screen.table.users.index(screen.row(JONAS), Column.BUTTON))
    assert cell.contains(rect)
    for inside in (rect.topLeft(), rect.topRight(), rect.bottomLeft(), rect.bottomRight()):
        QTest.mouseClick(screen.table.viewport(), LEFT, pos=inside)
    assert wishes.take() == [screen.user(JONAS).id] * 4
    for outside in (rect.topLeft() - QPoint(1, 0), rect.topRight() - QPoint(0, 1), rect.bottomRight() + QPoint(1, 1)):
        QTest.mouseClick(screen.table.viewport(), LEFT, pos=outside)
    assert wishes.take() == []


def test_a_click_counts_only_where_it_began(screen: Screen, wishes: Wishes) -> None:
    in_the_name = centre(screen, ADA)
    beside = screen.table.button_rect(screen.row(ADA)).topLeft() - QPoint(4, 0)
    for start, end in (
        (button(screen, ADA), in_the_name),
        (button(screen, ADA), beside),
        (button(screen, ADA), button(screen, JONAS)),
        (button(screen, ADA), QPoint(-50, -50)),
        (in_the_name, button(screen, ADA)),
        (beside, button(screen, ADA)),
    ):
        drag(screen.table, start, end)
        assert wishes.take() == []
    QTest.mouseClick(screen.table.viewport(), LEFT, pos=button(screen, ADA))
    assert wishes.take() == [screen.user(ADA).id]


def test_other_mouse_buttons_and_single_clicks_elsewhere_wish_for_nothing(screen: Screen, wishes: Wishes) -> None:
    for mouse_button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        QTest.mouseClick(screen.table.viewport(), mouse_button, pos=button(screen, ADA))
    for column in (Column.NAME, Column.CLIENT_USER_ID, Column.STATE):
        QTest.mouseClick(screen.table.viewport(), LEFT, pos=centre(screen, ADA, column))
    assert wishes.take() == []


def double_click(screen: Screen, place: QPoint, mouse_button: Qt.MouseButton = LEFT) -> None:
    """As a mouse does it: press, release, press, release."""
    QTest.mouseClick(screen.table.viewport(), mouse_button, pos=place)
    QTest.mouseDClick(screen.table.viewport(), mouse_button, pos=place)


def test_a_double_click_on_a_row_is_one_wish(screen: Screen, wishes: Wishes) -> None:
    double_click(screen, centre(screen, JONAS))
    assert wishes.take() == [screen.user(JONAS).id]


def test_a_double_click_with_another_mouse_button_is_none(screen: Screen, wishes: Wishes) -> None:
    double_click(screen, centre(screen, JONAS), Qt.MouseButton.RightButton)
    double_click(screen, button(screen, JONAS), Qt.MouseButton.RightButton)
    assert wishes.take() == []


def test_a_double_click_beside_the_button_is_none(screen: Screen, wishes: Wishes) -> None:
    double_click(screen, screen.table.button_rect(screen.row(JONAS)).topLeft() - QPoint(4, 0))
    assert wishes.take() == []


def test_an_impatient_double_click_on_the_button_opens_one_popup(screen: Screen, popups: list[object]) -> None:
    double_click(screen, button(screen, JONAS))
    assert len(popups) == 1


def test_the_pointer_is_a_hand_over_a_button_only(screen: Screen) -> None:
    viewport = screen.table.viewport()
    QTest.mouseMove(viewport, button(screen, ADA))
    assert viewport.cursor().shape() is Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(viewport, centre(screen, ADA))
    assert viewport.cursor().shape() is Qt.CursorShape.ArrowCursor


# --- by keyboard


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press_the_rows_button(screen: Screen, wishes: Wishes, key: Qt.Key) -> None:
    screen.choose(MAXI)
    QTest.keyClick(screen.table, key)
    assert wishes.take() == [screen.user(MAXI).id]


def test_without_a_chosen_row_a_key_wishes_for_nothing(screen: Screen, wishes: Wishes) -> None:
    screen.table.setCurrentIndex(QModelIndex())
    assert screen.table.chosen is None
    QTest.keyClick(screen.table, Qt.Key.Key_Return)
    assert wishes.take() == []


def test_arrows_home_and_end_go_through_the_list_and_the_card_follows(screen: Screen) -> None:
    screen.choose(ADA)
    QTest.keyClick(screen.table, Qt.Key.Key_Down)
    assert screen.table.chosen == screen.user(JONAS)
    assert screen.card.user == screen.user(JONAS)
    QTest.keyClick(screen.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert screen.card.user == screen.user(YUKI)
    QTest.keyClick(screen.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(screen.table, Qt.Key.Key_Up)
    assert screen.card.user == screen.user(ADA)


def test_moving_within_a_row_chooses_nobody_anew(screen: Screen) -> None:
    screen.choose(ADA)
    spy = QSignalSpy(screen.table.user_chosen)
    QTest.keyClick(screen.table, Qt.Key.Key_Right)
    assert spy.count() == 0
    assert screen.table.chosen == screen.user(ADA)


# --- changes


def test_a_changed_user_is_shown_in_place(screen: Screen) -> None:
    screen.choose(ADA)
    resets, changes = QSignalSpy(screen.table.users.modelReset), QSignalSpy(screen.table.users.dataChanged)
    changed = screen.desk.store.set_attention(screen.user(ADA).id, Attention.EXISTS, at=1.0)
    screen.table.users.update_user(changed)
    assert (resets.count(), changes.count()) == (0, 1)
    first, last = changes.at(0)[:2]
    assert (first.row(), first.column(), last.row(), last.column()) == (0, 0, 0, Column.BUTTON)
    assert (screen.cell(0, Column.STATE), screen.cell(0, Column.BUTTON)) == ("Needs attention", "Edit")
    assert screen.table.chosen == changed
    assert screen.cell(1, Column.STATE) == "Connected"


def test_a_change_of_somebody_unknown_changes_nothing(screen: Screen) -> None:
    resets = QSignalSpy(screen.table.users.modelReset)
    screen.table.users.update_user(User(id=999, client_user_id="x"))
    assert resets.count() == 0
    assert tuple(screen.names) == SEEDED


def test_a_reload_shows_who_has_come_and_keeps_who_is_chosen(screen: Screen) -> None:
    screen.choose(JONAS)
    told = QSignalSpy(screen.table.user_chosen)
    screen.service.add_user("aaron@example.org")
    assert len(screen.names) == 6
    screen.table.users.reload()
    assert screen.names[:2] == ["aaron@example.org", ADA]
    assert screen.table.chosen == screen.user(JONAS)
    assert screen.table.selected_ids == [screen.user(JONAS).id]
    assert screen.card.user == screen.user(JONAS)
    assert told.count() == 0  # the card reads a timeline each time


def test_choosing_somebody_scrolls_to_the_row(screen: Screen) -> None:
    add_users(screen.desk.store, [(f"user-{n:03}@example.org", "") for n in range(300)])
    screen.table.users.reload()
    screen.choose("user-299@example.org")
    rect = screen.table.visualRect(screen.table.currentIndex())
    assert screen.table.viewport().rect().contains(rect.center())
    screen.table.choose(999_999)  # nobody
    assert screen.table.chosen == screen.user("user-299@example.org")


def test_a_row_whose_popup_is_open_says_so(screen: Screen) -> None:
    users, ada, jonas = screen.table.users, screen.user(ADA), screen.user(JONAS)
    changes = QSignalSpy(users.dataChanged)
    users.set_busy(frozenset({ada.id}))
    assert users.is_busy(ada.id)
    assert not users.is_busy(jonas.id)
    assert changes.count() == 1
    quiet = picture(screen)
    users.set_busy(frozenset({ada.id, jonas.id}))
    assert changes.count() == 2  # only the one that is new
    assert picture(screen) != quiet
    users.set_busy(frozenset())
    assert changes.count() == 4
    assert not users.is_busy(ada.id)


# --- painting


def picture(screen: Screen) -> QImage:
    return screen.table.viewport().grab().toImage()


def test_every_state_and_every_length_can_be_painted(screen: Screen) -> None:
    for number, name in enumerate(("x" * 200, "é" * 200, "名" * 100, "😀" * 50, "שלום", "a\u0301" * 60)):
        screen.service.add_user(f"{name}{number}" * 2, label=name)
    user = screen.service.add_user("pending@example.org", label="Pending")
    screen.table.users.reload()
    screen.table.users.update_user(replace(user, waiting=1))
    image = QImage(screen.window.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    try:
        screen.window.render(painter, QPoint())
    finally:
        painter.end()
    colors = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colors) > 8


def test_no_text_is_painted_over_the_next_column(screen: Screen) -> None:
    """GIVEN a name that is far too long WHEN it is painted THEN the cell's margin stays empty."""
    user = screen.service.add_user("w@example.org", label="W" * 200)
    screen.table.users.reload()
    rect = screen.table.visualRect(screen.table.users.index(screen.row(user.label), Column.NAME))
    image = picture(screen)
    surface = image.pixel(rect.left() + 2, rect.center().y())
    margin = {image.pixel(x, rect.center().y()) for x in range(rect.right() - 6, rect.right())}
    text = {image.pixel(x, rect.center().y()) for x in range(rect.left() + 10, rect.right() - 12)}
    assert margin == {surface}
    assert text != {surface}


def test_the_words_of_states_and_buttons_are_never_cut_off(screen: Screen) -> None:
    table = screen.table
    metrics = QFontMetrics(table.font())
    room = table.columnWidth(Column.STATE) - 10 - 16 - 4
    words = {row_words.state_word(screen.user(name)) for name in SEEDED} | {"Saving"}
    assert [word for word in words if metrics.horizontalAdvance(word) > room] == []
    bold = table.font()
    bold.setWeight(bold.Weight.DemiBold)
    width = table.button_rect(0).width() - 8
    assert all(QFontMetrics(bold).horizontalAdvance(word) <= width for word in ("Connect", "Edit", "Open…"))


# --- many people


class Reads:
    """How often the table has read rows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.first: list[int] = []
        read = Roster.users

        def spy(roster: Roster, user_ids: Sequence[int]) -> list[User]:
            self.first.append(user_ids[0])
            assert len(user_ids) <= 500
            return read(roster, user_ids)

        monkeypatch.setattr(Roster, "users", spy)

    def take(self) -> list[int]:
        taken, self.first = self.first, []
        return taken


@contextmanager
def reads_counted() -> Iterator[Reads]:
    with pytest.MonkeyPatch.context() as patch:
        yield Reads(patch)


def test_a_hundred_thousand_people_are_read_page_by_page(open_screen: OpenScreen) -> None:
    """GIVEN a long list WHEN it is scrolled THEN only what is looked at is read, and little of it is kept."""
    screen = open_screen()
    add_users(screen.desk.store, ((f"user-{n:06}@example.org", "") for n in range(100_000)), at=1.0)
    screen.settle()
    with reads_counted() as reads:
        screen.table.users.reload()
        screen.settle()
        screen.table.viewport().repaint()
        assert screen.table.users.rowCount() == 100_006
        assert len(reads.take()) == 1
        bar = screen.table.verticalScrollBar()
        bar.setValue(bar.maximum())
        screen.table.viewport().repaint()
        assert screen.cell(100_005, Column.NAME) == YUKI
        assert len(reads.take()) <= 2  # not what lies between
        for step in range(200):
            bar.setValue(bar.maximum() * step // 200)
            screen.table.viewport().repaint()
        assert len(reads.take()) <= 2 * 200
        assert len(screen.table.users._pages) <= 40
        assert sum(len(page) for page in screen.table.users._pages.values()) <= 4_000
        # Where somebody stands who is in none of these pages is known without reading rows.
        reads.take()
        screen.table.choose(screen.service.find_user("user-054321@example.org").id)
        assert screen.table.currentIndex().data() == "user-054321@example.org"
        assert len(reads.take()) <= 2


def test_a_change_in_a_page_that_is_not_there_is_read_when_it_is_looked_at(screen: Screen) -> None:
    add_users(screen.desk.store, [(f"user-{n:04}@example.org", "") for n in range(5_000)])
    screen.table.users.reload()
    screen.settle()
    user = screen.service.find_user("user-4000@example.org")
    changed = screen.desk.store.set_attention(user.id, Attention.EXISTS, at=1.0)
    screen.table.users.update_user(changed)
    row = screen.table.users.row_of(user.id)
    assert row is not None
    assert screen.cell(row, Column.STATE) == "Needs attention"
