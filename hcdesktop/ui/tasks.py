"""The one way to a thread (rule 2): an operation runs elsewhere, what it came to arrives on the main thread."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.ui.garbage import MainThreadGarbage

T = TypeVar("T")

_log = logging.getLogger(__name__)
_AT_ONCE = 4
_LOOK_INTERVAL = 500  # ms between two looks for operations that do not come back
_PATIENCE = 1.0  # s that the end waits before it is hurried
_CLOSE_LIMIT = 5.0  # s
#: Seconds after which a thread that computes hands the interpreter to one that waits for it: as Python has it, and
#: while an operation gives way to the window. Each call from Qt into Python waits for that, and a turn of the window's
#: loop has a hundred (with 5 ms, importing 300,000 people held one turn for half a second).
_HANDED_OVER = sys.getswitchinterval()
_HANDED_OVER_SOON = 0.0005


@dataclass(slots=True, eq=False)
class _Task:
    """An operation and who is told. Known to the main thread only: what a receiver holds must not end elsewhere."""

    operation: Callable[[], Any]
    success: Callable[[Any], None]
    failure: Callable[[HcError], None]
    limit: float | None
    on_file: bool = False
    gives_way: bool = True
    give_up_at: float | None = None
    thread: threading.Thread | None = None


class Tasks(QObject):
    """Runs operations, each on a thread of its own, a few at once; success and failure are called on the main thread.

    Who does nothing about a failure has it shown all the same: ``failed`` tells it. Whatever ends a thread is a
    failure, and one that does not come back within its limit is given up: its place is free for the next, and what it
    may come to later is ignored. (Threads of Python, not of a ``QThreadPool``: that one waits for a hung one for ever
    when it is destroyed, and so would the app.)
    """

    failed = Signal(object)  #: HcError that nobody handled
    _delivered = Signal(int, object)  #: number of a task, what it came to

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._garbage = MainThreadGarbage(self)
        self._open = True
        self._count = 0
        self._queue: deque[_Task] = deque()
        self._running: dict[int, _Task] = {}
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_INTERVAL)
        self._look.timeout.connect(self._on_look)
        self._delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Nothing is running and nothing is to be delivered."""
        return not self._running and not self._queue

    def run(
        self,
        operation: Callable[[], T],
        *,
        success: Callable[[T], None] | None = None,
        failure: Callable[[HcError], None] | None = None,
        limit: float | None = None,
        on_file: bool = False,
        gives_way: bool = True,
    ) -> None:
        """Runs ``operation`` on a thread; ``HcError`` is a failure, any other exception a fault of ours.

        ``limit``: after so many seconds on its thread it is given up (``NO_END``); without one it may take for ever,
        as somebody's answer to a keyring's question may. ``on_file``: it only needs the file; it waits for others like
        it, one after another, but never for a request to the network. ``gives_way``: the window gets the interpreter
        soon when it wants it; of two that compute at once each is then in the other's way, too.
        """
        if self._open:
            told = success or _ignore, failure or self.failed.emit
            self._queue.append(_Task(operation, *told, limit, on_file, gives_way))
            self._start()

    def close(self, *, hurry: Callable[[], None] = lambda: None) -> None:
        """Waits for what is running, a second at first; then ``hurry`` is called, to end it. Nothing is begun or
        delivered any more, and after five seconds more nothing waited for."""
        self._open = False
        self._queue.clear()
        self._look.stop()
        self._hand_over()
        if not self._wait(_PATIENCE):
            hurry()
            if not self._wait(_CLOSE_LIMIT):
                _log.error("the end did not wait for an operation that does not come back")
        self._garbage.close()

    def _wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        threads = [task.thread for task in self._running.values() if task.thread is not None]
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _start(self) -> None:
        while self._open and (task := self._next()) is not None:
            self._queue.remove(task)
            self._count += 1
            self._running[self._count] = task
            if task.limit is not None:
                task.give_up_at = time.monotonic() + task.limit
                self._look.start()
            task.thread = threading.Thread(
                target=self._work, args=(self._count, task.operation), name="task", daemon=True
            )
            task.thread.start()
        self._hand_over()

    def _hand_over(self) -> None:
        """By what is running now, whatever ended before and how: nothing has to be given back."""
        soon = self._open and any(task.gives_way for task in self._running.values())
        sys.setswitchinterval(_HANDED_OVER_SOON if soon else _HANDED_OVER)

    def _next(self) -> _Task | None:
        """The oldest one for whose kind there is a place."""
        on_file = sum(task.on_file for task in self._running.values())
        places = {True: 1 - on_file, False: _AT_ONCE - (len(self._running) - on_file)}
        return next((task for task in self._queue if places[task.on_file] > 0), None)

    def _work(self, number: int, operation: Callable[[], object]) -> None:
        """On the task's own thread."""
        outcome: object
        try:
            outcome = operation()
        except HcError as error:
            outcome = _Failure(error)
        except BaseException:
            # SystemExit and MemoryError too: they end a thread, and somebody has to hear of it.
            _log.exception("an operation failed")
            outcome = _Failure(HcError(ErrorKind.INTERNAL))
        with suppress(RuntimeError):  # given up long ago, and the app is gone
            self._delivered.emit(number, outcome)

    @Slot(int, object)
    def _on_delivered(self, number: int, outcome: object) -> None:
        task = self._running.pop(number, None)
        if task is not None:  # else it was given up
            self._start()
            self._tell(task, outcome)

    def _on_look(self) -> None:
        now = time.monotonic()
        late = {n: task for n, task in self._running.items() if task.give_up_at is not None and task.give_up_at <= now}
        for number, task in late.items():
            _log.error("an operation did not come back within %s s", task.limit)
            self._on_delivered(number, _Failure(HcError(ErrorKind.NO_END)))
        if not any(task.give_up_at is not None for task in self._running.values()):
            self._look.stop()

    def _tell(self, task: _Task, outcome: object) -> None:
        if not self._open:
            return
        try:
            if isinstance(outcome, _Failure):
                task.failure(outcome.error)
            else:
                task.success(outcome)
        except Exception:
            _log.exception("what an operation came to could not be shown")
            self.failed.emit(HcError(ErrorKind.INTERNAL))


class _Failure(NamedTuple):
    """What an operation came to when it is no value."""

    error: HcError


def _ignore(_result: object) -> None:
    pass
