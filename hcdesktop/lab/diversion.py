"""Every ``requests`` session of this process asks the simulated Human API, whoever made it and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from unittest.mock import patch
from urllib.parse import urlsplit

import requests

from hcdesktop.core.models import Hosts
from hcdesktop.lab.world import World
from hcdesktop.simulator.server import Request, Response
from hcdesktop.simulator.transport import RefusingAdapter, SimulatorAdapter
from hcdesktop.simulator.wire import netloc_of

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

_DOMAIN = "humanapi.co"


class _FromOutside:
    """The real connect host leads to wherever the world's own is."""

    def __init__(self, world: World) -> None:
        self._world = world

    def handle(self, request: Request) -> Response:
        real = f"{Hosts().connect_url}/"
        if request.url.startswith(real):
            request = replace(request, url=f"{self._world.hosts.connect_url}/{request.url.removeprefix(real)}")
        return self._world.handle(request)


@contextmanager
def diverted(world: World, *, wait: Callable[[float], object]) -> Iterator[None]:
    """Meanwhile nothing leaves this computer for Human API; requests to other hosts are none of our business.

    At the class, not at a session: the code under test makes its own sessions, and ``requests.post`` a new one each
    time. A subclass with a ``get_adapter`` of its own is not reached.
    """
    simulated = SimulatorAdapter(_FromOutside(world), wait=wait)
    refusing = RefusingAdapter()
    usual = requests.Session.get_adapter

    def get_adapter(session: requests.Session, url: str | bytes) -> BaseAdapter:
        address = url.decode() if isinstance(url, bytes) else url
        host = urlsplit(address).hostname or ""
        if host != _DOMAIN and not host.endswith(f".{_DOMAIN}"):
            return usual(session, address)
        return simulated if _is_simulated(address) else refusing

    with patch.object(requests.Session, "get_adapter", get_adapter):
        yield


def _is_simulated(address: str) -> bool:
    """A server that forgets the TLS, or takes another port, is told so by not getting through."""
    hosts = Hosts()
    known = {netloc_of(each) for each in (hosts.connect_url, hosts.user_url, hosts.api_url, hosts.auth_url)}
    return address.lower().startswith("https://") and netloc_of(address) in known
