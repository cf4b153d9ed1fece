"""One person in full: state and next step, tokens (masked), sources, and the timeline with its raw details."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hcdesktop.core.models import Event, User
from hcdesktop.core.redact import masked
from hcdesktop.ui import messages
from hcdesktop.ui.countdown import Countdown
from hcdesktop.ui.formats import stamp
from hcdesktop.ui.messages import label_of
from hcdesktop.ui.sentences import Action

_EVENT_ROLE = Qt.ItemDataRole.UserRole
#: The labels that say something about the person shown.
_SAID = frozenset(
    {"cardName", "cardId", "cardDetails", "cardState", "cardNextStep", "cardSources"}
    | {"card_humanId", "card_publicToken", "card_accessToken"}
)


class UserCard(QScrollArea):
    """Shows the chosen user; holds nothing back and nothing in clear."""

    action_requested = Signal(object, object)  #: Action, id of the user shown
    copy_requested = Signal(str, str)  #: what is to be copied: in words, and itself

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cardScroll")
        self.setAccessibleName(self.tr("Person"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.user: User | None = None
        self._action = self._second_action = Action.NONE
        self._card = QWidget(self)
        self._card.setObjectName("card")
        self._empty = QLabel(self.tr("Choose somebody in the list to see more."), self._card)
        self._empty.setProperty("muted", True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._content = QWidget(self._card)
        layout = QVBoxLayout(self._card)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self._content, 1)
        self._build_content()
        self.setWidget(self._card)
        self.show_user(None)

    def show_user(
        self, user: User | None, *, problem: str = "", due_at: float | None = None, busy: bool = False
    ) -> None:
        """Shows this user; ``problem`` is the ``ErrorKind`` of a pending finish, ``due_at`` (epoch seconds) when it is
        tried again, ``busy`` that the popup is open."""
        self.user = user
        self._empty.setVisible(user is None)
        self._content.setVisible(user is not None)
        if user is None:
            self._countdown.until(None)
            self._forget()
            return
        self._name.setText(user.name)
        self._id.setText(user.client_user_id)
        self._id.setVisible(user.client_user_id != user.name)
        self._details.setText(_details_text(user))
        self._details.setVisible(bool(self._details.text()))
        message = messages.for_state(user, problem=problem, due_at=due_at)
        if busy:
            message = messages.Message(text=self.tr("The popup is open."), action=Action.LAUNCH)
        self._show_state(user, message, busy=busy)
        for label, button, value in (
            (self._human_id, self._copy_human_id, user.human_id),
            (self._public_token, self._copy_public_token, user.public_token),
            (self._access_token, self._copy_access_token, user.access_token),
        ):
            label.setText(masked(value))
            button.setEnabled(value is not None)
        self._sources.setText("\n".join(f"• {name}" for name in user.sources) or self.tr("None yet"))

    def _forget(self) -> None:
        """A card that nobody sees holds nothing either."""
        for label in self._content.findChildren(QLabel):
            if label.objectName() in _SAID:
                label.clear()
        self._timeline.clear()
        self._raw.clear()
        self._raw.hide()

    def show_events(self, events: Sequence[Event]) -> None:
        """The timeline, newest first."""
        self._timeline.clear()
        self._raw.hide()
        for event in events:
            self._timeline.addItem(_event_item(event))
        self._show_timeline()

    def add_event(self, event: Event) -> None:
        """One more line, where it belongs: an event may come a little late, or be in the list already."""
        known = [self._timeline.item(row).data(_EVENT_ROLE).id for row in range(self._timeline.count())]
        if event.id not in known:
            self._timeline.insertItem(sum(number > event.id for number in known), _event_item(event))
        self._show_timeline()

    @property
    def timeline_texts(self) -> list[str]:
        """The lines of the timeline, newest first."""
        return [self._timeline.item(row).text() for row in range(self._timeline.count())]

    @property
    def state_text(self) -> str:
        """The card's sentence and next step."""
        return f"{self._state.text()} {self._next_step.text()}".strip()

    @property
    def primary_button(self) -> QPushButton:
        """The button for the next step."""
        return self._primary

    @property
    def second_button(self) -> QPushButton:
        """What can be done instead, when there is something."""
        return self._second

    # --- building

    def _build_content(self) -> None:
        self._name = self._label("cardName")
        self._id = self._label("cardId", muted=True)
        self._details = self._label("cardDetails", muted=True)
        self._build_state_box()
        self._sources = self._label("cardSources")
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._name)
        layout.addWidget(self._id)
        layout.addWidget(self._details)
        layout.addWidget(self._state_box)
        layout.addSpacing(8)
        layout.addWidget(self._section(self.tr("Sources")))
        layout.addWidget(self._sources)
        layout.addSpacing(8)
        layout.addWidget(self._section(self.tr("Tokens")))
        layout.addLayout(self._build_tokens())
        layout.addSpacing(8)
        layout.addWidget(self._section(self.tr("Timeline")))
        self._build_timeline()
        layout.addWidget(self._timeline, 1)
        layout.addWidget(self._no_events)
        layout.addWidget(self._raw)
        layout.addStretch(0)

    def _build_state_box(self) -> None:
        self._state_box = QFrame(self._content)
        self._state_box.setObjectName("stateBox")
        self._state = self._label("cardState")
        self._next_step = self._label("cardNextStep")
        self._countdown = Countdown(self._next_step)
        self._primary = QPushButton(self._state_box)
        self._primary.setProperty("primary", True)
        self._primary.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._primary.clicked.connect(self._on_primary)
        self._second = QPushButton(label_of(Action.STOP, None), self._state_box)
        self._second.setProperty("flat", True)
        self._second.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._second.clicked.connect(self._on_second)
        buttons = QHBoxLayout()
        buttons.addWidget(self._primary)
        buttons.addWidget(self._second)
        buttons.addStretch(1)
        layout = QVBoxLayout(self._state_box)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(4)
        layout.addWidget(self._state)
        layout.addWidget(self._next_step)
        layout.addSpacing(6)
        layout.addLayout(buttons)

    def _build_tokens(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self._human_id, self._copy_human_id = self._token_row(grid, 0, "humanId")
        self._public_token, self._copy_public_token = self._token_row(grid, 1, "publicToken")
        self._access_token, self._copy_access_token = self._token_row(grid, 2, "accessToken")
        return grid

    def _token_row(self, grid: QGridLayout, row: int, name: str) -> tuple[QLabel, QPushButton]:
        title = QLabel(name, self._content)
        title.setProperty("muted", True)
        value = self._label(f"card_{name}")
        value.setWordWrap(False)
        copy = QPushButton(self.tr("Copy"), self._content)
        copy.setProperty("flat", True)
        copy.setAccessibleName(self.tr("Copy {name}").format(name=name))
        copy.clicked.connect(lambda: self._copy(name))
        for column, widget in enumerate((title, value, copy)):
            grid.addWidget(widget, row, column)
        return value, copy

    def _build_timeline(self) -> None:
        self._timeline = QListWidget(self._content)
        self._timeline.setObjectName("timeline")
        self._timeline.setAccessibleName(self.tr("Timeline"))
        self._timeline.setWordWrap(True)
        # Lines are broken anew when the scroll bar takes some of their width.
        self._timeline.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._timeline.setTextElideMode(Qt.TextElideMode.ElideNone)
        self._timeline.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._timeline.setMinimumHeight(110)
        self._timeline.currentItemChanged.connect(self._on_event_chosen)
        self._no_events = self._label("cardNoEvents", muted=True)
        self._no_events.setText(self.tr("Nothing has happened yet."))
        self._raw = QPlainTextEdit(self._content)
        self._raw.setReadOnly(True)
        self._raw.setAccessibleName(self.tr("Details of the chosen event"))
        self._raw.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._raw.setFixedHeight(140)
        self._raw.hide()

    def _label(self, name: str, *, muted: bool = False) -> QLabel:
        label = QLabel(self._content)
        label.setObjectName(name)
        label.setProperty("muted", muted)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # An e-mail address has no place to break a line at: let it be narrower than its text.
        label.setMinimumWidth(10)
        return label

    def _section(self, text: str) -> QLabel:
        label = QLabel(text, self._content)
        label.setProperty("section", True)
        return label

    # --- showing and acting

    def _show_state(self, user: User, message: messages.Message, *, busy: bool) -> None:
        self._state_box.setProperty("tone", message.tone)
        self._state_box.style().unpolish(self._state_box)
        self._state_box.style().polish(self._state_box)
        self._state.setText(message.text)
        self._next_step.setText(message.next_step)
        self._next_step.setVisible(bool(message.next_step))
        self._countdown.until(message.due_at)
        self._action, self._second_action = message.action, message.second
        self._primary.setVisible(message.action is not Action.NONE)
        self._primary.setText(self.tr("Show popup") if busy else label_of(message.action, user))
        if self._second.hasFocus() and message.second is Action.NONE:
            self._primary.setFocus()  # not whatever comes next: "Try now" is what may be wanted after all
        self._second.setVisible(message.second is not Action.NONE)
        if message.second is not Action.NONE:
            self._second.setText(label_of(message.second, user))

    def _show_timeline(self) -> None:
        empty = self._timeline.count() == 0
        self._timeline.setVisible(not empty)
        self._no_events.setVisible(empty)

    def _on_primary(self) -> None:
        if self.user is not None:
            self.action_requested.emit(self._action, self.user.id)

    def _on_second(self) -> None:
        if self.user is not None:
            self.action_requested.emit(self._second_action, self.user.id)

    def _copy(self, name: str) -> None:
        user = self.user
        if user is None:
            return
        values = {"humanId": user.human_id, "publicToken": user.public_token, "accessToken": user.access_token}
        self.copy_requested.emit(name, values[name] or "")

    def _on_event_chosen(self, item: QListWidgetItem | None) -> None:
        event: Event | None = item.data(_EVENT_ROLE) if item else None
        self._raw.setVisible(event is not None and bool(event.detail))
        if event is not None:
            self._raw.setPlainText(json.dumps(dict(event.detail), indent=2, ensure_ascii=False, default=dict))


def _details_text(user: User) -> str:
    """What the desk has written down, a line for each."""
    return "\n".join(filter(None, (user.email, " · ".join(user.tags), user.note)))


def _event_item(event: Event) -> QListWidgetItem:
    item = QListWidgetItem(f"{stamp(event.at)}  {messages.for_event(event)}")
    item.setData(_EVENT_ROLE, event)
    return item
