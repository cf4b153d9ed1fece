"""What the tests of the popup stand on: a Human API of their own over HTTP, the real window and engine before it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hcdesktop.core.models import Environment
from hcdesktop.lab import driver
from tests.web.human_api.api import Client, HumanApi, human_api
from tests.web.stage import OpenStage, Stage, stage

_CONSOLE = "hcdesktop.ui.web.pages"
#: A finished popup goes on asking for its status until its page is gone (section 3); and plain http is the tests' own.
_EXPECTED = ("status of 412", r"Mixed Content: .*/spinner\.gif'")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine under the tests is configured with is not their business."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(autouse=True)
def _quick_eye(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person need not look whether a button still moves: on these pages none does. It saves a third of the time."""
    monkeypatch.setattr(driver, "_STILL", 0.0)


class Console:
    """The pages' consoles: whatever a test has not named, our own host page or relay said, and fails the test."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog
        self._allowed = [re.compile(pattern) for pattern in _EXPECTED]

    def allow(self, pattern: str) -> None:
        """Messages that match are the test's own pages'."""
        self._allowed.append(re.compile(pattern))

    @property
    def messages(self) -> list[str]:
        return [record.getMessage() for record in self._caplog.get_records("call") if record.name == _CONSOLE]

    def complaints(self) -> list[str]:
        return [text for text in self.messages if not any(pattern.search(text) for pattern in self._allowed)]


@pytest.fixture(autouse=True)
def console(caplog: pytest.LogCaptureFixture) -> Iterator[Console]:
    """Fails the test on a console message that ``console.allow("pattern")`` has not named."""
    caplog.set_level(logging.DEBUG, logger=_CONSOLE)
    heard = Console(caplog)
    yield heard
    if complaints := heard.complaints():
        pytest.fail("\n".join(["console:", *complaints]), pytrace=False)


@pytest.fixture
def client() -> Client:
    """Which connect.js the Human API has; ``both_clients`` of a test module plays both."""
    return "newer"


@pytest.fixture
def api(client: Client) -> Iterator[HumanApi]:
    """The Human API."""
    with human_api(client=client) as opened:
        yield opened


@pytest.fixture
def open_stage(qapp: QApplication, tmp_path: Path, api: HumanApi) -> Iterator[OpenStage]:
    """Opens the app on an environment; cleared at the end."""
    with ExitStack() as stack:

        def opened(environment: Environment | None = None, *, folder: str = "data") -> Stage:
            return stack.enter_context(stage(qapp, tmp_path / folder, environment or api.environment(), api))

        yield opened


@pytest.fixture
def desk(open_stage: OpenStage) -> Stage:
    """The app, opened on the Human API's environment."""
    return open_stage()
