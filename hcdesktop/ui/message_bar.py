"""The one place where the window says something: a sentence, a next step, at most one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hcdesktop.core.models import User
from hcdesktop.ui.countdown import Countdown
from hcdesktop.ui.messages import Message, Tone
from hcdesktop.ui.row_words import label_of
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.theme import GAP, HAIR, INSET, LEAST_WIDTH

_SIGNS = {Tone.GOOD: "✓", Tone.PLAIN: "i", Tone.WARNING: "!", Tone.BAD: "!"}
_SIGN_WIDTH = 20


class MessageBar(QFrame):
    """Shows one message at a time; a new one replaces it."""

    action_requested = Signal(object, object)  #: Action, id of the user it is about (or None)
    details_requested = Signal(object, object)  #: Message to copy for somebody else, id of the user (or None)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.message: Message | None = None
        self._user_id: int | None = None
        self._sign = QLabel(self)
        self._sign.setFixedWidth(_SIGN_WIDTH)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sign.setObjectName("messageText")
        self._text = self._label("messageText")
        self._next_step = self._label("messageNextStep")
        self._countdown = Countdown(self._next_step)
        self._detail = self._label("messageDetail")
        self._detail.setProperty("muted", True)
        self._action = QPushButton(self)
        self._action.clicked.connect(self._on_action)
        self._more = self._flat(self.tr("Details"))
        self._more.setCheckable(True)
        self._more.toggled.connect(self._detail.setVisible)
        self._copy = self._flat(self.tr("Copy details"))
        self._copy.setObjectName("inlineButton")
        self._copy.setAccessibleName(self.tr("Copy the message for somebody else, without names"))
        self._copy.clicked.connect(lambda: self.details_requested.emit(self.message, self._user_id))
        self._more.toggled.connect(self._copy.setVisible)
        self._dismiss = self._flat(self.tr("Dismiss"))
        self._dismiss.clicked.connect(self.hide)
        self._lay_out()
        self.hide()

    def show_message(self, message: Message, *, user: User | None = None) -> None:
        """Says this; ``user`` is whom the button will be about."""
        self.message = message
        self._user_id = user.id if user else None
        self.setProperty("tone", message.tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self._sign.setText(_SIGNS[message.tone])
        self._text.setText(message.text)
        self._next_step.setText(message.next_step)
        self._countdown.until(message.due_at)
        self._next_step.setVisible(bool(message.next_step))
        self._detail.setText(message.detail)
        self._more.setChecked(message.open_detail)
        self._detail.setVisible(message.open_detail)
        self._copy.setVisible(message.open_detail)
        self._more.setVisible(bool(message.detail))
        self._action.setText(label_of(message.action, user))
        self._action.setVisible(message.action is not Action.NONE)
        self.setAccessibleName(f"{message.text} {message.next_step}")
        self.show()

    def forget(self) -> None:
        """Nothing of what was said is left."""
        self.hide()
        self._countdown.until(None)
        self.message = self._user_id = None
        for label in (self._text, self._next_step, self._detail):
            label.clear()
        self.setAccessibleName("")

    @property
    def action_button(self) -> QPushButton:
        """The button with the next step."""
        return self._action

    def _on_action(self) -> None:
        message = self.message
        self.hide()
        if message is not None:
            self.action_requested.emit(message.action, self._user_id)

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # A user ID may be one word of 512 characters: let the label be narrower than that, or the window grows with it.
        label.setMinimumWidth(LEAST_WIDTH)
        return label

    def _flat(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("flat", True)
        return button

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        for label in (self._text, self._next_step, self._detail):
            words.addWidget(label)
        words.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(INSET, INSET, INSET, INSET)
        layout.setSpacing(GAP)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(words, 1)
        for button in (self._action, self._more, self._dismiss):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
