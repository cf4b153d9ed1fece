"""What the tests of the command line stand on: a data folder, and commands run in this process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtWidgets import QApplication

from hcdesktop import app as composition
from hcdesktop import cli
from hcdesktop.cli import main
from hcdesktop.core.models import SessionToken
from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.journey import runner
from hcdesktop.simulator import seeds
from hcdesktop.simulator.state import SimulatorState

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ended:
    """What a command has left."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """The fixture ``run``: one command in this process, over the test's data folder."""

    def __call__(self, *arguments: object, data_dir: Path | None = ...) -> Ended: ...


class Program(Protocol):
    """The fixture ``program``: one command in a process of its own."""

    def __call__(self, *arguments: object, env: Mapping[str, str] | None = ..., stdin: str = ...) -> Ended: ...


@pytest.fixture(autouse=True)
def _dumps_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit is not raised again, and this process is everybody's; tests/hostile/test_files.py has its own."""
    monkeypatch.setattr(cli, "_leave_no_dumps", lambda: None)


@pytest.fixture(autouse=True)
def _one_application(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """There can be one only in a process, and the tests have it."""
    monkeypatch.setattr(composition, "application", lambda _language: qapp)
    monkeypatch.setattr(runner, "application", lambda: qapp)
    monkeypatch.setenv("QTWEBENGINE_DISABLE_SANDBOX", "1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder."""
    return tmp_path / "data"


@pytest.fixture
def desks(folder: Path) -> Desks:
    """What the commands find in the data folder."""
    return Desks(folder)


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def command(*arguments: object, data_dir: Path | None = folder) -> Ended:
        options = [] if data_dir is None else ["--data-dir", str(data_dir)]
        capsys.readouterr()
        try:
            code = main([*options, *map(str, arguments)])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return command


@pytest.fixture
def program() -> Program:
    """Runs a command as somebody would."""

    def command(*arguments: object, env: Mapping[str, str] | None = None, stdin: str = "") -> Ended:
        ended = subprocess.run(
            [sys.executable, "-m", "hcdesktop", *map(str, arguments)],
            cwd=REPOSITORY,
            env={**os.environ, **(env or {})},
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return command


def finished_session(folder: Path, client_user_id: str) -> SessionToken:
    """A sessionTokenObject for which the Simulator will give tokens."""
    state = SimulatorState(folder / "simulator.json")
    session = state.open_session(client_user_id)
    state.connect(session.token, provider="quillstep", at=seeds.SEEDED_AT)
    state.finish(session.token, at=seeds.SEEDED_AT)
    raw = {"humanId": session.human_id, "clientId": seeds.CLIENT_ID, "sessionToken": session.token}
    return SessionToken(session_token=session.token, human_id=session.human_id, client_id=seeds.CLIENT_ID, raw=raw)


def leave_finish_behind(desks: Desks, client_user_id: str, session: SessionToken) -> int:
    """A finish on the disk that has not been sent; the user's id."""
    with opened(desks, SIMULATOR) as desk:
        user = desk.store.find_user(client_user_id) or desk.service.add_user(client_user_id)
        assert desk.service.keep(desk.service.launch(user.id), session) is not None
    return user.id
