"""A small web server for somebody's page: its files, and the one endpoint that a page needs of a server.

What is no file of theirs is answered like a minimal honest server would (sections 4 to 6 of ``human-connect.md``):

- ``GET`` by a script: the person who is logged in, ``{clientId, clientUserId, publicToken}``;
- ``POST`` with a sessionToken in it: finalizes at the simulated user host and answers ``{publicToken}``, or 502 with an
  ``error`` when it failed; the same sessionTokenObject may be posted again. After a form the page comes again;
- any other ``POST``: gets the lost publicToken back (*User Already Exists*) and answers like the ``GET``.

With an ``endpoint``, what would be finalized here is passed on to it and its answer is given back.
"""

from __future__ import annotations

import json
import mimetypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from hcdesktop.lab.lent_server import Answered, LentServer

_LARGEST = 1 << 20  # bytes of a body
_POLL = 0.01  # s between two looks whether to stop


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is: its folder, and the name of its file in there."""

    folder: Path
    name: str

    @classmethod
    def of(cls, path: Path) -> Place:
        """A file, or a folder with its entry page. Raises ``FileNotFoundError``."""
        entry = path / "index.html" if path.is_dir() else path
        if not entry.is_file():
            raise FileNotFoundError(entry)
        return cls(entry.parent.resolve(), entry.name)

    def file(self, address: str) -> Path | None:
        """The file that an address means, if it is in the folder and not hidden (``.env`` holds a server's secrets)."""
        wanted = (self.folder / unquote(urlsplit(address).path).lstrip("/")).resolve()
        if wanted.is_dir():
            wanted = wanted / "index.html"
        if not wanted.is_file() or not wanted.is_relative_to(self.folder):
            return None
        return None if any(part.startswith(".") for part in wanted.relative_to(self.folder).parts) else wanted


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, place: Place, lent: LentServer, *args: Any) -> None:
        self._place, self._lent = place, lent
        super().__init__(*args)

    @property
    def _name(self) -> str:
        return f"127.0.0.1:{self.connection.getsockname()[1]}"

    def parse_request(self) -> bool:
        """Answers to its own name only: a page on the Internet may have had another name lead here."""
        if not super().parse_request():
            return False
        if self.headers.get("Host") == self._name:
            return True
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return False

    def do_GET(self) -> None:
        """A file, or what a script asks."""
        file = self._place.file(self.path)
        if file is not None:
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self._send(HTTPStatus.OK, kind, file.read_bytes())
        elif self.headers.get("Sec-Fetch-Dest", "empty") == "empty":
            self._answer(self._lent.who())
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """The finish, or a question for a lost token."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _LARGEST:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(int(length))
        kind = self.headers.get("Content-Type", "")
        answered = self._lent.take(fields(body), body=body, kind=kind)
        if self.headers.get("Sec-Fetch-Mode") == "navigate":
            self._go_back()  # a form: its page comes again, as after any other form
        else:
            self._answer(answered)

    def log_message(self, format: str, *args: object) -> None:  # the signature of http.server
        """Nothing: the record has it all."""

    def _go_back(self) -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", f"/{self._place.name}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, answered: Answered) -> None:
        self._send(answered.status, "application/json", json.dumps(answered.content).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, _request: object, _client: object) -> None:
        """A page that went away while it was answered is none."""


def fields(body: bytes) -> dict[str, object]:
    """A body's values, however they were sent: whether that was right is a rule's affair."""
    text = body.decode(errors="replace")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = {name: values[0] for name, values in parse_qs(text).items()}
    return found if isinstance(found, dict) else {}


@contextmanager
def page_served(place: Place, lent: LentServer) -> Iterator[str]:
    """Serves the page on a free port of this computer; gives its address."""
    handler: Callable[..., _Handler] = partial(_Handler, place, lent)
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _POLL}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/{place.name}"
        finally:
            lent.stop()
            server.shutdown()
            thread.join()
