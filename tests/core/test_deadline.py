"""The time limit of an exchange, apart from what Human API makes of it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from types import SimpleNamespace

import pytest
import requests

from hcdesktop.core.deadline import DeadlineAdapter, Watchdog, deadline
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


def test_what_is_watched_ends_when_the_time_is_up() -> None:
    with pair() as (ours, _theirs), deadline(0.05) as watchdog:
        watchdog.add(ours, connected=True)
        assert not watchdog.expired
        assert ours.recv(1) == b""
        assert watchdog.expired


def test_what_comes_too_late_ends_at_once() -> None:
    with pair() as (ours, _theirs), deadline(0.01) as watchdog:
        wait_until(lambda: watchdog.expired)
        watchdog.add(ours, connected=False)
        assert ours.recv(1) == b""


def test_a_request_that_is_over_is_left_alone() -> None:
    with pair() as (ours, theirs):
        with deadline(0.05) as watchdog:
            watchdog.add(ours, connected=True)
        time.sleep(0.1)
        theirs.sendall(b"x")
        assert ours.recv(1) == b"x"
        assert not watchdog.expired


def test_a_closed_socket_does_not_stop_the_watchdog() -> None:
    with pair() as (ours, theirs), deadline(0.05) as watchdog:
        watchdog.add(ours, connected=True)
        watchdog.add(theirs, connected=True)
        ours.close()
        assert theirs.recv(1) == b""


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
    with context.wrap_socket(plain, server_hostname="127.0.0.1") as secured, deadline(0.01) as watchdog:
        watchdog.add(secured, connected=True)
        assert secured.recv(1) == b""
        with pytest.raises(OSError, match=r".+"):
            secured.sendall(b"not in clear")
        assert secured.version() is not None


def test_each_thread_has_its_own_limit(serve: Callable[..., Loopback]) -> None:
    slow, quick = serve(hold), serve(answers(200, {"ok": True}))
    failed: list[type[Exception]] = []

    def ask_the_slow_one() -> None:
        with new_session() as session, deadline(0.3):
            try:
                session.get(slow.url, timeout=10)
            except requests.exceptions.ConnectionError as error:
                failed.append(type(error))

    thread = threading.Thread(target=ask_the_slow_one)
    thread.start()
    with new_session() as session, deadline(10.0) as watchdog:
        assert session.get(quick.url, timeout=10).json() == {"ok": True}
        thread.join()
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
            with deadline(0.5), pytest.raises(requests.exceptions.ConnectionError):
                session.get(f"http://127.0.0.1:{port}/", timeout=0.5)
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


def test_a_socks_proxy_keeps_its_own_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = {"http": object, "https": object}
    monkeypatch.setattr(
        "requests.adapters.SOCKSProxyManager", lambda *_args, **_kwargs: SimpleNamespace(pool_classes_by_scheme=theirs)
    )
    adapter = DeadlineAdapter()
    assert adapter.proxy_manager_for("socks5h://127.0.0.1:9").pool_classes_by_scheme is theirs
    ours = adapter.proxy_manager_for("http://127.0.0.1:9").pool_classes_by_scheme
    assert ours is adapter.poolmanager.pool_classes_by_scheme
