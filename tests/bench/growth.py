"""``make bench-plot``: how start, search, scrolling, callback and memory grow with the list, as one picture for the
README. Flat lines are wanted."""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.bench import BUILD
from tests.bench.ground import Ground
from tests.bench.plot import Line, draw
from tests.bench.programs import ROOT, python

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PICTURE = ROOT / "resources" / "screenshots" / "growth.svg"
_SETTLES = 2.0  # s
#: Name of a line → its unit.
LINES = {"start": "ms", "search": "ms", "scroll": "ms", "callback": "ms", "memory": "MB"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, writes the figures and draws them."""
    options = _parser().parse_args(arguments)
    with TemporaryDirectory(prefix="hcdesktop-bench-") as folder:
        found = measure(Ground(Path(folder)), options.sizes, runs=options.runs)
    lines = [Line(name, unit, tuple(found[name])) for name, unit in LINES.items()]
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "growth.json").write_text(json.dumps({"people": list(options.sizes), **found}, indent=2) + "\n")
    options.picture.write_text(draw(lines, options.sizes), encoding="utf-8")
    for line in lines:
        print(f"{line.name:<10}" + "".join(f"{value:>10.1f} {line.unit}" for value in line.values))
    print(options.picture)
    return 0


def measure(ground: Ground, sizes: Sequence[int], *, runs: int, settles: float = _SETTLES) -> dict[str, list[float]]:
    """For each line its medians, one for each size."""
    found: dict[str, list[float]] = {name: [] for name in LINES}
    for size in sizes:
        print(f"--- {size:,} people", flush=True)
        each = [_once(ground, size, settles) for _ in range(runs)]
        for name, values in found.items():
            values.append(statistics.median(one[name] for one in each))
    return found


def _once(ground: Ground, size: int, settles: float) -> Mapping[str, float]:
    people = ground.of(size)
    with python("ours/start.py", people, settles) as ours:
        start = (ours.step("painted")["at"] - ours.begun) * 1000
        ours.step("settled")
        memory = ours.memory()
        ours.end()
    with python("ours/listing.py", people, settles) as ours:
        search, scroll = (statistics.median(ours.step(name)["milliseconds"]) for name in ("typed", "dragged"))
        ours.end()
    shutil.copytree(people, changed := ground.new("changed"), dirs_exist_ok=True)
    with python("ours/popup.py", changed, settles) as ours:
        ours.step("open")
        ours.go_on()
        callback = ours.step("updated later")["seconds"] * 1000
        ours.end()
    return {"start": start, "search": search, "scroll": scroll, "callback": callback, "memory": memory}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench-plot", description="How the cost grows with the list.")
    parser.add_argument("--runs", type=int, default=3, help="of each, for the median")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="PEOPLE")
    parser.add_argument("--picture", type=Path, default=PICTURE, metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
