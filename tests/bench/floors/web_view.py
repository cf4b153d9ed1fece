"""Floor: a bare QWebEngineView that loads the same page; tells the seconds from the load to the popup's word, for the
first and for a second view of the process, and waits while the second one is open; then how its main thread was held
up, from before the engine's start. With a third argument each site has a process of its own, as in the app, and the
page around the popup is another site."""

import base64
import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, Qt, QTimer, QUrl
from PySide6.QtWidgets import QApplication

PAGES = {
    path: (QByteArray(kind.encode()), QByteArray(base64.b64decode(body)))
    for path, (kind, body) in json.loads(Path(sys.argv[1]).read_text()).items()
}
SETTLES = float(sys.argv[2])
BASE = "floor://connect"
APART = len(sys.argv) > 3
AROUND = "floor://around" if APART else BASE
if APART:
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--site-per-process"

QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
application = QApplication(sys.argv[:1])
from PySide6.QtWebEngineCore import (  # noqa: E402
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)
from PySide6.QtWebEngineWidgets import QWebEngineView  # noqa: E402

from tests.bench.heartbeat import Heartbeat  # noqa: E402

scheme = QWebEngineUrlScheme(b"floor")
scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
scheme.setFlags(QWebEngineUrlScheme.Flag.SecureScheme)
QWebEngineUrlScheme.registerScheme(scheme)
views = []


class Files(QWebEngineUrlSchemeHandler):
    def requestStarted(self, job):
        kind, body = PAGES[job.requestUrl().path()]
        buffer = QBuffer(job)
        buffer.setData(body)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(kind, buffer)


class Page(QWebEnginePage):
    def javaScriptConsoleMessage(self, level, message, line, source):
        if message == "opened":
            tell("first" if len(views) == 1 else "warm", seconds=time.perf_counter() - begun)
            QTimer.singleShot(500, application, open_next if len(views) == 1 else opened)


def tell(step, **values):
    print(json.dumps({"step": step, "processor": time.process_time(), **values}), flush=True)


def open_next():
    global begun  # noqa: PLW0603
    if views:
        views[-1].deleteLater()
    begun = time.perf_counter()
    view = QWebEngineView()
    view.setPage(Page(profile, view))
    view.resize(720, 760)
    views.append(view)
    view.page().setHtml(HOST, QUrl(AROUND))
    view.show()


def opened():
    tell("open")
    held = heartbeat.told()
    sys.stdin.readline()
    tell("told", heartbeat=held)
    views[-1].deleteLater()
    application.exit()


begun = 0.0
HOST = Path(__file__).with_name("host.html").read_text().replace("BASE", BASE)
heartbeat = Heartbeat()
profile = QWebEngineProfile(application)
files = Files(profile)
profile.installUrlSchemeHandler(b"floor", files)
QTimer.singleShot(round(SETTLES * 1000), application, open_next)
application.exec()
profile.deleteLater()
