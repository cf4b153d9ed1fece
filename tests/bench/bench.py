"""``make bench``: what a person waits for, each figure beside its floor in the same run, as one table and as JSON.

``make bench ARGS="start popup"`` measures only what is named, ``ARGS="--runs 3"`` less often. Our program and the
floor's take turns, so that both have the same machine. Nothing is asserted: the table says what is met.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import against, commands, windows
from tests.bench.figures import Figure, Goal, Report, table, write
from tests.bench.ground import Ground
from tests.bench.programs import ROOT
from tests.bench.scale import Bench, Measurement, Scale

#: Seconds for everything; what would begin later is left out.
LIMIT = 90 * 60
BUILD = ROOT / "build" / "bench"

MEASUREMENTS: dict[str, Measurement] = {
    "start": windows.start,
    "popup": windows.popup,
    "list": windows.listing,
    "import": commands.importing,
    "finalize": windows.finalize,
    "commands": commands.answering,
    "self-test": commands.self_test,
    "instead": against.instead,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """1 when something could not be measured; a goal that is not met is told, and no failure."""
    options = _parser().parse_args(arguments)
    names = options.names or list(MEASUREMENTS)
    scale = replace(Scale(), runs=options.runs, most=options.people)
    with TemporaryDirectory(prefix="hcdesktop-bench-") as folder:
        bench = Bench(scale=scale, ground=Ground(Path(folder)), report=Report(), tools=BUILD / "tools")
        failed = measure(bench, names)
    print(f"\n{table(bench.report)}")
    write(bench.report, options.json)
    print(f"\nEvery single run: {options.json}")
    return 1 if failed else 0


def measure(bench: Bench, names: Sequence[str]) -> list[str]:
    """Returns the names of what could not be measured; each stands in the table with the reason."""
    begun = time.monotonic()
    failed = []
    for name in names:
        since = time.monotonic()
        print(f"--- {name}", flush=True)
        try:
            if since - begun > LIMIT:
                raise TimeoutError("no time was left")
            MEASUREMENTS[name](bench)
        except Exception as problem:
            traceback.print_exc()
            failed.append(name)
            reason = f"{type(problem).__name__}: {problem}".partition("\n")[0][:160]
            bench.report.figures.append(Figure(name, "", "", Goal.NONE, skipped=reason))
        print(f"--- {name}: {time.monotonic() - since:.0f} s", flush=True)
    return failed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description="What a person waits for, beside its floor.")
    parser.add_argument("names", nargs="*", choices=[*MEASUREMENTS, []], metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--runs", type=int, default=Scale().runs, help="of each, for the median")
    parser.add_argument("--people", type=int, default=Scale().most, help="in the longest list")
    parser.add_argument("--json", type=Path, default=BUILD / "figures.json", metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
