"""How a test steers the served Simulator: what goes wrong next, what was asked, who is known, and a new beginning."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus

from hcdesktop.lab.world import World
from hcdesktop.simulator import scenario_file, shelf
from hcdesktop.simulator.casting import Person
from hcdesktop.simulator.records import Human
from hcdesktop.simulator.scenario import Scenario
from hcdesktop.simulator.scenario_file import ScenarioMistakes
from hcdesktop.simulator.server import Request, Response
from hcdesktop.simulator.wire import failure, json_answer

PREFIX = "/__hcdesktop__"


class Control:
    """Answers below ``PREFIX``. A page of another origin is refused: only tests have business here."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._actions: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/requests"): lambda _request: json_answer([asdict(line) for line in self._world.requests]),
            ("GET", "/scenarios"): lambda _request: json_answer([about(each) for each in shelf.shipped()]),
            ("GET", "/scenario"): lambda _request: json_answer(self._current()),
            ("POST", "/scenario"): lambda request: self._begin(request, self._world.choose),
            ("GET", "/state/users"): lambda _request: json_answer([_human(human) for human in self._world.humans]),
            ("POST", "/reset"): self._reset,
        }

    def handle(self, request: Request) -> Response:
        """Answers one request."""
        origin = request.header("Origin")
        if origin and origin != self._world.hosts.connect_url:
            return failure(HTTPStatus.FORBIDDEN, "A page may not do this.")
        action = self._actions.get((request.method, request.path.removeprefix(PREFIX)))
        if action is None:
            return failure(HTTPStatus.NOT_FOUND, "There is nothing to steer here.")
        return action(request)

    def _current(self) -> dict[str, object]:
        return {**about(self._world.scenario), "user": _person(self._world.person)}

    def _reset(self, request: Request) -> Response:
        if request.body.strip():
            return self._begin(request, self._world.begin)
        self._world.begin_again()
        return json_answer(self._current())

    def _begin(self, request: Request, play: Callable[[Scenario], Person]) -> Response:
        """The body is ``{"name": …}`` of a shipped scenario, or a whole scenario as its file would say it."""
        try:
            scenario = _wanted(request.body)
        except ScenarioMistakes as found:
            problem = {"code": 400, "mistakes": [asdict(mistake) for mistake in found.mistakes]}
            return json_answer(problem, status=HTTPStatus.BAD_REQUEST)
        except KeyError:
            return failure(HTTPStatus.NOT_FOUND, "No scenario of that name ships.")
        person = play(scenario)
        return json_answer({**about(scenario), "user": _person(person)})


def about(scenario: Scenario) -> dict[str, object]:
    """What is told of a scenario."""
    return {"name": scenario.name, "stage": scenario.stage, "ends": scenario.ends, "title": scenario.title}


def _wanted(body: bytes) -> Scenario:
    try:
        item = json.loads(body)
    except (ValueError, RecursionError):
        item = None  # for the reader of scenarios, which says where the mistake is
    if isinstance(item, dict) and item.keys() == {"name"}:
        return shelf.scenario(str(item["name"]))
    return scenario_file.parse(body.decode(errors="replace"), name="sent")


def _person(person: Person) -> dict[str, str]:
    return {
        "clientUserId": person.client_user_id,
        "humanId": person.human_id,
        "publicToken": person.public_token,
    }


def _human(human: Human) -> dict[str, object]:
    return {
        "clientUserId": human.client_user_id,
        "humanId": human.human_id,
        "publicToken": human.public_token,
        "accessToken": human.access_token,
        "sources": [source.provider for source in human.sources],
    }
