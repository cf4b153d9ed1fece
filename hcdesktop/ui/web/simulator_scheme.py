"""The engine's seam to the Simulator (decision 1): redirected requests are answered in this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer, QUrl
from PySide6.QtWebEngineCore import QWebEngineUrlRequestJob, QWebEngineUrlScheme, QWebEngineUrlSchemeHandler

from hcdesktop.simulator.server import Fault, Request, Response
from hcdesktop.ui.web.policy import SIMULATOR_SCHEME


def register() -> None:
    """Makes the scheme known to the engine: once per process, before the first profile.

    ``SecureScheme`` only: with ``FetchApiAllowed`` a foreign frame could read the Simulator's answers.
    """
    name = SIMULATOR_SCHEME.encode()
    if not QWebEngineUrlScheme.schemeByName(name).name().isEmpty():
        return
    scheme = QWebEngineUrlScheme(name)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    scheme.setFlags(QWebEngineUrlScheme.Flag.SecureScheme)
    QWebEngineUrlScheme.registerScheme(scheme)


class SimulatorScheme(QWebEngineUrlSchemeHandler):
    """Hands the engine's requests to the Simulator; it has to outlive the profiles that it is installed in."""

    def __init__(self, handle: Callable[[Request], Response], parent: QObject) -> None:
        super().__init__(parent)
        self._handle = handle

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Answers one request. A body cannot be read (PySide6 6.11.3: ``requestBody()`` crashes), nor a status sent."""
        url = job.requestUrl()
        url.setScheme("https")
        request = Request(
            method=_text(job.requestMethod()),
            url=_text(url.toEncoded()),
            headers={_text(name): _text(value) for name, value in job.requestHeaders().items()},
            body=b"",
        )
        response = self._handle(request)
        if response.delay:
            later = QTimer(job)  # the job's own: a page that has gone takes it along
            later.setSingleShot(True)
            later.timeout.connect(lambda: self._send(job, response))
            later.start(round(response.delay * 1000))
        else:
            self._send(job, response)

    def _send(self, job: QWebEngineUrlRequestJob, response: Response) -> None:
        if response.fault is Fault.HANG:
            return
        if response.fault is Fault.DROP or response.status == 404:
            # Not fail(): that kills the renderer when the request was redirected to this scheme (PySide6 6.11.3).
            # A script that ends up here fires its onerror.
            job.redirect(QUrl("about:blank"))
        else:
            _reply(job, response)


class NoSimulator(QWebEngineUrlSchemeHandler):
    """Where there is no Simulator: refuses everything.

    It has to be there: without a handler the engine puts a blank page of its own in the host page's place before
    anybody is asked (PySide6 6.11.3).
    """

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Is not reached: page and gate have refused before."""
        job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)


def _reply(job: QWebEngineUrlRequestJob, response: Response) -> None:
    buffer = QBuffer(job)
    buffer.setData(QByteArray(response.body))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    kind = response.headers.get("Content-Type", "application/octet-stream")
    # A list of values for each name, whatever the stub says: a bare value becomes one header per byte, and a policy
    # silently vanishes (PySide6 6.11.3).
    headers: Any = {
        QByteArray(name.encode()): [QByteArray(value.encode())]
        for name, value in response.headers.items()
        if name != "Content-Type"
    }
    job.setAdditionalResponseHeaders(headers)
    job.reply(QByteArray(kind.encode()), buffer)


def _text(value: QByteArray) -> str:
    return value.toStdString()
