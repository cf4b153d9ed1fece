"""The command line as a whole: what it is called, where it keeps things, how it says that something does not go."""

from __future__ import annotations

import os
import re
import stat
import sys
import threading
from pathlib import Path

import pytest

import hcdesktop
from hcdesktop import cli, cli_opening
from hcdesktop.cli_opening import data_folder
from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.models import Environment
from hcdesktop.desk import SIMULATOR, Desks, opened
from tests.cli.conftest import Ended, Program, Run
from tests.documents import commands_of

LIVE = Environment(name="Clinic", client_id="c1")


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version") == Ended(0, f"hcdesktop {hcdesktop.__version__}\n", "")


def test_the_version_is_printed_without_loading_anything_else(program: Program) -> None:
    ended = program("--version", env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert (ended.code, ended.out) == (0, f"hcdesktop {hcdesktop.__version__}\n")
    loaded = set(re.findall(r"\| +([\w.]+)$", ended.err, re.MULTILINE))
    assert {name for name in loaded if name.startswith("hcdesktop")} == {"hcdesktop"}
    assert "argparse" not in loaded


def test_help_is_printed_without_loading_the_screen(program: Program) -> None:
    ended = program("--help", env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert ended.code == 0
    loaded = set(re.findall(r"\| +([\w.]+)$", ended.err, re.MULTILINE))
    assert "hcdesktop.cli" in loaded
    assert not [name for name in loaded if name.split(".")[0] in {"PySide6", "shiboken6", "requests", "keyring"}]


def test_a_list_is_written_without_loading_what_only_a_request_needs(
    program: Program, folder: Path, tmp_path: Path
) -> None:
    variables = {"PYTHONPROFILEIMPORTTIME": "1", "HCDESKTOP_DATA_DIR": str(folder)}
    ended = program("users", "export", tmp_path / "list.csv", env=variables)
    assert ended.code == 0
    loaded = set(re.findall(r"\| +([\w.]+)$", ended.err, re.MULTILINE))
    assert "hcdesktop.desk" in loaded
    assert loaded.isdisjoint({"hcdesktop.simulator.server", "hcdesktop.system", "requests", "keyring", "PySide6"})
    # What only a launch, a crash or a damaged file needs.
    assert loaded.isdisjoint({"hcdesktop.core.service", "hcdesktop.core.redact", "hcdesktop.simulator.scenario"})
    assert loaded.isdisjoint({"logging", "secrets", "concurrent.futures"})


def test_a_command_that_is_described_alone_says_the_same_of_itself() -> None:
    everything = dict(commands_of(cli._parser()))
    for name, options in everything.items():
        alone = dict(commands_of(cli._parser(name.partition(" ")[0])))
        assert alone[name] == options
        assert len(alone) < len(everything) or not name


def test_help_names_every_command(run: Run) -> None:
    ended = run("--help")
    assert ended.code == 0
    for word in ("self-test", "users", "finalize", "doctor", "--data-dir", "--environment", "--version"):
        assert word in ended.out


@pytest.mark.parametrize("arguments", [("dance",), ("users",), ("users", "import"), ("--colour",), ("finalize", "x")])
def test_what_it_does_not_know_it_refuses(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert "usage: hcdesktop" in ended.err
    assert "Traceback" not in ended.err


def test_ctrl_c_ends_a_command_quietly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hcdesktop.doctor.report", interrupt)
    assert run("doctor") == Ended(130, "", "")


# --- where things are kept


def test_the_option_outranks_the_variable_and_the_variable_the_systems_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert data_folder(None) == Path(os.environ["XDG_DATA_HOME"]) / "hcdesktop"
    monkeypatch.setenv("HCDESKTOP_DATA_DIR", "variable")
    assert data_folder(None) == tmp_path / "variable"
    assert data_folder(Path("option")) == tmp_path / "option"
    assert data_folder(Path("~/option")) == Path.home() / "option"
    monkeypatch.setenv("HCDESKTOP_DATA_DIR", "")
    assert data_folder(None) == Path(os.environ["XDG_DATA_HOME"]) / "hcdesktop"


def test_everything_is_kept_in_the_chosen_folder_for_its_owner_alone(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HCDESKTOP_DATA_DIR", str(folder))
    assert run("users", "export", tmp_path / "people.csv", data_dir=None).code == 0
    assert run("finalize", data_dir=None).code == 0
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".db", ".key"}
    assert not list(Path.home().rglob("*.db"))
    for path in (*files, tmp_path / "people.csv"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_a_program_of_its_own_keeps_it_there_too(program: Program, folder: Path, tmp_path: Path) -> None:
    ended = program("users", "export", tmp_path / "people.csv", env={"HCDESKTOP_DATA_DIR": str(folder)})
    assert ended == Ended(0, "6 people written\n", "")
    assert list(folder.rglob("*.db"))


# --- which environment


def test_an_unknown_environment_is_refused_in_words(run: Run, folder: Path) -> None:
    for command in (("finalize",), ("users", "export", "/dev/null"), ()):
        ended = run("--environment", "Clinic {x}", *command)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == "There is no environment called “Clinic {x}”. Choose one from the list.\n"
    for thread in threading.enumerate():
        if thread.name == "begin":  # the file that the window would show
            thread.join()
    assert not folder.exists() or not list(folder.rglob("*.db"))


def test_the_last_environment_is_the_default_and_a_name_chooses_another(
    run: Run, desks: Desks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_opening, "_ask_passphrase", lambda _name: "x")
    with opened(desks, desks.book.save(LIVE), passphrase="x") as desk:
        desk.service.add_user("ada@example.org")
    assert run("users", "export", tmp_path / "a.csv").out == "6 people written\n"
    desks.book.remember("Clinic")
    assert run("--environment", "Simulator", "users", "export", tmp_path / "b.csv").out == "6 people written\n"
    assert run("users", "export", tmp_path / "c.csv").out == "1 people written\n"


@pytest.fixture
def clinic(desks: Desks) -> Environment:
    """A live environment with one user, protected by a passphrase."""
    with opened(desks, desks.book.save(LIVE), passphrase="correct horse") as desk:
        desk.service.add_user("ada@example.org", label="Ada")
    return LIVE


def test_a_passphrase_is_read_from_standard_input(
    program: Program, folder: Path, clinic: Environment, tmp_path: Path
) -> None:
    where = ("--data-dir", folder, "--environment", "Clinic")
    path = tmp_path / "people.csv"
    assert program(*where, "users", "export", path, stdin="correct horse\n") == Ended(0, "1 people written\n", "")
    assert "ada@example.org" in path.read_text(encoding="utf-8-sig")
    wrong = program(*where, "finalize", stdin="wrong horse\n")
    assert wrong == Ended(2, "", "The passphrase is not right. Try again.\n")


@pytest.mark.parametrize(("typed", "words"), [("", "protected by a passphrase"), ("x\n", "is not right")])
def test_without_the_right_passphrase_nothing_is_opened(
    run: Run, clinic: Environment, monkeypatch: pytest.MonkeyPatch, typed: str, words: str
) -> None:
    monkeypatch.setattr(sys, "stdin", _Input(typed, terminal=False))
    ended = run("--environment", "Clinic", "finalize")
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_at_a_terminal_the_passphrase_is_typed_unseen(
    run: Run, clinic: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def getpass(prompt: str) -> str:
        asked.append(prompt)
        return "correct horse"

    monkeypatch.setattr(sys, "stdin", _Input("", terminal=True))
    monkeypatch.setattr("getpass.getpass", getpass)
    assert run("--environment", "Clinic", "finalize") == Ended(0, "0 pending\n", "")
    assert asked == ["Passphrase of Clinic: "]


class _Input:
    def __init__(self, text: str, *, terminal: bool) -> None:
        self._text = text
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def readline(self) -> str:
        return self._text


def test_without_a_keyring_a_live_environment_says_what_is_missing(run: Run, desks: Desks) -> None:
    desks.book.save(LIVE)
    ended = run("--environment", "Clinic", "finalize")
    assert ended.code == 2
    assert "no safe place for the key" in ended.err


# --- what does not go


def test_a_damaged_list_is_said_and_left_alone(run: Run, folder: Path) -> None:
    folder.mkdir()
    (folder / "environments.json").write_bytes(b"{" + b"x" * 9000)
    ended = run("finalize")
    assert (ended.code, ended.out) == (2, "")
    assert "The list of environments is damaged." in ended.err
    assert "Traceback" not in ended.err
    assert (folder / "environments.json").read_bytes() == b"{" + b"x" * 9000


def test_a_damaged_simulator_begins_anew_and_says_so(run: Run, desks: Desks) -> None:
    with opened(desks, SIMULATOR):
        pass
    path = desks.book.database(SIMULATOR)
    path.write_bytes(b"{" + b"x" * 9000)
    ended = run("finalize")
    assert (ended.code, ended.out) == (0, "0 pending\n")
    assert ended.err.startswith(f"Part of what was stored here was damaged. It is kept as {path.name}.")
    assert [aside.read_bytes() for aside in path.parent.glob(f"{path.name}.*.aside")] == [b"{" + b"x" * 9000]


@pytest.mark.parametrize("command", [("finalize",), ("users", "export", "/dev/null"), ()])
def test_a_data_folder_that_cannot_be_used_is_said(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("mine", encoding="ascii")
    ended = run(*command, data_dir=tmp_path / "file" / "data")
    assert (ended.code, ended.out) == (2, "")
    assert re.fullmatch(r"[A-Z][^\n]+\.\n", ended.err)
    assert (tmp_path / "file").read_text(encoding="ascii") == "mine"


def test_every_error_is_said_in_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ErrorKind:

        def fail(*_arguments: object, kind: ErrorKind = kind) -> None:
            raise HcError(kind)

        monkeypatch.setattr("hcdesktop.doctor.report", fail)
        ended = run("doctor")
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.endswith(".\n")
        assert kind.value not in ended.err.split() or "_" not in kind


# --- root, and no screen


def test_root_without_a_sandbox_is_explained(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.delenv("QTWEBENGINE_DISABLE_SANDBOX", raising=False)
    for command in ((), ("self-test",)):
        ended = run(*command)
        assert (ended.code, ended.out) == (2, "")
        assert "was started as root" in ended.err
        assert "Start it as another user." in ended.err
    assert "QTWEBENGINE_DISABLE_SANDBOX" not in os.environ  # never by itself


def test_no_screen_is_explained(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QTWEBENGINE_DISABLE_SANDBOX", "1")
    ended = run()
    assert (ended.code, ended.out) == (2, "")
    assert "There is no screen here" in ended.err
    assert "hcdesktop self-test" in ended.err
    assert not folder.exists()


def test_commands_without_a_window_run_without_a_screen_and_as_root(program: Program, folder: Path) -> None:
    env = {"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    assert program("--data-dir", folder, "finalize", env=env) == Ended(0, "0 pending\n", "")
