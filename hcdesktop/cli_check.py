"""The command line's part for checking somebody's integration page."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hcdesktop.lab.commands import scenario_named
from hcdesktop.lab.wanted import PORT

if TYPE_CHECKING:
    import argparse

    from hcdesktop.lab.findings import Run
    from hcdesktop.lab.wanted import Wanted


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds ``check``."""
    check = commands.add_parser("check", help="test a page with a Connect button against the simulated Human API")
    check.add_argument("page", metavar="PAGE", help="a file, a folder with index.html, or an address on this computer")
    check.add_argument(
        "--scenario", action="append", default=[], metavar="NAME|FILE", help="play this one (repeatable; default: all)"
    )
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit's XML")
    check.add_argument("--html", type=Path, metavar="FILE", help="write a report with pictures and timeline, one file")
    check.add_argument("--show", action="store_true", help="show the page meanwhile")
    check.add_argument("--click", default="", metavar="SELECTOR", help="CSS selector of the Connect button")
    check.add_argument("--endpoint", default="", metavar="URL", help="your finalize endpoint on this computer")
    check.add_argument(
        "--port",
        type=int,
        default=PORT,
        metavar="PORT",
        help=f"for your server: the simulated user host is http://127.0.0.1:PORT/user (default: {PORT})",
    )
    check.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """0 when every rule held, 1 when one was broken, 2 when nothing could be checked."""
    from hcdesktop import system

    if not options.show:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if system.stands_in_the_way(system.Computer()):
        return 2
    from hcdesktop import app as composition

    wanted = _wanted(options)
    if wanted is None:
        return 2
    qt = composition.application()
    composition.load_engine()
    runs = _check(wanted, aloud=not options.json)
    del qt
    return 2 if runs is None else _report(runs, options)


def _wanted(options: argparse.Namespace) -> Wanted | None:
    from hcdesktop.lab.wanted import Wanted
    from hcdesktop.simulator.shelf import shipped

    found = [scenario_named(name) for name in options.scenario]
    chosen = [scenario for scenario in found if scenario is not None]
    if len(chosen) < len(found):
        return None
    return Wanted(
        page=options.page,
        scenarios=tuple(chosen) or shipped(),
        endpoint=options.endpoint,
        port=options.port,
        click=options.click,
        pictures=options.html is not None,
    )


def _check(wanted: Wanted, *, aloud: bool) -> Sequence[Run] | None:
    from hcdesktop.lab.checking import check
    from hcdesktop.lab.findings import Held
    from hcdesktop.lab.stand import NoPage
    from hcdesktop.lab.waiting import DidNotHappen

    def tell(run: Run) -> None:
        broken = [finding.rule.id for finding in run.findings if finding.held is Held.BROKEN]
        if aloud:
            result = f"broken: {', '.join(broken)}" if broken else "ok"
            print(f"{run.record.scenario.name:<24} {run.record.seconds:5.1f} s  {result}", flush=True)

    try:
        return check(wanted, tell)
    except NoPage as where:
        print(f"{where}: there is no page there. A file, a folder with index.html or a", file=sys.stderr)
        print("http:// address on this computer is wanted.", file=sys.stderr)
    except DidNotHappen as error:
        print(f"{wanted.page}: {error}", file=sys.stderr)
    except OSError as error:
        print(f"port {wanted.port}: {error.strerror}", file=sys.stderr)
    return None


def _report(runs: Sequence[Run], options: argparse.Namespace) -> int:
    from hcdesktop.lab import reports

    if options.json:
        print(json.dumps(reports.as_object(runs), indent=2, ensure_ascii=False))
    else:
        print("", *reports.text(runs), sep="\n")
    try:
        if options.junit:
            reports.junit(runs, options.junit)
        if options.html:
            reports.html(runs, options.html)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    return 0 if reports.all_held(runs) else 1
