"""Step 1 of the flow, on its thread: what the list asks for is found without anybody waiting for it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.listing import Listing, ListQuery, Overtaken
from hcdesktop.core.service import Service
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.user_model import UserModel

#: So many users are listed in less than a frame (measured: 2,000 in 2 ms), and without a thread they are there at once.
SMALL = 2_000
#: So many fill the tallest window.
FIRST = 100
#: ms from the first page of what was typed until the others are sought: whoever goes on typing wants none of them.
PAUSE = 150
#: ms from a list that is there until the first search of it is prepared: at a start there is more to do just then.
_CALM = 500


class Lister(QObject):
    """Answers the model's questions: another one with its first page, as soon as that is known; then with everybody.

    Of several that come while one is being answered only the newest is: what an older keystroke found never takes the
    place of what a newer one did, and nobody looks for it any longer.
    """

    failed = Signal(object)  #: HcError

    def __init__(self, model: UserModel, tasks: Tasks) -> None:
        super().__init__(model)
        self._model = model
        self._tasks = tasks
        self._running = False
        self._again = False
        #: What is being answered, or was last, and by whom.
        self._asked: tuple[Service | None, ListQuery] = None, ListQuery()
        self._overtaken = threading.Event()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._on_pause)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM)
        self._calm.timeout.connect(self._on_calm)
        model.asked.connect(self._on_asked)

    def _on_asked(self) -> None:
        service = self._model.service
        same = self._asked == (service, self._model.query)
        if service is None:
            self._asked = None, self._model.query  # of a locked desk nothing is kept
            self._pause.stop()
            self._overtaken.set()
        elif self._running:
            self._again = True
            if not same:
                self._overtaken.set()
            if self._model.loading:
                self._show_first(service)
        elif not (same and self._pause.isActive()):  # else everybody is about to be sought
            self._ask(service, other=not same)

    def _ask(self, service: Service, *, other: bool) -> None:
        """``other``: something else than what was asked for last."""
        query = self._model.query
        self._asked = service, query
        self._pause.stop()
        try:
            if service.roster.size() <= SMALL:
                self._model.show_listing(service.roster.listing(query))
                return
            if self._model.loading:
                self._show_first(service)
        except HcError as error:
            self.failed.emit(error)
            return
        if other and not self._model.loading:
            self._seek_first(service, query)
        else:
            self._seek(service, query)

    def _show_first(self, service: Service) -> None:
        """A start, or another environment: the first page is there before everybody is."""
        query = self._model.query
        with suppress(HcError):  # the whole answer tells it too
            self._model.show_first(() if query.narrows else service.roster.first(query, FIRST))

    def _seek_first(self, service: Service, query: ListQuery) -> None:
        overtaken = self._begin()
        self._tasks.run(
            lambda: service.roster.first(query, FIRST, overtaken),
            success=lambda ids: self._on_first(service, query, ids),
            failure=self._on_failed,
            on_file=True,
        )

    def _seek(self, service: Service, query: ListQuery) -> None:
        overtaken = self._begin()
        self._tasks.run(
            lambda: service.roster.listing(query, overtaken),
            success=lambda listing: self._on_listed(service, query, listing),
            failure=self._on_failed,
            on_file=True,
        )

    def _begin(self) -> Overtaken:
        self._running = True
        self._again = False
        self._overtaken = threading.Event()
        return self._overtaken.is_set

    def _on_first(self, service: Service, query: ListQuery, ids: Sequence[int]) -> None:
        self._running = False
        if service is not self._model.service or query != self._model.query:
            self._go_on()
            return
        if ids:
            self._model.show_first(ids)
        if query.text and len(ids) == FIRST:
            self._pause.start(PAUSE)
        else:
            self._seek(service, query)

    def _on_pause(self) -> None:
        if self._model.service is not None:
            self._ask(self._model.service, other=False)

    def _on_listed(self, service: Service, query: ListQuery, listing: Listing) -> None:
        self._running = False
        # The same question asked again, because a row has changed, still has a right answer.
        if service is self._model.service and query == self._model.query:
            self._model.show_listing(listing)
            if not query.narrows:
                self._calm.start()
        self._go_on()

    def _on_calm(self) -> None:
        service, query = self._asked
        if service is not None and not query.narrows:
            self._tasks.run(lambda: service.roster.prepare_search(query))

    def _on_failed(self, error: HcError) -> None:
        self._running = False
        if error.kind is not ErrorKind.CANCELLED:
            self.failed.emit(error)
        self._go_on()

    def _go_on(self) -> None:
        if self._again and self._model.service is not None:
            self._ask(self._model.service, other=self._asked != (self._model.service, self._model.query))
