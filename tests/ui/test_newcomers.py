"""Several people at once: the preview of a file or of Human API's users, and what comes of its one button."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.intake import Intake, Preview
from hcdesktop.core.listing import Details, Imported
from hcdesktop.core.models import Credentials
from hcdesktop.core.people_file import PeopleFile
from hcdesktop.core.progress import Report
from hcdesktop.core.roster import details_of
from hcdesktop.desk import Desks, opened
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.import_dialog import ImportDialog
from hcdesktop.ui.import_model import Column
from hcdesktop.ui.messages import Tone
from hcdesktop.ui.sentences import Action
from tests.journeys.loop import LoopWatch
from tests.ui.conftest import OpenScreen
from tests.ui.screen import ADA, JONAS, LIVE, SEEDED, TOMAS, Screen
from tests.ui.test_accessibility import nameless
from tests.web.human_api.api import HumanApi, human_api
from tests.web.human_api.people import APP_KEY

Chosen = Callable[[str], ImportDialog]

MIXED = (
    "clientUserId;Name;E-mail;publicToken\n"
    "zoe@example.org;Zoë;zoe@example.org;secret-1\n"
    "ada.winterbourne@example.org;Ada L.;;secret-2\n"
    ";Nobody;;\n"
    "zoe@example.org;Twice;;\n"
)


def dialog_of(screen: Screen) -> ImportDialog | None:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, ImportDialog)]
    return next((dialog for dialog in found if dialog.isVisible()), None)


def preview(screen: Screen) -> ImportDialog:
    """The dialog, once it shows what was found."""

    def ready() -> ImportDialog | None:
        dialog = dialog_of(screen)
        return dialog if dialog is not None and dialog.table.isEnabled() else None

    return wait_for(ready, "the preview", seconds=8)


@pytest.fixture
def chosen(screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chosen:
    """Chooses a file with this text from the menu."""

    def choose(text: str) -> ImportDialog:
        path = tmp_path / "in.csv"
        path.write_bytes(text.encode())
        monkeypatch.setattr("hcdesktop.ui.newcomers.ask_for_file", lambda _parent, _title, *, save: path)
        screen.window.import_requested.emit()
        return preview(screen)

    return choose


def texts(dialog: ImportDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def column(dialog: ImportDialog, wanted: Column) -> list[str]:
    return [str(dialog.rows.index(row, wanted).data()) for row in range(dialog.rows.rowCount())]


# --- a file


def test_nothing_comes_in_before_the_button_is_pressed(screen: Screen, chosen: Chosen) -> None:
    dialog = chosen(MIXED)
    assert dialog.windowTitle() == "Import people"
    said = texts(dialog)
    assert "in.csv" in said
    assert "UTF-8 · separated by semicolons · 4 rows" in said
    assert "User ID from “clientUserId”, Name from “Name”, E-mail from “E-mail”" in said
    assert "Not read: “publicToken”. Tokens and secrets never come from a file" in said
    assert "1 new, 1 already here, 2 with mistakes. Rows with mistakes are left out." in said
    assert column(dialog, Column.MARK) == [
        *("New", "Already here", "Mistake: The user ID is empty.", "Mistake: This user ID stands in line 2 already.")
    ]
    assert column(dialog, Column.LINE) == ["2", "3", "4", "5"]
    assert all(
        not dialog.rows.index(row, Column.MARK).data(Qt.ItemDataRole.DecorationRole).isNull() for row in range(4)
    )
    assert "secret" not in str([column(dialog, one) for one in Column])
    shown = [one for one in Column if not dialog.table.isColumnHidden(one)]
    assert shown == [Column.LINE, Column.MARK, Column.USER_ID, Column.NAME, Column.EMAIL]  # what the file has
    QTest.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    screen.settle()
    assert (dialog_of(screen), screen.said) == (None, "")
    assert tuple(screen.names) == SEEDED


def test_what_was_shown_comes_in_and_can_be_taken_back(screen: Screen, chosen: Chosen) -> None:
    screen.choose(ADA)
    screen.press(chosen(MIXED).import_button)
    assert screen.wait_said("was added") == "1 person was added. Left out because of mistakes: 2."
    assert screen.message is not None
    assert (screen.message.tone, screen.message.action) == (Tone.WARNING, Action.UNDO)
    assert screen.names[-1] == "Zoë"
    assert screen.user("Zoë").email == "zoe@example.org"
    assert screen.names[0] == ADA  # who was there is left alone
    assert screen.card.user == screen.table.chosen == screen.user(ADA)
    assert dialog_of(screen) is None
    screen.press_message()
    screen.wait_said("1 person is out of the list again.")
    assert tuple(screen.names) == SEEDED


def test_who_is_here_is_changed_only_when_that_is_asked_for(screen: Screen, chosen: Chosen) -> None:
    dialog = chosen("id,name,note\nada.winterbourne@example.org,Ada L.,\njonas.feldspar@example.com,,new\n")
    assert not dialog.import_button.isEnabled()  # nothing would come of it
    QTest.mouseClick(dialog.update_box, Qt.MouseButton.LeftButton, pos=QPoint(8, dialog.update_box.height() // 2))
    assert dialog.import_button.text() == "Import 2 people"
    screen.press(dialog.import_button)
    screen.wait_said("0 people were added. Changed: 2.")
    assert details_of(screen.user(JONAS)) == Details(label=JONAS, note="new")
    assert screen.user("Ada L.").client_user_id == "ada.winterbourne@example.org"
    screen.press_message()
    screen.wait_said("The import was taken back")
    assert details_of(screen.user(ADA)) == Details(label=ADA)
    assert screen.user(JONAS).note == ""


def test_only_the_mistakes_are_shown_when_that_is_asked_for(screen: Screen, chosen: Chosen) -> None:
    dialog = chosen(MIXED)
    dialog.mistakes_box.click()
    assert column(dialog, Column.LINE) == ["4", "5"]
    dialog.mistakes_box.click()
    assert len(column(dialog, Column.LINE)) == 4
    dialog.reject()
    assert not chosen("id\na\n").mistakes_box.isVisible()


def test_a_preview_can_be_heard_and_reached(screen: Screen, chosen: Chosen) -> None:
    dialog = chosen(MIXED)
    assert nameless(dialog) == []
    seen = []
    for _ in range(5):
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert {dialog.table, dialog.update_box, dialog.mistakes_box, dialog.import_button} <= set(seen)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog_of(screen) is None


def test_what_looks_like_markup_is_text(screen: Screen, chosen: Chosen) -> None:
    dialog = chosen('id,name\na,"<img src=x>\u202egnp.exe"\n')
    index = dialog.rows.index(0, Column.NAME)
    assert index.data() == "<img src=x> gnp.exe"
    assert "<img" not in index.data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name,mail\nZoe,zoe@example.org\n", "No column of the file is called “clientUserId”."),
        (b"", "There is nothing in the file."),
        (b"\xff\xfe\x00", "no text in UTF-8, UTF-16 or Windows-1252"),
        (b'clientUserId\n"unclosed', "Line 2 of the file cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(screen: Screen, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    screen.window.file_dropped.emit(path)
    screen.wait_said(words)
    assert dialog_of(screen) is None
    screen.window.file_dropped.emit(tmp_path / "gone.csv")  # it did not stay in the way
    screen.wait_said("No such file")


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Imports that stay half-way until something is put into this list, and look then whether they were cancelled."""
    go_on: list[float] = []

    def slowly(intake: Intake, found: Preview, *, update: bool, report: Report) -> Imported:
        def told(done: int, total: int) -> bool:
            report(done, total)
            if done * 2 >= total:
                wait_elsewhere(go_on)
            return report(done, total)

        return original(intake, found, update=update, report=told)

    original = Intake.bring_in
    monkeypatch.setattr(Intake, "bring_in", slowly)
    yield go_on
    go_on.append(1)


def wait_elsewhere(go_on: list[float]) -> None:
    """On the import's own thread."""
    import time

    until = time.monotonic() + 8
    while not go_on and time.monotonic() < until:
        time.sleep(0.005)


MANY = "id,name\n" + "".join(f"u{n},\n" for n in range(2_000))


def test_an_import_that_is_cancelled_has_changed_nothing(screen: Screen, chosen: Chosen, held: list[float]) -> None:
    dialog = chosen(MANY)
    screen.press(dialog.import_button)
    wait_for(lambda: dialog._bar.value() * 2 >= dialog._bar.maximum() > 0, "half of it")
    assert not dialog.import_button.isEnabled()
    screen.press(dialog.cancel_button)
    assert dialog_of(screen) is None
    held.append(1)
    screen.wait_said("Cancelled. Nothing was changed.")
    assert screen.service.count_users() == 6


def test_a_desk_that_is_locked_cancels_an_import_and_shows_nothing(
    screen: Screen, chosen: Chosen, held: list[float]
) -> None:
    screen.press(chosen(MANY).import_button)
    screen.app.rooms.lock.lock()
    assert dialog_of(screen) is None
    held.append(1)
    wait_for(lambda: screen.app.rooms.lock.dropped, "the end of it")
    assert screen.said == ""
    screen.app.rooms.lock.unlock()
    wait_for(lambda: not screen.app.rooms.lock.locked, "the desk")
    assert screen.service.count_users() == 6


def test_a_file_that_is_still_being_read_is_not_shown_on_a_locked_desk(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on: list[float] = []
    original = Intake.look_through

    def slowly(intake: Intake, file: PeopleFile, report: Report) -> Preview:
        wait_elsewhere(go_on)
        return original(intake, file, report)

    monkeypatch.setattr(Intake, "look_through", slowly)
    path = tmp_path / "in.csv"
    path.write_text("id\na\n")
    screen.window.file_dropped.emit(path)
    screen.app.rooms.lock.lock()
    go_on.append(1)
    wait_for(lambda: screen.app.tasks.idle, "the end of it")
    let_pass(0.35)
    assert dialog_of(screen) is None
    assert screen.said == ""


def test_a_slow_file_is_said_to_be_read_and_can_be_left(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on: list[float] = []
    original = Intake.look_through

    def slowly(intake: Intake, file: PeopleFile, report: Report) -> Preview:
        report(1, 2)
        wait_elsewhere(go_on)
        return original(intake, file, report)

    monkeypatch.setattr(Intake, "look_through", slowly)
    path = tmp_path / "in.csv"
    path.write_text("id\na\n")
    screen.window.file_dropped.emit(path)
    dialog = wait_for(lambda: dialog_of(screen), "the dialog")
    assert "Reading…" in texts(dialog)
    wait_for(lambda: dialog._bar.value() * 4 >= dialog._bar.maximum() * 3 > 0, "three quarters")
    screen.press(dialog.cancel_button)
    go_on.append(1)
    screen.settle()
    assert (dialog_of(screen), screen.said) == (None, "")


def test_a_hundred_thousand_rows_do_not_hang(screen: Screen, chosen: Chosen) -> None:
    """Twenty thousand here; the whole number takes seconds to be read, and the same to be shown."""
    with closing(LoopWatch(limit=0.2)) as watch:
        dialog = chosen("id,name\n" + "".join(f"u{n},Person {n}\n" for n in range(20_000)) + ",x\n")
        dialog.table.scrollToBottom()
        let_pass(0)
        dialog.mistakes_box.click()
        let_pass(0)
        assert column(dialog, Column.LINE) == ["20002"]
    assert watch.longest < 0.25, watch.where  # 0.03 s, most of it collecting garbage


# --- dragged onto the window


def drag(screen: Screen, *names: str) -> bool:
    """Drags these files over the window and lets go; whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(name) if "://" not in name else QUrl(name) for name in names])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, left, none)
    enter.ignore()
    QApplication.sendEvent(screen.window, enter)
    drop = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, left, none)
    drop.ignore()
    QApplication.sendEvent(screen.window, drop)
    assert enter.isAccepted() == drop.isAccepted()
    return drop.isAccepted()


def test_a_list_can_be_dragged_onto_the_window(screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "LIST.CSV"
    path.write_text("id\nzoe\n")
    assert drag(screen, str(path))
    assert "LIST.CSV" in texts(preview(screen))
    lines = screen.window.findChildren(QLineEdit)
    assert lines
    assert not any(line.acceptDrops() for line in lines)  # an address would be typed into it


@pytest.mark.parametrize("names", [("/tmp/a.png",), ("/tmp/a.csv", "/tmp/b.csv"), ("https://x.org/a.csv",), ()])
def test_nothing_else_is_taken(screen: Screen, names: tuple[str, ...]) -> None:
    assert not drag(screen, *names)


def test_a_locked_desk_takes_nothing(screen: Screen) -> None:
    screen.app.rooms.lock.lock()
    assert not drag(screen, "/tmp/a.csv")


# --- from Human API


def test_the_simulator_is_asked_for_its_users(screen: Screen) -> None:
    screen.window.sync_requested.emit()
    dialog = preview(screen)
    assert "1 here without humanId, 4 already here." in texts(dialog)
    assert column(dialog, Column.MARK)[0] == "Here, gets its humanId"
    screen.press(dialog.import_button)
    screen.wait_said("0 people were added. Got their humanId: 1.")
    assert screen.user(TOMAS).needs_recovery
    assert screen.message is not None
    assert screen.message.action is Action.NONE  # there is nothing to take back


@pytest.fixture
def host() -> Iterator[HumanApi]:
    """A Human API that was written apart from the app."""
    with human_api() as opened_host:
        yield opened_host


@pytest.fixture
def live(open_screen: OpenScreen, desks: Desks, host: HumanApi) -> Screen:
    """The app before that host, with an app key."""
    environment = host.environment(LIVE.name)
    desks.book.save(environment)
    with opened(desks, environment) as desk:
        desk.service.set_credentials(Credentials(app_key=APP_KEY))
    screen = open_screen(environment)
    screen.settle()  # a live one is opened while the window is up
    return screen


def test_another_host_is_asked_for_its_users(live: Screen, host: HumanApi) -> None:
    zoe, max_ = host.people.add("zoe@example.org", "Starfleet Medical"), host.people.add(" max ")
    live.window.sync_requested.emit()
    dialog = preview(live)
    assert column(dialog, Column.MARK) == ["Mistake: The user ID has characters that cannot be shown.", "New"]
    assert column(dialog, Column.HUMAN_ID) == [max_.human_id, zoe.human_id]
    live.press(dialog.import_button)
    live.wait_said("1 person was added.")
    user = live.user("zoe@example.org")
    assert (user.human_id, user.needs_recovery, user.public_token) == (zoe.human_id, True, None)


def test_a_host_that_does_not_answer_can_be_asked_again(live: Screen, host: HumanApi) -> None:
    host.api.close()
    live.window.sync_requested.emit()
    live.wait_said("cannot be reached")
    assert dialog_of(live) is None
    assert live.message is not None
    assert live.message.action is Action.SYNC
    assert live.window.messages.action_button.text() == "Try again"
    live.service.set_credentials(Credentials())
    live.press_message()
    live.wait_said("an app key is needed")  # asked again, and further than that it does not come now


def test_without_an_app_key_the_settings_are_offered(live: Screen) -> None:
    live.service.set_credentials(Credentials())
    live.window.sync_requested.emit()
    live.wait_said("For this, an app key is needed, and this environment has none.")
    assert live.message is not None
    assert live.message.action is Action.SETTINGS


def test_a_failure_while_it_comes_in_is_said(screen: Screen, chosen: Chosen, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object, **_options: object) -> Imported:
        raise HcError(ErrorKind.STORE_FULL)

    monkeypatch.setattr(Intake, "bring_in", full)
    screen.press(chosen("id\na\n").import_button)
    screen.wait_said("The disk is full.")
    assert dialog_of(screen) is None
