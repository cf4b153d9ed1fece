"""The real app in front of the tests' own Human API, with somebody at the desk who clicks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEngineFrame, QWebEngineScript
from PySide6.QtWidgets import QApplication

from hcdesktop.app import App, build, load_engine
from hcdesktop.core.finalizer import Backoff, FinalizeResult
from hcdesktop.core.models import Credentials, Environment, Event, EventKind, Outcome, OutcomeKind, User
from hcdesktop.core.service import Service
from hcdesktop.desk import Desks
from hcdesktop.journey.person import Person
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.popups import Launch
from hcdesktop.ui.user_model import Column
from hcdesktop.ui.web.connect_window import ConnectWindow
from hcdesktop.ui.web.provider_window import ProviderWindow
from tests.web.human_api.api import HumanApi
from tests.web.human_api.people import APP_KEY, CLIENT_SECRET

_QUICK = Backoff(first=0.05, most=0.2)
MAIN_WORLD = QWebEngineScript.ScriptWorldId.MainWorld.value
ISOLATED_WORLD = QWebEngineScript.ScriptWorldId.ApplicationWorld.value


class OpenStage(Protocol):
    """The fixture ``open_stage``: opens the app on the Human API's environment, or on another one."""

    def __call__(self, environment: Environment | None = None, *, folder: str = "data") -> Stage: ...


class MemoryVault:
    """A key that is the same for every file and nowhere else."""

    def key(self, _environment_name: str, *, create: bool) -> bytes:
        return b"k" * 32

    def keep(self, environment_name: str, key: bytes) -> None:
        """It is always the same."""

    def forget(self, _environment_name: str) -> None:
        pass


class Stage:
    """The app, opened on an environment by choosing it in the window, and what has come of every launch."""

    def __init__(self, qt: QApplication, folder: Path, environment: Environment, api: HumanApi) -> None:
        self._qt = qt
        self._closed = False
        self.api = api
        self.folder = folder
        self.outcomes: list[Outcome] = []
        self.results: list[FinalizeResult] = []
        self.opened_outside: list[QUrl] = []
        desks = Desks(folder, backoff=_QUICK, vault=MemoryVault())
        desks.book.save(environment)
        self.app: App = build(qt, desks, open_external=self.opened_outside.append)
        self.app.controller.launch_ended.connect(self.outcomes.append)
        self.app.saver.finalized.connect(self.results.append)
        self.app.start(desks.book.last())
        self.app.furnish()
        load_engine()
        self.person = Person(self.app)
        self._choose(environment)
        self.service.set_credentials(Credentials(client_secret=CLIENT_SECRET, app_key=APP_KEY))

    def _choose(self, environment: Environment) -> None:
        QTest.keyClick(self.app.window.environments, Qt.Key.Key_Down)
        wait_for(lambda: self.service.environment.name == environment.name, "the environment")

    def close(self) -> None:
        """Quits; twice is harmless."""
        if not self._closed:
            self._closed = True
            self.app.close()
            let_pass(0)
            self._qt.setStyleSheet("")  # or the next app would be dressed twice

    # --- the list

    @property
    def service(self) -> Service:
        return self.app.controller.desk.service

    def add(self, client_user_id: str) -> User:
        """Somebody new to the desk and to Human API."""
        user = self.service.add_user(client_user_id)
        self.app.window.table.users.reload()
        return user

    def add_known(self, client_user_id: str) -> User:
        """Somebody who has connected before; the desk has the tokens."""
        human = self.api.people.add(client_user_id, "Clinic")
        user = self.app.controller.desk.store.add_known_user(
            client_user_id=client_user_id,
            label="",
            human_id=human.human_id,
            public_token=human.public_token,
            access_token=human.access_token,
            sources=human.sources,
            at=1.0,
        )
        self.app.window.table.users.reload()
        return user

    def user(self, client_user_id: str) -> User:
        return self.service.find_user(client_user_id)

    def button(self, client_user_id: str) -> str:
        """The word on this row's button."""
        model = self.app.window.table.users
        row = model.row_of(self.user(client_user_id).id)
        assert row is not None
        return str(model.index(row, Column.BUTTON).data())

    @property
    def said(self) -> str:
        """What the window says now."""
        bar = self.app.window.messages
        message = bar.message if bar.isVisible() else None
        return f"{message.text} {message.next_step} {message.detail}" if message else ""

    # --- a launch

    def launch(self, client_user_id: str) -> ConnectWindow:
        """Presses the row's button and waits until the popup has answered."""
        opened = len(self.api.connect.asked("/popup/session"))
        window = self.press(client_user_id)
        # Not asked before: a frame on its way to its page takes half a second to answer.
        wait_for(lambda: len(self.api.connect.asked("/popup/session")) > opened, "the popup")
        self.person.read("Mode: ")
        return window

    def press(self, client_user_id: str) -> ConnectWindow:
        """Presses the row's button."""
        self.person.press_row_button(client_user_id)
        return self.person.popup()

    def connect(self, client_user_id: str) -> User:
        """A whole launch, to the stored tokens."""
        self.launch(client_user_id)
        self.person.click("Connect clinic")
        self.person.read("Sources: Clinic")
        self.person.click("Finish")
        return self.saved(client_user_id)

    def tries(self, script: str) -> None:
        """Has the popup run this when *Try* is pressed; before the launch."""
        self.api.popup_tries = script

    def window(self) -> ConnectWindow:
        """The popup that is open."""
        launches: tuple[Launch, ...] = self.app.popups.launches
        assert len(launches) == 1
        return launches[0].window

    def provider(self) -> ProviderWindow:
        """The provider's window, once it can be seen."""

        def shown() -> ProviderWindow | None:
            return next((window for window in self.window().provider_windows if window.isVisible()), None)

        return wait_for(shown, "a provider's window")

    # --- what comes of it

    def outcome(self, kind: OutcomeKind) -> Outcome:
        """The one outcome of the launch."""
        wait_for(lambda: self.outcomes or None, "the end of the launch")
        outcome = self.outcomes.pop()
        assert outcome.kind is kind, outcome
        assert not self.outcomes
        return outcome

    def saved(self, client_user_id: str) -> User:
        """The row after a finish, with what Human API has given out last."""
        self.outcome(OutcomeKind.FINISHED)
        self.settle()
        user = self.user(client_user_id)
        human = self.api.people.find(client_user_id)
        assert (user.human_id, user.public_token, user.access_token) == (
            human.human_id,
            human.public_token,
            human.access_token,
        )
        return user

    def settle(self) -> None:
        """Waits until nothing is open, running or pending."""
        wait_for(lambda: self.app.controller.settled and not self.service.pending(), "everything saved")

    def events(self, kind: EventKind) -> list[Event]:
        """The timeline's events of one kind, the oldest first."""
        return [event for event in reversed(self.service.timeline()) if event.kind is kind]

    def details(self, kind: EventKind, name: str) -> list[object]:
        """One field of these events' details."""
        return [event.detail.get(name) for event in self.events(kind)]

    def wait_for_event(self, kind: EventKind, count: int = 1) -> list[Event]:
        """These events, once there are so many."""
        wait_for(lambda: len(self.events(kind)) >= count, f"{kind}, {count} times")
        return self.events(kind)


def ask(run: Callable[..., None], script: str, world: int = MAIN_WORLD) -> Any:
    """What an expression is worth in a page or frame (``page.runJavaScript``, ``frame.runJavaScript``)."""
    answers: list[str] = []
    # A lambda, for a built-in method is never called; and JSON, for a list arrives as "" (PySide6 6.11.3).
    run(f"JSON.stringify([{script}])", world, lambda answer: answers.append(answer))  # noqa: PLW0108
    wait_for(lambda: answers or None, f"an answer to {script}")
    assert answers[0], f"the page has gone before it answered to {script}"
    return json.loads(answers[0])[0]


def frames_below(frame: QWebEngineFrame) -> Iterator[QWebEngineFrame]:
    """A frame's descendants."""
    for child in frame.children():
        yield child
        yield from frames_below(child)


@contextmanager
def stage(qt: QApplication, folder: Path, environment: Environment, api: HumanApi) -> Iterator[Stage]:
    """A stage that is cleared at the end."""
    opened = Stage(qt, folder, environment, api)
    try:
        yield opened
    finally:
        opened.close()
