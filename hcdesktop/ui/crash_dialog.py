"""What a person is told when something of ours went wrong that nobody thought of: once, and without stopping them."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from hcdesktop.ui.folding import Fold
from hcdesktop.ui.formats import number
from hcdesktop.ui.labels import plain_label
from hcdesktop.ui.theme import DIALOG, INSET

_WIDTH = 480
_TEXT_HEIGHT = 200


class CrashDialog(QDialog):
    """What happened, what is safe, what to do next; the details are folded away."""

    def __init__(self, details: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setModal(False)
        self.setMinimumWidth(_WIDTH)
        self._count = 0
        what = plain_label(self, "cardName")
        what.setText(self.tr("Something in hcdesktop went wrong."))
        safe = plain_label(self, "crashSafe")
        safe.setText(self.tr("Everything that was finished is safe on this computer: nothing of it is lost."))
        step = plain_label(self, "crashNextStep")
        step.setText(self.tr("Go on. If the window does odd things from now on, close hcdesktop and start it again."))
        self._again = plain_label(self, "crashCount", muted=True)
        self._again.hide()
        self.text = QPlainTextEdit(details, self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Details of what went wrong"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumHeight(_TEXT_HEIGHT)
        self.fold = Fold(self.tr("Details"), self.text, self)
        self.copy_button = QPushButton(self.tr("Copy details"), self)
        self.close_button = QPushButton(self.tr("Close {name}").format(name="hcdesktop"), self)
        self.go_on_button = QPushButton(self.tr("Go on"), self)
        self.go_on_button.setProperty("primary", True)
        self.go_on_button.setDefault(True)
        self.go_on_button.clicked.connect(self.accept)
        self.close_button.clicked.connect(self.accept)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(DIALOG, DIALOG, DIALOG, DIALOG)
        layout.setSpacing(INSET)
        for widget in (what, safe, step, self._again, self.fold):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(self._buttons())
        self.fold.button.toggled.connect(self._fit)
        self.go_on_button.setFocus()

    def add(self, count: int) -> None:
        """So many more have come."""
        self._count += count
        self._again.setVisible(self._count > 1)
        self._again.setText(self.tr("It has happened {n} times.").format(n=number(self._count)))

    def _fit(self) -> None:
        """As high as what is in sight needs."""
        self._layout.activate()
        self.resize(self.width(), self._layout.totalHeightForWidth(self.width()))

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.go_on_button)
        return buttons
