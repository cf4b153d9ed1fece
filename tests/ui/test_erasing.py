"""*Delete all data…*: what is asked before; what goes afterwards is in tests/cli/test_erase.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtTest import QTest

from hcdesktop.erasing import Belongings
from hcdesktop.ui.erasing import EraseDialog
from tests.ui.conftest import PutUp
from tests.ui.screen import ADA, FakePopup, Screen, answers, made_up_session, visible_texts

if TYPE_CHECKING:
    import pytest


def test_the_dialog_says_what_goes_and_wants_a_word(put_up: PutUp) -> None:
    dialog = put_up(EraseDialog(Belongings(Path("/home/ada/data"), ("Clinic", "Harbour"), 12), None))
    text = " ".join(visible_texts(dialog))
    for words in (
        "12 files in /home/ada/data",
        "Clinic, Harbour",
        "keys in the keyring",
        "backups",
        "cannot be undone",
    ):
        assert words in text
    assert dialog.typed is not None
    assert not dialog.accept_button.isEnabled()
    QTest.keyClicks(dialog.typed, "delete al")
    assert not dialog.accept_button.isEnabled()
    QTest.keyClicks(dialog.typed, "l")
    assert dialog.accept_button.isEnabled()


def test_many_environments_are_counted(put_up: PutUp) -> None:
    names = tuple(f"Clinic {number}" for number in range(1, 8))
    dialog = put_up(EraseDialog(Belongings(Path("/data"), names, 12), None))
    assert "Clinic 5 and 2 more" in dialog.explanation.text()
    assert "your environments: none" in put_up(EraseDialog(Belongings(Path("/data"), (), 3), None)).explanation.text()


def test_nothing_is_asked_while_somebody_is_at_work(
    screen: Screen, popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, asked = answers()
    monkeypatch.setattr(EraseDialog, "ask", staticmethod(ask))
    screen.press_row_button(ADA)
    screen.window.environment_menu.erase_requested.emit()
    assert screen.said == "Close the open popup first."
    popups[0].says("close")
    screen.wait_ended()
    screen.app.saver._in_memory.append((screen.desk, popups[0].request, made_up_session(), None))
    screen.window.environment_menu.erase_requested.emit()
    assert screen.said == "Something is not on the disk yet. Wait until it is saved."
    screen.app.saver._in_memory.clear()
    assert asked == []


def test_who_thinks_better_of_it_goes_on(screen: Screen, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def lock_and_agree(*_asked: object) -> bool:
        screen.app.rooms.lock.lock()
        return True

    ask, asked = answers(False, lock_and_agree)
    monkeypatch.setattr(EraseDialog, "ask", staticmethod(ask))
    screen.window.environment_menu.erase_requested.emit()
    screen.window.environment_menu.erase_requested.emit()  # and the desk is locked before it is answered
    assert len(asked) == 2
    assert asked[0]["arguments"][0].files == len([path for path in folder.rglob("*.*") if path.is_file()])
    assert screen.window.isVisible()
    assert not screen.app.rooms.erasing.wanted


def test_a_damaged_list_is_said(screen: Screen, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EraseDialog, "ask", staticmethod(answers()[0]))
    (folder / "environments.json").write_bytes(b"{")
    screen.window.environment_menu.erase_requested.emit()
    assert screen.said.startswith("The list of environments is damaged.")
    assert not screen.app.rooms.erasing.wanted
