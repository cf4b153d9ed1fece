"""*Test connection*: asks the hosts in the form, in the background, and says what was found and what nobody asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from hcdesktop.core import exchange
from hcdesktop.core.models import Credentials, Environment
from hcdesktop.core.reachability import Check, Part, Reachability
from hcdesktop.ui.findings import sentence
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.theme import GAP


@dataclass(frozen=True, slots=True)
class Probe:
    """What a test needs: the way to a thread, and how to ask for the secrets that are kept."""

    tasks: Tasks
    known: Callable[[], Credentials]


class ConnectionTest(QWidget):
    """A button, and a line for each host once it was asked."""

    def __init__(self, probe: Probe, form: Callable[[], tuple[Environment, Credentials] | None]) -> None:
        """``form`` gives what is to be tested, or ``None`` when it has just said what is wrong with it."""
        super().__init__()
        self._probe = probe
        self._form = form
        self._asking: Reachability | None = None
        self._found: dict[Part, str] = {}
        self.button = QPushButton(self.tr("Test connection"), self)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._on_pressed)
        self.lines = QLabel(self)
        self.lines.setTextFormat(Qt.TextFormat.PlainText)
        self.lines.setWordWrap(True)
        self.lines.setObjectName("testLines")
        self.lines.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.lines)

    def stop(self) -> None:
        """The form goes: nothing more is asked, and what is under way ends."""
        if self._asking is not None:
            self._asking.hang_up()
            self._asking = None

    def _on_pressed(self) -> None:
        asked = self._form()
        if asked is None:
            return
        self.stop()
        asking = self._asking = Reachability(exchange.new_session)
        self._found = {}
        self.button.setEnabled(False)
        self._say()
        for part in Part:
            self._probe.tasks.run(
                partial(asking.check, part, *asked), success=lambda check: self._on_found(asking, check)
            )

    def _on_found(self, asking: Reachability, check: Check) -> None:
        if asking is not self._asking:
            return  # the form is gone, or another test was begun
        self._found[check.part] = sentence(check)
        self.button.setEnabled(len(self._found) == len(Part))
        self._say()

    def _say(self) -> None:
        lines = [self._found[part] for part in Part if part in self._found]
        left = len(Part) - len(lines)
        if left:
            lines.append(self.tr("Asking {n} more…").format(n=left))
        else:
            lines.append(
                self.tr("Not tested: whether the popup opens. That the client secret is right only a connection shows.")
            )
        self.lines.setText("\n".join(lines))
        self.lines.setAccessibleName(self.lines.text())
        self.lines.show()
        self._fit()

    def _fit(self) -> None:
        """Gives the window the height that the lines take."""
        # Each layout around the lines hears of them by an event, and then sends one to the next.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        window = self.window()
        layout = window.layout()
        if layout is not None:
            layout.activate()
            window.resize(window.width(), max(window.height(), layout.totalHeightForWidth(window.width())))
