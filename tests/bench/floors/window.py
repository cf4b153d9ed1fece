"""Floor: a bare QTableView window over 10,000 rows; prints the moment at which it has been painted."""

import sys
import time

from PySide6.QtCore import QAbstractTableModel, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView


class Rows(QAbstractTableModel):
    def rowCount(self, parent=None):
        return 10_000

    def columnCount(self, parent=None):
        return 6

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return f"cell {index.row()} {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, lambda: (print(time.time()), application.quit()))
        return False


application = QApplication(sys.argv[:1])
model = Rows()
view = QTableView()
view.setModel(model)
view.resize(1280, 780)
painted = Painted()
view.viewport().installEventFilter(painted)
view.show()
application.exec()
