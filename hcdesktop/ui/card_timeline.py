"""What has happened to a person, newest first, as it happens; the raw detail of the chosen line below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from hcdesktop.core.models import Event
from hcdesktop.ui import messages_of_events
from hcdesktop.ui.formats import stamp
from hcdesktop.ui.labels import plain_label
from hcdesktop.ui.raw_detail import RawDetail
from hcdesktop.ui.theme import SPACE
from hcdesktop.ui.user_card import PAGE

#: So many at most while more come by themselves: the oldest go then, and can be had back.
_MOST = 500
_EVENT_ROLE = Qt.ItemDataRole.UserRole
_LEAST_HEIGHT = 110  # of the lines: three of them
_RAW_HEIGHT = 140


class Timeline(QWidget):
    """A bounded list; what is earlier is asked for."""

    earlier_requested = Signal(int)  #: lines before the event with this id are wanted

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = QListWidget(self)
        self.list.setObjectName("timeline")
        self.list.setAccessibleName(self.tr("Timeline"))
        self.list.setWordWrap(True)
        # Lines are broken anew when the scroll bar takes some of their width.
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(_LEAST_HEIGHT)
        self.list.currentItemChanged.connect(self._on_chosen)
        self._none = plain_label(self, "cardNoEvents", muted=True)
        self._none.setText(self.tr("Nothing has happened yet."))
        self.earlier_button = QPushButton(self.tr("Show earlier"), self)
        self.earlier_button.setProperty("flat", True)
        self.earlier_button.setObjectName("inlineButton")
        self.earlier_button.clicked.connect(self._on_earlier)
        self.raw = RawDetail(self, height=_RAW_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._none)
        layout.addWidget(self.earlier_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.raw)
        self.forget()

    @property
    def texts(self) -> list[str]:
        """The lines, newest first."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def show_events(self, events: Sequence[Event]) -> None:
        """These lines, newest first; a full page may have earlier ones before it."""
        self.list.clear()
        self.raw.hide()
        self._append(events)

    def show_earlier(self, events: Sequence[Event]) -> None:
        """More lines below, and the keys go on there."""
        row = self.list.count()
        self._append(events)
        if events:
            self.list.setCurrentRow(row)
            self.list.scrollToItem(self.list.item(row))

    def add_event(self, event: Event) -> None:
        """One more line, where it belongs: an event may come a little late, or be in the list already."""
        row = self._row_for(event.id)
        if row is None:
            return
        if row == self.list.count() and self.earlier_button.isVisibleTo(self):
            return  # among those that were not asked for
        self.list.insertItem(row, _item(event))
        if self.list.count() > _MOST:
            self.list.takeItem(self.list.count() - 1)
            self.earlier_button.show()
        self._show_whether_empty()

    def forget(self) -> None:
        """Shows nothing of anybody."""
        self.list.clear()
        self.raw.show_event(None)
        self.raw.hide()
        self.earlier_button.hide()

    def _append(self, events: Sequence[Event]) -> None:
        for event in events:
            self.list.addItem(_item(event))
        self.earlier_button.setVisible(len(events) == PAGE)
        self._show_whether_empty()

    def _row_for(self, event_id: int) -> int | None:
        """From the top, where nearly all of them belong; ``None`` for one that is there."""
        for row in range(self.list.count()):
            known = self._id_at(row)
            if known <= event_id:
                return None if known == event_id else row
        return self.list.count()

    def _id_at(self, row: int) -> int:
        event: Event = self.list.item(row).data(_EVENT_ROLE)
        return event.id

    def _show_whether_empty(self) -> None:
        empty = self.list.count() == 0
        self.list.setVisible(not empty)
        self._none.setVisible(empty)

    def _on_earlier(self) -> None:
        if self.list.count():
            self.earlier_requested.emit(self._id_at(self.list.count() - 1))

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        event: Event | None = item.data(_EVENT_ROLE) if item else None
        if event is not None:
            self.raw.show_event(event)
        self.raw.setVisible(event is not None and bool(event.detail))


def _item(event: Event) -> QListWidgetItem:
    item = QListWidgetItem(f"{stamp(event.at)}  {messages_of_events.for_event(event)}")
    item.setData(_EVENT_ROLE, event)
    return item
