"""Floor: a bare QWebEngineView that loads a page with one frame; prints the seconds from the load to the frame's word,
for the first and for a second view of the process."""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer, QUrl
from PySide6.QtWidgets import QApplication

QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
application = QApplication(sys.argv[:1])
from PySide6.QtWebEngineCore import QWebEnginePage  # noqa: E402
from PySide6.QtWebEngineWidgets import QWebEngineView  # noqa: E402

FRAME = QUrl.fromLocalFile(str(Path(__file__).with_name("frame.html"))).toString()
views = []


class Page(QWebEnginePage):
    def javaScriptConsoleMessage(self, level, message, line, source):
        if message == "ready":
            print(time.perf_counter() - begun, flush=True)
            QTimer.singleShot(300, open_next if len(views) == 1 else application.quit)


def open_next():
    global begun  # noqa: PLW0603
    begun = time.perf_counter()
    view = QWebEngineView()
    view.setPage(Page(view))
    view.resize(720, 760)
    views.append(view)
    view.page().setHtml(f'<iframe src="{FRAME}" style="position:fixed;inset:0;width:100%;height:100%">', QUrl(FRAME))
    view.show()


begun = 0.0
QTimer.singleShot(300, open_next)
application.exec()
