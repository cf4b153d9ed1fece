"""The Lab in the window, with somebody in the place of the engine who says what was seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTreeWidgetItem

from hcdesktop.desk import Desks
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.lab.findings import Held
from hcdesktop.lab.lab_model import VerdictColumn
from hcdesktop.lab.lab_window import LabWindow
from hcdesktop.lab.stand import NoPage
from hcdesktop.lab.waiting import DidNotHappen, Pace, Stopped
from hcdesktop.simulator.seeds import CLIENT_SECRET
from hcdesktop.simulator.shelf import shipped
from hcdesktop.ui.theme import DARK
from tests.ui.conftest import OpenScreen
from tests.ui.fake_check import TOKEN, FakeCheck, Played, seen
from tests.ui.screen import QUICK, MemoryVault, Screen, visible_texts


@pytest.fixture
def fake() -> FakeCheck:
    return FakeCheck()


@pytest.fixture(scope="module")
def desk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """One app for all tests that leave it as it was."""
    screen = Screen(qapp, Desks(tmp_path_factory.mktemp("desk"), backoff=QUICK, vault=MemoryVault()))
    yield screen
    screen.close()


def opened(screen: Screen, fake: FakeCheck) -> LabWindow:
    """By its menu."""
    desk = screen.app.rooms.lab
    desk.check = fake
    (action,) = [action for action in screen.window.findChildren(QAction) if action.text() == "La&b…"]
    assert action.shortcut().toString() == "Ctrl+Shift+B"
    action.trigger()
    assert desk.window is not None
    return desk.window


def ready(screen: Screen, fake: FakeCheck) -> LabWindow:
    """With two scenarios ticked and a page chosen."""
    window = opened(screen, fake)
    window.scenarios.tick({"normal", "popup-error"})
    window.page.setText("page.html")
    return window


@pytest.fixture
def lab(desk: Screen, fake: FakeCheck) -> Iterator[LabWindow]:
    """The Lab of the shared app, new for each test."""
    yield ready(desk, fake)
    there = desk.app.rooms.lab
    for thing in (there.runner, there.window):
        if thing is not None:
            shiboken6.delete(thing)
    there.window = there.runner = None


def play(lab: LabWindow) -> None:
    QTest.mouseClick(lab.run_button, Qt.MouseButton.LeftButton)
    wait_for(lab.messages.isVisible, "the end")


def said(lab: LabWindow) -> str:
    message = lab.messages.message
    return f"{message.text} {message.next_step}".strip() if message else ""


def seen_texts(lab: LabWindow) -> list[str]:
    return [label.text() for label in lab.findChildren(QLabel) if label.isVisible()]


def rows(lab: LabWindow) -> list[tuple[str, ...]]:
    model = lab.verdict.model
    return [tuple(model.index(row, column).data() for column in VerdictColumn) for row in range(model.rowCount())]


def item(lab: LabWindow, words: str) -> QTreeWidgetItem:
    found = lab.scenarios.tree.findItems(words, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive, 0)
    return found[0]


# --- what is chosen ---------------------------------------------------------------------------------------------------


def test_every_scenario_has_its_box_stage_by_stage(lab: LabWindow) -> None:
    QTest.mouseClick(lab.scenarios.all_button, Qt.MouseButton.LeftButton)
    assert {each.name for each in lab.scenarios.chosen} == {each.name for each in shipped()}
    assert f"{len(shipped())} of {len(shipped())} scenarios ticked" in visible_texts(lab)
    QTest.mouseClick(lab.scenarios.none_button, Qt.MouseButton.LeftButton)
    assert lab.scenarios.chosen == ()


def test_a_stage_is_ticked_as_a_whole_and_one_by_one_with_the_keyboard(lab: LabWindow) -> None:
    tree = lab.scenarios.tree
    tree.setCurrentItem(item(lab, "The script"))
    QTest.keyClick(tree, Qt.Key.Key_Space)
    names = {each.name for each in lab.scenarios.chosen}
    assert names == {"normal", "popup-error"} | {each.name for each in shipped() if each.stage == "script"}
    tree.setCurrentItem(item(lab, "The connect.js script does not load (404)"))
    assert item(lab, "The connect.js script does not load (404)").text(1) == "Does not open"
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert {each.name for each in lab.scenarios.chosen} == names - {"script-missing"}
    assert item(lab, "The script").checkState(0) is Qt.CheckState.PartiallyChecked


@pytest.mark.parametrize(
    ("page", "scenarios", "words"),
    [("", {"normal"}, "There is no page there."), ("page.html", set(), "No scenario is ticked. Tick at least one.")],
)
def test_what_is_missing_is_said(lab: LabWindow, fake: FakeCheck, page: str, scenarios: set[str], words: str) -> None:
    lab.page.setText(page)
    lab.scenarios.tick(scenarios)
    play(lab)
    assert words in said(lab)
    assert fake.wanted == []


def test_a_page_is_dropped_or_chosen(lab: LabWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (tmp_path / "dropped.html", tmp_path):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(place))])
        left, copy, none = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(lab, QDragEnterEvent(QPoint(5, 5), copy, data, left, none))
        QApplication.sendEvent(lab, QDropEvent(QPointF(5, 5), copy, data, left, none))
        assert lab.page_text == str(place)
    assert not any(line.acceptDrops() for line in lab.findChildren(QLineEdit))  # an address would be typed into it
    monkeypatch.setattr(LabWindow, "ask_for_page", staticmethod(lambda _parent, *, folder: f"/chosen/{folder}"))
    QTest.mouseClick(lab.file_button, Qt.MouseButton.LeftButton)
    assert lab.page_text == "/chosen/False"
    QTest.mouseClick(lab.folder_button, Qt.MouseButton.LeftButton)
    assert lab.page_text == "/chosen/True"
    monkeypatch.setattr(LabWindow, "ask_for_page", staticmethod(lambda _parent, *, folder: ""))
    QTest.mouseClick(lab.file_button, Qt.MouseButton.LeftButton)
    assert lab.page_text == "/chosen/True"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" ~/page.html ", "/home/ada/page.html"),
        ("file:///a%20b.html", "/a b.html"),
        ("http://127.0.0.1:5000/x?y=1", "http://127.0.0.1:5000/x?y=1"),
    ],
)
def test_a_page_is_understood_as_it_is_typed(
    lab: LabWindow, typed: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    lab.page.setText(typed)
    assert lab.page_text == meant


# --- a run ------------------------------------------------------------------------------------------------------------


def test_what_is_chosen_is_played_and_judged(lab: LabWindow, fake: FakeCheck) -> None:
    hint = "Your server finds the simulated Human API at http://127.0.0.1:8642/user"
    assert hint not in seen_texts(lab)
    lab.endpoint.setText("http://127.0.0.1:5000/finish")
    assert hint in seen_texts(lab)
    lab.selector.setText("#go")
    lab.page.setFocus()
    QTest.keyClick(lab.page, Qt.Key.Key_Return)
    wait_for(lab.messages.isVisible, "the end")
    (wanted,) = fake.wanted
    assert (wanted.page, wanted.endpoint, wanted.click) == ("page.html", "http://127.0.0.1:5000/finish", "#go")
    assert [each.name for each in wanted.scenarios] == ["normal", "popup-error"]
    assert said(lab) == "Rules broken: 7. Scenarios played: 2. Choose a row to see how to mend it."
    assert lab.tabs.currentWidget() is lab.verdict
    found = rows(lab)
    assert found[0] == ("✗ Broken", "A close callback is given", "normal", "Poor")
    outcomes = [row[0] for row in found]
    assert outcomes == sorted(outcomes, key=["✗ Broken", "✓ Held", "— Not applicable"].index)
    assert lab.scenarios.results == {"normal": "✗ 7 broken", "popup-error": "✗ 7 broken"}


def test_while_it_is_played_the_page_and_its_timeline_are_there(lab: LabWindow, fake: FakeCheck) -> None:
    met: dict[str, object] = {}

    def during(played: Played, pace: Pace) -> None:
        met["seen"] = played.view.isVisible() and not lab.scenarios.isVisible()
        met["buttons"] = lab.run_button.isEnabled(), lab.stop_button.isEnabled(), lab.page.isEnabled()
        met["touched"] = lab.childAt(played.view.mapTo(lab, QPoint(20, 20))) is played.view
        played.until = 7
        pace.wait_for(lambda: len(lab.timeline.lines) == 5, "the first lines")
        played.until = len(seen(played.scenario)) - 1
        pace.wait_for(lambda: len(lab.timeline.lines) > 5, "the other lines")
        met["now"] = [text for text in visible_texts(lab) if text.startswith("Scenario 1")]

    fake.during = during
    lab.scenarios.tick({"normal"})
    play(lab)
    assert met == {
        "seen": True,
        "buttons": (False, True, False),
        "touched": False,
        "now": ["Scenario 1 of 1: Everything works"],
    }
    assert lab.scenarios.isVisible()
    assert lab.timeline.lines == [
        "0.15 s  Refused: script https://elsewhere.example/a.js?…",
        "0.20 s  Page: http://127.0.0.1:5000/index.html",
        "0.30 s  Look: the page",
        "0.40 s  Press: “Connect”",
        "0.50 s  Popup opened: Create mode, with clientId, clientUserId, finish",
        "0.60 s  Callback finish",
        "0.70 s  Request: POST http://127.0.0.1:5000/finish (fetch): answered 200",
        "0.80 s  Finalized: answered 201",
        "0.80 s  Token: a server has a publicToken from tokens",
        "0.90 s  Console: token ••• in normal",
    ]


def test_a_line_shows_everything_that_was_seen_without_a_secret(lab: LabWindow) -> None:
    play(lab)
    lab.tabs.setCurrentWidget(lab.timeline)
    assert not lab.timeline.raw.isVisible()
    lab.timeline.list.setCurrentRow(6)
    let_pass(0)  # the details get their place
    shown = json.loads(lab.timeline.raw.text.toPlainText())
    assert (shown["seen"], shown["method"], shown["status"]) == ("sent", "POST", 200)
    assert TOKEN not in lab.timeline.raw.text.toPlainText()
    assert not lab.timeline.raw.details_button.isVisible()
    QTest.mouseClick(lab.timeline.raw.copy_button, Qt.MouseButton.LeftButton)
    assert json.loads(QGuiApplication.clipboard().text()) == shown


def test_it_can_be_stopped_and_what_was_played_stays(lab: LabWindow, fake: FakeCheck) -> None:
    def during(played: Played, pace: Pace) -> None:
        if played.scenario.name == "popup-error":
            QTimer.singleShot(0, lab.stop_button.click)
            pace.wait_for(lambda: None, "the stop", seconds=30)

    fake.during = during
    play(lab)
    assert said(lab) == "Stopped. Scenarios that were played: 1."
    assert {row[2] for row in rows(lab)} == {"normal"}
    assert lab.run_button.isEnabled()
    assert not lab.stop_button.isEnabled()
    play(lab)  # and once more


def test_it_ends_with_its_window(desk: Screen, lab: LabWindow, fake: FakeCheck) -> None:
    ended: list[object] = []

    def during(_played: Played, pace: Pace) -> None:
        QTimer.singleShot(0, lab.close)
        pace.wait_for(lambda: None, "the end", seconds=30)

    fake.during = during
    runner = desk.app.rooms.lab.runner
    assert runner is not None
    runner.over.connect(ended.append)
    lab.run_button.click()
    wait_for(lambda: ended, "the end")
    assert isinstance(ended[0], Stopped)
    assert not lab.isVisible()


@pytest.mark.parametrize("way", ["lock", "quit"])
def test_it_ends_with_the_desk_and_with_the_app(qapp: QApplication, screen: Screen, fake: FakeCheck, way: str) -> None:
    lab, ended = ready(screen, fake), list[object]()

    def during(_played: Played, pace: Pace) -> None:
        QTimer.singleShot(0, screen.app.rooms.lock.lock if way == "lock" else lambda: qapp.exit(3))
        pace.wait_for(lambda: None, "the end", seconds=30)

    fake.during = during
    runner = screen.app.rooms.lab.runner
    assert runner is not None
    runner.over.connect(ended.append)
    QTimer.singleShot(0, lab.run_button.click)
    if way == "lock":
        wait_for(lambda: ended, "the end")
    else:
        assert qapp.exec() == 3
    assert isinstance(ended[0], Stopped)


def test_nobody_presses_on_a_page_that_cannot_be_seen(lab: LabWindow, fake: FakeCheck) -> None:
    met: list[bool] = []

    def during(_played: Played, pace: Pace) -> None:
        def come_back() -> None:
            met.append(lab.hides_page)
            lab.showNormal()

        lab.showMinimized()
        QTimer.singleShot(300, come_back)
        pace.let_pass(0.01)
        met.append(lab.hides_page)

    fake.during = during
    lab.scenarios.tick({"normal"})
    play(lab)
    assert met == [True, False]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NoPage("page.html"), "There is no page there."),
        (DidNotHappen("not within 15 s: page.html to load"), "The page does not load."),
        (OSError(98, "Address already in use"), "Port 8642 of this computer cannot be used."),
    ],
)
def test_what_prevents_it_is_said(lab: LabWindow, fake: FakeCheck, error: Exception, words: str) -> None:
    def during(_played: Played, _pace: Pace) -> None:
        raise error

    fake.during = during
    play(lab)
    assert words in said(lab)
    assert lab.run_button.isEnabled()
    assert not lab.save_button.isEnabled()


# --- the verdict ------------------------------------------------------------------------------------------------------


def test_the_verdict_is_narrowed_by_words_and_by_outcome(lab: LabWindow) -> None:
    assert "Nothing has been played yet." in visible_texts(lab.verdict)
    play(lab)
    everything = len(rows(lab))
    lab.verdict.outcomes.setCurrentIndex(1)
    assert {row[0] for row in rows(lab)} == {"✗ Broken"}
    QTest.keyClicks(lab.verdict.text, "console NORMAL")
    assert [row[1:3] for row in rows(lab)] == [("No token is written to the console", "normal")]
    QTest.keyClicks(lab.verdict.text, " zebra")
    assert "Nothing here matches." in visible_texts(lab.verdict)
    assert not lab.verdict.table.isVisible()
    lab.verdict.text.clear()
    lab.verdict.outcomes.setCurrentIndex(0)
    assert len(rows(lab)) == everything
    assert lab.verdict.count_text.startswith("14 broken, ")


def test_a_row_opens_its_evidence_and_its_timeline(lab: LabWindow) -> None:
    play(lab)
    assert lab.verdict.evidence.texts == ["Choose a row to see its evidence."]
    lab.verdict.text.setText("console normal")
    place = lab.verdict.table.visualRect(lab.verdict.model.index(0, VerdictColumn.RULE)).center()
    QTest.mouseClick(lab.verdict.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    texts = lab.verdict.evidence.texts
    assert texts[0] == "✗ Broken · No token is written to the console"
    assert "Everything works\nBad: people get stuck." in texts
    assert "Log nothing of a sessionTokenObject." in texts
    assert "Section 9 of the facts of the Web Guide; rule console-clean" in texts
    assert all(TOKEN not in text for text in texts)
    lab.verdict.text.clear()
    assert lab.verdict.evidence.texts == texts  # what is looked at stays
    QTest.mouseClick(lab.verdict.evidence.timeline_button, Qt.MouseButton.LeftButton)
    assert lab.tabs.currentWidget() is lab.timeline
    assert lab.timeline.lines[-1] == "0.90 s  Console: token ••• in normal"


def test_hundreds_of_rows_stay_quick(lab: LabWindow) -> None:
    lab.scenarios.tick({each.name for each in shipped()})
    play(lab)
    assert len(rows(lab)) > 1_500
    lab.verdict.text.setText("server")
    assert 0 < len(rows(lab)) < 400
    assert all(row[0] != "✓ Held" or row[1] for row in rows(lab))


@pytest.mark.parametrize("name", ["report.json", "report.xml", "report.html"])
def test_the_report_is_saved(lab: LabWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert not lab.save_button.isEnabled()
    play(lab)
    place = tmp_path / name
    monkeypatch.setattr(LabWindow, "ask_for_place", staticmethod(lambda _parent: place))
    QTest.mouseClick(lab.save_button, Qt.MouseButton.LeftButton)
    wait_for(lambda: "was written" in said(lab), "the report")
    assert said(lab) == f"The report was written to {name}; no token is in it."
    text = place.read_text(encoding="utf-8")
    assert "console-clean" in text
    assert TOKEN not in text
    assert CLIENT_SECRET not in text


def test_a_report_that_cannot_be_written_is_told(
    lab: LabWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(lab)
    monkeypatch.setattr(LabWindow, "ask_for_place", staticmethod(lambda _parent: tmp_path / "none" / "report.json"))
    QTest.mouseClick(lab.save_button, Qt.MouseButton.LeftButton)
    wait_for(lambda: "Rules broken" not in said(lab), "the failure")
    assert "written" in said(lab)
    assert not (tmp_path / "none").exists()


# --- beside the desk --------------------------------------------------------------------------------------------------


def test_the_desk_is_not_touched(desk: Screen, lab: LabWindow) -> None:
    before = [*desk.service.users()], desk.service.log.newest()
    play(lab)
    assert ([*desk.service.users()], desk.service.log.newest()) == before
    assert desk.message is None
    assert not lab.isModal()


def test_the_page_is_remembered(open_screen: OpenScreen, desks: Desks, fake: FakeCheck) -> None:
    first = open_screen()
    lab = opened(first, fake)
    lab.page.setText("http://127.0.0.1:5000/")
    lab.scenarios.tick({"normal"})
    play(lab)
    first.close()
    assert opened(open_screen(desks=desks), fake).page_text == "http://127.0.0.1:5000/"


def test_it_comes_back_as_it_was_shut_and_in_other_colours(screen: Screen, fake: FakeCheck) -> None:
    lab = ready(screen, fake)
    play(lab)
    lab.close()
    assert opened(screen, fake) is lab
    assert {row[0] for row in rows(lab)} >= {"✗ Broken", "✓ Held"}
    screen.app.theme.apply(DARK)
    first = lab.verdict.model.index(0, VerdictColumn.HELD).data(Qt.ItemDataRole.ForegroundRole)
    assert first.name() == DARK.bad
    assert item(lab, "Everything works").foreground(2).color().name() == DARK.bad
    let_pass(0)


def test_nothing_of_it_is_loaded_before_somebody_goes_there(screen: Screen) -> None:
    desk = screen.app.rooms.lab
    assert desk.window is None
    assert desk.runner is None
    assert {Held.HELD, Held.BROKEN, Held.SILENT} == set(Held)
