"""What an import would do, row by row, before anything is done: the preview, its one button, and the way there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from hcdesktop.core.intake import Mark, Preview
from hcdesktop.core.people_file import Field, PeopleFile
from hcdesktop.ui import import_words
from hcdesktop.ui.formats import number
from hcdesktop.ui.import_model import Column, ImportModel
from hcdesktop.ui.progress import PATIENCE, Job
from hcdesktop.ui.theme import BAR_HEIGHT, DIALOG, INSET, LEAST_WIDTH

_LOOK = 60  # ms between two looks at how far it is
_SIZE = QSize(900, 600)
_LEAST_WIDTH = 520
_LEAST_HEIGHT = 130  # of the table: three rows
_WIDEST_MARK = 400
_MEASURED = 50  # rows; Qt's thousand hold the window up for 50 ms
_ROW_HEIGHT = 32
_WIDTHS = {
    Column.LINE: 72,
    Column.MARK: 230,
    Column.USER_ID: 220,
    Column.NAME: 160,
    Column.EMAIL: 180,
    Column.TAGS: 120,
    Column.NOTE: 160,
    Column.HUMAN_ID: 230,
}
_OF_EVERY_FILE = frozenset({Column.LINE, Column.MARK, Column.USER_ID})
_FIELDS = {Field.LABEL: Column.NAME, Field.EMAIL: Column.EMAIL, Field.TAGS: Column.TAGS, Field.NOTE: Column.NOTE}
_OF_HUMAN_API = frozenset({Column.MARK, Column.USER_ID, Column.HUMAN_ID})


class ImportDialog(QDialog):
    """Shows what was found and wishes for the import. Nothing is changed before that wish; Cancel ends what is under
    way, and with it the dialog."""

    wished = Signal(bool)  #: it is to be done; whether who is here is to be changed as well

    def __init__(self, title: str, name: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.resize(_SIZE)
        self.rejected.connect(lambda: self.job.cancel())  # noqa: PLW0108  # there is one after the other
        self._name = self._label(name, "cardName")
        self._facts = self._label(muted=True)
        self._columns = self._label(muted=True)
        self._warning = self._label(name="popupHint")
        self.summary = self._label()
        self._build_table()
        self._build_progress()
        self._build_choices()
        self._lay_out()
        self.show_work(self.tr("Reading…"))

    # --- what is shown

    def show_work(self, text: str) -> None:
        """Something is going on, and tells ``job`` how far it is; nothing can be chosen meanwhile."""
        self.job = Job(text)
        self._on_look()
        self._doing.setText(text)
        self._waiting.show()
        self._timer.start()
        for widget in (self.import_button, self.update_box, self.mistakes_box, self.table):
            widget.setEnabled(False)
        self._fit()

    def show_preview(self, preview: Preview, file: PeopleFile | None) -> None:
        """What would be done; ``file``: where it comes from, else from Human API."""
        self._timer.stop()
        self._waiting.hide()
        counts = preview.counts
        rows = len(preview.candidates)
        self._say(self._facts, import_words.facts(file, rows) if file else import_words.of_human_api())
        self._say(self._columns, import_words.columns(file) if file else "")
        self._say(self._warning, import_words.secrets(file) if file else "")
        self._say(self.summary, f"{import_words.summary(counts)} {import_words.what_is_left(counts)}".strip())
        self._show_columns(_columns_of(file) if file else _OF_HUMAN_API)
        self.rows.show_preview(preview)
        self.table.resizeColumnToContents(Column.MARK)  # by as many rows as _MEASURED
        self.table.setEnabled(True)
        self._set_up_choices(preview, from_file=file is not None)
        self._fit()

    def _show_columns(self, shown: frozenset[Column]) -> None:
        for column in Column:
            self.table.setColumnHidden(column, column not in shown)

    def _set_up_choices(self, preview: Preview, *, from_file: bool) -> None:
        counts = preview.counts
        self._new, here = counts.get(Mark.NEW, 0) + counts.get(Mark.LINK, 0), counts.get(Mark.HERE, 0)
        self._here = here if from_file else 0
        self.mistakes_box.setVisible(bool(counts.get(Mark.MISTAKE)))
        self.mistakes_box.setEnabled(True)
        self.update_box.setVisible(bool(self._here))
        self.update_box.setEnabled(True)
        update = self.tr("Also &change who is already here: {n} (empty cells change nothing)")
        self.update_box.setText(update.format(n=number(here)))
        self._on_update_toggled()
        (self.import_button if self.import_button.isEnabled() else self.cancel_button).setFocus()

    def _fit(self) -> None:
        # Not left to the layout, which counts one line for a label that has several.
        self._layout.activate()
        self.setMinimumHeight(self._layout.minimumHeightForWidth(_LEAST_WIDTH))

    def _on_update_toggled(self) -> None:
        count = self._new + (self._here if self.update_box.isChecked() else 0)
        self.import_button.setText(import_words.button(count))
        self.import_button.setEnabled(count > 0)

    def _on_look(self) -> None:
        done, total = self.job.told
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _on_import(self) -> None:
        self.show_work(self.tr("Importing…"))
        self.wished.emit(self.update_box.isChecked())

    # --- building

    def _label(self, text: str = "", name: str = "", *, muted: bool = False) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setMinimumWidth(LEAST_WIDTH)
        label.setObjectName(name)
        label.setProperty("muted", muted)
        label.setVisible(bool(text))
        return label

    def _say(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _build_table(self) -> None:
        self.rows = ImportModel(self)
        self.table = QTableView(self)
        self.table.setObjectName("importRows")
        self.table.setAccessibleName(self.tr("What the import would do, row by row"))
        self.table.setModel(self.rows)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMaximumSectionSize(_WIDEST_MARK)
        header.setResizeContentsPrecision(_MEASURED)
        self.table.setMinimumHeight(_LEAST_HEIGHT)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        self._show_columns(_OF_EVERY_FILE)

    def _build_progress(self) -> None:
        self._waiting = QWidget(self)
        self._doing = QLabel(self._waiting)
        self._bar = QProgressBar(self._waiting)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(BAR_HEIGHT)
        self._bar.setAccessibleName(self.tr("How far it is"))
        line = QHBoxLayout(self._waiting)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._doing)
        line.addWidget(self._bar, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._on_look)

    def _build_choices(self) -> None:
        self._new = self._here = 0
        self.mistakes_box = QCheckBox(self.tr("Show only &mistakes"), self)
        self.mistakes_box.toggled.connect(lambda only: self.rows.filter(only_mistakes=only))
        self.mistakes_box.hide()
        self.update_box = QCheckBox(self)
        self.update_box.toggled.connect(self._on_update_toggled)
        self.update_box.hide()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.cancel_button = self._buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.import_button = QPushButton(import_words.button(0), self)
        self.import_button.setProperty("primary", True)
        self.import_button.setDefault(True)
        self._buttons.addButton(self.import_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.import_button.clicked.connect(self._on_import)
        self._buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.summary, 1)
        line.addWidget(self.mistakes_box)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(DIALOG, DIALOG, DIALOG, DIALOG)
        layout.setSpacing(INSET)
        for label in (self._name, self._facts, self._columns, self._warning):
            layout.addWidget(label)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        for widget in (self.update_box, self._waiting, self._buttons):
            layout.addWidget(widget)


def _columns_of(file: PeopleFile) -> frozenset[Column]:
    """Those that can have something in them."""
    return _OF_EVERY_FILE | {column for field, column in _FIELDS.items() if any(c.use is field for c in file.columns)}


def when_slow(dialog: QDialog, still: Callable[[], bool]) -> None:
    """Opens the dialog over its window after a moment, if it is still needed then: what is done at once flashes not."""
    QTimer.singleShot(PATIENCE, dialog, lambda: dialog.open() if still() and not dialog.isVisible() else None)
