"""The popup as files: what the Simulator sends for one visit, written down for those who have no Simulator."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from urllib.parse import quote

from hcdesktop.core import resources
from hcdesktop.simulator import seeds
from hcdesktop.simulator.server import Request, Simulator
from hcdesktop.simulator.state import SimulatorState
from hcdesktop.simulator.wire import FORM_HEADER

PERSON = "somebody.new@example.org"
_LINKS = re.compile(r'(?:src|href)="(/[^"]+)"')
_LAUNCH = re.compile('simulator-launch" content="([^"]+)"')


def record(path: Path, *, scratch: Path) -> None:
    """Address → content type and content, as JSON: each page, script and picture of a popup for somebody new, and its
    answer to the question with which it begins."""
    state = SimulatorState(scratch / "recorded.json")
    simulator = Simulator(state, pages=lambda name: resources.read(f"simulator/{name}"), now=lambda: seeds.SEEDED_AT)
    pages: dict[str, list[str]] = {}

    def get(address: str, **headers: str) -> str:
        response = simulator.handle(Request("GET", f"{simulator.hosts.connect_url}{address}", headers))
        body = base64.b64encode(response.body).decode()
        pages[address.partition("?")[0]] = [response.headers["Content-Type"], body]
        return response.body.decode(errors="replace")

    for name in ("/connect.js", "/store.min.js", "/spinner.gif"):
        get(name)
    form = {"clientUserId": PERSON, "clientId": seeds.CLIENT_ID, "publicToken": ""}
    page = get("/?" + "&".join(f"{name}={quote(value)}" for name, value in form.items()))
    for address in _LINKS.findall(page):
        get(address)
    launch = _LAUNCH.search(page)
    assert launch
    form["launch"] = launch[1]
    started = json.loads(get("/popup/start", **{FORM_HEADER: quote(json.dumps(form))}))
    for provider in started["providers"]:
        get(f"/assets/icon-{provider['id']}.svg")
    path.write_text(json.dumps(pages))
