"""The app as it is started over a data folder; tells when its list has been painted with people in it, and once more
when everything that is loaded after that is there."""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer

from hcdesktop import app, cli
from tests.bench.ours.telling import tell, wait

SETTLES = float(sys.argv[2])  # s
build = app.build


class Watch(QObject):
    """Sees the first paint of the list's rows."""

    def __init__(self, made: app.App) -> None:
        super().__init__(made.window)
        self._made = made
        self._seen = False
        made.window.table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._seen and self._made.window.table.users.rowCount():
            self._seen = True
            QTimer.singleShot(0, self, self._on_painted)
        return False

    def _on_painted(self) -> None:
        tell("painted", rows=self._made.window.table.users.rowCount())
        # Not before: it costs something itself.
        from tests.bench.ours.heartbeat import Heartbeat

        self._heartbeat = Heartbeat()
        QTimer.singleShot(round(SETTLES * 1000), self, self._on_settled)

    def _on_settled(self) -> None:
        tell("settled", heartbeat=self._heartbeat.told(), rows=self._made.window.table.users.rowCount())
        wait()
        self._made.window.close()


def watched(*arguments: Any, **options: Any) -> app.App:
    made = build(*arguments, **options)
    Watch(made)
    return made


app.build = watched
sys.exit(cli.main(["--data-dir", sys.argv[1]]))
