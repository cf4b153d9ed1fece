"""The page under test in the engine: lets it reach this computer and Human API's simulated hosts, and notes it all."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile, QWebEngineScript, QWebEngineUrlRequestInfo

from hcdesktop.core import resources
from hcdesktop.core.models import Environment
from hcdesktop.lab.record import Asked, Called, Failed, Opened, Said, Seen, Sent, Went
from hcdesktop.ui.web.addresses import is_loopback
from hcdesktop.ui.web.host_page import fill_json
from hcdesktop.ui.web.pages import GuardedPage, PageEvents
from hcdesktop.ui.web.policy import Policy, Verdict
from hcdesktop.ui.web.profile import Gate

_MAIN = QWebEngineScript.ScriptWorldId.MainWorld
_WORDS = {Verdict.ALLOW: "allow", Verdict.BLOCK: "block", Verdict.SIMULATE: "simulate"}
_Type = QWebEngineUrlRequestInfo.ResourceType
_KINDS = {
    _Type.ResourceTypeMainFrame: "page",
    _Type.ResourceTypeSubFrame: "frame",
    _Type.ResourceTypeScript: "script",
    _Type.ResourceTypeStylesheet: "style",
    _Type.ResourceTypeImage: "picture",
    _Type.ResourceTypeXhr: "fetch",
    _Type.ResourceTypePing: "beacon",
    _Type.ResourceTypeFavicon: "favicon",
}


class LabPolicy(Policy):
    """This computer too; and Human API's hosts over plain http, which is a rule's affair."""

    __slots__ = ()

    def request(self, url: QUrl) -> Verdict:
        """For anything that the engine wants to fetch."""
        if url.scheme() in ("http", "https", "ws", "wss") and is_loopback(url.host()):
            return Verdict.ALLOW
        if url.scheme() == "http" and url.host() in self.simulated_hosts:
            return Verdict.SIMULATE
        return super().request(url)


def lab_policy(environment: Environment) -> Policy:
    """The policy around a page under test."""
    return LabPolicy.of(environment)


class Notebook(QObject):
    """Takes notes, also from the threads of a server."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = time.monotonic()
        self._lock = Lock()
        self._events: list[Seen] = []
        self._waiting: dict[tuple[int, int], int] = {}
        self._actions: list[Callable[[], None]] = []
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._act)
        self._latest = 0.0
        self.document = 0
        self.loads = 0

    @property
    def now(self) -> float:
        """Seconds since the run began."""
        return round(time.monotonic() - self._begun, 6)  # so fine that no two are alike

    @property
    def events(self) -> tuple[Seen, ...]:
        """The notes, in the order of time."""
        with self._lock:
            return tuple(sorted(self._events, key=lambda event: event.at))

    @property
    def calls(self) -> tuple[Called, ...]:
        """The callbacks until now."""
        return tuple(event for event in self.events if isinstance(event, Called))

    def add(self, event: Seen) -> None:
        """One more note."""
        with self._lock:
            self._events.append(event)
            self._latest = time.monotonic()

    def is_quiet(self, seconds: float) -> bool:
        """Whether the page waits for no answer and nothing has been noted for so long."""
        waits = any(number for (document, _), number in self._waiting.items() if document == self.document)
        return not waits and time.monotonic() - self._latest > seconds

    def later(self, action: Callable[[], None]) -> None:
        """In a turn of its own: the engine must not lose a page inside its own callback."""
        self._actions.append(action)
        self._turn.start(0)

    def _act(self) -> None:
        action = self._actions.pop(0)
        if self._actions:
            self._turn.start(0)
        action()

    # --- what is noted

    def note_blocked(self, url: QUrl) -> None:
        """A navigation that was refused."""
        self.asked("GET", url, "navigation", Verdict.BLOCK)

    def asked(self, method: str, url: QUrl, kind: str, verdict: Verdict) -> None:
        """A request of the engine's."""
        text = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        self.add(
            Asked(at=self.now, document=self.document, method=method, url=text, kind=kind, verdict=_WORDS[verdict])
        )

    def add_now(self, event: Seen) -> None:
        """Something that a server did, at this moment."""
        self.add(replace(event, at=self.now, document=self.document))

    def told(self, item: Mapping[str, Any]) -> None:
        """A line of the watching script."""
        kind = item["kind"]
        if kind == "document":
            self.document += 1
        at, document = self.now, self.document
        match kind:
            case "document":
                self.add(Went(at=at, document=document, url=item["url"]))
            case "opened":
                self.add(Opened(at=at, document=document, options=item["options"], activated=item["activated"]))
            case "called":
                self.add(Called(at=at, document=document, name=item["name"], values=tuple(item["values"])))
            case "threw":
                self.add(Failed(at=at, document=document, message=item["message"], callback=item["name"]))
            case "failed":
                self.add(Failed(at=at, document=document, message=item["message"]))
            case "sent":
                self._sent(item)
            case "answered":
                self._answered(item["number"], item["status"])

    def _sent(self, item: Mapping[str, Any]) -> None:
        if item["how"] in ("fetch", "xhr"):
            self._waiting[self.document, item["number"]] = 1
        self.add(
            Sent(
                at=self.now,
                document=self.document,
                **{name: item[name] for name in ("number", "how", "method", "url", "headers", "body")},
            )
        )

    def _answered(self, number: int, status: int) -> None:
        self._waiting.pop((self.document, number), None)
        with self._lock:
            self._latest = time.monotonic()
            for place, event in enumerate(self._events):
                if isinstance(event, Sent) and (event.document, event.number) == (self.document, number):
                    self._events[place] = replace(event, status=status)


class RecordingGate(Gate):
    """Notes every request; the rest is the gate's."""

    def __init__(self, policy: Policy, notes: Notebook, parent: QObject) -> None:
        super().__init__(policy, parent)
        self._notes = notes

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Notes, then lets through, blocks or redirects."""
        url = info.requestUrl()
        if url.scheme() in ("http", "https", "ws", "wss"):
            kind = _KINDS.get(info.resourceType(), "other")
            self._notes.asked(info.requestMethod().toStdString(), url, kind, self._policy.request(url))
        super().interceptRequest(info)


class TestedPage(GuardedPage):
    """The page under test: may navigate on this computer, opens boxes that are noted and answered at once."""

    __test__ = False  # its name is no test's

    def __init__(self, profile: QWebEngineProfile, policy: Policy, events: PageEvents, notes: Notebook) -> None:
        super().__init__(profile, policy, events)
        self._notes = notes
        self._mark = secrets.token_hex(8)
        script = QWebEngineScript()
        script.setName("watch")
        script.setSourceCode(fill_json(resources.text("lab/watch.js"), mark=self._mark))
        script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
        script.setWorldId(_MAIN)
        script.setRunsOnSubFrames(False)
        self.scripts().insert(script)
        self.loadFinished.connect(self._on_load_finished)
        self.urlChanged.connect(self._on_url_changed)

    def javaScriptAlert(self, _origin: QUrl | str, text: str) -> None:
        """Read, and put away."""
        self._box("alert", text)

    def javaScriptConfirm(self, _origin: QUrl | str, text: str) -> bool:
        """Yes."""
        self._box("confirm", text)
        return True

    def javaScriptPrompt(self, _origin: QUrl | str, text: str, default: str) -> tuple[bool, str]:
        """What is in it already."""
        self._box("prompt", text)
        return True, default

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str
    ) -> None:
        """The watching script's lines, and the page's own; those of the popup's frames are not the page's."""
        if message.startswith(self._mark):
            self._notes.told(json.loads(message.removeprefix(self._mark)))
        elif is_loopback(QUrl(source).host()):
            word = level.name.removesuffix("MessageLevel").lower()
            self._notes.add(Said(at=self._notes.now, document=self._notes.document, level=word, text=message))

    def acceptNavigationRequest(
        self, url: QUrl | str, _kind: QWebEnginePage.NavigationType, is_main_frame: bool
    ) -> bool:
        """The window stays on this computer; frames go where the policy lets them."""
        address = QUrl(url)
        if not is_main_frame:
            return self._navigate(address)
        if is_loopback(address.host()) or address.toString() == "about:blank":
            return True
        self._events.blocked(address)
        return False

    def _box(self, kind: str, text: str) -> None:
        self._notes.add(Said(at=self._notes.now, document=self._notes.document, level=kind, text=text))

    def _on_load_finished(self, _loaded: bool) -> None:
        self._notes.loads += 1

    def _on_url_changed(self, url: QUrl) -> None:
        text = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        self._notes.add(Went(at=self._notes.now, document=self._notes.document, url=text))
