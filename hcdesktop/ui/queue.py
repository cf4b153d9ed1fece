"""*Next person*: the chosen ones are launched one after another, with time in between to let the next one sit down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from hcdesktop.core.errors import HcError
from hcdesktop.core.models import OutcomeKind, User
from hcdesktop.ui.theme import GAP, INSET, LEAST_WIDTH

_PAUSE = 5  # seconds between two
#: After these the next popup would most likely fare no better.
_WAIT_AFTER = frozenset({OutcomeKind.LOAD_FAILED, OutcomeKind.RENDERER_DIED})


class QueueBar(QFrame):
    """Says who is next, and lets that be now, not at all, or the end of it."""

    stop_requested = Signal()  #: nobody else's turn comes

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.text = QLabel(self)
        self.text.setObjectName("messageText")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setMinimumWidth(LEAST_WIDTH)
        self.now_button = QPushButton(self.tr("Open now"), self)
        self.now_button.setProperty("primary", True)
        self.skip_button = QPushButton(self.tr("Skip"), self)
        self.stop_button = QPushButton(self.tr("Stop"), self)
        self.stop_button.clicked.connect(self.stop_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(INSET, INSET, INSET, INSET)
        layout.setSpacing(GAP)
        layout.addWidget(self.text, 1)
        for button in (self.now_button, self.skip_button, self.stop_button):
            layout.addWidget(button)
        self.hide()

    def forget(self) -> None:
        """The desk is locked: no name is left, and no popup opens behind the page."""
        self.stop_requested.emit()
        self.text.clear()
        self.setAccessibleName("")

    def say(self, text: str, *, waits: bool) -> None:
        """Shows this; ``waits``: nobody's popup is open, so that the next one could be."""
        self.text.setText(text)
        self.setAccessibleName(text)
        self.now_button.setVisible(waits)
        self.skip_button.setVisible(waits)
        self.show()


class Queue(QObject):
    """Launches people in their order, one popup at a time; whoever cannot be launched is passed over."""

    launch_requested = Signal(int)  #: id of the user whose turn it is
    ended = Signal(int)  #: how many have had their turn

    def __init__(self, bar: QueueBar, user: Callable[[int], User], *, pause: int = _PAUSE) -> None:
        super().__init__(bar)
        self._bar = bar
        self._user = user
        self._pause = pause
        self._ids: list[int] = []
        self._done = 0
        self._total = 0
        self._current: int | None = None
        self._seconds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1_000)
        self._timer.timeout.connect(self._on_tick)
        bar.now_button.clicked.connect(self.open_now)
        bar.skip_button.clicked.connect(self.skip)
        bar.stop_requested.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether there is a queue."""
        return self._total > 0

    def start(self, user_ids: Sequence[int]) -> None:
        """These, from now on; the first one at once."""
        self.stop()
        self._ids = list(user_ids)
        self._total = len(self._ids)
        if self._ids:
            self.open_now()

    def open_now(self) -> None:
        """Whoever is next has the turn."""
        self._timer.stop()
        if not self._ids:
            return
        self._current = self._ids.pop(0)
        self._show()
        self.launch_requested.emit(self._current)

    def skip(self) -> None:
        """Passes over whoever is next."""
        if self._ids:
            self._ids.pop(0)
        self._go_on(wait=False)

    def stop(self) -> None:
        """No more of it; an open popup stays."""
        self._timer.stop()
        if not self._total:
            return
        done, self._done, self._total, self._current = self._done, 0, 0, None
        self._ids.clear()
        self._bar.hide()
        self.ended.emit(done)

    def on_ended(self, user_id: int, outcome: OutcomeKind) -> None:
        """A popup has been shut."""
        if user_id == self._current:
            self._current = None
            self._done += 1
            self._go_on(wait=outcome in _WAIT_AFTER)

    def on_refused(self, user_id: int) -> None:
        """Somebody's popup could not be opened."""
        if user_id == self._current:
            self._current = None
            self._go_on(wait=True)

    def _go_on(self, *, wait: bool) -> None:
        """``wait``: until somebody says so; something went wrong that wants to be read first."""
        self._timer.stop()
        if not self._ids:
            self.stop()
            return
        self._seconds = 0 if wait else self._pause
        if self._seconds:
            self._timer.start()
        self._show()

    def _on_tick(self) -> None:
        self._seconds -= 1
        if self._seconds > 0:
            self._show()
        else:
            self.open_now()

    def _show(self) -> None:
        number = self._total - len(self._ids) + (0 if self._current is not None else 1)
        place = self.tr("{number} of {total}").format(number=number, total=self._total)
        who = self._current if self._current is not None else self._ids[0]
        name = self._name(who)
        if self._current is not None and self._ids:
            after = self._name(self._ids[0])
            text = self.tr("Now: {name} ({place}). Next: {after}.").format(name=name, place=place, after=after)
        elif self._current is not None:
            text = self.tr("Now: {name} ({place}), the last.").format(name=name, place=place)
        elif self._seconds:
            text = self.tr("Next: {name} ({place}), in {n} s.").format(name=name, place=place, n=self._seconds)
        else:
            text = self.tr("Next: {name} ({place}).").format(name=name, place=place)
        self._bar.say(text, waits=self._current is None)

    def _name(self, user_id: int) -> str:
        try:
            return self._user(user_id).name
        except HcError:
            return "?"
