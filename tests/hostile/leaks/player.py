"""One process of the real app that opens popup after popup, ends each in another way, and says what it holds.

Standard output, one JSON object a line. Before each launch it says which ending is next and waits for a line, so that
the Human API can be made to fail.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView

from hcdesktop import app as composition
from hcdesktop.core.finalizer import Backoff
from hcdesktop.core.models import Environment, Hosts, LaunchRequest, Outcome, OutcomeKind
from hcdesktop.core.session import ConnectSession
from hcdesktop.desk import Desks
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.popups import Launch
from hcdesktop.ui.web import connect_window
from hcdesktop.ui.web.connect_window import ConnectWindow
from hcdesktop.ui.web.pages import HostPage, ProviderPage
from hcdesktop.ui.web.provider_window import ProviderWindow
from tests.hostile.crash.child import FixedVault

_FINISH = 'ask("/popup/sources", { sessionToken: session.sessionToken, add: "Clinic" }, function () { finish(tell); });'
_CLOSE = 'tell({ type: "hapi-connect-close" });'
_FAIL = 'tell({ type: "hapi-connect-error", error: { code: "E1", message: "Broken" } });'
_WINDOW = 'window.open(PROVIDER + "/login?popup=1", "login");'
_FRAME = 'tell({ type: "hapi-connect-popup-iframe", url: PROVIDER + "/login" });'
_ENGINE = (QWebEngineProfile, QWebEnginePage, QWebEngineView)
_OURS = frozenset({ConnectSession, ConnectWindow, HostPage, Launch, LaunchRequest, ProviderPage, ProviderWindow})


def run(window: ConnectWindow, script: str) -> None:
    """In the popup's own page, with its functions."""
    window.page.mainFrame().children()[0].runJavaScript(script, 0, lambda _answer: None)


def shut(window: ConnectWindow) -> None:
    window.close()


def kill(window: ConnectWindow) -> None:
    process = window.page.renderProcessPid()
    assert process > 0  # 0 would be this process and all its relatives
    os.kill(process, signal.SIGKILL)


def with_window(window: ConnectWindow) -> None:
    run(window, _WINDOW)
    wait_for(lambda: any(provider.was_shown for provider in window.provider_windows), "a provider's window")


def with_frame(window: ConnectWindow) -> None:
    run(window, _FRAME)
    wait_for(lambda: len(window.page.mainFrame().children()) > 1, "a provider's frame")


def alone(_window: ConnectWindow) -> None:
    """Nothing but the popup."""


#: What is open, how it ends and as what.
ENDINGS: dict[str, tuple[Callable[[ConnectWindow], None], Callable[[ConnectWindow], None], OutcomeKind]] = {
    "finished": (alone, lambda window: run(window, _FINISH), OutcomeKind.FINISHED),
    "closed": (alone, lambda window: run(window, _CLOSE), OutcomeKind.CLOSED),
    "popup error": (alone, lambda window: run(window, _FAIL), OutcomeKind.POPUP_ERROR),
    "load failed": (alone, alone, OutcomeKind.LOAD_FAILED),
    "renderer died": (alone, kill, OutcomeKind.RENDERER_DIED),
    "abandoned": (alone, shut, OutcomeKind.ABANDONED),
    "timed out": (alone, alone, OutcomeKind.TIMED_OUT),
    "finished with a provider's window": (with_window, lambda window: run(window, _FINISH), OutcomeKind.FINISHED),
    "abandoned with a provider's window": (with_window, shut, OutcomeKind.ABANDONED),
    "renderer died with a provider's window": (with_window, kill, OutcomeKind.RENDERER_DIED),
    "finished with a provider's frame": (with_frame, lambda window: run(window, _FINISH), OutcomeKind.FINISHED),
    "closed with a provider's frame": (with_frame, lambda window: run(window, _CLOSE), OutcomeKind.CLOSED),
}


class Player:
    """Launches one person after the other."""

    def __init__(self, app: composition.App) -> None:
        self._app = app
        self._opened: list[Launch] = []
        self._answered = False
        self._outcomes: list[OutcomeKind] = []
        app.popups.opened.connect(self._on_opened)
        app.controller.launch_ended.connect(self._on_ended)

    def launch(self, number: int, ending: str) -> None:
        """One launch to its end; raises ``DidNotHappen`` when it ends otherwise."""
        prepare, end, kind = ENDINGS[ending]
        setattr(connect_window, "LAUNCH_LIMIT", 0.1 if ending == "timed out" else 1800)  # noqa: B010
        users = self._app.controller.desk.service.users()
        self.open(lambda: self._app.controller.launch(users[number % len(users)].id))
        if ending not in ("load failed", "timed out"):
            self.wait_answered()
            prepare(self._opened[0].window)
        end(self._opened[0].window)
        self.wait_ended(kind)

    def reopen(self) -> None:
        """Kills the renderer of the popup that is open, and presses the button that the message offers."""
        kill(self._opened[0].window)
        self.wait_ended(OutcomeKind.RENDERER_DIED)
        self.open(self._app.window.messages.action_button.click)
        self.wait_answered()

    def open(self, press: Callable[[], None]) -> None:
        """Whatever opens a popup."""
        self._opened.clear()
        self._answered = False
        press()
        wait_for(lambda: self._opened or None, "the popup's window")

    def wait_answered(self) -> None:
        """The popup lives: its session is open."""
        wait_for(lambda: self._answered, "the popup")

    def wait_ended(self, kind: OutcomeKind) -> None:
        """The end of the launch, and of what it leads to."""
        wait_for(lambda: self._outcomes or None, f"the end: {kind}")
        outcome = self._outcomes.pop()
        assert outcome is kind, f"{outcome} instead of {kind}"
        service = self._app.controller.desk.service
        wait_for(lambda: self._app.controller.settled and not service.pending(), "everything saved")

    def finish(self) -> None:
        """Ends the popup that is open honestly."""
        run(self._opened[0].window, _FINISH)
        self.wait_ended(OutcomeKind.FINISHED)

    def _on_opened(self, launch: Launch) -> None:
        self._opened.append(launch)
        launch.window.message_received.connect(self._on_message)

    def _on_message(self, text: str) -> None:
        self._answered = self._answered or json.loads(text)["callback"] == "opened"

    def _on_ended(self, outcome: Outcome) -> None:
        self._opened.clear()
        self._outcomes.append(outcome.kind)


def tell(**what: object) -> None:
    os.write(1, f"{json.dumps(what)}\n".encode())


def left_over() -> list[str]:
    """What is still there of a launch: objects of the engine, and of ours, though they may be empty shells by now."""
    gc.collect()
    engine = [type(wrapper).__name__ for wrapper in shiboken6.getAllValidWrappers() if isinstance(wrapper, _ENGINE)]
    # type(), for a shell whose object is gone answers no question about itself.
    return engine + [type(each).__name__ for each in gc.get_objects() if type(each) in _OURS]


def report(launches: int) -> None:
    """Where things stand after so many launches: what is on its way out is waited for."""
    let_pass(0.5)
    tell(launches=launches, left=sorted(set(left_over())))
    sys.stdin.readline()


def play(app: composition.App, settings: dict[str, Any]) -> None:
    player = Player(app)
    for number, ending in enumerate(settings["endings"], start=1):
        tell(next=ending)
        sys.stdin.readline()
        player.launch(number, ending)
        if number in settings["reports"]:
            report(number)
    if settings["kills"]:
        user = app.controller.desk.service.users()[0]
        player.open(lambda: app.controller.launch(user.id))
        player.wait_answered()
        for _ in range(settings["kills"]):
            player.reopen()
            tell(reopened=app.window.messages.action_button.text())
        player.finish()
        tell(saved=asdict(app.controller.desk.service.user(user.id))["public_token"])


def main(settings: dict[str, Any]) -> None:
    folder = Path(settings["folder"])
    environment = Environment(name="Crash", client_id=settings["client_id"], hosts=Hosts(**settings["hosts"]))
    qt = composition.application()
    app = composition.build(qt, Desks(folder, vault=FixedVault(), backoff=Backoff(first=0.1, most=0.5), alone=True))
    app.start(environment)
    wait_for(lambda: app.controller.desk.environment.name == environment.name, "the environment")
    try:
        play(app, settings)
    finally:
        app.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
