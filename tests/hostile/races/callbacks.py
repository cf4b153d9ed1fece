"""The popup's callbacks in every order, through the real popups, saver and store: one outcome, and no session lost."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from unittest import mock

from PySide6.QtWidgets import QApplication

from hcdesktop.app import application
from hcdesktop.core.models import Credentials, OutcomeKind, SessionToken
from hcdesktop.desk import Desk, Desks, opened
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui.popup_windows import PopupWindows
from tests.crowd import add_users
from tests.hostile.claims import Claim
from tests.hostile.wire.server import TokensServer, finished_session
from tests.ui.screen import LIVE, QUICK, FakePopup, MemoryVault, Screen
from tests.web.human_api.people import CLIENT_ID, CLIENT_SECRET

#: One thing that the page calls, or the window tells.
Step = Callable[[FakePopup, SessionToken], None]
_ERROR = {"code": "E1", "message": "no"}


def finish(popup: FakePopup, session: SessionToken) -> None:
    popup.finishes(session)


def finish_with_another(popup: FakePopup, session: SessionToken) -> None:
    token = f"{session.session_token}-{random.random()}"
    popup.finishes(replace(session, session_token=token, raw={**session.raw, "sessionToken": token}))


def finish_with_an_error(popup: FakePopup, session: SessionToken) -> None:
    popup.says("finish", error=_ERROR, session=dict(session.raw))


def close(popup: FakePopup, _session: SessionToken) -> None:
    popup.says("close")


def error(popup: FakePopup, _session: SessionToken) -> None:
    popup.says("error", error=_ERROR)


def shut(popup: FakePopup, _session: SessionToken) -> None:
    popup.launch_ended.emit(OutcomeKind.ABANDONED, "")


def die(popup: FakePopup, _session: SessionToken) -> None:
    popup.launch_ended.emit(OutcomeKind.RENDERER_DIED, "")


#: What happens, one after the other, and how the launch must end.
ORDERS: tuple[tuple[OutcomeKind, list[Step]], ...] = (
    (OutcomeKind.FINISHED, [finish] * 100),
    (OutcomeKind.FINISHED, [finish, *[finish_with_another] * 20]),
    (OutcomeKind.FINISHED, [finish, close]),
    (OutcomeKind.CLOSED, [close, finish]),
    (OutcomeKind.POPUP_ERROR, [error, finish]),
    (OutcomeKind.FINISHED, [finish_with_an_error]),
    (OutcomeKind.FINISHED, [finish_with_an_error, error, finish]),
    (OutcomeKind.FINISHED, [finish, shut, die]),
    (OutcomeKind.ABANDONED, [shut, finish]),
)


def orders(times: int) -> list[Claim]:
    """So many launches, each order in its turn."""
    claim = Claim("callbacks in any order: one outcome, the first one's; a finish that decided is saved, once")
    random.seed(times)
    qt = QApplication.instance() or application()
    assert isinstance(qt, QApplication)
    with closing(TokensServer()) as server, tempfile.TemporaryDirectory() as folder:
        desks = Desks(Path(folder), backoff=QUICK, vault=MemoryVault(), seconds=5.0)
        hosts = replace(LIVE.hosts, user_url=server.url, api_url=server.url)
        environment = desks.book.save(replace(LIVE, client_id=CLIENT_ID, hosts=hosts))
        with opened(desks, environment) as desk:
            desk.service.set_credentials(Credentials(client_secret=CLIENT_SECRET))
            add_users(desk.store, ((f"person{number}@example.org", "") for number in range(times)))
        popups: list[FakePopup] = []
        with (
            closing(Screen(qt, desks, environment)) as screen,
            mock.patch.object(PopupWindows, "take", _engineless(popups)),
        ):
            wait_for(lambda: screen.desk.environment.name == environment.name, "the environment")
            for number in range(times):
                kind, steps = ORDERS[number % len(ORDERS)]
                broke = _launch(screen, server, popups, number, kind, steps)
                claim.trial(f"{[step.__name__ for step in steps[:3]]}: {broke}" if broke else "")
    return [claim]


def _engineless(popups: list[FakePopup]) -> Callable[[PopupWindows, Desk], FakePopup]:
    def take(_windows: PopupWindows, desk: Desk) -> FakePopup:
        popups.append(FakePopup(desk.environment))
        return popups[-1]

    return take


def _launch(
    screen: Screen, server: TokensServer, popups: list[FakePopup], number: int, kind: OutcomeKind, steps: list[Step]
) -> str:
    """One first launch; what is wrong afterwards, if anything."""
    user = screen.service.find_user(f"person{number}@example.org")
    session = finished_session(server.people, user)
    asked = len(server.seen)
    screen.app.controller.launch(user.id)
    before = len(screen.outcomes)
    for step in steps:
        step(popups[-1], session)
    wait_for(lambda: len(screen.outcomes) > before, "the end of the launch")
    screen.settle()
    outcomes = [outcome.kind for outcome in screen.outcomes[before:]]
    row, left = screen.service.user(user.id), screen.service.pending(user.id)
    posts = [seen for seen in server.seen[asked:] if seen.path == "/v1/connect/tokens"]
    saved = kind is OutcomeKind.FINISHED
    if outcomes != [kind] or left or len(posts) != saved:
        return f"{outcomes}, {len(left)} left, {len(posts)} sent"
    human = server.people.find(user.client_user_id)
    token = human.public_token if saved else None
    return "" if row.public_token == token else "not the token of the outcome"
