"""What is wished for the selected rows, handed to whoever does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from hcdesktop.core.errors import HcError
from hcdesktop.core.models import Environment, User
from hcdesktop.core.service import Service
from hcdesktop.ui.people import People
from hcdesktop.ui.queue import Queue
from hcdesktop.ui.row_actions import Wish


class Rows(QObject):
    """Fulfils the wishes of ``RowActions``."""

    copied = Signal(str)  #: what was copied, in words
    failed = Signal(object)  #: HcError

    def __init__(self, service: Callable[[], Service], people: People, queue: Queue) -> None:
        super().__init__(people)
        self._service = service
        self._people = people
        self._queue = queue

    def on_wished(self, wish: Wish, user_ids: Sequence[int]) -> None:
        """Does it, or says why not."""
        try:
            self._do(wish, user_ids)
        except HcError as error:
            self.failed.emit(error)

    def _do(self, wish: Wish, user_ids: Sequence[int]) -> None:
        match wish:
            case Wish.NEXT_PERSON:
                self._queue.start(user_ids)
            case Wish.EDIT:
                self._people.edit(user_ids[0])
            case Wish.MARK | Wish.UNMARK:
                self._people.mark(user_ids, marked=wish is Wish.MARK)
            case Wish.EXPORT:
                self._people.exports.write(user_ids)
            case Wish.DELETE:
                self._people.delete(user_ids)
            case Wish.COPY_ID | Wish.COPY_OPEN | Wish.COPY_CURL:
                self._copy(wish, self._service().user(user_ids[0]), self._service().environment)
            case Wish.PRIMARY:
                pass  # the table's own wish

    def _copy(self, wish: Wish, user: User, environment: Environment) -> None:
        if wish is Wish.COPY_ID:
            self._people.copy(user.client_user_id)
            self.copied.emit(self.tr("User ID"))
            return
        from hcdesktop.ui import copying  # only now: the start does not wait for it

        if wish is Wish.COPY_OPEN:
            self._people.copy(copying.as_open_call(user, environment))
            self.copied.emit("HumanConnect.open(…)")
        else:
            self._people.copy(copying.as_curl(user, environment))
            self.copied.emit("cURL")
