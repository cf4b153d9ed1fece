"""The real app on the screen, over a folder of its own: what a person presses there and what can be read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)

from hcdesktop.app import App, build
from hcdesktop.core.finalizer import Backoff
from hcdesktop.core.models import (
    Environment,
    Hosts,
    LaunchRequest,
    Outcome,
    PendingFinish,
    SessionToken,
    User,
)
from hcdesktop.core.service import Service
from hcdesktop.desk import SIMULATOR, Desk, Desks, opened
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.simulator import seeds
from hcdesktop.simulator.state import SimulatorState
from hcdesktop.ui.language import popup_language
from hcdesktop.ui.messages import Message
from hcdesktop.ui.user_model import Column

ADA = "Ada Winterbourne"  # new
JONAS = "Jonas Feldspar"  # connected
MAXI = "Maximiliana von Hohenfels"  # connected twice, with a long e-mail address
PRIYA = "Priya Raman"  # her publicToken is lost
TOMAS = "Tomas Lindqvist"  # Human API knows him, the desk does not
YUKI = "Yuki Arakawa"  # the publicToken is stale
SEEDED = (ADA, JONAS, MAXI, PRIYA, TOMAS, YUKI)

#: Retries come at once, and always after the same time.
QUICK = Backoff(first=0.05, most=0.05, jitter=lambda _low, _high: 1.0)
#: A live environment whose hosts are this machine, where nobody answers.
NOWHERE = Hosts(**dict.fromkeys(Hosts.__dataclass_fields__, "http://127.0.0.1:9"))
LIVE = Environment(name="Clinic", client_id="c1", hosts=NOWHERE)


class MemoryVault:
    """A keyring of our own; remembers who asked."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self.asked: list[str] = []

    def key(self, environment_name: str, *, create: bool) -> bytes:
        self.asked.append(environment_name)
        return self.keys.setdefault(environment_name, bytes(range(32)))

    def keep(self, environment_name: str, key: bytes) -> None:
        self.keys[environment_name] = key

    def forget(self, environment_name: str) -> None:
        self.keys.pop(environment_name, None)


class FakePopup(QWidget):
    """Stands where the popup's window would: its signals, no engine."""

    message_received = Signal(str)
    launch_ended = Signal(object, str)
    step_taken = Signal(object, object)
    external_requested = Signal(QUrl)

    request: LaunchRequest

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self.environment = environment
        self.opened = self.gone = self.in_its_own_call = False
        self.raised = 0

    def begin(self, request: LaunchRequest, *, title: str) -> None:
        self.request = request
        self.setWindowTitle(title)

    def note_opened(self) -> None:
        self.opened = True

    def raise_(self) -> None:
        self.raised += 1  # the platform of the tests has no front and no back

    def tear_down(self) -> None:
        self.gone = True
        self.close()
        self.deleteLater()

    def says(self, callback: str, **values: object) -> None:
        """One callback of the page."""
        self.message_received.emit(json.dumps({"callback": callback, **values}))

    def finishes(self, session: SessionToken) -> None:
        """The page's ``finish``."""
        self.says("finish", session=dict(session.raw))


class Screen:
    """The app, started on an environment."""

    def __init__(
        self,
        qt: QApplication,
        desks: Desks,
        environment: Environment = SIMULATOR,
        *,
        language: str = "en",
        welcome: bool = False,
    ) -> None:
        self._qt = qt
        self.language = language
        self.desks = desks
        self.outcomes: list[Outcome] = []
        self.opened_outside: list[QUrl] = []
        self.app: App = build(qt, desks, open_external=self.opened_outside.append, language=popup_language(language))
        self.app.controller.launch_ended.connect(self.outcomes.append)
        try:
            self.app.start(environment, welcome=welcome)
            self.app.furnish()
        except BaseException:
            self.close()
            raise
        self.window = self.app.window
        self.table = self.window.table
        self.card = self.window.card

    @property
    def desk(self) -> Desk:
        return self.app.controller.desk

    @property
    def service(self) -> Service:
        return self.desk.service

    def user(self, name: str) -> User:
        """The stored row of the person with this name."""
        return next(user for user in self.service.users() if user.name == name)

    # --- what a person does

    def choose(self, name: str) -> None:
        """Clicks on the person's name."""
        self.table.choose(self.user(name).id)

    def row(self, name: str) -> int:
        row = self.table.users.row_of(self.user(name).id)
        assert row is not None
        return row

    def press_row_button(self, name: str) -> None:
        """Clicks on Connect or Edit in the person's row."""
        self.choose(name)
        place = self.table.button_rect(self.row(name)).center()
        QTest.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def press(self, button: QAbstractButton) -> None:
        """Clicks on a button that can be seen."""
        assert button.isVisible()
        assert button.isEnabled()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def press_message(self) -> None:
        """Clicks on the message's button."""
        self.press(self.window.messages.action_button)

    def go_to(self, name: str) -> None:
        """Picks an environment from the list."""
        self.window.environment_requested.emit(name)

    # --- what can be read

    @property
    def message(self) -> Message | None:
        """What the window says now."""
        bar = self.window.messages
        return bar.message if bar.isVisible() else None

    @property
    def said(self) -> str:
        message = self.message
        return f"{message.text} {message.next_step}".strip() if message else ""

    @property
    def names(self) -> list[str]:
        """The first column."""
        return [self.cell(row, Column.NAME) for row in range(self.table.users.rowCount())]

    def cell(self, row: int, column: Column) -> str:
        return str(self.table.users.index(row, column).data())

    def wait_said(self, words: str) -> str:
        """What is said once these words are in it."""
        return wait_for(lambda: self.said if words in self.said else None, f"{words!r}, not {self.said!r}", seconds=8)

    def wait_ended(self) -> Outcome:
        """The outcome of the launch, once there is one."""
        return wait_for(lambda: self.outcomes[-1] if self.outcomes else None, "the end of the launch", seconds=8)

    def settle(self) -> None:
        """Waits until nothing is running and what has come of it is shown."""
        users = self.table.users
        wait_for(lambda: self.app.controller.settled and not users.partial, "nothing running", seconds=30)
        let_pass(0)

    def settle_but_popups(self) -> None:
        """The same while a popup is open."""
        app = self.app
        wait_for(
            lambda: app.tasks.idle and not app.saver.holds_unsaved and app.environments.all_told,
            "nothing running",
            seconds=30,
        )
        let_pass(0)

    def close(self) -> None:
        if not shiboken6.isValid(self.app.window):
            return
        self.app.close()
        # The style sheet of the next app would be laid over this one's remains first, and over its sheet.
        shiboken6.delete(self.app.window)
        shiboken6.delete(self.app.theme)
        QCoreApplication.sendPostedEvents(None, 0)
        self._qt.setStyleSheet("")


def visible_texts(widget: QWidget) -> list[str]:
    """Everything that can be read in a widget and below, also what is in lists and hidden details."""
    texts: list[str] = []
    for child in (widget, *widget.findChildren(QWidget)):
        texts += [child.toolTip(), child.accessibleName(), child.windowTitle()]
        match child:
            case QLabel() | QAbstractButton():
                texts.append(child.text())
            case QListWidget():
                texts += [child.item(row).text() for row in range(child.count())]
            case QPlainTextEdit():
                texts.append(child.toPlainText())
            case QLineEdit():
                texts += [child.text(), child.placeholderText()]
            case QComboBox():
                texts += [child.itemText(row) for row in range(child.count())]
            case _:
                pass
    return [text for text in texts if text]


def finished_session(folder: Path, client_user_id: str) -> SessionToken:
    """A sessionTokenObject for which the Simulator will give tokens; before the app opens the folder."""
    state = SimulatorState(folder / "simulator.json")
    session = state.open_session(client_user_id)
    state.connect(session.token, provider="quillstep", at=seeds.SEEDED_AT)
    state.finish(session.token, at=seeds.SEEDED_AT)
    raw = {"humanId": session.human_id, "clientId": seeds.CLIENT_ID, "sessionToken": session.token}
    return SessionToken(session_token=session.token, human_id=session.human_id, client_id=seeds.CLIENT_ID, raw=raw)


def leave_finish_behind(
    desks: Desks, client_user_id: str, session: SessionToken, environment: Environment = SIMULATOR
) -> PendingFinish:
    """What a crash leaves: a finish on the disk that has not been sent."""
    with opened(desks, environment) as desk:
        user = desk.store.find_user(client_user_id) or desk.service.add_user(client_user_id)
        request = desk.service.launch(user.id)
        finish = desk.service.keep(request, session)
    assert finish is not None
    return finish


def made_up_session(word: str = "made-up") -> SessionToken:
    """A sessionTokenObject that no Human API knows."""
    raw = {"humanId": "h1", "clientId": seeds.CLIENT_ID, "sessionToken": f"{word}-session-token"}
    return SessionToken(session_token=raw["sessionToken"], human_id="h1", client_id=seeds.CLIENT_ID, raw=raw)


def answers(*given: Any) -> tuple[Callable[..., Any], list[dict[str, Any]]]:
    """Something in the place of a dialog's ``ask``, that gives these answers one after the other; and how it was
    asked. An answer that can be called is called with what was asked."""
    left: Iterator[Any] = iter(given)
    asked: list[dict[str, Any]] = []

    def ask(*arguments: Any, **options: Any) -> Any:
        asked.append({"arguments": arguments, **options})
        answer = next(left)
        return answer(*arguments, **options) if callable(answer) else answer

    return ask, asked
