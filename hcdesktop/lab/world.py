"""One simulated Human API with one scenario on it, which can begin anew."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from hcdesktop.core import resources
from hcdesktop.core.models import Hosts
from hcdesktop.simulator.casting import Person, prepare
from hcdesktop.simulator.records import Human
from hcdesktop.simulator.scenario import Cast, Scenario
from hcdesktop.simulator.server import LoggedRequest, Request, Response, Simulator
from hcdesktop.simulator.state import SimulatorState


class World:
    """All ids and tokens come from the scenario's seed: the same file gives the same run."""

    def __init__(self, scenario: Scenario, *, hosts: Hosts, now: Callable[[], float] = time.time) -> None:
        self.hosts = hosts
        self._now = now
        self._lock = Lock()
        self._listener: Callable[[Request], Response] | None = None
        self.begin(scenario)

    def begin(self, scenario: Scenario) -> Person:
        """Everything anew: people, tokens, log; then the scenario with its user."""
        with self._lock:
            self._dice = random.Random(scenario.seed)  # noqa: S311  # nosec B311  # fictional, and to be repeated
            self._state = SimulatorState(None, token_hex=self._token_hex)
            self._simulator = self._new_simulator()
            self._beginning = scenario
            return self._choose(scenario)

    def begin_again(self) -> Person:
        """Anew, with the scenario of the latest beginning."""
        return self.begin(self._beginning)

    def choose(self, scenario: Scenario) -> Person:
        """What goes wrong next, and its user; everybody else stays as they are."""
        with self._lock:
            return self._choose(scenario)

    def add(self, cast: Cast) -> Person:
        """One more user; whoever was called so is forgotten."""
        with self._lock:
            return prepare(self._state, cast, at=self._now())

    def move(self, hosts: Hosts) -> None:
        """Goes on at other addresses, with everybody; the scenario begins anew, and popups that are open are over."""
        with self._lock:
            scenario = self._simulator.scenario
            self.hosts = hosts
            self._simulator = self._new_simulator()
            self._simulator.choose(scenario)

    def _new_simulator(self) -> Simulator:
        return Simulator(
            self._state,
            hosts=self.hosts,
            pages=lambda name: resources.read(f"simulator/{name}"),
            now=self._now,
            token_hex=self._token_hex,
        )

    def _token_hex(self, size: int) -> str:
        return self._dice.randbytes(size).hex()

    def _choose(self, scenario: Scenario) -> Person:
        self.person = prepare(self._state, scenario.cast, at=self._now())
        self._simulator.choose(scenario)
        return self.person

    @property
    def scenario(self) -> Scenario:
        """That of which something is still to happen."""
        return self._simulator.scenario

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """The latest requests, the oldest first."""
        return self._simulator.requests

    @property
    def humans(self) -> tuple[Human, ...]:
        """Everybody whom the Simulator knows."""
        return self._state.humans

    def adopt(self, client_id: str) -> None:
        """Takes this clientId for the app's: a page under test has its own."""
        if client_id:
            self._state.adopt(client_id)

    def overhear(self, listener: Callable[[Request], Response]) -> None:
        """From now on ``handle`` asks ``listener``, which hands on what it was given to ``answer``."""
        self._listener = listener

    def handle(self, request: Request) -> Response:
        """Answers one request."""
        return (self._listener or self.answer)(request)

    def answer(self, request: Request) -> Response:
        """Answers one request, unheard."""
        return self._simulator.handle(request)


def served_hosts(origin: str) -> Hosts:
    """Only the popup's pages need an origin of their own; the services keep their names behind their prefixes."""
    return replace(Hosts(), connect_url=origin)
