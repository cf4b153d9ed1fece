"""Floor: a round trip through a raw QWebChannel, in whose middle one synced SQLite write is done and a row of a bare
table is painted anew; tells the median seconds of it, as the page sees them."""

import json
import sqlite3
import statistics
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QObject, Qt, QTimer, QUrl, Slot
from PySide6.QtWidgets import QApplication, QTableView

QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
application = QApplication(sys.argv[:1])
from PySide6.QtWebChannel import QWebChannel  # noqa: E402
from PySide6.QtWebEngineCore import QWebEnginePage  # noqa: E402
from PySide6.QtWebEngineWidgets import QWebEngineView  # noqa: E402

HERE = Path(__file__).parent
folder = tempfile.TemporaryDirectory()
connection = sqlite3.connect(Path(folder.name) / "floor.db", isolation_level=None)
connection.execute("PRAGMA journal_mode=WAL")
connection.execute("PRAGMA synchronous=FULL")
connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)")


class Rows(QAbstractTableModel):
    def rowCount(self, parent=None):
        return 10_000

    def columnCount(self, parent=None):
        return 6

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return f"cell {index.row()} {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


class Bridge(QObject):
    @Slot(str, result=bool)
    def post(self, text):
        connection.execute("INSERT INTO rows (text) VALUES (?)", (text,))
        model.dataChanged.emit(model.index(0, 0), model.index(0, 5))
        table.viewport().repaint(table.visualRect(model.index(0, 0)))
        return True

    @Slot(float)
    def took(self, seconds):
        times.append(seconds)

    @Slot()
    def end(self):
        print(json.dumps({"step": "updated", "seconds": statistics.median(times)}), flush=True)
        QTimer.singleShot(0, application, close)


def close():
    table.close()
    view.deleteLater()
    application.exit()


times = []
model = Rows()
table = QTableView()
table.setModel(model)
table.resize(1280, 780)
table.show()
view = QWebEngineView()
page = QWebEnginePage(view)
bridge = Bridge()
channel = QWebChannel(page)
channel.registerObject("bridge", bridge)
page.setWebChannel(channel)
view.setPage(page)
view.resize(720, 760)
page.setHtml((HERE / "channel.html").read_text(), QUrl("qrc:///floor"))
view.show()
application.exec()
connection.close()
folder.cleanup()
