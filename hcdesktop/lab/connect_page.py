"""A page of somebody's in a test of theirs: loaded in the real engine, pressed, and played to an end."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtWidgets import QApplication

from hcdesktop.core.redact import Redactor
from hcdesktop.lab.human_api import HumanApi
from hcdesktop.lab.lent_server import LentServer
from hcdesktop.lab.overheard import Overheard
from hcdesktop.lab.page_server import Place, page_served
from hcdesktop.lab.record import Called, Failed, Record, Stuck
from hcdesktop.lab.stand import NoPage, Stand
from hcdesktop.simulator.casting import Person
from hcdesktop.simulator.scenario import Ending, PopupTwist, Scenario
from hcdesktop.ui.garbage import MainThreadGarbage
from hcdesktop.ui.web import simulator_scheme
from hcdesktop.ui.web.addresses import is_loopback

_CALLBACKS = ("finish", "close", "error")
#: How a launch ends that no callback tells of.
_SILENT = frozenset({Ending.NOT_LOADED, Ending.DIED, Ending.NEVER})
#: In these the popup offers nothing, and the person need not look for it.
_NOTHING_TO_DO = frozenset(PopupTwist) - {PopupTwist.NONE, PopupTwist.EXPIRED}
_SHOWN = 300
#: Seconds in which a page that has loaded shows its button, also where a busy machine builds it.
_PATIENCE = 5.0
#: There is one application in a process, and it is gone with the last reference to it.
_KEPT: list[QCoreApplication] = []


class NoButton(AssertionError):
    """There is no button on the page that would open the popup."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Played:
    """What came of it: the callbacks in order, what the page says at the end, what its scripts threw, and everything
    else that was seen. Prints itself without secrets."""

    callbacks: tuple[str, ...]
    text: str
    errors: tuple[str, ...]
    stuck: tuple[str, ...]  # where the popup did not go along with the person
    record: Record = field(repr=False)

    @property
    def outcome(self) -> str:
        """The first callback, which decides; "" when there was none."""
        return self.callbacks[0] if self.callbacks else ""

    def __repr__(self) -> str:
        lines = [f"callbacks: {', '.join(self.callbacks) or 'none'}", f"the page says: {self.text[:_SHOWN]!r}"]
        lines += [f"a script threw: {error}" for error in self.errors]
        lines += [f"the popup did not go along: {what}" for what in self.stuck]
        return Redactor().text("<" + "; ".join(lines) + ">")


class ConnectPage:
    """Called with a page: loads it, presses its Connect button, plays the person, and waits for what comes of it."""

    def __init__(self, api: HumanApi) -> None:
        self._api = api

    def __call__(
        self, page: str | Path, *, button: str = "", sources: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> Played:
        """``page``: a file, a folder with its entry page, or an address on this computer. ``button``: a CSS selector,
        where the page has several. The person does what the test's scenario says, or connects and removes these.

        Raises ``NoPage`` and ``NoButton``."""
        person, scenario = self._api.person, self._api.upcoming(sources, remove)
        with self._opened(page, scenario, person) as stand:
            stand.load()
            loaded = scenario.ends is not Ending.NOT_LOADED
            if not stand.press(selector=button, seconds=_PATIENCE) and loaded:
                message = f"{page} has no button to connect with. It says: {stand.look('start').text[:_SHOWN]!r}"
                raise NoButton(message)
            done = not loaded or scenario.popup in _NOTHING_TO_DO or stand.perform()
            if done and scenario.ends not in _SILENT:
                stand.wait_for_callback(*_CALLBACKS)
            stand.settle()
            return _played(stand.look("end").text, stand.record())

    @contextmanager
    def _opened(self, page: str | Path, scenario: Scenario, person: Person) -> Iterator[Stand]:
        """As ``stand`` does, over the people whom the test has made."""
        world = self._api.world
        own = str(page).startswith(("http://", "https://"))
        overheard = Overheard(world.answer, own=own, client_user_id=person.client_user_id)
        lent = LentServer(world.handle, person, client_id=self._api.client_id)
        with _address(page, lent) as address:
            opened = Stand(address, str(page), scenario, world=world)
            overheard.tell = opened.notes.add_now
            world.overhear(overheard)
            try:
                yield opened
            finally:
                opened.close()
                world.overhear(world.answer)


@contextmanager
def connect_page(api: HumanApi) -> Iterator[ConnectPage]:
    """With an application and the engine around it."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "QTWEBENGINE_DISABLE_SANDBOX" not in os.environ:
        pytest.fail("Chromium does not start as root. Set QTWEBENGINE_DISABLE_SANDBOX=1 for your tests.", pytrace=False)
    qt = _application()
    simulator_scheme.register()
    garbage = MainThreadGarbage(qt)  # the server under test has threads
    try:
        yield ConnectPage(api)
    finally:
        garbage.close()


def _application() -> QCoreApplication:
    """That of the process; offscreen, where nothing else is wished for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qt = QApplication.instance()
    if qt is None:
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
        qt = QApplication(["hcdesktop"])
    if not QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts):
        why = "A QApplication was there before that was not made for the web engine (AA_ShareOpenGLContexts)."
        pytest.fail(why, pytrace=False)
    _KEPT.append(qt)
    return qt


@contextmanager
def _address(page: str | Path, lent: LentServer) -> Iterator[str]:
    text = str(page)
    if not text.startswith(("http://", "https://")):
        try:
            place = Place.of(Path(page))
        except FileNotFoundError:
            raise NoPage(text) from None
        with page_served(place, lent) as address:
            yield address
    elif is_loopback(QUrl(text).host()):
        yield text
    else:
        raise NoPage(text)


def _played(text: str, record: Record) -> Played:
    return Played(
        callbacks=tuple(call.name for call in record.of(Called) if call.name in _CALLBACKS),
        text=text,
        errors=tuple(failed.message for failed in record.of(Failed)),
        stuck=tuple(stuck.what for stuck in record.of(Stuck)),
        record=record,
    )
