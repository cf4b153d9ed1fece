"""A total time limit for one HTTP request.

The limit that ``requests`` takes is per read: a server that sends a byte now and then holds "1 s" for ever (measured:
9.7 s). Here every socket of a session is known to a watchdog, which shuts it down when the time is up, in whatever
state the request is: connecting, sending, reading headers or the body.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_local = threading.local()


class Watchdog:
    """Shuts down the sockets of one request when its time is up; ``expired`` tells that it did, ``connected`` that the
    connection stood (TLS and all), so that something may have been sent."""

    def __init__(self, seconds: float) -> None:
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self.expired = False
        self.connected = False

    def add(self, sock: socket.socket, *, connected: bool) -> None:
        """Watches one more socket; one that comes too late is shut down at once."""
        with self._lock:
            self.connected = self.connected or connected
            self._sockets.append(sock)
            late = self.expired
        if late:
            _shut_down(sock)

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
            sockets = list(self._sockets)
        for sock in sockets:
            _shut_down(sock)

    def start(self) -> None:
        """Starts the clock."""
        self._timer.start()

    def stop(self) -> None:
        """The request is over: nothing will be shut down any more."""
        self._timer.cancel()


@contextmanager
def deadline(seconds: float) -> Iterator[Watchdog]:
    """The requests that this thread makes inside end within ``seconds``, by an exception of ``requests``."""
    watchdog = Watchdog(seconds)
    _local.watchdog = watchdog
    watchdog.start()
    try:
        yield watchdog
    finally:
        watchdog.stop()
        _local.watchdog = None


def _shut_down(sock: socket.socket) -> None:
    with suppress(OSError):
        # Not the method of ``SSLSocket``: it takes the encryption off first, under the hands of the thread that writes.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _watch(sock: socket.socket | None, *, connected: bool) -> None:
    watchdog = getattr(_local, "watchdog", None)
    if watchdog is not None and sock is not None:
        watchdog.add(sock, connected=connected)


class _WatchedHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        _watch(sock, connected=True)
        return sock


class _WatchedHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        _watch(sock, connected=False)
        return sock

    def connect(self) -> None:
        super().connect()
        # The handshake detaches the plain socket, so the wrapped one has to be watched too.
        _watch(self.sock, connected=True)


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _WatchedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedHTTPS


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}


class DeadlineAdapter(HTTPAdapter):
    """The transport of a session whose requests run inside ``deadline``. Never repeats a request by itself."""

    def __init__(self) -> None:
        super().__init__(max_retries=0, pool_connections=4, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Has the pools make watched connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """The same through the proxy that the system names; SOCKS has connections of its own, unwatched ones."""
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _POOLS
        return manager
