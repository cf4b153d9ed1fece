"""The Simulator's menu: what goes wrong at the next launch, by stage, and in each by how it ends."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from hcdesktop.simulator.scenario import NORMAL, Ending, Scenario, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class ScenarioMenu(QMenu):
    """Reads the scenarios when it is opened for the first time: the window's start does not wait for their files."""

    chosen = Signal(str)  #: name of the scenario for the next launch

    def __init__(self, scenarios: Callable[[], Iterable[Scenario]], parent: QWidget) -> None:
        super().__init__(parent)
        self._scenarios = scenarios
        self._current = NORMAL.name
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._on_triggered)
        self.aboutToShow.connect(self.fill)

    @property
    def entries(self) -> dict[str, QAction]:
        """The line of each scenario, by its name, in the order of the menu."""
        self.fill()
        return {action.data(): action for action in self._group.actions()}

    def show_current(self, name: str) -> str:
        """Marks what will happen at the next launch; its sentence, or the name of a file's."""
        self._current = name
        if name == NORMAL.name and not self._group.actions():
            return title(NORMAL)
        for other, action in self.entries.items():
            action.setChecked(other == name)
        return self.entries[name].text() if name in self.entries else name

    def fill(self) -> None:
        """Builds the lines, once."""
        if self._group.actions():
            return
        # What the person alone does differently is played by whoever sits there.
        played = [each for each in self._scenarios() if each.goes_wrong or each.name == NORMAL.name]
        self._add(self, played[:1])
        self.addSeparator()
        for stage, found in groupby(played[1:], key=lambda each: each.stage):
            self._add_stage(stage, list(found))

    def _add_stage(self, stage: Stage, scenarios: list[Scenario]) -> None:
        menu = self.addMenu(stages()[stage])
        menu.menuAction().setObjectName(stage)
        for ending, found in groupby(scenarios, key=lambda each: each.ends):
            menu.addSeparator()  # not addSection(): the style sheet's menus do not draw its text
            menu.addAction(endings()[ending]).setEnabled(False)
            self._add(menu, list(found))

    def _add(self, menu: QMenu, scenarios: list[Scenario]) -> None:
        for scenario in scenarios:
            action = menu.addAction(title(scenario))
            action.setCheckable(True)
            action.setData(scenario.name)
            action.setChecked(scenario.name == self._current)
            self._group.addAction(action)

    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data())


def title(scenario: Scenario) -> str:
    """The sentence of a scenario; a file's own one is shown as it is written."""
    return QCoreApplication.translate("scenarios", scenario.title)


def stages() -> Mapping[Stage, str]:
    """What goes wrong, in the order of a launch."""
    translate = QCoreApplication.translate
    return {
        Stage.SCRIPT: translate("ScenarioMenu", "The script"),
        Stage.POPUP: translate("ScenarioMenu", "The popup"),
        Stage.PROVIDER: translate("ScenarioMenu", "The provider's log-in"),
        Stage.CALLBACK: translate("ScenarioMenu", "The callbacks"),
        Stage.TOKENS: translate("ScenarioMenu", "Saving the tokens"),
        Stage.PUBLIC_TOKENS: translate("ScenarioMenu", "Recovering a lost token"),
        Stage.DATA: translate("ScenarioMenu", "Reading the sources"),
    }


def endings() -> Mapping[Ending, str]:
    """How it ends for the person."""
    translate = QCoreApplication.translate
    return {
        Ending.SAVED: translate("ScenarioMenu", "Ends well"),
        Ending.SAVED_LATER: translate("ScenarioMenu", "Ends well, later"),
        Ending.NEEDS_EDIT: translate("ScenarioMenu", "Needs one Edit afterwards"),
        Ending.NOT_SAVED: translate("ScenarioMenu", "Not saved by itself"),
        Ending.CLOSED: translate("ScenarioMenu", "Closed without connecting"),
        Ending.ERROR: translate("ScenarioMenu", "Ends with an error"),
        Ending.NOT_LOADED: translate("ScenarioMenu", "Does not open"),
        Ending.DIED: translate("ScenarioMenu", "Breaks down"),
        Ending.NEVER: translate("ScenarioMenu", "Never ends by itself"),
    }
