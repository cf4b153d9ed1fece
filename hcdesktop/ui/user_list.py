"""The list with its filter: what is typed, which state, and how many of how many there are."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hcdesktop.core.models import UserState
from hcdesktop.ui.formats import number
from hcdesktop.ui.theme import GAP, INSET, LEAST_WIDTH, LINE_HEIGHT, Theme
from hcdesktop.ui.user_table import UserTable


class UserList(QWidget):
    """Filter and table. Whatever is typed while the table has the keys is typed into the filter."""

    count_changed = Signal(str)  #: how many there are, in words

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build_filter()
        self.table = UserTable(theme, self)
        self.empty = self._explanation()
        self.empty.hide()
        self.empty.setText(self.tr("Nobody is in this list yet.\n\nPress “Add person”, or import a CSV file."))
        self._build_no_hits()
        self._lay_out()
        self.table.typed.connect(self._on_typed)
        self.table.filter_cleared.connect(self.clear_filter)
        self.table.users.listed.connect(self._on_listed)

    def clear_filter(self) -> None:
        """Lists everybody."""
        self.states.setCurrentIndex(0)
        self.text.clear()

    @property
    def state_name(self) -> str:
        """Which of the states is listed, by a name that no language changes; ``""``: everybody."""
        chosen = self.states.currentIndex()
        state = self._choices()[chosen][1]
        return "marked" if chosen == self.states.count() - 1 else state.value if state else ""

    def show_state(self, name: str) -> None:
        """Lists those in this state, as ``state_name`` told it; everybody where there is no such state."""
        names = [state.value if state else "" for _word, state in self._choices()]
        names[-1] = "marked"
        self.states.setCurrentIndex(names.index(name) if name in names else 0)

    def forget(self) -> None:
        """The desk is locked: nothing of it is left here."""
        self.clear_filter()
        self.table.users.show(None)
        self.no_hits_text.clear()

    def show_total(self, total: int) -> None:
        """How many people there are; an empty list gets a sentence of its own, and so does a filter without hits."""
        if self.table.users.loading:
            self.count_changed.emit(self.tr("Reading the list…"))
            return
        shown = self.table.users.rowCount()
        nobody = total == 0
        self.empty.setVisible(nobody)
        no_hits = not nobody and shown == 0 and self.table.users.query.narrows
        self._no_hits.setVisible(no_hits)
        self.table.setVisible(not nobody and not no_hits)
        self.count_changed.emit(self.count_text(total))

    def count_text(self, total: int) -> str:
        """For example “37 of 100,000 people”."""
        if self.table.users.query.narrows:
            shown = number(self.table.users.rowCount()) + ("+" if self.table.users.partial else "")
            return self.tr("{shown} of {total} people").format(shown=shown, total=number(total))
        return self.tr("1 person") if total == 1 else self.tr("{n} people").format(n=number(total))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the filter's line, arrows and Enter go to the rows, and Escape empties it."""
        if watched is self.text and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            match event.key():
                case Qt.Key.Key_Down | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self._go_to_rows()
                    return True
                case Qt.Key.Key_Escape:
                    self.clear_filter()
                    return True
        return super().eventFilter(watched, event)

    # --- building

    def _build_filter(self) -> None:
        self.text = QLineEdit(self)
        self.text.setObjectName("filter")
        self.text.setAccessibleName(self.tr("Filter"))
        self.text.setPlaceholderText(self.tr("Filter by name, ID, e-mail, tag or note"))
        self.text.setToolTip(self.text.placeholderText())  # it may be longer than the line
        self.text.setClearButtonEnabled(True)
        self.text.setAcceptDrops(False)  # a list is dropped onto the window
        self.text.setMinimumHeight(LINE_HEIGHT)
        self.text.installEventFilter(self)
        self.text.textChanged.connect(self._on_changed)
        self.states = QComboBox(self)
        self.states.setAccessibleName(self.tr("State"))
        self.states.setMinimumHeight(LINE_HEIGHT)
        self.states.addItems([word for word, _state in self._choices()])
        self.states.currentIndexChanged.connect(self._on_changed)

    def _choices(self) -> tuple[tuple[str, UserState | None], ...]:
        return (
            (self.tr("Everybody"), None),
            (self.tr("New"), UserState.NEW),
            (self.tr("Connected"), UserState.CONNECTED),
            (self.tr("Saving"), UserState.PENDING),
            (self.tr("Needs attention"), UserState.ATTENTION),
            (self.tr("Marked"), None),  # the last one
        )

    def _build_no_hits(self) -> None:
        self._no_hits = QWidget(self)
        self.no_hits_text = self._explanation()
        self.everybody_button = QPushButton(self.tr("Show everybody"), self._no_hits)
        self.everybody_button.clicked.connect(self.clear_filter)
        layout = QVBoxLayout(self._no_hits)
        self._no_hits.hide()
        layout.addStretch(1)
        layout.addWidget(self.no_hits_text)
        layout.addWidget(self.everybody_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def _explanation(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        label.setMinimumWidth(LEAST_WIDTH)
        label.setProperty("muted", True)
        return label

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self.text, 1)
        line.addWidget(self.states)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(INSET)
        layout.addLayout(line)
        for widget in (self.table, self.empty, self._no_hits):
            layout.addWidget(widget, 1)

    # --- filtering

    def _on_changed(self) -> None:
        users = self.table.users
        chosen = self.states.currentIndex()
        users.set_query(
            replace(
                users.query,
                text=" ".join(self.text.text().split()),
                state=self._choices()[chosen][1],
                marked=chosen == self.states.count() - 1,
            )
        )

    def _on_typed(self, text: str) -> None:
        self.text.setText(self.text.text() + text if text else self.text.text()[:-1])

    def _on_listed(self) -> None:
        typed = self.text.text().strip()
        matches = self.tr("Nobody here matches “{text}”.").format(text=typed)
        self.no_hits_text.setText(matches if typed else self.tr("Nobody here is in this state."))
        had_keys = self.table.hasFocus()
        self.show_total(self.table.users.total)
        if had_keys and self.table.isHidden():
            self.text.setFocus()  # or the next letter would be typed into nothing

    def _go_to_rows(self) -> None:
        if self.table.users.rowCount():
            self.table.setFocus()
            if self.table.chosen is None:
                self.table.selectRow(0)
