"""The seam between ``requests`` and the Simulator: the same addresses, answered without a socket."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.exceptions import NewConnectionError
from urllib3.response import HTTPResponse

from hcdesktop.simulator.server import Fault, Request, Response, Simulator
from hcdesktop.simulator.wire import phrase

DEFAULT_WAIT = 60.0


class Answers(Protocol):
    """A Simulator, or what stands before one."""

    def handle(self, request: Request) -> Response:
        """Answers one request."""


class SimulatorAdapter(BaseAdapter):
    """Hands prepared requests to the Simulator. ``wait`` sleeps; a fault that hangs waits the read timeout, at most
    ``max_wait`` seconds, and then raises as a real socket does."""

    def __init__(
        self,
        simulator: Answers,
        *,
        wait: Callable[[float], object] = time.sleep,
        max_wait: float = DEFAULT_WAIT,
    ) -> None:
        super().__init__()
        self._simulator = simulator
        self._wait = wait
        self._max_wait = max_wait
        self._builder = HTTPAdapter()

    def send(  # the signature of requests
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002
        timeout: object = None,
        verify: bool | str = True,  # noqa: ARG002
        cert: object = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """Answers one request; raises what ``requests`` raises when there is no answer."""
        answer = self._simulator.handle(_incoming(request))
        patience = min(_read_timeout(timeout, self._max_wait), self._max_wait)
        if answer.delay:
            self._wait(min(answer.delay, patience))
        if answer.fault is Fault.HANG or answer.delay > patience:
            self._wait(max(0.0, patience - answer.delay))
            message = "the simulated server did not answer in time"
            raise requests.exceptions.ReadTimeout(message, request=request)
        if answer.fault is Fault.DROP:
            message = "the simulated server dropped the connection"
            raise requests.exceptions.ConnectionError(message, request=request)
        return self._outgoing(request, answer)

    def close(self) -> None:
        """There is nothing to close."""
        self._builder.close()

    def _outgoing(self, request: requests.PreparedRequest, answer: Response) -> requests.Response:
        raw = HTTPResponse(
            body=io.BytesIO(answer.body),
            headers={**answer.headers, "Content-Length": str(len(answer.body))},
            status=int(answer.status),
            reason=phrase(answer.status),
            version=11,
            preload_content=False,
            request_method=request.method,
        )
        response = self._builder.build_response(request, raw)
        response.connection = cast("HTTPAdapter", self)  # as requests does; its stubs know one adapter only
        return response


class RefusingAdapter(BaseAdapter):
    """Refuses every request: nothing leaves this computer."""

    def send(  # the signature of requests
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002
        timeout: object = None,  # noqa: ARG002
        verify: bool | str = True,  # noqa: ARG002
        cert: object = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """Raises as a host that cannot be reached."""
        host = HTTPConnection(urlsplit(request.url or "").hostname or "")  # never connected: urllib3 names it only
        refusal = NewConnectionError(host, "the Simulator lets nothing leave this computer")
        raise requests.exceptions.ConnectionError(refusal, request=request)

    def close(self) -> None:
        """There is nothing to close."""


def mount(
    session: requests.Session, simulator: Simulator, *, wait: Callable[[float], object] = time.sleep
) -> requests.Session:
    """Answers the simulated hosts from ``simulator`` and refuses every other one; returns the session.

    The mounted prefixes end with a slash, else ``connect.humanapi.co.evil.example`` would fit one of them.
    """
    session.mount("http://", RefusingAdapter())
    session.mount("https://", RefusingAdapter())
    adapter = SimulatorAdapter(simulator, wait=wait)
    for address in simulator.addresses:
        session.mount(f"{address}/", adapter)
    return session


def _incoming(request: requests.PreparedRequest) -> Request:
    return Request(
        method=request.method or "GET",
        url=request.url or "",
        headers={str(name): _text(value) for name, value in request.headers.items()},
        body=_bytes(request.body),
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _bytes(body: Any) -> bytes:  # requests takes text, bytes, files and iterables
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    if hasattr(body, "read"):
        return _bytes(body.read())
    return _joined(body)


def _joined(parts: Iterable[str | bytes]) -> bytes:
    return b"".join(_bytes(part) for part in parts)


def _read_timeout(timeout: object, default: float) -> float:
    """The read part of what ``requests`` takes as a timeout: a number, a pair, or nothing."""
    if isinstance(timeout, tuple):
        timeout = timeout[1]
    return float(timeout) if isinstance(timeout, int | float) else default
