"""The time limit of an exchange, apart from what Human API makes of it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
import requests
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from hcdesktop.core.deadline import DeadlineAdapter, NoEndError, Watchdog
from hcdesktop.core.exchange import new_session
from tests.core.loopback import CERTIFICATE, Loopback, Peer, answers


@contextmanager
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        ours.settimeout(5)
        yield ours, theirs


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def hold(peer: Peer) -> None:
    peer.hold()


def reads(sock: socket.socket, watchdog: Watchdog, *, connected: bool = True) -> Callable[[], bytes]:
    """Something that waits for a byte on a watched socket."""

    def read() -> bytes:
        watchdog.add(sock, connected=connected)
        return sock.recv(1)

    return read


def test_what_is_watched_ends_when_the_time_is_up() -> None:
    watchdog = Watchdog(0.05)
    with pair() as (ours, _theirs):
        assert watchdog.run(reads(ours, watchdog)) == b""
    assert watchdog.expired


def test_what_comes_too_late_ends_at_once() -> None:
    watchdog = Watchdog(0.01)
    with pair() as (ours, theirs):

        def connect() -> int:
            wait_until(lambda: watchdog.expired)
            watchdog.add(ours, connected=False)
            with pytest.raises(OSError, match=r".+"):
                ours.sendall(b"x")
            return len(theirs.recv(1))

        assert watchdog.run(connect) == 0


def test_a_request_that_is_over_is_left_alone() -> None:
    watchdog = Watchdog(0.05)
    with pair() as (ours, theirs):
        watchdog.run(lambda: watchdog.add(ours, connected=True))
        time.sleep(0.1)
        theirs.sendall(b"x")
        assert ours.recv(1) == b"x"
    assert not watchdog.expired


def test_somebody_who_cannot_wait_ends_it_sooner() -> None:
    watchdog = Watchdog(20.0)
    with pair() as (ours, _theirs):
        threading.Timer(0.05, watchdog.expire).start()
        begin = time.monotonic()
        assert watchdog.run(reads(ours, watchdog)) == b""
        assert time.monotonic() - begin < 2


def test_what_no_socket_can_end_is_left_behind() -> None:
    go_on = threading.Event()
    begin = time.monotonic()
    try:
        with pytest.raises(NoEndError):
            Watchdog(0.05).run(lambda: go_on.wait(20))
        assert time.monotonic() - begin < 2
    finally:
        go_on.set()


@pytest.mark.parametrize("problem", [ZeroDivisionError(), MemoryError(), SystemExit(1), TimeoutError()])
def test_whatever_is_raised_reaches_whoever_waits(problem: BaseException) -> None:
    def fail() -> None:
        raise problem

    with pytest.raises(type(problem)):
        Watchdog(5.0).run(fail)


def test_a_closed_socket_does_not_stop_the_watchdog() -> None:
    watchdog = Watchdog(0.05)
    with pair() as (ours, theirs):
        watchdog.add(ours, connected=True)
        ours.close()
        assert watchdog.run(reads(theirs, watchdog)) == b""


def test_connected_stays_true() -> None:
    with pair() as (ours, theirs):
        watchdog = Watchdog(1.0)
        assert not watchdog.connected
        watchdog.add(ours, connected=False)
        assert not watchdog.connected
        watchdog.add(ours, connected=True)
        watchdog.add(theirs, connected=False)
        assert watchdog.connected


def test_the_encryption_stays_on_when_the_time_is_up(serve: Callable[..., Loopback]) -> None:
    server = serve(hold, tls=True)
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    plain = socket.create_connection(("127.0.0.1", server.port))
    watchdog = Watchdog(0.01)
    with context.wrap_socket(plain, server_hostname="127.0.0.1") as secured:
        assert watchdog.run(reads(secured, watchdog)) == b""
        with pytest.raises(OSError, match=r".+"):
            secured.sendall(b"not in clear")
        assert secured.version() is not None


def test_each_request_has_its_own_limit(serve: Callable[..., Loopback]) -> None:
    slow, quick = serve(hold), serve(answers(200, {"ok": True}))
    failed: list[type[Exception]] = []

    def ask(url: str) -> object:
        with new_session() as session:
            return session.get(url, timeout=10).json()

    def ask_the_slow_one() -> None:
        try:
            Watchdog(0.3).run(lambda: ask(slow.url))
        except requests.exceptions.ConnectionError as error:
            failed.append(type(error))

    thread = threading.Thread(target=ask_the_slow_one)
    thread.start()
    watchdog = Watchdog(10.0)

    def ask_twice() -> object:
        thread.join()
        return ask(quick.url)

    assert watchdog.run(ask_twice) == {"ok": True}
    assert not watchdog.expired
    assert failed == [requests.exceptions.ConnectionError]


def test_without_a_limit_nothing_is_watched(serve: Callable[..., Loopback]) -> None:
    server = serve(answers(200, {"ok": True}))
    with new_session() as session:
        assert session.get(server.url, timeout=10).json() == {"ok": True}


def test_a_connection_that_nobody_takes_ends_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, new_session() as session:
        port = listener.getsockname()[1]
        crowd = [socket.socket() for _ in range(8)]
        try:
            for one in crowd:
                one.setblocking(False)
                one.connect_ex(("127.0.0.1", port))
            begin = time.monotonic()
            with pytest.raises(requests.exceptions.ConnectionError):
                Watchdog(0.5).run(lambda: session.get(f"http://127.0.0.1:{port}/", timeout=0.5))
            assert time.monotonic() - begin < 1.5
        finally:
            for one in crowd:
                one.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_session_never_repeats_a_request(scheme: str) -> None:
    with new_session() as session:
        adapter = session.get_adapter(f"{scheme}://example.test/")
        assert isinstance(adapter, DeadlineAdapter)
        assert adapter.max_retries.total == 0
        assert session.verify is True


class Socks(HTTPConnection):
    """Stands for the connection of PySocks, which finds its own way to the host."""

    def _new_conn(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port or 0))


class SocksPool(HTTPConnectionPool):
    ConnectionCls = Socks


class SocksManager(PoolManager):
    def __init__(self, _proxy: str, **_kwargs: object) -> None:
        super().__init__()
        self.pool_classes_by_scheme = {"http": SocksPool}


def test_a_socks_proxy_has_the_same_limit(serve: Callable[..., Loopback], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("requests.adapters.SOCKSProxyManager", SocksManager)
    server = serve(hold)
    adapter, watchdog = DeadlineAdapter(), Watchdog(0.2)
    manager = adapter.proxy_manager_for("socks5h://127.0.0.1:9")
    assert adapter.proxy_manager_for("socks5h://127.0.0.1:9") is manager
    begin = time.monotonic()
    with pytest.raises(HTTPError):
        watchdog.run(lambda: manager.request("GET", server.url, timeout=10, retries=False))
    assert time.monotonic() - begin < 2
    assert watchdog.connected


def test_an_http_proxy_has_it_too() -> None:
    adapter = DeadlineAdapter()
    first = adapter.proxy_manager_for("http://127.0.0.1:9")
    pools = first.pool_classes_by_scheme
    assert adapter.proxy_manager_for("http://127.0.0.1:9").pool_classes_by_scheme is pools
    assert pools["https"].ConnectionCls is not HTTPSConnectionPool.ConnectionCls
    assert issubclass(pools["https"].ConnectionCls, HTTPSConnection)
