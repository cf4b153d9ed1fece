"""The scenarios that ship with the app, read when they are first asked for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hcdesktop.core import resources
from hcdesktop.simulator.scenario import Ending, Scenario, Stage

_FOLDER, _SCHEMA = "scenarios", "scenario.schema.json"
_STAGES, _ENDINGS = list(Stage), list(Ending)


def files() -> list[Path]:
    """The shipped files, by name."""
    return sorted(path for path in resources.path(_FOLDER).glob("*.json") if path.name != _SCHEMA)


@cache
def shipped() -> tuple[Scenario, ...]:
    """All of them: by stage, then by how they end; the normal one first."""
    from hcdesktop.simulator import scenario_file  # not for the window's start

    return tuple(sorted(map(scenario_file.read, files()), key=_place))


def scenario(name: str) -> Scenario:
    """The shipped scenario with this name; ``KeyError`` for any other."""
    found = next((each for each in shipped() if each.name == name), None)
    if found is None:
        raise KeyError(name)
    return found


def _place(scenario: Scenario) -> tuple[bool, int, int, str]:
    normal = scenario.name == "normal"
    return not normal, _STAGES.index(scenario.stage), _ENDINGS.index(scenario.ends), scenario.name
