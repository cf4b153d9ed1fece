"""What the card shows of a person: state and next step, sources, tokens (masked), and the timeline."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hcdesktop.core.models import User
from hcdesktop.ui import messages
from hcdesktop.ui.card_sources import SourcesBox
from hcdesktop.ui.card_state import StateBox
from hcdesktop.ui.card_timeline import Timeline
from hcdesktop.ui.card_tokens import TokenBox
from hcdesktop.ui.labels import AddressLabel, section
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.theme import GAP


class CardContent(QWidget):
    """One person in full; holds nothing back and nothing in clear."""

    wished = Signal(object)  #: Action

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = AddressLabel(self, "cardName")
        self.id = AddressLabel(self, "cardId", muted=True)
        self.details = AddressLabel(self, "cardDetails", muted=True)
        self.state = StateBox(self)
        self.state.wished.connect(self.wished)
        self.sources = SourcesBox(self)
        self.tokens = TokenBox(self)
        self.timeline = Timeline(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for widget in (self.name, self.id, self.details, self.state):
            layout.addWidget(widget)
        layout.addSpacing(GAP)
        layout.addWidget(self.sources)
        layout.addSpacing(GAP)
        layout.addWidget(section(self, self.tr("Tokens")))
        layout.addWidget(self.tokens)
        layout.addSpacing(GAP)
        layout.addWidget(section(self, self.tr("Timeline")))
        layout.addWidget(self.timeline, 1)

    def show_user(self, user: User, *, problem: str, due_at: float | None, busy: bool) -> None:
        """As ``UserCard.show_user``."""
        self.name.show_text(user.name)
        self.id.show_text(user.client_user_id)
        self.id.setVisible(user.client_user_id != user.name)
        self.details.show_text(_details_text(user))
        self.details.setVisible(bool(self.details.text()))
        message = messages.for_state(user, problem=problem, due_at=due_at)
        if busy:
            message = messages.Message(text=self.tr("The popup is open."), action=Action.LAUNCH)
        self.state.show_message(message, user, busy=busy)
        self.sources.show_user(user)
        self.tokens.show_user(user)

    def forget(self) -> None:
        """What nobody sees holds nothing either."""
        for label in (self.name, self.id, self.details):
            label.show_text("")
        for part in (self.state, self.sources, self.tokens, self.timeline):
            part.forget()


def _details_text(user: User) -> str:
    """What the desk has written down, a line for each."""
    return "\n".join(filter(None, (user.email, " · ".join(user.tags), user.note)))
