"""Delete all data: from the window and from the command line, nothing is left, and what is left is told."""

from __future__ import annotations

import io
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from keyring.errors import KeyringLocked
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hcdesktop import app as composition
from hcdesktop.core.models import Environment
from hcdesktop.core.program_log import ProgramLog
from hcdesktop.desk import Desks, opened
from hcdesktop.store.preferences import PreferenceFile
from hcdesktop.store.vault import KeyringVault
from hcdesktop.ui.doorbell import BELL
from hcdesktop.ui.erasing import EraseAll, EraseDialog
from hcdesktop.ui.instance import FolderLock
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.messages import Message
from tests.cli.conftest import Run
from tests.store.test_vault import MemoryKeyring


class Ring(MemoryKeyring):
    """This computer's keyring; may be locked."""

    locked = False

    def delete_password(self, service: str, username: str) -> None:
        if self.locked:
            raise KeyringLocked
        super().delete_password(service, username)


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    return made


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ring]:
    """A data folder in which there is one of everything, and the keyring of its computer."""
    ring, folder = Ring(), tmp_path_factory.mktemp("written") / "data"
    desks = Desks(folder, vault=KeyringVault(ring))
    for name in ("Clinic", "Harbour"):
        environment = desks.book.save(Environment(name=name, client_id="c1"))
        with opened(desks, environment) as desk:
            desk.service.add_user("somebody@example.org")
    with opened(desks, environment) as desk:
        desks.back_up(desk)
        desks.set_recovery(desk, "a recovery passphrase")
    phrased = desks.book.save(Environment(name="Attic", client_id="c1"))
    with opened(desks, phrased, passphrase="a passphrase"), opened(desks, desks.book.preset):
        pass
    preferences = PreferenceFile(folder)
    preferences.write(preferences.read())
    (folder / "environments.json.2026-11-01T101010.aside").write_bytes(b"{")
    (folder / "environments" / "lost-0a1b2c3d.db").write_bytes(b"of an environment that is on no list any more")
    assert {name for _service, name in ring.kept} == {"Clinic", "Harbour"}
    return folder, ring


@pytest.fixture
def full(folder: Path, ring: Ring, written: tuple[Path, Ring]) -> Desks:
    """The same on this computer."""
    shutil.copytree(written[0], folder)
    ring.kept.update(written[1].kept)
    return Desks(folder)


def at_the_window(act: Callable[[MainWindow], object]) -> None:
    """Once there is one, with all that belongs to it; then it is closed, if it still can be seen."""

    def find() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow) and window.isVisible() and window.findChild(EraseAll):
                act(window)
                window.close()
                return
        QTimer.singleShot(50, find)

    QTimer.singleShot(50, find)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """What is said when the window is gone."""
    said: list[Message] = []
    monkeypatch.setattr(composition.App, "tell", lambda _app, message: said.append(message))
    return said


@pytest.fixture
def agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody types the word."""
    monkeypatch.setattr(EraseDialog, "ask", staticmethod(lambda _what, _parent: True))


def erase(window: MainWindow) -> None:
    window.environment_menu.erase_requested.emit()


# --- from the window


@pytest.mark.usefixtures("full", "agreed")
def test_nothing_is_left_and_the_app_ends(run: Run, folder: Path, ring: Ring, told: list[Message]) -> None:
    at_the_window(erase)
    ended = run()
    assert (ended.code, ended.err) == (0, "")
    assert not folder.exists()
    assert ring.kept == {}
    handlers = logging.getLogger("hcdesktop").handlers  # Windows deletes no file that is open
    assert not [each for each in handlers if isinstance(each, ProgramLog)]
    assert [message.text for message in told] == ["Everything that hcdesktop kept on this computer is deleted."]


@pytest.mark.usefixtures("agreed", "ring")
def test_the_app_keeps_nothing_anywhere_else(run: Run, told: list[Message]) -> None:
    """A first start in an empty home, in the system's place for data; what the tests themselves leave there stays."""
    before = sorted(Path.home().rglob("*"))
    at_the_window(erase)
    assert run(data_dir=None).code == 0
    assert sorted(Path.home().rglob("*")) == before
    assert len(told) == 1


@pytest.mark.usefixtures("full", "agreed")
def test_what_the_keyring_does_not_give_up_is_told_and_goes_at_the_next_start(
    run: Run, folder: Path, ring: Ring, told: list[Message]
) -> None:
    ring.locked = True
    at_the_window(erase)
    assert run().code == 1
    assert "Left: the key of “Clinic” in the keyring, the key of “Harbour” in the keyring." in told[0].text
    assert {path.name for path in folder.rglob("*") if path.is_file()} == {"environments.json"}
    ring.locked = False
    at_the_window(lambda window: None)
    assert run().code == 0
    assert ring.kept == {}


@pytest.mark.usefixtures("full", "agreed")
def test_a_file_that_cannot_be_deleted_is_told(
    run: Run, folder: Path, ring: Ring, told: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name == "window.json":
            raise PermissionError(13, "no")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    at_the_window(erase)
    assert run().code == 1
    assert f"Left: the file {folder / 'window.json'}." in told[0].text
    assert [path.name for path in folder.rglob("*")] == ["window.json"]
    assert ring.kept == {}


# --- from the command line


@pytest.mark.usefixtures("full")
def test_the_command_asks_and_deletes_all(run: Run, folder: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / BELL).touch()  # left by one that was killed
    for typed, code in (("", 1), ("yes\n", 1), ("delete all\n", 0)):
        assert folder.exists()
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        ended = run("delete-all-data")
        assert ended.code == code
        assert "environments with their keys in the keyring: Attic, Clinic, Harbour." in ended.out
    assert "is deleted. Nothing has changed at Human API." in ended.out
    assert not folder.exists()
    assert ring.kept == {}
    assert run("delete-all-data").code == 0
    assert not folder.exists()


@pytest.mark.usefixtures("full")
def test_files_of_somebody_else_stay(run: Run, folder: Path, ring: Ring) -> None:
    theirs = [folder / "thesis.odt", folder / "environments" / "notes.db", folder / "letters" / "clinic-0a8df495.db"]
    for path in theirs:
        path.parent.mkdir(exist_ok=True)
        path.write_text("theirs")
    (folder / "window.json").unlink(missing_ok=True)
    outside = folder.with_name("outside.json")
    outside.write_text("theirs")
    (folder / "window.json").symlink_to(outside)
    ended = run("delete-all-data", "--yes")
    assert ended.code == 0
    assert f"{folder} stays, for there are other files in it." in ended.out
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(theirs)
    assert outside.read_text() == "theirs"
    assert ring.kept == {}


@pytest.mark.usefixtures("full")
def test_not_while_the_window_is_open(run: Run, folder: Path, ring: Ring) -> None:
    lock = FolderLock(folder)
    assert lock.acquire()
    try:
        ended = run("delete-all-data", "--yes")
    finally:
        lock.release()
    assert (ended.code, ended.out) == (2, "")
    assert "Close it; then try again." in ended.err
    assert len(ring.kept) == 2


def test_not_while_nobody_knows_which_keys_there_are(run: Run, full: Desks, folder: Path, ring: Ring) -> None:
    (folder / "environments.json").write_bytes(b"{")
    before = sorted(folder.rglob("*"))
    ended = run("delete-all-data", "--yes")
    assert ended.code == 2
    assert "The list of environments is damaged." in ended.err
    assert sorted(folder.rglob("*")) == before
    assert len(ring.kept) == 2
