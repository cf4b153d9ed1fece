"""One process at a time works on a data folder: a second start shows the first one's window and ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.store.faults import translated
from hcdesktop.store.files import make_private_folder

_PATIENCE = 1_000  # ms


class FolderLock:
    """Held from ``acquire`` to ``release``; one whose process is dead is taken over, however it died."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder. Raises ``StoreError`` where that does not go."""
        with translated(folder):
            make_private_folder(folder)
        self._lock = QLockFile(str(folder / "lock"))
        # Not by age: whether its process lives decides, and a machine may sleep for a week.
        self._lock.setStaleLockTime(0)

    def acquire(self) -> bool:
        """Whether this process has the folder now. Raises ``StoreError`` when nobody can write into it."""
        if self._lock.tryLock(0):
            return True
        if self._lock.error() is not QLockFile.LockError.LockFailedError:
            raise StoreError(ErrorKind.STORE_READ_ONLY, reason=self._lock.error().name)
        return False

    def release(self) -> None:
        """Gives the folder back."""
        self._lock.unlock()


class Doorbell(QObject):
    """What a second start rings at, and the first one hears."""

    rung = Signal()  #: somebody has started the app a second time

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = f"hcdesktop-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def listen(self) -> None:
        """For the process that has the folder's lock."""
        QLocalServer.removeServer(self._name)  # left by one that was killed
        self._server.listen(self._name)

    def ring(self) -> bool:
        """For any other process; ``False`` when nobody hears it."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        heard = socket.waitForConnected(_PATIENCE)
        socket.disconnectFromServer()
        return heard

    def close(self) -> None:
        """Nobody is at home any more."""
        self._server.close()

    @contextmanager
    def at_home(self, come: Callable[[], None]) -> Iterator[None]:
        """Listens for as long as the block."""
        self.rung.connect(come)
        self.listen()
        try:
            yield
        finally:
            self.close()

    def _on_connection(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.disconnected.connect(connection.deleteLater)
            self.rung.emit()
