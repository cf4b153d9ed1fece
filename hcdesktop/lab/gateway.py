"""The simulated Human API as one WSGI application: five hosts on one address.

A request is told apart by its ``Host`` header where that is one of the real names, else by the first part of its path
(``/user/v1/connect/tokens``). What has neither belongs to the connect host, whose pages need the root of an origin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from hcdesktop.core.models import Hosts
from hcdesktop.lab.control import PREFIX, Control
from hcdesktop.lab.world import World
from hcdesktop.simulator.server import Fault, Request, Response
from hcdesktop.simulator.wire import failure, netloc_of, phrase

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

Environ: TypeAlias = "dict[str, Any]"

_LARGEST = 1 << 20  # bytes of a body


class Gateway:
    """``wait`` holds an answer back for so many seconds; ``hang`` and ``drop`` do to the connection what they say, and
    raise. ``local_names``: the only ``Host`` headers that are taken besides the real names; ``None`` for any."""

    def __init__(
        self,
        world: World,
        *,
        local_names: frozenset[str] | None,
        wait: Callable[[float], object],
        hang: Callable[[Environ], object],
        drop: Callable[[Environ], object],
    ) -> None:
        self._world = world
        self._control = Control(world)
        self._names = _names(world.hosts)
        self._local_names = local_names
        self._wait = wait
        self._faults: Mapping[Fault, Callable[[Environ], object]] = {Fault.HANG: hang, Fault.DROP: drop}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """One request, as WSGI has it."""
        response = self._answer(environ)
        if response.delay:
            self._wait(response.delay)
        if response.fault:
            self._faults[response.fault](environ)
        headers = [*response.headers.items(), ("Content-Length", str(len(response.body)))]
        start_response(f"{int(response.status)} {phrase(response.status)}", headers)
        return [response.body]

    def _answer(self, environ: Environ) -> Response:
        host = str(environ.get("HTTP_HOST", "")).lower()
        if self._local_names is not None and host not in self._local_names | self._names.keys():
            # A page on the Internet whose name has been made to lead here.
            return failure(HTTPStatus.MISDIRECTED_REQUEST, "This address does not answer to that name.")
        body = _body(environ)
        if body is None:
            return failure(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "A body with a Content-Length of up to 1 MB is wanted.")
        target = _target(environ)
        headers = _headers(environ)
        if target.startswith(PREFIX):
            return self._control.handle(Request(str(environ["REQUEST_METHOD"]), target, headers, body))
        return self._world.handle(Request(str(environ["REQUEST_METHOD"]), self._url(host, target), headers, body))

    def _url(self, host: str, target: str) -> str:
        if host in self._names:
            return self._names[host] + target
        # A client of the session-token flow puts its query right behind the base: /widget?token=…
        found = re.match(r"/(\w+)(?:/|(?=\?|$))(.*)", target, re.DOTALL)
        base = _prefixes(self._world.hosts).get(found[1]) if found else None
        return f"{base}/{found[2]}" if found and base else self._world.hosts.connect_url + target


def addresses(origin: str) -> dict[str, str]:
    """What somebody's settings have to say instead of the real hosts."""
    return {
        "connect_url": origin,
        **{f"{name}_url": f"{origin}/{name}" for name in ("user", "api", "auth", "widget")},
        "control_url": f"{origin}{PREFIX}",
    }


def _prefixes(hosts: Hosts) -> dict[str, str]:
    return {
        "connect": hosts.connect_url,
        "user": hosts.user_url,
        "api": hosts.api_url,
        "auth": hosts.auth_url,
        "widget": hosts.widget_url,
    }


def _names(hosts: Hosts) -> dict[str, str]:
    """The real names, and where each leads."""
    real = _prefixes(Hosts())
    return {netloc_of(real[prefix]): base for prefix, base in _prefixes(hosts).items()}


def _target(environ: Environ) -> str:
    """Path and query as they were sent, where the server tells them."""
    if "REQUEST_URI" in environ:
        return str(environ["REQUEST_URI"])
    path = quote(str(environ.get("PATH_INFO", "/")).encode("latin-1"), safe="/!$&'()*+,;=:@~")
    query = environ.get("QUERY_STRING")
    return f"{path}?{query}" if query else path


def _headers(environ: Environ) -> dict[str, str]:
    found = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")}
    found |= {name: environ[name] for name in ("CONTENT_TYPE",) if environ.get(name)}
    return {name.replace("_", "-").title(): str(value) for name, value in found.items()}


def _body(environ: Environ) -> bytes | None:
    """``None`` when it is too large, or of a length that nobody knows beforehand."""
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if "HTTP_TRANSFER_ENCODING" in environ or not length.isdecimal() or int(length) > _LARGEST:
        return None
    return bytes(environ["wsgi.input"].read(int(length))) if int(length) else b""
