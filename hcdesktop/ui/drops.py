"""A list of people, or another file, that is dragged onto the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

_KINDS = frozenset({".csv", ".txt", ".tsv"})


class Drops(QObject):
    """Takes one file of the right kind while ``takes`` says so; whatever else is dragged here stays where it was.

    A line in the window that takes drops itself would have the file's address typed into it."""

    dropped = Signal(object)  #: Path

    def __init__(self, window: QWidget, *, takes: Callable[[], bool], kinds: frozenset[str] = _KINDS) -> None:
        super().__init__(window)
        self._kinds = kinds
        self._takes = takes
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From a drag to the drop."""
        if isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter:
            return self._answer(event)
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            path = self._path(event.mimeData())
            if path is not None:
                # Not in this turn: whoever it was dragged from waits for its end.
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                self.dropped.emit(path)
                return True
        return super().eventFilter(watched, event)

    def _answer(self, event: QDragEnterEvent) -> bool:
        if self._path(event.mimeData()) is None:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        return True

    def _path(self, data: QMimeData) -> Path | None:
        urls = data.urls()
        if len(urls) != 1 or not urls[0].isLocalFile() or not self._takes():
            return None
        path = Path(urls[0].toLocalFile())
        return path if path.suffix.lower() in self._kinds else None
