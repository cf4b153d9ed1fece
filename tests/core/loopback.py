"""An HTTP server on this machine that does what a test scripts, down to single bytes, and remembers the requests."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

#: Certificate and key of the https servers: self-signed, for 127.0.0.1 alone, of no use anywhere else.
CERTIFICATE = Path(__file__).parent / "loopback.pem"
#: Longest that a peer stays silent; the end of the test ends it sooner.
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return json.loads(self.body)


class Peer:
    """The server's side of one connection."""

    def __init__(self, sock: socket.socket, seen: list[Seen], stopped: threading.Event) -> None:
        self.sock = sock
        self._seen = seen
        self._stopped = stopped

    def read(self) -> Seen:
        """Takes one whole request in."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers.get("content-length", "0")):
            body += self._more()
        method, path, _version = first.split(" ")
        self._seen.append(Seen(method, path, headers, body))
        return self._seen[-1]

    def _more(self) -> bytes:
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError
        return data

    def secure(self) -> Peer:
        """The same connection, from now on with TLS."""
        self.sock = _server_context().wrap_socket(self.sock, server_side=True)
        return self

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def trickle(self, data: bytes, *, pause: float = 0.05) -> None:
        """One byte now and then."""
        for index in range(len(data)):
            if self._stopped.wait(pause):
                return
            self.sock.sendall(data[index : index + 1])

    def hold(self) -> None:
        """Says nothing more, and keeps the connection."""
        self._stopped.wait(_PATIENCE)

    def reset(self) -> None:
        """Breaks the connection off, as a crashed server or a cut cable does."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


Script: TypeAlias = Callable[[Peer], None]


class Loopback:
    """Runs the script once per connection, each in a thread of its own."""

    def __init__(self, script: Script, *, tls: bool = False) -> None:
        self.seen: list[Seen] = []
        self.connections = 0
        self._script = script
        self._tls = tls
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.02)
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(_PATIENCE)
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                sock, _address = self._listener.accept()
                self.connections += 1
                thread = threading.Thread(target=self._serve, args=(sock,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, sock: socket.socket) -> None:
        sock.settimeout(_PATIENCE)
        peer = Peer(sock, self.seen, self._stopped)
        try:
            with suppress(OSError):  # a client that hangs up is what half of the tests are about
                self._script(peer.secure() if self._tls else peer)
        finally:
            peer.sock.close()


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def response(status: int, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """The bytes of an answer; ``length`` instead of the true Content-Length."""
    lines = [f"HTTP/1.1 {status} Said so", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


def answers(status: int, body: object = b"", *headers: str) -> Script:
    """Takes a request in and answers it; a body that is no bytes goes as JSON."""
    data = response(status, body if isinstance(body, bytes) else json.dumps(body).encode(), *headers)

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(data)

    return script


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
