"""What a person is told when something of ours went wrong that nobody thought of: once, and without stopping them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from hcdesktop.core.crashes import Crash
from hcdesktop.core.models import Environment
from hcdesktop.ui.details import for_crash
from hcdesktop.ui.folding import Fold
from hcdesktop.ui.formats import number
from hcdesktop.ui.labels import plain_label
from hcdesktop.ui.theme import DIALOG, INSET

#: Somebody who has chosen to go on is not told again of what happens at the same place, in seconds.
_QUIET = 60.0
_WIDTH = 480
_TEXT_HEIGHT = 200


class CrashReporter(QObject):
    """Is told of crashes on any thread, and shows one dialog for all that come while it is open."""

    close_requested = Signal()  #: somebody wants to close the app
    _came = Signal()

    def __init__(
        self,
        *,
        window: QWidget,
        copy: Callable[[str], None],
        environment: Callable[[], Environment | None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``environment`` is the open one; ``None`` while the desk is locked: then nothing is shown that an exception
        says, for it may be about somebody."""
        super().__init__(window)
        self._window = window
        self._copy = copy
        self._environment = environment
        self._now = now
        self._lock = threading.Lock()
        self._waiting: Crash | None = None
        self._count = 0
        self._known: dict[str, float] = {}
        self.dialog: CrashDialog | None = None
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)

    def tell(self, crash: Crash) -> None:
        """Something went wrong; on whatever thread. Of a storm the first one is shown, and the others are counted."""
        with self._lock:
            self._count += 1
            already, self._waiting = self._waiting, self._waiting or crash
        if already is None:
            self._came.emit()

    def _on_came(self) -> None:
        with self._lock:
            crash, self._waiting = self._waiting, None
            count, self._count = self._count, 0
        if crash is None:
            return
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.add(count)
            return
        if self._now() - self._known.get(crash.place, -_QUIET) < _QUIET:
            return  # it is in the log
        self._known[crash.place] = self._now()
        self._show(crash, count)

    def _show(self, crash: Crash, count: int) -> None:
        environment = self._environment()
        text = for_crash(crash.places if environment is None else crash.text, environment)
        self.dialog = CrashDialog(text, self._window)
        self.dialog.add(count)
        self.dialog.copy_button.clicked.connect(lambda: self._copy(text))
        self.dialog.close_button.clicked.connect(self.close_requested)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.show()

    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


class CrashDialog(QDialog):
    """What happened, what is safe, what to do next; the details are folded away."""

    def __init__(self, details: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setModal(False)
        self.setMinimumWidth(_WIDTH)
        self._count = 0
        what = plain_label(self, "cardName")
        what.setText(self.tr("Something in hcdesktop went wrong."))
        safe = plain_label(self, "crashSafe")
        safe.setText(self.tr("Everything that was finished is safe on this computer: nothing of it is lost."))
        step = plain_label(self, "crashNextStep")
        step.setText(self.tr("Go on. If the window does odd things from now on, close hcdesktop and start it again."))
        self._again = plain_label(self, "crashCount", muted=True)
        self._again.hide()
        self.text = QPlainTextEdit(details, self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Details of what went wrong"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumHeight(_TEXT_HEIGHT)
        self.fold = Fold(self.tr("Details"), self.text, self)
        self.copy_button = QPushButton(self.tr("Copy details"), self)
        self.close_button = QPushButton(self.tr("Close {name}").format(name="hcdesktop"), self)
        self.go_on_button = QPushButton(self.tr("Go on"), self)
        self.go_on_button.setProperty("primary", True)
        self.go_on_button.setDefault(True)
        self.go_on_button.clicked.connect(self.accept)
        self.close_button.clicked.connect(self.accept)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(DIALOG, DIALOG, DIALOG, DIALOG)
        layout.setSpacing(INSET)
        for widget in (what, safe, step, self._again, self.fold):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(self._buttons())
        self.fold.button.toggled.connect(self._fit)
        self.go_on_button.setFocus()

    def add(self, count: int) -> None:
        """So many more have come."""
        self._count += count
        self._again.setVisible(self._count > 1)
        self._again.setText(self.tr("It has happened {n} times.").format(n=number(self._count)))

    def _fit(self) -> None:
        """As high as what is in sight needs."""
        self._layout.activate()
        self.resize(self.width(), self._layout.totalHeightForWidth(self.width()))

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.go_on_button)
        return buttons
