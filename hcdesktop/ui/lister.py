"""Step 1 of the flow, on its thread: what the list asks for is found without anybody waiting for it."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from hcdesktop.core.errors import HcError
from hcdesktop.core.listing import Listing, ListQuery
from hcdesktop.core.service import Service
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.user_model import UserModel

#: So many users are listed in less than a frame (measured: 2,000 in 2 ms), and without a thread they are there at once.
SMALL = 2_000
#: So many fill the tallest window.
FIRST = 100


class Lister(QObject):
    """Answers the model's questions. Of several that come while one is being answered only the newest is: what an older
    keystroke found never takes the place of what a newer one did."""

    failed = Signal(object)  #: HcError

    def __init__(self, model: UserModel, tasks: Tasks) -> None:
        super().__init__(model)
        self._model = model
        self._tasks = tasks
        self._running = False
        self._again = False
        model.asked.connect(self._on_asked)

    def _on_asked(self) -> None:
        self._again = True
        if self._model.service is None:
            return
        if not self._running:
            self._ask()
        elif self._model.loading:
            self._show_first(self._model.service)

    def _ask(self) -> None:
        service, query = self._model.service, self._model.query
        self._again = False
        if service is None:
            return
        try:
            small = service.roster.size() <= SMALL
            if small:
                self._model.show_listing(service.roster.listing(query))
            elif self._model.loading:
                self._show_first(service)
        except HcError as error:
            self.failed.emit(error)
            return
        if not small:
            self._running = True
            self._tasks.run(
                lambda: service.roster.listing(query),
                success=lambda listing: self._on_listed(service, query, listing),
                failure=self._on_failed,
                on_file=True,
            )

    def _show_first(self, service: Service) -> None:
        """A start, or another environment: the first page is there before everybody is."""
        with suppress(HcError):  # the whole answer tells it too
            self._model.show_first(service.roster.first(self._model.query, FIRST))

    def _on_listed(self, service: object, query: ListQuery, listing: Listing) -> None:
        self._running = False
        # The same question asked again, because a row has changed, still has a right answer.
        if service is self._model.service and query == self._model.query:
            self._model.show_listing(listing)
        if self._again:
            self._ask()

    def _on_failed(self, error: HcError) -> None:
        self._running = False
        self.failed.emit(error)
        if self._again:
            self._ask()
