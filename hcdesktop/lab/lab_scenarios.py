"""What is to be played: every scenario in its place, stage by stage with how it ends, each with a box to tick."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from hcdesktop.simulator.scenario import NORMAL, Scenario
from hcdesktop.ui.scenario_words import endings, stages, title
from hcdesktop.ui.theme import GAP, SPACE, Colors

_SENTENCE, _ENDING, _RESULT = range(3)
_INDENT = 16
_NAME = Qt.ItemDataRole.UserRole


class ScenarioGrid(QWidget):
    """Stage by stage; a stage's own box is for all in it."""

    chosen_changed = Signal()  #: other boxes are ticked now

    def __init__(self, scenarios: Iterable[Scenario], parent: QWidget) -> None:
        super().__init__(parent)
        self._scenarios = {each.name: each for each in scenarios}
        self._items: dict[str, QTreeWidgetItem] = {}
        self.tree = QTreeWidget(self)
        self._build_tree()
        self._count = QLabel(self)
        self._count.setProperty("muted", True)
        self.all_button = self._flat(self.tr("All"), lambda: self.tick(self._scenarios))
        self.none_button = self._flat(self.tr("None"), lambda: self.tick(()))
        self._lay_out()
        self._fill()
        self.tick(self._scenarios)
        self.tree.itemChanged.connect(self._on_changed)

    @property
    def chosen(self) -> tuple[Scenario, ...]:
        """Those whose box is ticked, in the order of the grid."""
        ticked = Qt.CheckState.Checked
        return tuple(
            self._scenarios[name] for name, item in self._items.items() if item.checkState(_SENTENCE) == ticked
        )

    @property
    def results(self) -> Mapping[str, str]:
        """What is said of each that has been played."""
        return {name: text for name, item in self._items.items() if (text := item.text(_RESULT))}

    def tick(self, names: Collection[str]) -> None:
        """These and no others."""
        self.tree.blockSignals(True)
        for name, item in self._items.items():
            item.setCheckState(_SENTENCE, Qt.CheckState.Checked if name in names else Qt.CheckState.Unchecked)
        self.tree.blockSignals(False)
        self.tree.viewport().update()
        self._on_changed()

    def show_result(self, name: str, text: str, color: str) -> None:
        """What came of a scenario."""
        item = self._items[name]
        item.setText(_RESULT, text)
        item.setForeground(_RESULT, QBrush(QColor(color)))

    def recolor(self, colors: Colors, broken: Collection[str]) -> None:
        """The theme is another one."""
        for name in self.results:
            color = colors.bad if name in broken else colors.good
            self._items[name].setForeground(_RESULT, QBrush(QColor(color)))

    def forget_results(self) -> None:
        """Nothing has been played."""
        for item in self._items.values():
            item.setText(_RESULT, "")

    # --- building

    def _build_tree(self) -> None:
        tree = self.tree
        tree.setObjectName("scenarios")
        tree.setAccessibleName(self.tr("Scenarios"))
        tree.setHeaderLabels([self.tr("What happens"), self.tr("How it ends"), self.tr("Result")])
        tree.setIndentation(_INDENT)
        tree.setUniformRowHeights(True)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_SENTENCE, QHeaderView.ResizeMode.Stretch)
        for column in (_ENDING, _RESULT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def _fill(self) -> None:
        everything = list(self._scenarios.values())
        top = QTreeWidgetItem(self.tree, [self.tr("Nothing goes wrong")])
        self._add(top, [each for each in everything if not each.goes_wrong or each.name == NORMAL.name])
        others = [each for each in everything if each.goes_wrong and each.name != NORMAL.name]
        for stage, found in groupby(others, key=lambda each: each.stage):
            self._add(QTreeWidgetItem(self.tree, [stages()[stage]]), list(found))
        self.tree.expandAll()

    def _add(self, top: QTreeWidgetItem, scenarios: list[Scenario]) -> None:
        box = Qt.ItemFlag.ItemIsUserCheckable
        top.setFlags(top.flags() | box | Qt.ItemFlag.ItemIsAutoTristate)
        for scenario in scenarios:
            item = QTreeWidgetItem(top, [title(scenario), endings()[scenario.ends]])
            item.setFlags((item.flags() | box) & ~Qt.ItemFlag.ItemIsDropEnabled)
            item.setData(_SENTENCE, _NAME, scenario.name)
            item.setToolTip(_SENTENCE, f"{title(scenario)}\n{scenario.name}")
            item.setCheckState(_SENTENCE, Qt.CheckState.Unchecked)
            self._items[scenario.name] = item

    def _flat(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("flat", True)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: act())
        return button

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self._count, 1)
        for button in (self.all_button, self.none_button):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(line)
        layout.addWidget(self.tree, 1)

    def _on_changed(self) -> None:
        text = self.tr("{n} of {total} scenarios ticked")
        self._count.setText(text.format(n=len(self.chosen), total=len(self._scenarios)))
        self.chosen_changed.emit()
