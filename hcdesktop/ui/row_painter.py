"""A row as it is drawn: text, a sign for the state, a star for the mark, and a button that knows of being pressed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hcdesktop.core.models import User, UserState
from hcdesktop.ui import icons, row_words
from hcdesktop.ui.theme import ICON, RADIUS, ROW_HEIGHT, SPACE, STATE_COLORS, Theme
from hcdesktop.ui.user_model import Column

if TYPE_CHECKING:
    from hcdesktop.ui.user_table import UserTable

_Index = QModelIndex | QPersistentModelIndex
MARGIN = 10
_BUTTON_HEIGHT = 32
BUTTON_WIDTH = 104
_STAR_RADIUS = 7
_STAR = QPolygonF(
    [
        QPointF(math.sin(n * math.pi / 5), -math.cos(n * math.pi / 5)) * (_STAR_RADIUS if n % 2 == 0 else 3)
        for n in range(10)
    ]
)


class RowDelegate(QStyledItemDelegate):
    """Draws a cell without asking the style for anything, and knows when a button was pressed."""

    def __init__(self, theme: Theme, table: UserTable) -> None:
        super().__init__(table)
        self._theme = theme
        self._table = table
        self._pressed: int | None = None

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """A row's height; columns have their widths from the header."""
        return QSize(BUTTON_WIDTH, ROW_HEIGHT)

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
                self._paint_state(painter, rect, user.state, row_words.state_word(user))
            case column:
                strong = column is Column.NAME
                if strong and user.marked:
                    rect = self._paint_star(painter, rect)
                self._paint_text(painter, rect, str(index.data() or ""), strong=strong)
        painter.restore()

    def _paint_text(self, painter: QPainter, rect: QRect, text: str, *, strong: bool) -> None:
        font = QFont(self._table.font())
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colors.text if strong else self._theme.colors.muted))
        inner = _part(painter, rect, MARGIN, MARGIN)
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)

    def _paint_star(self, painter: QPainter, rect: QRect) -> QRect:
        """The mark; returns what room is left beside it."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colors.warning))
        place = _part(painter, rect, MARGIN, rect.width() - MARGIN - 2 * _STAR_RADIUS)
        painter.drawPolygon(_STAR.translated(place.left() + _STAR_RADIUS, rect.center().y()))
        return _part(painter, rect, 2 * _STAR_RADIUS + SPACE, 0)

    def _paint_state(self, painter: QPainter, rect: QRect, state: UserState, word: str) -> None:
        sign = icons.pixmap(
            icons.STATES[state],
            self._theme.colors,
            color=STATE_COLORS[state],
            ratio=self._table.devicePixelRatioF(),
        )
        place = _part(painter, rect, MARGIN, rect.width() - MARGIN - ICON)
        painter.drawPixmap(QPoint(place.left(), rect.center().y() - ICON // 2 + 1), sign)
        painter.setFont(self._table.font())
        painter.setPen(QColor(self._theme.colors.text))
        inner = _part(painter, rect, MARGIN + ICON + 2 * SPACE, SPACE)
        elided = QFontMetrics(self._table.font()).elidedText(word, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)

    def _paint_button(self, painter: QPainter, rect: QRect, user: User, *, focused: bool) -> None:
        colors = self._theme.colors
        busy = self._table.users.is_busy(user.id)
        box = QRectF(button_rect(rect)).adjusted(0.5, 0.5, -0.5, -0.5)
        primary = user.state is UserState.NEW and not busy
        painter.setBrush(QColor(colors.accent if primary else colors.surface))
        border = colors.text if focused and primary else colors.accent if focused or primary else colors.line
        painter.setPen(QPen(QColor(border), 2 if focused else 1))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setFont(button_font(self._table.font()))
        painter.setPen(QColor(colors.on_accent if primary else colors.muted if busy else colors.accent))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, row_words.primary_word(user, busy=busy))

    def editorEvent(
        self, event: QEvent, _model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """A click counts when it was pressed and released on the same button."""
        if index.column() != Column.BUTTON or not isinstance(event, QMouseEvent):
            return False
        rect: QRect = option.rect
        inside = button_rect(rect).contains(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton:
            return False
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._pressed = index.row() if inside else None
        elif event.type() == QEvent.Type.MouseButtonRelease:
            pressed, self._pressed = self._pressed, None
            if inside and pressed == index.row():
                self._table.launch_requested.emit(self._table.users.user_at(index.row()).id)
        return False


def button_font(font: QFont) -> QFont:
    """The table's, a little stronger."""
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong


def _part(painter: QPainter, rect: QRect, before: int, after: int) -> QRect:
    """What is left of a cell without so much before it and after it, as people read here."""
    return QStyle.visualRect(painter.layoutDirection(), rect, rect.adjusted(before, 0, -after, 0))


def button_rect(cell: QRect) -> QRect:
    """Where the button is in its cell."""
    rect = QRect(0, 0, cell.width() - 2 * MARGIN, _BUTTON_HEIGHT)
    rect.moveCenter(cell.center())
    return rect


def button_width(font: QFont) -> int:
    """What the longest word on a button takes in this language, and what is around the button."""
    metrics = QFontMetrics(button_font(font))
    longest = max(metrics.horizontalAdvance(word) for word in row_words.primary_words())
    return max(BUTTON_WIDTH, longest + 2 * MARGIN) + 2 * MARGIN


def state_width(font: QFont) -> int:
    """The same for the state, with its sign."""
    metrics = QFontMetrics(font)
    longest = max(metrics.horizontalAdvance(word) for word in row_words.state_words().values())
    return MARGIN + ICON + 2 * SPACE + longest + 2 * SPACE
