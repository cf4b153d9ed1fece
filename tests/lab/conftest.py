"""A served Simulator, and a back end that talks to it over a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from hcdesktop import cli
from hcdesktop.lab.serving import Served, serving
from hcdesktop.simulator.shelf import scenario

#: A project of its own, see ``test_example``.
collect_ignore = ["example"]


@pytest.fixture(autouse=True)
def _dumps_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program sets a limit that cannot be raised again."""
    monkeypatch.setattr(cli, "_leave_no_dumps", lambda: None)


@pytest.fixture
def served() -> Iterator[Served]:
    with serving(scenario("normal")) as server:
        yield server


@pytest.fixture
def web() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session
