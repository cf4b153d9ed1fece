"""A small Human API over real HTTP, for the tests of the real window: written a second time, from its description, so
that a mistake shared by the app and its own Simulator does not go unseen."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from hcdesktop.core.models import Environment, Hosts
from tests.web.human_api.host import CUT, HANG, Answer, Host, Request, Route, as_json
from tests.web.human_api.people import APP_KEY, CLIENT_ID, People, Refusal

#: The two historical versions of connect.js (section 3).
Client = Literal["older", "newer"]
_PAGES = Path(__file__).with_name("pages")
_KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".gif": "image/gif"}


class HumanApi:
    """Four hosts: ``connect`` (script and popup), ``user`` (tokens), ``api`` (data), and a ``provider`` of its own.

    A test may have it run a script of the test's own: in connect.js (before it defines anything), in the popup when
    somebody presses *Try*, in the provider's page when it has loaded. ``answers`` come first at the tokens endpoint:
    a status instead of an answer, or ``"lost"``: the work is done and the connection is cut.
    """

    def __init__(self, *, client: Client = "newer") -> None:
        self.client = client
        self.people = People()
        self.answers: list[int | str] = []
        self.before_connect_js = ""
        self.connect_js: Answer | None = None  # instead of the true one
        self.popup: Answer | None = None  # the same
        self.popup_tries = ""
        self.provider_does = ""
        self._lock = threading.Lock()
        self.connect = Host(self._locked(self._connect))
        self.user = Host(self._locked(self._user))
        self.api = Host(self._locked(self._api))
        self.provider = Host(self._locked(self._provider))

    @property
    def hosts(self) -> tuple[Host, ...]:
        return (self.connect, self.user, self.api, self.provider)

    def environment(self, name: str = "Clinic", *, language: str = "en", **urls: str) -> Environment:
        """The settings that lead the app here."""
        addresses = {
            "connect_url": self.connect.url,
            "user_url": self.user.url,
            "api_url": self.api.url,
            "auth_url": self.user.url,
            "widget_url": self.connect.url,
            **urls,
        }
        return Environment(name=name, client_id=CLIENT_ID, hosts=Hosts(**addresses), language=language)

    def finishes(self) -> list[Request]:
        """What came to the tokens endpoint."""
        return self.user.asked("/v1/connect/tokens")

    def close(self) -> None:
        for host in self.hosts:
            host.close()

    def _locked(self, route: Route) -> Route:
        def answer(request: Request) -> Answer:
            with self._lock:
                try:
                    return route(request)
                except Refusal as refusal:
                    return as_json({"error": refusal.error}, status=refusal.status)

        return answer

    # --- connect

    def _connect(self, request: Request) -> Answer:
        match request.path:
            case "/connect.js":
                older = json.dumps(self.client == "older")
                return self.connect_js or _page("connect.js", BEFORE=self.before_connect_js, OLDER=older)
            case "/":
                return self.popup or _page("popup.html")
            case "/popup.js":
                return _page("popup.js", TRIES=self.popup_tries, PROVIDER=self.provider.url)
            case path if path.startswith("/popup/"):
                return self._popup(path, request)
            case _:
                return self._provider(request)

    def _popup(self, path: str, request: Request) -> Answer:
        match path:
            case "/popup/session":
                return self._open(request.json)
            case "/popup/sources":
                return self._change_sources(request.json)
            case "/popup/finish":
                return as_json(self.people.finish(request.json["sessionToken"]))
            case _:
                finished = self.people.session(request.query["sessionToken"]).finished
                return as_json({}, status=412 if finished else 200)

    def _open(self, options: dict[str, str]) -> Answer:
        session = self.people.open(
            client_user_id=options["clientUserId"],
            client_id=options["clientId"],
            public_token=options["publicToken"],
        )
        return as_json({"mode": session.mode, "sessionToken": session.token, "sources": session.human.sources})

    def _change_sources(self, change: dict[str, str]) -> Answer:
        sources = self.people.session(change["sessionToken"]).human.sources
        if change["add"]:
            sources.append(change["add"])
        else:
            sources.pop()
        return as_json(sources)

    # --- user and api

    def _user(self, request: Request) -> Answer:
        match request.method, request.path:
            case "POST", "/v1/connect/tokens":
                return self._tokens(request)
            case "POST", "/v1/connect/publictokens":
                return as_json(self.people.recover(request.json))
            case _:
                return Answer(404)

    def _tokens(self, request: Request) -> Answer:
        answer = self.answers.pop(0) if self.answers else ""
        if isinstance(answer, int):
            return as_json({"error": "not now"}, status=answer)
        tokens = self.people.finalize(request.json)
        return CUT if answer == "lost" else as_json(tokens, status=201)

    def _api(self, request: Request) -> Answer:
        method, _, credential = request.headers.get("authorization", "").partition(" ")
        if request.path == f"/v1/apps/{CLIENT_ID}/users":
            if method != "Basic" or base64.b64decode(credential) != f"{APP_KEY}:".encode():
                raise Refusal(401, "UNAUTHORIZED", "The app key is not right")
            return as_json(
                [
                    {"humanId": human.human_id, "externalId": human.client_user_id, "appId": CLIENT_ID}
                    for human in self.people.humans
                ]
            )
        if request.path == "/v1/human/sources" and method == "Bearer":
            return as_json(self.people.sources(credential))
        return Answer(404)

    # --- providers

    def _provider(self, request: Request) -> Answer:
        match request.path:
            case "/login":
                return _page("provider.html")
            case "/provider.js":
                return _page("provider.js", DOES=self.provider_does)
            case "/cookie":
                # A frame of another site gets to keep it, as a portal's log-in in the popup needs it.
                name = request.query["set"]
                return Answer(headers={"Set-Cookie": f"{name}=1; SameSite=None; Secure; Max-Age=3600"})
            case path if path in _PLAIN:
                return _PLAIN[path]
            case path if (_PAGES / path.removeprefix("/")).is_file():
                return _page(path.removeprefix("/"))
            case _:
                return Answer(404)


_PLAIN = {
    "/cached": Answer(body=b"for an hour", headers={"Cache-Control": "max-age=3600"}),
    "/download": Answer(body=b"CANARY", headers={"Content-Disposition": 'attachment; filename="canary.bin"'}),
    "/favicon.ico": Answer(204),
    "/hang": HANG,
    "/quiet": Answer(204),
    "/quiet.js": Answer(204),
}


def _page(name: str, **values: str) -> Answer:
    file = _PAGES / name
    body = file.read_bytes()
    for placeholder, value in values.items():
        body = body.replace(f"/*{placeholder}*/".encode(), value.encode())
    return Answer(body=body, kind=_KINDS[file.suffix])


@contextmanager
def human_api(*, client: Client = "newer") -> Iterator[HumanApi]:
    """A Human API that is gone at the end."""
    opened = HumanApi(client=client)
    try:
        yield opened
    finally:
        opened.close()
