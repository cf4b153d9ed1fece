"""No journey of the desk holds the window up: the main loop never takes 50 ms for one turn (processor time)."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from hcdesktop.desk import SIMULATOR, Desks
from hcdesktop.journey import stage as journey
from hcdesktop.journey.steps import STEPS
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.dialogs import AddUserDialog
from hcdesktop.ui.import_dialog import ImportDialog
from hcdesktop.ui.log_window import LogWindow
from hcdesktop.ui.person_dialogs import DeleteDialog, EditUserDialog
from hcdesktop.ui.row_actions import Wish
from hcdesktop.ui.theme import DARK, LIGHT
from hcdesktop.ui.user_model import Column
from tests.crowd import add_users
from tests.journeys.loop import LoopWatch
from tests.ui.screen import LIVE, QUICK, MemoryVault, Screen
from tests.ui.test_list import click_header

LIMIT = 0.05  # s
#: Qt lays a style sheet over every widget in one go; nobody presses anything while the system turns dark.
LONGER = {"turn_dark_and_light": 0.15}
PEOPLE = 20_000

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at the clock of one thread")


@pytest.fixture
def watch() -> Iterator[LoopWatch]:
    # What other tests have left in this process is no heap that the app would have to look through.
    gc.collect()
    gc.freeze()
    made = LoopWatch(limit=0.6 * LIMIT)
    yield made
    made.close()
    gc.unfreeze()


def told(watch: LoopWatch) -> str:
    return f"{watch.longest * 1000:.0f} ms in\n{watch.where}"


@pytest.mark.parametrize("name", ["create", "edit-adds", "second-window", "popup-error"])
def test_a_launch_does_not_hold_the_window_up(
    name: str, qapp: QApplication, watch: LoopWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the real engine; what is measured begins when the window is there, and somebody turns to a row before they
    press its button."""
    (step,) = [step for step in STEPS if step.name == name]
    with journey.stage(qapp) as opened:
        let_pass(0.1)
        watch.leave_out()
        watch.longest = 0.0
        opened.app.prepare_popups()
        for row in (1, 0):  # one of them is not chosen yet, wherever the focus went
            opened.app.window.table.selectRow(row)
        wait_for(lambda: opened.app.popups.windows.is_ready, "the engine")
        let_pass(0.1)  # from the row to its button
        assert step.run(opened)
        assert watch.longest < LIMIT, told(watch)


@pytest.fixture(scope="module")
def full(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """A desk with many people, one of whom has had many events."""
    desks = Desks(tmp_path_factory.mktemp("full") / "data", backoff=QUICK, vault=MemoryVault(), seconds=2.0)
    screen = Screen(qapp, desks)
    names = ((f"user-{n:06}@example.org", f"Person {n}") for n in range(PEOPLE))
    add_users(screen.desk.store, names, at=1.0)
    user = screen.service.users()[0]
    for _ in range(150):
        screen.service.refresh_sources(user.id)
    screen.table.users.reload()
    screen.settle()
    yield screen
    screen.close()


def filter_by_typing(screen: Screen) -> None:
    for text in ("p", "pe", "person 77", "nobody", ""):
        screen.window.people.text.setText(text)
        screen.settle()


def sort_by_every_column(screen: Screen) -> None:
    seen = set()
    for column in Column:
        click_header(screen, column)
        screen.settle()
        seen.add(tuple(screen.table.users.ids))
    assert len(seen) >= 4  # an order of its own for names, user IDs, states and sources, whoever shares the others
    click_header(screen, Column.NAME)
    screen.settle()


def scroll_to_the_end(screen: Screen) -> None:
    bar = screen.table.verticalScrollBar()
    for part in range(0, 101, 10):
        bar.setValue(bar.maximum() * part // 100)
        let_pass(0)


def choose_one_after_another(screen: Screen) -> None:
    for row in range(8):
        screen.table.selectRow(row)
        let_pass(0)


def mark_everybody(screen: Screen) -> None:
    screen.table.selectAll()
    for wish in (Wish.MARK, Wish.UNMARK):
        screen.window.row_actions.wished.emit(wish, screen.table.selected_ids)
        screen.settle()
    screen.table.clearSelection()


def turn_dark_and_light(screen: Screen) -> None:
    for colors in (DARK, LIGHT):
        screen.app.theme.apply(colors)
        let_pass(0.02)


def lock_and_unlock(screen: Screen) -> None:
    screen.window.lock_menu.lock_requested.emit()
    wait_for(lambda: not screen.table.users.ids, "a locked desk")
    screen.window.lock_page.unlock_requested.emit()
    wait_for(lambda: len(screen.table.users.ids) >= PEOPLE, "the list again")
    screen.settle()


def answering(dialog: QDialog, *fill: Callable[[], object]) -> None:
    """Fills a form as soon as it is up, and presses its button."""

    def answer() -> None:
        for each in fill:
            each()
        dialog.accept_button.click()  # type: ignore[attr-defined]  # every form has one

    QTimer.singleShot(50, dialog, answer)


@contextmanager
def answered(kind: type[QDialog], *fill: Callable[[QDialog], object]) -> Iterator[None]:
    """The next form of this kind is filled and accepted; the form itself is the app's own, and shown."""
    exec_ = kind.exec

    def execute(dialog: QDialog) -> int:
        answering(dialog, *(partial(each, dialog) for each in fill))
        return exec_(dialog)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "exec", execute)
        yield


def add_edit_delete_and_undo(screen: Screen) -> None:
    with answered(AddUserDialog, lambda form: form.client_user_id.setText("zoe@example.org")):  # type: ignore[attr-defined]
        screen.window.add_requested.emit()
    screen.settle()
    user = screen.service.find_user("zoe@example.org")
    with answered(EditUserDialog, lambda form: form.label.setText("Zoë")):  # type: ignore[attr-defined]
        screen.window.row_actions.wished.emit(Wish.EDIT, [user.id])
    screen.settle()
    assert screen.service.find_user("zoe@example.org").label == "Zoë"
    with answered(DeleteDialog):
        screen.window.row_actions.wished.emit(Wish.DELETE, [user.id])
    screen.settle()
    assert screen.desk.store.find_user("zoe@example.org") is None
    screen.window.undo_action.trigger()
    screen.settle()
    assert screen.service.find_user("zoe@example.org").label == "Zoë"


def delete_everybody_and_undo(screen: Screen) -> None:
    count = screen.service.count_users()
    with answered(DeleteDialog):
        screen.table.selectAll()
        screen.window.row_actions.wished.emit(Wish.DELETE, screen.table.selected_ids)
    screen.settle()
    assert screen.service.count_users() < count
    screen.window.undo_action.trigger()
    screen.settle()
    assert screen.service.count_users() == count


def import_and_export(screen: Screen) -> None:
    there = screen.desks.folder / "there.csv"
    people = "\n".join(f"new-{n}@example.org;New {n}" for n in range(PEOPLE))
    there.write_text(f"clientUserId;Name\n{people}\n", encoding="utf-8")
    screen.window.file_dropped.emit(there)
    dialog = wait_for(
        lambda: next((found for found in screen.window.findChildren(ImportDialog) if found.table.isEnabled()), None),
        "the preview",
        seconds=30,
    )
    let_pass(0.05)
    dialog.import_button.click()
    wait_for(lambda: screen.service.count_users() >= 2 * PEOPLE, "the people", seconds=120)
    screen.settle()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hcdesktop.ui.exports.ask_for_file", lambda *_args, **_options: screen.desks.folder / "out.csv")
        screen.table.selectAll()
        screen.window.row_actions.actions[Wish.EXPORT].trigger()
        screen.settle()
    written = (screen.desks.folder / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(written) == 1 + screen.service.count_users() == 1 + screen.table.users.total
    screen.table.clearSelection()


def open_the_log(screen: Screen) -> None:
    screen.window.log_requested.emit()
    screen.settle()
    (shown,) = screen.window.findChildren(LogWindow)
    let_pass(0.05)
    shown.close()


def ask_for_the_sources(screen: Screen) -> None:
    screen.table.choose(screen.service.find_user("jonas.feldspar@example.com").id)
    screen.card.sources.refresh_button.click()
    screen.settle()


def go_to_another_environment_and_back(screen: Screen) -> None:
    screen.desks.book.save(LIVE)
    screen.go_to(LIVE.name)
    wait_for(lambda: screen.app.environments.is_open and screen.desk.environment.name == LIVE.name, "it", seconds=8)
    screen.settle()
    screen.go_to(SIMULATOR.name)
    wait_for(lambda: len(screen.table.users.ids) >= PEOPLE, "the list again", seconds=8)
    screen.settle()


JOURNEYS: Mapping[str, Callable[[Screen], None]] = {
    journey.__name__: journey
    for journey in (
        filter_by_typing,
        sort_by_every_column,
        scroll_to_the_end,
        choose_one_after_another,
        mark_everybody,
        turn_dark_and_light,
        lock_and_unlock,
        ask_for_the_sources,
        open_the_log,
        add_edit_delete_and_undo,
        delete_everybody_and_undo,
        import_and_export,
        go_to_another_environment_and_back,
    )
}


@pytest.mark.parametrize("name", JOURNEYS)
def test_the_desk_does_not_hold_the_window_up(name: str, full: Screen, watch: LoopWatch) -> None:
    let_pass(0.05)
    watch.leave_out()
    watch.longest = 0.0
    JOURNEYS[name](full)
    assert watch.longest < LONGER.get(name, LIMIT), told(watch)


def test_a_turn_that_takes_too_long_is_found_and_its_place_is_told(watch: LoopWatch, qapp: QApplication) -> None:
    QTimer.singleShot(0, qapp, _dawdle)
    let_pass(0.3)
    let_pass(0.05)  # the turn after it
    assert watch.longest > LIMIT
    assert "_dawdle" in watch.where


def _dawdle() -> None:
    for _ in range(400_000):
        Path("x").name  # noqa: B018  # something to do
