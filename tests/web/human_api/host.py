"""One host on 127.0.0.1: a ``ThreadingHTTPServer`` that notes what it is asked and answers what a function says."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived; ``query`` is decoded, header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def text(self) -> str:
        """Everything that was said, to look for what should not have been."""
        return f"{self.target} {self.headers} {self.body.decode(errors='replace')}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; two are none at all: ``CUT`` ends the connection, ``HANG`` holds it."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


CUT = Answer(0)
HANG = Answer(-1)


def as_json(value: object, *, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode(), "application/json")


#: Longest that a connection is held, in seconds; the end of the test ends it sooner.
_PATIENCE = 20.0

Route = Callable[[Request], Answer]


class Host:
    """Listens from its making until ``close``; ``seen`` are the requests so far, ``secure_attempts`` those by TLS."""

    def __init__(self, route: Route, *, port: int = 0) -> None:
        """``port``: any that is free, unless it matters."""
        self.seen: list[Request] = []
        self.secure_attempts = 0
        self.closing = threading.Event()
        handler = type("Handler", (_Handler,), {"host": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True  # a browser's spare connection must not hold up the end
        self._route = route
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def name(self) -> str:
        """Host and port."""
        return self.url.removeprefix("http://")

    def paths(self) -> list[str]:
        return [request.path for request in self.seen]

    def asked(self, path: str) -> list[Request]:
        """The requests for this path."""
        return [request for request in self.seen if request.path == path]

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, request: Request) -> Answer:
        self.seen.append(request)
        return self._route(request)


class _Handler(BaseHTTPRequestHandler):
    host: ClassVar[Host]

    def handle(self) -> None:
        """Counts those who wanted TLS, which there is none of."""
        with suppress(OSError):  # whoever asked has gone
            if self.connection.recv(1, socket.MSG_PEEK) == b"\x16":
                self.host.secure_attempts += 1
            else:
                super().handle()

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.host.answer(Request(self.command, self.path, headers, body))
        if answer is HANG:
            self.host.closing.wait(_PATIENCE)
        if answer in (CUT, HANG):
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.kind, "Cache-Control": "no-store", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: ``seen`` has it all."""


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
