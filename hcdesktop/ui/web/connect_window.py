"""Step 3 of the flow: one launch's window, from its private profile to its teardown."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hcdesktop.core import popup
from hcdesktop.core.models import Environment, EventKind, LaunchRequest, OutcomeKind
from hcdesktop.ui.web import host_page
from hcdesktop.ui.web.blank_page import BlankPage
from hcdesktop.ui.web.origin_bar import OriginBar
from hcdesktop.ui.web.own_call import OwnCall
from hcdesktop.ui.web.pages import HostPage, PageEvents, ProviderPage
from hcdesktop.ui.web.policy import HOST_PAGE, Marker, Policy, closing_message, marker, origin, without_external_marker
from hcdesktop.ui.web.profile import PrivateProfile
from hcdesktop.ui.web.provider_window import ProviderWindow
from hcdesktop.ui.web.turns import Turns
from hcdesktop.ui.web.view import GuardedView
from hcdesktop.ui.web.way_out import WayOut

#: Seconds after which a launch that came to nothing is ended.
LAUNCH_LIMIT = 30 * 60
#: Seconds of silence after which the window says that the popup has not answered.
SILENCE_LIMIT = 20
_MAX_PROVIDER_WINDOWS = 4
_MAX_WINDOWS_EVER = 20
_MAX_EXTERNAL = 3
#: Blocked addresses that are told: a page may try ten thousand, and each one told is written to disk.
_MAX_BLOCKED_TOLD = 20
_ORIGIN_INTERVAL = 400  # ms
_SIZE = QSize(720, 760)


class ConnectWindow(QWidget):
    """The popup of one launch.

    Promises: the relay's messages arrive as ``message_received`` in the slot's own turn; what the window knows by
    itself arrives as ``launch_ended``; after ``tear_down`` nothing of the page is left running. It decides nothing:
    the session does. Refuses every navigation of the main frame, every dialog and every permission.
    """

    message_received = Signal(str)  #: one message of the relay, unparsed
    launch_ended = Signal(object, str)  #: OutcomeKind, detail
    step_taken = Signal(object, object)  #: EventKind, detail (a dict): for the timeline
    external_requested = Signal(QUrl)  #: an address for the system browser, marker removed
    torn_down = Signal()  #: nothing of the page is left

    def __init__(self, environment: Environment, *, profile: PrivateProfile, parent: QWidget | None = None) -> None:
        """``profile``: this launch's own, which it closes."""
        super().__init__(parent, Qt.WindowType.Window)
        self._environment = environment
        self._policy = Policy.of(environment)
        self._providers: list[ProviderWindow] = []
        self._windows_ever = 0
        self._externals = 0
        self._blocked = 0
        self._frames: list[QUrl] = []
        self._alive = True
        self._is_loaded = False
        self._request: LaunchRequest | None = None
        self._blank: BlankPage | None = None
        self._later = Turns(self)
        self._profile = profile
        host = host_page.build(self._policy, language=environment.language)
        self.page = HostPage(
            self._profile.engine,
            self._policy,
            self._page_events(),
            isolated_script=host.isolated_script,
            on_message=self._on_message,
            on_used_up=self._on_used_up,
        )
        #: Whether it must not be torn down yet.
        self.in_its_own_call = OwnCall(self.page)
        self.view = GuardedView(self)
        self.view.setPage(self.page)
        self._build()
        self._watch_over()
        self.page.show_host(host.html)
        self._later(self._begin_process)  # as the host page's process begins

    # --- for the controller

    def wait_out_of_sight(self) -> None:
        """Has the engine begin, and draw, what the launch would have to wait for; nobody sees it, and it keeps nobody
        from quitting."""
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.show()

    def begin(self, request: LaunchRequest, *, title: str) -> None:
        """Whom it is for; once, then it is to be shown. Our own page has loaded, or opens the popup when it has."""
        self._request = request
        if self._is_loaded:
            self._open_popup(request)  # before all else: the page works at it meanwhile
        self.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
        self.setWindowTitle(title)
        for timer in (self._limit, self._silence, self._watch):
            timer.start()

    @property
    def origin_text(self) -> str:
        """What the origin line says."""
        return self._bar.text

    @property
    def provider_windows(self) -> tuple[ProviderWindow, ...]:
        """The providers' windows that are open now."""
        return tuple(self._providers)

    def note_opened(self) -> None:
        """The popup has answered."""
        self._look_at_frames()
        self._silence.stop()
        self._hint.hide()
        self._later(self._close_blank)

    def tear_down(self) -> None:
        """Ends everything: providers' windows, page (with channel and bridge), view, profile, in this order.

        Not to be called from inside a callback of the page (use a single-shot timer), nor while ``in_its_own_call``.
        Calling it twice is harmless.
        """
        if not self._alive:
            return
        self._alive = False
        for timer in (self._limit, self._silence, self._watch):
            timer.stop()
        self._later.forget()
        self.page.bridge.sever()
        for provider in tuple(self._providers):
            self._delete_provider(provider)
        self._close_blank()
        shiboken6.delete(self.page)
        shiboken6.delete(self.view)
        self._profile.close()
        self.torn_down.emit()
        self.close()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A person shut the window."""
        super().closeEvent(event)
        if self._alive:
            self.launch_ended.emit(OutcomeKind.ABANDONED, "")

    # --- building

    def _begin_process(self) -> None:
        self._blank = BlankPage(self._profile.engine, self._policy.message_origin)

    def _close_blank(self) -> None:
        blank, self._blank = self._blank, None
        if blank is not None:
            blank.close()

    def _build(self) -> None:
        self.resize(_SIZE)
        self._bar = OriginBar(self._environment, self)
        self._hint = QLabel(self)
        self._hint.setObjectName("popupHint")
        self._hint.setWordWrap(True)
        self._hint.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._hint)
        layout.addWidget(self.view, 1)
        layout.addWidget(WayOut(self.view, self))
        close = QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self)
        close.activated.connect(self.close)

    def _watch_over(self) -> None:
        self.page.loadFinished.connect(self._on_load_finished)
        self.page.renderProcessTerminated.connect(self._on_renderer_terminated)
        self._limit = self._timer(LAUNCH_LIMIT * 1000, self._on_limit)
        self._silence = self._timer(SILENCE_LIMIT * 1000, self._on_silence)
        self._watch = self._timer(_ORIGIN_INTERVAL, self._look_at_frames, repeat=True)

    def _timer(self, milliseconds: int, slot: Callable[[], None], *, repeat: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(not repeat)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _page_events(self) -> PageEvents:
        return PageEvents(
            navigated=self._on_navigated,
            blocked=self._on_blocked,
            marked=self._on_marked,
            new_window=self._on_new_window,
            second_view=self._on_second_view,
        )

    # --- what the engine tells

    def _on_message(self, text: str) -> None:
        self.message_received.emit(text)

    def _on_load_finished(self, loaded: bool) -> None:
        if not self._alive:
            return
        # Once: a navigation of the main frame that is refused later is told as a failed load too; and one that is
        # refused while the popup is still loading comes first, but then the host page is there.
        self.page.loadFinished.disconnect(self._on_load_finished)
        if loaded or origin(self.page.url()) == origin(QUrl(HOST_PAGE)):
            self.page.urlChanged.connect(self._on_url_changed)
            self._is_loaded = True
            if self._request is not None:
                self._open_popup(self._request)
        else:
            self.launch_ended.emit(OutcomeKind.LOAD_FAILED, "the host page")

    def _open_popup(self, request: LaunchRequest) -> None:
        self.page.begin(host_page.as_json(popup.launch_options(request)))
        # While the page is at it: to write that down takes a millisecond or two.
        self._later(lambda: self.step_taken.emit(EventKind.PAGE_LOADED, {"from": self._environment.hosts.connect_url}))

    def _on_url_changed(self, url: QUrl) -> None:
        # Nobody is asked about about:blank (6.11.3); and whoever led the window there may write into it.
        if origin(url) != origin(QUrl(HOST_PAGE)):
            self._later(lambda: self.launch_ended.emit(OutcomeKind.RENDERER_DIED, "the host page was left"))

    def _on_renderer_terminated(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        if self._alive:
            self.launch_ended.emit(OutcomeKind.RENDERER_DIED, f"{status.name} {code}")

    def _on_limit(self) -> None:
        self.launch_ended.emit(OutcomeKind.TIMED_OUT, "")

    def _on_silence(self) -> None:
        text = self.tr("{host} has not answered yet. You can wait, or close this window: nothing will be lost.")
        self._show_hint(text)

    def _on_used_up(self) -> None:
        self.step_taken.emit(EventKind.MESSAGE_DROPPED, {"reason": "too many"})
        self._show_hint(self.tr("{host} sends far too much and is not listened to any more. Close this window."))

    def _show_hint(self, text: str) -> None:
        self._hint.setText(text.format(host=self._policy.connect.host()))
        self._hint.show()

    def _on_navigated(self, _url: QUrl) -> None:
        if self._alive:
            self._watch.start(0)  # at the end of the turn, once for however many frames

    def _on_blocked(self, url: QUrl) -> None:
        self._tell_blocked(origin(url))

    def _tell_blocked(self, address: str) -> None:
        self._blocked += 1
        if self._blocked <= _MAX_BLOCKED_TOLD:
            self.step_taken.emit(EventKind.BLOCKED, {"address": address})

    def _on_marked(self, met: Marker, url: QUrl, page: QObject) -> None:
        match met:
            case Marker.EXTERNAL:
                self._open_outside(url, page)
            case Marker.CLOSE_PROVIDER:
                self._later(lambda: self._end_provider(page, ""))
            case Marker.CLOSE_WITH_MESSAGE:
                self._later(lambda: self._end_provider(page, closing_message(url)))
            case Marker.NONE:  # pragma: no cover  # pages report only what they met
                pass

    def _on_new_window(self) -> QWebEnginePage | None:
        if len(self._providers) >= _MAX_PROVIDER_WINDOWS or self._windows_ever >= _MAX_WINDOWS_EVER:
            self._tell_blocked("window")
            return None
        self._windows_ever += 1
        page = ProviderPage(self._profile.engine, self._policy, self._page_events())
        window = ProviderWindow(page, OriginBar(self._environment), self)
        window.closed.connect(self._on_provider_closed)
        self._providers.append(window)
        page.urlChanged.connect(lambda url: self._on_provider_url(window, url))
        page.renderProcessTerminated.connect(lambda _status, _code: self._on_provider_closed(window))
        page.loadFinished.connect(lambda _loaded: self._later(lambda: self._drop_if_empty(window)))
        return page

    def _on_second_view(self, url: QUrl) -> None:
        self._later(lambda: self._open_second_view(url))

    # --- providers' windows

    def _open_second_view(self, url: QUrl) -> None:
        """What the popup would be lost to: it stays, the provider gets a window."""
        page = self._on_new_window()
        if page is not None:
            page.load(url)

    def _on_provider_url(self, window: ProviderWindow, url: QUrl) -> None:
        # The address of a window that is on its way is told before it is decided on.
        if not window.was_shown and marker(url) is Marker.NONE and self._policy.frame(url):
            window.show()
            self.step_taken.emit(EventKind.PROVIDER_OPENED, {"from": origin(url)})

    def _drop_if_empty(self, window: ProviderWindow) -> None:
        """A window that has come to nothing: its address went outside, was blocked or is a download."""
        if window in self._providers and not window.was_shown and not window.page.isLoading():
            self._delete_provider(window)

    def _on_provider_closed(self, window: ProviderWindow) -> None:
        self._later(lambda: self._delete_provider(window))

    def _delete_provider(self, window: ProviderWindow) -> None:
        if window not in self._providers:
            return
        self._providers.remove(window)
        if window.was_shown:
            self.step_taken.emit(EventKind.PROVIDER_CLOSED, {})
        shiboken6.delete(window.page)
        shiboken6.delete(window)

    def _end_provider(self, page: QObject, message: str) -> None:
        """https://close-popup…: the login is over; the popup gets the message, or is told that it is over."""
        window = next((window for window in self._providers if window.page is page), None)
        if window is not None:
            self._delete_provider(window)
        self.page.close_provider_frame(host_page.as_json(message))

    def _open_outside(self, url: QUrl, page: QObject) -> None:
        self._externals += 1
        if self._externals > _MAX_EXTERNAL or not self._policy.frame(url):
            self._on_blocked(url)
            return
        self.step_taken.emit(EventKind.OPENED_OUTSIDE, {"address": origin(url)})
        self.external_requested.emit(without_external_marker(url))
        window = next((window for window in self._providers if window.page is page), None)
        if window is not None and window.page.url().toString() in ("", "about:blank"):
            self._later(lambda: self._delete_provider(window))

    # --- whose page it is

    def _look_at_frames(self) -> None:
        """Shows whose the topmost one is: a provider's login covers the popup. And sees when one has died."""
        if not self._alive:
            return
        self._watch.setInterval(_ORIGIN_INTERVAL)
        before, self._frames = self._frames, [frame.url() for frame in self.page.mainFrame().children()]
        # Each frame has a process of its own, whose end nobody tells: its frame stays, without an address (6.11.3).
        if len(before) == len(self._frames) and any(
            now.isEmpty() and not old.isEmpty() for old, now in zip(before, self._frames, strict=True)
        ):
            self.launch_ended.emit(OutcomeKind.RENDERER_DIED, "a frame's process")
            return
        shown = [url for url in self._frames if url.scheme() and url != QUrl(HOST_PAGE) and url.scheme() != "about"]
        if shown:
            self._bar.show_address(shown[-1])
