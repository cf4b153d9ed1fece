"""The app over a data folder; prints the moment at which its list has been painted."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from hcdesktop import app as composition
from hcdesktop.desk import Desks


class Painted(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.tell)
        return False

    def tell(self) -> None:
        print(time.time(), flush=True)
        qt.quit()


desks = Desks(Path(sys.argv[1]))
qt = composition.application()
app = composition.build(qt, desks)
painted = Painted()
app.window.table.viewport().installEventFilter(painted)
app.start(desks.book.last())
qt.exec()
app.close()
