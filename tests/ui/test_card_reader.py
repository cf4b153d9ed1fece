"""What the card shows beside the row: sources as Human API tells them, when tokens were replaced, earlier events."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from hcdesktop.core.errors import ErrorKind, HcError, Unreachable
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.models import EventKind, Source
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui import card_reader
from hcdesktop.ui.card_words import for_source
from hcdesktop.ui.theme import DARK, LIGHT, Colors
from hcdesktop.ui.user_card import PAGE
from tests.ui.screen import ADA, JONAS, MAXI, YUKI, Screen


class Asked:
    """Answers in the place of Human API, and remembers how often."""

    def __init__(self) -> None:
        self.count = 0
        self.answer: list[Source] | HcError = []
        self.hold = threading.Event()
        self.hold.set()

    def sources(self, _token: str, *, trace: object) -> list[Source]:
        self.count += 1
        assert self.hold.wait(10)
        if isinstance(self.answer, HcError):
            raise self.answer
        return self.answer


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    stand_in = Asked()
    monkeypatch.setattr(HumanApi, "sources", lambda _api, token, *, trace: stand_in.sources(token, trace=trace))
    monkeypatch.setattr(card_reader, "_SETTLED", 20)
    yield stand_in
    stand_in.hold.set()


@pytest.fixture
def quick(asked: Asked, screen: Screen) -> Screen:
    """The window, whose card asks soon after somebody was chosen."""
    screen.app.rooms.inspection.card_reader._timer.setInterval(20)
    return screen


def label(screen: Screen, name: str) -> str:
    found = screen.card.findChild(QLabel, name)
    assert found is not None
    return found.text() if found.isVisible() else ""


def note(screen: Screen) -> str:
    return label(screen, "cardSourcesNote")


def fitbit(status: str = "ok") -> Source:
    return Source(id="1", name="Moonloop", connected_since="2026-01-08T09:00:00.000Z", sync_status=status)


# --- sources


def test_sources_come_with_since_when_and_how_far(quick: Screen, asked: Asked) -> None:
    asked.answer = [fitbit(), Source(id="2", name="Other")]
    quick.choose(JONAS)
    assert label(quick, "cardSources") == "• Starfleet Medical"  # what the list knows, at once
    wait_for(lambda: note(quick).startswith("As of "), "the answer")
    assert label(quick, "cardSources") == "• Moonloop\n   since 2026-01-08 · up to date\n• Other"
    assert quick.user(JONAS).sources == ("Moonloop", "Other")
    wait_for(lambda: quick.table.chosen == quick.user(JONAS), "the row")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (fitbit("error"), "could not be read"),
        (fitbit("pending"), "being read"),
        (fitbit("brand-new-status"), "brand-new-status"),
        (Source(id="1", name="X", connected_since="long ago"), "since long ago"),
        (Source(id="1", name="X", connected_since="2026-01-08"), "since 2026-01-08"),
    ],
)
def test_what_human_api_says_is_said_in_words(source: Source, words: str) -> None:
    assert words in for_source(source)


def test_who_goes_through_the_list_asks_for_the_last_one_only_and_once(quick: Screen, asked: Asked) -> None:
    for name in (JONAS, MAXI, YUKI, ADA, MAXI):
        quick.choose(name)
    wait_for(lambda: note(quick).startswith("As of "), "the answer")
    assert asked.count == 1
    quick.choose(ADA)
    quick.choose(MAXI)
    assert note(quick).startswith("As of ")
    let_pass(0.1)
    assert asked.count == 1
    QTest.mouseClick(quick.card.sources.refresh_button, Qt.MouseButton.LeftButton)
    assert note(quick) == "Asking Human API…"
    assert not quick.card.sources.refresh_button.isEnabled()
    wait_for(lambda: asked.count == 2 and note(quick).startswith("As of "), "the second answer")


def test_a_failure_is_one_quiet_line_and_is_not_tried_again_by_itself(quick: Screen, asked: Asked) -> None:
    asked.answer = Unreachable(ErrorKind.UNREACHABLE, host="api.example")
    quick.choose(JONAS)
    wait_for(lambda: note(quick) == "Not up to date: api.example cannot be reached.", "the quiet line")
    assert quick.message is None
    assert label(quick, "cardSources") == "• Starfleet Medical"
    quick.choose(ADA)
    quick.choose(JONAS)
    let_pass(0.1)
    assert asked.count == 1
    assert note(quick) == "Not up to date: api.example cannot be reached."
    asked.answer = [fitbit()]
    QTest.mouseClick(quick.card.sources.refresh_button, Qt.MouseButton.LeftButton)
    wait_for(lambda: note(quick).startswith("As of "), "the answer")


def test_a_late_answer_is_not_shown_for_somebody_else(quick: Screen, asked: Asked) -> None:
    asked.answer = [fitbit()]
    asked.hold.clear()
    quick.choose(JONAS)
    wait_for(lambda: asked.count == 1, "the question")
    quick.choose(ADA)
    asked.hold.set()
    quick.settle()
    assert label(quick, "cardSources") == "None yet"
    assert note(quick) == ""
    assert quick.user(JONAS).sources == ("Moonloop",)


def test_who_cannot_be_asked_for_is_said_to(quick: Screen, asked: Asked) -> None:
    quick.choose(ADA)
    assert not quick.card.sources.refresh_button.isVisible()
    assert note(quick) == ""  # has not connected anything
    with quick.desk.store._database.transaction() as connection:
        connection.execute("UPDATE users SET access_token = NULL WHERE label = ?", (JONAS,))
    quick.window.table.users.reload()
    quick.choose(JONAS)
    assert note(quick) == "Human API cannot be asked: there is no access token."
    let_pass(0.1)
    assert asked.count == 0


def test_nothing_is_asked_when_the_desk_is_locked(quick: Screen, asked: Asked) -> None:
    quick.choose(JONAS)
    quick.app.rooms.lock.lock()
    let_pass(0.1)
    assert asked.count == 0
    assert label(quick, "cardSources") == note(quick) == ""


# --- tokens


def test_the_history_of_the_tokens_is_folded_and_names_no_value(screen: Screen) -> None:
    screen.service.recover(screen.user(JONAS).id)
    screen.settle()
    screen.choose(JONAS)
    fold = screen.card.tokens.fold
    assert not fold.open
    assert label(screen, "cardRotations") == ""
    QTest.mouseClick(fold.button, Qt.MouseButton.LeftButton)
    wait_for(lambda: label(screen, "cardRotations").endswith(": recovered at Human API"), "the history")
    screen.choose(ADA)
    assert not fold.open
    fold.button.click()
    wait_for(lambda: "not been replaced" in label(screen, "cardRotations"), "the history")


# --- the timeline


def test_the_timeline_is_bounded_and_earlier_events_are_had_back(screen: Screen) -> None:
    number = screen.user(ADA).id
    for count in range(2 * PAGE + 7):
        screen.desk.store.add_event(EventKind.CALLBACK, at=1.0, user_id=number, detail={"callback": f"c{count}"})
    screen.choose(ADA)
    texts = screen.card.timeline_texts
    assert len(texts) == PAGE
    assert texts[0].endswith(f"c{2 * PAGE + 6}")
    earlier = screen.card.timeline.earlier_button
    earlier.click()
    assert len(screen.card.timeline_texts) == 2 * PAGE
    assert earlier.isVisible()
    earlier.click()
    assert screen.card.timeline_texts[-1].endswith("c0")
    assert len(screen.card.timeline_texts) == 2 * PAGE + 7
    assert not earlier.isVisible()


def test_more_that_comes_by_itself_pushes_the_oldest_out(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hcdesktop.ui.card_timeline._MOST", 5)
    screen.choose(ADA)
    for count in range(8):
        screen.service._journal.add(EventKind.CALLBACK, {"callback": f"c{count}"}, user_id=screen.user(ADA).id)
    wait_for(lambda: screen.card.timeline_texts and screen.card.timeline_texts[0].endswith("c7"), "the last one")
    assert len(screen.card.timeline_texts) == 5
    assert screen.card.timeline.earlier_button.isVisible()


# --- raw detail


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_json_is_coloured_in_both_palettes(screen: Screen, colors: Colors) -> None:
    screen.app.theme.apply(colors)
    detail = {"name": 'é 𝄞 "q": 1', "𝄞 number": -1.5e3, "word": True}
    screen.service._journal.add(EventKind.EXCHANGE, detail, user_id=screen.user(ADA).id)
    screen.choose(ADA)
    screen.card.timeline.list.setCurrentRow(0)
    seen: dict[str, QColor] = {}
    block = screen.card.timeline.raw.text.document().begin()
    while block.isValid():
        text = block.text().encode("utf-16-le")
        for run in block.layout().formats():
            word = text[2 * run.start : 2 * (run.start + run.length)].decode("utf-16-le")
            seen[word] = run.format.foreground().color()
        block = block.next()
    assert seen == {
        '"name"': QColor(colors.accent),
        '"𝄞 number"': QColor(colors.accent),
        '"word"': QColor(colors.accent),
        '"é 𝄞 \\"q\\": 1"': QColor(colors.good),
        "-1500.0": QColor(colors.warning),
        "true": QColor(colors.bad),
    }
