"""A person's tokens, masked, and when and why they were replaced; of none is more shown than its last characters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hcdesktop.core.log import Rotation
from hcdesktop.core.models import User
from hcdesktop.core.redact import masked
from hcdesktop.ui.card_words import for_rotation
from hcdesktop.ui.folding import Fold
from hcdesktop.ui.labels import plain_label
from hcdesktop.ui.theme import HAIR, INSET, SPACE


class TokenBox(QWidget):
    """Three rows, and a history that is read when somebody unfolds it."""

    copy_requested = Signal(str, str)  #: name of the token, and itself
    history_requested = Signal()  #: it is in sight, and empty

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._user: User | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(INSET)
        self._grid.setVerticalSpacing(HAIR)
        self._grid.setColumnStretch(1, 1)
        rows = [self._row(row, name) for row, name in enumerate(("humanId", "publicToken", "accessToken"))]
        (self._human_id, self.copy_human_id), (self._public_token, self.copy_public_token) = rows[:2]
        self._access_token, self.copy_access_token = rows[2]
        self._history = plain_label(self, "cardRotations")
        self.fold = Fold(self.tr("History of the tokens"), self._history, self)
        self.fold.unfolded.connect(self.history_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(self._grid)
        layout.addWidget(self.fold)

    def show_user(self, user: User) -> None:
        """This person's; the history of another one is folded away."""
        if self._user is None or self._user.id != user.id:
            self.fold.fold()
            self._history.clear()
        self._user = user
        for label, button, value in (
            (self._human_id, self.copy_human_id, user.human_id),
            (self._public_token, self.copy_public_token, user.public_token),
            (self._access_token, self.copy_access_token, user.access_token),
        ):
            label.setText(masked(value))
            button.setEnabled(value is not None)

    def show_history(self, rotations: Sequence[Rotation]) -> None:
        """When they were replaced, and why."""
        lines = "\n".join(f"• {for_rotation(rotation)}" for rotation in rotations)
        self._history.setText(lines or self.tr("They have not been replaced since this list was begun."))

    def forget(self) -> None:
        """Shows nothing of anybody."""
        self._user = None
        self.fold.fold()
        for label in (self._human_id, self._public_token, self._access_token, self._history):
            label.clear()

    def _row(self, row: int, name: str) -> tuple[QLabel, QPushButton]:
        title = QLabel(name, self)
        title.setProperty("muted", True)
        value = plain_label(self, f"card_{name}")
        value.setWordWrap(False)
        copy = QPushButton(self.tr("Copy"), self)
        copy.setProperty("flat", True)
        copy.setAccessibleName(self.tr("Copy {name}").format(name=name))
        copy.clicked.connect(lambda: self._copy(name))
        for column, widget in enumerate((title, value, copy)):
            self._grid.addWidget(widget, row, column)
        return value, copy

    def _copy(self, name: str) -> None:
        user = self._user
        if user is not None:
            values = {"humanId": user.human_id, "publicToken": user.public_token, "accessToken": user.access_token}
            self.copy_requested.emit(name, values[name] or "")
