"""A Simulator in memory, with a clock that stands still, and somebody who talks to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hcdesktop.simulator.server import Simulator
from hcdesktop.simulator.state import SimulatorState
from tests.simulator.client import Client

RESOURCES = Path(__file__).parents[2] / "resources" / "simulator"
NOW = 1_770_000_000.0


def read_page(name: str) -> bytes:
    return (RESOURCES / name).read_bytes()


@pytest.fixture
def state() -> SimulatorState:
    return SimulatorState(None)


@pytest.fixture
def simulator(state: SimulatorState) -> Simulator:
    return Simulator(state, pages=read_page, now=lambda: NOW)


@pytest.fixture
def client(simulator: Simulator) -> Client:
    return Client(simulator)
