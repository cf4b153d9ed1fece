"""What the tests of the window stand on: the real app over a temporary folder, and popups without an engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QWidget

from hcdesktop.core.models import Environment
from hcdesktop.desk import SIMULATOR, Desk, Desks
from hcdesktop.ui.popup_windows import PopupWindows
from hcdesktop.ui.theme import Theme
from tests.ui.screen import QUICK, FakePopup, MemoryVault, Screen


class OpenScreen(Protocol):
    """The fixture ``open_screen``: starts the app on an environment."""

    def __call__(self, environment: Environment = SIMULATOR, *, desks: Desks | None = None) -> Screen: ...


W = TypeVar("W", bound=QWidget)


class PutUp(Protocol):
    """The fixture ``put_up``: shows a widget."""

    def __call__(self, widget: W) -> W: ...


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder."""
    return tmp_path / "data"


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def desks(folder: Path, vault: MemoryVault) -> Desks:
    """The data folder's environments, with a keyring of our own."""
    return Desks(folder, backoff=QUICK, vault=vault, seconds=2.0)


@pytest.fixture
def open_screen(qapp: QApplication, desks: Desks) -> Iterator[OpenScreen]:
    """Starts the app; it is closed at the end."""
    with ExitStack() as stack:
        default = desks

        def start(environment: Environment = SIMULATOR, *, desks: Desks | None = None) -> Screen:
            screen = Screen(qapp, desks or default, environment)
            stack.callback(screen.close)
            return screen

        yield start


@pytest.fixture
def screen(open_screen: OpenScreen) -> Screen:
    """The app with the Simulator's six people."""
    return open_screen()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Colours, for widgets without an app around them."""
    made = Theme(qapp)
    made.dress()
    yield made
    shiboken6.delete(made)
    qapp.setStyleSheet("")


@pytest.fixture
def put_up(theme: Theme) -> Iterator[PutUp]:
    """Shows a widget that has no app around it."""
    with ExitStack() as stack:

        def show(widget: W) -> W:
            stack.callback(shiboken6.delete, widget)
            widget.show()
            return widget

        yield show


@pytest.fixture
def popups(monkeypatch: pytest.MonkeyPatch) -> list[FakePopup]:
    """The popups that were opened, none of them with an engine."""
    made: list[FakePopup] = []

    def take(_windows: PopupWindows, desk: Desk) -> FakePopup:
        made.append(FakePopup(desk.environment))
        return made[-1]

    monkeypatch.setattr(PopupWindows, "take", take)  # a real one begins the engine
    return made
