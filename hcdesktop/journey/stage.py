"""What one step of the journey plays on: the real app over a new data folder with the Simulator in it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication, QWidget

from hcdesktop.app import build, load_engine
from hcdesktop.core.finalizer import Backoff, FinalizeResult
from hcdesktop.core.models import Environment, Outcome, OutcomeKind, User
from hcdesktop.core.service import Service
from hcdesktop.desk import SIMULATOR, Desks
from hcdesktop.journey.person import Person
from hcdesktop.journey.waiting import DidNotHappen, check, let_pass, wait_for
from hcdesktop.simulator import seeds
from hcdesktop.simulator.server import Request, Simulator
from hcdesktop.simulator.shelf import scenario
from hcdesktop.ui.theme import DARK, LIGHT

#: Retries come quickly here, so that a step takes a second and not a minute.
_QUICK = Backoff(first=0.15, most=1.0)
_PAINT = 0.15  # s for the engine to paint what a picture is taken of


class Stage:
    """The app, the person in front of it, and what both of them have seen."""

    def __init__(
        self, application: QApplication, folder: Path, *, pictures: Path | None, environment: Environment = SIMULATOR
    ) -> None:
        self._application = application
        self._folder = folder
        self._pictures = pictures
        self._environment = environment
        self.name = "stage"
        self._open()

    # --- what is there

    @property
    def service(self) -> Service:
        """The open desk's service."""
        return self.app.controller.desk.service

    @property
    def simulator(self) -> Simulator:
        """The Human API behind the app."""
        simulator = self.app.controller.desk.simulator
        if simulator is None:
            raise DidNotHappen("the Simulator is not the environment")
        return simulator

    def user(self, client_user_id: str) -> User:
        """This person's row as it is stored."""
        return self.service.find_user(client_user_id)

    @property
    def said(self) -> str:
        """What the window says now."""
        bar = self.app.window.messages
        message = bar.message if bar.isVisible() else None
        return f"{message.text} {message.next_step} {message.detail}" if message else ""

    @property
    def row_texts(self) -> list[list[str]]:
        """The list as it is shown."""
        model = self.app.window.table.users
        return [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    # --- what happens

    def add(self, client_user_id: str, *, label: str = "") -> User:
        """A row for somebody new, through the service (the form has its own test)."""
        user = self.service.add_user(client_user_id, label=label)
        self.app.window.table.users.reload()
        return user

    def choose(self, name: str) -> None:
        """Picks what goes wrong next, from the menu."""
        self.app.window.scenario_requested.emit(scenario(name).name)

    def restart(self) -> None:
        """Quits and starts again on the same folder."""
        self.app.close()
        self._open()

    def close(self) -> None:
        """Ends the app."""
        self.app.close()
        let_pass(0)

    def picture(self, name: str) -> None:
        """Photographs every window that is open, in light and in dark."""
        if self._pictures is None:
            return
        for colors, suffix in ((DARK, "dark"), (LIGHT, "light")):
            self.app.theme.apply(colors)
            let_pass(_PAINT)
            self._photograph(self._pictures, f"{self.name}-{name}", suffix)

    def _photograph(self, folder: Path, name: str, suffix: str) -> None:
        windows: list[tuple[str, QWidget]] = [("window", self.app.window)]
        for launch in self.app.popups.launches:
            windows.append(("popup", launch.window))
            windows.extend(("provider", provider) for provider in launch.window.provider_windows)
        for kind, widget in windows:
            widget.grab().save(str(folder / f"{name}-{kind}-{suffix}.png"))

    # --- what comes of it

    def outcome(self) -> Outcome:
        """The outcome of the launch that is open, once there is one."""
        outcome = wait_for(lambda: self._outcomes[-1] if self._outcomes else None, "the end of the launch")
        self._outcomes.clear()
        return outcome

    def finalized(self) -> FinalizeResult:
        """The result of the latest attempt to finalize, once there is one."""
        result = wait_for(lambda: self._results[-1] if self._results else None, "the answer to the finish")
        self._results.clear()
        return result

    def saved(self, client_user_id: str) -> User:
        """The row after the launch has finished and everything is stored; its tokens are Human API's current ones."""
        outcome = self.outcome()
        check(outcome.kind is OutcomeKind.FINISHED, f"the launch ended as {outcome.kind}: {outcome.problem}")
        return self.settled(client_user_id)

    def settled(self, client_user_id: str) -> User:
        """The row once nothing is pending or running any more; its tokens are Human API's current ones."""
        wait_for(
            lambda: self.app.controller.settled and not self.service.pending(),
            "everything saved",
        )
        user = self.user(client_user_id)
        check(user.human_id and user.public_token and user.access_token, "the row has all three tokens")
        check(self._current_public_token(user) == user.public_token, "the publicToken is the current one")
        return user

    def known_there(self, user: User) -> object:
        """The clientUserId by which Human API knows this person."""
        path = f"{self.simulator.hosts.api_url}/v1/apps/{seeds.CLIENT_ID}/users/{user.human_id}"
        login = base64.b64encode(f"{seeds.APP_KEY}:".encode()).decode()
        return self._ask(Request("GET", path, {"Authorization": f"Basic {login}"}))["externalId"]

    def _current_public_token(self, user: User) -> object:
        """What Human API takes for this person's publicToken, asked without our own client."""
        body = {"humanId": user.human_id, "clientId": seeds.CLIENT_ID, "clientSecret": seeds.CLIENT_SECRET}
        url = f"{self.simulator.hosts.user_url}/v1/connect/publictokens"
        return self._ask(Request("POST", url, {}, json.dumps(body).encode()))["publicToken"]

    def _ask(self, request: Request) -> dict[str, object]:
        answer: dict[str, object] = json.loads(self.simulator.handle(request).body)
        return answer

    def _open(self) -> None:
        self._outcomes: list[Outcome] = []
        self._results: list[FinalizeResult] = []
        self.opened_outside: list[QUrl] = []
        self.app = build(
            self._application, Desks(self._folder, backoff=_QUICK), open_external=self.opened_outside.append
        )
        self.app.controller.launch_ended.connect(self._outcomes.append)
        self.app.saver.finalized.connect(self._results.append)
        self.app.start(self._environment)
        self.app.furnish()
        load_engine()
        self.person = Person(self.app)


@contextmanager
def stage(application: QApplication, *, pictures: Path | None = None) -> Iterator[Stage]:
    """A stage over a folder that is removed afterwards."""
    with TemporaryDirectory(prefix="hcdesktop-") as folder:
        opened = Stage(application, Path(folder), pictures=pictures)
        try:
            yield opened
        finally:
            opened.close()
