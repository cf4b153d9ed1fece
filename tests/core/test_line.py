"""Requests that follow one another share a connection, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from hcdesktop.core.errors import ApiError, Unanswered
from hcdesktop.core.humanapi import HumanApi
from tests.core.loopback import Loopback, Peer, Script
from tests.core.test_humanapi import ANSWER, SESSION, WHOLE, api_at

Serve = Callable[..., Loopback]


def keeps_open(*heads: str, then: Script | None = None) -> Script:
    """Answers one request for each of these, with these headers, on one connection."""

    def script(peer: Peer) -> None:
        for head in heads:
            peer.read()
            lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(WHOLE)}", *filter(None, [head]), "", ""]
            peer.send("\r\n".join(lines).encode() + WHOLE)
        if then is not None:
            then(peer)

    return script


def takes_one(peer: Peer) -> None:
    peer.read()


def takes_and_holds(peer: Peer) -> None:
    peer.read()
    peer.hold()


def exchange_threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "exchange"}


def ask(api: HumanApi, times: int) -> None:
    for _ in range(times):
        assert api.finalize(SESSION).public_token == ANSWER["publicToken"]


def test_several_go_over_one_connection_and_one_thread(serve: Serve) -> None:
    server, before = serve(keeps_open("", "", "", then=takes_one)), exchange_threads()
    with (api := api_at(server.url)).kept_open():
        ask(api, 3)
        (thread,) = exchange_threads() - before
    assert (server.connections, len(server.seen)) == (1, 3)
    thread.join(20)
    assert not thread.is_alive()


def test_outside_of_the_block_and_on_another_thread_each_has_its_own(serve: Serve) -> None:
    server = serve(keeps_open(""))
    api = api_at(server.url)
    ask(api, 2)
    with api.kept_open():
        elsewhere = threading.Thread(target=ask, args=(api, 1))
        elsewhere.start()
        elsewhere.join()
    assert server.connections == 3


def test_no_cookie_of_one_request_comes_with_the_next(serve: Serve) -> None:
    server = serve(keeps_open("Set-Cookie: person=ada", "", then=takes_one))
    with (api := api_at(server.url)).kept_open():
        ask(api, 2)
    assert len(server.seen) == 2
    assert not [seen for seen in server.seen if "cookie" in seen.headers]


def test_what_the_host_closes_is_opened_anew(serve: Serve) -> None:
    server = serve(keeps_open("Connection: close"))
    with (api := api_at(server.url)).kept_open():
        ask(api, 3)
    assert (server.connections, len(server.seen)) == (3, 3)


@pytest.mark.parametrize("bad", ["refused", "cut", "no json"])
def test_after_anything_but_a_whole_answer_the_next_has_a_connection_of_its_own(serve: Serve, bad: str) -> None:
    answers = {
        "refused": b"HTTP/1.1 400 No\r\nContent-Length: 2\r\n\r\n{}",
        "cut": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        "no json": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
    }
    first, hung_up = threading.Event(), threading.Event()

    def script(peer: Peer) -> None:
        if first.is_set():
            keeps_open("", then=takes_one)(peer)
            return
        first.set()
        peer.read()
        peer.send(answers[bad])
        if bad != "cut":
            with pytest.raises(ConnectionError):
                peer.read()  # there comes no second request
        hung_up.set()

    server = serve(script)
    with (api := api_at(server.url)).kept_open():
        with pytest.raises(ApiError) as held:
            api.finalize(SESSION)
        assert hung_up.wait(10)
        ask(api, 1)
    assert held.value.__traceback__ is not None  # which holds all that was on the way
    assert (server.connections, len(server.seen)) == (2, 2)


def test_what_hangs_up_ends_a_request_on_it_too(serve: Serve) -> None:
    server = serve(keeps_open("", then=takes_and_holds))
    api = api_at(server.url, seconds=30)
    with api.kept_open():
        ask(api, 1)

        def hang_up() -> None:
            while len(server.seen) < 2:
                threading.Event().wait(0.01)
            api.hang_up()

        ender = threading.Thread(target=hang_up)
        ender.start()
        with pytest.raises(Unanswered):
            api.finalize(SESSION)
        ender.join()
