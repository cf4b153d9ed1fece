"""*Next person*: one popup after another, with time in between, and an end whenever somebody wants one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hcdesktop.core.models import OutcomeKind
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui.row_actions import Wish
from hcdesktop.ui.user_model import Column
from tests.ui.screen import ADA, JONAS, MAXI, TOMAS, YUKI, FakePopup, Screen

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def queue(screen: Screen, popups: list[FakePopup]) -> Screen:
    """Ada, Jonas and Yuki are selected; between two there is no time to wait for."""
    screen.app.controller._queue._timer.setInterval(1)
    for number, name in enumerate((ADA, JONAS, YUKI)):
        place = screen.table.visualRect(screen.table.users.index(screen.row(name), Column.NAME)).center()
        modifier = CTRL if number else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    return screen


def bar(screen: Screen) -> str:
    shown = screen.window.queue_bar
    return shown.text.text() if shown.isVisible() else ""


def wait_for_popup(popups: list[FakePopup], number: int) -> FakePopup:
    return wait_for(lambda: popups[number - 1] if len(popups) >= number else None, f"popup {number}")


def test_the_chosen_ones_have_their_turn_one_after_another(queue: Screen, popups: list[FakePopup]) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_Return)  # Enter, with several rows
    assert bar(queue) == f"Now: {ADA} (1 of 3). Next: {JONAS}."
    assert len(popups) == 1
    popups[0].says("close")
    popup = wait_for_popup(popups, 2)
    assert popup.request.client_user_id == "jonas.feldspar@example.com"
    assert bar(queue) == f"Now: {JONAS} (2 of 3). Next: {YUKI}."
    popup.launch_ended.emit(OutcomeKind.ABANDONED, "")
    popup = wait_for_popup(popups, 3)
    assert bar(queue) == f"Now: {YUKI} (3 of 3), the last."
    popup.says("close")
    wait_for(lambda: not bar(queue), "the end")
    assert len(popups) == 3


def test_in_between_the_next_one_is_said_and_can_be_hurried_or_skipped(queue: Screen, popups: list[FakePopup]) -> None:
    queue.app.controller._queue._timer.setInterval(60_000)
    queue.window.row_actions.actions[Wish.NEXT_PERSON].trigger()
    popups[0].says("close")
    assert wait_for(lambda: bar(queue) if bar(queue).startswith("Next") else None, "the next one").startswith(
        f"Next: {JONAS} (2 of 3), in 5 s."
    )
    assert len(popups) == 1
    queue.press(queue.window.queue_bar.skip_button)
    assert bar(queue).startswith(f"Next: {YUKI} (3 of 3)")
    queue.press(queue.window.queue_bar.now_button)
    assert popups[1].request.client_user_id == queue.user(YUKI).client_user_id
    assert not queue.window.queue_bar.now_button.isVisible()  # while a popup is open


def test_it_can_be_stopped_and_the_open_popup_stays(queue: Screen, popups: list[FakePopup]) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_Return)
    queue.press(queue.window.queue_bar.stop_button)
    assert bar(queue) == ""
    assert not popups[0].gone
    popups[0].says("close")
    queue.settle()
    QTest.qWait(20)
    assert len(popups) == 1


def test_after_a_page_that_could_not_be_loaded_it_waits_to_be_told(queue: Screen, popups: list[FakePopup]) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_Return)
    popups[0].launch_ended.emit(OutcomeKind.LOAD_FAILED, "no network")
    wait_for(lambda: bar(queue) == f"Next: {JONAS} (2 of 3).", "the next one")
    assert not queue.app.controller._queue._timer.isActive()
    assert "could not be loaded" in queue.said  # can be read in peace
    queue.press(queue.window.queue_bar.now_button)
    assert len(popups) == 2


def test_whoever_cannot_be_launched_is_passed_over(screen: Screen, popups: list[FakePopup]) -> None:
    ids = [screen.user(name).id for name in (ADA, JONAS, MAXI)]
    screen.service.roster.delete([ids[0]])  # meanwhile, elsewhere
    screen.app.controller._queue.start(ids)
    assert popups == []
    assert bar(screen) == f"Next: {JONAS} (2 of 3)."
    assert "not in the list any more" in screen.said
    screen.press(screen.window.queue_bar.now_button)
    assert len(popups) == 1


def test_another_popup_that_ends_does_not_move_the_queue(queue: Screen, popups: list[FakePopup]) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_Return)
    queue.app.controller.launch(queue.user(TOMAS).id)
    popups[1].says("close")
    queue.wait_ended()
    assert bar(queue).startswith(f"Now: {ADA}")


def test_a_change_of_the_environment_ends_it(queue: Screen, popups: list[FakePopup]) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_Return)
    queue.app.environments.shown.emit(queue.desk)
    assert bar(queue) == ""
    assert not queue.app.controller._queue.running
