"""What can be done with rows: button, double click, Enter and menu agree, for one person and for several."""

from __future__ import annotations

import csv
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from hcdesktop.core.listing import Details
from hcdesktop.core.models import User
from hcdesktop.core.roster import details_of
from hcdesktop.desk import SIMULATOR, opened
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.simulator.state import SimulatorState
from hcdesktop.ui.person_dialogs import Delete, DeleteDialog, EditUserDialog
from hcdesktop.ui.row_actions import Wish, possible
from hcdesktop.ui.user_model import Column
from tests.crowd import add_users
from tests.ui.conftest import OpenScreen
from tests.ui.screen import (
    ADA,
    JONAS,
    MAXI,
    PRIYA,
    SEEDED,
    TOMAS,
    YUKI,
    FakePopup,
    Screen,
    answers,
    finished_session,
    leave_finish_behind,
)

USER = User(id=1, client_user_id="ada")
CTRL = Qt.KeyboardModifier.ControlModifier


def select(screen: Screen, *names: str) -> None:
    """Clicks on the first name and, with Ctrl, on the others."""
    for number, name in enumerate(names):
        place = screen.table.visualRect(screen.table.users.index(screen.row(name), Column.NAME)).center()
        modifier = CTRL if number else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def pick(screen: Screen, wish: Wish) -> None:
    """Opens the menu over the selected row, and chooses there."""
    table, actions = screen.table, screen.window.row_actions
    table.customContextMenuRequested.emit(table.visualRect(table.currentIndex()).center())
    menu = actions.menu
    wait_for(menu.isVisible, "the menu")
    action = actions.actions[wish]
    assert action.isEnabled()
    assert action.isVisible()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    let_pass(0)


pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support raise", "^This plugin does not support grabbing the keyboard"
)


# --- the one decision


def test_what_is_possible_follows_from_the_row() -> None:
    assert possible(None, 0, busy=False) == frozenset()
    assert Wish.DELETE in possible(USER, 1, busy=False)
    assert Wish.DELETE not in possible(USER, 1, busy=True)
    assert Wish.DELETE not in possible(replace(USER, waiting=1), 1, busy=False)
    assert Wish.DELETE in possible(replace(USER, stuck=1), 1, busy=False)
    assert {Wish.MARK, Wish.UNMARK} & possible(USER, 1, busy=False) == {Wish.MARK}
    assert {Wish.MARK, Wish.UNMARK} & possible(replace(USER, marked=True), 1, busy=False) == {Wish.UNMARK}
    assert possible(None, 2, busy=False) == {Wish.NEXT_PERSON, Wish.MARK, Wish.UNMARK, Wish.EXPORT, Wish.DELETE}


WAYS = ("button", "double click", "enter", "menu")


def launch_by(screen: Screen, way: str, name: str) -> None:
    screen.choose(name)
    table = screen.table
    place = table.visualRect(table.currentIndex()).center()
    if way == "button":
        screen.press_row_button(name)
    elif way == "double click":
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    elif way == "enter":
        QTest.keyClick(table, Qt.Key.Key_Return)
    else:
        pick(screen, Wish.PRIMARY)


@pytest.mark.parametrize(("way", "name"), list(itertools.product(WAYS, (ADA, JONAS, PRIYA))))
def test_all_ways_open_the_same_popup(screen: Screen, popups: list[FakePopup], way: str, name: str) -> None:
    launch_by(screen, way, name)
    screen.settle_but_popups()  # PRIYA's token is recovered first
    (popup,) = popups
    assert popup.request.client_user_id == screen.user(name).client_user_id
    word = screen.cell(screen.row(name), Column.BUTTON)
    assert word == "Open…"
    screen.window.row_actions._refresh()
    assert screen.window.row_actions.actions[Wish.PRIMARY].text().partition("\t")[0] == word
    launch_by(screen, way, name)
    assert (len(popups), popup.raised) == (1, 1)


@pytest.mark.parametrize("way", WAYS)
def test_all_ways_save_first_what_waits_to_be_saved(
    open_screen: OpenScreen, folder: Path, popups: list[FakePopup], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hcdesktop.core.finalizer import Finalizer
    from hcdesktop.desk import Desks

    session = finished_session(folder, "ada.winterbourne@example.org")
    desks = Desks(folder)
    leave_finish_behind(desks, "ada.winterbourne@example.org", session)
    with monkeypatch.context() as patch:
        patch.setattr(Finalizer, "run_due", lambda _self: [])
        patch.setattr(Finalizer, "next_due", lambda _self, **_besides: None)
        screen = open_screen(desks=desks)
        screen.settle()
        assert screen.cell(screen.row(ADA), Column.BUTTON) == "Try now"
    launch_by(screen, way, ADA)
    screen.wait_said("is connected and saved")
    assert popups == []
    assert screen.cell(screen.row(ADA), Column.BUTTON) == "Edit"


def test_the_menus_under_the_mouse_and_in_the_bar_are_one(screen: Screen) -> None:
    menus = [action.menu() for action in screen.window.menuBar().actions()]
    assert screen.window.row_actions.menu in menus


def test_without_a_selection_nothing_is_possible(screen: Screen) -> None:
    actions = screen.window.row_actions
    assert not any(action.isEnabled() for action in actions.actions.values())
    screen.table.customContextMenuRequested.emit(QPoint(5, 5))
    assert not actions.menu.isVisible()
    screen.choose(ADA)
    assert actions.actions[Wish.EDIT].isEnabled()


# --- edit


def test_details_are_edited_shown_found_and_taken_back(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_in(user: User, save: object, parent: object) -> None:
        dialog = EditUserDialog(user, save, None)  # type: ignore[arg-type]  # as it is called
        assert dialog.user_id.isReadOnly()
        dialog.label.setText("Ada L")
        dialog.email.setText("ada@desk.test")
        dialog.tags.setText("study B, , Friday ,study B")
        dialog.note.setPlainText("two\nlines")
        QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
        assert dialog.result() == dialog.DialogCode.Accepted

    before = screen.user(ADA)
    monkeypatch.setattr(EditUserDialog, "ask", staticmethod(fill_in))
    screen.choose(ADA)
    QTest.keyClick(screen.table, Qt.Key.Key_F2)
    user = screen.user("Ada L")
    assert details_of(user) == Details(
        label="Ada L", email="ada@desk.test", note="two\nlines", tags=("study B", "Friday")
    )
    assert screen.said == "The details of Ada L were changed."
    assert screen.card.content.details.accessibleName() == "ada@desk.test\nstudy B · Friday\ntwo\nlines"
    screen.press_message()
    screen.wait_said("are as they were")
    assert details_of(screen.user(ADA)) == details_of(before)
    assert not screen.window.undo_action.isEnabled()


def test_a_dialog_without_a_change_leaves_nothing_to_undo(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EditUserDialog, "ask", staticmethod(lambda user, save, _parent: save(details_of(user))))
    screen.choose(ADA)
    pick(screen, Wish.EDIT)
    assert screen.said == ""
    assert not screen.window.undo_action.isEnabled()


def test_what_cannot_be_kept_is_said_in_the_dialog(screen: Screen) -> None:
    dialog = EditUserDialog(screen.user(ADA), lambda details: keep(screen, details), None)
    dialog.show()
    dialog.email.setText("nobody")
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "no e-mail address" in dialog.refusal.text()
    dialog.close()


def keep(screen: Screen, details: Details) -> None:
    screen.service.roster.edit(1, details)


# --- delete and undo


def answer_delete(monkeypatch: pytest.MonkeyPatch, *given: Delete | None) -> list[dict[str, object]]:
    ask, asked = answers(*given)
    monkeypatch.setattr(DeleteDialog, "ask", staticmethod(ask))
    return asked


def test_a_deleted_person_comes_back_by_ctrl_z_and_by_the_messages_button(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer_delete(monkeypatch, None, Delete.HERE, Delete.HERE)
    before = screen.user(JONAS)
    screen.choose(JONAS)
    QTest.keyClick(screen.table, Qt.Key.Key_Delete)
    assert asked[0]["arguments"][:2] == (before, 1)  # type: ignore[index]
    assert asked[0]["has_app_key"] is True
    assert JONAS in screen.names  # cancelled
    for take_back in (
        screen.press_message,
        lambda: QTest.keyClick(screen.window, Qt.Key.Key_Z, CTRL),
    ):
        screen.choose(JONAS)
        screen.table.setFocus()
        QTest.keyClick(screen.table, Qt.Key.Key_Delete)
        screen.wait_said(f"{JONAS}: deleted from this list.")
        assert JONAS not in screen.names
        assert screen.window._count.text() == "5 people"
        assert screen.card.user is None
        assert "51a1" in str(before.human_id)
        take_back()
        screen.wait_said("back in the list")
        assert screen.user(JONAS) == before  # with all of its tokens
        assert tuple(screen.names) == SEEDED


def test_steps_are_taken_back_in_reverse(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_delete(monkeypatch, Delete.HERE, Delete.HERE)
    for name in (ADA, YUKI):
        select(screen, name)
        pick(screen, Wish.DELETE)
        screen.wait_said(f"{name}: deleted")
    screen.window.undo_action.trigger()
    screen.wait_said(f"{YUKI}: back")
    assert ADA not in screen.names
    screen.window.undo_action.trigger()
    screen.wait_said(f"{ADA}: back")
    assert tuple(screen.names) == SEEDED
    assert not screen.window.undo_action.isEnabled()


def test_when_the_app_is_closed_the_deleted_are_gone_for_good(
    open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_delete(monkeypatch, Delete.HERE)
    screen = open_screen()
    user = screen.user(JONAS)
    assert user.access_token in screen.desk.store.secrets()
    select(screen, JONAS)
    pick(screen, Wish.DELETE)
    screen.wait_said("deleted from this list")
    assert user.access_token in screen.desk.store.secrets()  # so that it can be taken back
    screen.close()
    with opened(screen.desks, SIMULATOR) as desk:
        assert user.access_token not in desk.store.secrets()
    again = open_screen()
    again.settle()
    assert JONAS not in again.names  # and the Simulator does not make the person anew
    assert len(again.names) == 5


def test_what_a_crash_left_deleted_is_wiped_at_the_next_start(open_screen: OpenScreen) -> None:
    screen = open_screen()
    screen.settle()
    user = screen.user(JONAS)
    screen.service.roster.delete([user.id])
    screen.app.controller._people.undo.close = lambda: None  # type: ignore[method-assign]  # the crash
    screen.close()
    again = open_screen()
    again.settle()
    assert user.access_token not in again.desk.store.secrets()


def test_somebody_is_deleted_at_human_api_too_only_when_asked(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_delete(monkeypatch, Delete.HERE, Delete.THERE_TOO)

    def known(name: str) -> bool:
        user_id = {JONAS: "jonas.feldspar@example.com", YUKI: "yuki.arakawa@example.com"}[name]
        state = SimulatorState(screen.desks.folder / "simulator.json")
        return any(human.client_user_id == user_id for human in state.humans)

    for name in (JONAS, YUKI):
        select(screen, name)
        pick(screen, Wish.DELETE)
        screen.wait_said(f"{name}: deleted")
        screen.settle()
    assert (known(JONAS), known(YUKI)) == (True, False)
    assert "at Human API" in screen.said
    screen.window.undo_action.trigger()  # Jonas, for Yuki's cannot be taken back
    screen.wait_said(f"{JONAS}: back")
    assert YUKI not in screen.names


def test_the_question_says_what_goes_and_what_stays(screen: Screen) -> None:
    dialog = DeleteDialog(screen.user(ADA), 1, None, has_app_key=True)
    assert dialog.question.text() == f"Delete {ADA} from this list?"
    assert "Undo" in dialog.here.text()
    assert "everything stays" in dialog.stays.text()
    assert dialog.answer is Delete.HERE  # the other is never the answer by itself
    dialog.there_too.click()
    assert str(dialog.answer) == "there_too"
    assert "Nothing brings them back" in dialog.here.text()
    assert "forgets" in dialog.stays.text()
    without = DeleteDialog(None, 1200, None, has_app_key=False)
    assert "1,200 people" in without.question.text()
    assert not without.there_too.isEnabled()


# --- several


def test_several_are_marked_and_the_mark_is_shown_and_spoken(screen: Screen) -> None:
    select(screen, ADA, PRIYA)
    QTest.keyClick(screen.table, Qt.Key.Key_M, CTRL)
    screen.settle()
    assert [name for name in SEEDED if screen.user(name).marked] == [ADA, PRIYA]
    index = screen.table.users.index(screen.row(ADA), Column.NAME)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == f"{ADA}, marked"
    assert screen.table.selected_count == 2
    pick(screen, Wish.UNMARK)
    screen.settle()
    assert not any(screen.user(name).marked for name in SEEDED)


def test_those_who_are_selected_are_exported_without_tokens(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "some.csv"
    monkeypatch.setattr("hcdesktop.ui.exports.ask_for_file", lambda _parent, _title, *, save: path)
    select(screen, JONAS, YUKI)
    pick(screen, Wish.EXPORT)
    screen.wait_said("2 people were written")
    text = path.read_text(encoding="utf-8-sig")
    assert [row["label"] for row in csv.DictReader(text.splitlines())] == [JONAS, YUKI]
    assert [secret for secret in screen.desk.store.secrets() if secret in text] == []


def test_several_are_deleted_and_come_back_at_once(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answer_delete(monkeypatch, Delete.HERE)
    select(screen, ADA, MAXI, TOMAS)
    pick(screen, Wish.DELETE)
    assert screen.wait_said("deleted from this list") == "3 people: deleted from this list."
    assert asked[0]["arguments"][:2] == (None, 3)  # type: ignore[index]
    assert screen.names == [JONAS, PRIYA, YUKI]
    screen.press_message()
    screen.wait_said("3 people: back in the list.")
    assert tuple(screen.names) == SEEDED


def test_everybody_of_a_long_list_can_be_selected_and_deleted(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_delete(monkeypatch, Delete.HERE)
    add_users(screen.desk.store, ((f"u{n}@example.org", "") for n in range(3_000)))
    screen.table.users.reload()
    screen.settle()
    QTest.keyClick(screen.table, Qt.Key.Key_A, CTRL)
    assert screen.table.selected_count == len(screen.table.selected_ids) == 3_006
    QTest.keyClick(screen.table, Qt.Key.Key_Delete)
    screen.settle()
    assert screen.window.people.empty.isVisible()
    screen.press_message()
    screen.settle()
    assert screen.table.users.rowCount() == 3_006


# --- copying


def test_what_is_copied_is_said_and_holds_no_secret(screen: Screen) -> None:
    user = screen.user(JONAS)
    screen.choose(JONAS)
    clipboard = QGuiApplication.clipboard()
    QTest.keyClick(screen.table, Qt.Key.Key_C, CTRL)
    assert clipboard.text() == user.client_user_id
    assert "User ID copied" in screen.window.statusBar().currentMessage()
    for wish in (Wish.COPY_OPEN, Wish.COPY_CURL):
        pick(screen, wish)
        assert [secret for secret in screen.desk.store.secrets() if secret in clipboard.text()] == []
    assert clipboard.text().startswith("curl ")


def test_in_the_filter_delete_and_copy_are_the_lines_own(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answer_delete(monkeypatch)
    screen.choose(ADA)
    field = screen.window.people.text
    field.setText("ada")
    field.setFocus()
    field.setCursorPosition(0)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert (field.text(), asked) == ("da", [])


def test_what_the_menu_says_follows_the_selected_row_and_no_other(screen: Screen) -> None:
    """Each of a thousand rows that are saved would have it said anew."""
    told: list[None] = []
    select(screen, ADA)
    screen.table.selection_changed.connect(lambda: told.append(None))
    screen.table.users.update_user(screen.user(JONAS))
    assert told == []
    screen.table.users.set_busy(frozenset({screen.user(ADA).id}))
    assert told == [None]
