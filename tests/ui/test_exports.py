"""The list goes out as a file: all of it, or those who are selected or shown."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFrame, QPushButton, QRadioButton

from hcdesktop.core import people_file
from hcdesktop.core.models import User
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui.exports import WhomDialog
from tests.crowd import add_users
from tests.ui.conftest import PutUp
from tests.ui.screen import ADA, JONAS, PRIYA, SEEDED, Screen
from tests.ui.test_accessibility import nameless
from tests.ui.test_row_actions import select


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place that is chosen."""
    chosen = tmp_path / "out.csv"
    monkeypatch.setattr("hcdesktop.ui.exports.ask_for_file", lambda _parent, _title, *, save: chosen)
    return chosen


def names(path: Path) -> list[str]:
    return [row["label"] for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())]


def answer(monkeypatch: pytest.MonkeyPatch, place: int | None) -> list[str]:
    """Chooses the line at this place, or cancels; the lines that there were."""
    offered: list[str] = []

    def ask(choices: Sequence[tuple[str, Sequence[int] | None]], _parent: object) -> tuple[Sequence[int] | None] | None:
        offered.extend(words for words, _ids in choices)
        return None if place is None else (choices[place][1],)

    monkeypatch.setattr(WhomDialog, "ask", staticmethod(ask))
    return offered


@pytest.mark.parametrize(
    ("place", "written"), [(0, [ADA, PRIYA]), (1, [ADA, JONAS, PRIYA]), (2, list(SEEDED)), (None, None)]
)
def test_where_there_is_a_choice_it_is_asked_for(
    screen: Screen, path: Path, monkeypatch: pytest.MonkeyPatch, place: int | None, written: list[str] | None
) -> None:
    offered = answer(monkeypatch, place)
    for name, mark in ((ADA, True), (JONAS, True), (PRIYA, True)):
        screen.service.roster.mark([screen.user(name).id], marked=mark)
    screen.window.people.states.setCurrentText("Marked")
    screen.settle()
    select(screen, ADA, PRIYA)
    screen.window.export_requested.emit()
    screen.settle()
    assert offered == ["The 2 who are selected", "The 3 whom the filter shows", "Everybody (6)"]
    assert (names(path) if path.exists() else None) == written


def test_where_there_is_none_everybody_goes_out(screen: Screen, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = answer(monkeypatch, None)
    screen.choose(ADA)  # one who is pointed at is no choice
    screen.window.export_requested.emit()
    screen.wait_said("6 people were written to out.csv; no tokens.")
    assert (offered, names(path)) == ([], list(SEEDED))


def test_the_first_line_is_offered(put_up: PutUp) -> None:
    dialog = put_up(WhomDialog([("two", [1, 2]), ("all", None)], None))
    assert nameless(dialog) == []
    buttons = dialog.findChildren(QRadioButton)
    assert dialog.chosen == [1, 2]
    buttons[1].click()
    assert dialog.chosen is None


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Exports that stay half-way until this is set."""
    go_on = threading.Event()
    original = people_file.write

    def slowly(path: Path, users: Iterator[User]) -> int:
        def held_up() -> Iterator[User]:
            yield next(iter(users))
            go_on.wait(8)
            yield from users

        return original(path, held_up())

    monkeypatch.setattr(people_file, "write", slowly)
    yield go_on
    go_on.set()


def rows(screen: Screen) -> list[QFrame]:
    return [frame for frame in screen.window.findChildren(QFrame) if frame.objectName() == "progressRow"]


def test_a_long_export_can_be_cancelled_and_leaves_what_was_there(
    screen: Screen, path: Path, held: threading.Event
) -> None:
    path.write_text("before")
    add_users(screen.desk.store, ((f"u{n}", "") for n in range(3_000)))
    screen.window.export_requested.emit()

    row = wait_for(lambda: next((row for row in rows(screen) if row.isVisible()), None), "the progress")
    screen.press(row.findChildren(QPushButton)[0])
    held.set()
    screen.wait_said("Cancelled. Nothing was changed.")
    assert path.read_text() == "before"
    assert list(path.parent.glob(".*tmp")) == []
    assert not any(row.isVisible() for row in rows(screen))
