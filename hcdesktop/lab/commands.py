"""The command line's part for the lab: the scenarios, and the Simulator for other programs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from hcdesktop.lab.serving import Served
    from hcdesktop.simulator.scenario import Scenario


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds ``scenarios``, ``scenarios lint`` and ``simulate``."""
    scenarios = commands.add_parser("scenarios", help="what the Simulator can have go wrong")
    scenarios.add_argument("--json", action="store_true", help="print one JSON list")
    scenarios.set_defaults(command=list_scenarios)
    actions = scenarios.add_subparsers(metavar="ACTION")
    lint = actions.add_parser("lint", help="check scenario files; says the line and column of every mistake")
    lint.add_argument("files", type=Path, nargs="+", metavar="FILE")
    lint.set_defaults(command=lint_files)
    serve = commands.add_parser("simulate", help="serve the simulated Human API over HTTP, for other programs")
    serve.add_argument(
        "--listen", default="127.0.0.1:0", metavar="HOST:PORT", help="where (default: a free port of this computer)"
    )
    serve.add_argument("--scenario", default="normal", metavar="NAME|FILE", help="what goes wrong first")
    serve.add_argument("--allow-remote", action="store_true", help="let --listen name an address for other computers")
    serve.set_defaults(command=simulate)


def list_scenarios(options: argparse.Namespace) -> int:
    """The shipped ones: name, stage, how it ends, and one sentence."""
    from hcdesktop.lab.control import about
    from hcdesktop.simulator.shelf import shipped

    if options.json:
        print(json.dumps([about(each) for each in shipped()], indent=2, ensure_ascii=False))
        return 0
    width = max(len(each.name) for each in shipped())
    for each in shipped():
        print(f"{each.name:<{width}}  {each.stage:<12}  {each.ends:<11}  {each.title}")
    return 0


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


# --- the Simulator for other programs ---------------------------------------------------------------------------------


def simulate(options: argparse.Namespace) -> int:
    """Prints its addresses as one line of JSON, and serves until it is asked to end."""
    from hcdesktop.lab.serving import NotHere, Served, serve_until_signal

    where, scenario = _host_and_port(options.listen), scenario_named(options.scenario)
    if where is None:
        print(f"{options.listen}: HOST:PORT is wanted here.", file=sys.stderr)
    if where is None or scenario is None:
        return 2
    try:
        served = Served(scenario, host=where[0], port=where[1], remote=options.allow_remote)
    except NotHere:
        print(f"{where[0]} can be reached from other computers. --allow-remote permits that.", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{options.listen}: {error.strerror}", file=sys.stderr)
        return 2
    with served:
        serve_until_signal(served, announce=lambda: print(json.dumps(_told(served)), flush=True))
    return 0


def _told(served: Served) -> dict[str, object]:
    from hcdesktop.lab.gateway import addresses
    from hcdesktop.simulator import seeds

    person = served.world.person
    return {
        **addresses(served.origin),
        "client_id": seeds.CLIENT_ID,
        "client_secret": seeds.CLIENT_SECRET,  # fictional
        "app_key": seeds.APP_KEY,
        "client_user_id": person.client_user_id,
        "human_id": person.human_id,
        "public_token": person.public_token,
    }


def _host_and_port(text: str) -> tuple[str, int] | None:
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isascii() and port.isdecimal() and int(port) < 1 << 16):
        return None
    return host.removeprefix("[").removesuffix("]"), int(port)


def scenario_named(wanted: str) -> Scenario | None:
    """A shipped one by its name, else a file; what is wrong with it is said."""
    from hcdesktop.simulator import shelf
    from hcdesktop.simulator.scenario_file import ScenarioMistakes, read

    try:
        return shelf.scenario(wanted)
    except KeyError:
        pass
    try:
        return read(Path(wanted))
    except ScenarioMistakes as found:
        for mistake in found.mistakes:
            print(f"{wanted}:{mistake}", file=sys.stderr)
    except OSError as error:
        print(f"{wanted}: {error.strerror}. hcdesktop scenarios lists those that ship.", file=sys.stderr)
    return None
