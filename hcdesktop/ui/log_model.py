"""The rows of the log: the numbers of what was found, and the events of the part that is looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from hcdesktop.core.errors import HcError
from hcdesktop.core.log import LogQuery
from hcdesktop.core.logbook import STRETCH
from hcdesktop.core.models import Event, User
from hcdesktop.core.service import Service
from hcdesktop.ui import messages_of_events
from hcdesktop.ui.formats import stamp
from hcdesktop.ui.tasks import Tasks

_PAGE = 100
_PAGES_KEPT = 20
#: What happens in between is shown at once, in ms: a storm of events must not become one of questions.
_PAUSE = 100

_Index = QModelIndex | QPersistentModelIndex
_Page = tuple[Mapping[int, Event], Mapping[int, User]]


class LogColumn(IntEnum):
    """The columns, from left to right."""

    TIME = 0
    PERSON = 1
    WHAT = 2


class LogModel(QAbstractTableModel):
    """A window over all events, newest first, that grows while it is looked at.

    Without a filter the numbers are a range; with one they are found a stretch at a time, each on a thread of its own,
    so that the newest hits are there at once and a newer question need not wait for an older one.
    """

    searched = Signal()  #: more was looked through, or there are other rows
    failed = Signal(object)  #: HcError

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.service: Service | None = None
        self.query = LogQuery()
        self.ids: Sequence[int] = ()
        self.newest = 0
        #: Above this number everything was looked through.
        self.reached = 0
        self._question = 0
        self._pages: OrderedDict[int, _Page] = OrderedDict()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._catch_up)

    def show(self, service: Service | None) -> None:
        """Shows this desk's events from now on."""
        self.service = service
        self._pause.stop()
        self._ask()

    def set_query(self, query: LogQuery) -> None:
        """Shows others."""
        if query != self.query:
            self.query = query
            self._ask()

    def note_event(self) -> None:
        """Something has happened."""
        if self.service is not None and not self._pause.isActive():
            self._pause.start()

    @property
    def searching(self) -> bool:
        """There may be more."""
        return self.reached > 0

    def event_at(self, row: int) -> Event | None:
        """The event in this row."""
        events, _people = self._page_of(row)
        return events.get(self.ids[row])

    def person_at(self, row: int) -> User | None:
        """Whose it is, as far as that is known."""
        event = self.event_at(row)
        return None if event is None or event.user_id is None else self._page_of(row)[1].get(event.user_id)

    # --- finding

    def _ask(self) -> None:
        self._question += 1
        service = self.service
        try:
            self.newest = service.log.newest() if service is not None else 0
        except HcError as error:
            self.newest = 0
            self.failed.emit(error)
        self.beginResetModel()
        self._pages.clear()
        narrows = self.query.narrows
        self.ids = array("q") if narrows else range(self.newest, 0, -1)
        self.reached = self.newest if narrows else 0
        self.endResetModel()
        self.searched.emit()
        self._search()

    def _search(self) -> None:
        service, query, question = self.service, self.query, self._question
        if service is None or not self.reached:
            return
        until = self.reached
        # One person's events have an index of their own.
        after = 0 if query.user_id is not None else max(0, until - STRETCH)
        self._tasks.run(
            lambda: service.log.ids(query, after=after, until=until),
            success=lambda ids: self._on_found(question, ids, after),
            failure=lambda error: self._on_failed(question, error),
            on_file=True,
        )

    def _on_found(self, question: int, ids: Sequence[int], after: int) -> None:
        if question != self._question:
            return
        self.reached = after
        if ids:
            first = len(self.ids)
            self.beginInsertRows(QModelIndex(), first, first + len(ids) - 1)
            self.ids = array("q", self.ids) + array("q", ids)
            self._pages.pop(first // _PAGE, None)
            self.endInsertRows()
        self.searched.emit()
        self._search()

    def _on_failed(self, question: int, error: HcError) -> None:
        if question == self._question:
            self.reached = 0
            self.searched.emit()
            self.failed.emit(error)

    def _catch_up(self) -> None:
        """What has come since: asked of the file, so that one rule says what is found."""
        if self.service is None:
            return
        try:
            newest = self.service.log.newest()
            ids = self.service.log.ids(self.query, after=self.newest, until=newest)
        except HcError as error:
            self.failed.emit(error)
            return
        self.newest = newest
        if ids:
            self.beginInsertRows(QModelIndex(), 0, len(ids) - 1)
            self.ids = array("q", ids) + array("q", self.ids) if self.query.narrows else range(newest, 0, -1)
            self._pages.clear()
            self.endInsertRows()
        self.searched.emit()

    # --- reading

    def _page_of(self, row: int) -> _Page:
        number = row // _PAGE
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._read(self.ids[number * _PAGE : (number + 1) * _PAGE])
            while len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return page

    def _read(self, ids: Sequence[int]) -> _Page:
        if self.service is None:
            return {}, {}
        try:
            events = self.service.log.events(ids)
            return {event.id: event for event in events}, self.service.log.people(events)
        except HcError:
            return {}, {}  # a file that cannot be read is said by whoever searches it

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        """How many were found."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Always the same."""
        return 0 if parent.isValid() else len(LogColumn)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The texts."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        event = self.event_at(index.row())
        if event is None:
            return ""
        match LogColumn(index.column()):
            case LogColumn.TIME:
                return stamp(event.at)
            case LogColumn.PERSON:
                return _person(event, self.person_at(index.row()))
            case LogColumn.WHAT:
                return messages_of_events.for_event(event)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles of the columns."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return (self.tr("Time"), self.tr("Person"), self.tr("What happened"))[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


def _person(event: Event, user: User | None) -> str:
    if event.user_id is None:
        return ""
    # Of somebody who was deleted for good only the number is left.
    return user.name if user is not None and user.name.isprintable() else f"user-{event.user_id}"
