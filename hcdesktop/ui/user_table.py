"""The list on the screen: drawn rows with a drawn button each, for mouse and keyboard alike (decision 10)."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from hcdesktop.core.models import User, UserState
from hcdesktop.ui import messages
from hcdesktop.ui.theme import RADIUS, ROW_HEIGHT, SPACE, Theme
from hcdesktop.ui.user_model import Column, UserModel

_Index = QModelIndex | QPersistentModelIndex
_MARGIN = 10
_BUTTON_HEIGHT = 32
_BUTTON_WIDTH = 104
_WIDTHS = {
    Column.NAME: 120,
    Column.CLIENT_USER_ID: 120,
    Column.STATE: 136,
    Column.SOURCES: 130,
    Column.CHANGED: 106,
    Column.BUTTON: _BUTTON_WIDTH + 2 * _MARGIN,
}
_FIRST_TO_GO = (Column.CHANGED, Column.SOURCES, Column.CLIENT_USER_ID, Column.STATE)
_SHARES = {Column.NAME: 0.4, Column.CLIENT_USER_ID: 0.5, Column.SOURCES: 0.1}


class UserTable(QTableView):
    """The users. A click on a row's button, a double click, Enter or Space on a row all wish for the same launch."""

    launch_requested = Signal(int)  #: the id of the user whose popup is wished for
    user_chosen = Signal(object)  #: User, or None when no row is current

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("users")
        self.setAccessibleName(self.tr("Users"))
        self.users = UserModel(self)
        self.setModel(self.users)
        self.setItemDelegate(_RowDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self._set_up_headers()
        self.doubleClicked.connect(self._on_double_clicked)
        self.users.modelReset.connect(lambda: self.user_chosen.emit(None))
        theme.changed.connect(self.viewport().update)

    def button_rect(self, row: int) -> QRect:
        """Where this row's button is, in the viewport."""
        return _button_rect(self.visualRect(self.users.index(row, Column.BUTTON)))

    @property
    def chosen(self) -> User | None:
        """The current row's user."""
        row = self.currentIndex().row()
        return self.users.user_at(row) if 0 <= row < self.users.rowCount() else None

    def choose(self, user_id: int) -> None:
        """Makes this user's row the current one and scrolls to it."""
        row = self.users.row_of(user_id)
        if row is not None:
            self.setCurrentIndex(self.users.index(row, Column.NAME))
            self.scrollTo(self.users.index(row, Column.NAME))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tells who is chosen."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.user_chosen.emit(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space press the row's button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.chosen is not None:
            self.launch_requested.emit(self.chosen.id)
            return
        super().keyPressEvent(event)

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

    def _set_up_headers(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(72)
        header.setSectionResizeMode(Column.BUTTON, QHeaderView.ResizeMode.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names and IDs share what the other columns leave; in a narrow window the less important ones go.

        The button stays in sight at any width.
        """
        super().resizeEvent(event)
        room = self.viewport().width()
        shown = dict(_WIDTHS)
        for column in _FIRST_TO_GO:
            if sum(shown.values()) > room:
                del shown[column]
        spare = max(0, room - sum(shown.values()))
        shares = {column: share for column, share in _SHARES.items() if column in shown}
        for column in Column:
            self.setColumnHidden(column, column not in shown)
        for column, width in shown.items():
            share = shares.get(column, 0) / sum(shares.values())
            self.horizontalHeader().resizeSection(column, width + int(spare * share))


class _RowDelegate(QStyledItemDelegate):
    """Draws a cell without asking the style for anything, and knows when a button was pressed."""

    def __init__(self, theme: Theme, table: UserTable) -> None:
        super().__init__(table)
        self._theme = theme
        self._table = table
        self._pressed: int | None = None

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """A row's height; columns have their widths from the header."""
        return QSize(_BUTTON_WIDTH, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One cell."""
        rect: QRect = option.rect
        user = self._table.users.user_at(index.row())
        colors = self._theme.colors
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, QColor(colors.selected if selected else colors.surface))
        painter.setPen(QPen(QColor(colors.line)))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        match Column(index.column()):
            case Column.BUTTON:
                self._paint_button(painter, rect, user, focused=selected and self._table.hasFocus())
            case Column.STATE:
                self._paint_state(painter, rect, user.state, messages.state_word(user))
            case column:
                strong = column is Column.NAME
                self._paint_text(painter, rect, str(index.data() or ""), strong=strong)
        painter.restore()

    def _paint_text(self, painter: QPainter, rect: QRect, text: str, *, strong: bool) -> None:
        font = QFont(self._table.font())
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colors.text if strong else self._theme.colors.muted))
        inner = rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)

    def _paint_state(self, painter: QPainter, rect: QRect, state: UserState, word: str) -> None:
        color = self._theme.state_color(state)
        dot = QRectF(rect.left() + _MARGIN, rect.center().y() - SPACE, 2 * SPACE, 2 * SPACE)
        painter.setPen(QPen(color, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush if state is UserState.NEW else color)
        painter.drawEllipse(dot)
        painter.setFont(self._table.font())
        painter.setPen(QColor(self._theme.colors.text))
        inner = rect.adjusted(_MARGIN + 4 * SPACE, 0, -SPACE, 0)
        elided = QFontMetrics(self._table.font()).elidedText(word, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)

    def _paint_button(self, painter: QPainter, rect: QRect, user: User, *, focused: bool) -> None:
        colors = self._theme.colors
        busy = self._table.users.is_busy(user.id)
        box = QRectF(_button_rect(rect)).adjusted(0.5, 0.5, -0.5, -0.5)
        primary = user.state is UserState.NEW and not busy
        painter.setBrush(QColor(colors.accent if primary else colors.surface))
        border = colors.text if focused and primary else colors.accent if focused or primary else colors.line
        painter.setPen(QPen(QColor(border), 2 if focused else 1))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        font = QFont(self._table.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colors.on_accent if primary else colors.muted if busy else colors.accent))
        word = self.tr("Open…") if busy else messages.button_word(user)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)

    def editorEvent(
        self, event: QEvent, _model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """A click counts when it was pressed and released on the same button."""
        if index.column() != Column.BUTTON or not isinstance(event, QMouseEvent):
            return False
        rect: QRect = option.rect
        inside = _button_rect(rect).contains(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton:
            return False
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._pressed = index.row() if inside else None
        elif event.type() == QEvent.Type.MouseButtonRelease:
            pressed, self._pressed = self._pressed, None
            if inside and pressed == index.row():
                self._table.launch_requested.emit(self._table.users.user_at(index.row()).id)
        return False


def _button_rect(cell: QRect) -> QRect:
    rect = QRect(0, 0, _BUTTON_WIDTH, _BUTTON_HEIGHT)
    rect.moveCenter(cell.center())
    return rect
