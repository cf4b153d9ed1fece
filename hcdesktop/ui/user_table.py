"""The list on the screen: drawn rows with a drawn button each, for mouse and keyboard alike (decision 10)."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from hcdesktop.core.models import User
from hcdesktop.ui import columns
from hcdesktop.ui.row_painter import RowDelegate, button_rect, button_width, state_width
from hcdesktop.ui.table_rows import Place, ranges, stretches
from hcdesktop.ui.theme import ROW_HEIGHT, Theme
from hcdesktop.ui.user_model import Column, UserModel

_Index = QModelIndex | QPersistentModelIndex
_LAUNCH_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class UserTable(QTableView):
    """The users. A click on a row's button, a double click, Enter or Space on a row all wish for the same launch.

    What is typed is the filter's. When the rows change, those that were selected stay so, and what was looked at stays
    where it was.
    """

    launch_requested = Signal(int)  #: the id of the user whose popup is wished for
    several_requested = Signal()  #: Enter, with several rows selected
    user_chosen = Signal(object)  #: User, or None when no row is current
    selection_changed = Signal()  #: others are selected, or the same ones are in another state
    typed = Signal(str)  #: a character that belongs to the filter; "" for the last one to go
    filter_cleared = Signal()  #: Escape

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("users")
        self.setAccessibleName(self.tr("Users"))
        self.users = UserModel(self)
        self._place: Place | None = None
        self._to_choose: int | None = None
        self._told: User | None = None
        self._restoring = False
        self._typing = False
        self._fitting = True
        #: Of those columns that somebody has given one.
        self.widths: dict[Column, int] = {}
        self.users.modelAboutToBeReset.connect(self._on_about_to_change)
        self.setModel(self.users)
        self.setItemDelegate(RowDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self._set_up_headers()
        self.doubleClicked.connect(self._on_double_clicked)
        # After the view's own, which were connected by setModel.
        self.users.modelReset.connect(self._on_changed)
        self.users.dataChanged.connect(self._on_data_changed)
        self.users.listed.connect(self._on_listed)
        theme.changed.connect(self.viewport().update)

    def button_rect(self, row: int) -> QRect:
        """Where this row's button is, in the viewport."""
        return button_rect(self.visualRect(self.users.index(row, Column.BUTTON)))

    @property
    def chosen(self) -> User | None:
        """The current row's user, if that row is selected. The view makes a row current by itself when it gets the
        keys, and nobody who was not pointed at must be launched by Enter."""
        row = self.currentIndex().row()
        if not 0 <= row < self.users.rowCount():
            return None
        return self.users.user_at(row) if self.selectionModel().isRowSelected(row) else None

    @property
    def selected_ids(self) -> list[int]:
        """Whoever is selected, in the order of the list."""
        rows = stretches(self.selectionModel().selection())
        return [user_id for top, bottom in rows for user_id in self.users.ids[top : bottom + 1]]

    @property
    def selected_count(self) -> int:
        """How many are selected."""
        return sum(bottom + 1 - top for top, bottom in stretches(self.selectionModel().selection()))

    def paint_now(self, user_id: int) -> None:
        """Paints this user's row in this very turn, where it is in sight: nothing else that follows holds it up."""
        row = self.users.row_of(user_id)
        if row is not None:
            cell = self.visualRect(self.users.index(row, Column.NAME))
            self.viewport().repaint(0, cell.top(), self.viewport().width(), cell.height())

    def choose(self, user_id: int) -> None:
        """Makes this user's row the current one and scrolls to it; when it is not there yet, as soon as it is."""
        row = self.users.row_of(user_id)
        self._to_choose = user_id if row is None else None
        if row is not None:
            self.setCurrentIndex(self.users.index(row, Column.NAME))
            self.scrollTo(self.users.index(row, Column.NAME))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tells who is chosen."""
        super().currentChanged(current, previous)
        self._typing = False
        if current.row() != previous.row():
            self._tell_chosen()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tells that others are selected."""
        super().selectionChanged(selected, deselected)
        if not self._restoring:
            self._place = None  # somebody else is wanted now
            self.selection_changed.emit()
            self._tell_chosen()

    def selectAll(self) -> None:
        """Whom only the first page is shown of, too."""
        self.users.when_whole(super().selectAll)

    def _tell_chosen(self) -> None:
        chosen = self.chosen
        if chosen != self._told and not self._restoring:
            self._told = chosen
            self.user_chosen.emit(chosen)

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space press the row's button; other characters, and a blank between them, are the filter's."""
        key = event.key()
        text = event.text()
        if key in _LAUNCH_KEYS or (key == Qt.Key.Key_Space and not self._typing):
            self._launch()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._typing = False
            self.selectRow(0 if key == Qt.Key.Key_Home else self.users.rowCount() - 1)
        elif key == Qt.Key.Key_Escape:
            self.filter_cleared.emit()
        elif key == Qt.Key.Key_Backspace:
            self.typed.emit("")
        elif text and text.isprintable() and not event.modifiers() & _COMMANDS:
            self.typed.emit(text)
            self._typing = True
        else:
            self._typing = False
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """The filter finds more than the view's own search for the beginning of a name."""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever comes back later has a button under Space again."""
        super().focusOutEvent(event)
        self._typing = False

    def _launch(self) -> None:
        if self.selected_count > 1:
            self.several_requested.emit()
        elif self.chosen is not None:
            self.launch_requested.emit(self.chosen.id)

    # --- mouse

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt tells a double click with any button."""
        if event.button() is Qt.MouseButton.LeftButton:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over a button."""
        super().mouseMoveEvent(event)
        over = self._button_at(event.position().toPoint())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over is not None else Qt.CursorShape.ArrowCursor)

    def _button_at(self, point: QPoint) -> int | None:
        index = self.indexAt(point)
        if index.isValid() and index.column() == Column.BUTTON and self.button_rect(index.row()).contains(point):
            return index.row()
        return None

    def _on_double_clicked(self, index: QModelIndex) -> None:
        # The button's own cell has had its click.
        if index.column() != Column.BUTTON:
            self.launch_requested.emit(self.users.user_at(index.row()).id)

    # --- other rows, same place

    def _on_about_to_change(self) -> None:
        if self._place is not None:
            return
        current = self.currentIndex()
        y = self.rowViewportPosition(current.row()) if current.isValid() else None
        top = self.rowAt(0)
        self._place = Place(
            query=self._query_shown,
            chosen=self.chosen,
            selected=tuple(self.selected_ids),
            chosen_y=y if y is not None and -ROW_HEIGHT < y < self.viewport().height() else None,
            top=self.users.ids[top] if top >= 0 else None,
            scrolled=self.verticalScrollBar().value(),
        )

    def _on_changed(self) -> None:
        place = self._place
        # Whoever was selected may not be on the first page, and is again as soon as everybody is there.
        self._place = place if self.users.partial and not self.users.loading else None
        same_query = place is not None and place.query == self.users.query
        self._query_shown = self.users.query
        if place is None:
            return
        self._restoring = True
        try:
            self._select_again(place)
            self._scroll_again(place, same_query=same_query)
        finally:
            self._restoring = False
        if self._place is None:
            self._tell_chosen()
        self.selection_changed.emit()

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if any(top <= last.row() and first.row() <= end for top, end in stretches(self.selectionModel().selection())):
            self.selection_changed.emit()

    def _select_again(self, place: Place) -> None:
        selection = QItemSelection()
        for top, bottom in ranges(self.users.ids, place.selected):
            selection.select(self.users.index(top, 0), self.users.index(bottom, len(Column) - 1))
        row = None if place.chosen is None else self.users.row_of(place.chosen.id)
        if row is not None:
            self.selectionModel().setCurrentIndex(
                self.users.index(row, Column.NAME), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _scroll_again(self, place: Place, *, same_query: bool) -> None:
        """The chosen row stays where it was on the screen; else, when only rows have changed, the topmost one does.
        Whoever has asked for something else begins at its top."""
        self.executeDelayedItemsLayout()
        bar = self.verticalScrollBar()
        chosen = None if place.chosen is None or place.chosen_y is None else self.users.row_of(place.chosen.id)
        if not place.scrolled and same_query:
            bar.setValue(0)
        elif chosen is not None and place.chosen_y is not None:
            bar.setValue(chosen * ROW_HEIGHT - place.chosen_y)
        elif same_query:
            top = None if place.top is None else self.users.row_of(place.top)
            bar.setValue(place.scrolled if top is None else top * ROW_HEIGHT + place.scrolled % ROW_HEIGHT)
        else:
            bar.setValue(0)

    def _on_listed(self) -> None:
        if self._to_choose is not None:
            wanted, self._to_choose = self._to_choose, None
            if self.users.row_of(wanted) is not None:
                self.choose(wanted)

    # --- columns

    def _set_up_headers(self) -> None:
        self._query_shown = self.users.query
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        # A selection of its own, always empty: for each title that can be clicked, QHeaderView asks for every row
        # whether it is selected (Qt 6.11: 0.9 s for 100,000 selected rows at each paint).
        header.setSelectionModel(QItemSelectionModel(self.users, header))
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(columns.MINIMUM)
        header.sectionResized.connect(self._on_section_resized)
        header.setSectionResizeMode(Column.BUTTON, QHeaderView.ResizeMode.Fixed)
        header.setSortIndicator(Column.NAME, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns have another room now."""
        super().resizeEvent(event)
        self._fit()

    def set_widths(self, widths: Mapping[Column, int]) -> None:
        """These columns have a width that somebody has chosen."""
        self.widths = {column: max(columns.MINIMUM, width) for column, width in widths.items()}
        self._fit()

    def _fit(self) -> None:
        self._fitting = True
        shown = columns.fit(self.viewport().width(), least=self._widths(), chosen=self.widths)
        for column in Column:
            self.setColumnHidden(column, column not in shown)
        for column, width in shown.items():
            self.horizontalHeader().resizeSection(column, width)
        self._fitting = False

    def _on_section_resized(self, section: int, _before: int, width: int) -> None:
        if self._fitting or self.isColumnHidden(section):
            return
        column = Column(section)
        room = self.viewport().width()
        self.widths[column] = min(width, columns.most(column, room, least=self._widths(), chosen=self.widths))
        self._fit()

    def _widths(self) -> dict[Column, int]:
        header = self.horizontalHeader()
        words = {Column.STATE: state_width(self.font()), Column.BUTTON: button_width(self.font())}
        return {
            column: max(least, words.get(column, 0), header.sectionSizeFromContents(column).width())
            for column, least in columns.LEAST.items()
        }
