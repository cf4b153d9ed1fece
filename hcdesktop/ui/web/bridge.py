"""Step 4 of the flow: the one slot through which a page's callbacks reach Python."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

#: Messages that one launch may send; then the bridge is severed (decision 2).
QUOTA = 32

_log = logging.getLogger(__name__)


class Bridge(QObject):
    """What the relay can reach: ``post`` and nothing else (no property, no signal of ours, no answer).

    Promises never to raise into the engine and to hand on at most ``QUOTA`` messages. Its state is plain Python and
    belongs to the launch, so a page that destroys this object gains nothing.
    """

    def __init__(
        self, handler: Callable[[str], None], *, on_used_up: Callable[[], None], parent: QObject | None = None
    ) -> None:
        """``on_used_up`` is called once, with the first message that is too many."""
        super().__init__(parent)
        self._handler = handler
        self._on_used_up = on_used_up
        self._severed = False
        self._left = QUOTA

    @Slot(str)
    def post(self, text: str) -> None:
        """One message of the relay; what is no text comes as ``""`` or control characters and is refused later."""
        if self._severed:
            return
        try:
            if self._left > 0:
                self._left -= 1
                self._handler(text)
            else:
                self._severed = True
                self._on_used_up()
        except Exception:
            _log.exception("a callback's handler failed")

    def sever(self) -> None:
        """Nothing is handed on from now on."""
        self._severed = True
