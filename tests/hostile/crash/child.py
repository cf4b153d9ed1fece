"""The real app in a process that is going to be killed: launches, finishes, and says what it has acknowledged.

Standard output, one word a line: ``ready``, ``ack <session token>`` when a finish is on the disk, ``drained``.
The fault points are patches of this program; the app knows none of them.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from hcdesktop import app as composition
from hcdesktop.core.finalizer import Backoff, Finalizer
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.models import Environment, Hosts
from hcdesktop.core.service import Service
from hcdesktop.desk import Desks
from hcdesktop.store import finishes
from hcdesktop.store.anchor import Anchor
from hcdesktop.store.local import LocalStore
from hcdesktop.ui.instance import FolderLock
from hcdesktop.ui.popups import Launch, Popups
from tests.hostile.mutants.named import put_in_named

KEY = bytes(range(32))
#: What the person does in the popup (its own functions), once.
_CONNECT_AND_FINISH = """
if (window.session && session.sessionToken && !window.done) {
  window.done = true;
  ask("/popup/sources", { sessionToken: session.sessionToken, add: "Clinic" }, function () { finish(tell); });
}
"""
#: name → (owner of the function, its name, before or after it)
FAULTS: dict[str, tuple[object, str, str]] = {
    "before the callback is read": (Popups, "_on_message", "before"),
    "before it is kept": (Service, "keep", "before"),
    "while it is being kept": (finishes, "finish_from_row", "before"),
    "before it is synced": (LocalStore, "keep_finish", "after"),
    "after it was kept": (Service, "_kept", "after"),
    "after it was acknowledged": (Service, "keep", "after"),
    "before the outcome is written": (LocalStore, "end_launch", "before"),
    "before the claim": (LocalStore, "claim_finish", "before"),
    "after the claim": (Finalizer, "_claim", "after"),
    "before the request": (HumanApi, "_post", "before"),
    "after the answer": (HumanApi, "_post", "after"),
    "before the tokens are written": (LocalStore, "complete_finish", "before"),
    "while the tokens are being written": (finishes, "write_tokens", "before"),
    "before the tokens are synced": (LocalStore, "complete_finish", "after"),
    "after the tokens were written": (Finalizer, "_conclude", "after"),
    "before the anchor is moved": (Anchor, "write", "before"),
    "after the anchor was moved": (Anchor, "write", "after"),
    "while the sources are being written": (LocalStore, "set_sources", "before"),
}


class FixedVault:
    def key(self, environment_name: str, *, create: bool) -> bytes:
        return KEY

    def keep(self, environment_name: str, key: bytes) -> None:
        """It is always the same."""

    def forget(self, environment_name: str) -> None:
        """There is nothing to forget."""


def tell(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(name: str, after_calls: int) -> None:
    """Kills this process at the named point, at its so-and-so-many-th passing."""
    owner, attribute, when = FAULTS[name]
    original: Callable[..., Any] = getattr(owner, attribute)
    left = [after_calls]

    def armed(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if when == "before" and left[0] < 0:
            die()
        result = original(*args, **kwargs)
        if when == "after" and left[0] < 0:
            die()
        return result

    setattr(owner, attribute, armed)


def acknowledge_keeps(enough: int) -> None:
    """``ack`` follows the write in the slot's own turn, as an acknowledgement to a page would; one is the last."""
    original = Service.keep
    numbers = itertools.count(1)

    def keep(service: Service, request: Any, session: Any, **said: Any) -> Any:
        tell(f"keeping {session.session_token}")
        result = original(service, request, session, **said)
        tell(f"ack {session.session_token}")
        if next(numbers) == enough:
            die()
        return result

    setattr(Service, "keep", keep)  # noqa: B010


class Player:
    """Goes through the people at random and has each popup finish by itself."""

    def __init__(self, app: composition.App, seed: int) -> None:
        self._app = app
        self._random = random.Random(seed)
        self._timer = QTimer(app.window)
        self._timer.timeout.connect(self._step)
        self._timer.start(20)
        app.popups.opened.connect(self._on_opened)

    def _step(self) -> None:
        if not self._app.popups.launches:
            users = self._app.controller.desk.service.users()
            self._app.controller.launch(self._random.choice(users).id)

    def _on_opened(self, launch: Launch) -> None:
        poll = QTimer(launch.window)
        poll.timeout.connect(lambda: self._finish(launch))
        poll.start(30)

    def _finish(self, launch: Launch) -> None:
        if launch in self._app.popups.launches:
            for frame in launch.window.page.mainFrame().children():
                frame.runJavaScript(_CONNECT_AND_FINISH, 0, lambda _answer: None)


def drain(app: composition.App, seconds: float) -> None:
    """Waits until nothing is pending any more, and says so."""
    until = time.monotonic() + seconds
    service = app.controller.desk.service

    def look() -> None:
        if app.controller.settled and not service.pending():
            tell("drained")
            app.application.quit()
        elif time.monotonic() > until:
            tell(f"left {[(finish.state, finish.problem, finish.attempts) for finish in service.pending()]}")
            app.application.quit()

    timer = QTimer(app.window)
    timer.timeout.connect(look)
    timer.start(20)


def main(settings: dict[str, Any]) -> None:
    put_in_named()
    folder = Path(settings["folder"])
    environment = Environment(name="Crash", client_id=settings["client_id"], hosts=Hosts(**settings["hosts"]))
    desks = Desks(folder, vault=FixedVault(), backoff=Backoff(first=0.1, most=0.5), seconds=5.0, alone=True)
    qt = composition.application()
    lock = FolderLock(folder)
    if not lock.acquire():
        tell("locked")
        return
    app = composition.build(qt, desks)
    acknowledge_keeps(settings["enough"])
    if settings["fault"]:
        arm(settings["fault"], settings["after_calls"])
    app.environments.shown.connect(lambda desk: begin() if desk.environment.name == "Crash" else None)

    def begin() -> None:
        tell("ready")
        if settings["drain"]:
            drain(app, settings["drain"])
        else:
            players.append(Player(app, settings["seed"]))

    players: list[Player] = []
    app.start(environment)
    qt.exec()
    app.close()
    lock.release()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
