"""Plays the pages of the Lab in the window's own process, while everything else in it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from hcdesktop.lab import lab_words
from hcdesktop.lab.waiting import DidNotHappen, Pace, Stopped
from hcdesktop.ui.messages import Message

if TYPE_CHECKING:
    from hcdesktop.lab.findings import Run
    from hcdesktop.lab.stand import Stand
    from hcdesktop.lab.wanted import Wanted


class Check(Protocol):
    """``checking.check``."""

    def __call__(
        self, wanted: Wanted, tell: Callable[[Run], object], *, pace: Pace, show: Callable[[Stand], object]
    ) -> Sequence[Run]: ...


class LabRunner(QObject):
    """One check at a time, on the main thread, for that is where the engine is.

    The visit waits in event loops inside this one; so whoever else holds the loop holds the visit, and it is told so
    (see ``Pace``). It ends when somebody stops it, and when the application is told to end: Qt ends every loop that
    runs then, this one among them, and the visit takes its page down before the stack is left.
    """

    begun = Signal(object)  #: Stand of the scenario that begins; gone when ``ended`` or ``over`` comes
    ended = Signal(object)  #: Run of the scenario that has been played
    over = Signal(object)  #: Message, when something prevented it, ``Stopped``, or ``None``: everything was played

    def __init__(self, check: Check, *, is_held: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._check = check
        self._is_held = is_held
        self._stopped = False
        self.running = False

    def start(self, wanted: Wanted) -> None:
        """In a turn of its own: a button that is pressed has to come up first."""
        if not self.running:
            self.running, self._stopped = True, False
            QTimer.singleShot(0, self, lambda: self._run(wanted))

    def stop(self) -> None:
        """As soon as the page can be taken down; ``over`` tells when it is."""
        self._stopped = True

    def _run(self, wanted: Wanted) -> None:
        loop = QEventLoop()
        QTimer.singleShot(0, loop, lambda: self._play(wanted, loop))
        loop.exec()
        if self.running:  # the application had been told to end before
            self.running = False
            self.over.emit(Stopped())

    def _play(self, wanted: Wanted, loop: QEventLoop) -> None:
        outcome: object = Stopped()
        try:
            pace = Pace(lambda: self._stopped or not loop.isRunning(), is_held=self._is_held)
            outcome = self._outcome(wanted, pace)
        finally:
            self.running = False
            loop.quit()
            self.over.emit(outcome)

    def _outcome(self, wanted: Wanted, pace: Pace) -> Message | Stopped | None:
        from hcdesktop.lab.stand import NoPage  # with the engine

        try:
            self._check(wanted, self.ended.emit, pace=pace, show=self.begun.emit)
        except Stopped as stopped:
            return stopped
        except NoPage as where:
            return lab_words.no_page(str(where))
        except DidNotHappen as why:
            return lab_words.not_loaded(wanted.page, str(why))
        except OSError as error:
            return lab_words.port_taken(wanted.port, error.strerror or str(error))
        return None
