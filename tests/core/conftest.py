"""What the tests of core stand on: servers on this machine, a clock that is set, and the real store behind it all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hcdesktop.core.models import User
from hcdesktop.store.local import LocalStore
from tests.core.loopback import Loopback, Script
from tests.core.parts import Clock, Parts, ScriptedApi, SimulatedHuman


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine under the tests is configured with is not their business."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def serve() -> Iterator[Callable[..., Loopback]]:
    """Starts servers; all of them are gone at the end."""
    servers: list[Loopback] = []

    def start(script: Script, *, tls: bool = False) -> Loopback:
        servers.append(Loopback(script, tls=tls))
        return servers[-1]

    try:
        yield start
    finally:
        for server in servers:
            server.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    """The real store, empty."""
    opened = LocalStore(tmp_path / "users.db", bytes(32))
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def api() -> ScriptedApi:
    """A Human API that answers what the test has put in."""
    return ScriptedApi()


@pytest.fixture
def desk(store: LocalStore, api: ScriptedApi, clock: Clock) -> Parts:
    """Service and finalizer over the real store and the scripted Human API."""
    return Parts(store=store, api=api, clock=clock)


@pytest.fixture
def simulated(store: LocalStore, clock: Clock) -> SimulatedHuman:
    """Service and finalizer over the real store and the Simulator, by way of the real client."""
    return SimulatedHuman(store=store, clock=clock)


@pytest.fixture
def ada(store: LocalStore) -> User:
    """Somebody who has never connected."""
    return store.add_user(client_user_id="ada@example.org", label="Ada", at=1.0)


@pytest.fixture
def bob(store: LocalStore) -> User:
    """Somebody with tokens."""
    return store.add_known_user(
        client_user_id="bob@example.org",
        label="Bob",
        human_id="human-bob",
        public_token="public-bob",
        access_token="access-bob",
        sources=["Starfleet Medical"],
        at=1.0,
    )
