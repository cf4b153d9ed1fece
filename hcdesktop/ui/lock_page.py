"""What is seen of a locked desk: one sentence and one button; and the menu's entries that lead here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QActionGroup, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from hcdesktop.ui.theme import MARGIN, PANEL, WIDE

_WIDTH = 420


class LockPage(QWidget):
    """Stands in the place of everything else; says nothing about anybody."""

    unlock_requested = Signal()  #: somebody is back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panel = QFrame(self)
        self._panel.setObjectName("lockPanel")
        self._panel.setFixedWidth(_WIDTH)
        self.picture = QLabel(self._panel)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence = self._label("lockSentence")
        self._problem = self._label("lockProblem")
        self._button = QPushButton(self._panel)
        self._button.setProperty("primary", True)
        self._button.setAutoDefault(True)  # Enter presses it, not only Space
        self._button.clicked.connect(self.unlock_requested)
        layout = QVBoxLayout(self._panel)
        layout.setContentsMargins(PANEL, PANEL, PANEL, PANEL)
        layout.setSpacing(MARGIN)
        for widget in (self.picture, self._sentence, self._problem):
            layout.addWidget(widget)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        # Not by an alignment: the lines of its sentences would not count for its height.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._panel)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        whole.addStretch(2)
        whole.addLayout(row)
        whole.addStretch(3)
        self.say()

    def say(self, problem: str = "", *, busy: bool = False) -> None:
        """Locked; ``problem`` is why it still is, ``busy`` that it is being unlocked."""
        self._sentence.setText(self.tr("The desk is locked: nobody in the list can be seen until you unlock it."))
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._button.setText(self.tr("Unlocking…") if busy else self.tr("Unlock"))
        self._button.setEnabled(not busy)
        self.setAccessibleName(f"{self._sentence.text()} {problem}".strip())

    @property
    def said(self) -> str:
        """Everything that the page says."""
        return self.accessibleName()

    @property
    def button(self) -> QPushButton:
        """The one button."""
        return self._button

    def _label(self, name: str) -> QLabel:
        label = QLabel(self._panel)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label


class LockMenu(QObject):
    """Lock now, and after how many minutes the desk locks itself."""

    lock_requested = Signal()  #: now
    minutes_chosen = Signal(int)  #: from now on after so many

    def __init__(self, menu: QMenu, choices: Sequence[int]) -> None:
        super().__init__(menu)
        self._lock = menu.addAction(self.tr("&Lock now"))
        self._lock.setShortcut(QKeySequence("Ctrl+L"))
        # In front of a popup too, which is a window of its own.
        self._lock.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        self._lock.triggered.connect(lambda _checked: self.lock_requested.emit())
        self._after = menu.addMenu(self.tr("Lock &after"))
        self._group = QActionGroup(self)
        for minutes in choices:
            text = self.tr("1 minute") if minutes == 1 else self.tr("{n} minutes").format(n=minutes)
            action = self._after.addAction(text)
            action.setCheckable(True)
            action.setData(minutes)
            self._group.addAction(action)
        self._group.triggered.connect(lambda action: self.minutes_chosen.emit(action.data()))

    def show_minutes(self, minutes: int) -> None:
        """Marks the one that holds."""
        for action in self._group.actions():
            action.setChecked(action.data() == minutes)

    def set_enabled(self, enabled: bool) -> None:
        """A locked desk is not locked again, and nobody changes when."""
        self._lock.setEnabled(enabled)
        self._after.setEnabled(enabled)
