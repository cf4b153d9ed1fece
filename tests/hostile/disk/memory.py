"""A finish that cannot be written: the real saver keeps it in memory, says so, and writes it once there is room."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

from hcdesktop.core.errors import HcError
from hcdesktop.core.models import SessionToken
from hcdesktop.desk import Desk
from hcdesktop.ui import messages
from hcdesktop.ui import saver as saver_module
from hcdesktop.ui.saver import Saver
from hcdesktop.ui.tasks import Tasks
from tests.hostile.disk.world import EARLY

UNSAVED = "a finish stays in memory, is said, and is written once there is room"
_PATIENCE = 8_000  # ms
_RAW = {"x": "y" * 200_000}  # more than any page that happens to be free


def finish_without_room(
    desk: Desk, token: str, *, make_full: Callable[[], object], make_room: Callable[[], object]
) -> str:
    """What was wrong, "" when nothing was."""
    qt = QCoreApplication.instance() or QCoreApplication([])
    saver_module._UNSAVED_PAUSE = 10
    tasks = Tasks()
    saver = Saver(tasks)
    said: list[str] = []
    person = desk.service.find_user(EARLY[3])

    def on_unsaved(error: HcError, _request: object) -> None:
        message = messages.unsaved(error, person)
        said.append(f"{error.kind}: {message.text} {message.next_step}")

    saver.unsaved.connect(on_unsaved)
    request = desk.service.launch(person.id)
    make_full()
    session = SessionToken(session_token=token, client_id=request.client_id, raw=_RAW)
    try:
        if saver.keep(desk, request, session) is not None:
            return "there was room after all"
        if late := _spin(qt, lambda: len(said) >= 3):
            return f"not tried again: {late}"
        if not saver.holds_unsaved or not all("store_full: The disk is full." in line for line in said):
            return f"not said: {said}"
        make_room()
        if late := _spin(qt, lambda: not saver.holds_unsaved):
            return f"not saved: {late}"
    finally:
        saver.stop()
        tasks.close()
    tokens = [finish.session.session_token for finish in desk.service.pending()]
    return "" if tokens.count(token) == 1 else f"written {tokens.count(token)} times"


def _spin(qt: QCoreApplication, done: Callable[[], bool]) -> str:
    deadline = QDeadlineTimer(_PATIENCE)
    while not done():
        if deadline.hasExpired():
            return "nothing happened for too long"
        qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    return ""
