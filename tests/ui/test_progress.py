"""What takes its time has a row that says how far it is, and a button that ends it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.progress import Report
from hcdesktop.core.roster import Roster
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.person_dialogs import Delete, DeleteDialog
from hcdesktop.ui.progress import PATIENCE, ProgressRows
from tests.ui.screen import ADA, JONAS, MAXI, Screen


class Gate:
    """Something long that goes one step further whenever it is let."""

    def __init__(self) -> None:
        self._steps = threading.Semaphore(0)

    def let(self, steps: int = 1) -> None:
        self._steps.release(steps)

    def step(self) -> None:
        assert self._steps.acquire(timeout=10)

    def count_to(self, total: int, report: Report) -> int:
        for done in range(total):
            if not report(done, total):
                return done
            self.step()
        return total


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.let(1000)  # nothing that is still running holds up the end


def rows(screen: Screen) -> ProgressRows:
    return screen.window.progress


def words(screen: Screen) -> list[str]:
    return [label.text() for label in rows(screen).findChildren(QLabel) if label.isVisible()]


def button(screen: Screen) -> QPushButton:
    return wait_for(
        lambda: next((one for one in rows(screen).findChildren(QPushButton) if one.isVisible()), None), "a row"
    )


def test_what_is_over_at_once_has_no_row(screen: Screen) -> None:
    came: list[int] = []
    rows(screen).run(screen.app.tasks, "Counting", lambda report: int(report(1, 2)), success=came.append)
    wait_for(lambda: came, "the end")
    let_pass((PATIENCE + 150) / 1000)
    assert not rows(screen).isVisible()


def test_a_row_tells_how_far_it_is_and_goes(screen: Screen, gate: Gate) -> None:
    came: list[int] = []
    rows(screen).run(screen.app.tasks, "Counting", lambda report: gate.count_to(4000, report), success=came.append)
    gate.let(1234)
    wait_for(lambda: words(screen) == ["Counting: 1,234 of 4,000"], "how far it is")
    (bar,) = rows(screen).findChildren(QProgressBar)
    assert (bar.value(), bar.maximum()) == (1234, 4000)
    gate.let(4000)
    wait_for(lambda: came == [4000], "the end")
    assert not rows(screen).isVisible()


def test_who_does_not_know_how_much_there_is_says_only_what(screen: Screen, gate: Gate) -> None:
    def operation(report: Report) -> None:
        report(7, 0)
        gate.step()

    rows(screen).run(screen.app.tasks, "Reading", operation)
    wait_for(lambda: words(screen) == ["Reading…"], "the row")
    assert rows(screen).findChildren(QProgressBar)[0].maximum() == 0  # moves, and promises nothing
    gate.let()
    screen.settle()


def test_cancelled_it_comes_to_what_was_done_until_then(screen: Screen, gate: Gate) -> None:
    came: list[int] = []
    rows(screen).run(screen.app.tasks, "Counting", lambda report: gate.count_to(10, report), success=came.append)
    gate.let(2)
    screen.press(button(screen))
    assert words(screen) == ["Counting: ending…"]
    assert not button(screen).isEnabled()
    gate.let()
    wait_for(lambda: came == [3], "the end")
    assert not rows(screen).isVisible()


def test_a_failure_ends_the_row_and_is_said(screen: Screen, gate: Gate) -> None:
    def operation(_report: Report) -> None:
        gate.step()
        raise HcError(ErrorKind.STORE_FULL)

    rows(screen).run(screen.app.tasks, "Writing", operation)
    button(screen)
    gate.let()
    screen.wait_said("The disk is full.")
    assert not rows(screen).isVisible()


def delete_many(screen: Screen, monkeypatch: pytest.MonkeyPatch, gate: Gate) -> list[int]:
    """Three people are to be deleted at Human API, each when the gate lets."""
    asked: list[int] = []
    delete = Roster.delete_there

    def slow(roster: Roster, user_id: int) -> None:
        asked.append(user_id)
        gate.step()
        delete(roster, user_id)

    monkeypatch.setattr(Roster, "delete_there", slow)
    monkeypatch.setattr(DeleteDialog, "ask", staticmethod(lambda *_arguments, **_options: Delete.THERE_TOO))
    screen.app.controller._people.delete([screen.user(name).id for name in (ADA, JONAS, MAXI)])
    return asked


def test_deleting_many_at_human_api_can_be_cancelled(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    asked = delete_many(screen, monkeypatch, gate)
    wait_for(lambda: words(screen) == ["Deleting at Human API: 0 of 3"], "the row")
    gate.let()
    wait_for(lambda: words(screen) == ["Deleting at Human API: 1 of 3"], "the first one gone")
    screen.press(button(screen))
    gate.let()
    said = screen.wait_said("deleted here and at Human API")
    assert said == "2 people: deleted here and at Human API. Cancelled: 1 stayed as they were."
    assert len(asked) == 2
    screen.settle()
    assert MAXI in screen.names
    assert {ADA, JONAS}.isdisjoint(screen.names)


def test_deleting_many_that_fails_half_way_says_who_has_gone(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    delete = Roster.delete_there

    def all_but_maxi(roster: Roster, user_id: int) -> None:
        if user_id == maxi:
            raise HcError(ErrorKind.UNREACHABLE, host="api.example")
        delete(roster, user_id)

    maxi = screen.user(MAXI).id
    monkeypatch.setattr(Roster, "delete_there", all_but_maxi)
    monkeypatch.setattr(DeleteDialog, "ask", staticmethod(lambda *_arguments, **_options: Delete.THERE_TOO))
    screen.app.controller._people.delete([screen.user(name).id for name in (ADA, JONAS, MAXI)])
    said = screen.wait_said("api.example")
    assert said.startswith(
        "2 people: deleted here and at Human API. Then it stopped: api.example cannot be reached. Check the network"
    )
    assert not screen.window.messages.action_button.isVisible()  # it would try the connections that wait
    screen.settle()
    assert MAXI in screen.names
    assert {ADA, JONAS}.isdisjoint(screen.names)
    screen.app.controller._people.delete([maxi])
    wait_for(lambda: screen.said.startswith("api.example cannot be reached."), "that nobody has gone")


@pytest.mark.parametrize("end", [lambda screen: screen.app.rooms.lock.lock(), lambda screen: screen.close()])
def test_locking_and_closing_end_what_is_under_way(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, gate: Gate, end: Callable[[Screen], None]
) -> None:
    asked = delete_many(screen, monkeypatch, gate)
    button(screen)
    gate.let()
    wait_for(lambda: len(asked) == 2, "the second one")
    threading.Timer(0.1, gate.let, [10]).start()
    end(screen)
    wait_for(lambda: screen.app.tasks.idle or not screen.app.tasks._open, "the end")
    assert len(asked) == 2  # the third one was not begun
