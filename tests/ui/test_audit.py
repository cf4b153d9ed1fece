"""The audit trail in the window: one menu entry, one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAction

from hcdesktop.core.audit import AuditBreak, AuditFault, AuditReport
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui import audit_messages, formats
from hcdesktop.ui.messages import Tone
from hcdesktop.ui.sentences import AUDIT
from tests.conftest import ExpectedLog
from tests.ui.conftest import OpenScreen
from tests.ui.screen import Screen


def test_the_menu_entry_says_that_the_trail_is_whole(screen: Screen) -> None:
    (action,) = [action for action in screen.window.findChildren(QAction) if "audit" in action.text()]
    action.trigger()
    screen.settle()
    assert screen.said.startswith("The audit trail is whole: ")


def test_a_trail_that_was_tampered_with_is_told_at_the_next_start(
    open_screen: OpenScreen, folder: Path, expect_log: ExpectedLog
) -> None:
    expect_log("does not fit its anchor: anchor_missing")
    first = open_screen()
    first.settle()
    assert "audit trail" not in first.said
    first.app.controller.close()
    (anchor,) = folder.rglob("*.anchor")
    anchor.unlink()
    again = open_screen()
    again.settle()
    assert again.said.startswith("The audit trail is broken: ")


def details(*breaks: AuditBreak, late: int = 0, restored: tuple[tuple[int, int], ...] = ()) -> list[str]:
    report = AuditReport(entries=9, begun_at=1.0, breaks=breaks, late=late, restored=restored)
    return audit_messages.for_report(report).detail.splitlines()


@pytest.mark.parametrize("fault", AuditFault)
def test_every_fault_has_a_sentence_for_one_entry_and_for_several(fault: AuditFault) -> None:
    assert AUDIT[fault]
    for last in (3, 4):
        (line,) = details(AuditBreak(fault=fault, first=3, last=last))
        assert line.endswith(".")
        assert "{" not in line


def test_what_is_wrong_is_told_one_by_one() -> None:
    assert details(
        AuditBreak(fault=AuditFault.CHANGED, first=3, last=3),
        AuditBreak(fault=AuditFault.MISSING, first=5, last=8),
        AuditBreak(fault=AuditFault.CUT, first=10, last=12, noticed=10),
    ) == [
        "Entry 3 was changed.",
        "Entries 5 to 8 are missing.",
        "The end was cut off: entries 10 to 12 are missing. The app noticed it and wrote it down in entry 10.",
    ]


def test_of_very_much_the_first_is_told() -> None:
    lines = details(*(AuditBreak(fault=AuditFault.CHANGED, first=n, last=n) for n in range(1, 101, 2)))
    assert len(lines) == 21
    assert lines[-1] == "And 30 more."


def test_what_is_no_fault_is_told_without_alarm() -> None:
    report = AuditReport(entries=1_234, begun_at=1.0, late=2, restored=((7, 0), (9, 3)))
    message = audit_messages.for_report(report)
    assert message.tone is Tone.GOOD
    assert f"1,234 entries since {formats.day(1.0)}," in message.text
    assert message.detail.splitlines() == [
        "A copy was restored: entry 7.",
        "A copy was restored: entry 9. 3 entries of the file that was there before are not in it.",
        "2 entries were newer than the anchor at a start, as a crash leaves them.",
    ]


def test_an_empty_trail_is_said_to_be() -> None:
    message = audit_messages.for_report(AuditReport(entries=0))
    assert message.text == "The audit trail is empty: nothing was written into it yet."


def test_a_broken_trail_is_bad_and_says_what_to_do() -> None:
    message = audit_messages.for_report(AuditReport(entries=0, breaks=(AuditBreak(fault=AuditFault.TABLE),)))
    assert message.tone is Tone.BAD
    assert message.next_step
    assert message.open_detail


def test_lock_and_unlock_are_in_the_trail(screen: Screen) -> None:
    screen.app.rooms.lock.lock()
    wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped")
    screen.press(screen.window.lock_page.button)
    wait_for(lambda: not screen.app.rooms.lock.locked, "unlocked")
    screen.settle()
    told = [entry.action for entry in screen.desk.store.audit_entries()]
    assert told[-4:] == ["locked", "environment_closed", "environment_opened", "unlocked"]
