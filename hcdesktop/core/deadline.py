"""A total time limit for one HTTP request.

The limit that ``requests`` takes is per read: a server that sends a byte now and then holds "1 s" for ever (measured:
9.7 s). Here a request runs on a thread of its own, and whoever asked for it waits so long and no longer. Then every
socket of it is shut down, in whatever state it is: connecting, sending, reading headers or the body. What no socket
can end (a name that is being looked up) is left behind, and can send nothing any more.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from functools import cache
from queue import SimpleQueue
from typing import Any, TypeVar

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

T = TypeVar("T")

#: How long a request has to notice that its sockets are gone, in seconds.
_GRACE = 0.5
_local = threading.local()


class NoEndError(Exception):
    """The time is up, and what was asked for cannot be ended."""


class Runner:
    """A thread for requests, one after another, until ``close``; ``one``: for one only."""

    def __init__(self, *, one: bool = False) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._one = one
        self._thread: threading.Thread | None = None

    def begin(self, job: Callable[[], None]) -> None:
        """Does it when what was begun before has ended."""
        self._jobs.put(job)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="exchange", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """The thread ends with what it is doing now; nobody waits for it."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            if self._one:
                return


class Watchdog:
    """Ends one request when its time is up. ``expired`` tells that it did; ``connecting`` that a connection was being
    made, ``connected`` that it stood (TLS and all), so that something may have been sent."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self.expired = False
        self.connecting = False
        self.connected = False

    def run(self, operation: Callable[[], T], runner: Runner | None = None) -> T:
        """What the operation comes to, or what it raises; ``NoEndError`` half a second after its time at the latest:
        then the ``runner`` (which has a thread for several requests) is still busy with it."""
        outcome: Future[T] = Future()
        outcome.add_done_callback(lambda _outcome: self._wake.set())
        (runner or Runner(one=True)).begin(lambda: self._work(operation, outcome))
        self._wake.wait(self._seconds)
        if not outcome.done():
            self.expire()
            wait([outcome], timeout=_GRACE)
        if not outcome.done():
            raise NoEndError
        return outcome.result()

    def expire(self) -> None:
        """The time is up, or somebody cannot wait any longer; from any thread."""
        with self._lock:
            self.expired = True
            sockets = list(self._sockets)
        for sock in sockets:
            _shut_down(sock)
        self._wake.set()

    def add(self, sock: socket.socket, *, connected: bool) -> None:
        """Watches one more socket; one that comes too late is shut down at once, before anything is sent."""
        with self._lock:
            self.connected = self.connected or connected
            self._sockets.append(sock)
            late = self.expired
        if late:
            _shut_down(sock)

    def _work(self, operation: Callable[[], T], outcome: Future[T]) -> None:
        _local.watchdog = self
        try:
            outcome.set_result(operation())
        except BaseException as problem:  # whoever waits has to be told, whatever it is
            outcome.set_exception(problem)


def _shut_down(sock: socket.socket) -> None:
    with suppress(OSError):
        # Not the method of ``SSLSocket``: it takes the encryption off first, under the hands of the thread that writes.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _Watched(HTTPConnection):
    """Comes before a connection class and tells the watchdog of this thread what becomes of it."""

    def _new_conn(self) -> socket.socket:
        watchdog = _watchdog()
        if watchdog is not None:
            watchdog.connecting = True
        sock = super()._new_conn()
        if watchdog is not None:
            watchdog.add(sock, connected=not isinstance(self, HTTPSConnection))
        return sock

    def request(self, *args: Any, **kwargs: Any) -> None:
        watchdog = _watchdog()
        if watchdog is not None and self.sock is not None:
            watchdog.add(self.sock, connected=True)  # it stands from an earlier request
        super().request(*args, **kwargs)

    def connect(self) -> None:
        super().connect()
        watchdog = _watchdog()
        if watchdog is not None and self.sock is not None:
            # The handshake detaches the plain socket, so the wrapped one has to be watched too.
            watchdog.add(self.sock, connected=True)


def _watchdog() -> Watchdog | None:
    return getattr(_local, "watchdog", None)


def _watched(pools: Mapping[str, Any]) -> dict[str, Any]:
    """The same pools, of watched connections; those of SOCKS have classes of their own."""
    return {scheme: _watched_pool(pool) for scheme, pool in pools.items()}


@cache
def _watched_pool(pool: type[Any]) -> type[Any]:
    # Every exchange has a session of its own; a class for each of them would cost more than its connection.
    connection = type(pool.ConnectionCls.__name__, (_Watched, pool.ConnectionCls), {})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})


class DeadlineAdapter(HTTPAdapter):
    """The transport of a session whose requests run in a ``Watchdog``. Never repeats a request by itself."""

    def __init__(self) -> None:
        super().__init__(max_retries=0, pool_connections=4, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Has the pools make watched connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _watched(self.poolmanager.pool_classes_by_scheme)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """The same through the proxy that the system names."""
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not known:
            manager.pool_classes_by_scheme = _watched(manager.pool_classes_by_scheme)
        return manager

    def close(self) -> None:
        """Closes the connections, too: urllib3 2 leaves that to the end of their pool, which whoever still holds an
        error (its traceback, the frames in it) keeps alive."""
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            for key in manager.pools.keys():  # noqa: SIM118  # a container of its own, which cannot be iterated over
                manager.pools[key].close()
        super().close()
