"""The one way to a thread (rule 2): an operation runs elsewhere, what it came to arrives on the main thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.ui.garbage import MainThreadGarbage

T = TypeVar("T")

_log = logging.getLogger(__name__)
_NETWORK_THREADS = 4
_CLOSE_LIMIT = 5_000  # ms


class Tasks(QObject):
    """Runs operations; success and failure are called on the main thread. Who does nothing about a failure has it
    shown all the same: ``failed`` tells it."""

    failed = Signal(object)  #: HcError that nobody handled
    _delivered = Signal(object)  #: a call for the main thread; owned here, for a QRunnable's own signals die with it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_NETWORK_THREADS)
        self._garbage = MainThreadGarbage(self)
        self._open = True
        self._running = 0
        self._delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Nothing is running and nothing is to be delivered."""
        return self._running == 0

    def run(
        self,
        operation: Callable[[], T],
        *,
        success: Callable[[T], None] | None = None,
        failure: Callable[[HcError], None] | None = None,
    ) -> None:
        """Runs ``operation`` on a thread; ``HcError`` is a failure, any other exception a fault of ours."""
        if not self._open:
            return
        self._running += 1
        handle_failure = failure or self.failed.emit

        def work() -> None:
            try:
                result = operation()
            except HcError as error:
                self._deliver(handle_failure, error)
            except Exception:
                _log.exception("an operation failed")
                self._deliver(handle_failure, HcError(ErrorKind.INTERNAL))
            else:
                self._deliver(success or _ignore, result)

        self._pool.start(QRunnable.create(work))

    def close(self) -> None:
        """Waits for what is running (at most five seconds); nothing is delivered any more."""
        self._open = False
        self._pool.waitForDone(_CLOSE_LIMIT)
        self._garbage.close()

    def _deliver(self, receiver: Callable[[T], None], value: T) -> None:
        self._delivered.emit(lambda: receiver(value))

    @Slot(object)
    def _on_delivered(self, call: Callable[[], None]) -> None:
        self._running -= 1
        if self._open:
            call()


def _ignore(_result: object) -> None:
    pass
