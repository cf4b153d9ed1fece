"""What happens on a page, as it happens: line by line, and of the chosen line everything that was seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QListWidget, QSplitter, QVBoxLayout, QWidget

from hcdesktop.lab import lab_words
from hcdesktop.lab.record import Record, Seen
from hcdesktop.lab.timeline import raw, told
from hcdesktop.ui.labels import plain_label
from hcdesktop.ui.raw_detail import RawDetail
from hcdesktop.ui.scenario_words import title
from hcdesktop.ui.theme import GAP, SPACE

#: Between two looks, in ms: a page that does a lot must not keep the window from its own work.
_PAUSE = 150


class LiveTimeline(QWidget):
    """Follows one record at a time, or shows one that has ended."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look: Callable[[], Record] | None = None
        self._record: Record | None = None
        self._events: list[Seen] = []
        self._scenario = plain_label(self, "labScenario")
        self.list = QListWidget(self)
        self.list.setObjectName("timeline")
        self.list.setAccessibleName(self.tr("Timeline"))
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Not the current one: the list makes its first line that when the keyboard comes to it.
        self.list.itemSelectionChanged.connect(self._on_chosen)
        self.raw = RawDetail(self)
        self.raw.text.setAccessibleName(self.tr("Details of the chosen line"))
        self.raw.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_look)
        self._lay_out()
        self.forget()

    def follow(self, look: Callable[[], Record]) -> None:
        """Shows what ``look`` tells, again and again, until a record is shown or nothing."""
        self._begin()
        self._look = look
        self._on_look()
        self._timer.start()

    def show_record(self, record: Record) -> None:
        """What has ended stays as it is."""
        if self._record is None or self._record.scenario is not record.scenario or self._look is None:
            self._begin()
        self.rest()
        self._show(record)

    def rest(self) -> None:
        """Whoever was followed has gone; what is shown stays."""
        self._timer.stop()
        self._look = None

    def forget(self) -> None:
        """Nothing is there to be shown."""
        self._begin()
        self._scenario.setText(self.tr("What happens on the page is told here, line by line."))

    @property
    def lines(self) -> list[str]:
        """What can be read."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _begin(self) -> None:
        self._timer.stop()
        self._look = self._record = None
        self._events = []
        self.list.clear()
        self._on_chosen()

    def _on_look(self) -> None:
        if self._look is not None:
            self._show(self._look())

    def _show(self, record: Record) -> None:
        if self._record is not None and record.events == self._record.events:
            return
        self._record = record
        self._scenario.setText(title(record.scenario))
        bar = self.list.verticalScrollBar()
        at_end = bar.value() == bar.maximum()
        found = told(record)
        self._events = [event for _line, event in found]
        for row, (line, _event) in enumerate(found):
            self._put(row, lab_words.line(line))
        if at_end and self._look is not None:
            self.list.scrollToBottom()
        self._on_chosen()

    def _put(self, row: int, text: str) -> None:
        """What is shown already may have got its answer meanwhile."""
        if row >= self.list.count():
            self.list.addItem(text)
        elif (item := self.list.item(row)).text() != text:
            item.setText(text)

    def _on_chosen(self) -> None:
        chosen = self.list.selectedIndexes()
        event = self._events[chosen[0].row()] if chosen else None
        self.raw.setVisible(event is not None)
        text = raw(event, self._record) if event is not None and self._record is not None else ""
        if text != self.raw.text.toPlainText():
            self.raw.show_json(text)

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.setHandleWidth(GAP)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.list)
        splitter.addWidget(self.raw)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._scenario)
        layout.addWidget(splitter, 1)
