"""Filtering and sorting the list by typing and clicking; who was selected and what was looked at stays so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from hcdesktop.core.errors import ErrorKind, HcError, StoreError
from hcdesktop.core.listing import Details, Listing, ListQuery, Overtaken, SortKey
from hcdesktop.core.models import Attention
from hcdesktop.core.roster import Roster
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui import lister
from hcdesktop.ui.theme import ROW_HEIGHT
from hcdesktop.ui.user_model import Column
from tests.crowd import add_users
from tests.journeys.loop import LoopWatch
from tests.ui.conftest import OpenScreen
from tests.ui.screen import ADA, JONAS, MAXI, PRIYA, SEEDED, TOMAS, YUKI, FakePopup, Screen, finished_session

CTRL = Qt.KeyboardModifier.ControlModifier


def click_header(screen: Screen, column: Column) -> None:
    header = screen.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def choose_state(screen: Screen, word: str) -> None:
    screen.window.people.states.setCurrentText(word)


def count(screen: Screen) -> str:
    return screen.window._count.text()


# --- typing


def test_what_is_typed_while_the_rows_have_the_keys_is_the_filters(screen: Screen) -> None:
    screen.table.setFocus()
    QTest.keyClicks(screen.table, "pri")
    assert screen.window.people.text.text() == "pri"
    assert screen.names == [PRIYA]
    assert count(screen) == "1 of 6 people"
    QTest.keyClick(screen.table, Qt.Key.Key_Backspace)
    assert screen.window.people.text.text() == "pr"
    QTest.keyClick(screen.table, Qt.Key.Key_Escape)
    assert tuple(screen.names) == SEEDED
    assert count(screen) == "6 people"


def test_a_blank_between_letters_is_typed_and_launches_nobody(screen: Screen, popups: list[FakePopup]) -> None:
    screen.choose(ADA)
    screen.table.setFocus()
    QTest.keyClicks(screen.table, "ada w")
    assert screen.names == [ADA]
    assert popups == []
    QTest.keyClick(screen.table, Qt.Key.Key_Down)  # no longer typing
    QTest.keyClick(screen.table, Qt.Key.Key_Space)
    assert len(popups) == 1


def test_after_arrows_a_blank_presses_the_button_again(screen: Screen, popups: list[FakePopup]) -> None:
    screen.table.setFocus()
    QTest.keyClicks(screen.table, "example")
    QTest.keyClick(screen.table, Qt.Key.Key_Down)
    QTest.keyClick(screen.table, Qt.Key.Key_Space)
    assert len(popups) == 1
    assert screen.window.people.text.text() == "example"


def test_keys_with_control_are_no_text(screen: Screen) -> None:
    QTest.keyClick(screen.table, Qt.Key.Key_A, CTRL)
    QTest.keyClick(screen.table, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    assert screen.window.people.text.text() == ""
    assert screen.table.selected_count == 6


def test_from_the_filter_the_keys_lead_to_the_rows_and_back(screen: Screen, popups: list[FakePopup]) -> None:
    field = screen.window.people.text
    QTest.keyClick(screen.window, Qt.Key.Key_F, CTRL)
    QTest.qWaitForWindowActive(screen.window)
    assert field.hasFocus()
    QTest.keyClicks(field, "JONAS")
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert screen.table.hasFocus()
    assert screen.table.chosen == screen.user(JONAS)
    QTest.keyClick(screen.table, Qt.Key.Key_Return)
    assert popups[0].request.client_user_id == "jonas.feldspar@example.com"
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert len(screen.names) == 6


def test_enter_in_the_filter_launches_nobody(screen: Screen, popups: list[FakePopup]) -> None:
    QTest.keyClicks(screen.window.people.text, "jonas")
    QTest.keyClick(screen.window.people.text, Qt.Key.Key_Return)
    assert popups == []
    assert screen.table.chosen == screen.user(JONAS)


def test_email_note_and_tags_are_searched(screen: Screen) -> None:
    details = Details(label=ADA, email="front@desk.test", note="left handed", tags=("study B",))
    screen.service.roster.edit(screen.user(ADA).id, details)
    for typed in ("front@desk", "handed", "study b"):
        screen.window.people.text.setText(typed)
        assert screen.names == [ADA], typed


def test_a_filter_without_hits_says_so_and_shows_the_way_back(screen: Screen) -> None:
    screen.table.setFocus()
    QTest.keyClicks(screen.table, "zzz")
    people = screen.window.people
    assert not screen.table.isVisible()
    assert people.no_hits_text.isVisible()
    assert people.no_hits_text.text() == "Nobody here matches “zzz”."
    assert not people.empty.isVisible()
    assert count(screen) == "0 of 6 people"
    screen.press(people.everybody_button)
    assert screen.table.isVisible()
    assert len(screen.names) == 6


def test_letters_after_the_last_hit_are_not_typed_into_nothing(screen: Screen) -> None:
    QTest.qWaitForWindowActive(screen.window)
    screen.table.setFocus()
    QTest.keyClicks(screen.table, "zz")
    assert QApplication.focusWidget() is screen.window.people.text
    QTest.keyClicks(screen.window.people.text, "z")
    assert screen.window.people.text.text() == "zzz"


# --- states


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("New", [ADA, TOMAS]),
        ("Connected", [JONAS, MAXI, YUKI]),
        ("Needs attention", [PRIYA]),
        ("Saving", []),
        ("Marked", [YUKI]),
        ("Everybody", list(SEEDED)),
    ],
)
def test_the_list_can_be_narrowed_by_state(screen: Screen, word: str, names: list[str]) -> None:
    screen.service.roster.mark([screen.user(YUKI).id], marked=True)
    choose_state(screen, "New")
    choose_state(screen, word)
    assert screen.names == names


def test_text_and_state_are_joined(screen: Screen) -> None:
    choose_state(screen, "Connected")
    screen.window.people.text.setText("maxi")
    assert screen.names == [MAXI]
    assert screen.cell(0, Column.STATE) == "Connected"


def test_whoever_is_connected_goes_from_the_new_ones(
    open_screen: OpenScreen, folder: object, popups: list[FakePopup]
) -> None:
    """GIVEN only the new are listed WHEN one of them is connected and saved THEN the row goes, and the other stays."""
    session = finished_session(folder, "ada.winterbourne@example.org")  # type: ignore[arg-type]  # a Path
    screen = open_screen()
    choose_state(screen, "New")
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    screen.wait_said("is connected and saved")
    screen.settle()
    assert screen.names == [TOMAS]
    assert count(screen) == "1 of 6 people"
    assert screen.card.user is None
    choose_state(screen, "Connected")
    assert ADA in screen.names


def test_a_row_that_changes_appears_under_the_filter(screen: Screen) -> None:
    choose_state(screen, "Needs attention")
    assert screen.names == [PRIYA]
    changed = screen.desk.store.set_attention(screen.user(ADA).id, Attention.EXISTS, at=1.0)
    screen.app.controller._update(changed)
    assert screen.names == [ADA, PRIYA]
    changed = screen.desk.store.set_attention(screen.user(ADA).id, None, at=1.0)
    screen.app.controller._update(changed)
    assert screen.names == [PRIYA]


def test_a_row_that_changes_moves_where_it_belongs(screen: Screen) -> None:
    click_header(screen, Column.CHANGED)
    assert screen.names[0] != MAXI
    changed = screen.desk.store.set_attention(screen.user(MAXI).id, None, at=9e9)
    screen.app.controller._update(changed)
    assert screen.names[0] == MAXI


def test_of_rows_that_nobody_has_seen_all_move_at_once_a_moment_later(screen: Screen) -> None:
    click_header(screen, Column.CHANGED)
    asked: list[int] = []
    screen.table.users.asked.connect(lambda: asked.append(1))
    for at, name in enumerate((MAXI, ADA, PRIYA)):
        changed = screen.desk.store.set_attention(screen.user(name).id, None, at=9e9 + at)
        screen.app.controller._update(changed)
    assert not asked
    wait_for(lambda: asked, "the question")
    assert len(asked) == 1
    assert screen.names[:3] == [PRIYA, ADA, MAXI]


# --- sorting


def test_a_click_on_a_title_sorts_and_another_one_turns_it_round(screen: Screen) -> None:
    header = screen.table.horizontalHeader()
    assert header.isSortIndicatorShown()
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (Column.NAME, Qt.SortOrder.AscendingOrder)
    click_header(screen, Column.NAME)
    assert tuple(screen.names) == SEEDED[::-1]
    click_header(screen, Column.CLIENT_USER_ID)
    assert header.sortIndicatorSection() == Column.CLIENT_USER_ID
    ids = [screen.cell(row, Column.CLIENT_USER_ID) for row in range(6)]
    assert ids == sorted(ids)
    click_header(screen, Column.STATE)
    states = [screen.cell(row, Column.STATE) for row in range(6)]
    assert states == ["Needs attention", "New", "New", "Connected", "Connected", "Connected"]
    click_header(screen, Column.SOURCES)
    assert screen.cell(0, Column.SOURCES) == ""
    click_header(screen, Column.BUTTON)
    assert [screen.cell(row, Column.BUTTON) for row in range(6)] == ["Connect"] * 2 + ["Edit"] * 4


def test_the_newest_change_comes_first_at_the_first_click(screen: Screen) -> None:
    screen.desk.store.set_sources(screen.user(TOMAS).id, [], at=9e9)
    click_header(screen, Column.CHANGED)
    assert screen.table.users.query == ListQuery(sort=SortKey.CHANGED, descending=True)
    assert screen.names[0] == TOMAS


# --- selection and place


def test_who_is_chosen_stays_so_through_filter_and_order(screen: Screen) -> None:
    screen.choose(MAXI)
    told = QSignalSpy(screen.table.user_chosen)
    changes: tuple[Callable[[], None], ...] = (
        lambda: screen.window.people.text.setText("max"),
        lambda: screen.window.people.text.setText(""),
        lambda: click_header(screen, Column.STATE),
        lambda: choose_state(screen, "Connected"),
    )
    for change in changes:
        change()
        assert screen.table.chosen == screen.user(MAXI)
        assert screen.table.selected_ids == [screen.user(MAXI).id]
    assert told.count() == 0
    screen.window.people.text.setText("yuki")
    assert screen.table.chosen is None
    assert screen.card.user is None
    assert screen.table.selected_ids == []


def test_several_stay_selected_but_for_those_who_are_gone(screen: Screen) -> None:
    screen.table.selectAll()
    choose_state(screen, "Connected")
    assert screen.table.selected_ids == [screen.user(name).id for name in (JONAS, MAXI, YUKI)]
    choose_state(screen, "Everybody")
    assert screen.table.selected_count == 3


@pytest.fixture
def long_list(screen: Screen) -> Screen:
    add_users(screen.desk.store, [(f"user-{n:04}@example.org", "") for n in range(1_500)])
    screen.table.users.reload()
    return screen


def top(screen: Screen) -> str:
    return screen.cell(screen.table.rowAt(0), Column.NAME)


def test_rows_that_come_above_do_not_move_what_is_looked_at(long_list: Screen) -> None:
    bar = long_list.table.verticalScrollBar()
    bar.setValue(700 * ROW_HEIGHT + 13)
    seen = top(long_list)
    add_users(long_list.desk.store, [(f"aaa-{n}@example.org", "") for n in range(40)])
    long_list.table.users.reload()
    assert top(long_list) == seen
    assert bar.value() == 740 * ROW_HEIGHT + 13
    bar.setValue(0)
    long_list.service.add_user("aaaa@example.org")
    long_list.table.users.reload()
    assert bar.value() == 0  # who looks at the beginning sees who comes there


def test_the_chosen_row_stays_where_it_was_on_the_screen(long_list: Screen) -> None:
    table = long_list.table
    long_list.choose("user-1234@example.org")
    before = table.visualRect(table.currentIndex()).top()
    long_list.window.people.text.setText("user")
    assert abs(table.visualRect(table.currentIndex()).top() - before) <= ROW_HEIGHT
    long_list.window.people.text.setText("")
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())


def test_another_question_begins_at_its_top(long_list: Screen) -> None:
    bar = long_list.table.verticalScrollBar()
    bar.setValue(900 * ROW_HEIGHT)
    click_header(long_list, Column.NAME)
    assert bar.value() == 0


def test_another_environment_keeps_nobody_selected(screen: Screen) -> None:
    screen.choose(ADA)
    screen.window.people.text.setText("ada")
    screen.app.environments.shown.emit(screen.desk)
    assert screen.window.people.text.text() == ""
    assert screen.table.chosen is None
    assert screen.table.selected_count == 0
    assert len(screen.names) == 6


# --- away from the main thread


@pytest.fixture
def slow(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Every list is taken for a large one, and answered on its thread; whoever has typed has done so."""
    monkeypatch.setattr(lister, "SMALL", 0)
    monkeypatch.setattr(lister, "PAUSE", 0)
    return screen


@pytest.fixture
def beginning(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    """The first two of a list that is shown anew, while everybody else of it is waited for until the test ends."""
    with hindered(slow, monkeypatch):
        slow.app.environments.shown.emit(slow.desk)
        yield slow
    assert not slow.table.users.loading


@contextmanager
def hindered(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A first page of two; everybody else is waited for until the block ends, or the event it is given is set."""
    may_go = threading.Event()
    listing = Roster.listing

    def wait(roster: Roster, query: ListQuery, overtaken: Overtaken) -> Listing:
        assert may_go.wait(10)
        return listing(roster, query, overtaken)

    monkeypatch.setattr(Roster, "listing", wait)
    monkeypatch.setattr(lister, "FIRST", 2)
    yield may_go
    may_go.set()
    slow.settle()


def test_the_first_page_is_there_before_everybody_is(beginning: Screen) -> None:
    assert tuple(beginning.names) == SEEDED[:2]
    assert count(beginning) == "Reading the list…"


def test_a_filter_shows_nobody_else_while_everybody_is_read(beginning: Screen) -> None:
    choose_state(beginning, "New")
    assert beginning.names == []


def test_another_order_begins_with_others_while_everybody_is_read(beginning: Screen) -> None:
    click_header(beginning, Column.NAME)
    assert tuple(beginning.names) == SEEDED[:-3:-1]


def test_who_is_chosen_on_the_first_page_stays_chosen(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lister, "FIRST", 2)
    slow.app.environments.shown.emit(slow.desk)
    slow.choose(SEEDED[1])
    assert slow.table.users.loading
    slow.settle()
    assert tuple(slow.names) == SEEDED
    assert slow.table.chosen is not None
    assert slow.table.chosen.name == SEEDED[1]


def test_once_everybody_is_there_the_first_search_is_prepared(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[ListQuery] = []
    monkeypatch.setattr(Roster, "prepare_search", lambda _roster, query: prepared.append(query))
    slow.app.environments.shown.emit(slow.desk)
    slow.settle()
    assert prepared == []  # at a start there is more to do just then
    wait_for(lambda: prepared, "the preparation")
    slow.window.people.text.setText("ada")
    slow.settle()
    let_pass(0.6)
    assert prepared == [ListQuery()]


def test_what_an_older_keystroke_found_never_comes_after(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """GIVEN the first question takes long WHEN others are typed THEN only the newest one's answer is shown."""
    may_go, asked = threading.Event(), []
    first = Roster.first

    def late(roster: Roster, query: ListQuery, most: int, overtaken: Overtaken) -> Sequence[int]:
        asked.append(query.text)
        if len(asked) == 1:
            assert may_go.wait(10)
        return first(roster, query, most, overtaken)

    monkeypatch.setattr(Roster, "first", late)
    shown: list[list[str]] = []
    slow.table.users.listed.connect(lambda: shown.append(slow.names))
    slow.window.people.text.setText("ada")
    wait_for(lambda: asked, "the first question")
    for typed in ("jon", "jona", "yuki"):
        slow.window.people.text.setText(typed)
        let_pass(0)
    assert shown == []
    may_go.set()
    slow.settle()
    assert shown == [[YUKI], [YUKI]]  # the first page of one, and everybody
    assert asked == ["ada", "yuki"]  # what is typed in between is not even asked


def test_a_search_that_is_overtaken_is_given_up(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = Roster.listing

    def endless(roster: Roster, query: ListQuery, overtaken: Overtaken) -> Listing:
        if query.text == "ada":
            gone.append(overtaken())
            wait_for_event(overtaken)
            gone.append(overtaken())
        return listing(roster, query, overtaken)

    gone: list[bool] = []
    monkeypatch.setattr(Roster, "listing", endless)
    slow.window.people.text.setText("ada")
    wait_for(lambda: gone, "the search for everybody")
    slow.window.people.text.setText("yuki")
    slow.settle()
    assert gone == [False, True]
    assert slow.names == [YUKI]
    assert "Cancelled" not in slow.said


def test_a_search_in_a_desk_that_is_locked_is_given_up(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Overtaken] = []
    gone = threading.Event()

    def endless(_roster: Roster, _query: ListQuery, overtaken: Overtaken) -> Listing:
        asked.append(overtaken)
        wait_for_event(overtaken)
        gone.set()
        raise HcError(ErrorKind.CANCELLED)

    monkeypatch.setattr(Roster, "listing", endless)
    slow.window.people.text.setText("ada")
    wait_for(lambda: asked, "the search for everybody")
    slow.window.people.forget()
    slow.settle()
    assert gone.is_set()
    assert slow.names == []
    assert "Cancelled" not in slow.said


def wait_for_event(overtaken: Overtaken) -> None:
    """On a thread of its own: there is no loop to turn."""
    event: threading.Event = overtaken.__self__  # type: ignore[attr-defined]
    assert event.wait(10)


def test_the_first_page_of_a_search_is_there_before_the_others(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    with hindered(slow, monkeypatch):
        slow.window.people.text.setText("a")
        wait_for(lambda: len(slow.names) == 2, "the first page")
        assert slow.names == [ADA, YUKI]
        assert count(slow) == "2+ of 6 people"
    assert count(slow) == "2 of 6 people"


def test_another_order_begins_with_its_first_page(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    with hindered(slow, monkeypatch):
        click_header(slow, Column.NAME)
        wait_for(lambda: slow.names == [YUKI, TOMAS], "the first page")
        assert count(slow) == "6 people"
    assert tuple(slow.names) == SEEDED[::-1]


def test_who_is_selected_stays_so_though_not_on_the_first_page(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    slow.choose(ADA)
    told = QSignalSpy(slow.table.user_chosen)
    with hindered(slow, monkeypatch):
        click_header(slow, Column.NAME)
        wait_for(lambda: slow.names == [YUKI, TOMAS], "the first page")
        assert slow.table.selected_count == 0  # Enter launches nobody who cannot be seen
    assert slow.table.chosen is not None
    assert slow.table.chosen.name == ADA
    assert told.count() == 0  # and the card beside the list stays open


def test_who_is_selected_on_the_first_page_stays_so(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    slow.choose(ADA)
    with hindered(slow, monkeypatch):
        click_header(slow, Column.NAME)
        wait_for(lambda: slow.names == [YUKI, TOMAS], "the first page")
        slow.choose(TOMAS)
    assert slow.table.chosen is not None
    assert slow.table.chosen.name == TOMAS


def test_everybody_means_those_who_are_not_shown_yet_too(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    with hindered(slow, monkeypatch):
        click_header(slow, Column.NAME)
        wait_for(lambda: slow.names == [YUKI, TOMAS], "the first page")
        slow.table.selectAll()
        assert slow.table.selected_count == 0
    assert slow.table.selected_count == 6


def test_a_listing_that_fails_is_said_and_the_next_one_works(slow: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:

        def refuse(_roster: Roster, _query: ListQuery, _overtaken: Overtaken) -> Listing:
            raise StoreError(ErrorKind.STORE_LOCKED)

        patch.setattr(Roster, "listing", refuse)
        slow.window.people.text.setText("ada")
        slow.wait_said("Another program is using the file")
    slow.window.people.text.setText("yuki")
    slow.settle()
    assert slow.names == [YUKI]


def test_who_is_added_is_chosen_as_soon_as_the_list_is_there(slow: Screen) -> None:
    slow.window.people.text.setText("ada")
    slow.settle()
    user = slow.service.add_user("zoe@example.org")
    slow.app.controller._on_people_changed(user)
    slow.settle()
    assert slow.table.chosen == user
    assert len(slow.names) == 7


def test_while_a_long_list_is_read_nobody_is_told_that_it_is_empty(slow: Screen) -> None:
    slow.table.users.show(slow.service)
    assert count(slow) == "6 people" or "Reading" in count(slow)
    assert not slow.window.people.empty.isVisible()
    slow.settle()
    assert len(slow.names) == 6


def test_a_long_list_is_filtered_and_sorted_without_a_long_gap(screen: Screen) -> None:
    add_users(screen.desk.store, ((f"user-{n:06}@example.org", f"Person {n}") for n in range(30_000)), at=1.0)
    screen.table.users.reload()
    screen.settle()
    with closing(LoopWatch(limit=0.2)) as watch:
        for typed in ("p", "pe", "per", "person 54", "person 5432", "nobody at all", ""):
            screen.window.people.text.setText(typed)
            screen.settle()
        for column in Column:
            click_header(screen, column)
            screen.settle()
        assert count(screen) == "30,006 people"
    # 0.02 s on an idle machine (0.04 with 100,000); the listings themselves take up to 0.1 s (0.4) each.
    assert watch.longest < 0.25, watch.where
