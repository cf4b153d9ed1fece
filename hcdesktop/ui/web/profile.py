"""A private browser for one launch (decision 3): off the record, everything denied that nobody needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)

from hcdesktop.ui.web.policy import SIMULATOR_SCHEME, Policy, Verdict
from hcdesktop.ui.web.simulator_scheme import NoSimulator, SimulatorScheme

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
    QWebEngineSettings.WebAttribute.NavigateOnDropEnabled,
    QWebEngineSettings.WebAttribute.DnsPrefetchEnabled,
    QWebEngineSettings.WebAttribute.ErrorPageEnabled,
    QWebEngineSettings.WebAttribute.AutoLoadIconsForPage,
)


#: Bytes of its own that one of the engine's processes may have: what is beside a script's heap (app._ENGINE_FLAGS) grew
#: to 7 GB within 17 s.
_MEMORY_LIMIT = 1 << 30

_Type = QWebEngineUrlRequestInfo.ResourceType
#: Scripts that run on behind the pages, unseen by the gate (6.11.3: it is not asked about their sockets).
_BEHIND_THE_PAGES = (_Type.ResourceTypeServiceWorker, _Type.ResourceTypeSharedWorker)


class Gate(QWebEngineUrlRequestInterceptor):
    """Every request of the profile passes here, also pictures, sockets and what a redirect leads to."""

    def __init__(self, policy: Policy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._policy = policy

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Lets through, blocks, or sends to the Simulator."""
        if info.resourceType() in _BEHIND_THE_PAGES:
            info.block(True)
            return
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
        with _bounded_memory():
            self.engine = QWebEngineProfile()  # no name: off the record
        self._gate = Gate(policy, self.engine)
        self._scheme = simulator or NoSimulator(self.engine)
        self.engine.setUrlRequestInterceptor(self._gate)
        self.engine.installUrlSchemeHandler(SIMULATOR_SCHEME.encode(), self._scheme)
        self.engine.setHttpAcceptLanguage(language)
        self.engine.downloadRequested.connect(_cancel)
        for attribute in _OFF:
            self.engine.settings().setAttribute(attribute, False)

    def close(self) -> None:
        """Lets go of the profile; the Simulator's handler outlives it."""
        self.engine.removeUrlSchemeHandler(self._scheme)
        self.engine.deleteLater()


@contextmanager
def _bounded_memory() -> Iterator[None]:
    """The engine's processes begin with the first profile, and inherit the limit (Linux only)."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bounds = [limit for limit in (_MEMORY_LIMIT, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min(bounds), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _cancel(download: QWebEngineDownloadRequest) -> None:
    download.cancel()


def _behind(url: QUrl) -> QUrl:
    behind = QUrl(url)
    behind.setScheme(SIMULATOR_SCHEME)
    return behind
