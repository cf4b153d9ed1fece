"""The program's own log: nothing is written before there is something to write, and it never grows without end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hcdesktop.core import program_log
from hcdesktop.core.program_log import ProgramLog


@pytest.fixture
def handler(tmp_path: Path) -> Iterator[ProgramLog]:
    with closing(ProgramLog(tmp_path)) as made:
        yield made


def record(text: str) -> logging.LogRecord:
    return logging.LogRecord("hcdesktop.tests", logging.INFO, __file__, 1, text, (), None)


def test_a_start_at_which_nothing_happens_makes_no_file(handler: ProgramLog, tmp_path: Path) -> None:
    handler.close()
    assert not list(tmp_path.iterdir())


def test_a_record_is_a_line_with_its_time_and_its_place(handler: ProgramLog, tmp_path: Path) -> None:
    handler.handle(record("somebody logs"))
    line = (tmp_path / "hcdesktop.log").read_text(encoding="utf-8")
    assert line.endswith(" INFO hcdesktop.tests somebody logs\n")
    assert line[:2] == "20"


def test_what_is_filtered_out_is_not_written(handler: ProgramLog, tmp_path: Path) -> None:
    handler.addFilter(lambda each: "secret" not in each.getMessage())
    handler.handle(record("a secret"))
    assert not list(tmp_path.iterdir())


def test_it_keeps_two_files_of_the_size_that_somebody_sends_along(
    handler: ProgramLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_log, "_MOST", 1_000)
    for number in range(100):
        handler.handle(record(f"line {number} of many"))
    assert {path.name for path in tmp_path.iterdir()} == {"hcdesktop.log", "hcdesktop.log.1"}
    assert all(path.stat().st_size <= 1_000 for path in tmp_path.iterdir())
    assert "line 99 of many" in (tmp_path / "hcdesktop.log").read_text(encoding="utf-8")
