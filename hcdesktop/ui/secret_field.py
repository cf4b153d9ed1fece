"""A secret in a form: set, replaced or removed, and never shown."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from hcdesktop.ui.theme import GAP, LINE_HEIGHT


class SecretField(QWidget):
    """A line to type in where there is none yet; else that it is set, with a way to replace and a way to remove it."""

    def __init__(self, label: str, *, known: bool, optional: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self.removed = False
        self.edit = QLineEdit(self)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setAccessibleName(label)
        self.edit.setMinimumHeight(LINE_HEIGHT)
        empty = self.tr("optional") if optional else self.tr("not set yet")
        self.edit.setPlaceholderText(self.tr("the new one") if known else empty)
        self.state = QLabel(self)
        self.replace_button = self._button(self.tr("Replace…"), self.tr("Replace {name}").format(name=label))
        self.remove_button = self._button(self.tr("Remove"), self.tr("Remove {name}").format(name=label))
        self.keep_button = self._button(self.tr("Keep it"), self.tr("Keep {name} as it is").format(name=label))
        self.replace_button.clicked.connect(self._on_replace)
        self.remove_button.clicked.connect(self._on_remove)
        self.keep_button.clicked.connect(self._on_keep)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.state, 1)
        layout.addWidget(self.edit, 1)
        for button in (self.replace_button, self.remove_button, self.keep_button):
            layout.addWidget(button)
        self.setMinimumHeight(LINE_HEIGHT)
        self._on_keep()

    @property
    def typed(self) -> str | None:
        """What takes the place of what is kept; ``None`` when nothing was typed."""
        return self.edit.text().strip() or None

    def _on_replace(self) -> None:
        self._show(typing=True)
        self.edit.setFocus()

    def _on_remove(self) -> None:
        self.removed = True
        self._show(typing=False)

    def _on_keep(self) -> None:
        self.removed = False
        self.edit.clear()
        self._show(typing=not self._known)

    def _show(self, *, typing: bool) -> None:
        decided = self._known and (typing or self.removed)
        self.edit.setVisible(typing)
        self.state.setVisible(not typing)
        self.state.setText(self.tr("Goes when you save") if self.removed else self.tr("Set"))
        self.replace_button.setVisible(self._known and not decided)
        self.remove_button.setVisible(self._known and not decided)
        self.keep_button.setVisible(decided)

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(name)
        button.setAutoDefault(False)
        return button
