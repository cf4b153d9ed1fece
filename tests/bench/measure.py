"""``python tests/bench/measure.py``: what a person waits for, beside its floor in the same run.

Medians of seven runs, app and floor in turn. Measures and prints; asserts nothing.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hcdesktop.desk import SIMULATOR, Desks, opened
from tests.crowd import add_users

HERE = Path(__file__).parent
RUNS = 7


def run(program: str, *arguments: str) -> tuple[float, list[float]]:
    """When it was started, and the numbers that it printed."""
    begun = time.time()
    done = subprocess.run(
        [sys.executable, str(HERE / program), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        text=True,
    )
    return begun, [float(line) for line in done.stdout.split()]


def start_seconds(program: str, *arguments: str) -> float:
    begun, numbers = run(program, *arguments)
    return numbers[0] - begun


def main() -> None:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if root:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    rows: dict[str, tuple[list[float], list[float]]] = {}

    def add(name: str, ours: float, floor: float) -> None:
        pair = rows.setdefault(name, ([], []))
        pair[0].append(ours)
        pair[1].append(floor)

    with tempfile.TemporaryDirectory() as folder:
        with opened(Desks(Path(folder)), SIMULATOR) as desk:
            add_users(desk.store, ((f"user{n:05d}@example.org", f"Person {n}") for n in range(10_000 - 6)))
        for _ in range(RUNS):
            add(
                "start to list painted, 10,000 users",
                start_seconds("app_start.py", folder),
                start_seconds("floors/window.py"),
            )
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            first, second, callback = run("app_launch.py", folder)[1]
        bare_first, bare_second = run("floors/web_view.py")[1]
        add("click to popup, first of the process", first, bare_first)
        add("click to popup, second", second, bare_second)
        add("callback to row updated", callback, run("floors/write.py")[1][0])
    print(f"{'what':<40}{'ours ms':>10}{'floor ms':>10}{'ratio':>8}")
    for name, (ours, floor) in rows.items():
        ratio = statistics.median(a / b for a, b in zip(ours, floor, strict=True))
        print(f"{name:<40}{statistics.median(ours) * 1000:>10.1f}{statistics.median(floor) * 1000:>10.1f}{ratio:>8.2f}")


if __name__ == "__main__":
    main()
