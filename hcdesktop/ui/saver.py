"""Steps 6 and 7 of the flow on their threads: finishes are kept, sent, sent again, and what comes of it is told."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from hcdesktop.core.errors import HcError, StoreError
from hcdesktop.core.finalizer import FinalizeKind, FinalizeResult
from hcdesktop.core.models import LaunchRequest, PendingFinish, SessionToken
from hcdesktop.desk import Desk
from hcdesktop.ui.tasks import Tasks

_log = logging.getLogger(__name__)
_UNSAVED_PAUSE = 3_000  # ms
_MIN_PAUSE = 100.0  # ms; what is due may be waiting for another attempt for the same user to end
_MAX_PAUSE = 60_000  # ms; a clock that was set back must not stop the retries


class Saver(QObject):
    """Keeps finishes at once and finalizes them in the background, by itself, until they are stored or parked."""

    unsaved = Signal(object, object)  #: StoreError, LaunchRequest whose finish is only in memory
    finalized = Signal(object)  #: FinalizeResult
    sources_read = Signal(object)  #: User
    failed = Signal(object)  #: HcError: an attempt could not even be written down

    def __init__(self, tasks: Tasks, *, now: Callable[[], float] = time.time, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._now = now
        self._desk: Desk | None = None
        self._in_memory: list[tuple[Desk, LaunchRequest, SessionToken]] = []
        self._due = self._timer(self.finalize_due)
        self._again = self._timer(self._on_again)

    @property
    def holds_unsaved(self) -> bool:
        """Whether a finish is only in memory."""
        return bool(self._in_memory)

    def show_desk(self, desk: Desk) -> None:
        """From now on this desk's pending finishes are taken care of."""
        self._desk = desk
        self._schedule()

    def stop(self) -> None:
        """Starts nothing any more; what is only in memory has its last chance."""
        self._due.stop()
        self._again.stop()
        for desk, request, session in self._in_memory:
            try:
                desk.service.keep(request, session)
            except StoreError as error:
                _log.error("the finish of user=%s launch=%s is lost: %s", request.user_id, request.launch_id, error)
        self._in_memory.clear()

    def keep(self, desk: Desk, request: LaunchRequest, session: SessionToken) -> PendingFinish | None:
        """Step 6. What cannot be written stays in memory, is said, and is tried again every few seconds."""
        try:
            return desk.service.keep(request, session)
        except StoreError as error:
            self._in_memory.append((desk, request, session))
            self._again.start(_UNSAVED_PAUSE)
            self.unsaved.emit(error, request)
            return None

    def finalize(self, desk: Desk, finish: PendingFinish) -> None:
        """Step 7, now."""
        self._tasks.run(
            lambda: desk.service.finalizer.run(finish.id),
            success=lambda result: self._on_result(desk, result),
            failure=self._on_failed,
        )

    def finalize_due(self) -> None:
        """Step 7 for whatever is due."""
        desk = self._desk
        if desk is not None:
            self._tasks.run(
                desk.service.finalizer.run_due,
                success=lambda results: self._on_results(desk, results),
                failure=self._on_failed,
            )

    def _on_failed(self, error: HcError) -> None:
        """The file could not be used: said, and tried again when the claim has run out."""
        self.failed.emit(error)
        self._schedule()

    def _on_again(self) -> None:
        waiting, self._in_memory = self._in_memory, []
        for desk, request, session in waiting:
            finish = self.keep(desk, request, session)
            if finish is not None:
                self.finalize(desk, finish)

    def _on_results(self, desk: Desk, results: list[FinalizeResult]) -> None:
        for result in results:
            self._on_result(desk, result)
        self._schedule()

    def _on_result(self, desk: Desk, result: FinalizeResult | None) -> None:
        if result is not None and self._shows(desk):
            self.finalized.emit(result)
            if result.kind is FinalizeKind.STORED:
                self._read_sources(desk, result.user.id)
        self._schedule()

    def _read_sources(self, desk: Desk, user_id: int) -> None:
        self._tasks.run(
            lambda: desk.service.refresh_sources(user_id),
            success=lambda user: self.sources_read.emit(user) if self._shows(desk) else None,
            # It is in the timeline; the desk needs nothing of it.
            failure=lambda _error: None,
        )

    def _shows(self, desk: Desk) -> bool:
        """Whether this desk's users are on the screen; one whose settings were changed has been opened anew."""
        return self._desk is not None and self._desk.environment.name == desk.environment.name

    def _schedule(self) -> None:
        try:
            due = self._desk.service.finalizer.next_due() if self._desk is not None else None
        except StoreError:
            due = self._now() + _MAX_PAUSE / 1000
        if due is None:
            self._due.stop()
        else:
            self._due.start(int(min(max(_MIN_PAUSE, (due - self._now()) * 1000 + 1), _MAX_PAUSE)))

    def _timer(self, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer
