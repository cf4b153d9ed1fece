"""Steps 6 and 7 of the flow on their threads: finishes are kept, sent, sent again, and what comes of it is told."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from hcdesktop.core.errors import HcError, StoreError
from hcdesktop.core.finalizer import LEASE, FinalizeKind
from hcdesktop.core.models import JsonObject, LaunchRequest, PendingFinish, SessionToken
from hcdesktop.desk import Desk
from hcdesktop.ui.batch import MOST, SECONDS, Batch
from hcdesktop.ui.tasks import Tasks

_log = logging.getLogger(__name__)
_UNSAVED_PAUSE = 3_000  # ms
_AT_ONCE = 2  # of what is due: a host that hangs must leave threads for everything else
_MIN_PAUSE = 100.0  # ms; what is due may be waiting for another attempt for the same user to end
_MAX_PAUSE = 60_000  # ms; a clock that was set back must not stop the retries


#: Environment and finish: a desk that was opened anew works on the same file.
_Key: TypeAlias = tuple[str, int]


class Saver(QObject):
    """Keeps finishes at once and finalizes them in the background, by itself, until they are stored or parked."""

    unsaved = Signal(object, object)  #: StoreError, LaunchRequest whose finish is only in memory
    answered = Signal(object)  #: list of FinalizeResult: what has come since, oldest first
    finalized = Signal(object)  #: FinalizeResult, each by itself, after that
    sources_read = Signal(object)  #: User
    failed = Signal(object)  #: HcError: an attempt could not even be written down

    def __init__(self, tasks: Tasks, *, now: Callable[[], float] = time.time, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._now = now
        self._desk: Desk | None = None
        self._in_memory: list[tuple[Desk, LaunchRequest, SessionToken, JsonObject | None]] = []
        self._sending: set[_Key] = set()
        self._batches = 0  # on their threads
        self._next: deque[int] = deque()  # finishes of the desk that were due when somebody looked
        self._unread: list[tuple[Desk, int]] = []  # users whose sources are asked for when nothing is left to send
        self._due = self._timer(self.finalize_due)
        self._again = self._timer(self._on_again)

    @property
    def holds_unsaved(self) -> bool:
        """Whether a finish is only in memory."""
        return bool(self._in_memory)

    @property
    def unsaved_count(self) -> int:
        """How many finishes are only in memory."""
        return len(self._in_memory)

    def show_desk(self, desk: Desk) -> None:
        """From now on this desk's pending finishes are taken care of."""
        self._desk = desk
        self._next.clear()
        self._schedule()

    def rest(self) -> None:
        """Sends nothing until a desk is shown again; what is only in memory still goes to the disk."""
        self._desk = None
        self._next.clear()
        self._due.stop()

    def stop(self) -> None:
        """Starts nothing any more; what is only in memory has its last chance."""
        self._desk = None
        self._next.clear()
        self._due.stop()
        self._again.stop()
        for desk, request, session, callback in self._in_memory:
            try:
                desk.service.keep(request, session, callback=callback)
            except StoreError as error:
                _log.error("the finish of user=%s launch=%s is lost: %s", request.user_id, request.launch_id, error)
        self._in_memory.clear()

    def keep(
        self, desk: Desk, request: LaunchRequest, session: SessionToken, callback: JsonObject | None = None
    ) -> PendingFinish | None:
        """Step 6. What cannot be written stays in memory, is said, and is tried again every few seconds."""
        try:
            return desk.service.keep(request, session, callback=callback, sent_now=self._desk is desk)
        except StoreError as error:
            self._in_memory.append((desk, request, session, callback))
            self._again.start(_UNSAVED_PAUSE)
            self.unsaved.emit(error, request)
            return None

    def finalize(self, desk: Desk, finish: PendingFinish) -> None:
        """Step 7, now; while nothing is sent, it waits on the disk."""
        if self._desk is not None:
            self._send(desk, finish.id, claimed=finish if finish.claimed_until else None)

    def finalize_due(self) -> None:
        """Step 7 for whatever is due, a few at once."""
        desk = self._desk
        if desk is None:
            return
        try:
            due = desk.service.finalizer.due()
        except StoreError as error:
            self.failed.emit(error)
        else:
            self._next = deque(finish_id for finish_id in due if _key(desk, finish_id) not in self._sending)
            self._send_next(desk)
        if not self._next:  # else the next answer goes on with them
            self._schedule()

    def _send_next(self, desk: Desk) -> None:
        while self._next and self._batches < _AT_ONCE:
            # Shared out: the last few are sent at once, too.
            share = -(-len(self._next) // _AT_ONCE)
            self._send(desk, *(self._next.popleft() for _ in range(min(MOST, share))))

    def due_at(self, desk: Desk, finish: PendingFinish) -> float:
        """When this finish is tried again, in epoch seconds; 0 while it is being sent."""
        return 0.0 if _key(desk, finish.id) in self._sending else finish.next_try_at

    def _send(self, desk: Desk, *finish_ids: int, claimed: PendingFinish | None = None) -> None:
        batch = Batch(desk, tuple(number for number in finish_ids if _key(desk, number) not in self._sending), claimed)
        if not batch.finish_ids:
            return
        self._sending.update(_key(desk, number) for number in batch.finish_ids)
        self._batches += 1
        self._tasks.run(
            lambda: batch.send(lambda: self._desk is desk and not batch.over),
            success=lambda _nothing: self._on_sent(batch),
            failure=lambda error: self._on_sent(batch, error),
            # The claim ends then, too: the next attempt takes the finish over.
            limit=LEASE + SECONDS,
            # One alone is what somebody waits for; two lots that are sent at once would be in each other's way.
            gives_way=len(batch.finish_ids) == 1,
        )

    def _on_sent(self, batch: Batch, error: HcError | None = None) -> None:
        """``error``: the file could not be used, or the attempt died; it is tried again when the claim has run out."""
        batch.over = True  # its thread may have been given up, and come back
        self._batches -= 1
        self._sending.difference_update(_key(batch.desk, number) for number in batch.finish_ids)
        if self._desk is batch.desk:
            self._next.extendleft(reversed(tuple(batch.left)))
        self._unread += [(batch.desk, result.user.id) for result in batch.results if result.kind is FinalizeKind.STORED]
        try:
            if self._next and self._desk is not None:
                self._send_next(self._desk)  # nobody has to look for them again, and none waits for the window
            self._show(batch)
        finally:  # whatever goes wrong with showing it, the next attempt comes
            if not self._next:
                self._look_on()
        if error is not None:
            self.failed.emit(error)

    def _show(self, batch: Batch) -> None:
        if batch.results and self._shows(batch.desk):
            self.answered.emit(batch.results)
            for result in batch.results:
                self.finalized.emit(result)

    def _on_again(self) -> None:
        waiting, self._in_memory = self._in_memory, []
        for desk, request, session, callback in waiting:
            finish = self.keep(desk, request, session, callback)
            if finish is not None:
                self.finalize(desk, finish)

    def _look_on(self) -> None:
        """Nothing more is known to be due."""
        self._schedule()
        unread, self._unread = self._unread, []
        for desk, user_id in unread:
            if self._shows(desk):
                self._read_sources(desk, user_id)

    def _read_sources(self, desk: Desk, user_id: int) -> None:
        self._tasks.run(
            lambda: desk.service.refresh_sources(user_id),
            success=lambda user: self.sources_read.emit(user) if self._shows(desk) else None,
            # It is in the timeline; the desk needs nothing of it.
            failure=lambda _error: None,
        )

    def _shows(self, desk: Desk) -> bool:
        """Whether this desk's users are on the screen; one whose settings were changed has been opened anew."""
        return self._desk is not None and self._desk.environment.storage_name == desk.environment.storage_name

    def _schedule(self) -> None:
        self._due.start(_MAX_PAUSE)
        try:
            due = self._next_due(self._desk) if self._desk is not None else None
        except StoreError:
            due = self._now() + _MAX_PAUSE / 1000
        if due is None:
            self._due.stop()
        else:
            self._due.start(int(min(max(_MIN_PAUSE, (due - self._now()) * 1000 + 1), _MAX_PAUSE)))

    def _next_due(self, desk: Desk) -> float | None:
        """Of what is being sent, somebody will tell."""
        sending = {number for name, number in self._sending if name == desk.environment.storage_name}
        return desk.service.finalizer.next_due(besides=sending)

    def _timer(self, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer


def _key(desk: Desk, finish_id: int) -> _Key:
    return desk.environment.storage_name, finish_id
