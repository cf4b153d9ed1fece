"""The menu for whoever does not know how to go on: the guide, by F1 from everywhere; and what this is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from hcdesktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from hcdesktop.ui.about import AboutWindow
    from hcdesktop.ui.help_window import HelpWindow


class HelpMenu(QObject):
    """Opens the guide in a window of its own, one for all; the desk can be worked at beside it. Neither that window nor
    the other one is imported before it is first wanted: the start does not wait for them."""

    def __init__(self, bar: QMenuBar, tasks: Tasks, *, language: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._language = language
        self._parent = parent
        self.window: HelpWindow | None = None
        self.about_window: AboutWindow | None = None
        self.menu = bar.addMenu(self.tr("&Help"))
        self.guide = self._action(self.tr("&Guide"), "index")
        # F1, also where the desk's StandardKey for help is another one (macOS has both).
        self.guide.setShortcut(QKeySequence(Qt.Key.Key_F1))
        self.guide.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)  # in front of a popup too
        self.keys = self._action(self.tr("&Keys"), "keys")
        self.keys.setShortcut(QKeySequence(Qt.KeyboardModifier.ShiftModifier | Qt.Key.Key_F1))
        self.menu.addSeparator()
        self.about = self.menu.addAction(self.tr("&About hcdesktop, licences…"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.about.triggered.connect(lambda _checked: self.open_about())

    def open(self, page: str = "index") -> None:
        """Shows this page of the guide."""
        if self.window is None:
            from hcdesktop.ui.help_window import HelpWindow

            self.window = HelpWindow(self._language, self._parent)
        self.window.open(page)
        self.window.show()
        self.window.activateWindow()

    def open_about(self) -> None:
        """Shows which version this is, and the licences."""
        if self.about_window is None:
            from hcdesktop.ui.about import AboutWindow

            self.about_window = AboutWindow(self._tasks, self._parent)
        self.about_window.show()
        self.about_window.activateWindow()

    def _action(self, text: str, page: str) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(lambda _checked: self.open(page))
        return action
