"""A private browser for one launch (decision 3): off the record, everything denied that nobody needs."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)

from hcdesktop.ui.web.policy import SIMULATOR_SCHEME, Policy, Verdict
from hcdesktop.ui.web.simulator_scheme import SimulatorScheme

_OFF = (
    QWebEngineSettings.WebAttribute.PluginsEnabled,
    QWebEngineSettings.WebAttribute.PdfViewerEnabled,
    QWebEngineSettings.WebAttribute.FullScreenSupportEnabled,
    QWebEngineSettings.WebAttribute.ScreenCaptureEnabled,
    QWebEngineSettings.WebAttribute.JavascriptCanAccessClipboard,
    QWebEngineSettings.WebAttribute.JavascriptCanPaste,
    QWebEngineSettings.WebAttribute.LocalContentCanAccessRemoteUrls,
    QWebEngineSettings.WebAttribute.LocalContentCanAccessFileUrls,
    QWebEngineSettings.WebAttribute.AllowRunningInsecureContent,
    QWebEngineSettings.WebAttribute.AllowWindowActivationFromJavaScript,
    QWebEngineSettings.WebAttribute.HyperlinkAuditingEnabled,
    QWebEngineSettings.WebAttribute.DnsPrefetchEnabled,
    QWebEngineSettings.WebAttribute.ErrorPageEnabled,
)


class Gate(QWebEngineUrlRequestInterceptor):
    """Every request of the profile passes here, also pictures, sockets and what a redirect leads to."""

    def __init__(self, policy: Policy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._policy = policy

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Lets through, blocks, or sends to the Simulator."""
        url = info.requestUrl()
        match self._policy.request(url):
            case Verdict.BLOCK:
                info.block(True)
            case Verdict.SIMULATE:
                info.redirect(_behind(url))
            case Verdict.ALLOW:
                pass


class PrivateProfile:
    """One launch's profile with its gate; ``close`` last, after every page of it is gone (else: a crash)."""

    def __init__(self, policy: Policy, *, language: str, simulator: SimulatorScheme | None) -> None:
        self.engine = QWebEngineProfile()  # no name: off the record
        self._gate = Gate(policy, self.engine)
        self._simulator = simulator
        self.engine.setUrlRequestInterceptor(self._gate)
        if simulator is not None:
            self.engine.installUrlSchemeHandler(SIMULATOR_SCHEME.encode(), simulator)
        self.engine.setHttpAcceptLanguage(language)
        self.engine.downloadRequested.connect(_cancel)
        for attribute in _OFF:
            self.engine.settings().setAttribute(attribute, False)

    def close(self) -> None:
        """Lets go of the profile; the Simulator's handler outlives it."""
        if self._simulator is not None:
            self.engine.removeUrlSchemeHandler(self._simulator)
        self.engine.deleteLater()


def _cancel(download: QWebEngineDownloadRequest) -> None:
    download.cancel()


def _behind(url: QUrl) -> QUrl:
    behind = QUrl(url)
    behind.setScheme(SIMULATOR_SCHEME)
    return behind
