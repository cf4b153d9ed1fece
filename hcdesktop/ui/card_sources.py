"""A person's sources as Human API reports them; what the list knows until it has answered, or when it does not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hcdesktop.core.models import User
from hcdesktop.core.sources import SourceReport
from hcdesktop.ui.card_words import for_source
from hcdesktop.ui.formats import stamp
from hcdesktop.ui.labels import plain_label, section
from hcdesktop.ui.theme import SPACE


class SourcesBox(QWidget):
    """Names, since when, and how far each has been read; one quiet line beneath."""

    refresh_requested = Signal()  #: Human API is to be asked once more

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sources = plain_label(self, "cardSources")
        self._note = plain_label(self, "cardSourcesNote", muted=True)
        self.refresh_button = QPushButton(self.tr("Refresh"), self)
        self.refresh_button.setProperty("flat", True)
        self.refresh_button.setAccessibleName(self.tr("Refresh the sources"))
        self.refresh_button.clicked.connect(self.refresh_requested)
        head = QHBoxLayout()
        head.addWidget(section(self, self.tr("Sources")))
        head.addStretch(1)
        head.addWidget(self.refresh_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(head)
        layout.addWidget(self._sources)
        layout.addWidget(self._note)

    def show_user(self, user: User) -> None:
        """What the list knows of this person."""
        self.refresh_button.setVisible(user.access_token is not None)
        names = "\n".join(f"• {name}" for name in user.sources)
        self._sources.setText(names or self.tr("None yet"))
        connected = user.public_token is not None or user.human_id is not None
        missing = connected and user.access_token is None
        self._say(self.tr("Human API cannot be asked: there is no access token.") if missing else "")

    def show_asking(self) -> None:
        """An answer is on its way."""
        self.refresh_button.setEnabled(False)
        self._say(self.tr("Asking Human API…"))

    def show_failure(self, why: str) -> None:
        """What is shown is what was known before."""
        self.refresh_button.setEnabled(True)
        self._say(self.tr("Not up to date: {why}").format(why=why))

    def show_idle(self) -> None:
        """Nothing is asked."""
        self.refresh_button.setEnabled(True)

    def forget(self) -> None:
        """Shows nothing of anybody."""
        self._sources.clear()
        self._say("")

    def show_report(self, report: SourceReport) -> None:
        """What Human API has told."""
        self.refresh_button.setEnabled(True)
        lines = "\n".join(f"• {for_source(source)}" for source in report.sources)
        self._sources.setText(lines or self.tr("None yet"))
        self._say(self.tr("As of {when}").format(when=stamp(report.at)))

    def _say(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))
