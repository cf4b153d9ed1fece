"""The window comes back as it was left, and where it can be seen; nothing of a person is on the disk for that."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest

from hcdesktop.desk import Desks
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui import columns
from hcdesktop.ui.remembered import on_screen
from hcdesktop.ui.user_model import Column
from tests.conftest import ExpectedLog
from tests.ui.conftest import OpenScreen
from tests.ui.screen import ADA, LIVE, PRIYA, Screen

SCREENS = [QRect(0, 0, 1000, 800), QRect(1000, 0, 1000, 800)]


def drag(screen: Screen, column: Column, width: int) -> None:
    """What the header does while somebody drags its edge."""
    screen.table.horizontalHeader().resizeSection(column, width)


def test_everything_comes_back_as_it_was_left(open_screen: OpenScreen) -> None:
    screen = open_screen()
    screen.window.setGeometry(40, 30, 700, 500)
    screen.window.resize(760, 560)
    screen.window.splitter.setSizes([420, 300])
    drag(screen, Column.STATE, 145)
    screen.table.sortByColumn(Column.NAME, Qt.SortOrder.DescendingOrder)
    screen.window.people.show_state("attention")
    screen.settle()
    left = screen.window.geometry(), screen.window.splitter.sizes()
    screen.close()
    again = open_screen()
    again.settle()
    assert (again.window.geometry(), again.window.splitter.sizes()) == left
    assert again.table.columnWidth(Column.STATE) == 145
    assert again.names == [PRIYA]
    again.window.people.clear_filter()
    again.settle()
    assert again.names[-1] == ADA


def test_what_was_typed_is_not_on_the_disk_and_not_back(open_screen: OpenScreen, folder: Path) -> None:
    screen = open_screen()
    QTest.keyClicks(screen.window.people.text, "Winterbourne")
    screen.settle()
    screen.close()
    assert "interbourne" not in (folder / "window.json").read_text()
    again = open_screen()
    again.settle()
    assert len(again.names) == 6


def test_the_filter_comes_back_in_the_environment_that_was_open(open_screen: OpenScreen, desks: Desks) -> None:
    environment = desks.book.save(LIVE)
    screen = open_screen(environment)
    wait_for(lambda: screen.desk.environment == environment, "the environment")
    screen.window.people.show_state("marked")
    screen.settle()
    screen.close()
    again = open_screen(desks.book.last())
    wait_for(lambda: again.desk.environment == environment, "the environment")
    again.settle()
    assert again.window.people.state_name == "marked"
    again.go_to("Simulator")
    again.settle()
    assert again.window.people.state_name == ""


@pytest.mark.parametrize(
    ("place", "moved"),
    [
        (QRect(100, 100, 600, 400), False),
        (QRect(1500, 100, 600, 400), False),  # half of it is on no screen
        (QRect(-500, 100, 600, 400), False),
        (QRect(-560, 100, 600, 400), True),  # nothing is left to take hold of
        (QRect(100, 790, 600, 400), True),
        (QRect(100, -300, 600, 400), True),  # the title is above the screen
        (QRect(5000, 5000, 600, 400), True),
    ],
)
def test_a_window_comes_to_where_it_can_be_taken_hold_of(place: QRect, moved: bool) -> None:
    found = on_screen(place, SCREENS)
    assert (found != place) is moved
    if moved:
        assert SCREENS[0].contains(found)
        assert found.size() == place.size()


def test_a_window_larger_than_the_screen_that_is_left_gets_smaller() -> None:
    assert on_screen(QRect(3000, 0, 2500, 1500), SCREENS) == SCREENS[0]
    assert on_screen(QRect(1, 2, 3, 4), []) == QRect(1, 2, 3, 4)


def test_an_app_that_was_left_beyond_the_screen_is_seen_again(open_screen: OpenScreen) -> None:
    screen = open_screen()
    screen.window.setGeometry(9000, 9000, 700, 500)
    let_pass(0)
    screen.close()
    again = open_screen()
    assert again.window.screen().availableGeometry().intersects(again.window.geometry())


def test_a_state_that_cannot_be_kept_keeps_nobody_from_leaving(
    open_screen: OpenScreen, folder: Path, expect_log: ExpectedLog
) -> None:
    expect_log("the window's state was not kept: store_read_only")
    screen = open_screen()
    (folder / "window.json").mkdir()
    screen.close()


# --- columns


@pytest.mark.parametrize("room", range(200, 2000, 97))
def test_the_columns_fill_the_room_with_the_button_at_the_end(room: int) -> None:
    choices: tuple[dict[Column, int], ...] = (
        {},
        {Column.NAME: 300},
        {Column.NAME: 200, Column.CLIENT_USER_ID: 90, Column.SOURCES: 80},
    )
    least = {**columns.LEAST, Column.BUTTON: 124}
    for chosen in choices:
        widths = columns.fit(room, least=least, chosen=chosen)
        assert Column.BUTTON in widths
        assert Column.NAME in widths
        assert sum(widths.values()) <= max(room, 260)
        assert sum(widths.values()) > room - 4 or room < 300


def test_a_column_is_never_dragged_so_wide_that_another_one_goes(screen: Screen) -> None:
    screen.window.resize(1400, 600)
    let_pass(0)
    drag(screen, Column.SOURCES, 5000)
    shown = [column for column in Column if not screen.table.isColumnHidden(column)]
    assert shown == list(Column)
    assert screen.table.horizontalHeader().length() <= screen.table.viewport().width()
    drag(screen, Column.STATE, 200)
    assert screen.table.columnWidth(Column.STATE) == 200 or screen.table.columnWidth(Column.SOURCES) > 130
