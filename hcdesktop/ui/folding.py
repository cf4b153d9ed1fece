"""Something that is folded away until somebody wants to see it: a button with what it is, and the thing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from hcdesktop.ui.theme import SPACE


class Fold(QWidget):
    """Begins folded."""

    unfolded = Signal()  #: the content can be seen now

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.button = QToolButton(self)
        self.button.setObjectName("foldButton")
        self.button.setText(title)
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setArrowType(Qt.ArrowType.RightArrow)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.toggled.connect(self._on_toggled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.button)
        layout.addWidget(content)
        content.hide()

    @property
    def open(self) -> bool:
        """Whether the content is in sight."""
        return self.button.isChecked()

    def fold(self) -> None:
        """Out of sight."""
        self.button.setChecked(False)

    def _on_toggled(self, unfolded: bool) -> None:
        self._content.setVisible(unfolded)
        self.button.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        if unfolded:
            self.unfolded.emit()
