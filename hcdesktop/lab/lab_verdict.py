"""The verdict: a table of what each rule says of each scenario, and of the chosen row the evidence."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from hcdesktop.lab import lab_words
from hcdesktop.lab.findings import Finding, Held
from hcdesktop.lab.lab_model import VerdictColumn, VerdictModel
from hcdesktop.lab.rules import Severity
from hcdesktop.simulator import shelf
from hcdesktop.ui.labels import plain_label, section
from hcdesktop.ui.scenario_words import title
from hcdesktop.ui.theme import GAP, INSET, LINE_HEIGHT, SPACE, Colors

_ROW_HEIGHT = 30
_LEAST_OF_TABLE = 120
_LEAST_OF_EVIDENCE = 110
_SCENARIO_WIDTH = 150
_ROOM = 20  # of a cell, beside its text
_CHOICES = (None, Held.BROKEN, Held.HELD, Held.SILENT)


class VerdictView(QWidget):
    """Found by words and by outcome; a row opens its evidence below."""

    timeline_requested = Signal(str)  #: name of the scenario whose timeline is to be shown

    def __init__(self, colors: Colors, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = VerdictModel(colors, self)
        self._chosen: Finding | None = None
        self._build_filter()
        self._build_table()
        self._none = plain_label(self, "labNone", muted=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._count = QLabel(self)
        self._count.setProperty("muted", True)
        self.evidence = Evidence(self)
        self.evidence.timeline_button.clicked.connect(self._on_timeline)
        self._lay_out()
        self.model.changed.connect(self._on_changed)
        self._on_changed()

    @property
    def count_text(self) -> str:
        """How many of each, in words."""
        return self._count.text()

    def add(self, findings: tuple[Finding, ...]) -> None:
        """One more scenario has ended; what is looked at stays."""
        self.model.add(findings)

    def forget(self) -> None:
        """Nothing has been played; what is looked for stays."""
        self._chosen = None
        self.model.forget()

    # --- building

    def _build_filter(self) -> None:
        self.text = QLineEdit(self)
        self.text.setObjectName("filter")
        self.text.setAccessibleName(self.tr("Filter the verdict"))
        self.text.setPlaceholderText(self.tr("Filter by rule, scenario or evidence"))
        self.text.setToolTip(self.text.placeholderText())  # it may be longer than the line
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumHeight(LINE_HEIGHT)
        self.text.setAcceptDrops(False)  # a page is dropped onto the window
        self.text.textChanged.connect(self._on_filter)
        self.outcomes = QComboBox(self)
        self.outcomes.setAccessibleName(self.tr("Outcome"))
        self.outcomes.addItems([self.tr("Every outcome"), *(lab_words.held(each) for each in _CHOICES if each)])
        self.outcomes.setMinimumHeight(LINE_HEIGHT)
        self.outcomes.currentIndexChanged.connect(self._on_filter)

    def _build_table(self) -> None:
        self.table = QTableView(self)
        self.table.setObjectName("verdict")
        self.table.setAccessibleName(self.tr("Verdict"))
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setMinimumHeight(_LEAST_OF_TABLE)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        # As in the list of people: for each title QHeaderView would ask for every row whether it is selected.
        header.setSelectionModel(QItemSelectionModel(self.model, header))
        header.setSectionResizeMode(VerdictColumn.RULE, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(VerdictColumn.SCENARIO, _SCENARIO_WIDTH)
        for column, words in (
            (VerdictColumn.HELD, [lab_words.held(each) for each in Held]),
            (VerdictColumn.SEVERITY, [lab_words.severity(each) for each in Severity]),
        ):
            room = max(self.table.fontMetrics().horizontalAdvance(each) for each in words) + _ROOM
            header.resizeSection(column, max(room, header.sectionSizeHint(column)))
        self.table.selectionModel().selectionChanged.connect(self._on_row)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self.text, 1)
        line.addWidget(self.outcomes)
        top = QWidget(self)
        rows = QVBoxLayout(top)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE)
        rows.addWidget(self.table, 1)
        rows.addWidget(self._none, 1)
        rows.addWidget(self._count)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.setHandleWidth(GAP)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(top)
        splitter.addWidget(self.evidence)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(line)
        layout.addWidget(splitter, 1)

    # --- what is looked at

    def _on_filter(self) -> None:
        self.model.look_for(self.text.text(), _CHOICES[self.outcomes.currentIndex()])

    def _on_changed(self) -> None:
        nothing = not self.model.rows
        played = bool(self.model.findings)
        self._none.setText(self.tr("Nothing here matches.") if played else self.tr("Nothing has been played yet."))
        self._none.setVisible(nothing)
        self.table.setVisible(not nothing)
        self._count.setText(lab_words.sums(self.model.findings) if played else "")
        row = self.model.row_of(self._chosen)
        if row >= 0:
            self.table.selectRow(row)
        self.evidence.show_finding(self._chosen if row >= 0 else None)

    def _on_row(self) -> None:
        chosen = self.table.selectionModel().selectedRows()
        if chosen:
            self._chosen = self.model.rows[chosen[0].row()]
            self.evidence.show_finding(self._chosen)

    def _on_timeline(self) -> None:
        if self._chosen is not None:
            self.timeline_requested.emit(self._chosen.scenario)


class Evidence(QScrollArea):
    """What was seen of one rule in one scenario, where the rule is from, and how to mend what breaks it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("cardScroll")
        self.setAccessibleName(self.tr("Evidence"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(_LEAST_OF_EVIDENCE)
        self._body = QWidget(self)
        self._body.setObjectName("card")
        self._layout = QVBoxLayout(self._body)
        self._layout.setContentsMargins(INSET, INSET, INSET, INSET)
        self._layout.setSpacing(SPACE)
        self._title = plain_label(self._body, "evidenceTitle")
        self._where = plain_label(self._body, "evidenceWhere", muted=True)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._where)
        self._parts = {
            name: self._part(f"evidence_{name}", words)
            for name, words in (
                ("said", self.tr("What was seen")),
                ("mend", self.tr("How to mend it")),
                ("seen", self.tr("What was looked at")),
                ("from", self.tr("Where the rule is from")),
            )
        }
        self.timeline_button = QPushButton(self.tr("Show the timeline"), self._body)
        self.timeline_button.setProperty("flat", True)
        self.timeline_button.setObjectName("inlineButton")
        self.timeline_button.setAutoDefault(False)
        self._layout.addWidget(self.timeline_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addStretch(1)
        self.setWidget(self._body)
        self.show_finding(None)

    @property
    def texts(self) -> list[str]:
        """What can be read."""
        return [label.text() for label in self._body.findChildren(QLabel) if not label.isHidden()]

    def show_finding(self, finding: Finding | None) -> None:
        """This one; without one it says what to do."""
        self._where.setVisible(finding is not None)
        self.timeline_button.setVisible(finding is not None)
        if finding is None:
            self._title.setText(self.tr("Choose a row to see its evidence."))
            for name in self._parts:
                self._show(name, "")
            return
        rule = finding.rule
        scenario = next((title(each) for each in shelf.shipped() if each.name == finding.scenario), finding.scenario)
        self._title.setText(f"{lab_words.held(finding.held)} · {lab_words.of_rule(rule.title)}")
        self._where.setText(f"{scenario}\n{lab_words.cost(rule.severity)}")
        self._show("said", finding.evidence)
        self._show("mend", lab_words.of_rule(rule.mend) if finding.held is Held.BROKEN else "")
        self._show("seen", lab_words.of_rule(rule.seen))
        place = self.tr("Section {number} of the facts of the Web Guide; rule {rule}")
        self._show("from", place.format(number=rule.section, rule=rule.id))
        self.verticalScrollBar().setValue(0)

    def _part(self, name: str, words: str) -> tuple[QLabel, QLabel]:
        pair = section(self._body, words), plain_label(self._body, name)
        self._layout.addSpacing(SPACE)
        for label in pair:
            self._layout.addWidget(label)
        return pair

    def _show(self, name: str, text: str) -> None:
        for label in self._parts[name]:
            label.setVisible(bool(text))
        self._parts[name][1].setText(text)
