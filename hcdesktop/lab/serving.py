"""Serves the gateway on a socket, for back ends in any language.

The server is the one of Python's standard library, in threads: it is enough for tests on one computer, and it leaves
the connection in our hands, so that what the Simulator drops is dropped and what hangs does hang. No other was tried.
"""

from __future__ import annotations

import ipaddress
import select
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, NoReturn, TypeAlias
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from hcdesktop.core.models import Hosts
from hcdesktop.lab.gateway import Environ, Gateway
from hcdesktop.lab.world import World, served_hosts
from hcdesktop.simulator.scenario import Scenario

_CONNECTION = "hcdesktop.connection"
_POLL = 0.1  # s between two looks whether to stop


#: Gives what is served, once its addresses are known.
NewWorld: TypeAlias = Callable[[Scenario, Hosts], World]


def new_world(scenario: Scenario, hosts: Hosts) -> World:
    """One of its own."""
    return World(scenario, hosts=hosts)


class NotHere(ValueError):  # for what happened, like the errors of core
    """The address is not one of this computer's own."""


class _Handler(WSGIRequestHandler):
    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), "REQUEST_URI": self.path, _CONNECTION: self.connection}

    def log_message(self, format: str, *args: object) -> None:  # the signature of http.server
        """Nothing: a publicToken stands in the popup's address, and the Simulator keeps a log of its own."""


class Served(ThreadingMixIn, WSGIServer):
    """A simulated Human API on a port of its own."""

    daemon_threads = True

    def __init__(
        self,
        scenario: Scenario,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        remote: bool = False,
        hosts: Hosts | None = None,
        new_world: NewWorld = new_world,
    ) -> None:
        """``remote``: also for other computers. ``hosts``: by what names others ask the same world, who do so without
        HTTP. Raises ``NotHere`` and ``OSError``."""
        if not remote and not _is_local(host):
            raise NotHere(host)
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._stopped = threading.Event()
        self._wake, self._waker = socket.socketpair()
        super().__init__((host, port), _Handler)
        shown = f"[{host}]" if ":" in host else host
        self.origin = f"http://{shown}:{self.server_address[1]}"
        self.world = new_world(scenario, hosts or served_hosts(self.origin))
        names = {f"{name}:{self.server_address[1]}" for name in ("127.0.0.1", "localhost", "[::1]", shown)}
        gateway = Gateway(
            self.world,
            local_names=None if remote else frozenset(names),
            wait=self._stopped.wait,
            hang=self._hang,
            drop=_drop,
        )
        self.set_app(gateway)

    def server_bind(self) -> None:
        """Without the question for this computer's name, which may wait for a name server."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()

    def stop(self) -> None:
        """Ends ``serve_forever``, from any thread, and lets go what waits."""
        self._stopped.set()
        self.shutdown()

    def server_close(self) -> None:
        """Closes the port, and lets go what hangs."""
        super().server_close()
        self._waker.close()
        self._wake.close()

    def _hang(self, environ: Environ) -> NoReturn:
        """Until the other side has had enough, or the server stops."""
        with suppress(ValueError):  # closed meanwhile: the server has stopped
            select.select([environ[_CONNECTION], self._wake], [], [])
        raise ConnectionAbortedError


@contextmanager
def serving(
    scenario: Scenario, *, port: int = 0, hosts: Hosts | None = None, new_world: NewWorld = new_world
) -> Iterator[Served]:
    """A server on a port of this computer (a free one), in a thread of its own. Raises ``OSError``."""
    with Served(scenario, port=port, hosts=hosts, new_world=new_world) as served:
        thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            served.stop()
            thread.join()


def serve_until_signal(served: Served, *, announce: Callable[[], None]) -> None:
    """Serves until the process is asked to end (SIGTERM, SIGINT), which it may be as soon as it has been announced."""

    def stop(_signal: int, _frame: object) -> None:
        # shutdown() waits for the loop that this handler has interrupted.
        threading.Thread(target=served.stop, daemon=True).start()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        announce()
        served.serve_forever(poll_interval=_POLL)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _drop(environ: Environ) -> NoReturn:
    """Breaks the connection off, with a reset, before a byte of the answer."""
    connection: socket.socket = environ[_CONNECTION]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    raise ConnectionAbortedError  # the server says nothing of this one


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
