"""The log of all people: filtered, live, bounded, exported; and nothing of it is left when the desk is locked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest

from hcdesktop.core import logbook
from hcdesktop.core.models import EventKind
from hcdesktop.desk import Desks
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui import log_model
from hcdesktop.ui.log_model import LogColumn
from hcdesktop.ui.log_window import LogWindow
from hcdesktop.ui.log_words import groups
from tests.ui.conftest import OpenScreen
from tests.ui.screen import ADA, JONAS, MAXI, Screen, visible_texts
from tests.ui.test_accessibility import heard, nameless


@pytest.fixture
def log(screen: Screen) -> LogWindow:
    """The log, opened from its menu, after something has happened to three people."""
    for name in (ADA, JONAS, MAXI):
        tell(screen, name, EventKind.USER_ADDED)
    tell(screen, JONAS, EventKind.EXCHANGE, url="https://user.example/x", status=200)
    tell(screen, None, EventKind.BLOCKED, address="https://evil.example")
    return opened(screen)


def tell(screen: Screen, name: str | None, kind: EventKind, **detail: object) -> None:
    user_id = None if name is None else screen.user(name).id
    screen.service._journal.add(kind, detail, user_id=user_id)


def opened(screen: Screen) -> LogWindow:
    (action,) = [action for action in screen.window.findChildren(QAction) if action.text() == "&Log…"]
    action.trigger()
    window = screen.app.rooms.inspection.log.window
    assert window is not None
    wait_for(lambda: not window.events.searching, "the search")
    return window


def rows(log: LogWindow) -> list[tuple[str, str]]:
    """Person and sentence of each row."""
    model = log.events
    return [
        (model.index(row, LogColumn.PERSON).data(), model.index(row, LogColumn.WHAT).data())
        for row in range(model.rowCount())
    ]


def narrowed(log: LogWindow, text: str) -> list[tuple[str, str]]:
    log.text.setText(text)
    wait_for(lambda: not log._typing.isActive() and not log.events.searching, "the search")
    return rows(log)


ALL = [
    ("", "Blocked: https://evil.example"),
    (JONAS, "user.example answered with status 200"),
    (MAXI, "Added to the list"),
    (JONAS, "Added to the list"),
    (ADA, "Added to the list"),
]


def test_everything_is_there_newest_first(log: LogWindow) -> None:
    assert rows(log) == ALL
    assert log.count_text == "5 events"
    assert not log.isModal()


def test_words_find_people_sentences_and_details(log: LogWindow) -> None:
    assert narrowed(log, "jonas") == [ALL[1], ALL[3]]
    assert log.count_text == "2 of 5 events"
    assert narrowed(log, "jonas added") == [ALL[3]]
    assert narrowed(log, "EVIL") == [ALL[0]]
    assert narrowed(log, "nothing like it") == []
    assert "Nothing here matches." in visible_texts(log)
    assert not log.table.isVisible()
    assert narrowed(log, "") == ALL


def test_a_kind_and_a_person(screen: Screen, log: LogWindow) -> None:
    log.kinds.setCurrentText("Problems")
    wait_for(lambda: rows(log) == [ALL[0]], "the problems")
    log.kinds.setCurrentText("Everything")
    assert log.people.count() == 1
    screen.choose(JONAS)
    assert [log.people.itemText(place) for place in range(2)] == ["Everybody", f"Only {JONAS}"]
    log.people.setCurrentIndex(1)
    wait_for(lambda: rows(log) == [ALL[1], ALL[3]], "one person's events")
    screen.choose(ADA)  # looking at somebody else does not take the log away
    assert rows(log) == [ALL[1], ALL[3]]


def test_every_kind_is_in_exactly_one_group() -> None:
    kinds = [kind for _name, group in groups() for kind in group]
    assert sorted(kinds) == sorted(EventKind)


def test_what_happens_is_shown_at_once_if_it_is_looked_for(screen: Screen, log: LogWindow) -> None:
    log.table.selectRow(1)
    tell(screen, ADA, EventKind.TOKENS_STORED)
    wait_for(lambda: rows(log)[0] == (ADA, "Tokens stored"), "the new event")
    assert log.table.currentIndex().row() == 2  # the same one as before
    assert len(narrowed(log, "jonas")) == 2
    tell(screen, ADA, EventKind.TOKENS_STORED)
    tell(screen, JONAS, EventKind.TOKENS_STORED)
    wait_for(lambda: len(rows(log)) == 3, "the one that is looked for")
    assert rows(log)[0] == (JONAS, "Tokens stored")
    assert log.count_text == "3 of 8 events"


def test_it_is_kept_over_a_restart(open_screen: OpenScreen, desks: Desks) -> None:
    first = open_screen()
    tell(first, ADA, EventKind.USER_EDITED, fields="note")
    first.close()
    assert (ADA, "Details changed (note)") in rows(opened(open_screen(desks=desks)))


def test_a_long_log_is_searched_in_stretches_and_read_in_pages(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_model, "STRETCH", 100)
    with screen.desk.store._database.transaction() as connection:
        connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
            " INSERT INTO events (at, kind, detail) SELECT i, 'blocked', '{\"address\": \"a' || i || '\"}' FROM n"
        )
    log = opened(screen)
    model = log.events
    assert model.rowCount() == 5000
    log.table.scrollToBottom()
    assert model.index(4999, LogColumn.WHAT).data() == "Blocked: a1"
    for row in range(0, 5000, 50):
        model.index(row, LogColumn.WHAT).data()
    assert len(model._pages) <= log_model._PAGES_KEPT
    asked: list[tuple[int, int]] = []
    ids = logbook.Logbook.ids

    def spy(book: logbook.Logbook, query: object, *, after: int, until: int) -> object:
        asked.append((after, until))
        return ids(book, query, after=after, until=until)  # type: ignore[arg-type]

    monkeypatch.setattr(logbook.Logbook, "ids", spy)
    assert [what for _who, what in narrowed(log, "a4999")] == ["Blocked: a4999"]
    assert len(asked) == 50
    assert max(until - after for after, until in asked) == 100


def test_a_newer_question_does_not_wait_for_an_older_one(screen: Screen, log: LogWindow) -> None:
    log.text.setText("evil")
    log._on_filter()
    log.text.setText("jonas")
    log._on_filter()
    wait_for(lambda: not log.events.searching, "the search")
    screen.settle()
    assert rows(log) == [ALL[1], ALL[3]]


def test_an_event_is_shown_raw_and_leaves_without_names(screen: Screen, log: LogWindow) -> None:
    tell(screen, JONAS, EventKind.EXCHANGE, url="https://h/x?u=jonas.feldspar%40example.com", status=200)
    wait_for(lambda: len(rows(log)) == 6, "the new event")
    log.table.selectRow(0)
    assert json.loads(log.raw.text.toPlainText())["url"] == "https://h/x?u=jonas.feldspar%40example.com"
    QTest.mouseClick(log.raw.details_button, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    number = screen.user(JONAS).id
    assert f'"url": "https://h/x?u=user-{number}"' in copied
    assert f"Person: user-{number}" in copied
    assert "Environment: simulator" in copied
    assert "hcdesktop 0." in copied
    assert "jonas" not in copied.lower()
    QTest.mouseClick(log.raw.copy_button, Qt.MouseButton.LeftButton)
    assert json.loads(QGuiApplication.clipboard().text())["status"] == 200


def test_a_double_click_goes_to_the_person(screen: Screen, log: LogWindow) -> None:
    screen.window.people.text.setText("maxi")
    place = log.table.visualRect(log.events.index(1, LogColumn.WHAT)).center()
    QTest.mouseClick(log.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(log.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    screen.settle()
    assert screen.table.chosen == screen.user(JONAS)
    screen.service.roster.delete([screen.user(ADA).id])
    log.person_requested.emit(1)
    screen.wait_said("This person is not in the list any more.")


@pytest.mark.parametrize("name", ["log.jsonl", "log.csv"])
def test_it_is_exported_as_it_is_narrowed(
    screen: Screen, log: LogWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    place = tmp_path / name
    monkeypatch.setattr(LogWindow, "ask_for_place", staticmethod(lambda _parent: place))
    narrowed(log, "jonas")
    QTest.mouseClick(log.export_button, Qt.MouseButton.LeftButton)
    wait_for(lambda: "were written" in log.count_text, "the end of the export")
    assert log.count_text == f"2 events were written to {name}; no names and no tokens."
    text = place.read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 2 + (name == "log.csv")
    assert "user-2" in text
    assert "jonas" not in text.lower()


def test_when_the_desk_is_locked_nothing_of_it_is_left(screen: Screen, log: LogWindow) -> None:
    log.table.selectRow(1)
    narrowed(log, "jonas")
    log.table.selectRow(0)
    screen.app.rooms.lock.lock()
    assert not log.isVisible()
    assert log.events.rowCount() == 0
    assert [text for text in visible_texts(log) if "jonas" in text.lower() or "user.example" in text] == []
    wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped")
    screen.app.rooms.inspection.log.open()
    assert not log.isVisible()


def test_it_begins_anew_when_it_was_shut_and_in_another_environment(screen: Screen, log: LogWindow) -> None:
    narrowed(log, "jonas")
    QTest.keyClick(log, Qt.Key.Key_Escape)
    assert not log.isVisible()
    assert rows(opened(screen)) == ALL
    narrowed(log, "jonas")
    screen.app.environments.shown.emit(screen.desk)
    assert rows(log) == ALL


def test_every_control_has_a_name(log: LogWindow) -> None:
    assert nameless(log) == []
    assert heard(log.table) == "Log"
