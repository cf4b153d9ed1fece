"""The bench can be run: once each and with as few people as there can be, every line has both its figures."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tests.bench import bench as benches
from tests.bench.figures import Goal, Report, table, write
from tests.bench.ground import Ground
from tests.bench.scale import SMALLEST, Bench

#: Not the self-test, which has tests of its own, and not what is installed from a registry.
MEASURED = ("start", "popup", "list", "import", "finalize", "commands")
LINES = 14


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(scale=SMALLEST, ground=Ground(tmp_path), report=Report(), tools=tmp_path / "tools")


def test_every_line_has_both_its_figures(bench: Bench, tmp_path: Path) -> None:
    assert benches.measure(bench, MEASURED) == []
    figures = bench.report.figures
    assert len(figures) == LINES
    for figure in figures:
        assert figure.skipped or (len(figure.ours) == len(figure.floor) == SMALLEST.runs), figure.what
        assert all(map(math.isfinite, (*figure.ours, *figure.floor))), figure.what
        assert all(one > 0 for one in figure.ours) or figure.goal is Goal.AT_MOST, figure.what
    assert [one.where for one in bench.report.pulses if not one.beats] == []
    write(bench.report, tmp_path / "build" / "figures.json")
    written = json.loads((tmp_path / "build" / "figures.json").read_text())
    assert [one["what"] for one in written["figures"]] == [figure.what for figure in figures]
    assert all(figure.what in table(bench.report) for figure in figures)
