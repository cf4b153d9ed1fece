"""The bench can be run: once each and with as few people as there can be, every line has both its figures."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hcdesktop.journey.waiting import wait_for
from tests.bench import against
from tests.bench import bench as benches
from tests.bench.figures import Figure, Goal, Report, pulse, table, write
from tests.bench.ground import Ground
from tests.bench.plot import Line, draw
from tests.bench.programs import ROOT, Failed, running
from tests.bench.scale import SMALLEST, Bench

#: Not the self-test, which has tests of its own, and not what is installed from a registry.
MEASURED = ("start", "popup", "list", "import", "finalize", "commands")
LINES = 17

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="weighs processes in /proc")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(scale=SMALLEST, ground=Ground(tmp_path), report=Report(), tools=tmp_path / "tools")


def test_every_line_has_both_its_figures(bench: Bench, tmp_path: Path) -> None:
    assert benches.measure(bench, MEASURED) == []
    figures = bench.report.figures
    assert len(figures) == LINES
    for figure in figures:
        assert figure.skipped or len(figure.ours) == len(figure.floor) == SMALLEST.runs, figure.what
        assert all(map(math.isfinite, (*figure.ours, *figure.floor))), figure.what
        assert all(one > 0 for one in figure.ours) or figure.goal is Goal.AT_MOST, figure.what
    assert [one.where for one in bench.report.pulses if not one.beats] == []
    write(bench.report, tmp_path / "build" / "figures.json")
    written = json.loads((tmp_path / "build" / "figures.json").read_text())
    assert [one["what"] for one in written["figures"]] == [figure.what for figure in figures]
    assert all(figure.what in table(bench.report) for figure in figures)


def test_what_cannot_be_installed_is_said_and_not_measured(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(against, "_installed", lambda *_command: "it could not be installed")
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert benches.measure(bench, ["instead"]) == []
    assert {figure.skipped for figure in bench.report.figures} == {"there is no node here", "it could not be installed"}
    assert table(bench.report).count("not measured: there is no node here") == 3


def test_what_fails_stands_in_the_table_and_ends_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_bench: Bench) -> None:
        raise Failed("it has not come to its end")

    monkeypatch.setattr(benches, "MEASUREMENTS", {"one": fails, "other": lambda _bench: None})
    assert benches.measure(bench, ["one", "other"]) == ["one"]
    assert "not measured: Failed: it has not come to its end" in table(bench.report)


def test_a_program_that_does_not_end_is_ended_with_what_it_complained_about() -> None:
    script = "import sys, time; print('oh', file=sys.stderr, flush=True); time.sleep(60)"
    with running(sys.executable, "-c", script, limit=0.5) as program, pytest.raises(Failed, match="oh"):
        program.step("never")


def test_a_bench_that_is_killed_leaves_no_program_behind() -> None:
    measured = (
        "import json, os, time; print(json.dumps({'step': 'here', 'pid': os.getpid()}), flush=True); time.sleep(60)"
    )
    bench = (
        f"import sys, time; from tests.bench.programs import running\nwith running(sys.executable, '-c', {measured!r})"
    )
    bench += " as program: print(program.step('here')['pid'], flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", bench], cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout
        pid = int(killed.stdout.readline())
        killed.kill()
    wait_for(lambda: not _runs(pid), "its end")


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("goal", "most", "met"),
    [
        (Goal.AT_MOST_TIMES, 2.0, True),
        (Goal.AT_MOST_TIMES, 1.9, False),
        (Goal.AT_LEAST_TIMES, 2.0, True),
        (Goal.AT_LEAST_TIMES, 2.1, False),
        (Goal.AT_MOST, 20.0, True),
        (Goal.AT_MOST, 19.0, False),
        (Goal.NONE, 0.0, None),
    ],
)
def test_a_goal_is_met_by_the_median_of_the_pairs(goal: Goal, most: float, met: bool | None) -> None:
    figure = Figure("what", "ms", "floor", goal, most)
    for ours, floor in ((20.0, 10.0), (300.0, 10.0), (10.0, 100.0)):
        figure.add(ours, floor)
    assert (figure.ratio, figure.met) == (2.0, met)


def test_of_several_heartbeats_the_worst_is_told() -> None:
    calm = {"beats": 10, "longest": 3.0, "late": 1.0, "over": 0, "busy": 2.0}
    held = {"beats": 10, "longest": 60.0, "late": 2.0, "over": 1, "busy": 50.0}
    assert pulse("here", [calm, calm]).met
    worst = pulse("here", [held, calm])
    assert (worst.longest, worst.over, worst.beats, worst.met) == (60.0, 1, 20, False)
    assert pulse("there", [held], floor=True).met is None


def test_the_plot_has_a_line_with_its_values_for_each_thing() -> None:
    lines = [Line("start", "ms", (300.0, 330.0)), Line("search", "ms", (2.0, 8.0))]
    picture = ElementTree.fromstring(draw(lines, [1_000, 1_000_000]))  # noqa: S314  # our own
    texts = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"start: 300 → 330 ms", "search: 2.0 → 8.0 ms", "1,000", "1,000,000"} <= set(texts)
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}polyline"))) == 2
