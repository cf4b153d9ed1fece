"""The first page: what this is, in three sentences, and one button. It is a page of the window, not a box before it."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hcdesktop.core.errors import HcError
from hcdesktop.desk import Desk
from hcdesktop.simulator.known import PEOPLE
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.people import People
from hcdesktop.ui.remembered import Remembered
from hcdesktop.ui.theme import MARGIN, PANEL, WIDE

_WIDTH = 520


class FirstRunPage(QWidget):
    """Three sentences and a button."""

    begun = Signal()  #: somebody has read enough

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        panel = QFrame(self)
        panel.setObjectName("lockPanel")
        panel.setFixedWidth(_WIDTH)
        title = self._label(self.tr("Welcome to hcdesktop"))
        title.setObjectName("cardName")
        sentences = (
            self.tr("Press Connect beside somebody's name, and they log in to their health portal in a window here."),
            self.tr("A moment later their access is in the list, encrypted on this computer and ready for your app."),
            self.tr("You begin in the Simulator: its people are made up and nothing leaves this computer, so try it."),
        )
        self.button = QPushButton(self.tr("Show me the list"), panel)
        self.button.setProperty("primary", True)
        self.button.setAutoDefault(True)  # Enter presses it, not only Space
        self.button.clicked.connect(self.begun)
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(PANEL, PANEL, PANEL, PANEL)
        layout.setSpacing(MARGIN)
        layout.addWidget(title)
        for sentence in sentences:
            layout.addWidget(self._label(sentence))
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        # Not by an alignment: the lines of its sentences would not count for its height.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(panel)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        whole.addStretch(2)
        whole.addLayout(row)
        whole.addStretch(3)
        self.setAccessibleName(" ".join((title.text(), *sentences)))

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label


class FirstRun(QObject):
    """Shows the page until it was dismissed, or somebody has added a person or set up an environment of their own."""

    def __init__(
        self, remembered: Remembered, *, environments: Environments, people: People, window: MainWindow
    ) -> None:
        super().__init__(window)
        self._remembered = remembered
        self._environments = environments
        self._window = window
        people.changed.connect(lambda _user: self.end())

    @cached_property
    def page(self) -> FirstRunPage:
        """Made for the first start, and for no other."""
        page = FirstRunPage(self._window)
        page.hide()
        page.begun.connect(self.end)
        return page

    def begin(self) -> None:
        """At the start of the app; nothing where the page was seen, or where somebody is at home."""
        if not self._remembered.state.welcomed and not self._is_at_home():
            self._show()

    def end(self) -> None:
        """For good."""
        if self._is_wanted:
            self._window.remove_page(self.page)
            self._remembered.note_welcomed()

    @property
    def _is_wanted(self) -> bool:
        return "page" in self.__dict__ and self._window.has_page(self.page)

    def _show(self) -> None:
        self._window.show_page(self.page)
        self.page.button.setFocus()

    def show_desk(self, desk: Desk) -> None:
        """Another one, or the same one again: it was locked, say."""
        if not self._is_wanted:
            return
        if desk.environment.simulated:
            self._show()
        else:
            self.end()

    def _is_at_home(self) -> bool:
        """Somebody was here before there was such a page."""
        try:
            others = len(self._environments.all()) > 1
            # No more than that are asked for: to count a long list takes longer than to show it.
            return others or len(self._environments.desk.service.users(limit=PEOPLE + 1)) != PEOPLE
        except HcError:
            return True
