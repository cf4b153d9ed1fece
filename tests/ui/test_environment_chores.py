"""Duplicate, rename, delete, export, import; and the question before the first popup with real people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from hcdesktop.core.errors import ErrorKind, InvalidInput, VaultError
from hcdesktop.core.models import Credentials, Environment, EnvironmentKind, Hosts
from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.journey.waiting import wait_for
from hcdesktop.store import environment_file
from hcdesktop.ui.environment_dialog import EnvironmentDialog, EnvironmentForm
from hcdesktop.ui.name_dialogs import DeleteEnvironmentDialog, ProductionDialog, RenameDialog
from tests.ui.conftest import OpenScreen, PutUp
from tests.ui.screen import ADA, LIVE, FakePopup, MemoryVault, Screen, answers, made_up_session, visible_texts

TEST = replace(LIVE, chosen_kind=EnvironmentKind.TEST)
PRODUCTION = replace(LIVE, chosen_kind=EnvironmentKind.PRODUCTION)


@pytest.fixture
def live(open_screen: OpenScreen, desks: Desks) -> Callable[[Environment], Screen]:
    """The app on an environment of its own, with one person in it."""

    def start(environment: Environment) -> Screen:
        saved = desks.book.save(environment)
        with opened(desks, saved) as desk:
            desk.service.set_credentials(Credentials(client_secret="s3cret"))
            desk.service.add_user("somebody@example.org", label="Somebody")
        screen = open_screen(saved)
        wait_for(lambda: screen.desk.environment == saved, "the environment")
        screen.settle()
        return screen

    return start


def answer(monkeypatch: pytest.MonkeyPatch, dialog: type, *given: Any) -> list[dict[str, Any]]:
    ask, asked = answers(*given)
    monkeypatch.setattr(dialog, "ask", staticmethod(ask))
    return asked


def selector(screen: Screen) -> list[str]:
    return [screen.window.environments.itemText(row) for row in range(screen.window.environments.count())]


# --- the first popup with real people


def test_the_first_popup_in_production_wants_the_name_and_later_ones_do_not(
    live: Callable[[Environment], Screen], popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = live(PRODUCTION)
    asked = answer(monkeypatch, ProductionDialog, False, True)
    refused: list[int] = []
    screen.app.controller.launch_refused.connect(refused.append)
    screen.press_row_button("Somebody")
    assert (len(asked), popups, len(refused)) == (1, [], 1)
    assert screen.service.timeline(screen.user("Somebody").id)[-1].kind.value == "user_added"  # nothing was begun
    screen.press_row_button("Somebody")
    assert (len(asked), len(popups)) == (2, 1)
    popups[0].says("close")
    screen.wait_ended()
    screen.press_row_button("Somebody")
    assert (len(asked), len(popups)) == (2, 2)


def test_it_is_asked_again_when_the_addresses_have_changed(
    live: Callable[[Environment], Screen], popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch, desks: Desks
) -> None:
    screen = live(PRODUCTION)
    asked = answer(monkeypatch, ProductionDialog, False)
    desks.book.confirm(screen.desk.environment)
    moved = replace(screen.desk.environment, hosts=replace(LIVE.hosts, connect_url="http://127.0.0.1:8"))
    screen.app.environments.open(desks.book.save(moved, replaces="Clinic"))
    wait_for(lambda: screen.desk.environment == moved, "the other addresses")
    screen.settle()
    screen.press_row_button("Somebody")
    assert (len(asked), popups) == (1, [])


def test_a_test_and_the_simulator_are_not_asked(
    live: Callable[[Environment], Screen], popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, ProductionDialog)
    screen = live(TEST)
    screen.press_row_button("Somebody")
    popups[0].says("close")
    screen.wait_ended()
    screen.go_to("Simulator")
    screen.settle()
    screen.press_row_button(ADA)
    assert len(popups) == 2


def test_the_name_has_to_be_typed(put_up: PutUp) -> None:
    dialog = put_up(ProductionDialog(replace(PRODUCTION, name="Harbour clinic"), None))
    assert dialog.typed is not None
    for typed, enough in (
        ("", False),
        ("harbour clinic", False),
        (" Harbour  clinic ", True),
        ("Harbour clinic!", False),
    ):
        dialog.typed.setText(typed)
        assert dialog.accept_button.isEnabled() is enough


# --- renaming


def test_the_open_environment_is_renamed_and_stays_open(
    live: Callable[[Environment], Screen], monkeypatch: pytest.MonkeyPatch, desks: Desks, vault: MemoryVault
) -> None:
    screen = live(TEST)
    before = screen.desk.store
    asked = list(vault.asked)

    def rename(_name: str, act: Callable[[str], None], _parent: object) -> None:
        with pytest.raises(InvalidInput):
            act("Simulator")
        act("Harbour")

    answer(monkeypatch, RenameDialog, rename)
    screen.window.environment_menu.rename_requested.emit()
    assert screen.desk.store is before
    assert vault.asked == asked
    assert selector(screen) == ["Simulator", "Harbour"]
    assert screen.window.windowTitle() == "Harbour · hcdesktop"
    assert screen.window.band.text == "Test: Harbour. Test data."
    assert desks.book.last().name == "Harbour"


def test_what_was_done_before_a_rename_can_still_be_undone(live: Callable[[Environment], Screen], desks: Desks) -> None:
    screen = live(TEST)
    screen.app.controller._people.undo.add("back", lambda _service: None)
    screen.app.environments.rename("Harbour")
    assert screen.app.controller._people.undo.possible


# --- duplicating, and files


def test_a_duplicate_begins_with_the_same_addresses_and_nobody(
    live: Callable[[Environment], Screen], monkeypatch: pytest.MonkeyPatch, desks: Desks
) -> None:
    screen = live(TEST)
    drafts: list[Environment] = []

    def ask(_environment: object, save: Callable[[EnvironmentForm], None], *_rest: object, **known: Any) -> None:
        drafts.append(known["draft"])
        save(EnvironmentForm(known["draft"], Credentials()))

    answer(monkeypatch, EnvironmentDialog, ask, ask)
    for name in ("Clinic copy", "Clinic copy copy"):
        screen.window.environment_menu.duplicate_requested.emit()
        wait_for(lambda name=name: screen.desk.environment.name == name, name)  # type: ignore[misc]
        screen.settle()
        assert screen.names == []
        assert screen.service.credentials() == Credentials()
    assert {draft.hosts for draft in drafts} == {LIVE.hosts}
    assert len({desks.book.database(environment) for environment in desks.book.all()}) == 4


def test_settings_go_out_without_secrets_and_come_in_to_be_looked_at(
    live: Callable[[Environment], Screen], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    screen = live(PRODUCTION)
    path = tmp_path / "clinic.json"
    monkeypatch.setattr("hcdesktop.ui.environment_chores.ask_for_file", lambda *_arguments, **_options: path)
    screen.window.environment_menu.export_requested.emit()
    assert screen.said == "The settings were written to clinic.json; no secrets."
    assert "s3cret" not in path.read_text()
    assert environment_file.read(path) == PRODUCTION
    asked = answer(monkeypatch, EnvironmentDialog, None)
    screen.window.environment_menu.import_requested.emit()
    assert asked[0]["draft"] == PRODUCTION
    path.write_text("{}")
    screen.window.environment_menu.import_requested.emit()
    assert screen.said.startswith("The file could not be read")
    assert len(asked) == 1


# --- deleting


def test_a_deleted_environment_is_gone_and_the_simulator_is_shown(
    live: Callable[[Environment], Screen], monkeypatch: pytest.MonkeyPatch, desks: Desks, vault: MemoryVault
) -> None:
    screen = live(PRODUCTION)
    path = desks.book.database(screen.desk.environment)
    wait_for(lambda: desks.backups.all(path), "today's copy")
    screen.settle()
    asked = answer(monkeypatch, DeleteEnvironmentDialog, False, True)
    screen.window.environment_menu.delete_requested.emit()
    assert path.exists()
    screen.window.environment_menu.delete_requested.emit()
    screen.wait_said("“Clinic” was deleted.")
    assert [(each["people"], each["copies"]) for each in asked] == [(1, 1)] * 2
    assert screen.desk.environment == SIMULATOR
    assert selector(screen) == ["Simulator"]
    assert not list(desks.folder.rglob(f"{path.stem}.*"))
    assert vault.keys == {}
    assert len(screen.names) == 6


def test_what_a_locked_keyring_keeps_goes_at_the_next_start(
    live: Callable[[Environment], Screen], open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch, desks: Desks
) -> None:
    screen = live(TEST)
    path = desks.book.database(screen.desk.environment)
    answer(monkeypatch, DeleteEnvironmentDialog, True)

    def locked(_vault: object, _name: str) -> None:
        raise VaultError(ErrorKind.KEYRING_LOCKED)

    with monkeypatch.context() as patch:
        patch.setattr(MemoryVault, "forget", locked)
        screen.window.environment_menu.delete_requested.emit()
        screen.wait_said("not all of it is gone")
        assert selector(screen) == ["Simulator"]
    screen.close()
    open_screen()
    wait_for(lambda: not list(desks.folder.rglob(f"{path.stem}.*")), "the rest gone")


def test_nothing_is_done_with_an_environment_while_somebody_is_at_work(
    live: Callable[[Environment], Screen], popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = live(TEST)
    for dialog in (DeleteEnvironmentDialog, RenameDialog, EnvironmentDialog):
        answer(monkeypatch, dialog)  # nobody is to be asked
    menu = screen.window.environment_menu
    screen.press_row_button("Somebody")
    for wish in (menu.duplicate_requested, menu.rename_requested, menu.delete_requested, menu.import_requested):
        wish.emit()
        assert screen.said == "Close the open popup first."
    popups[0].says("close")
    screen.wait_ended()
    screen.app.saver._in_memory.append((screen.desk, popups[0].request, made_up_session(), None))
    menu.delete_requested.emit()
    assert screen.said == "Something is not on the disk yet. Wait until it is saved."
    screen.app.saver._in_memory.clear()


def test_the_dialog_says_what_is_lost_and_wants_the_name_where_somebody_is_in_it(put_up: PutUp) -> None:
    dialog = put_up(DeleteEnvironmentDialog(PRODUCTION, None, people=3, copies=7))
    text = " ".join(visible_texts(dialog))
    for words in ("3 people", "7 backups", "key in the keyring", "cannot be undone"):
        assert words in text
    assert dialog.typed is not None
    assert not dialog.accept_button.isEnabled()
    QTest.keyClicks(dialog.typed, "Clinic")
    assert dialog.accept_button.isEnabled()
    empty = put_up(DeleteEnvironmentDialog(PRODUCTION, None, people=0, copies=0))
    assert empty.typed is None
    assert empty.accept_button.isEnabled()


def test_the_simulator_can_only_take_settings_in(screen: Screen) -> None:
    menu = screen.window.environment_menu.parent()
    assert isinstance(menu, QMenu)
    actions = {action.text().replace("&", ""): action for action in menu.actions()}
    enabled = {text for text, action in actions.items() if action.isEnabled()}
    assert "Import settings…" in enabled
    assert not enabled & {"Duplicate…", "Rename…", "Delete…", "Export settings…"}


def test_an_old_environment_on_the_open_network_counts_as_production() -> None:
    assert Environment(name="x", client_id="c", hosts=Hosts()).kind is EnvironmentKind.PRODUCTION
