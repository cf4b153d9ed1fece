"""A launch goes out as a file by the menus, and a scenario file comes in by menu and by drop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QAction

from hcdesktop.core.models import OutcomeKind
from hcdesktop.simulator import scenario_file
from hcdesktop.simulator.scenario import Stage
from tests.ui.conftest import OpenScreen
from tests.ui.screen import ADA, JONAS, LIVE, FakePopup, Screen
from tests.ui.test_newcomers import drag
from tests.ui.test_row_actions import select

TEA = {"title": "Tea", "stage": "tokens", "ends": "not_saved", "wrong": {"tokens": [418]}}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files go that are asked for, called as they are suggested."""

    def ask(_parent: object, _title: str, name: str, _kinds: str, *, save: bool = True) -> Path:
        return tmp_path / (name or "mine.json")

    monkeypatch.setattr("hcdesktop.ui.launch_files.ask_for_file", ask)
    return tmp_path


def close_popup(screen: Screen, popups: list[FakePopup], name: str) -> None:
    screen.press_row_button(name)
    screen.settle_but_popups()
    popups[-1].says("opened")
    popups[-1].says("close")
    screen.wait_ended()
    screen.settle()


def line(screen: Screen, start: str) -> QAction:
    """The line of the selected row's menu, as somebody sees it who opens it."""
    menu = screen.window.row_actions.menu
    menu.aboutToShow.emit()
    return next(action for action in menu.actions() if action.text().replace("&", "").startswith(start))


def test_last_launch_is_saved_from_the_row(screen: Screen, popups: list[FakePopup], place: Path) -> None:
    close_popup(screen, popups, ADA)
    select(screen, ADA)
    line(screen, "Save last launch").trigger()
    assert "written to launch-1.json" in screen.wait_said("launch-1")
    assert scenario_file.read(place / "launch-1.json").ends == "closed"
    line(screen, "Export last launch").trigger()
    screen.wait_said("launch-1.har")
    assert json.loads((place / "launch-1.har").read_text())["log"]["entries"] == []


def test_row_without_a_launch_has_nothing_to_save(screen: Screen, popups: list[FakePopup]) -> None:
    close_popup(screen, popups, ADA)
    select(screen, JONAS)
    assert not line(screen, "Save last launch").isEnabled()
    select(screen, ADA)
    assert line(screen, "Save last launch").isEnabled()
    select(screen, ADA, JONAS)
    assert not line(screen, "Save last launch").isVisible()


def test_any_launch_is_saved_from_the_timeline(screen: Screen, popups: list[FakePopup], place: Path) -> None:
    close_popup(screen, popups, ADA)
    close_popup(screen, popups, ADA)
    timeline = screen.card.timeline.list
    save = timeline.actions()[0]
    assert not save.isEnabled()
    timeline.setCurrentRow(timeline.count() - 1)  # the first launch's beginning
    assert save.isEnabled()
    save.trigger()
    screen.wait_said("launch-1.json")
    assert (place / "launch-1.json").is_file()


def test_launch_under_way_is_not_saved(screen: Screen, popups: list[FakePopup], place: Path) -> None:
    screen.press_row_button(ADA)
    screen.settle_but_popups()
    timeline = screen.card.timeline.list
    timeline.setCurrentRow(0)
    timeline.actions()[0].trigger()
    screen.wait_said("has not ended yet")
    assert list(place.glob("launch*")) == []
    popups[-1].launch_ended.emit(OutcomeKind.ABANDONED, "")
    screen.settle()


def test_place_that_cannot_be_written_is_said(screen: Screen, popups: list[FakePopup], place: Path) -> None:
    close_popup(screen, popups, ADA)
    select(screen, ADA)
    (place / "launch-1.json").mkdir()
    line(screen, "Save last launch").trigger()
    screen.wait_said("could not be written")


# --- in ---------------------------------------------------------------------------------------------------------------


def test_scenario_file_is_what_happens_next(screen: Screen, place: Path) -> None:
    (place / "mine.json").write_text(json.dumps(TEA))
    screen.window.scenarios.aboutToShow.emit()
    screen.window.scenarios.aboutToShow.emit()
    entries = [action for action in screen.window.scenarios.actions() if "scenario file" in action.text()]
    assert len(entries) == 1
    entries[0].trigger()
    screen.wait_said("plays mine.json")
    assert screen.desk.simulator
    assert screen.desk.simulator.scenario.stage is Stage.TOKENS
    assert screen.window.scenario_button.text() == "Next launch: goes wrong"
    assert screen.window.scenario_button.toolTip() == "mine"


def test_mistaken_file_is_told_with_its_places(screen: Screen, place: Path) -> None:
    (place / "mine.json").write_text(json.dumps({**TEA, "stage": "tea"}))
    screen.window.scenarios.aboutToShow.emit()
    screen.window.scenarios.actions()[-1].trigger()
    screen.wait_said("is no scenario")
    assert screen.message
    assert screen.message.detail.startswith("1:")
    assert screen.desk.simulator
    assert screen.desk.simulator.scenario.name == "normal"


def test_scenario_file_is_dropped(screen: Screen, place: Path) -> None:
    path = place / "mine.json"
    path.write_text(json.dumps(TEA))
    assert drag(screen, str(path))
    screen.wait_said("plays mine.json")


def test_live_environment_takes_no_scenario(open_screen: OpenScreen, place: Path) -> None:
    screen = open_screen(LIVE)
    screen.settle()
    assert screen.desk.simulator is None
    path = place / "mine.json"
    path.write_text(json.dumps(TEA))
    assert not drag(screen, str(path))
