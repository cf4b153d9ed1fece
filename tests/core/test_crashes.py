"""What nobody caught is told redacted: by every hook that Python has, and however broken the redactor is."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import pytest

from hcdesktop.core.crashes import redacted_crashes, tell
from hcdesktop.core.redact import Redactor
from tests.conftest import ExpectedLog


def _raise() -> None:
    try:
        raise ValueError("sessionToken=canary-1")
    except ValueError as error:
        raise RuntimeError("of ada@example.org with canary-known") from error


def _uncaught() -> None:
    try:
        _raise()
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def _on_a_thread() -> None:
    thread = threading.Thread(target=_raise)
    thread.start()
    thread.join()


class _Clumsy:
    def __del__(self) -> None:
        _raise()


def _thrown_away() -> None:
    _Clumsy()


@pytest.mark.parametrize("crash", [_uncaught, _on_a_thread, _thrown_away])
def test_a_crash_is_told_redacted(
    crash: Callable[[], None], capsys: pytest.CaptureFixture[str], expect_log: ExpectedLog
) -> None:
    expect_log("hcdesktop.core.crashes CRITICAL nobody caught:\nTraceback")
    with redacted_crashes(Redactor(lambda: ["canary-known"])):
        crash()
    said = capsys.readouterr().err
    assert "RuntimeError: of person-1 with •••" in said
    assert "ValueError: sessionToken=•••" in said
    assert "canary" not in said.replace('"canary-known"', "").replace('canary-1")', "").replace(
        'with canary-known")', ""
    )
    assert [line for line in expect_log.lines if "canary-1\n" in line or "with canary-known\n" in line] == []


def test_of_a_crash_that_cannot_be_redacted_only_the_place_is_told(
    capsys: pytest.CaptureFixture[str], expect_log: ExpectedLog
) -> None:
    expect_log("withheld")

    def broken() -> list[str]:
        raise ZeroDivisionError

    try:
        raise KeyError("canary")
    except KeyError as error:
        tell(error, Redactor(broken))
    said = capsys.readouterr().err
    assert "test_crashes.py" in said
    assert said.endswith("KeyError (withheld: it could not be redacted)\n")


def test_pythons_own_hooks_are_given_back() -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    with redacted_crashes(Redactor()):
        assert not {sys.excepthook, threading.excepthook, sys.unraisablehook} & set(before)
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_a_program_without_a_console_does_not_stumble(monkeypatch: pytest.MonkeyPatch, expect_log: ExpectedLog) -> None:
    expect_log("nobody caught")
    monkeypatch.setattr(sys, "stderr", None)
    tell(KeyError("x"), Redactor())
