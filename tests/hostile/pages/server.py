"""The hosts of the arena: Human Connect, with a hostile page in it, and the evil server where nobody may arrive.

``connect.test`` and ``evil.test`` have good certificates; three more hosts have bad ones. The environment is one of the
open network, so plain HTTP and everything on this computer is out of bounds to a page: ``plain`` is both.
"""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hcdesktop.core.models import Environment, EnvironmentKind
from tests.hostile.ground.certificates import Authority, self_signed
from tests.hostile.ground.doors import Datagrams, Door
from tests.hostile.pages.page import FOLDER, Page
from tests.web.human_api.api import HumanApi
from tests.web.human_api.host import Answer, Request

_KIT = FOLDER / "kit"
_JAVASCRIPT = "text/javascript; charset=utf-8"
#: What a page may fetch from the host that it is on itself.
_OWN = (
    "/page",
    "/kit.js",
    "/honest.js",
    "/worker.js",
    "/permissions.js",
    "/webrtc.js",
    "/certificate.js",
    "/begun",
    "/done",
    "/found",
    "/redirect",
    "/file",
    "/basic",
    "/favicon.ico",
)


class Hosts:
    """All of them. ``hits`` is what came where nothing should have, ``found`` what a page says it got hold of."""

    def __init__(self, api: HumanApi, folder: Path) -> None:
        self.api = api
        self.page: Page | None = None
        self.hits: list[str] = []
        self.found: list[str] = []
        self.begun = threading.Event()
        self.done = threading.Event()
        authority = Authority.new()
        self.good_key = authority.issue(folder / "good.pem", "connect.test", "evil.test")
        authority.issue(folder / "expired.pem", "expired.test", days=(-9, -2))
        authority.issue(folder / "wrong.pem", "elsewhere.test")
        self_signed(folder / "self.pem", "self.test")
        self._good = Door(self._route, certificate=folder / "good.pem")
        self._bad = {name: Door(self._hit, certificate=folder / f"{name}.pem") for name in ("expired", "wrong", "self")}
        self._plain = Door(self._hit)  # of this computer: nobody should even connect
        self._open = Door(self._hit)  # of the open network, without TLS: may be tried with TLS, which it does not speak
        self._datagrams = Datagrams()
        self._plain_before = 0

    def environment(self) -> Environment:
        """An environment of the open network; only the tokens' endpoint is on this computer."""
        environment = self.api.environment(connect_url=self._at("connect.test"))
        return replace(environment, chosen_kind=EnvironmentKind.TEST)  # or somebody would have to type its name

    @property
    def address_spaces(self) -> str:
        """Has the engine take the doors of the open network for what they play: else all of this is one computer."""
        doors = (self._good, self._open, *self._bad.values())
        return "--ip-address-space-overrides=" + ",".join(f"127.0.0.1:{door.port}=public" for door in doors)

    def show(self, page: Page | None) -> None:
        """Puts this page in its place; ``None``: an honest popup that finishes by itself."""
        self.page = page
        self.begun.clear()
        self.done.clear()
        self.found.clear()
        self._plain_before = self._plain.talks
        self._datagrams.take()
        self.hits.clear()

    def uninvited(self) -> list[str]:
        """Who came where nobody should have, since ``show``."""
        came = self._plain.talks - self._plain_before
        datagrams = self._datagrams.take()
        return [
            *self.hits,
            *([f"{came} connections with a word"] if came else []),
            *([f"{datagrams} datagrams"] if datagrams else []),
        ]

    def close(self) -> None:
        for door in (self._good, self._plain, self._open, *self._bad.values()):
            door.close()
        self._datagrams.close()

    def _at(self, name: str) -> str:
        return f"https://{name}:{self._good.port}"

    def _places(self) -> dict[str, object]:
        return {
            "connect": self._at("connect.test"),
            "evil": self._at("evil.test"),
            "plain": f"http://127.0.0.1:{self._plain.port}",
            "plainPort": self._plain.port,
            "openPort": self._open.port,
            "udpPort": self._datagrams.port,
            **{name: f"https://{name}.test:{door.port}" for name, door in self._bad.items()},
            "place": self.page.place if self.page else "none",
            "clientId": self.environment().client_id,
        }

    # --- answers

    def _hit(self, request: Request) -> Answer:
        self.hits.append(f"{request.method} {request.headers.get('host')}{request.target[:80]}")
        # Somebody who came anyhow may read it.
        return Answer(headers={"Access-Control-Allow-Origin": "*"})

    def _route(self, request: Request) -> Answer:
        host = request.headers.get("host", "").partition(":")[0]
        if host not in ("connect.test", "evil.test"):
            return self._hit(request)
        if request.path in _OWN:
            return self._own(request)
        return self._connect(request) if host == "connect.test" else self._hit(request)

    def _own(self, request: Request) -> Answer:
        match request.path:
            case "/page":
                return self._hostile()
            case path if path.endswith(".js"):
                return self._script(path.removeprefix("/"))
            case "/begun":
                self.begun.set()
            case "/done":
                self.done.set()
            case "/found":
                self.found.append(unquote(urlsplit(request.target).query))
            case "/redirect":
                return Answer(int(request.query.get("status", "302")), headers={"Location": request.query["to"]})
            case "/file":
                name = f'attachment; filename="{request.query["name"]}"'
                return Answer(body=b"CANARY", headers={"Content-Disposition": name})
            case "/basic":
                return Answer(401, headers={"WWW-Authenticate": 'Basic realm="Your password, please"'})
        return Answer(204, headers={"Access-Control-Allow-Origin": "*"})

    def _connect(self, request: Request) -> Answer:
        page = self.page
        if request.path == "/":
            is_hostile = page is not None and page.place == "popup"
            return self._hostile() if is_hostile else self._html((_KIT / "popup.html").read_text())
        answer = self.api.connect.answer(request)
        if request.path == "/connect.js" and page is not None and page.place == "script":
            text = f"{self._filled(page.text)}\n{answer.body.decode()}"
            return Answer(body=text.encode(), kind=_JAVASCRIPT)
        return answer

    def _hostile(self) -> Answer:
        if self.page is None:
            return Answer(404)
        places = self._places()
        headers = {name: value.format(**places) for name, value in self.page.headers}
        return self._html(self.page.text, headers)

    def _html(self, text: str, headers: dict[str, str] | None = None) -> Answer:
        start = (_KIT / "start.html").read_text()
        return Answer(body=f"{start}\n{text}".encode(), headers=headers or {})

    def _script(self, name: str) -> Answer:
        return Answer(body=self._filled((_KIT / name).read_text()).encode(), kind=_JAVASCRIPT)

    def _filled(self, text: str) -> str:
        return text.replace("/*PLACES*/", json.dumps(self._places()))
