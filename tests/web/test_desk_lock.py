"""The desk is locked while a real popup is open: it ends, it is told, and nothing of it is left."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from hcdesktop.core.models import OutcomeKind
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.idle import IdleWatch
from tests.ui.memory import alive, holders
from tests.web.human_api.api import HumanApi
from tests.web.stage import OpenStage, Stage

ADA = "ada@example.org"


def unlock(desk: Stage) -> None:
    desk.app.window.lock_page.button.click()
    wait_for(lambda: not desk.app.rooms.lock.locked, "unlocked")


def test_the_popup_ends_and_nothing_of_it_is_left(open_stage: OpenStage, api: HumanApi) -> None:
    before = alive()
    desk = open_stage()
    desk.add_known(ADA)
    desk.launch(ADA)
    assert "User" in holders(before)
    desk.app.rooms.lock.lock()
    wait_for(lambda: desk.app.rooms.lock.dropped, "everything dropped")
    desk.outcome(OutcomeKind.ABANDONED)
    let_pass(0)
    assert desk.app.popups.launches == ()
    assert holders(before) == []
    asked = len(api.connect.seen)
    unlock(desk)
    assert len(api.connect.seen) == asked  # its polling has stopped
    assert f"The popup of {ADA} was closed" in desk.said
    assert desk.button(ADA) == "Edit"


def test_a_finish_is_saved_after_unlocking(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Connect clinic")
    desk.person.read("Sources: Clinic")
    desk.app.popups.ended.connect(desk.app.rooms.lock.lock)  # as soon as the finish is on the disk
    desk.person.click("Finish")
    wait_for(lambda: desk.app.rooms.lock.locked, "locked")
    wait_for(lambda: desk.app.rooms.lock.dropped, "everything dropped")
    unlock(desk)
    desk.saved(ADA)


def test_who_works_in_the_popup_is_there(desk: Stage) -> None:
    desk.add(ADA)
    window = desk.launch(ADA)
    clock = [0.0]
    idle = IdleWatch(desk.app.application, clocks=(lambda: clock[0],), parent=window)
    told: list[bool] = []
    idle.idle.connect(lambda: told.append(True))
    idle.watch(100.0)
    for moment in (99.0, 198.0):
        clock[0] = moment
        QTest.mouseMove(window.windowHandle(), QPoint(200, 200 + int(moment)))
        let_pass(0.05)
        idle._on_step()
    assert told == []
    clock[0] = 298.0
    idle._on_step()
    assert told == [True]


def test_the_shortcut_works_in_front_of_a_popup_and_while_it_has_the_keys(desk: Stage) -> None:
    desk.add(ADA)
    window = desk.launch(ADA)
    window.view.setFocus()
    # No click: its second half would be for a window that is gone by then.
    QTest.keyPress(window.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait_for(lambda: desk.app.rooms.lock.locked, "locked")
    desk.outcome(OutcomeKind.ABANDONED)
