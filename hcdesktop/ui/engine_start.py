"""When the engine is loaded, and what it does before a popup: nothing until somebody turns to a person.

Loaded, it takes 30 MB of the memory, and begun 80 more, whether or not a popup is ever opened; and from the moment
when the mouse comes to a row, or the row is chosen, until the click on its button there is time for both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from hcdesktop.core.models import User
from hcdesktop.ui import memory
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.popups import Popups
from hcdesktop.ui.user_table import UserTable
from hcdesktop.ui.web.turns import Turns

_PAUSE = 20  # ms after the sign, in which the row is painted
_LOOK = 5000  # ms between two looks at what is ready and has not been taken
_PATIENCE = 60.0  # s without a sign, after which it is given back


class EngineStart(QObject):
    """Has the engine, and a window for the next popup, ready by the click; each step in a turn of the main loop."""

    def __init__(
        self,
        load: Sequence[Callable[[], None]],
        *,
        table: UserTable,
        environments: Environments,
        popups: Popups,
        parent: QObject | None = None,
    ) -> None:
        """``load``: what loads the engine, once."""
        super().__init__(parent)
        self._load = list(load)
        self._environments = environments
        self._popups = popups
        self._open = True
        self._seen = 0.0
        self._later = Turns(self)
        self._sign = QTimer(self)
        self._sign.setSingleShot(True)
        self._sign.setInterval(_PAUSE)
        self._sign.timeout.connect(self._on_sign)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK)
        self._look.timeout.connect(self._on_look)
        table.entered.connect(self._on_entered)
        table.user_chosen.connect(self._on_chosen)
        environments.shown.connect(self._give_back)  # what is ready was for another desk

    def close(self) -> None:
        """Begins nothing any more, and takes down what waits for a launch."""
        self._open = False
        self._sign.stop()
        self._later.forget()
        self._give_back()

    def _on_entered(self) -> None:
        if self._open and not self._sign.isActive():
            self._sign.start()

    def _on_chosen(self, user: User | None) -> None:
        if user is not None:
            self._on_entered()

    def _on_sign(self) -> None:
        self._seen = time.monotonic()
        steps, self._load = self._load, []
        for step in steps:
            self._later(step)
        if self._popups.prepares and not self._popups.windows.is_ready:
            self._later(self._prepare)

    def _prepare(self) -> None:
        # One popup at a time is what nearly everybody opens: beside it there is none made ready.
        if self._environments.is_open and not self._popups.launches and not memory.is_short():
            self._popups.windows.prepare(self._environments.desk)
            self._look.start()

    def _on_look(self) -> None:
        if memory.is_short() or time.monotonic() - self._seen > _PATIENCE:
            self._give_back()

    def _give_back(self) -> None:
        self._look.stop()
        self._popups.windows.give_back()
