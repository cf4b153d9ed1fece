"""What somebody waits for in front of the window: its start, its list, its popup, and what it takes of the memory."""

from __future__ import annotations

import statistics
from typing import Any

from tests.bench import pending
from tests.bench.figures import Figure, Goal, pulse
from tests.bench.programs import Program, python
from tests.bench.record import record
from tests.bench.scale import Bench

_FRAME = 1000 / 60  # ms
_LATE_FRAME = 33.0  # ms
_AT_ONCE = 2  # finishes that the window sends at the same time
_PAGE = "a bare QWebEngineView with the same page"


def start(bench: Bench) -> None:
    """From the process's start to the painted list, and what it has taken of the memory a while later."""
    scale, beside = bench.scale, "a bare QTableView with as many rows"
    some, most = (
        Figure(f"start until the list is painted, {count:,} people", "ms", beside, Goal.AT_MOST_TIMES, times)
        for count, times in ((scale.some, 1.5), (scale.most, 1.6))
    )
    memory = Figure("memory after the start, no popup", "MB", f"{beside}, no engine", Goal.AT_MOST_TIMES, 1.5)
    growth = Figure(f"memory from {scale.few:,} to {scale.most:,} people", "MB", "nothing", Goal.AT_MOST, 20)
    told: list[dict[str, float]] = []

    def pair(figure: Figure, count: int) -> tuple[float, float]:
        ours, ours_weighs = _started(bench, "ours/start.py", bench.ground.of(count), told)
        floor, floor_weighs = _started(bench, "floors/window.py", count, told)
        processor = ours["processor"], floor["processor"]
        figure.add(ours["milliseconds"], floor["milliseconds"], processor=processor)
        return ours_weighs, floor_weighs

    for _ in range(scale.runs):
        memory.add(*pair(some, scale.some))
        weighs, _floor = pair(most, scale.most)
        _few, few_weighs = _started(bench, "ours/start.py", bench.ground.of(scale.few), told)
        growth.add(weighs - few_weighs, 0.0)
    bench.report.figures += [some, most, memory, growth]
    bench.report.pulses.append(pulse("start, from the first paint on", told))


def _started(bench: Bench, program: str, about: object, told: list[dict[str, float]]) -> tuple[dict[str, Any], float]:
    with python(program, about, bench.scale.settles) as running:
        painted = running.step("painted")
        painted["milliseconds"] = (painted["at"] - running.begun) * 1000
        settled = running.step("settled")
        if "heartbeat" in settled:
            told.append(settled["heartbeat"])
        weighs = running.memory()
        running.end()
    return painted, weighs


def popup(bench: Bench) -> None:
    """From the click to the popup's word, from its finish to the row, and what one popup takes of the memory."""
    figures = _popup_figures()
    pages = bench.ground.folder / "pages.json"
    record(pages, scratch=bench.ground.folder)
    told, bare_told = [], []
    for _ in range(bench.scale.runs):
        with python("ours/popup.py", bench.ground.new("popup"), bench.scale.settles) as ours:
            seen = _popups(ours)
            ours.go_on()
            seen["updated first"] = _milliseconds(ours, "updated")
            told.append(ours.step("told")["heartbeat"])
            seen["updated"] = _milliseconds(ours, "updated later")
            ours.end()
        with python("floors/web_view.py", pages, bench.scale.settles) as floor:
            bare = _popups(floor)
            floor.go_on()
            bare_told.append(floor.step("told")["heartbeat"])
            floor.end()
        with python("floors/web_view.py", pages, bench.scale.settles, "apart") as floor:
            isolated = _popups(floor)
            floor.end()
        with python("floors/callback.py") as floor:
            bare["updated"] = bare["updated first"] = _milliseconds(floor, "updated")
            floor.end()
        for name, figure in figures.items():
            kind = name.removesuffix(" apart")
            figure.add(seen[kind], (bare if name == kind else isolated)[kind])
    bench.report.figures += figures.values()
    bench.report.pulses += [
        pulse("two popups and one finish", told),
        pulse(f"two popups in {_PAGE}", bare_told, floor=True),
    ]


def _popup_figures() -> dict[str, Figure]:
    apart = f"{_PAGE}, each site in its own process"
    trip = "a QWebChannel round trip with one synced write and one painted row"
    at_most = Goal.AT_MOST_TIMES
    return {
        "first": Figure("click until the popup can be used, first of the process", "ms", _PAGE, at_most, 1.3),
        "first apart": Figure("the first one, beside what isolation costs anyway", "ms", apart, Goal.NONE),
        "warm": Figure("click until the popup can be used, warm", "ms", f"{_PAGE}, warm", at_most, 1.3),
        "warm apart": Figure("the warm one, beside what isolation costs anyway", "ms", apart, Goal.NONE),
        "updated": Figure("finish until the row is painted anew", "ms", trip, at_most, 3),
        "updated first": Figure("the same, first of the process", "ms", trip, Goal.NONE),
        "weight": Figure("memory of all processes, one popup open", "MB", _PAGE, at_most, 1.25),
    }


def _popups(running: Program) -> dict[str, float]:
    found = {name: _milliseconds(running, name) for name in ("first", "warm")}
    running.step("open")
    return {**found, "weight": running.memory()}


def _milliseconds(running: Program, step: str) -> float:
    seconds: float = running.step(step)["seconds"]
    return seconds * 1000


def listing(bench: Bench) -> None:
    """What is typed into the filter, and a drag from the top to the end."""
    people = f"{bench.scale.most:,} people"
    keys = Figure(f"key until its rows are painted, 95 of 100, {people}", "ms", "one frame", Goal.AT_MOST_TIMES, 1)
    frames = Figure(f"frames over 33 ms, dragged to the end, {people}", "", "none", Goal.AT_MOST, 0)
    typed, dragged = [], []
    for _ in range(bench.scale.runs):
        with python("ours/listing.py", bench.ground.of(bench.scale.most), bench.scale.settles) as ours:
            after_keys, after_drag = ours.step("typed"), ours.step("dragged")
            ours.end()
        keys.add(statistics.quantiles(after_keys["milliseconds"], n=20)[-1], _FRAME)
        frames.add(sum(one > _LATE_FRAME for one in after_drag["milliseconds"]), 0)
        typed.append(after_keys["heartbeat"])
        dragged.append(after_drag["heartbeat"])
    bench.report.figures += [keys, frames]
    bench.report.pulses += [pulse("typing into the filter", typed), pulse("dragging the scroll bar", dragged)]


def finalize(bench: Bench) -> None:
    """How many finishes a second, of many that wait."""
    count = bench.scale.pending
    figure = Figure(
        f"finishes sent and stored, {count:,} pending",
        "/s",
        f"requests alone, {_AT_ONCE} at once",
        Goal.AT_LEAST_TIMES,
        0.8,
    )
    told = []
    pages = bench.ground.folder / "pages.json"
    record(pages, scratch=bench.ground.folder)
    with python("floors/human_api.py", pages) as server:
        address = f"http://127.0.0.1:{server.step('serving')['port']}"
        for _ in range(bench.scale.runs):
            folder = bench.ground.new("pending")
            pending.leave_pending(folder, count, address=address)
            with python("ours/finalize.py", folder, count) as ours:
                sent = ours.step("sent")
                ours.end()
            assert not sent["left"], "not everything was stored"
            with python("floors/posts.py", address, count, _AT_ONCE) as floor:
                bare = floor.step("sent")
                floor.end()
            figure.add(count / sent["seconds"], count / bare["seconds"], processor=(sent["used"], bare["processor"]))
            told.append(sent["heartbeat"])
        server.end()
    bench.report.figures.append(figure)
    bench.report.pulses.append(pulse("sending what is pending", told))
