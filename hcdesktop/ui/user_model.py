"""Step 1 of the flow: the rows of the list, read page by page from the store."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QDateTime, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import Qt as QtText

from hcdesktop.core.models import User
from hcdesktop.core.service import Service
from hcdesktop.ui import messages

_PAGE = 200
_PAGES_KEPT = 20

_Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, from left to right."""

    NAME = 0
    CLIENT_USER_ID = 1
    STATE = 2
    SOURCES = 3
    CHANGED = 4
    BUTTON = 5


class UserModel(QAbstractTableModel):
    """A window over the store's users; ``user_at`` gives the row behind an index."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service: Service | None = None
        self._count = 0
        self._pages: OrderedDict[int, list[User]] = OrderedDict()
        self._busy: frozenset[int] = frozenset()

    def show(self, service: Service | None) -> None:
        """Shows this desk's users from now on."""
        self.beginResetModel()
        self._service = service
        self._forget()
        self.endResetModel()

    def reload(self) -> None:
        """Reads everything anew: rows have come or gone."""
        self.beginResetModel()
        self._forget()
        self.endResetModel()

    def update_user(self, user: User) -> None:
        """Shows this user's row as it is now."""
        row = self.row_of(user.id)
        if row is None:
            return
        page = self._pages.get(row // _PAGE)
        if page is not None:
            page[row % _PAGE] = user
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def set_busy(self, user_ids: frozenset[int]) -> None:
        """Rows whose popup is open: their button says so."""
        changed = self._busy ^ user_ids
        self._busy = user_ids
        for user_id in changed:
            row = self.row_of(user_id)
            if row is not None:
                cell = self.index(row, Column.BUTTON)
                self.dataChanged.emit(cell, cell)

    def is_busy(self, user_id: int) -> bool:
        """Whether this user's popup is open."""
        return user_id in self._busy

    def row_of(self, user_id: int) -> int | None:
        """Where this user stands; ``None`` when not in the list."""
        from hcdesktop.core.errors import InvalidInput

        for number, page in self._pages.items():
            for place, user in enumerate(page):
                if user.id == user_id:
                    return number * _PAGE + place
        try:
            return self._service.position(user_id) if self._service else None
        except InvalidInput:
            return None

    def user_at(self, row: int) -> User:
        """The user in this row."""
        number, place = divmod(row, _PAGE)
        page = self._pages.get(number)
        if page is None:
            assert self._service is not None  # noqa: S101  # a row is only asked for while there are some
            page = self._service.users(offset=number * _PAGE, limit=_PAGE)
            self._pages[number] = page
            while len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return page[place]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        """How many users there are."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Always the same."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and tool tips; what is drawn beside text the delegate asks ``user_at`` for."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _TEXTS[Column(index.column())](self.user_at(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(index)
        return None

    def _tool_tip(self, index: _Index) -> str | None:
        text = self._tool_tip_text(index)
        # Qt takes what looks like HTML for HTML, and would fetch an image in it from wherever a file of people says.
        return QtText.convertFromPlainText(text) if text and QtText.mightBeRichText(text) else text

    def _tool_tip_text(self, index: _Index) -> str | None:
        user = self.user_at(index.row())
        match Column(index.column()):
            case Column.NAME:
                return user.name
            case Column.CLIENT_USER_ID:
                return user.client_user_id
            case Column.SOURCES:
                return "\n".join(user.sources) or None
            case Column.STATE | Column.BUTTON:
                return messages.for_state(user).text
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles of the columns."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._titles()[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _titles(self) -> tuple[str, ...]:
        return (
            self.tr("Name"),
            self.tr("User ID"),
            self.tr("State"),
            self.tr("Sources"),
            self.tr("Last change"),
            self.tr("Action"),
        )

    def _forget(self) -> None:
        self._pages.clear()
        self._count = self._service.count_users() if self._service else 0


def moment(at: float) -> str:
    """A point in time as people say it here: the time for today, else the date."""
    if not at:
        return ""
    when = QDateTime.fromSecsSinceEpoch(int(at))
    locale = QLocale()
    if when.date() == QDateTime.currentDateTime().date():
        return locale.toString(when.time(), QLocale.FormatType.ShortFormat)
    return locale.toString(when.date(), QLocale.FormatType.ShortFormat)


def _sources_text(user: User) -> str:
    if len(user.sources) <= 1:
        return "".join(user.sources)
    return f"{user.sources[0]} +{len(user.sources) - 1}"


_TEXTS: dict[Column, Callable[[User], str]] = {
    Column.NAME: lambda user: user.name,
    Column.CLIENT_USER_ID: lambda user: user.client_user_id,
    Column.STATE: messages.state_word,
    Column.SOURCES: _sources_text,
    Column.CHANGED: lambda user: moment(user.changed_at),
    Column.BUTTON: messages.button_word,
}
