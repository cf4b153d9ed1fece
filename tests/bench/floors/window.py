"""Floor: a bare QTableView window; tells when it has been painted, and once more a while later."""

import json
import sys
import time

from PySide6.QtCore import QAbstractTableModel, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView

ROWS, SETTLES = int(sys.argv[1]), float(sys.argv[2])


class Rows(QAbstractTableModel):
    def rowCount(self, parent=None):
        return ROWS

    def columnCount(self, parent=None):
        return 6

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return f"cell {index.row()} {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


class Painted(QObject):
    seen = False

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.seen:
            self.seen = True
            QTimer.singleShot(0, self, lambda: tell("painted"))
            QTimer.singleShot(round(SETTLES * 1000), self, settled)
        return False


def tell(step):
    print(json.dumps({"step": step, "at": time.time(), "processor": time.process_time()}), flush=True)


def settled():
    tell("settled")
    sys.stdin.readline()
    application.quit()


application = QApplication(sys.argv[:1])
model = Rows()
view = QTableView()
view.setModel(model)
view.resize(1280, 780)
painted = Painted()
view.viewport().installEventFilter(painted)
view.show()
application.exec()
