"""The start: what is built, what is said when a file cannot be used, and that nothing is ever deleted."""

from __future__ import annotations

import functools
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from sqlcipher3 import dbapi2

from hcdesktop import desk_files, rooms
from hcdesktop.app import build
from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.models import Credentials
from hcdesktop.core.redact import RedactingFilter
from hcdesktop.core.service import Service
from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.store.local import LocalStore
from hcdesktop.ui import engine_start
from hcdesktop.ui.closing import Closing
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.production import ProductionGate
from hcdesktop.ui.user_model import Column
from tests.ui.conftest import OpenScreen
from tests.ui.screen import ADA, JONAS, Screen


@pytest.fixture
def database(desks: Desks) -> Path:
    """The Simulator's file of users, after a first start."""
    with opened(desks, SIMULATOR):
        pass
    return desks.book.database(SIMULATOR)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of the data folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refusal(open_screen: OpenScreen) -> HcError:
    """What the start raises."""
    with pytest.raises(HcError) as caught:
        open_screen()
    return caught.value


@contextmanager
def unlocked(database: Path) -> Iterator[dbapi2.Connection]:
    """The file, opened by another program that has the key."""
    connection = dbapi2.connect(str(database), isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{database.with_suffix('.key').read_text(encoding='ascii')}'\"")
        yield connection
    finally:
        connection.close()


# --- faults


def begins_anew(open_screen: OpenScreen, folder: Path) -> None:
    """The Simulator's people are fictional: what is damaged is put aside, every byte of it, and the app starts."""
    before = content(folder)
    screen = open_screen()
    assert len(screen.names) == 6
    assert "Part of what was stored here was damaged. It is kept as simulator-" in screen.said
    assert set(before.values()) <= set(content(folder).values())
    screen.close()
    assert open_screen().said == ""


def test_a_simulator_whose_file_is_no_database_begins_anew(
    open_screen: OpenScreen, database: Path, folder: Path
) -> None:
    database.write_bytes(b"no database at all" * 1000)
    begins_anew(open_screen, folder)


@pytest.mark.parametrize("place", [2000, -3000])
def test_a_simulator_with_a_damaged_page_begins_anew(
    open_screen: OpenScreen, database: Path, folder: Path, place: int
) -> None:
    whole = bytearray(database.read_bytes())
    whole[place] ^= 1
    database.write_bytes(whole)
    begins_anew(open_screen, folder)


@pytest.mark.parametrize("key", [None, b"", b"not hex", b"00" * 16, b"ab" * 32])
def test_a_simulator_whose_key_is_gone_or_another_one_begins_anew(
    open_screen: OpenScreen, database: Path, folder: Path, key: bytes | None
) -> None:
    path = database.with_suffix(".key")
    if key is None:
        path.unlink()
    else:
        path.write_bytes(key)
    begins_anew(open_screen, folder)


def test_a_simulator_of_which_only_the_log_is_left_begins_anew(
    open_screen: OpenScreen, database: Path, folder: Path
) -> None:
    database.rename(database.with_name(f"{database.name}-wal"))
    begins_anew(open_screen, folder)


def test_a_file_of_a_newer_version_is_told_and_left_alone(open_screen: OpenScreen, database: Path) -> None:
    with unlocked(database) as connection:
        connection.execute("PRAGMA user_version = 999")
    error = refusal(open_screen)
    assert (error.kind, error.params) == (ErrorKind.STORE_NEWER, {"version": 999})
    with unlocked(database) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (999,)
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (6,)


def test_a_file_that_another_program_holds_is_told(
    open_screen: OpenScreen, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_files, "LocalStore", functools.partial(LocalStore, busy_timeout=0.05))
    with unlocked(database) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        assert refusal(open_screen).kind is ErrorKind.STORE_LOCKED
    assert len(open_screen().names) == 6


def test_a_folder_that_cannot_be_written_to_is_told(
    open_screen: OpenScreen, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda *_arguments: False)  # root may write everywhere
        assert refusal(open_screen).kind is ErrorKind.STORE_READ_ONLY
    assert len(open_screen().names) == 6


def test_a_data_folder_that_is_a_file_is_told(open_screen: OpenScreen, folder: Path) -> None:
    folder.write_text("mine", encoding="ascii")
    assert refusal(open_screen).kind in (ErrorKind.STORE_UNREADABLE, ErrorKind.KEYRING_FAILED)
    assert folder.read_text(encoding="ascii") == "mine"


def test_a_damaged_list_of_environments_is_told_and_left_alone(
    open_screen: OpenScreen, database: Path, folder: Path
) -> None:
    (folder / "environments.json").write_text("[]", encoding="ascii")
    before = content(folder)
    screen = open_screen()
    assert screen.said.startswith("The list of environments is damaged.")
    assert len(screen.names) == 6
    after = content(folder)
    assert {name: after[name] for name in before} == before


def test_a_damaged_simulator_is_put_aside_and_starts_anew(
    open_screen: OpenScreen, database: Path, folder: Path
) -> None:
    (folder / "simulator.json").write_text("{", encoding="ascii")
    screen = open_screen()
    assert len(screen.names) == 6
    wait_for(lambda: screen.desk.simulator_later and screen.desk.simulator_later.made, "the Simulator")
    assert (folder / "simulator.json.broken").read_text(encoding="ascii") == "{"


def test_after_a_start_that_failed_the_next_one_works(open_screen: OpenScreen, database: Path, tmp_path: Path) -> None:
    aside = database.parent.rename(tmp_path / "aside")
    database.parent.write_bytes(b"a file where the folder should be")
    refusal(open_screen)
    database.parent.unlink()
    aside.rename(database.parent)
    assert open_screen().names[0] == ADA


# --- what a start does and leaves


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was loaded of the engine and the network, which is not done here."""
    names: list[str] = []
    monkeypatch.setattr(rooms, "load_engine", lambda: names.append("engine"))
    monkeypatch.setattr(Service, "prepare_requests", lambda _service: names.append("network"))
    return names


def test_the_engine_and_the_network_are_loaded_once_when_a_row_is_chosen(
    open_screen: OpenScreen, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_start, "_PAUSE", 0)
    with monkeypatch.context() as before_the_rest:
        before_the_rest.setattr(Environments, "prepare", lambda _environments: None)
        screen = open_screen()
        screen.settle()
    assert screen.desk.simulator_later
    assert screen.desk.simulator_later.made is None  # the first paint needs its rows only
    screen.app.environments.prepare()
    assert (loaded, screen.window.isVisible(), len(screen.names)) == ([], True, 6)
    wait_for(lambda: screen.desk.simulator_later and screen.desk.simulator_later.made, "the Simulator")
    assert loaded == []
    screen.choose(ADA)
    wait_for(lambda: len(loaded) == 2, "both")
    screen.choose(JONAS)
    let_pass(0.03)
    assert loaded == ["engine", "network"]


def test_the_engine_and_the_network_are_loaded_when_the_mouse_comes_to_a_row(
    open_screen: OpenScreen, loaded: list[str]
) -> None:
    screen = open_screen()
    table = screen.window.table
    QTest.mouseMove(table.viewport(), table.visualRect(table.users.index(1, Column.NAME)).center())
    wait_for(lambda: len(loaded) == 2, "both")
    screen.settle()


def test_an_app_that_is_closed_at_once_loads_nothing(
    open_screen: OpenScreen, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_start, "_PAUSE", 0)
    screen = open_screen()
    screen.choose(ADA)
    screen.close()
    let_pass(0.03)
    assert loaded == []


def test_who_is_quicker_than_what_comes_after_the_first_paint_is_asked_all_the_same(
    qapp: QApplication, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(ProductionGate, "lets_pass", lambda _gate, environment: asked.append(environment))
    monkeypatch.setattr(Closing, "may_close", lambda _closing: asked.append("close"))
    app = build(qapp, desks)
    with ExitStack() as end:
        end.callback(app.close)
        app.start(SIMULATOR)
        assert "rooms" not in app.__dict__
        app.window.table.launch_requested.emit(app.controller.desk.service.users()[0].id)
        app.window.close()
        assert (asked, app.popups.launches, app.window.isVisible()) == ([SIMULATOR, "close"], (), True)


def test_what_is_kept_is_for_the_owner_alone(screen: Screen, folder: Path) -> None:
    screen.app.log_to(folder)
    try:
        for path in folder.rglob("*"):
            if path.is_file() and path.name != "hcdesktop.log":
                assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
        assert stat.S_IMODE((folder / "environments").stat().st_mode) == 0o700
    finally:
        _remove_handler()


def test_the_log_holds_no_secret(screen: Screen, folder: Path) -> None:
    """GIVEN the app's log WHEN something secret gets into a line or an exception THEN the file has neither."""
    screen.service.set_credentials(Credentials(client_secret="canary with blanks", app_key="canary-key"))
    token = screen.user("Jonas Feldspar").access_token
    screen.app.log_to(folder)
    log = logging.getLogger("hcdesktop.tests")
    try:
        log.info("secret %s, key %s, token %s", "canary with blanks", "canary-key", token)
        try:
            raise ValueError("canary-key in an exception")
        except ValueError:
            log.info("failed", exc_info=True)
        screen.app.controller.close()
        log.info("after the end: %s", "canary-key")
    finally:
        _remove_handler()
    text = (folder / "hcdesktop.log").read_text(encoding="utf-8")
    assert "canary" not in text
    assert token is not None
    assert token not in text
    assert "ValueError" in text
    assert "after the end" in text


def _remove_handler() -> None:
    logger = logging.getLogger("hcdesktop")
    for handler in list(logger.handlers):
        if any(isinstance(item, RedactingFilter) for item in handler.filters):
            logger.removeHandler(handler)
            handler.close()
    logger.setLevel(logging.NOTSET)


def test_why_there_is_no_window_is_said_in_a_box_of_its_own(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, str, str]] = []

    def show(box: QMessageBox) -> int:
        said.append((box.text(), box.informativeText(), box.detailedText()))
        return 0

    monkeypatch.setattr(QMessageBox, "exec", show)
    screen.app.explain(HcError(ErrorKind.STORE_NEWER, version=999))
    assert said == [
        (
            "The file with the users was written by a newer version of this app.",
            "Update the app.",
            "For your developer: store_newer (version=999)",
        ),
    ]


def test_closing_twice_is_harmless(open_screen: OpenScreen) -> None:
    screen = open_screen()
    screen.app.controller.close()
    screen.app.controller.close()
    assert isinstance(screen.app.environments, Environments)
    assert not screen.app.environments.is_open


# --- what a start does not wait for

#: The engine and the network, and whatever is only looked at when somebody asks for it.
LATER = (
    "PySide6.QtWebEngineCore",
    "PySide6.QtNetwork",
    "PySide6.QtDBus",
    "ctypes",
    "requests",
    "keyring",
    "email.utils",
    "importlib.metadata",
    "hcdesktop.ui.about",
    "hcdesktop.ui.copying",
    "hcdesktop.ui.environment_dialog",
    "hcdesktop.ui.help_window",
    "hcdesktop.ui.log_window",
    "hcdesktop.ui.person_dialogs",
    "hcdesktop.lab.lab_window",
)


def test_nothing_is_imported_that_the_first_paint_does_not_need() -> None:
    code = "import sys, hcdesktop.app, hcdesktop.ui.instance, hcdesktop.ui.session_lock; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True).stdout
    assert set(LATER) & set(loaded.split()) == set()
