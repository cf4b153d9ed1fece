"""Who is told when something of ours went wrong that nobody thought of, on whatever thread, and tells a person once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from hcdesktop.core.crashes import Crash
from hcdesktop.core.models import Environment

if TYPE_CHECKING:
    from hcdesktop.ui.crash_dialog import CrashDialog

#: Somebody who has chosen to go on is not told again of what happens at the same place, in seconds.
_QUIET = 60.0


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
        from hcdesktop.ui.crash_dialog import CrashDialog
        from hcdesktop.ui.details import for_crash

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
