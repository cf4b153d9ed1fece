"""What can be done with the open environment as a whole: entries of the Environment menu."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from hcdesktop.core.models import Environment


class EnvironmentMenu(QObject):
    """Wishes; the Simulator, which is always there as it is, grants none but to import, and to delete everything."""

    duplicate_requested = Signal()  #: another one with the same addresses and nobody in it
    rename_requested = Signal()
    delete_requested = Signal()
    export_requested = Signal()  #: the settings as a file, without secrets
    import_requested = Signal()  #: such a file
    erase_requested = Signal()  #: everything that the app keeps on this computer is to go

    def __init__(self, menu: QMenu, group: QActionGroup) -> None:
        """``group``: what a locked desk does not allow."""
        super().__init__(menu)
        self._group = group
        menu.addSeparator()
        self._of_live_ones = [
            self._add(menu, self.tr("&Duplicate…"), self.duplicate_requested),
            self._add(menu, self.tr("Re&name…"), self.rename_requested),
            self._add(menu, self.tr("De&lete…"), self.delete_requested),
            self._add(menu, self.tr("E&xport settings…"), self.export_requested),
        ]
        self._add(menu, self.tr("I&mport settings…"), self.import_requested)
        menu.addSeparator()
        self._add(menu, self.tr("Delete &all data…"), self.erase_requested)

    def show_environment(self, environment: Environment) -> None:
        """This is the open one."""
        for action in self._of_live_ones:
            action.setEnabled(not environment.simulated)

    def _add(self, menu: QMenu, text: str, wish: SignalInstance) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda _checked: wish.emit())
        self._group.addAction(action)
        return action
