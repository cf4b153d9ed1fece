"""Step 1 of the flow: the rows of the list, read page by page from the store."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import Qt as QtText

from hcdesktop.core.listing import Listing, ListQuery, SortKey
from hcdesktop.core.models import User
from hcdesktop.core.service import Service
from hcdesktop.ui import messages, row_words
from hcdesktop.ui.formats import moment

_PAGE = 50  # a window of usual height shows a third of that, and whoever types waits for it
_PAGES_KEPT = 40
_UNSEEN = 100  # ms until a row that nobody looks at, and that may belong elsewhere now, is put there

_Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, from left to right."""

    NAME = 0
    CLIENT_USER_ID = 1
    STATE = 2
    SOURCES = 3
    CHANGED = 4
    BUTTON = 5


_SORTS = {
    Column.NAME: SortKey.NAME,
    Column.CLIENT_USER_ID: SortKey.CLIENT_USER_ID,
    Column.STATE: SortKey.STATE,
    Column.SOURCES: SortKey.SOURCES,
    Column.CHANGED: SortKey.CHANGED,
    Column.BUTTON: SortKey.MODE,
}


class UserModel(QAbstractTableModel):
    """A window over the store's users: the ids of all that the query finds, and the rows of what is looked at.

    The ids come from whoever answers ``asked`` with ``show_listing``; where that takes its time, with ``show_first``
    before.
    """

    asked = Signal()  #: ``query`` is to be answered, anew
    listed = Signal()  #: what was found last is shown

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.service: Service | None = None
        self.query = ListQuery()
        self.ids: Sequence[int] = ()
        self.total = 0
        self.loading = False  # nothing has been found yet, but the first page at most
        self.partial = False  # only the first page of what was asked for is shown
        self._when_whole: list[Callable[[], None]] = []
        self._pages: OrderedDict[int, list[User]] = OrderedDict()
        self._busy: frozenset[int] = frozenset()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_UNSEEN)
        self._soon.timeout.connect(self.asked)

    def show(self, service: Service | None) -> None:
        """Shows this desk's users from now on."""
        self.service = service
        self._busy = frozenset()
        self._when_whole.clear()
        self.loading = self.partial = service is not None
        self._replace(())
        self.asked.emit()

    def reload(self) -> None:
        """Rows have come or gone."""
        self.asked.emit()

    def set_query(self, query: ListQuery) -> None:
        """Lists others, or in another order."""
        if query != self.query:
            self.query = query
            self.asked.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Orders by a column."""
        descending = order is Qt.SortOrder.DescendingOrder
        self.set_query(replace(self.query, sort=_SORTS[Column(column)], descending=descending))

    def when_whole(self, wish: Callable[[], None]) -> None:
        """Fulfils what is about everybody who is listed: now, or as soon as they are known."""
        if self.partial:
            self._when_whole.append(wish)
        else:
            wish()

    def show_listing(self, listing: Listing) -> None:
        """Shows these users; where they are the same as before, nothing moves."""
        self.total = listing.total
        self.loading = self.partial = False
        if listing.ids == self.ids:
            self._pages.clear()
            if self.ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(Column) - 1))
        else:
            self._replace(listing.ids)
        self.listed.emit()
        wishes, self._when_whole = self._when_whole, []
        for wish in wishes:
            wish()

    def show_first(self, ids: Sequence[int]) -> None:
        """Shows these while everybody is still being listed."""
        self.partial = True
        self._replace(ids)
        if not self.loading:
            self.listed.emit()

    def _replace(self, ids: Sequence[int]) -> None:
        self.beginResetModel()
        self.ids = ids
        self._pages.clear()
        self.endResetModel()

    def update_user(self, user: User) -> None:
        """Shows this user's row as it is now; asks anew when the row may belong elsewhere, or nowhere."""
        row = self.row_of(user.id)
        before = None if row is None else self._known(row)
        if row is not None:
            page = self._pages.get(row // _PAGE)
            if page is not None:
                page[row % _PAGE] = user
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        if row is not None and before is None:
            if not self._soon.isActive():  # else a thousand that are saved one after another would be put off for long
                self._soon.start()
        elif before is None or _place(before, self.query) != _place(user, self.query):
            self.asked.emit()

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
        # Whoever is asked for was mostly seen just now; to look through a million takes 15 ms.
        for number, page in self._pages.items():
            for place, user in enumerate(page):
                if user.id == user_id:
                    return number * _PAGE + place
        try:
            return self.ids.index(user_id)
        except ValueError:
            return None

    def user_at(self, row: int) -> User:
        """The user in this row."""
        number, place = divmod(row, _PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._read(self.ids[number * _PAGE : (number + 1) * _PAGE])
            while len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return page[place]

    def _read(self, user_ids: Sequence[int]) -> list[User]:
        assert self.service is not None  # noqa: S101  # a row is only asked for while there are some
        found = {user.id: user for user in self.service.roster.users(user_ids)}
        # Another process may have taken somebody away since the ids were read; the row stays until they are anew.
        return [found.get(user_id) or User(id=user_id, client_user_id="") for user_id in user_ids]

    def _known(self, row: int) -> User | None:
        page = self._pages.get(row // _PAGE)
        return None if page is None else page[row % _PAGE]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        """How many users there are."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Always the same."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and tool tips; what is drawn beside text the delegate asks ``user_at`` for."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            star = index.column() == Column.NAME and self.user_at(index.row()).marked
            return self.tr("{name}, marked").format(name=self._text(index)) if star else self._text(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(index)
        return None

    def _text(self, index: _Index) -> str:
        user = self.user_at(index.row())
        if index.column() == Column.BUTTON:
            return row_words.primary_word(user, busy=self.is_busy(user.id))
        return _TEXTS[Column(index.column())](user)

    def _tool_tip(self, index: _Index) -> str | None:
        text = self._tool_tip_text(index)
        # Qt takes what looks like HTML for HTML, and would fetch an image in it from wherever a file of people says.
        return QtText.convertFromPlainText(text) if text and QtText.mightBeRichText(text) else text

    def _tool_tip_text(self, index: _Index) -> str | None:
        user = self.user_at(index.row())
        match Column(index.column()):
            case Column.NAME:
                return "\n".join(filter(None, (user.name, " · ".join(user.tags), user.note)))
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
            if role == Qt.ItemDataRole.InitialSortOrderRole and section == Column.CHANGED:
                return Qt.SortOrder.DescendingOrder.value  # the newest first
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


def _sources_text(user: User) -> str:
    if len(user.sources) <= 1:
        return "".join(user.sources)
    return f"{user.sources[0]} +{len(user.sources) - 1}"


_TEXTS: dict[Column, Callable[[User], str]] = {
    Column.NAME: lambda user: user.name,
    Column.CLIENT_USER_ID: lambda user: user.client_user_id,
    Column.STATE: row_words.state_word,
    Column.SOURCES: _sources_text,
    Column.CHANGED: lambda user: moment(user.changed_at),
}


def _place(user: User, query: ListQuery) -> tuple[object, ...]:
    """All of a row that decides whether the query finds it, and where."""
    words = (user.label, user.email, user.note, user.tags) if query.text else ()
    by_state = query.state is not None or query.sort in (SortKey.STATE, SortKey.MODE)
    sorted_by = {SortKey.NAME: user.name, SortKey.SOURCES: user.sources[:1], SortKey.CHANGED: user.changed_at}
    return (
        user.deleted,
        words,
        (user.state, user.mode) if by_state else (),
        user.marked if query.marked else None,
        sorted_by.get(query.sort),
    )
