"""Text on the screen that may come from anywhere: plain, selectable, and never wider than its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def plain_label(parent: QWidget, name: str, *, muted: bool = False) -> QLabel:
    """A label that takes what it is given for text, whatever it looks like."""
    label = QLabel(parent)
    label.setObjectName(name)
    label.setProperty("muted", muted)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    # An e-mail address has no place to break a line at: let it be narrower than its text.
    label.setMinimumWidth(10)
    return label


def section(parent: QWidget, text: str) -> QLabel:
    """The title of a part."""
    label = QLabel(text, parent)
    label.setProperty("section", True)
    return label
