"""A program of its own: the real app, and launches into whose popup forgers are let from every side.

    python -m tests.hostile.forged.forger FOLDER CLIENT TRIES [unguarded]

Standard output, at the end: one line of JSON. A process of its own, for names that lead to this machine; and for the
trial without a guard, which shows that every forger is heard where nobody stops it.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtWebEngineCore import QWebEngineFrame

from hcdesktop import app as composition
from hcdesktop.core import popup, resources
from hcdesktop.core.errors import CallbackRejected
from hcdesktop.core.models import EnvironmentKind, User
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.popups import Launch
from hcdesktop.ui.web import host_page
from tests.hostile.ground.certificates import Authority
from tests.hostile.ground.doors import Door
from tests.web.human_api.api import Client, HumanApi, human_api
from tests.web.human_api.host import Answer, Request
from tests.web.human_api.people import CLIENT_ID
from tests.web.stage import MAIN_WORLD, Stage, ask

_PAGES = Path(__file__).with_name("pages")
_KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
#: Whose forger does not even load: the engine takes no name and password there, and the gate no plain HTTP.
_NOT_LOADED = ("name and password", "plain HTTP")
_OWN_CALLS = (popup.Ready, popup.Opened, popup.Dropped)
#: How many forgeries one launch sees.
PER_LAUNCH = 250


class Hosts:
    """Human Connect on ``connect.test``, and every other name, port and scheme with forgers."""

    def __init__(self, api: HumanApi, folder: Path, *, bare: bool) -> None:
        self.api = api
        self._bare = bare
        self.tried: Counter[str] = Counter()
        self.key = Authority.new().issue(folder / "good.pem", "connect.test", "*.test")
        self._door = Door(self._route, certificate=folder / "good.pem")
        self._second = Door(self._route, certificate=folder / "good.pem")
        self._plain = Door(self._route)
        self.connect = f"https://connect.test:{self._door.port}"

    def origins(self) -> dict[str, str]:
        """Who forges in a frame of the popup → where it comes from."""
        port = self._door.port
        return {
            "another host": f"https://evil.test:{port}",
            "the popup's own origin": self.connect,
            "the same in capitals": f"HTTPS://CONNECT.TEST:{port}",
            "a longer name": f"https://connect.test.evil.test:{port}",
            "a name that ends alike": f"https://evil-connect.test:{port}",
            "a name below": f"https://x.connect.test:{port}",
            "a name with a dot": f"https://connect.test.:{port}",
            "a name in other letters": f"https://c\u043ennect.test:{port}",
            "another port": f"https://connect.test:{self._second.port}",
            "name and password": f"https://connect.test:{port}@evil.test:{port}",
            "plain HTTP": f"http://connect.test:{self._plain.port}",
        }

    def expected(self) -> set[str]:
        """Those who tell that they have tried, besides the two log-ins."""
        others = {"a frame in a frame", "a window", "a window of the popup's origin", "a second frame"}
        return {*self.origins(), *others} - {*_NOT_LOADED}

    @property
    def address_spaces(self) -> str:
        """Has the engine take this for the open network."""
        ports = (self._door.port, self._second.port, self._plain.port)
        return "--ip-address-space-overrides=" + ",".join(f"127.0.0.1:{port}=public" for port in ports)

    def close(self) -> None:
        for door in (self._door, self._second, self._plain):
            door.close()

    def _route(self, request: Request) -> Answer:
        host = request.headers["host"]
        if request.path == "/tried":
            self.tried[request.query["from"]] += int(request.query["count"])
            return Answer(204)
        if request.path == "/" and host == self.connect.removeprefix("https://"):
            return self._page("popup.html")
        if request.path != "/popup/" and (_PAGES / request.path.removeprefix("/")).is_file():
            return self._page(request.path.removeprefix("/"))
        return self.api.connect.answer(request)

    def _page(self, name: str) -> Answer:
        places = {"origins": self.origins(), "connect": self.connect, "evil": self.origins()["another host"]}
        text = (_PAGES / name).read_text().replace("/*PLACES*/", json.dumps({**places, "bare": self._bare}))
        text = text.replace("/*CLIENT*/", CLIENT_ID)
        return Answer(body=text.encode(), kind=_KINDS[Path(name).suffix])


class Campaign:
    """Launch after launch, until there were enough tries."""

    def __init__(self, stage: Stage, hosts: Hosts, *, bare: bool) -> None:
        self._stage = stage
        self._hosts = hosts
        self._bare = bare
        self.tried: Counter[str] = Counter()
        self.accepted: list[str] = []
        self.heard: set[str] = set()
        self.launches = 0
        self.honest = 0

    def launch(self, tries: int) -> None:
        """Forgers everywhere, then the one honest finish."""
        self.launches += 1
        self._hosts.tried.clear()
        calls: list[str] = []
        user = self._stage.add(f"person{self.launches}@example.org")
        self._stage.app.controller.launch(user.id)
        (launch,) = self._stage.app.popups.launches
        launch.window.message_received.connect(calls.append)
        frame = self._popup(launch)
        self._forge(launch, frame, max(1, tries // (len(self._hosts.expected()) + 5)))
        self._count(calls)
        if not self._bare:
            self._finish(user, launch)

    def _popup(self, launch: Launch) -> QWebEngineFrame:
        before = len(self._stage.api.people.sessions)

        def ready() -> QWebEngineFrame | None:
            frames = launch.window.page.mainFrame().children()
            return frames[0] if frames and len(self._stage.api.people.sessions) > before else None

        return wait_for(ready, "the popup")

    def _forge(self, launch: Launch, frame: QWebEngineFrame, count: int) -> None:
        page = launch.window.page
        frame.runJavaScript(f"letIn({count})", MAIN_WORLD, lambda _answer: None)
        self.tried["an event, or the host page itself"] += ask(page.runJavaScript, self._host_script(count))
        wait_for(lambda: self._hosts.expected() <= set(self._hosts.tried), f"{self._hosts.expected()}")
        for origin, who in (
            (self._hosts.origins()["another host"], "a log-in"),
            (self._hosts.connect, "a log-in there"),
        ):
            frame.runJavaScript(f"logIn({json.dumps(origin)}, {json.dumps(who)}, {count})", MAIN_WORLD, lambda _a: None)
            wait_for(lambda: self._hosts.tried[who], who)  # noqa: B023  # waited for in this turn
            frame.runJavaScript("logOut()", MAIN_WORLD, lambda _answer: None)
        wait_for(lambda: ask(page.runJavaScript, "!document.getElementById('hapi-popup-iframe')"), "the log-in gone")
        self._disguise(launch, frame, count)
        self._go_elsewhere(frame, count)
        for who in _NOT_LOADED:
            self.accepted += [f"{who}: loaded"] * bool(self._hosts.tried[who])
            self.tried[who] += 1
        self.tried += self._hosts.tried

    def _go_elsewhere(self, frame: QWebEngineFrame, count: int) -> None:
        sessions = len(self._stage.api.people.sessions)
        frame.runJavaScript(f"goElsewhere({count})", MAIN_WORLD, lambda _answer: None)
        wait_for(lambda: self._hosts.tried["the popup's place"], "somebody else in the popup's place")
        wait_for(lambda: len(self._stage.api.people.sessions) > sessions, "the popup being back")
        let_pass(0.05)

    def _disguise(self, launch: Launch, frame: QWebEngineFrame, count: int) -> None:
        page = launch.window.page
        self.tried["script for an address"] += ask(frame.runJavaScript, f"disguise({2 * count})")
        let_pass(0.05)
        if ask(page.runJavaScript, "Boolean(window.ran || document.getElementById('hapi-popup-iframe'))"):
            self.accepted.append("script for an address")

    def _host_script(self, count: int) -> str:
        text = (_PAGES / "host.js").read_text()
        values = {
            "MESSAGES": (_PAGES / "messages.js").read_text(),
            "COUNT": str(count),
            "CLIENT": CLIENT_ID,
            "CONNECT": self._hosts.connect,
            "BARE": json.dumps(self._bare),
        }
        for name, value in values.items():
            text = text.replace(f"/*{name}*/", value)
        return text

    def _count(self, calls: list[str]) -> None:
        for text in calls:
            try:
                event = popup.parse(text, client_id=CLIENT_ID)
            except CallbackRejected:
                self.heard.add(str((json.loads(text).get("session") or {}).get("from")))
            else:
                if isinstance(event, _OWN_CALLS):
                    continue
            self.accepted.append(text[:120])

    def _finish(self, user: User, launch: Launch) -> None:
        assert not self._stage.outcomes, self._stage.outcomes
        frame = launch.window.page.mainFrame().children()[0]
        frame.runJavaScript("honest()", MAIN_WORLD, lambda _answer: None)
        self._stage.saved(user.client_user_id)
        posted = [request.json["sessionToken"] for request in self._stage.api.finishes()]
        honest = [session.token for session in self._stage.api.people.sessions if session.finished]
        self.honest += posted == honest


def without_guard() -> None:
    """The relay as it would be with no guard in it."""
    read: Callable[[str], str] = resources.text
    guard = "function refusal(event) {"

    def text(name: str) -> str:
        script = read(name)
        if name == "host/relay.js":
            assert guard in script
            # Only what the trial is about: the other kinds of message would take the popup away.
            return script.replace(guard, f"{guard} if (event.data.indexOf('finish') > 0) {{ return null; }}")
        return script

    host_page.resources.text = text  # type: ignore[attr-defined]


def main(folder: Path, client: Client, tries: int, *, guarded: bool) -> None:
    qt = composition.application()
    composition.shut_off_local_network(())
    if not guarded:
        without_guard()
    with human_api(client=client) as api:
        hosts = Hosts(api, folder, bare=not guarded)
        os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] += (
            ' --host-resolver-rules="MAP *.test 127.0.0.1, MAP connect.test. 127.0.0.1,'
            ' MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"'
            f" --ignore-certificate-errors-spki-list={hosts.key} {hosts.address_spaces}"
        )
        # In production somebody would have to type its name.
        environment = replace(api.environment(connect_url=hosts.connect), chosen_kind=EnvironmentKind.TEST)
        stage = Stage(qt, folder / "data", environment, api)
        campaign = Campaign(stage, hosts, bare=not guarded)
        while campaign.tried.total() < tries and not (campaign.launches and not guarded):
            campaign.launch(min(PER_LAUNCH, tries))
        stage.close()
        hosts.close()
    print(json.dumps(_report(campaign)), flush=True)


def _report(campaign: Campaign) -> dict[str, Any]:
    return {
        "tried": dict(campaign.tried),
        "accepted": campaign.accepted,
        "heard": sorted(campaign.heard),
        "launches": campaign.launches,
        "honest": campaign.honest,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), cast("Client", sys.argv[2]), int(sys.argv[3]), guarded="unguarded" not in sys.argv)
