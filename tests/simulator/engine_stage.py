"""Puts the Simulator's pages on a real web engine: the stage on which ``engine_journeys`` plays.

Runs in a process of its own, so that the tests' process needs no web engine and can be spared its crashes.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEventLoop, QIODevice, Qt, QTimer, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import (
    QWebEngineFrame,
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

from hcdesktop.simulator.scenario import Scenario
from hcdesktop.simulator.seeds import CLIENT_ID
from hcdesktop.simulator.server import Fault, Request, Simulator
from hcdesktop.simulator.state import SimulatorState

SCHEME = b"hcsim"
HERE = Path(__file__).parent
RESOURCES = HERE.parents[1] / "resources" / "simulator"
PATIENCE = 10.0


def start() -> QApplication:
    """The one application of the process; the scheme has to be known before the engine starts."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    scheme.setFlags(QWebEngineUrlScheme.Flag.SecureScheme)
    QWebEngineUrlScheme.registerScheme(scheme)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    return QApplication(["engine-stage"])


def wait_for(condition: Callable[[], object], what: str, *, patience: float = PATIENCE) -> Any:
    """Turns the event loop until the condition holds, and returns what it said."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        pause(0.02)
    message = f"waited in vain for {what}"
    raise AssertionError(message)


def pause(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


class Redirect(QWebEngineUrlRequestInterceptor):
    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        url = info.requestUrl()
        if url.scheme() == "https" and url.host() in ("connect.humanapi.co", "hapi-connect.humanapi.co"):
            url.setScheme(SCHEME.decode())
            info.redirect(url)


class Handler(QWebEngineUrlSchemeHandler):
    def __init__(self, simulator: Simulator) -> None:
        super().__init__()
        self.simulator = simulator

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        headers = {
            bytes(name.data()).decode(): bytes(value.data()).decode() for name, value in job.requestHeaders().items()
        }
        url = job.requestUrl().toString(QUrl.ComponentFormattingOption.FullyEncoded)
        answer = self.simulator.handle(Request(_text(job.requestMethod()), url, headers))
        if answer.fault is Fault.HANG:
            return
        if answer.fault is Fault.DROP or answer.status == 404:
            # WORKAROUND (QtWebEngine 6.11.3): fail() on a job that an interceptor redirected here crashes the renderer.
            job.redirect(QUrl("about:blank"))
            return
        kept = {name.encode(): value.encode() for name, value in answer.headers.items() if name != "Content-Type"}
        # A bare value would become one header per byte; the stubs do not know of the list.
        job.setAdditionalResponseHeaders({QByteArray(name): [QByteArray(kept[name])] for name in kept})  # type: ignore[misc]
        buffer = QBuffer(job)
        buffer.setData(answer.body)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(answer.content_type.encode(), buffer)


def _text(value: QByteArray) -> str:
    return bytes(value.data()).decode()


class Page(QWebEnginePage):
    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.profile)
        self.stage = stage

    def javaScriptConsoleMessage(self, level: Any, message: str, line: int, source: str) -> None:
        self.stage.console.append(f"{level.name} {source.rpartition('/')[2].partition('?')[0]}:{line} {message}")

    def createWindow(self, _kind: Any) -> QWebEnginePage:
        page = Page(self.stage)
        page.windowCloseRequested.connect(lambda: self.stage.forget(page))
        self.stage.windows.append(page)
        return page


class Stage:
    """One launch on a private profile: a host page, connect.js, the popup."""

    def __init__(self, *, width: int = 800, height: int = 720) -> None:
        self.state = SimulatorState(None)
        self.simulator = Simulator(self.state, pages=lambda name: (RESOURCES / name).read_bytes())
        self.console: list[str] = []
        self.windows: list[QWebEnginePage] = []
        self.profile = QWebEngineProfile()
        self.redirect = Redirect()
        self.handler = Handler(self.simulator)
        self.profile.setUrlRequestInterceptor(self.redirect)
        self.profile.installUrlSchemeHandler(SCHEME, self.handler)
        self.page = Page(self)
        self.page.settings().setAttribute(QWebEngineSettings.WebAttribute.JavascriptCanOpenWindows, True)
        self.view = QWebEngineView()
        self.view.setPage(self.page)
        self.view.resize(width, height)
        self.view.show()

    def close(self) -> None:
        for page in [*self.windows]:
            self.forget(page)
        self.view.setPage(QWebEnginePage(self.view))
        self.page.deleteLater()
        self.view.close()
        self.view.deleteLater()
        pause(0.05)
        self.profile.deleteLater()
        pause(0.05)

    def forget(self, page: QWebEnginePage) -> None:
        self.windows.remove(page)
        page.deleteLater()

    def block_windows(self) -> None:
        self.page.settings().setAttribute(QWebEngineSettings.WebAttribute.JavascriptCanOpenWindows, False)

    # --- the host page --------------------------------------------------------------------------------------------

    def launch(self, client_user_id: str, *, scenario: Scenario | None = None, **options: Any) -> None:
        """Loads the host page and has it open the popup."""
        if scenario:
            self.simulator.choose(scenario)
        self.load()
        settings = {"clientId": CLIENT_ID, "clientUserId": quote(client_user_id, safe=""), "publicToken": "", **options}
        self.js(f"start({json.dumps(settings)})")

    def launch_widget(self, token: str, *, scenario: Scenario | None = None) -> None:
        """Loads the host page of the session-token flow and presses its button."""
        if scenario:
            self.simulator.choose(scenario)
        self.load("engine_widget_host.html", TOKEN=token)
        self.js("document.querySelector('button').click()")

    def load(self, name: str = "engine_host.html", **values: str) -> None:
        loaded: list[bool] = []
        self.page.loadFinished.connect(loaded.append)
        html = (HERE / name).read_text(encoding="utf-8")
        for placeholder, value in values.items():
            html = html.replace(f"@{placeholder}@", value)
        self.page.setHtml(html, QUrl("https://hcdesktop.invalid/"))
        wait_for(lambda: loaded, "the host page")
        self.page.loadFinished.disconnect(loaded.append)

    def js(self, script: str, frame: QWebEngineFrame | None = None, *, patience: float = PATIENCE) -> Any:
        answers: list[Any] = []
        target = frame or self.page.mainFrame()
        target.runJavaScript(script, 0, answers.append)
        wait_for(lambda: answers, f"an answer to {script[:60]}", patience=patience)
        return answers[0]

    def heard(self, kind: str) -> list[Any]:
        """The callbacks or messages of one kind that the host page has noted."""
        return [item["value"] for item in json.loads(self.js("JSON.stringify(heard)")) if item["kind"] == kind]

    def wait_heard(self, kind: str) -> Any:
        return wait_for(lambda: self.heard(kind), kind)[-1]

    # --- the popup ------------------------------------------------------------------------------------------------

    def frame(self, name: str = "human-connect") -> QWebEngineFrame | None:
        order, children = self.frame_names(), self.page.mainFrame().children()
        return children[order.index(name)] if name in order and order.index(name) < len(children) else None

    def frame_names(self) -> list[str]:
        return list(json.loads(self.js("JSON.stringify([...document.querySelectorAll('iframe')].map((f) => f.id))")))

    def tool(self, call: str, frame: QWebEngineFrame | None) -> Any:
        """Calls one of the tools of ``engine_tools.js`` inside a frame; ``None`` when it is not there, or was just on
        its way to another page, for then the engine drops the script and never answers. A late answer must not be
        taken for that: a button that was pressed is not there to be pressed again."""
        if frame is None or not frame.isValid():
            return None
        tools = (HERE / "engine_tools.js").read_text(encoding="utf-8")
        with suppress(AssertionError):
            return json.loads(self.js(f"{tools}; JSON.stringify(tools.{call} ?? null)", frame, patience=3) or "null")
        return None

    def press(self, name: str, frame: str = "human-connect") -> None:
        """Presses the button with this accessible name as soon as it is there."""
        wait_for(lambda: self.tool(f"press({json.dumps(name)})", self.frame(frame)), f"the button {name}")

    def type(self, label: str, text: str) -> None:
        call = f"type({json.dumps(label)}, {json.dumps(text)})"
        wait_for(lambda: self.tool(call, self.frame()), f"the field {label}")

    def text(self, frame: str = "human-connect") -> str:
        return str(self.tool("text()", self.frame(frame)) or "")

    def wait_text(self, text: str, frame: str = "human-connect") -> None:
        wait_for(lambda: text in self.text(frame), f"the words {text!r} in {self.text(frame)!r}")

    def buttons(self) -> list[str]:
        return list(self.tool("buttons()", self.frame()) or [])

    def key(self, key: Qt.Key) -> None:
        """One key on the keyboard, to whatever has the focus."""
        target = self.view.focusProxy()
        assert target
        QTest.keyClick(target, key)

    # --- a provider's window --------------------------------------------------------------------------------------

    def window(self) -> QWebEnginePage:
        page: QWebEnginePage = wait_for(lambda: self.windows and self.windows[0], "a second window")
        return page

    def press_in_window(self, name: str) -> None:
        page = self.window()
        wait_for(lambda: self.tool(f"press({json.dumps(name)})", page.mainFrame()), f"the button {name}")
