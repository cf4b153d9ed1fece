"""The band across a window that says whose people these are: by its colour, and in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from hcdesktop.core.models import Environment, EnvironmentKind
from hcdesktop.ui.theme import INSET, MARGIN, SPACE


def kind_word(kind: EnvironmentKind) -> str:
    """What a kind is called."""
    return {
        EnvironmentKind.SIMULATOR: QCoreApplication.translate("band", "Simulator"),
        EnvironmentKind.TEST: QCoreApplication.translate("band", "Test"),
        EnvironmentKind.PRODUCTION: QCoreApplication.translate("band", "Production"),
    }[kind]


def _meaning(kind: EnvironmentKind) -> str:
    return {
        EnvironmentKind.SIMULATOR: QCoreApplication.translate("band", "Fictional data"),
        EnvironmentKind.TEST: QCoreApplication.translate("band", "Test data"),
        EnvironmentKind.PRODUCTION: QCoreApplication.translate("band", "Real people"),
    }[kind]


class _Elided(QLabel):
    """A line that is drawn only as far as there is room; asks for none itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """As high as a line, and no wider than nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cut where the room ends."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()


class EnvironmentBand(QWidget):
    """One line over the whole width: the kind, the environment's name, and what that means. A name that has no room is
    cut short; the whole of it is in the tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("environmentBand")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._kind = self._label("bandKind")
        self._name = _Elided(self)
        self._name.setObjectName("bandName")
        self._meaning = self._label("bandMeaning")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, SPACE, MARGIN, SPACE)
        layout.setSpacing(INSET)
        layout.addWidget(self._kind)
        layout.addWidget(self._name, 1)
        layout.addWidget(self._meaning)

    def show_environment(self, environment: Environment) -> None:
        """Says this one from now on."""
        kind = environment.kind
        word, meaning = kind_word(kind), _meaning(kind)
        # The Simulator's kind is its name.
        self._name.setText("" if environment.name == word else environment.name)
        self._kind.setText(word)
        self._meaning.setText(meaning)
        self.setToolTip(environment.name)
        self.setAccessibleName(f"{word}: {environment.name}. {meaning}.")
        for widget in (self, self._kind, self._name, self._meaning):
            widget.setProperty("kind", str(kind))
            # A style sheet looks at properties only when told to.
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    @property
    def text(self) -> str:
        """What it says: kind, name, meaning."""
        return self.accessibleName()

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label
