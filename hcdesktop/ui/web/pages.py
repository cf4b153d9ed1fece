"""The pages of one launch: the host page with the popup in it, and the providers' login windows.

They only translate the engine's calls into our own: policy is ``policy``'s, meaning is the connect window's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import (
    QWebEngineCertificateError,
    QWebEngineDesktopMediaRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineScript,
)

from hcdesktop.core.redact import Redactor
from hcdesktop.ui.web.bridge import Bridge
from hcdesktop.ui.web.policy import HOST_PAGE, Marker, Policy, asks_for_second_view, marker

_log = logging.getLogger(__name__)
_ISOLATED = QWebEngineScript.ScriptWorldId.ApplicationWorld


@dataclass(frozen=True, slots=True)
class PageEvents:
    """What a page tells its window. Called from inside the engine: do not load or delete anything there."""

    navigated: Callable[[QUrl], None]  # a frame or a provider's window goes there
    blocked: Callable[[QUrl], None]
    marked: Callable[[Marker, QUrl, QObject], None]  # a marker was met; the page that met it
    new_window: Callable[[], QWebEnginePage | None]
    second_view: Callable[[QUrl], None]  # the popup itself wants to go to a provider's log-in


class GuardedPage(QWebEnginePage):
    """A page that opens no dialog, grants no permission, accepts no bad certificate and picks no file."""

    def __init__(self, profile: QWebEngineProfile, policy: Policy, events: PageEvents) -> None:
        super().__init__(profile)
        self._policy = policy
        self._events = events
        self.certificateError.connect(_reject)
        self.permissionRequested.connect(_deny)
        self.desktopMediaRequested.connect(_show_nothing)

    def createWindow(self, _kind: QWebEnginePage.WebWindowType) -> QWebEnginePage | None:  # type: ignore[override]  # the engine takes None for "no"
        """A provider's login window, or nothing."""
        return self._events.new_window()

    def javaScriptAlert(self, _origin: QUrl | str, _text: str) -> None:
        """No modal box of a stranger's in our window."""

    def javaScriptConfirm(self, _origin: QUrl | str, _text: str) -> bool:
        """No modal box; the answer is no."""
        return False

    def javaScriptPrompt(self, _origin: QUrl | str, _text: str, _default: str) -> tuple[bool, str]:
        """No modal box; the answer is nothing."""
        return False, ""

    def chooseFiles(
        self, _mode: QWebEnginePage.FileSelectionMode, _old: Sequence[str], _types: Sequence[str]
    ) -> list[str]:
        """No file of this computer."""
        return []

    def javaScriptConsoleMessage(
        self, _level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, _source: str
    ) -> None:
        """The page's console, for developers only; the 412 of a finished popup's polling is expected (section 3).

        Chromium's own lines name addresses, and a publicToken stands in the popup's."""
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("console: %s (line %d)", Redactor().text(message), line)

    def _navigate(self, url: QUrl) -> bool:
        if (met := marker(url)) is not Marker.NONE:
            self._events.marked(met, url, self)
            return False
        if not self._policy.frame(url):
            self._events.blocked(url)
            return False
        self._events.navigated(url)
        return True


class HostPage(GuardedPage):
    """Our own page around the popup: loaded once, never left; only it has the bridge."""

    def __init__(
        self,
        profile: QWebEngineProfile,
        policy: Policy,
        events: PageEvents,
        *,
        isolated_script: str,
        on_message: Callable[[str], None],
        on_used_up: Callable[[], None],
    ) -> None:
        super().__init__(profile, policy, events)
        self._loaded = False
        # Children of the page: a channel that nobody owns is a crash at teardown.
        self.bridge = Bridge(on_message, on_used_up=on_used_up, parent=self)
        channel = QWebChannel(self)
        channel.registerObject("bridge", self.bridge)
        self.setWebChannel(channel, _ISOLATED)
        script = QWebEngineScript()
        script.setName("relay")
        script.setSourceCode(isolated_script)
        script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
        script.setWorldId(_ISOLATED)
        script.setRunsOnSubFrames(False)
        self.scripts().insert(script)

    def show_host(self, html: str) -> None:
        """Loads the host page."""
        self.setHtml(html, QUrl(HOST_PAGE))

    def begin(self, options_as_json: str) -> None:
        """Has the host page open the popup for somebody; once, when it has loaded."""
        self.runJavaScript(f"beginLaunch({options_as_json})", _ISOLATED.value)

    def close_provider_frame(self, message_as_json: str) -> None:
        """Takes the provider's login frame away and gives the popup the message (or says that it is done)."""
        self.runJavaScript(f"closeProvider({message_as_json})", _ISOLATED.value)

    def acceptNavigationRequest(
        self, url: QUrl | str, _kind: QWebEnginePage.NavigationType, is_main_frame: bool
    ) -> bool:
        """The main frame: the host page, once. Frames: what the policy allows."""
        address = QUrl(url)
        if not is_main_frame:
            return self._navigate_frame(address)
        # setHtml() arrives here as a data: address.
        first = not self._loaded and address.scheme() == "data"
        self._loaded = True
        if not first:
            self._events.blocked(address)
        return first

    def _navigate_frame(self, url: QUrl) -> bool:
        # The second frame is a second view already.
        wants_one = asks_for_second_view(url) and marker(url) is Marker.NONE and self._policy.frame(url)
        if wants_one and len(self.mainFrame().children()) == 1:
            self._events.second_view(url)
            return False
        return self._navigate(url)


class ProviderPage(GuardedPage):
    """A provider's login in a window of its own, with its opener and in the same private profile."""

    def acceptNavigationRequest(
        self, url: QUrl | str, _kind: QWebEnginePage.NavigationType, _is_main_frame: bool
    ) -> bool:
        """Markers first, then the policy."""
        return self._navigate(QUrl(url))


def _show_nothing(request: QWebEngineDesktopMediaRequest) -> None:
    request.cancel()


def _reject(error: QWebEngineCertificateError) -> None:
    error.rejectCertificate()


def _deny(permission: QWebEnginePermission) -> None:
    permission.deny()
