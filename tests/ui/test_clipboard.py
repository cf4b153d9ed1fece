"""What is copied from the card does not stay on the clipboard, and is kept from those who collect what passes there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication

from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui import clipboard as clipboard_module
from hcdesktop.ui.clipboard import HINTS, Clipboard
from tests.ui.screen import JONAS, Screen

TOKEN = "a-token-that-reads-health-data"


@pytest.fixture
def system(qapp: QApplication) -> Iterator[QClipboard]:
    """The system's clipboard."""
    board = QGuiApplication.clipboard()
    board.clear()
    yield board
    board.clear()


@pytest.fixture
def ours(system: QClipboard, monkeypatch: pytest.MonkeyPatch) -> Clipboard:
    """Our way to it, with seconds that are short."""
    monkeypatch.setattr(clipboard_module, "KEPT", 0.05)
    return Clipboard(system)


def test_half_a_minute_is_what_a_secret_stays() -> None:
    assert clipboard_module.KEPT == 30


def test_a_secret_leaves_by_itself(ours: Clipboard, system: QClipboard) -> None:
    ours.copy_secret(TOKEN)
    assert system.text() == TOKEN
    wait_for(lambda: system.text() == "", "an empty clipboard", seconds=2)


def test_what_somebody_else_has_copied_meanwhile_stays(ours: Clipboard, system: QClipboard) -> None:
    ours.copy_secret(TOKEN)
    system.setText("a shopping list")
    let_pass(0.15)
    ours.clear()
    assert system.text() == "a shopping list"


def test_the_second_copy_has_its_own_time(ours: Clipboard, system: QClipboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard_module, "KEPT", 0.4)
    ours.copy_secret("first")
    let_pass(0.3)
    ours.copy_secret(TOKEN)
    let_pass(0.2)
    assert system.text() == TOKEN
    wait_for(lambda: system.text() == "", "an empty clipboard", seconds=2)


def test_clipboard_managers_are_told_to_look_away(ours: Clipboard, system: QClipboard) -> None:
    ours.copy_secret(TOKEN)
    data = system.mimeData()
    assert {name: data.data(name).data() for name in HINTS} == HINTS
    assert {
        "x-kde-passwordManagerHint",
        "ExcludeClipboardContentFromMonitorProcessing",
        "org.nspasteboard.ConcealedType",
    } <= set(data.formats())


def test_it_is_gone_at_locking_and_at_the_end(screen: Screen, system: QClipboard) -> None:
    screen.choose(JONAS)
    token = screen.user(JONAS).access_token
    screen.press(screen.card.tokens.copy_access_token)
    assert system.text() == token
    screen.app.rooms.lock.lock()
    assert system.text() == ""
    screen.app.rooms.lock.unlock()
    wait_for(lambda: not screen.app.rooms.lock.locked, "unlocked")
    screen.choose(JONAS)
    screen.press(screen.card.tokens.copy_access_token)
    assert system.text() == token
    screen.close()
    assert system.text() == ""


def test_there_is_one_way_to_the_clipboard() -> None:
    """Where the program asks Qt for the clipboard: the composition root, to hand it on, and a label from which somebody
    copies what they have marked, as from every label."""
    root = Path(clipboard_module.__file__).parents[1]
    asking = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "clipboard"
    }
    assert asking == {"app.py", "ui/labels.py"}
