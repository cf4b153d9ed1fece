"""Step 7 of the flow on a thread: finishes that are due are sent one after the other, without the window in between."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from hcdesktop.core.finalizer import FinalizeResult
from hcdesktop.core.models import PendingFinish
from hcdesktop.desk import Desk

#: So many at most; and after so many seconds no other one is begun: what came of them is to be seen. (Of a thousand,
#: showing what came in the last tenth of a second took more than half of the main thread's time; a quarter: a fifth.)
MOST = 128
SECONDS = 0.25


@dataclass(slots=True, eq=False)
class Batch:
    """A few finishes of one desk. One that raises ends it; what came of those before it is known all the same."""

    desk: Desk
    finish_ids: tuple[int, ...]
    claimed: PendingFinish | None = None  # the first of them, if it is
    results: list[FinalizeResult] = field(default_factory=list)
    left: deque[int] = field(init=False)
    over: bool = False

    def __post_init__(self) -> None:
        self.left = deque(self.finish_ids)

    def send(self, goes_on: Callable[[], bool]) -> None:
        """One attempt for each, while there is time and it ``goes_on``: the others are ``left``. Whose turn it was said
        to be is claimed by now, and has it."""
        until = time.monotonic() + SECONDS
        promised = None if self.claimed is None else self.claimed.id

        def after() -> int | None:
            nonlocal promised
            promised = self.left[0] if self.left and goes_on() and time.monotonic() < until else None
            return promised

        finalizer = self.desk.service.finalizer
        with finalizer.following(after, claimed=self.claimed):
            while self.left and (self.left[0] == promised or after() is not None):
                result = finalizer.run(self.left.popleft())
                if result is not None:
                    self.results.append(result)
