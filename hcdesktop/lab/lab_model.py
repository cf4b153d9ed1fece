"""The rows of the verdict: each rule in each scenario, what was broken first, as far as they are looked for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from hcdesktop.lab import lab_words
from hcdesktop.lab.findings import Finding, Held
from hcdesktop.lab.rules import RULES, Rule
from hcdesktop.ui.theme import Colors

_Index = QModelIndex | QPersistentModelIndex
_HELD = (Held.BROKEN, Held.HELD, Held.SILENT)


class VerdictColumn(IntEnum):
    """The columns, from left to right."""

    HELD = 0
    RULE = 1
    SCENARIO = 2
    SEVERITY = 3


class VerdictModel(QAbstractTableModel):
    """Grows as the scenarios end; ``words`` and ``held`` narrow what is shown of it."""

    changed = Signal()  #: other rows are shown

    def __init__(self, colors: Colors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.colors = colors
        self.findings: list[Finding] = []
        self.rows: Sequence[Finding] = ()
        self._words: tuple[str, ...] = ()
        self._held: Held | None = None
        self._places = {rule.id: place for place, rule in enumerate(RULES)}

    def add(self, findings: Sequence[Finding]) -> None:
        """One more scenario has ended."""
        self.findings.extend(findings)
        self._narrow()

    def forget(self) -> None:
        """Nothing has been played."""
        self.findings.clear()
        self._narrow()

    def look_for(self, text: str, held: Held | None) -> None:
        """Those with every word, and this outcome (``None``: any)."""
        self._words, self._held = tuple(text.casefold().split()), held
        self._narrow()

    def recolor(self, colors: Colors) -> None:
        """The theme is another one."""
        self.colors = colors
        if self.rows:
            last = self.index(len(self.rows) - 1, len(VerdictColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.ForegroundRole])

    def row_of(self, finding: Finding | None) -> int:
        """Where it stands now; -1 where it is not shown."""
        return next((row for row, other in enumerate(self.rows) if other is finding), -1)

    def _narrow(self) -> None:
        self.beginResetModel()
        found = [finding for finding in self.findings if self._is_wanted(finding)]
        self.rows = sorted(found, key=lambda each: (_HELD.index(each.held), self._places.get(each.rule.id, 0)))
        self.endResetModel()
        self.changed.emit()

    def _is_wanted(self, finding: Finding) -> bool:
        if self._held not in (None, finding.held):
            return False
        if not self._words:
            return True
        rule = finding.rule
        text = f"{rule.id} {lab_words.of_rule(rule.title)} {finding.scenario} {finding.evidence}".casefold()
        return all(word in text for word in self._words)

    # --- for the table

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        """How many are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Always the same."""
        return 0 if parent.isValid() else len(VerdictColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The titles of the columns."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return (self.tr("Outcome"), self.tr("Rule"), self.tr("Scenario"), self.tr("Severity"))[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The texts; their colours say nothing that they do not."""
        finding = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(finding, VerdictColumn(index.column()))
            case Qt.ItemDataRole.ToolTipRole if index.column() == VerdictColumn.RULE:
                return lab_words.of_rule(finding.rule.title)
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(self._color(finding, VerdictColumn(index.column())))
            case _:
                return None

    def _color(self, finding: Finding, column: VerdictColumn) -> str:
        if finding.held is Held.SILENT:
            return self.colors.muted
        if column is VerdictColumn.HELD:
            return self.colors.bad if finding.held is Held.BROKEN else self.colors.good
        return self.colors.text


def _text(finding: Finding, column: VerdictColumn) -> str:
    rule: Rule = finding.rule
    match column:
        case VerdictColumn.HELD:
            return lab_words.held(finding.held)
        case VerdictColumn.RULE:
            return lab_words.of_rule(rule.title)
        case VerdictColumn.SCENARIO:
            return finding.scenario
        case VerdictColumn.SEVERITY:
            return lab_words.severity(rule.severity)
