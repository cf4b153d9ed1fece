"""The Lab in the window with the real engine: pages are played beside the desk, stopped midway, and left midway."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEventLoop, QObject, QSize, QTimer
from PySide6.QtWidgets import QApplication

from hcdesktop.desk import Desks
from hcdesktop.journey.waiting import wait_for
from hcdesktop.lab.findings import Held
from hcdesktop.lab.lab_window import LabWindow
from hcdesktop.lab.record import Opened
from hcdesktop.lab.stand import Stand
from hcdesktop.lab.waiting import Stopped
from hcdesktop.lab.wanted import SIZE
from tests.ui.screen import QUICK, MemoryVault, Screen

PAGES = Path(__file__).with_name("pages")


@pytest.fixture
def screen(qapp: QApplication, tmp_path: Path) -> Iterator[Screen]:
    made = Screen(qapp, Desks(tmp_path / "data", backoff=QUICK, vault=MemoryVault()))
    yield made
    made.close()


class Lab:
    """The view, who plays in it, and everything that it came to."""

    def __init__(self, screen: Screen) -> None:
        screen.window.lab_requested.emit()
        desk = screen.app.rooms.lab
        assert desk.window is not None
        assert desk.runner is not None
        self.window: LabWindow = desk.window
        self.runner = desk.runner
        self.stands: list[Stand] = []
        self.outcomes: list[object] = []
        self.runner.begun.connect(self.stands.append)
        self.runner.over.connect(self.outcomes.append)

    def choose(self, page: str, *scenarios: str) -> None:
        self.window.page.setText(str(PAGES / page))
        self.window.scenarios.tick(scenarios)
        self.stands.clear()
        self.outcomes.clear()

    def play(self, page: str, *scenarios: str) -> dict[str, set[str]]:
        """The broken rules of each scenario."""
        self.choose(page, *scenarios)
        self.window.run_button.click()
        wait_for(lambda: self.outcomes, "the end", seconds=60)
        findings = self.window.verdict.model.findings
        broken = [finding for finding in findings if finding.held is Held.BROKEN]
        assert {finding.scenario for finding in findings} == set(scenarios)
        return {name: {each.rule.id for each in broken if each.scenario == name} for name in scenarios}

    def once_opened(self, act: object) -> QTimer:
        """``act`` is called as soon as the popup is open, with the stand's page on the screen."""
        timer = QTimer(self.runner)
        timer.setInterval(20)

        def look() -> None:
            if self.stands and any(isinstance(event, Opened) for event in self.stands[-1].notes.events):
                timer.stop()
                assert callable(act)
                act()

        timer.timeout.connect(look)
        timer.start()
        return timer

    @property
    def gone(self) -> bool:
        """Nothing of the page is left."""
        stand = self.stands[-1]
        things: tuple[QObject, ...] = (stand.page, stand.view)
        return not any(shiboken6.isValid(thing) for thing in things)


def test_pages_are_played_beside_the_desk(qapp: QApplication, screen: Screen) -> None:
    lab = Lab(screen)
    lab.window.resize(640, 600)
    sizes: list[QSize] = []
    lab.runner.begun.connect(lambda stand: sizes.append(stand.view.size()))
    held: list[float] = []

    def dialog() -> None:
        """Somebody's question over the window, for longer than anybody looks for a button."""
        loop = QEventLoop()
        QTimer.singleShot(1500, loop, loop.quit)
        loop.exec()
        held.append(1.5)

    lab.once_opened(dialog)
    assert lab.play("good.html", "source-added", "popup-error") == {"source-added": set(), "popup-error": set()}
    assert held
    assert sizes == [QSize(*SIZE)] * 2  # in a small window too: the verdict depends on it
    assert lab.outcomes == [None]
    assert lab.gone
    assert any("Press: “Connect" in line for line in lab.window.timeline.lines)
    assert lab.play("error-shown.html", "popup-error") == {"popup-error": {"error-shown"}}
    assert screen.message is None


def test_a_run_is_stopped_midway_and_its_window_closed_midway(qapp: QApplication, screen: Screen) -> None:
    lab = Lab(screen)
    for act in (lab.window.stop_button.click, lab.window.close):
        lab.choose("good.html", "provider-window", "normal")
        lab.once_opened(act)
        lab.window.run_button.click()
        wait_for(lambda: lab.outcomes, "the end", seconds=60)
        assert isinstance(lab.outcomes[0], Stopped)
        assert len(lab.stands) == 1
        assert lab.gone
    assert not lab.window.isVisible()


def test_the_app_ends_midway(qapp: QApplication, screen: Screen) -> None:
    lab = Lab(screen)
    lab.choose("good.html", "normal")
    # Closed by a person, and told to end: there may be windows of others in this process.
    lab.once_opened(lambda: (screen.window.close(), QTimer.singleShot(0, qapp.quit)))
    QTimer.singleShot(0, lab.window.run_button.click)
    assert qapp.exec() == 0
    assert isinstance(lab.outcomes[0], Stopped)
    assert lab.gone
