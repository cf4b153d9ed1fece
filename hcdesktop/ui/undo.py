"""What was deleted or changed can be taken back: the last step first, each environment for itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from hcdesktop.core.errors import HcError
from hcdesktop.core.service import Service
from hcdesktop.ui.tasks import Tasks

#: How long a deleted person can be brought back, in seconds; the file holds the tokens until then.
KEPT = 3_600.0
_LOOK = 60_000  # ms


class Step(NamedTuple):
    """One thing that was done: the words for its reverse, and the reverse."""

    environment: str
    said: str
    act: Callable[[Service], object]


class Undo(QObject):
    """Takes back, and wipes what nobody has taken back in time or before the program ends."""

    changed = Signal()  #: there is something else to take back, or nothing
    undone = Signal(str)  #: what was taken back, in words

    def __init__(
        self, service: Callable[[], Service], tasks: Tasks, *, is_open: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = tasks
        self._is_open = is_open
        self._steps: list[Step] = []
        self._seen: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(lambda: self.purge(older_than=KEPT))

    def add(self, said: str, act: Callable[[Service], object]) -> None:
        """This was done here; ``act`` takes it back, and then ``said`` is said."""
        self._timer.start()
        self._steps.append(Step(self._service().environment.storage_name, said, act))
        self.changed.emit()

    def show_desk(self) -> None:
        """Another environment is on the screen; what an earlier run of the program has deleted there is wiped."""
        name = self._service().environment.storage_name
        if name not in self._seen:
            self._seen.add(name)
            self.purge()
        self.changed.emit()

    @property
    def possible(self) -> bool:
        """Whether there is something to take back in the environment on the screen."""
        return self._last() is not None

    def undo(self) -> None:
        """Takes the last step back."""
        step = self._last()
        if step is None:
            return
        service = self._service()
        self._steps.remove(step)
        self.changed.emit()
        self._tasks.run(lambda: step.act(service), success=lambda _done: self.undone.emit(step.said), on_file=True)

    def purge(self, *, older_than: float = 0.0) -> None:
        """Wipes the deleted; at the start of an environment those of an earlier run."""
        if not self._is_open():
            return  # locked: when it is open again
        service = self._service()
        self._tasks.run(lambda: service.roster.purge(older_than=older_than), failure=_ignore, on_file=True)

    def close(self) -> None:
        """The program ends: what was deleted in the open environment is wiped."""
        self._timer.stop()
        if not self._is_open():
            return
        try:
            self._service().roster.purge()
        except HcError as error:
            _ignore(error)

    def _last(self) -> Step | None:
        if not self._is_open():
            return None
        name = self._service().environment.storage_name
        return next((step for step in reversed(self._steps) if step.environment == name), None)


def _ignore(_error: HcError) -> None:
    """It is wiped at the next start."""
