"""A nurse's first day, in one go: everything with the mouse and the keys, the popup in the real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from hcdesktop.app import load_engine
from hcdesktop.core.models import UserState
from hcdesktop.desk import Desks
from hcdesktop.journey.person import Person
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui.closing import ClosingDialog
from hcdesktop.ui.dialogs import AddUserDialog
from hcdesktop.ui.help_menu import HelpMenu
from hcdesktop.ui.import_dialog import ImportDialog
from hcdesktop.ui.import_model import Column as ImportColumn
from hcdesktop.ui.person_dialogs import DeleteDialog
from hcdesktop.ui.user_model import Column
from tests.ui.screen import JONAS, QUICK, MemoryVault, Screen, visible_texts

ROSA = "Rosa Marin"
ROSA_ID = "rosa.marin@example.org"
#: Twenty people of the ward, as a spreadsheet saves them; one has no user ID, one stands there twice.
LIST = "\r\n".join(
    [
        "Patient;User ID;E-mail",
        *(f"Müller {n};ward-{n:02}@example.org;ward-{n:02}@example.org" for n in range(1, 19)),
        "Müller 19;;patient19@example.org",
        "Müller 20;ward-03@example.org;",
    ]
)

CTRL = Qt.KeyboardModifier.ControlModifier
D = TypeVar("D", bound=QDialog)


class Day(Screen):
    """The screen, the nurse in front of it, and what is looked at on the way (``look`` may take a picture)."""

    def __init__(self, qt: QApplication, folder: Path, look: Callable[[str], object] = lambda _name: None) -> None:
        super().__init__(qt, Desks(folder / "data", backoff=QUICK, vault=MemoryVault()), welcome=True)
        load_engine()
        self.look = look
        self.files = folder
        self.nurse = Person(self.app)
        QTest.qWaitForWindowActive(self.window)

    def press_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Presses a key where the keyboard is."""
        QTest.keyClick(self._with_keyboard(), key, modifiers)

    def write(self, text: str) -> None:
        """Types where the keyboard is."""
        QTest.keyClicks(self._with_keyboard(), text)

    def _with_keyboard(self) -> QWidget:
        if QApplication.activeWindow() is None:  # no desktop here that gives it back once a question has gone
            self.window.activateWindow()
            QTest.qWaitForWindowActive(self.window)
        return QApplication.focusWidget() or self.window

    @contextmanager
    def asked(self, kind: type[D], answer: Callable[[D], None]) -> Iterator[None]:
        """Meanwhile a question of this kind comes up, and is answered as soon as it is there."""
        answered: list[D] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, kind) and dialog is QApplication.activeWindow() and not answered:
                answered.append(dialog)
                answer(dialog)

        timer = QTimer(self.window, interval=10)
        timer.timeout.connect(look)
        timer.start()
        yield
        wait_for(lambda: answered, f"the {kind.__name__}")
        timer.stop()

    def drop(self, path: Path) -> None:
        """Drags a file onto the window."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.window, QDragEnterEvent(self.window.rect().center(), *rest))
        QApplication.sendEvent(self.window, QDropEvent(QPointF(self.window.rect().center()), *rest))

    def saved(self, sources: int) -> None:
        """Waits until Rosa's connection is in her row, with as many sources."""
        wait_for(lambda: len(self.user(ROSA).sources) == sources, f"{sources} sources in the row")
        self.settle()

    def button(self, name: str) -> str:
        return self.cell(self.row(name), Column.BUTTON)


@pytest.fixture
def day(qapp: QApplication, tmp_path: Path) -> Iterator[Day]:
    made = Day(qapp, tmp_path)
    yield made
    made.close()


def test_a_first_day(day: Day) -> None:
    for part in DAY:
        part(day)


def she_is_welcomed(day: Day) -> None:
    # GIVEN the app's first start
    page = day.app.first_run.page
    assert page.isVisible()
    assert not day.table.isVisible()
    day.look("welcome")
    # WHEN she presses the one button
    day.press(page.button)
    # THEN the people of the Simulator are there
    assert day.table.isVisible()
    assert len(day.names) == 6
    day.look("list")


def she_adds_somebody(day: Day) -> None:
    # WHEN she adds a person with the keyboard alone
    def fill_in(form: AddUserDialog) -> None:
        day.write(ROSA_ID)
        day.press_key(Qt.Key.Key_Tab)
        day.write(ROSA)
        day.look("add")
        day.press_key(Qt.Key.Key_Return)

    with day.asked(AddUserDialog, fill_in):
        day.press_key(Qt.Key.Key_N, CTRL)
    # THEN the row is there, chosen, and can be connected
    assert ROSA in day.said
    day.settle()
    assert day.table.chosen == day.user(ROSA)
    assert day.button(ROSA) == "Connect"
    day.look("added")


def she_connects_her(day: Day) -> None:
    # WHEN she presses Connect and the patient logs in to her portal
    day.nurse.press_row_button(ROSA_ID)
    day.nurse.click("Starfleet Medical")
    day.nurse.read("Log in to Starfleet Medical")
    day.look("log-in")
    day.nurse.log_in()
    day.nurse.click("Done")
    # THEN the row says Edit, and that it is saved
    day.saved(sources=1)
    assert day.button(ROSA) == "Edit"
    assert day.user(ROSA).state is UserState.CONNECTED
    assert day.window.pending_text == "Everything is saved"
    day.look("connected")


def she_adds_a_source(day: Day) -> None:
    # GIVEN somebody who is connected
    before = day.user(ROSA).public_token
    # WHEN Edit adds another source
    day.nurse.press_row_button(ROSA_ID)
    day.nurse.read("Your connected sources")
    day.nurse.click("Add another source")
    day.nurse.click("Quillstep")
    day.nurse.click("Allow")
    day.nurse.click("Done")
    # THEN both are in the row, and the token of before is not kept
    day.saved(sources=2)
    assert day.user(ROSA).public_token != before
    assert "Starfleet Medical" in " ".join(visible_texts(day.card))
    day.look("edited")


def lines(dialog: ImportDialog) -> list[str]:
    """The rows that are shown, by their lines in the file."""
    rows = dialog.rows
    return [rows.index(row, ImportColumn.LINE).data() for row in range(rows.rowCount())]


def she_imports_the_ward(day: Day) -> None:
    # GIVEN a list from a spreadsheet with two mistakes in it
    path = day.files / "ward.csv"
    path.write_text(LIST, encoding="latin-1")
    # WHEN she drags it onto the window
    day.drop(path)
    dialog = wait_for(lambda: next(iter(day.window.findChildren(ImportDialog)), None), "the preview")
    wait_for(lambda: dialog.isVisible() and dialog.import_button.isEnabled(), "what is in the file")
    # THEN the mistakes are marked, and nobody is in the list before she has agreed
    day.look("preview")
    QTest.keyClick(dialog, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: lines(dialog) == ["20", "21"], "the lines with mistakes")
    assert day.service.count_users() == 7
    day.look("mistakes")
    # AND the others come in
    day.press(dialog.import_button)
    day.wait_said("18")
    assert day.service.count_users() == 25
    day.settle()
    day.look("imported")


def she_finds_somebody(day: Day) -> None:
    # WHEN she types part of a name while the list has the keys
    day.table.setFocus()
    day.write("ller 7")
    # THEN there is one row left, and how many there are is said
    wait_for(lambda: day.names == ["Müller 7"], "the one row")
    assert day.window.people.count_text(25) == "1 of 25 people"
    day.look("found")


def she_deletes_and_takes_it_back(day: Day) -> None:
    # WHEN she deletes that person
    day.press_key(Qt.Key.Key_Down)
    day.table.selectRow(0)

    def agree(question: DeleteDialog) -> None:
        day.look("delete")
        day.press(question.accept_button)

    with day.asked(DeleteDialog, agree):
        day.press_key(Qt.Key.Key_Delete)
    # THEN the person is gone
    day.wait_said("Müller 7")
    day.settle()
    assert day.service.count_users() == 24
    day.look("deleted")
    # AND WHEN she takes it back, the person is there again
    day.press_message()
    wait_for(lambda: day.service.count_users() == 25, "the person")
    day.settle()
    assert day.names == ["Müller 7"]
    day.look("undone")


def she_has_a_break(day: Day) -> None:
    # WHEN she locks the desk
    day.press_key(Qt.Key.Key_L, CTRL)
    wait_for(lambda: day.app.rooms.lock.dropped, "the lock")
    # THEN nobody can be seen
    assert not any(ROSA in text for text in visible_texts(day.window))
    day.look("locked")
    # AND WHEN she unlocks it, everybody is there
    day.press(day.window.lock_page.button)
    wait_for(lambda: len(day.names) == 25, "the list")
    day.settle()
    day.look("unlocked")


def she_reads_the_guide(day: Day) -> None:
    # WHEN she presses F1
    day.press_key(Qt.Key.Key_F1)
    (menu,) = day.window.findChildren(HelpMenu)
    guide = wait_for(lambda: menu.window, "the guide")
    # THEN the guide is there, and Escape is the way back
    wait_for(guide.browser.hasFocus, "the keys in the guide")
    day.look("guide")
    day.press_key(Qt.Key.Key_Escape)
    wait_for(lambda: not guide.isVisible(), "the desk alone")


def she_goes_home(day: Day) -> None:
    # GIVEN a popup that somebody has left open
    day.nurse.press_row_button(day.user(JONAS).client_user_id)
    day.nurse.read("Your connected sources")

    def stay(question: ClosingDialog) -> None:
        day.look("closing")
        day.press_key(Qt.Key.Key_Return)

    # WHEN she closes the window and Enter is pressed too soon
    with day.asked(ClosingDialog, stay):
        day.window.close()
    # THEN all is as it was
    assert day.window.isVisible()
    assert day.app.popups.launches

    def leave(question: ClosingDialog) -> None:
        day.press(question.accept_button)

    # AND WHEN she means it, it closes
    with day.asked(ClosingDialog, leave):
        day.window.close()
    assert not day.window.isVisible()
    wait_for(lambda: not day.app.popups.launches, "no popup")


DAY: tuple[Callable[[Day], None], ...] = (
    she_is_welcomed,
    she_adds_somebody,
    she_connects_her,
    she_adds_a_source,
    she_imports_the_ward,
    she_finds_somebody,
    she_deletes_and_takes_it_back,
    she_has_a_break,
    she_reads_the_guide,
    she_goes_home,
)
