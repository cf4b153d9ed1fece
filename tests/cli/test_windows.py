"""The commands with a window: they start, say why they cannot, and end."""

from __future__ import annotations

import json
import logging
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hcdesktop import app as composition
from hcdesktop.core.errors import ErrorKind, HcError, StoreError
from hcdesktop.core.redact import RedactingFilter
from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.journey import runner
from hcdesktop.journey.stage import Stage
from hcdesktop.journey.steps import Step
from hcdesktop.journey.waiting import DidNotHappen
from hcdesktop.ui import doorbell
from hcdesktop.ui.instance import FolderLock
from hcdesktop.ui.main_window import MainWindow
from tests.cli.conftest import Ended, Run


@pytest.fixture(autouse=True)
def _no_log_is_left() -> Iterator[None]:
    yield
    logger = logging.getLogger("hcdesktop")
    for handler in list(logger.handlers):
        if any(isinstance(item, RedactingFilter) for item in handler.filters):
            logger.removeHandler(handler)
            handler.close()
    logger.setLevel(logging.NOTSET)


# --- the window


def test_the_window_opens_and_quits(run: Run, folder: Path) -> None:
    seen: list[str] = []

    def quit_it() -> None:
        windows = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]
        seen.extend(window.windowTitle() for window in windows if window.isVisible())
        for window in windows:
            window.close()

    QTimer.singleShot(100, quit_it)
    assert run() == Ended(0, "", "")
    assert seen == ["Simulator · hcdesktop"]
    with opened(Desks(folder), SIMULATOR) as desk:
        assert desk.service.count_users() == 6


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_order(run: Run, folder: Path, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    QTimer.singleShot(100, lambda: signal.raise_signal(number))
    assert run() == Ended(128 + number, "", "")
    assert signal.getsignal(number) is before
    lock = FolderLock(folder)
    assert lock.acquire()
    lock.release()


def test_a_start_that_fails_is_said_in_a_box_and_on_standard_error(
    run: Run, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[HcError] = []
    monkeypatch.setattr(composition.App, "explain", lambda _app, error: said.append(error))

    def refuse(_book: Desks, _environment: object, **_options: object) -> None:
        raise StoreError(ErrorKind.STORE_FULL)

    monkeypatch.setattr(Desks, "open", refuse)
    ended = run()
    assert ended.code == 2
    assert "The disk is full." in ended.err
    assert [error.kind for error in said] == [ErrorKind.STORE_FULL]


def test_a_damaged_list_of_environments_is_said_in_the_window(run: Run, folder: Path) -> None:
    said: list[str] = []

    def read_and_quit() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow):
                said.append(window.messages.message.text if window.messages.message else "")
                window.close()

    folder.mkdir()
    (folder / "environments.json").write_bytes(b"{")
    QTimer.singleShot(100, read_and_quit)
    assert run().code == 0
    assert said == ["The list of environments is damaged. The files with the users are not."]


def test_a_second_start_whose_first_one_answers_ends_well(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How it is heard by another process: tests/hostile/test_two_at_once.py."""
    lock = FolderLock(folder)
    assert lock.acquire()
    try:
        with monkeypatch.context() as heard:
            heard.setattr(doorbell, "ring", lambda at: at == folder)
            assert run() == Ended(0, "", "hcdesktop is open already; its window comes to the front.\n")
        ended = run()
        assert (ended.code, ended.out) == (2, "")
        assert "is using this data folder and does not answer" in ended.err
    finally:
        lock.release()
    assert not list(folder.rglob("*.db"))


def test_while_the_window_is_open_finalize_leaves_it_the_work(run: Run, folder: Path) -> None:
    lock = FolderLock(folder)
    assert lock.acquire()
    try:
        ended = run("finalize")
        assert (ended.code, ended.out) == (2, "")
        assert "saves what is pending by itself" in ended.err
    finally:
        lock.release()
    assert run("finalize").code == 0


# --- the self-test


def play(monkeypatch: pytest.MonkeyPatch, **steps: object) -> None:
    """These steps instead of the journey, which tests/journeys plays."""

    def step(name: str, outcome: object) -> Step:
        def run(_stage: Stage) -> str:
            if isinstance(outcome, Exception):
                raise outcome
            return str(outcome)

        return Step(name, run)

    monkeypatch.setattr(runner, "STEPS", [step(name, outcome) for name, outcome in steps.items()])


def test_the_self_test_in_json(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, create="seen", edit=DidNotHappen("a miracle"))
    ended = run("self-test", "--json")
    assert ended.code == 1
    told = json.loads(ended.out)
    assert set(told) == {"steps", "passed", "failed"}
    assert (told["passed"], told["failed"]) == (1, 1)
    first, second = told["steps"]
    assert set(first) == {"step", "ok", "seconds", "detail"}
    assert (first["step"], first["ok"], first["detail"]) == ("create", True, "seen")
    assert 0 < first["seconds"] < 10
    assert (second["step"], second["ok"], second["detail"]) == ("edit", False, "DidNotHappen: a miracle")


def test_the_self_test_in_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, create="seen")
    ended = run("self-test")
    assert (ended.code, ended.err) == (0, "")
    line, last = ended.out.splitlines()
    assert line.startswith("passed  create ")
    assert line.endswith(" s  seen")
    assert last == "1 passed, 0 failed"


def test_an_error_of_the_app_is_a_step_that_failed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, create=HcError(ErrorKind.STORE_FULL), edit="seen")
    ended = run("self-test")
    assert ended.code == 1
    assert "FAILED  create" in ended.out
    assert "HcError: store_full" in ended.out
    assert ended.out.endswith("1 passed, 1 failed\n")


def test_screenshots_go_into_a_folder_that_is_made(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def photograph(stage: Stage) -> str:
        stage.picture("list")
        return "photographed"

    monkeypatch.setattr(runner, "STEPS", [Step("create", photograph)])
    pictures = tmp_path / "some" / "pictures"
    assert run("self-test", "--screenshots", pictures).code == 0
    names = [path.name for path in pictures.iterdir()]
    assert names
    assert all(name.startswith("create-list-window") and name.endswith(".png") for name in names)
    assert all(path.stat().st_size > 5_000 for path in pictures.iterdir())


def test_the_self_test_leaves_the_data_folder_alone(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, create="seen")
    run("self-test")
    assert not folder.exists()
