"""Step 5 of the flow: from the events of one launch to its one outcome."""

from __future__ import annotations

from hcdesktop.core.models import LaunchRequest, Outcome, OutcomeKind
from hcdesktop.core.popup import Closed, Failed, Finished, PopupEvent, ScriptFailed


class ConnectSession:
    """One launch, from its request to its outcome.

    Promises exactly one outcome, whatever the popup sends and however often: the first thing that ends the launch
    decides, everything after it is ignored. Knows no window, no clock and no store.
    """

    def __init__(self, request: LaunchRequest) -> None:
        self.request = request
        self.outcome: Outcome | None = None

    def apply(self, event: PopupEvent) -> Outcome | None:
        """The outcome, the one time that an event decides it; else ``None``."""
        match event:
            case Finished(session=session, problem=problem):
                return self._end(Outcome(kind=OutcomeKind.FINISHED, session=session, problem=problem))
            case Failed(problem=problem):
                return self._end(Outcome(kind=OutcomeKind.POPUP_ERROR, problem=problem))
            case Closed():
                return self._end(Outcome(kind=OutcomeKind.CLOSED))
            case ScriptFailed(detail=detail):
                return self._end(Outcome(kind=OutcomeKind.LOAD_FAILED, detail=detail))
            case _:
                return None

    def end(self, kind: OutcomeKind, detail: str = "") -> Outcome | None:
        """What the window knows by itself: shut, not loaded, died, out of time. ``None`` when it has ended before."""
        return self._end(Outcome(kind=kind, detail=detail))

    def _end(self, outcome: Outcome) -> Outcome | None:
        if self.outcome is not None:
            return None
        self.outcome = outcome
        return outcome
