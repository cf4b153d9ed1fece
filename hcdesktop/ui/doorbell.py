"""How a second start makes itself heard by the first one: it writes into a file that the first one watches and empties.

The file is in the data folder, where nobody but its owner can write, and nothing has to be loaded for it. A ring stays
in it: one that comes while the first one is still on its way is heard as soon as that has its window.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from hcdesktop.store.files import make_private_file

BELL = "bell"  #: its name in the data folder

_PATIENCE = 1.0  # seconds
_PAUSE = 0.02  # seconds


class Doorbell(QObject):
    """What the first one hears."""

    rung = Signal()  #: somebody has started the app a second time

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bell = folder / BELL
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._answer)

    def listen(self) -> None:
        """For the process that has the folder's lock; where the file cannot be made, nobody is heard."""
        with suppress(OSError):
            make_private_file(self._bell)
            self._watcher.addPath(str(self._bell))
            QTimer.singleShot(0, self, self._answer)  # who has rung already

    def close(self) -> None:
        """Nobody is at home any more."""
        self._watcher.removePath(str(self._bell))
        with suppress(OSError):
            self._bell.unlink()

    def _answer(self) -> None:
        with suppress(OSError):
            if self._bell.stat().st_size:
                os.truncate(self._bell, 0)
                self.rung.emit()


def ring(folder: Path) -> bool:
    """For any other process: whether the one that has the folder's lock has heard it, within a second."""
    bell = folder / BELL
    until = time.monotonic() + _PATIENCE
    try:
        make_private_file(bell)
        with bell.open("ab") as file:
            file.write(b"\a")
        while bell.stat().st_size:
            if time.monotonic() > until:
                os.truncate(bell, 0)
                return False
            time.sleep(_PAUSE)
    except OSError:  # it has gone just now, with its bell
        return False
    return True
