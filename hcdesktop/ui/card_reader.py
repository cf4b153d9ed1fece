"""What the card shows beside the row itself: sources, history, earlier events; read while nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from hcdesktop.core.errors import HcError
from hcdesktop.core.log import Rotation
from hcdesktop.core.models import User
from hcdesktop.core.service import Service
from hcdesktop.core.sources import SourceReport
from hcdesktop.ui import messages
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.user_card import PAGE, UserCard

if TYPE_CHECKING:
    from hcdesktop.ui.card_content import CardContent

#: Whoever goes through the list with the arrow keys asks Human API nothing, in ms.
_SETTLED = 400
_LIMIT = 60.0  # s


class CardReader(QObject):
    """Asks for the chosen person, and tells nobody but the card."""

    changed = Signal(object)  #: User whose sources are others than the list knew
    failed = Signal(object)  #: HcError

    def __init__(self, card: UserCard, tasks: Tasks, service: Callable[[], Service | None]) -> None:
        super().__init__(card)
        self._card = card
        self._tasks = tasks
        self._service = service
        self._asked: Service | None = None
        #: What could not be read is not asked for again until somebody wants it: the person's launch, and why.
        self._refused: dict[int, tuple[int, str]] = {}
        self._running: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLED)
        self._timer.timeout.connect(self._read_sources)
        card.user_shown.connect(self._on_user_shown)
        card.furnished.connect(self._on_furnished)

    def _on_furnished(self, content: CardContent) -> None:
        content.sources.refresh_requested.connect(self._read_sources)
        content.tokens.history_requested.connect(self._read_history)
        content.timeline.earlier_requested.connect(self._on_earlier)

    def _on_user_shown(self, user: User | None) -> None:
        self._timer.stop()
        # Nobody is shown while the desk is locked: then nothing of it is held here.
        service = self._service() if user is not None else None
        if service is not self._asked:
            self._asked = service
            self._refused.clear()
            self._running.clear()
        if service is None or user is None:
            return
        if self._card.tokens.fold.open:
            self._read_history()
        report = service.sources.known(user)
        if report is not None:
            self._card.sources.show_report(report)
        elif user.id in self._running:
            self._card.sources.show_asking()
        elif self._refused.get(user.id, (None, ""))[0] == user.token_launch_id:
            self._card.sources.show_failure(self._refused[user.id][1])
        elif user.access_token is not None:
            self._card.sources.show_idle()
            self._timer.start()

    def _read_sources(self) -> None:
        service, user = self._service(), self._card.user
        self._timer.stop()
        if service is None or user is None or user.access_token is None or user.id in self._running:
            return
        self._refused.pop(user.id, None)
        self._running.add(user.id)
        self._card.sources.show_asking()
        self._tasks.run(
            lambda: service.sources.read(user.id, quiet=True),
            success=lambda report: self._on_read(service, user, report),
            failure=lambda error: self._on_failed(service, user, error),
            limit=_LIMIT,
        )

    def _on_read(self, service: Service, user: User, report: SourceReport | None) -> None:
        if service is not self._service():
            return
        self._running.discard(user.id)
        names = () if report is None else tuple(source.name for source in report.sources)
        if report is not None and names != user.sources:
            self._tell_changed(service, user.id)
        self._show_again(user)

    def _on_failed(self, service: Service, user: User, error: HcError) -> None:
        if service is not self._service():
            return
        self._running.discard(user.id)
        self._refused[user.id] = user.token_launch_id, messages.for_error(error).text
        self._show_again(user)

    def _tell_changed(self, service: Service, user_id: int) -> None:
        try:
            self.changed.emit(service.user(user_id))
        except HcError as error:
            self.failed.emit(error)

    def _show_again(self, user: User) -> None:
        shown = self._card.user
        if shown is not None and shown.id == user.id:
            self._on_user_shown(shown)

    def _read_history(self) -> None:
        service, user = self._service(), self._card.user
        if service is not None and user is not None:
            self._tasks.run(
                lambda: service.log.rotations(user.id),
                success=lambda rotations: self._on_history(service, user, rotations),
                on_file=True,
            )

    def _on_history(self, service: Service, user: User, rotations: Sequence[Rotation]) -> None:
        shown = self._card.user
        if service is self._service() and shown is not None and shown.id == user.id:
            self._card.tokens.show_history(rotations)

    def _on_earlier(self, before: int) -> None:
        service, user = self._service(), self._card.user
        if service is None or user is None:
            return
        try:
            events = service.timeline(user.id, limit=PAGE, before=before)
        except HcError as error:
            self.failed.emit(error)
        else:
            self._card.timeline.show_earlier(events)
