"""What the tests say to the Simulator: a browser's and a server's part, without either."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from hcdesktop.simulator.seeds import APP_KEY, CLIENT_ID, CLIENT_SECRET
from hcdesktop.simulator.server import FORM_HEADER, Request, Response, Simulator

CONNECT = "https://connect.humanapi.co"
USER = "https://user.humanapi.co"
API = "https://api.humanapi.co"
AUTH = "https://auth.humanapi.co"

Json = dict[str, Any]


def content(response: Response) -> Any:
    """The JSON of an answer."""
    assert response.content_type == "application/json; charset=utf-8"
    return json.loads(response.body)


def basic(user: str, password: str = "") -> dict[str, str]:
    value = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {value}"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class Client:
    """One partner of a Simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    def get(self, url: str, headers: Mapping[str, str] | None = None, *, method: str = "GET") -> Response:
        return self.simulator.handle(Request(method, url, headers or {}))

    def post(self, url: str, body: object) -> Response:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.simulator.handle(Request("POST", url, {"Content-Type": "application/json"}, raw))

    # --- the popup ------------------------------------------------------------------------------------------------

    def load_popup(self) -> str:
        """Loads the popup's page; the launch that it belongs to."""
        page = self.get(f"{CONNECT}?clientUserId=x")
        found = re.search(rb'name="simulator-launch" content="([0-9a-f]{32})"', page.body)
        assert found
        return found[1].decode()

    def ask(self, endpoint: str, form: object) -> Response:
        """One request of the popup's page."""
        return self.get(f"hcsim://connect.humanapi.co/popup/{endpoint}", self.form_header(form))

    def form_header(self, form: object) -> dict[str, str]:
        return {FORM_HEADER: quote(json.dumps(form, ensure_ascii=False), safe="")}

    def say(self, endpoint: str, launch: str, **form: str) -> Json:
        return dict(content(self.ask(endpoint, {"launch": launch, **form})))

    def start(self, client_user_id: str, **form: str) -> tuple[str, Json]:
        """A launch and the answer to its first question."""
        launch = self.load_popup()
        return launch, self.say("start", launch, **{"clientUserId": client_user_id, "clientId": CLIENT_ID, **form})

    def visit(self, client_user_id: str, *providers: str, remove: tuple[str, ...] = (), **form: str) -> Json:
        """A whole visit to the popup; the sessionTokenObject of its finish."""
        launch, started = self.start(client_user_id, **form)
        assert started["status"] == 200, started
        for provider in providers:
            log_in = {"userName": "demouser", "password": "password"}
            assert self.say("connect", launch, provider=provider, **log_in)["status"] == 200
        for provider in remove:
            assert self.say("remove", launch, provider=provider)["status"] == 200
        return dict(self.say("finish", launch)["token"])

    # --- the services ---------------------------------------------------------------------------------------------

    def finalize(self, token: Mapping[str, object], **changes: object) -> Response:
        body = {**token, "clientSecret": CLIENT_SECRET, **changes}
        return self.post(f"{USER}/v1/connect/tokens", {key: value for key, value in body.items() if value is not None})

    def public_token(self, human_id: str, **changes: str) -> Response:
        body = {"humanId": human_id, "clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET, **changes}
        return self.post(f"{USER}/v1/connect/publictokens", body)

    def users(self, path: str = "", *, key: str = APP_KEY, method: str = "GET", client_id: str = CLIENT_ID) -> Response:
        return self.get(f"{API}/v1/apps/{client_id}/users{path}", basic(key), method=method)

    def auth_token(self, **changes: str) -> Response:
        body = {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "client_user_id": "jonas.feldspar@example.com",
            "client_user_email": "jonas.feldspar@example.com",
            "type": "session",
            **changes,
        }
        return self.post(f"{AUTH}/v1/connect/token", body)
