"""One person in full: state and next step, sources, tokens (masked), and the timeline with its raw details."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hcdesktop.core.models import Event, User
from hcdesktop.ui import messages
from hcdesktop.ui.card_sources import SourcesBox
from hcdesktop.ui.card_state import StateBox
from hcdesktop.ui.card_timeline import Timeline
from hcdesktop.ui.card_tokens import TokenBox
from hcdesktop.ui.labels import AddressLabel, section
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.theme import DIALOG, GAP, MARGIN


class UserCard(QScrollArea):
    """Shows the chosen user; holds nothing back and nothing in clear."""

    action_requested = Signal(object, object)  #: Action, id of the user shown
    copy_requested = Signal(str, str)  #: what is to be copied: in words, and itself
    user_shown = Signal(object)  #: User who is shown now, perhaps changed; None for nobody

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cardScroll")
        self.setAccessibleName(self.tr("Person"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.user: User | None = None
        self._card = QWidget(self)
        self._card.setObjectName("card")
        self._empty = QLabel(self.tr("Choose somebody in the list to see more."), self._card)
        self._empty.setProperty("muted", True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._content = QWidget(self._card)
        layout = QVBoxLayout(self._card)
        layout.setContentsMargins(DIALOG, MARGIN, DIALOG, MARGIN)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self._content, 1)
        self._build_content()
        self.setWidget(self._card)
        self.show_user(None)

    def show_user(
        self, user: User | None, *, problem: str = "", due_at: float | None = None, busy: bool = False
    ) -> None:
        """Shows this user; ``problem`` is the ``ErrorKind`` of a pending finish, ``due_at`` (epoch seconds) when it is
        tried again, ``busy`` that the popup is open. Who listens to ``user_shown`` may know more of the sources."""
        self.user = user
        self._empty.setVisible(user is None)
        self._content.setVisible(user is not None)
        if user is None:
            self._forget()
        else:
            self._name.show_text(user.name)
            self._id.show_text(user.client_user_id)
            self._id.setVisible(user.client_user_id != user.name)
            self._details.show_text(_details_text(user))
            self._details.setVisible(bool(self._details.text()))
            message = messages.for_state(user, problem=problem, due_at=due_at)
            if busy:
                message = messages.Message(text=self.tr("The popup is open."), action=Action.LAUNCH)
            self._state.show_message(message, user, busy=busy)
            self.sources.show_user(user)
            self.tokens.show_user(user)
        self.user_shown.emit(user)

    def show_events(self, events: Sequence[Event]) -> None:
        """The timeline, newest first."""
        self.timeline.show_events(events)

    def add_event(self, event: Event) -> None:
        """One more line, where it belongs."""
        self.timeline.add_event(event)

    @property
    def timeline_texts(self) -> list[str]:
        """The lines of the timeline, newest first."""
        return self.timeline.texts

    @property
    def state_text(self) -> str:
        """The card's sentence and next step."""
        return f"{self._state.state.text()} {self._state.next_step.text()}".strip()

    @property
    def primary_button(self) -> QPushButton:
        """The button for the next step."""
        return self._state.primary

    @property
    def second_button(self) -> QPushButton:
        """What can be done instead, when there is something."""
        return self._state.second

    def _forget(self) -> None:
        """A card that nobody sees holds nothing either."""
        for label in (self._name, self._id, self._details):
            label.show_text("")
        for part in (self._state, self.sources, self.tokens, self.timeline):
            part.forget()

    def _build_content(self) -> None:
        self._name = AddressLabel(self._content, "cardName")
        self._id = AddressLabel(self._content, "cardId", muted=True)
        self._details = AddressLabel(self._content, "cardDetails", muted=True)
        self._state = StateBox(self._content)
        self._state.wished.connect(self._on_wished)
        self.sources = SourcesBox(self._content)
        self.tokens = TokenBox(self._content)
        self.tokens.copy_requested.connect(self.copy_requested)
        self.timeline = Timeline(self._content)
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for widget in (self._name, self._id, self._details, self._state):
            layout.addWidget(widget)
        layout.addSpacing(GAP)
        layout.addWidget(self.sources)
        layout.addSpacing(GAP)
        layout.addWidget(section(self._content, self.tr("Tokens")))
        layout.addWidget(self.tokens)
        layout.addSpacing(GAP)
        layout.addWidget(section(self._content, self.tr("Timeline")))
        layout.addWidget(self.timeline, 1)

    def _on_wished(self, action: Action) -> None:
        if self.user is not None:
            self.action_requested.emit(action, self.user.id)


def _details_text(user: User) -> str:
    """What the desk has written down, a line for each."""
    return "\n".join(filter(None, (user.email, " · ".join(user.tags), user.note)))
