"""Stands where the engine would in the Lab: says what was seen of a page, and lets the real rules judge it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from hcdesktop.lab.findings import Run, judge
from hcdesktop.lab.record import Asked, Called, Finalized, Kept, Look, Opened, Pressed, Record, Said, Seen, Sent, Went
from hcdesktop.lab.waiting import Pace
from hcdesktop.lab.wanted import Wanted
from hcdesktop.simulator.scenario import Scenario
from hcdesktop.simulator.seeds import CLIENT_SECRET

TOKEN = "session-token-of-somebody-1234567890"
ORIGIN = "http://127.0.0.1:5000"


def seen(scenario: Scenario) -> tuple[Seen, ...]:
    """A page that opens the popup from a click and posts what it is given; it writes the token on the console."""
    token = {"humanId": "h1", "clientId": "c1", "sessionToken": TOKEN}
    options = {"clientId": "c1", "clientUserId": "a%2Bb%20c%40x.de", "publicToken": "", "finish": "function"}
    body = json.dumps(token)
    return (
        Asked(at=0.1, method="GET", url="https://connect.humanapi.co/connect.js", kind="script", verdict="simulate"),
        Asked(at=0.15, method="GET", url="https://elsewhere.example/a.js?x=1", kind="script", verdict="block"),
        Went(at=0.2, document=1, url=f"{ORIGIN}/index.html"),
        Went(at=0.21, document=1, url=f"{ORIGIN}/index.html"),
        Look(at=0.3, document=1, step="the page", url=ORIGIN, text="Connect", clients=1, picture=b"\x89PNG"),
        Pressed(at=0.4, document=1, wanted="connect", name="Connect"),
        Opened(at=0.5, document=1, options=options, activated=True),
        Called(at=0.6, document=1, name="finish", values=(None, token)),
        Sent(at=0.7, document=1, number=1, how="fetch", method="POST", url=f"{ORIGIN}/finish", body=body, status=200),
        Finalized(at=0.8, document=1, headers={}, body=body, status=201, own=True),
        Kept(at=0.8, document=1, token="public-token-1", endpoint="tokens"),
        Said(at=0.9, document=1, level="info", text=f"token {TOKEN} in {scenario.name}"),
    )


class Played:
    """Stands where a ``Stand`` would: a view, and what was seen so far."""

    def __init__(self, wanted: Wanted, scenario: Scenario) -> None:
        self.scenario = scenario
        self.view = QWidget()
        self.view.resize(900, 700)
        self._page = wanted.page
        self.until = 0

    def record(self) -> Record:
        return Record(
            page=self._page,
            origins=(ORIGIN,),
            scenario=self.scenario,
            client_user_id="a+b c@x.de",
            public_token="",
            client_secret=CLIENT_SECRET,
            events=seen(self.scenario)[: self.until],
            seconds=1.0,
        )


class FakeCheck:
    """In the place of ``checking.check``; ``during`` is called in each scenario, before anything was seen."""

    def __init__(self) -> None:
        self.wanted: list[Wanted] = []
        self.during: Callable[[Played, Pace], object] = lambda _played, _pace: None

    def __call__(
        self, wanted: Wanted, tell: Callable[[Run], object], *, pace: Pace, show: Callable[..., object]
    ) -> Sequence[Run]:
        self.wanted.append(wanted)
        runs = []
        for scenario in wanted.scenarios:
            played = Played(wanted, scenario)
            try:
                show(played)
                self.during(played, pace)
                played.until = len(seen(scenario))
            finally:
                played.view.deleteLater()
            runs.append(judge(played.record()))
            tell(runs[-1])
        return runs
