"""The window comes back as it was left: its place and parts, the list's columns, order and state."""

from __future__ import annotations

import logging
from dataclasses import replace

from PySide6.QtCore import QByteArray, QObject, QRect, Qt
from PySide6.QtGui import QGuiApplication

from hcdesktop.core.errors import StoreError
from hcdesktop.core.models import Environment
from hcdesktop.desk import Desk
from hcdesktop.store.window_state import WindowFile, WindowState
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.user_model import Column

_log = logging.getLogger(__name__)
_GRIP = 64  # pixels of a window that have to be on a screen, so that it can be taken hold of


class Remembered(QObject):
    """To be made after the controller: whoever lists everybody at a start is followed by whoever filters again."""

    def __init__(self, file: WindowFile, *, environments: Environments, window: MainWindow) -> None:
        super().__init__(window)
        self._file = file
        self._environments = environments
        self._window = window
        self._start: Environment | None = None
        self._began = False
        self.state = WindowState()
        environments.shown.connect(self._on_shown)

    def restore(self, environment: Environment) -> None:
        """Before the window is shown; ``environment`` is the one that the app starts with."""
        self._start = environment
        state = self.state = self._file.read()
        window = self._window
        if state.geometry:
            window.restoreGeometry(QByteArray.fromBase64(state.geometry.encode("ascii", "replace")))
            bring_on_screen(window)
        if state.splitter:
            window.splitter.setSizes(list(state.splitter))
        names = {column.name: column for column in Column}
        window.table.set_widths({names[name]: width for name, width in state.widths.items() if name in names})
        if state.sort in names:
            order = Qt.SortOrder.DescendingOrder if state.descending else Qt.SortOrder.AscendingOrder
            window.table.sortByColumn(names[state.sort], order)

    def keep(self) -> None:
        """The app ends. What cannot be written is no reason not to."""
        if not self._began:
            return  # it never came as far as a list
        window = self._window
        header = window.table.horizontalHeader()
        self.state = replace(
            self.state,
            geometry=bytes(window.saveGeometry().toBase64().data()).decode("ascii"),
            splitter=tuple(window.splitter.sizes()),
            widths={column.name: width for column, width in window.table.widths.items()},
            sort=Column(header.sortIndicatorSection()).name,
            descending=header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder,
            shown=window.people.state_name,
        )
        self._write()

    def note_welcomed(self) -> None:
        """The first page was seen."""
        self.state = replace(self.state, welcomed=True)
        self._write()

    def note_lab_page(self, page: str) -> None:
        """The Lab tests it."""
        self.state = replace(self.state, lab_page=page)
        self._write()

    def _write(self) -> None:
        try:
            self._file.write(self.state)
        except StoreError as error:
            _log.error("the window's state was not kept: %s", error)

    def _on_shown(self, desk: Desk) -> None:
        """While the app starts the Simulator is shown first, and then what was open; later on, who goes somewhere
        wants to see everybody there."""
        self._began = True
        if self._start is not None and self.state.shown:
            self._window.people.show_state(self.state.shown)
        if self._start is not None and desk.environment.storage_name == self._start.storage_name:
            self._start = None


def bring_on_screen(window: MainWindow) -> None:
    """A window whose screen is gone, or smaller than it was, comes to where it can be seen."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    place = on_screen(window.geometry(), screens)
    if place != window.geometry():
        window.setGeometry(place)


def on_screen(place: QRect, screens: list[QRect]) -> QRect:
    """The same place, if its top edge can be taken hold of; else in the middle of the first screen, no larger than
    it."""
    grip = QRect(place.x(), place.y(), place.width(), _GRIP)
    for screen in screens:
        seen = grip.intersected(screen)
        if seen.width() >= _GRIP and seen.height() >= _GRIP // 2:
            return place
    if not screens:
        return place
    first = screens[0]
    moved = QRect(0, 0, min(place.width(), first.width()), min(place.height(), first.height()))
    moved.moveCenter(first.center())
    return moved
