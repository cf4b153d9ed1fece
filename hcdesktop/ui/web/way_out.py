"""The line below a web view: a key that always leaves the page, said where it is needed, and a button to go to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from hcdesktop.ui.theme import INSET, SPACE

#: As in browsers, from pane to pane. A page gets it neither before nor after: it is a shortcut of the window.
KEY = Qt.Key.Key_F6


class WayOut(QWidget):
    """A page may keep Tab for itself; with ``KEY`` the keyboard comes here, and goes back from here."""

    def __init__(self, view: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("wayOut")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._view = view
        key = QKeySequence(KEY).toString(QKeySequence.SequenceFormat.NativeText)
        self.hint = QLabel(self.tr("{key}: out of the page and back").format(key=key), self)
        self.hint.setProperty("muted", True)
        self.close_button = QPushButton(self.tr("Close"), self)
        self.close_button.setProperty("flat", True)
        self.close_button.setAccessibleName(self.tr("Close this window"))
        self.close_button.setAutoDefault(True)  # Enter presses it, not only Space
        self.close_button.clicked.connect(window.close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(INSET, SPACE, INSET, SPACE)
        layout.addWidget(self.hint, 1)
        layout.addWidget(self.close_button)
        QShortcut(QKeySequence(KEY), window).activated.connect(self.turn)
        view.setFocus()  # or this button would have the keyboard at first, and Enter would close the popup

    def turn(self) -> None:
        """Out of the page, or back into it."""
        (self._view if self.close_button.hasFocus() else self.close_button).setFocus()
