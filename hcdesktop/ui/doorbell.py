"""How a second start makes itself heard by the first one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE = 1_000  # ms
_PAUSE = 50  # ms


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
        """For any other process; ``False`` when nobody hears it, not within a second: a program that was only just
        started has no bell yet."""
        patience = QDeadlineTimer(_PATIENCE)
        while not (heard := self._ring_once(patience.remainingTime())) and not patience.hasExpired():
            QThread.msleep(_PAUSE)
        return heard

    def close(self) -> None:
        """Nobody is at home any more."""
        self._server.close()

    def _ring_once(self, milliseconds: int) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        heard = socket.waitForConnected(milliseconds)
        socket.disconnectFromServer()
        return heard

    def _on_connection(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.disconnected.connect(connection.deleteLater)
            self.rung.emit()
