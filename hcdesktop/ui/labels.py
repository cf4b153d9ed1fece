"""Text on the screen that may come from anywhere: plain, selectable, and never wider than its place."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from hcdesktop.ui.theme import LEAST_WIDTH

_BREAK = "\u200b"  # a place where a line may end, without any width
_PLACES = re.compile(r"(?<=[@._+/-])(?=[^\s])|(?<=[^\s@._+/-]{20})(?=[^\s])")


def plain_label(parent: QWidget, name: str, *, muted: bool = False) -> QLabel:
    """A label that takes what it is given for text, whatever it looks like."""
    return _plain(QLabel(parent), name, muted=muted)


def _plain(label: QLabel, name: str, *, muted: bool) -> QLabel:
    label.setObjectName(name)
    label.setProperty("muted", muted)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    # What has no place to break a line at may not push the rest away: let it be narrower than its text.
    label.setMinimumWidth(LEAST_WIDTH)
    return label


class AddressLabel(QLabel):
    """Breaks a long address into lines, for which Qt finds no place; whoever copies it gets the address itself."""

    def __init__(self, parent: QWidget | None, name: str, *, muted: bool = False) -> None:
        super().__init__(parent)
        _plain(self, name, muted=muted)

    def show_text(self, text: str) -> None:
        """Shows this; read aloud it is as it was given."""
        self.setText(_breakable(text))
        self.setAccessibleName(text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSelection(0, 0)  # what is marked cannot be dragged away, places to break and all
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.hasSelectedText() and QGuiApplication.clipboard().supportsSelection():
            self._copy(QClipboard.Mode.Selection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self.tr("Copy"), self._copy)
        copy.setEnabled(self.hasSelectedText())
        menu.popup(event.globalPos())

    def _copy(self, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
        QGuiApplication.clipboard().setText(self.selectedText().replace(_BREAK, ""), mode)


def _breakable(text: str) -> str:
    return _PLACES.sub(_BREAK, text)


def section(parent: QWidget, text: str) -> QLabel:
    """The title of a part."""
    label = QLabel(text, parent)
    label.setProperty("section", True)
    return label
