"""The card's first word: the state in one sentence, the next step, and the button for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hcdesktop.core.models import User
from hcdesktop.ui.countdown import Countdown
from hcdesktop.ui.labels import plain_label
from hcdesktop.ui.messages import Message
from hcdesktop.ui.row_words import label_of
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.theme import GAP, INSET, SPACE


class StateBox(QFrame):
    """Shows one message with one primary button; what can be done instead stands beside it."""

    wished = Signal(object)  #: Action

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("stateBox")
        self._action = self._second_action = Action.NONE
        self.state = plain_label(self, "cardState")
        self.next_step = plain_label(self, "cardNextStep")
        self._countdown = Countdown(self.next_step)
        self.primary = QPushButton(self)
        self.primary.setProperty("primary", True)
        self.primary.clicked.connect(lambda: self.wished.emit(self._action))
        self.second = QPushButton(label_of(Action.STOP, None), self)
        self.second.setProperty("flat", True)
        self.second.clicked.connect(lambda: self.wished.emit(self._second_action))
        self._lay_out()

    def show_message(self, message: Message, user: User, *, busy: bool) -> None:
        """Says this of this person; ``busy``: the popup is open, and the button brings it forward."""
        self.setProperty("tone", message.tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self.state.setText(message.text)
        self.next_step.setText(message.next_step)
        self.next_step.setVisible(bool(message.next_step))
        self._countdown.until(message.due_at)
        self._action, self._second_action = message.action, message.second
        self.primary.setVisible(message.action is not Action.NONE)
        self.primary.setText(self.tr("Show popup") if busy else label_of(message.action, user))
        if self.second.hasFocus() and message.second is Action.NONE:
            self.primary.setFocus()  # not whatever comes next: "Try now" is what may be wanted after all
        self.second.setVisible(message.second is not Action.NONE)
        if message.second is not Action.NONE:
            self.second.setText(label_of(message.second, user))

    def forget(self) -> None:
        """Says nothing any more."""
        self._countdown.until(None)
        self.state.clear()
        self.next_step.clear()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.primary, self.second):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(INSET, INSET, INSET, INSET)
        layout.setSpacing(SPACE)
        layout.addWidget(self.state)
        layout.addWidget(self.next_step)
        layout.addSpacing(GAP)
        layout.addLayout(buttons)
