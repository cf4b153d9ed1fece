"""The place for one person beside the list: what the card shows is made when there is somebody to show, or before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hcdesktop.core.models import Event, User
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.theme import DIALOG, MARGIN

if TYPE_CHECKING:
    from hcdesktop.ui.card_content import CardContent
    from hcdesktop.ui.card_sources import SourcesBox
    from hcdesktop.ui.card_timeline import Timeline
    from hcdesktop.ui.card_tokens import TokenBox

#: So many lines of the timeline at first, and so many more each time somebody wants earlier ones.
PAGE = 50


class UserCard(QScrollArea):
    """Shows the chosen user; for nobody it says what to do."""

    action_requested = Signal(object, object)  #: Action, id of the user shown
    copy_requested = Signal(str, str)  #: what is to be copied: in words, and itself
    user_shown = Signal(object)  #: User who is shown now, perhaps changed; None for nobody
    furnished = Signal(object)  #: CardContent that is there from now on

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
        self._content: CardContent | None = None
        self._layout = QVBoxLayout(self._card)
        self._layout.setContentsMargins(DIALOG, MARGIN, DIALOG, MARGIN)
        self._layout.addWidget(self._empty, 1)
        self.setWidget(self._card)

    @property
    def content(self) -> CardContent:
        """What is shown of a person."""
        if self._content is None:
            self._content = self._furnish()
            self.furnished.emit(self._content)
        return self._content

    @property
    def sources(self) -> SourcesBox:
        """Where the data comes from."""
        return self.content.sources

    @property
    def tokens(self) -> TokenBox:
        """The tokens, masked."""
        return self.content.tokens

    @property
    def timeline(self) -> Timeline:
        """What has happened."""
        return self.content.timeline

    def show_user(
        self, user: User | None, *, problem: str = "", due_at: float | None = None, busy: bool = False
    ) -> None:
        """Shows this user; ``problem`` is the ``ErrorKind`` of a pending finish, ``due_at`` (epoch seconds) when it is
        tried again, ``busy`` that the popup is open. Who listens to ``user_shown`` may know more of the sources."""
        self.user = user
        self._empty.setVisible(user is None)
        if user is not None:
            self.content.show_user(user, problem=problem, due_at=due_at, busy=busy)
        elif self._content is not None:
            self._content.forget()
        if self._content is not None:
            self._content.setVisible(user is not None)
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
        state = self.content.state
        return f"{state.state.text()} {state.next_step.text()}".strip()

    @property
    def primary_button(self) -> QPushButton:
        """The button for the next step."""
        return self.content.state.primary

    @property
    def second_button(self) -> QPushButton:
        """What can be done instead, when there is something."""
        return self.content.state.second

    def _furnish(self) -> CardContent:
        from hcdesktop.ui.card_content import CardContent

        content = CardContent(self._card)
        content.setVisible(False)
        content.wished.connect(self._on_wished)
        content.tokens.copy_requested.connect(self.copy_requested)
        self._layout.addWidget(content, 1)
        # Made after what stands below it on the screen, and yet to be reached before that.
        before: QWidget = self
        for widget in content.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(before, widget)
                before = widget
        return content

    def _on_wished(self, action: Action) -> None:
        if self.user is not None:
            self.action_requested.emit(action, self.user.id)
