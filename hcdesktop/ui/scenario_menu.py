"""The Simulator's menu: what goes wrong at the next launch, by stage, and in each by how it ends."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from hcdesktop.simulator.known import NORMAL_NAME, NORMAL_TITLE

if TYPE_CHECKING:
    from hcdesktop.simulator.scenario import Scenario, Stage


class ScenarioMenu(QMenu):
    """Reads the scenarios when it is opened for the first time: the window's start does not wait for their files."""

    chosen = Signal(str)  #: name of the scenario for the next launch

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._current = NORMAL_NAME
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
        if name == NORMAL_NAME and not self._group.actions():
            return QCoreApplication.translate("scenarios", NORMAL_TITLE)
        for other, action in self.entries.items():
            action.setChecked(other == name)
        return self.entries[name].text() if name in self.entries else name

    def fill(self) -> None:
        """Builds the lines, once."""
        from hcdesktop.simulator.shelf import shipped

        if self._group.actions():
            return
        # What the person alone does differently is played by whoever sits there.
        played = [each for each in shipped() if each.goes_wrong or each.name == NORMAL_NAME]
        self._add(self, played[:1])
        self.addSeparator()
        for stage, found in groupby(played[1:], key=lambda each: each.stage):
            self._add_stage(stage, list(found))

    def _add_stage(self, stage: Stage, scenarios: list[Scenario]) -> None:
        from hcdesktop.ui.scenario_words import endings, stages

        menu = self.addMenu(stages()[stage])
        menu.menuAction().setObjectName(stage)
        for ending, found in groupby(scenarios, key=lambda each: each.ends):
            menu.addSeparator()  # not addSection(): the style sheet's menus do not draw its text
            menu.addAction(endings()[ending]).setEnabled(False)
            self._add(menu, list(found))

    def _add(self, menu: QMenu, scenarios: list[Scenario]) -> None:
        from hcdesktop.ui.scenario_words import title

        for scenario in scenarios:
            action = menu.addAction(title(scenario))
            action.setCheckable(True)
            action.setData(scenario.name)
            action.setChecked(scenario.name == self._current)
            self._group.addAction(action)

    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data())
