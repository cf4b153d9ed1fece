"""The ways into a host on this machine: TLS, plain HTTP, datagrams. Each counts who came."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from tests.web.human_api.host import Answer, Request, Route


class Door:
    """Listens on 127.0.0.1 from its making until ``close``; with a certificate it speaks TLS."""

    def __init__(self, route: Route, *, certificate: Path | None = None) -> None:
        #: Connections on which something was said; who only connects, or only greets by TLS, has said nothing yet.
        self.talks = 0
        self.route = route
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"door": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_port

    def enter(self, plain: socket.socket) -> socket.socket:
        """Counts somebody; the connection to talk on. In the connection's own thread: it may take long."""
        self.talks += plain.recv(1, socket.MSG_PEEK) not in (b"", b"\x16")
        return plain if self._tls is None else self._tls.wrap_socket(plain, server_side=True)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # a browser's spare connection must not hold up the end
    request_queue_size = 256

    def handle_error(self, *_about: Any) -> None:
        """Whoever did not like the certificate has gone: that is what is tried here."""


class _Handler(BaseHTTPRequestHandler):
    door: ClassVar[Door]
    protocol_version = "HTTP/1.1"
    timeout = 20  # an idle connection ends

    def setup(self) -> None:
        self.request = self.door.enter(self.request)
        super().setup()

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.door.route(Request(self.command, self.path, headers, body))
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.kind, "Cache-Control": "no-store", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        with suppress(OSError):  # whoever asked has gone
            self.wfile.write(answer.body)

    do_GET = do_POST = do_PUT = do_HEAD = do_OPTIONS = _serve  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


class Datagrams:
    """A UDP port that counts: for candidates of WebRTC, for QUIC."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def take(self) -> int:
        """How many have come since the last look."""
        count = 0
        with suppress(BlockingIOError):
            while True:
                self._socket.recv(2048)
                count += 1
        return count

    def close(self) -> None:
        self._socket.close()


def nobody(_request: Request) -> Answer:
    """Where nobody should have come."""
    return Answer(404)
