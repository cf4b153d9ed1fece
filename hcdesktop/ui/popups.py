"""Steps 3 to 5 of the flow: the popups that are open, their callbacks, and the one outcome of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, QUrl, Signal

from hcdesktop.core.errors import CallbackRejected
from hcdesktop.core.models import (
    EventKind,
    JsonObject,
    LaunchRequest,
    Outcome,
    OutcomeKind,
    PendingFinish,
    SessionToken,
)
from hcdesktop.desk import Desk
from hcdesktop.ui.popup_windows import PopupWindows

if TYPE_CHECKING:
    from hcdesktop.core.popup import PopupEvent
    from hcdesktop.core.session import ConnectSession
    from hcdesktop.ui.web.connect_window import ConnectWindow

#: Until it is looked again whether a page's own call has come back, which waits for a person's answer.
_CALL_LOOK = 20  # ms
#: So long a popup stays whose finish is being sent: an answer that comes meanwhile is seen first.
_ANSWER = 25  # ms
#: Writes a finish down, and the callback that it came with, inside the callback's turn; ``None`` when there is nothing
#: to send (now).
Keep = Callable[[Desk, LaunchRequest, SessionToken, JsonObject], PendingFinish | None]


class Launch(NamedTuple):
    """One popup that is open: its session decides, its window shows, its desk is told."""

    desk: Desk
    session: ConnectSession
    window: ConnectWindow

    @property
    def request(self) -> LaunchRequest:
        """What it was opened with."""
        return self.session.request


class Popups(QObject):
    """Opens popups, at most one per user, and ends each with exactly one outcome."""

    opened = Signal(object)  #: Launch
    rejected = Signal(object, object)  #: HcError about a callback, Launch
    kept = Signal(object, object)  #: Launch, PendingFinish that is on the disk; told inside the page's call
    ended = Signal(object, object)  #: Launch (its window is gone), Outcome

    def __init__(self, *, keep: Keep, open_external: Callable[[QUrl], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keep = keep
        self._open_external = open_external
        self._launches: dict[int, Launch] = {}
        self._decided: dict[int, Outcome] = {}
        self.windows = PopupWindows(self)
        #: Whether the next popup's window is made ready, too; else the engine is only loaded before one.
        self.prepares = False

    @property
    def launches(self) -> tuple[Launch, ...]:
        """Those that are open, the oldest first."""
        return tuple(self._launches.values())

    @property
    def user_ids(self) -> frozenset[int]:
        """Whose popup is open."""
        return frozenset(self._launches)

    def bring_forward(self, user_id: int) -> bool:
        """Shows this user's popup in front; ``False`` when none is open."""
        launch = self._launches.get(user_id)
        if launch is None:
            return False
        launch.window.raise_()
        launch.window.activateWindow()
        return True

    def open(self, desk: Desk, request: LaunchRequest, *, title: str) -> None:
        """Step 3: one more popup."""
        from hcdesktop.core.session import ConnectSession

        window = self.windows.take(desk)
        launch = Launch(desk, ConnectSession(request), window)
        self._launches[request.user_id] = launch
        window.message_received.connect(lambda text: self._on_message(launch, text))
        window.launch_ended.connect(lambda kind, detail: self._end(launch, kind, detail))
        window.step_taken.connect(lambda kind, detail: desk.service.note(request, kind, detail))
        window.external_requested.connect(self._open_external)
        window.begin(request, title=title)
        self.opened.emit(launch)
        window.show()
        window.activateWindow()

    def close_all(self) -> None:
        """Shuts every popup, now; each ends as abandoned, unless its outcome has just been decided."""
        for launch in self.launches:
            outcome = launch.session.end(OutcomeKind.ABANDONED)
            if outcome is not None:
                self._decided[launch.request.user_id] = outcome
            self._finish_launch(launch)

    def close_all_soon(self) -> None:
        """As ``close_all``, for callers that may stand inside a page's callback: an application that quits shuts its
        windows at once, wherever it is told to."""
        # What is deleted later is deleted in the next turn, or at the loop's end when there is none: a timer is not.
        turn = QObject(self)
        turn.destroyed.connect(self.close_all)
        turn.deleteLater()

    def forget(self) -> None:
        """Lets go of the Simulators whose popups there were; with none open."""
        self.windows.forget()

    # --- step 4: callback

    def _on_message(self, launch: Launch, text: str) -> None:
        from hcdesktop.core import popup

        try:
            event = popup.parse(text, client_id=launch.request.client_id)
        except CallbackRejected as error:
            launch.desk.service.note(launch.request, EventKind.CALLBACK_REJECTED, {"error": error.told})
            self.rejected.emit(error, launch)
            return
        outcome = launch.session.apply(event)
        finish = self._on_outcome(launch, outcome, popup.raw(text)) if outcome is not None else None
        if outcome is None or outcome.session is None:  # else it was written down with the finish, at once
            self._note(launch, event, text)
        if finish is not None:
            # Now, and not when the window is gone: sending needs nothing of it, and takes its time elsewhere.
            self.kept.emit(launch, finish)

    def _note(self, launch: Launch, event: PopupEvent, text: str) -> None:
        from hcdesktop.core import popup

        service = launch.desk.service
        match event:
            case popup.Ready():
                pass
            case popup.Opened():
                launch.window.note_opened()
                service.note(launch.request, EventKind.POPUP_OPENED)
            case popup.Dropped(reason=reason):
                service.note(launch.request, EventKind.MESSAGE_DROPPED, {"reason": reason})
            case _:
                service.note(launch.request, EventKind.CALLBACK, popup.raw(text))

    # --- step 5: decide

    def _end(self, launch: Launch, kind: OutcomeKind, detail: str) -> None:
        outcome = launch.session.end(kind, detail)
        if outcome is not None:
            self._on_outcome(launch, outcome, {})

    def _on_outcome(self, launch: Launch, outcome: Outcome, said: JsonObject) -> PendingFinish | None:
        """Still inside the page's call: what must not be lost is on disk when this returns, the rest comes later."""
        finish = self._keep(launch.desk, launch.request, outcome.session, said) if outcome.session else None
        self._decided[launch.request.user_id] = outcome
        # The engine must not lose its page in the middle of its own callback. To take it down holds up the window for a
        # while: where something is sent, its answer may come before, and be seen.
        QTimer.singleShot(_ANSWER if finish is not None else 0, self, lambda: self._finish_launch(launch))
        return finish

    def _finish_launch(self, launch: Launch) -> None:
        if self._launches.get(launch.request.user_id) is not launch:
            return
        if launch.window.in_its_own_call:
            QTimer.singleShot(_CALL_LOOK, self, lambda: self._finish_launch(launch))
            return
        del self._launches[launch.request.user_id]
        outcome = self._decided.pop(launch.request.user_id)
        launch.window.tear_down()
        self.ended.emit(launch, outcome)
