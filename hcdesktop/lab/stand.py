"""Somebody's page in the real engine, with the simulated Human API behind the real addresses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QPointF, Qt, QUrl
from PySide6.QtWebEngineWidgets import QWebEngineView

from hcdesktop.core.models import Environment, Hosts
from hcdesktop.lab.driver import Place, ask, shown_in
from hcdesktop.lab.lent_server import LentServer
from hcdesktop.lab.overheard import Overheard
from hcdesktop.lab.page_server import Place as PagePlace
from hcdesktop.lab.page_server import page_served
from hcdesktop.lab.record import Look, Pressed, Record, Stuck
from hcdesktop.lab.tested_page import Notebook, RecordingGate, TestedPage, lab_policy
from hcdesktop.lab.visitor import LaunchOver, Visitor
from hcdesktop.lab.waiting import DidNotHappen, Pace, let_pass
from hcdesktop.lab.wanted import SIZE
from hcdesktop.lab.world import World
from hcdesktop.simulator import seeds
from hcdesktop.simulator.scenario import Scenario, Step
from hcdesktop.simulator.server import Request, Response
from hcdesktop.ui.web.addresses import is_loopback
from hcdesktop.ui.web.origin_bar import OriginBar
from hcdesktop.ui.web.pages import PageEvents, ProviderPage
from hcdesktop.ui.web.policy import Marker
from hcdesktop.ui.web.profile import PrivateProfile
from hcdesktop.ui.web.provider_window import ProviderWindow
from hcdesktop.ui.web.simulator_scheme import SimulatorScheme

#: A clientUserId that shows how it was encoded: each of its marks means something in an address.
TRICKY = "a+b c@x.de"
_ADDRESSES = ("http://", "https://")
_QUIET = 0.1  # s without anything new, after which a page counts as done
_LAB = Environment(name="Lab", client_id=seeds.CLIENT_ID, simulated=True)


class NoPage(ValueError):  # for what happened, like the errors of core
    """There is no page there, or it is not on this computer."""


class Stand:
    """One page in one scenario: ``load``, ``press``, ``perform``, ``look``; ``record`` is what was seen.

    An application has to be there, and the Simulator's scheme registered. Made by ``stand``. ``show`` puts the view
    where it can be seen, a window of its own without.
    """

    def __init__(
        self,
        address: str,
        name: str,
        scenario: Scenario,
        *,
        world: World,
        pace: Pace | None = None,
        show: Callable[[Stand], object] | None = None,
    ) -> None:
        self.scenario = scenario
        self.notes = Notebook()
        self.world = world
        self.pace = pace or Pace()
        self.name, self._address = name, address
        self._calls = 0
        self._begun = time.monotonic()
        self._keeper = QObject()
        self._policy = lab_policy(_LAB)
        scheme = SimulatorScheme(self._answer, self._keeper)
        self._profile = PrivateProfile(self._policy, language="en", simulator=scheme)
        self._gate = RecordingGate(self._policy, self.notes, self._keeper)
        self._profile.engine.setUrlRequestInterceptor(self._gate)
        self._providers: list[ProviderWindow] = []
        self.page = TestedPage(self._profile.engine, self._policy, self._events(), self.notes)
        self.view = QWebEngineView()
        self.view.setPage(self.page)
        self.view.resize(*SIZE)
        self.person = Visitor(
            self._seen,
            self.page.mainFrame,
            self.view,
            is_over=self._is_over,
            document=lambda: self.notes.document,
            pace=self.pace,
        )
        (show or _in_a_window)(self)

    # --- what happens

    def load(self) -> None:
        """Opens the page, and waits until it is there."""
        self.page.load(QUrl(self._address))
        self.pace.wait_for(lambda: self.notes.loads, f"{self.name} to load")
        self.settle()

    def press(self, wanted: str = "connect", *, selector: str = "", seconds: float = 1.0) -> bool:
        """A real click on the page's own button (``connect`` or ``retry``); ``False`` when there is none."""
        self.begin_launch()
        begun = self.notes.now, self.notes.document  # before what comes of it
        try:
            name = self.person.press(wanted, selector=selector, seconds=seconds)
        except DidNotHappen:
            name = ""
        self.notes.add(Pressed(at=begun[0], document=begun[1], wanted=wanted, name=name))
        return bool(name)

    def begin_launch(self) -> None:
        """What is called back from now on ends the launch that begins now."""
        self._calls = len(self.notes.calls)

    def perform(self, steps: Sequence[Step] | None = None) -> bool:
        """Plays the scenario's person in the popup, or these steps; ``False`` where the popup does not go along, and a
        note unless it was the popup that ended it."""
        try:
            self.person.perform(self.scenario.steps if steps is None else steps)
        except LaunchOver:
            return False
        except DidNotHappen as why:
            self.notes.add(Stuck(at=self.notes.now, document=self.notes.document, what=str(why)))
            return False
        return True

    def wait_for_callback(self, *names: str, seconds: float = 5.0) -> bool:
        """Until the client has called one of these (or any) since the launch began."""

        def called() -> bool:
            return any(not names or call.name in names for call in self.notes.calls[self._calls :])

        return self.happens(called, seconds=seconds)

    def happens(self, question: Callable[[], object], *, seconds: float) -> bool:
        """Whether it does, in this time."""
        try:
            self.pace.wait_for(question, "it", seconds=seconds)
        except DidNotHappen:
            return False
        return True

    def settle(self, quiet: float = _QUIET, *, seconds: float = 8.0) -> None:
        """Until the page waits for no answer, loads nothing, and nothing new has been seen for a while."""
        self.happens(lambda: self.notes.is_quiet(quiet) and not self.page.isLoading(), seconds=seconds)

    def look(self, step: str, *, picture: bool = False) -> Look:
        """What a person sees now."""
        found = ask(self.pace, self.page.mainFrame().runJavaScript, "lab/look.js")
        seen = found if isinstance(found, dict) else {}
        kept = {
            f"{store}:{key}": str(seen[store][key]) for store in ("local", "session") for key in seen.get(store, {})
        }
        look = Look(
            at=self.notes.now,
            document=self.notes.document,
            step=step,
            url=str(seen.get("url", "")),
            text=str(seen.get("text", "")),
            alarms=tuple(map(str, seen.get("alarms", ()))),
            kept=kept | ({"cookie": str(seen["cookies"])} if seen.get("cookies") else {}),
            html=str(seen.get("html", "")),
            clients=int(seen.get("clients", 0)),
            popup=bool(seen.get("popup")),
            picture=self._picture() if picture else b"",
        )
        self.notes.add(look)
        return look

    def record(self) -> Record:
        """Everything that was seen until now."""
        return Record(
            page=self.name,
            origins=(_origin(self._address),),
            scenario=self.scenario,
            client_user_id=self.world.person.client_user_id,
            public_token=self.world.person.public_token,
            client_secret=seeds.CLIENT_SECRET,
            events=self.notes.events,
            seconds=round(time.monotonic() - self._begun, 2),
        )

    def close(self) -> None:
        """Takes everything down: providers' windows, page, view, profile, in this order."""
        for provider in tuple(self._providers):
            self._forget(provider)
        shiboken6.delete(self.page)
        shiboken6.delete(self.view)
        self._profile.close()
        let_pass(0)  # the profile goes before its scheme and its gate
        shiboken6.delete(self._keeper)

    # --- inside

    def _is_over(self) -> bool:
        """Whether the client has called back since the person began: the popup is not used any more."""
        return len(self.notes.calls) > self._calls

    def _answer(self, request: Request) -> Response:
        """The page's own clientId is the simulated app's, whatever it is."""
        if request.netloc == urlsplit(Hosts().connect_url).netloc and request.path == "/":
            self.world.adopt(parse_qs(urlsplit(request.url).query).get("clientId", [""])[0])
        return self.world.handle(request)

    def _picture(self) -> bytes:
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.view.grab().save(buffer, "PNG")
        return bytes(data.data())

    def _seen(self) -> list[Place]:
        """The popup's frames and the providers' windows, the topmost first."""
        windows: list[Place] = [
            (provider.view, provider.page.mainFrame(), QPointF())
            for provider in reversed(self._providers)
            if provider.isVisible()
        ]
        return [*windows, *shown_in(self.view, self.page.mainFrame(), self.pace)]

    def _events(self) -> PageEvents:
        return PageEvents(
            navigated=lambda _url: None,
            blocked=self.notes.note_blocked,
            marked=self._on_marked,
            new_window=self._on_new_window,
            second_view=lambda _url: None,
        )

    def _on_marked(self, _met: Marker, _url: QUrl, page: QObject) -> None:
        for provider in self._providers:
            if provider.page is page:
                provider.close()

    def _on_new_window(self) -> ProviderPage:
        page = ProviderPage(self._profile.engine, self._policy, self._events())
        window = ProviderWindow(page, OriginBar(_LAB), self.view)
        self._providers.append(window)
        window.closed.connect(lambda closed: self.notes.later(lambda: self._forget(closed)))
        window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # somebody may be typing elsewhere
        window.show()
        return page

    def _forget(self, window: ProviderWindow) -> None:
        if window in self._providers:
            self._providers.remove(window)
            shiboken6.delete(window.page)
            shiboken6.delete(window)


@contextmanager
def stand(
    page: str | Path,
    scenario: Scenario,
    *,
    endpoint: str = "",
    world: World | None = None,
    pace: Pace | None = None,
    show: Callable[[Stand], object] | None = None,
) -> Iterator[Stand]:
    """``page``: a file, a folder with its entry page, or an address on this computer. ``endpoint``: their own server's,
    which finalizes at ``world`` (see ``serving``). Raises ``NoPage``."""
    if endpoint:
        _refuse_elsewhere(endpoint)
    chosen = tricky(scenario)
    ours = world or World(chosen, hosts=Hosts())
    if world:
        world.begin(chosen)
    own = bool(endpoint) or str(page).startswith(_ADDRESSES)  # not the lent server
    overheard = Overheard(ours.answer, own=own, client_user_id=ours.person.client_user_id)
    lent = LentServer(overheard, ours.person, client_id=seeds.CLIENT_ID, endpoint=endpoint)
    with ExitStack() as stack:
        address = _address_of(page, lent, stack)
        opened = Stand(address, str(page), chosen, world=ours, pace=pace, show=show)
        overheard.tell = opened.notes.add_now
        if world:
            world.overhear(overheard)
        try:
            yield opened
        finally:
            opened.close()


def tricky(scenario: Scenario) -> Scenario:
    """With a clientUserId that has to be encoded, where the file names nobody in particular."""
    usual = type(scenario.cast)().client_user_id
    if scenario.cast.client_user_id != usual:
        return scenario
    return replace(scenario, cast=replace(scenario.cast, client_user_id=TRICKY))


def encoded(client_user_id: str) -> str:
    """As ``encodeURIComponent`` writes it."""
    return quote(client_user_id, safe="!'()*")


def _refuse_elsewhere(address: str) -> None:
    """A finish goes to this computer only, whatever is simulated."""
    if not address.startswith(_ADDRESSES) or not is_loopback(QUrl(address).host()):
        raise NoPage(address)


def _address_of(page: str | Path, lent: LentServer, stack: ExitStack) -> str:
    text = str(page)
    if text.startswith(_ADDRESSES):
        _refuse_elsewhere(text)
        return text
    try:
        return stack.enter_context(page_served(PagePlace.of(Path(page)), lent))
    except FileNotFoundError:
        raise NoPage(text) from None


def _in_a_window(opened: Stand) -> None:
    opened.view.setWindowTitle(f"{opened.name} · {opened.scenario.name}")
    opened.view.show()


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
