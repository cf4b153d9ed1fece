"""The log of all people: what has happened in this environment, newest first, found, looked at, exported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from hcdesktop.core.log import LogQuery
from hcdesktop.core.models import User
from hcdesktop.core.service import Service
from hcdesktop.ui.formats import number, stamp
from hcdesktop.ui.labels import plain_label
from hcdesktop.ui.log_model import LogColumn, LogModel
from hcdesktop.ui.log_words import groups, words_of
from hcdesktop.ui.progress import ProgressRows
from hcdesktop.ui.raw_detail import RawDetail
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.theme import GAP, INSET, LINE_HEIGHT, MARGIN

_ROW_HEIGHT = 30
_TYPED = 200  # ms after the last key
_WIDE = 860
_SIZE = QSize(1060, 640)
_LEAST_SIZE = QSize(560, 360)
_LEAST_OF_DETAIL = 220


class LogWindow(QDialog):
    """A window of its own beside the list, which goes on. A dialog, so that it goes when the desk is locked; when it
    goes, nothing of anybody is left in it."""

    person_requested = Signal(int)  #: id of the user whose event was double-clicked
    export_requested = Signal()  #: what is found is to be written to a file
    shut = Signal()  #: it has gone

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Log · {name}").format(name="hcdesktop"))
        self.resize(_SIZE)
        self.setMinimumSize(_LEAST_SIZE)
        self._person: User | None = None
        self.events = LogModel(tasks, self)
        self.progress = ProgressRows(self)
        self._build_filter()
        self._build_table()
        self._none = plain_label(self, "logNone", muted=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.raw = RawDetail(self)
        self.raw.setMinimumWidth(_LEAST_OF_DETAIL)
        self.raw.text.show()  # also while there is nothing in it
        self._sentence = plain_label(self, "logSentence")
        self._count = QLabel(self)
        self._count.setProperty("muted", True)
        self._lay_out()
        self._show_event()
        self.events.searched.connect(self._show_count)

    def show_desk(self, service: Service | None, person: User | None) -> None:
        """Shows this desk's events; ``person`` is who is chosen in the list."""
        self.show_person(person)
        self.events.show(service)

    def show_person(self, person: User | None) -> None:
        """Somebody else is chosen in the list; whom the log is narrowed to stays."""
        if self.people.currentIndex() == 1:
            return
        self._person = person
        while self.people.count() > 1:
            self.people.removeItem(1)
        if person is not None:
            self.people.addItem(self.tr("Only {name}").format(name=person.name))

    @property
    def count_text(self) -> str:
        """How many were found, in words."""
        return self._count.text()

    def done(self, result: int) -> None:
        """However it goes: by its button, by Escape, with the desk."""
        super().done(result)
        self.forget()
        self.shut.emit()

    def forget(self) -> None:
        """Nothing of anybody is left."""
        self._typing.stop()
        self.progress.cancel_all()
        self.events.show(None)
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self.kinds.setCurrentIndex(0)
        self.people.setCurrentIndex(0)
        self.show_person(None)
        self.events.set_query(LogQuery())
        self._show_event()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the details are below the table instead of beside it."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self._splitter.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    # --- building

    def _build_filter(self) -> None:
        self.text = QLineEdit(self)
        self.text.setObjectName("filter")
        self.text.setAccessibleName(self.tr("Filter the log"))
        self.text.setPlaceholderText(self.tr("Filter by person, words or anything in the details"))
        self.text.setToolTip(self.text.placeholderText())  # it may be longer than the line
        self.text.setClearButtonEnabled(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPED)
        self._typing.timeout.connect(self._on_filter)
        self.text.textChanged.connect(lambda _text: self._typing.start())
        self.kinds = QComboBox(self)
        self.kinds.setAccessibleName(self.tr("Kind of event"))
        self.kinds.addItems([name for name, _kinds in groups()])
        self.kinds.currentIndexChanged.connect(self._on_filter)
        self.people = QComboBox(self)
        self.people.setAccessibleName(self.tr("Whose events"))
        self.people.addItem(self.tr("Everybody"))
        self.people.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.people.setMinimumContentsLength(14)
        self.people.currentIndexChanged.connect(self._on_filter)
        self.export_button = QPushButton(self.tr("Export…"), self)
        self.export_button.setAutoDefault(False)
        self.export_button.clicked.connect(self.export_requested)
        for widget in (self.text, self.kinds, self.people):
            widget.setMinimumHeight(LINE_HEIGHT)

    def _build_table(self) -> None:
        self.table = QTableView(self)
        self.table.setObjectName("log")
        self.table.setAccessibleName(self.tr("Log"))
        self.table.setModel(self.events)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        # As in the list of people: for each title QHeaderView would ask for every row whether it is selected.
        header.setSelectionModel(QItemSelectionModel(self.events, header))
        header.setStretchLastSection(True)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header.resizeSection(LogColumn.TIME, 150)
        header.resizeSection(LogColumn.PERSON, 170)
        self.table.selectionModel().currentRowChanged.connect(self._show_event)
        self.table.activated.connect(self._on_activated)
        self.events.rowsInserted.connect(self._on_inserted)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self.text, 1)
        for widget in (self.kinds, self.people, self.export_button):
            line.addWidget(widget)
        left, right = QWidget(self), QFrame(self)
        right.setObjectName("logDetail")
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.table, 1)
        rows.addWidget(self._none, 1)
        detail = QVBoxLayout(right)
        detail.setContentsMargins(INSET, INSET, INSET, GAP)
        detail.setSpacing(GAP)
        detail.addWidget(self._sentence)
        detail.addWidget(self.raw, 1)
        self._splitter = splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setHandleWidth(12)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([640, 380])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, INSET, MARGIN, INSET)
        layout.setSpacing(INSET)
        layout.addLayout(line)
        layout.addWidget(self.progress)
        layout.addWidget(splitter, 1)
        layout.addWidget(self._count)

    # --- finding and showing

    def query(self) -> LogQuery:
        """What is chosen above the table."""
        only = self._person if self.people.currentIndex() == 1 else None
        return LogQuery(
            words=words_of(self.text.text()),
            kinds=groups()[self.kinds.currentIndex()][1],
            user_id=None if only is None else only.id,
        )

    def say(self, text: str) -> None:
        """One line below the table, until something is searched again."""
        self._count.setText(text)

    def _on_filter(self) -> None:
        self._typing.stop()
        self.events.set_query(self.query())
        self._show_event()

    def _show_count(self) -> None:
        model = self.events
        shown, total = number(model.rowCount()), number(model.newest)
        if model.searching:
            self._count.setText(self.tr("{shown} found, still searching…").format(shown=shown))
        elif model.query.narrows:
            self._count.setText(self.tr("{shown} of {total} events").format(shown=shown, total=total))
        else:
            self._count.setText(self.tr("{total} events").format(total=total))
        nothing = model.rowCount() == 0 and not model.searching
        self._none.setText(
            self.tr("Nothing here matches.") if model.query.narrows else self.tr("Nothing has happened yet.")
        )
        self._none.setVisible(nothing)
        self.table.setVisible(not nothing)

    def _show_event(self) -> None:
        index = self.table.currentIndex()
        event = self.events.event_at(index.row()) if index.isValid() and index.row() < self.events.rowCount() else None
        self.raw.show_event(event)
        told = "" if event is None else self.events.index(index.row(), LogColumn.WHAT).data()
        self._sentence.setText(
            f"{stamp(event.at)}  {told}" if event else self.tr("Choose an event to see its details.")
        )

    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        """What is looked at stays where it is while newer events come in above it."""
        bar = self.table.verticalScrollBar()
        if first == 0 and bar.value():
            moved = bar.value() + (last - first + 1) * _ROW_HEIGHT
            self.table.executeDelayedItemsLayout()
            bar.setValue(moved)

    def _on_activated(self, index: QModelIndex) -> None:
        event = self.events.event_at(index.row())
        if event is not None and event.user_id is not None:
            self.person_requested.emit(event.user_id)

    @staticmethod
    def ask_for_place(parent: QWidget) -> Path | None:
        """Where the export is to go; the kind of file follows its name."""
        kinds = {"CSV (*.csv)": ".csv", "JSON lines (*.jsonl)": ".jsonl"}
        title = QCoreApplication.translate("LogWindow", "Export the log")
        name, kind = QFileDialog.getSaveFileName(parent, title, "log.csv", ";;".join(kinds))
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(kinds.get(kind, ".csv"))
