"""*Test connection*: what is asked for, which secret goes where, and what an answer is taken for."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hcdesktop.core import exchange
from hcdesktop.core.models import Credentials, Environment, Hosts
from hcdesktop.core.reachability import Finding, Part, Reachability

SECRETS = Credentials(client_secret="s3cret", app_key="k3y")
NOTHING = Credentials()


class Host:
    """One of the five: gives the same answer to everything, and remembers what came."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.status = 404
        self.body = b"{}"
        self.heard: list[tuple[str, str, str]] = []


@contextmanager
def host() -> Iterator[Host]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            one.heard.append((f"{self.command} {self.path}", body, self.headers.get("Authorization", "")))
            self.send_response(one.status)
            self.send_header("Content-Length", str(len(one.body)))
            self.end_headers()
            self.wfile.write(one.body)

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one = Host(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def hosts() -> Iterator[dict[str, Host]]:
    with host() as connect, host() as user, host() as api, host() as auth:
        yield {"connect_url": connect, "user_url": user, "api_url": api, "auth_url": auth}


def ask(hosts: dict[str, Host], part: Part, credentials: Credentials = SECRETS) -> Finding:
    urls = Hosts(**{name: one.url for name, one in hosts.items()}, widget_url="http://127.0.0.1:9")
    environment = Environment(name="x", client_id="c1", hosts=urls)
    check = Reachability(exchange.new_session, seconds=5.0).check(part, environment, credentials)
    assert check.part is part
    assert check.host == "127.0.0.1"
    return check.finding


def test_each_secret_goes_to_its_own_host_only_and_the_script_is_asked_for_without_any(hosts: dict[str, Host]) -> None:
    for part in Part:
        ask(hosts, part)
    heard = {name: one.heard for name, one in hosts.items()}
    assert heard["connect_url"] == [("GET /connect.js", "", "")]
    assert heard["auth_url"] == [("GET /", "", "")]
    [(line, body, login)] = heard["user_url"]
    assert (line, login) == ("POST /v1/connect/publictokens", "")
    assert json.loads(body) == {"humanId": "0" * 24, "clientId": "c1", "clientSecret": "s3cret"}
    basic = base64.b64encode(b"k3y:").decode()
    assert heard["api_url"] == [("GET /v1/apps/c1/users", "", f"Basic {basic}")]


def test_without_secrets_a_host_only_has_to_answer(hosts: dict[str, Host]) -> None:
    for part in (Part.SECRET, Part.APP_KEY, Part.SIGN_IN):
        assert ask(hosts, part, NOTHING) is Finding.ANSWERS
    assert {line for one in hosts.values() for line, _body, _login in one.heard} == {"GET /"}


@pytest.mark.parametrize(
    ("part", "status", "body", "finding"),
    [
        (Part.SCRIPT, 200, b"window.HumanConnect = {};", Finding.FINE),
        (Part.SCRIPT, 200, b" <html>Welcome to the Wi-Fi", Finding.NO_SCRIPT),
        (Part.SCRIPT, 200, b"", Finding.NO_SCRIPT),
        (Part.SCRIPT, 404, b"no", Finding.NO_SCRIPT),
        (Part.SCRIPT, 302, b"", Finding.NO_SCRIPT),
        (Part.SCRIPT, 503, b"", Finding.FAILED),
        (Part.SECRET, 401, b"", Finding.REFUSED),
        (Part.SECRET, 403, b"{}", Finding.REFUSED),
        (Part.SECRET, 404, b"{}", Finding.NOT_REFUSED),
        (Part.SECRET, 200, b"{}", Finding.NOT_REFUSED),
        (Part.SECRET, 500, b"{}", Finding.FAILED),
        (Part.APP_KEY, 200, b"[]", Finding.FINE),
        (Part.APP_KEY, 200, b"[" + b" " * 70_000 + b"]", Finding.FINE),  # more users than are read
        (Part.APP_KEY, 401, b"", Finding.REFUSED),
        (Part.APP_KEY, 404, b"", Finding.NOT_REFUSED),
        (Part.SIGN_IN, 405, b"", Finding.ANSWERS),
    ],
)
def test_what_an_answer_is_taken_for(
    hosts: dict[str, Host], part: Part, status: int, body: bytes, finding: Finding
) -> None:
    for one in hosts.values():
        one.status, one.body = status, body
    assert ask(hosts, part) is finding


def test_where_nobody_is_the_reason_is_told() -> None:
    nowhere = Hosts(**dict.fromkeys(Hosts.__dataclass_fields__, "http://127.0.0.1:9"))
    asking = Reachability(exchange.new_session, seconds=5.0)
    check = asking.check(Part.SECRET, Environment(name="x", client_id="c1", hosts=nowhere), SECRETS)
    assert check.finding is Finding.FAILED
    assert check.error is not None
    assert "s3cret" not in f"{check!r} {check.error}"
