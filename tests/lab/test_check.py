"""``hcdesktop check``: what it prints and writes, its exit codes, and somebody's own server behind the page."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
from PySide6.QtWidgets import QApplication

from hcdesktop.app import load_engine
from hcdesktop.core.models import Hosts
from hcdesktop.lab.checking import check
from hcdesktop.lab.findings import Held, Run
from hcdesktop.lab.lent_server import LentServer
from hcdesktop.lab.page_server import Place, page_served
from hcdesktop.lab.reports import all_held
from hcdesktop.lab.stand import tricky
from hcdesktop.lab.wanted import Wanted
from hcdesktop.lab.world import World
from hcdesktop.simulator.seeds import CLIENT_ID, CLIENT_SECRET
from hcdesktop.simulator.server import Response
from hcdesktop.simulator.shelf import scenario

ROOT = Path(__file__).parents[2]
PAGES = Path(__file__).with_name("pages")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hcdesktop", "check", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=120, check=False
    )


def test_broken_page_in_every_form(tmp_path: Path) -> None:
    junit, html = tmp_path / "junit.xml", tmp_path / "report.html"
    played = ("--scenario", "popup-error", "--scenario", "closed-by-person")
    outcome = run(PAGES / "error-shown.html", *played, "--json", "--junit", junit, "--html", html)
    assert outcome.returncode == 1, outcome.stderr
    told = json.loads(outcome.stdout)
    broken = {rule["id"]: rule["breaches"] for rule in told["rules"] if rule["held"] == "broken"}
    assert list(broken) == ["error-shown"]
    assert [breach["scenario"] for breach in broken["error-shown"]] == ["popup-error"]
    assert told["held"] is False
    suites = ET.parse(junit).getroot()  # noqa: S314  # ours
    assert [suite.get("failures") for suite in suites] == ["1", "0"]
    assert [case.get("name") for case in suites.iter("testcase") if case.find("failure") is not None] == ["error-shown"]
    report = html.read_text(encoding="utf-8")
    assert not re.search(r'\b(?:src|href)="(?!data:)', report)  # nothing is fetched
    pictures = re.findall(r"data:image/png;base64,([\w+/=]+)", report)
    assert len(pictures) >= 3
    assert all(base64.b64decode(picture).startswith(b"\x89PNG") for picture in pictures)
    assert CLIENT_SECRET not in report + outcome.stdout + junit.read_text(encoding="utf-8")


def test_good_page_in_words(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_bytes((PAGES / "good.html").read_bytes())
    outcome = run(tmp_path, "--scenario", "source-removed", "--click", "#connect")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert re.search(r"^source-removed +[\d.]+ s  ok$", outcome.stdout, re.MULTILINE)
    assert "0 broken" in outcome.stdout.splitlines()[-1]


@pytest.mark.parametrize("page", ["none.html", "https://example.org/"])
def test_no_page(page: str) -> None:
    outcome = run(page, "--scenario", "normal")
    assert outcome.returncode == 2
    assert "there is no page there" in outcome.stderr


def test_unknown_scenario_is_told() -> None:
    outcome = run(PAGES / "good.html", "--scenario", "none-such")
    assert outcome.returncode == 2
    assert "hcdesktop scenarios" in outcome.stderr


def test_nothing_tested_is_no_success() -> None:
    assert not all_held([])


# --- somebody's own server --------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


Post = Callable[[str, dict[str, str]], requests.Response]


def honest(url: str, token: dict[str, str]) -> requests.Response:
    return requests.post(url, json={**token, "clientSecret": CLIENT_SECRET}, timeout=5)


def forgetful(url: str, token: dict[str, str]) -> requests.Response:
    return honest(url, {name: value for name, value in token.items() if name != "userId"})


def old_fashioned(url: str, token: dict[str, str]) -> requests.Response:
    body = json.dumps({**token, "clientSecret": CLIENT_SECRET})
    return requests.post(url, data=body, headers={"Content-Type": "text/plain"}, timeout=5)


def twofold(url: str, token: dict[str, str]) -> requests.Response:
    answer = honest(url, token)
    honest(url, token)
    return answer


@contextmanager
def their_server(post: Post, port: int) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            token = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = post(f"http://127.0.0.1:{port}/user/v1/connect/tokens", token)
            body = json.dumps({"publicToken": answer.json().get("publicToken", "")}).encode()
            self.send_response(200 if answer.ok else 502)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/finalize"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("post", "broken"),
    [(honest, []), (forgetful, ["server-whole"]), (old_fashioned, ["server-json"]), (twofold, ["server-once"])],
)
def test_their_server_is_checked_too(qapp: QApplication, post: Post, broken: list[str]) -> None:
    load_engine()
    port, told = free_port(), list[Run]()
    with their_server(post, port) as endpoint:
        wanted = Wanted(
            page=str(PAGES / "good.html"), scenarios=(scenario("source-added"),), endpoint=endpoint, port=port
        )
        (found,) = check(wanted, told.append)
    assert told == [found]
    assert [finding.rule.id for finding in found.findings if finding.held is Held.BROKEN] == broken
    assert sum(finding.rule.server and finding.held is not Held.SILENT for finding in found.findings) == 3


def test_server_of_a_page_by_its_address_is_checked_too(qapp: QApplication) -> None:
    load_engine()
    played, port = scenario("finish-then-close"), free_port()
    person = World(tricky(played), hosts=Hosts()).person
    with their_server(forgetful, port) as endpoint:
        theirs = LentServer(lambda _request: Response(404), person, client_id=CLIENT_ID, endpoint=endpoint)
        with page_served(Place.of(PAGES / "good.html"), theirs) as address:
            (found,) = check(Wanted(page=address, scenarios=(played,), port=port), lambda _run: None)
    assert [finding.rule.id for finding in found.findings if finding.held is Held.BROKEN] == ["server-whole"]
