"""Who walks away from the desk leaves nothing behind; who comes back finds everything as it was."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QToolTip, QWidget

from hcdesktop.core.errors import ErrorKind, StoreError, VaultError
from hcdesktop.core.models import Credentials, EventKind, FinishState, OutcomeKind
from hcdesktop.core.redact import Redactor
from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.store.local import LocalStore
from hcdesktop.store.preferences import PreferenceFile, Preferences
from hcdesktop.ui import saver as saver_module
from hcdesktop.ui.dialogs import AddUserDialog, PassphraseDialog
from hcdesktop.ui.environment_dialog import EnvironmentDialog
from hcdesktop.ui.idle import IdleWatch
from tests.ui import memory
from tests.ui.conftest import OpenScreen
from tests.ui.memory import canary
from tests.ui.screen import (
    ADA,
    JONAS,
    LIVE,
    QUICK,
    FakePopup,
    MemoryVault,
    Screen,
    answers,
    finished_session,
    leave_finish_behind,
    made_up_session,
    visible_texts,
)

#: What the platform of the tests says about windows and their order.
NO_FRONT = r"^This plugin does not support raise\(\)$"
ADA_ID = "ada.winterbourne@example.org"
#: Was there before any test, as a module of ours with a list is.
_OLD: list[str] = []


def lock(screen: Screen) -> None:
    """By hand, and waits until nothing is waited for any more."""
    screen.app.rooms.lock.lock()
    wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped")


def unlock(screen: Screen) -> None:
    screen.press(screen.window.lock_page.button)
    wait_for(lambda: not screen.app.rooms.lock.locked, "unlocked")


def said_on_the_page(screen: Screen) -> str:
    return screen.window.lock_page.said


def menu_action(screen: Screen, text: str) -> QAction:
    (action,) = [
        action
        for menu in screen.window.menuBar().findChildren(QMenu)
        for action in menu.actions()
        if action.text().replace("&", "") == text
    ]
    return action


# --- what is seen


def test_a_locked_desk_shows_one_sentence_and_one_button(screen: Screen) -> None:
    screen.choose(JONAS)
    lock(screen)
    window = screen.window
    assert window.lock_page.isVisible()
    assert not screen.table.isVisible()
    assert not screen.card.isVisible()
    assert said_on_the_page(screen) == "The desk is locked: nobody in the list can be seen until you unlock it."
    assert [button.text() for button in window.lock_page.findChildren(type(window.lock_page.button))] == ["Unlock"]
    assert window.windowTitle().startswith("Locked")
    assert window.focusWidget() is window.lock_page.button


def test_everything_is_back_after_unlocking(screen: Screen) -> None:
    before = screen.names
    lock(screen)
    assert screen.names == []
    unlock(screen)
    assert screen.names == before
    assert screen.table.isVisible()
    assert screen.window.windowTitle() == "Simulator · hcdesktop"
    assert screen.window._count.text() == "6 people"
    screen.press_row_button(JONAS)


@pytest.mark.qt_log_ignore(NO_FRONT)
def test_a_second_start_shows_the_page_and_not_the_list(screen: Screen) -> None:
    lock(screen)
    screen.window.showMinimized()
    screen.app.come_forward()
    assert screen.window.lock_page.isVisible()
    assert not screen.table.isVisible()


def test_nothing_can_be_wished_for_while_locked(screen: Screen) -> None:
    lock(screen)
    for name in ("Add person…", "Import CSV…", "Export CSV…", "New environment…", "Settings…", "Lock now"):
        assert not menu_action(screen, name).isEnabled(), name
    assert menu_action(screen, "Quit").isEnabled()
    unlock(screen)
    assert menu_action(screen, "Add person…").isEnabled()
    assert menu_action(screen, "Lock now").isEnabled()


def test_it_is_locked_from_the_menu_and_by_its_shortcut(screen: Screen) -> None:
    menu_action(screen, "Lock now").trigger()
    wait_for(lambda: screen.app.rooms.lock.locked, "locked")
    unlock(screen)
    screen.window.activateWindow()
    QTest.keyClick(screen.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait_for(lambda: screen.app.rooms.lock.locked, "locked")


def test_locking_twice_is_locking_once(screen: Screen) -> None:
    lock(screen)
    lock(screen)
    unlock(screen)
    assert screen.names


@pytest.mark.qt_log_ignore(NO_FRONT, r"^This plugin does not support grabbing the keyboard$")
@pytest.mark.parametrize("kind", ["person", "settings", "menu", "file"])
def test_what_is_open_beside_the_list_goes(screen: Screen, kind: str) -> None:
    seen: list[bool] = []

    def others() -> list[QWidget]:
        return [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and isinstance(widget, QDialog | QMenu)
        ]

    def lock_and_look() -> None:
        seen.append(bool(others()))
        screen.app.rooms.lock.lock()
        seen.append(bool(others()))

    QTimer.singleShot(50, screen.window, lock_and_look)
    if kind == "menu":
        screen.window.scenario_button.showMenu()
    else:
        wish = {
            "person": screen.window.add_requested,
            "settings": screen.window.settings_requested,
            "file": screen.window.import_requested,
        }[kind]
        wish.emit()
    wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped")
    assert seen == [True, False]
    unlock(screen)
    assert screen.names


@pytest.mark.qt_log_ignore(NO_FRONT)
def test_a_tool_tip_goes_too(screen: Screen) -> None:
    QToolTip.showText(QPoint(10, 10), "Jonas", screen.table)
    assert QToolTip.isVisible()
    lock(screen)
    wait_for(lambda: not QToolTip.isVisible(), "no tool tip")


# --- what is left in memory


@pytest.fixture
def log_to(folder: Path) -> Iterator[Callable[[Screen], Redactor]]:
    """Has the app log into its folder; not for longer than the test."""
    logger = logging.getLogger("hcdesktop")
    before, level = list(logger.handlers), logger.level
    yield lambda screen: screen.app.log_to(folder)
    for handler in set(logger.handlers) - set(before):
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(level)


class FreshVault(MemoryVault):
    """A keyring that keeps no key in this process: it makes the same one each time."""

    def key(self, environment_name: str, *, create: bool) -> bytes:
        self.asked.append(environment_name)
        return (memory.MARK * 4).encode()[:32]


def fill(desks: Desks) -> None:
    """A live environment in which everything that is secret or about somebody can be found again."""
    desks.book.save(LIVE)
    with opened(desks, LIVE) as desk:
        desk.service.set_credentials(Credentials(client_secret=canary("secret"), app_key=canary("app-key")))
        for number in range(3):
            desk.store.add_known_user(
                client_user_id=canary(f"id-{number}"),
                label=canary(f"name-{number}"),
                human_id=canary(f"human-{number}"),
                public_token=canary(f"public-{number}"),
                access_token=canary(f"access-{number}"),
                sources=(canary("source"),),
                at=1.0,
            )
        request = desk.service.launch(1)
        desk.service.keep(request, made_up_session(canary("session")))
        desk.service.note(request, EventKind.OPENED_OUTSIDE, {"address": canary("event")[:20]})


def look_at_everything(screen: Screen, popups: list[FakePopup]) -> None:
    """Chooses somebody, an event, copies a token, opens a popup that says something, asks and is answered."""
    screen.choose(canary("name-0"))
    for row in range(screen.card.timeline.list.count()):
        screen.card.timeline.list.setCurrentRow(row)
    screen.choose(canary("name-1"))
    screen.app.rooms.inspection.log.open()
    log = screen.app.rooms.inspection.log.window
    assert log is not None
    log.people.setCurrentIndex(1)
    log.text.setText(canary("typed"))
    log.text.clear()
    log.people.setCurrentIndex(0)
    log.table.selectRow(0)
    log.raw.details_button.click()
    screen.app.controller.launch(2)
    popups[0].says("error", error={"code": "E", "message": canary("problem"), "detailedMessage": ""})
    screen.wait_ended()
    screen.app.controller.launch(3)
    screen.card.copy_requested.emit("accessToken", canary("access-1"))


def type_into(kind: type[QDialog], text: str) -> None:
    """Types into every line of the dialog that is open, and cancels it."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, kind) and widget.isVisible():
            for edit in widget.findChildren(QLineEdit):
                edit.setText(text)
            widget.reject()


def test_what_an_old_object_has_taken_is_seen_too() -> None:
    _OLD.append(canary("held"))
    assert canary("held") in memory.reachable()
    _OLD.clear()
    assert canary("held") not in memory.reachable()


def test_nothing_of_anybody_is_left_in_memory(
    open_screen: OpenScreen, folder: Path, popups: list[FakePopup], log_to: Callable[[Screen], Redactor]
) -> None:
    before = memory.alive()
    vault = FreshVault()
    desks = Desks(folder, backoff=QUICK, vault=vault, seconds=2.0)
    fill(desks)
    screen = open_screen(LIVE, desks=desks)
    redactor = log_to(screen)
    wait_for(lambda: len(screen.names) == 3, "the list")
    redactor.json({"accessToken": canary("learned")})  # and so it is known
    redactor.leaving(f"{canary('somebody')}@example.org")
    look_at_everything(screen, popups)
    for wish, kind in (
        (screen.window.settings_requested, EnvironmentDialog),
        (screen.window.add_requested, AddUserDialog),
    ):
        QTimer.singleShot(0, screen.window, lambda kind=kind: type_into(kind, canary("typed")))
        wish.emit()
    screen.settle_but_popups()
    parts = {text.removeprefix(memory.MARK)[:7] for text in memory.reachable()}
    assert {"-name-0", "-access", "-public"} <= parts  # so it would be found
    assert {"User", "Event", "Database", "Desk", "LaunchRequest"} <= set(memory.holders(before))
    assert memory.readable()
    lock(screen)
    popups.clear()
    screen.outcomes.clear()
    let_pass(0)
    assert memory.readable() == []
    assert memory.holders(before) == []
    assert memory.reachable() == set()
    assert QGuiApplication.clipboard().text() == ""
    assert screen.app.environments.known_secrets() == ()
    assert vault.asked == ["Clinic", "Clinic"]
    unlock(screen)
    assert vault.asked == ["Clinic"] * 3
    assert len(screen.names) == 3


# --- what must not be lost


def test_a_popup_is_ended_and_told_after_unlocking(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(JONAS)
    lock(screen)
    assert popups[0].gone
    assert [outcome.kind for outcome in screen.outcomes] == [OutcomeKind.ABANDONED]
    assert not any("Jonas" in text for text in visible_texts(screen.window))
    unlock(screen)
    assert screen.said.startswith(f"The popup of {JONAS} was closed when the desk was locked. Nothing was changed.")
    unlocked_twice = screen.said
    lock(screen)
    unlock(screen)
    assert screen.said != unlocked_twice  # told once


def test_several_popups_are_told_together(screen: Screen, popups: list[FakePopup]) -> None:
    for name in (ADA, JONAS):
        screen.press_row_button(name)
    lock(screen)
    unlock(screen)
    assert screen.said.startswith("2 popups were closed when the desk was locked.")


def test_a_finish_that_came_before_the_lock_is_sent_all_the_same_and_saved_when_it_is_unlocked(
    folder: Path, open_screen: OpenScreen, popups: list[FakePopup]
) -> None:
    session = finished_session(folder, ADA_ID)
    screen = open_screen()
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    screen.app.rooms.lock.lock()  # in the same turn, before the popup is gone
    assert [outcome.kind for outcome in screen.outcomes] == [OutcomeKind.FINISHED]
    wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped")
    assert "connected" not in screen.said
    unlock(screen)
    screen.settle()
    assert screen.user(ADA).access_token
    assert screen.service.pending() == []


def test_what_waits_is_not_sent_while_locked_and_is_sent_after_unlocking(
    folder: Path, open_screen: OpenScreen, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = finished_session(folder, ADA_ID)
    screen = open_screen()
    lock(screen)
    leave_finish_behind(desks, ADA_ID, session)
    screen.app.saver.finalize_due()
    let_pass(0.3)
    with opened(desks, SIMULATOR) as desk:
        assert [finish.state for finish in desk.service.pending()] == [FinishState.WAITING]
    unlock(screen)
    screen.wait_said("saved")
    assert screen.user(ADA).access_token


def test_an_answer_on_its_way_is_waited_for(
    folder: Path, open_screen: OpenScreen, popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = finished_session(folder, ADA_ID)
    screen = open_screen()
    there, go_on = threading.Event(), threading.Event()
    complete = LocalStore.complete_finish

    def slowly(store: LocalStore, *arguments: Any, **options: Any) -> Any:
        there.set()
        go_on.wait(10)
        return complete(store, *arguments, **options)

    monkeypatch.setattr(LocalStore, "complete_finish", slowly)
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    wait_for(there.is_set, "the answer")
    screen.app.rooms.lock.lock()
    let_pass(0.25)
    assert screen.window.lock_page.isVisible()
    assert not screen.app.rooms.lock.dropped
    go_on.set()
    wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped")
    unlock(screen)
    assert screen.user(ADA).access_token


def test_a_finish_that_is_only_in_memory_is_written_before_anything_is_dropped(
    folder: Path, open_screen: OpenScreen, popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saver_module, "_UNSAVED_PAUSE", 30)
    session = finished_session(folder, ADA_ID)
    screen = open_screen()
    full, keep = [True], LocalStore.keep_finish

    def keep_finish(store: LocalStore, *arguments: Any, **options: Any) -> Any:
        if full:
            raise StoreError(ErrorKind.STORE_FULL, reason="SQLITE_FULL")
        return keep(store, *arguments, **options)

    monkeypatch.setattr(LocalStore, "keep_finish", keep_finish)
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    screen.app.rooms.lock.lock()
    let_pass(0.2)
    assert not screen.app.rooms.lock.dropped
    assert "The disk is full." in said_on_the_page(screen)
    assert "keep the app open" in said_on_the_page(screen)
    assert "Ada" not in said_on_the_page(screen)
    full.clear()
    wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped")
    assert "disk" not in said_on_the_page(screen)
    unlock(screen)
    screen.wait_said("Ada Winterbourne is connected and saved.")


def test_a_desk_can_be_unlocked_while_something_is_waited_for(
    open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = open_screen()
    go_on = threading.Event()
    screen.app.tasks.run(lambda: go_on.wait(10))
    screen.app.rooms.lock.lock()
    let_pass(0.1)
    assert not screen.app.rooms.lock.dropped
    unlock(screen)
    go_on.set()
    screen.settle()
    let_pass(0.2)
    assert screen.names
    screen.press_row_button(JONAS)


def test_an_environment_that_was_being_opened_is_not_shown_behind_the_lock(
    open_screen: OpenScreen, folder: Path
) -> None:
    go_on = threading.Event()

    class SlowVault(MemoryVault):
        def key(self, environment_name: str, *, create: bool) -> bytes:
            go_on.wait(10)
            return super().key(environment_name, create=create)

    desks = Desks(folder, backoff=QUICK, vault=SlowVault(), seconds=2.0)
    desks.book.save(LIVE)
    screen = open_screen(LIVE, desks=desks)
    screen.app.rooms.lock.lock()
    go_on.set()
    wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped")
    assert screen.window.lock_page.isVisible()
    assert not screen.app.environments.is_open
    unlock(screen)
    assert screen.desk.environment.name == "Clinic"


# --- unlocking


class MoodyVault(MemoryVault):
    """A keyring that refuses until it is told not to."""

    refusal: VaultError | None = None

    def key(self, environment_name: str, *, create: bool) -> bytes:
        if self.refusal is not None:
            raise self.refusal
        return super().key(environment_name, create=create)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ErrorKind.KEYRING_LOCKED, "The computer's keyring is locked."),
        (ErrorKind.KEYRING_FAILED, "The computer's keyring refused the key."),
        (ErrorKind.KEY_MISSING, "The key of the user file is gone, or damaged."),
        (ErrorKind.NO_KEYRING, "This computer has no safe place for the key of the user file."),
    ],
)
def test_a_refusal_is_said_on_the_page_which_stays(
    open_screen: OpenScreen, folder: Path, kind: ErrorKind, words: str
) -> None:
    vault = MoodyVault()
    desks = Desks(folder, backoff=QUICK, vault=vault, seconds=2.0)
    desks.book.save(LIVE)
    screen = open_screen(LIVE, desks=desks)
    wait_for(lambda: screen.desk.environment.name == "Clinic", "the environment")
    lock(screen)
    vault.refusal = VaultError(kind)
    screen.press(screen.window.lock_page.button)
    wait_for(lambda: words in said_on_the_page(screen), "the refusal")
    assert screen.app.rooms.lock.locked
    assert screen.window.lock_page.isVisible()
    assert not screen.app.environments.is_open
    vault.refusal = None
    unlock(screen)
    assert screen.desk.environment.name == "Clinic"


@pytest.fixture
def with_passphrase(folder: Path, desks: Desks) -> Desks:
    """The live environment, protected by a passphrase."""
    desks.book.save(LIVE)
    with opened(desks, LIVE, passphrase="correct horse") as desk:
        desk.service.add_user("bob@example.com")
    return desks


def test_a_passphrase_is_asked_for_again(
    with_passphrase: Desks, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, asked = answers("correct horse", None, "wrong", "correct horse")
    monkeypatch.setattr(PassphraseDialog, "ask", ask)
    screen = open_screen(LIVE, desks=with_passphrase)
    wait_for(lambda: screen.names == ["bob@example.com"], "the list")
    lock(screen)
    screen.press(screen.window.lock_page.button)  # and is cancelled
    assert screen.app.rooms.lock.locked
    assert screen.window.lock_page.button.isEnabled()
    screen.press(screen.window.lock_page.button)
    wait_for(lambda: "The passphrase is not right." in said_on_the_page(screen), "the refusal")
    assert screen.app.rooms.lock.locked
    unlock(screen)
    assert screen.names == ["bob@example.com"]
    assert [(question["new"], question["wrong"]) for question in asked[1:]] == [(False, False)] * 3


def test_a_passphrase_does_not_outlive_its_dialog(
    with_passphrase: Desks, open_screen: OpenScreen, qapp: QApplication
) -> None:
    def type_it() -> None:
        for widget in qapp.topLevelWidgets():
            if isinstance(widget, PassphraseDialog) and widget.isVisible():
                widget.passphrase.setText("correct horse")
                widget.accept_button.click()
                return
        QTimer.singleShot(20, type_it)

    QTimer.singleShot(0, type_it)
    screen = open_screen(LIVE, desks=with_passphrase)
    wait_for(lambda: screen.names == ["bob@example.com"], "the list")
    let_pass(0)
    assert [edit.text() for edit in screen.window.findChildren(QLineEdit) if edit.text()] == []


def test_a_key_that_comes_after_the_next_lock_opens_nothing(open_screen: OpenScreen, folder: Path) -> None:
    go_on = threading.Event()
    go_on.set()

    class SlowVault(MemoryVault):
        def key(self, environment_name: str, *, create: bool) -> bytes:
            go_on.wait(10)
            return super().key(environment_name, create=create)

    desks = Desks(folder, backoff=QUICK, vault=SlowVault(), seconds=2.0)
    desks.book.save(LIVE)
    screen = open_screen(LIVE, desks=desks)
    wait_for(lambda: screen.desk.environment.name == "Clinic", "the environment")
    lock(screen)
    go_on.clear()
    screen.press(screen.window.lock_page.button)
    assert not screen.window.lock_page.button.isEnabled()
    screen.app.rooms.lock.lock()  # the computer's session, say
    go_on.set()
    screen.settle()
    assert screen.app.rooms.lock.locked
    unlock(screen)


def test_it_can_be_closed_while_locked(screen: Screen) -> None:
    screen.app.rooms.lock.lock()
    screen.window.close()
    screen.close()


# --- after how long


def test_the_minutes_are_kept_and_marked(open_screen: OpenScreen, folder: Path) -> None:
    screen = open_screen()
    wait_for(lambda: menu_action(screen, "15 minutes").isChecked(), "the watch")
    menu_action(screen, "5 minutes").trigger()
    assert PreferenceFile(folder).read() == Preferences(lock_after_minutes=5)
    assert screen.app.rooms.lock._idle._limit == 300
    screen.close()
    again = open_screen()
    wait_for(lambda: menu_action(again, "5 minutes").isChecked(), "the watch")
    assert again.app.rooms.lock._idle._limit == 300


def test_minutes_that_cannot_be_kept_are_said(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: PreferenceFile, _preferences: Preferences) -> None:
        raise StoreError(ErrorKind.STORE_READ_ONLY)

    monkeypatch.setattr(PreferenceFile, "write", refuse)
    screen.window.lock_menu.minutes_chosen.emit(1)
    assert "cannot be written to" in screen.said
    assert screen.app.rooms.lock._idle._limit == 60


def test_an_idle_desk_locks_itself(screen: Screen) -> None:
    wait_for(lambda: menu_action(screen, "15 minutes").isChecked(), "the watch")
    screen.app.rooms.lock._idle.watch(0.3)
    wait_for(lambda: screen.app.rooms.lock.locked, "locked", seconds=3)
    unlock(screen)
    assert screen.app.rooms.lock._idle._limit == 900  # watched anew, for the time that is set


Touch = Callable[[QWidget], None]
TOUCHES: dict[str, Touch] = {
    "a key": lambda widget: QTest.keyClick(widget.windowHandle(), Qt.Key.Key_Down),
    "a click": lambda widget: QTest.mouseClick(widget.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5)),
    "a move": lambda widget: QTest.mouseMove(widget.windowHandle(), QPoint(9, 9)),
    "the wheel": lambda widget: QTest.wheelEvent(widget.windowHandle(), QPoint(5, 5), QPoint(0, 120)),
}


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[tuple[IdleWatch, list[float]]]:
    """A watch, and the clock that it goes by."""
    clock = [0.0]
    made = IdleWatch(qapp, clocks=(lambda: clock[0],))
    yield made, clock
    made.stop()


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
@pytest.mark.parametrize("where", ["the window", "a popup"])
def test_whatever_somebody_does_in_any_window_counts(
    screen: Screen, popups: list[FakePopup], watch: tuple[IdleWatch, list[float]], touch: Touch, where: str
) -> None:
    idle, clock = watch
    told: list[bool] = []
    idle.idle.connect(lambda: told.append(True))
    widget: QWidget = screen.window
    if where == "a popup":
        screen.press_row_button(JONAS)
        widget = popups[0]
    QTest.qWaitForWindowExposed(widget)
    idle.watch(100.0)
    clock[0] = 99.0
    touch(widget)
    let_pass(0)
    idle._on_step()
    clock[0] = 198.0
    idle._on_step()
    assert told == []
    clock[0] = 199.0
    idle._on_step()
    assert told == [True]


def test_what_a_page_or_a_timer_does_does_not_count(screen: Screen, watch: tuple[IdleWatch, list[float]]) -> None:
    idle, clock = watch
    told: list[bool] = []
    idle.idle.connect(lambda: told.append(True))
    idle.watch(100.0)
    clock[0] = 100.0
    screen.window.resize(900, 600)
    screen.window.repaint()
    QApplication.sendEvent(screen.window.windowHandle(), QEvent(QEvent.Type.UpdateRequest))
    let_pass(0)
    idle._on_step()
    assert told == [True]


def test_a_machine_that_slept_and_a_clock_that_was_set_back_both_lock(qapp: QApplication) -> None:
    for asleep in (0, 1):
        clocks = [0.0, 0.0]
        idle = IdleWatch(qapp, clocks=(lambda: clocks[0], lambda: clocks[1]))  # noqa: B023
        told: list[bool] = []
        idle.idle.connect(lambda: told.append(True))  # noqa: B023
        idle.watch(100.0)
        clocks[asleep] = -5000.0
        clocks[1 - asleep] = 100.0
        idle._on_step()
        assert told == [True]
