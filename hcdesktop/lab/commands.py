"""The command line's part for the lab: the scenarios, and the Simulator for other programs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hcdesktop.simulator.scenario import Scenario

if TYPE_CHECKING:
    import argparse


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds ``scenarios`` and ``scenarios lint``."""
    scenarios = commands.add_parser("scenarios", help="what the Simulator can have go wrong")
    scenarios.add_argument("--json", action="store_true", help="print one JSON list")
    scenarios.set_defaults(command=list_scenarios)
    actions = scenarios.add_subparsers(metavar="ACTION")
    lint = actions.add_parser("lint", help="check scenario files; says the line and column of every mistake")
    lint.add_argument("files", type=Path, nargs="+", metavar="FILE")
    lint.set_defaults(command=lint_files)


def list_scenarios(options: argparse.Namespace) -> int:
    """The shipped ones: name, stage, how it ends, and one sentence."""
    from hcdesktop.simulator.shelf import shipped

    if options.json:
        print(json.dumps([about(each) for each in shipped()], indent=2, ensure_ascii=False))
        return 0
    width = max(len(each.name) for each in shipped())
    for each in shipped():
        print(f"{each.name:<{width}}  {each.stage:<12}  {each.ends:<11}  {each.title}")
    return 0


def about(scenario: Scenario) -> dict[str, str]:
    """What is told of a scenario."""
    return {"name": scenario.name, "stage": scenario.stage, "ends": scenario.ends, "title": scenario.title}


def lint_files(options: argparse.Namespace) -> int:
    """0 when all are scenarios, 1 when one is not, 2 when one cannot be read."""
    results = [_lint(path) for path in options.files]
    return max(results)


def _lint(path: Path) -> int:
    from hcdesktop.simulator.scenario_file import ScenarioMistakes, read

    try:
        read(path)
    except ScenarioMistakes as found:
        for mistake in found.mistakes:
            print(f"{path}:{mistake}")
        return 1
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 2
    return 0
