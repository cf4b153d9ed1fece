"""The menu for whoever does not know how to go on: the guide, by F1 from everywhere."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from hcdesktop.ui.help_window import HelpWindow


class HelpMenu(QObject):
    """Opens the guide in a window of its own, one for all; the desk can be worked at beside it."""

    def __init__(self, bar: QMenuBar, *, language: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._language = language
        self._parent = parent
        self.window: HelpWindow | None = None
        self.menu = bar.addMenu(self.tr("&Help"))
        self.guide = self._action(self.tr("&Guide"), "index")
        # F1, also where the desk's StandardKey for help is another one (macOS has both).
        self.guide.setShortcut(QKeySequence(Qt.Key.Key_F1))
        self.guide.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)  # in front of a popup too
        self.keys = self._action(self.tr("&Keys"), "keys")
        self.keys.setShortcut(QKeySequence(Qt.KeyboardModifier.ShiftModifier | Qt.Key.Key_F1))

    def open(self, page: str = "index") -> None:
        """Shows this page of the guide."""
        if self.window is None:
            self.window = HelpWindow(self._language, self._parent)
        self.window.open(page)
        self.window.show()
        self.window.activateWindow()

    def _action(self, text: str, page: str) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(lambda _checked: self.open(page))
        return action
