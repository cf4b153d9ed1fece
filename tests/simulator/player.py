"""Plays a scenario against the Simulator without an engine: the page, the person in the popup, and a server that
keeps to the Web Guide."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field
from urllib.parse import quote

from hcdesktop.simulator.casting import prepare
from hcdesktop.simulator.providers import PROVIDERS, Via
from hcdesktop.simulator.scenario import Deed, Ending, Scenario, Step
from hcdesktop.simulator.seeds import CLIENT_ID
from hcdesktop.simulator.server import Response, Simulator
from hcdesktop.simulator.state import SimulatorState
from tests.simulator.client import API, CONNECT, Client, Json, bearer, content
from tests.simulator.conftest import NOW, read_page

_ATTEMPTS = 12
_BETTER = frozenset({408, 425, 429})


class Over(Exception):
    """The launch has ended in this way."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


@dataclass(frozen=True, slots=True)
class Run:
    """How it went; ``said`` is everything that came back, for a comparison of two runs."""

    ending: Ending
    finishes: int
    closes: int
    statuses: dict[str, list[int]]
    sources: list[str]
    said: list[bytes] = field(repr=False)


class Player:
    """One run of one scenario on a fresh Simulator; every random id comes from the scenario's seed."""

    def __init__(self, scenario: Scenario) -> None:
        dice = random.Random(scenario.seed)
        token_hex = lambda size: dice.randbytes(size).hex()  # noqa: E731
        self.scenario = scenario
        self.state = SimulatorState(None, token_hex=token_hex)
        self.simulator = Simulator(self.state, pages=read_page, now=lambda: NOW, token_hex=token_hex)
        self.client = Client(self.simulator)
        self.statuses: dict[str, list[int]] = {"tokens": [], "publictokens": [], "data": []}
        self.said: list[bytes] = []
        self.finishes: list[Json] = []
        self.closes = 0
        self.sources: list[str] = []

    def run(self) -> Run:
        person = prepare(self.state, self.scenario.cast, at=NOW)
        self.public_token, self.human_id = person.public_token, person.human_id
        self.simulator.choose(self.scenario)
        try:
            self._recover_lost_token()
            self._load_script()
            self._visit()
            ending = self._finalize()
        except Over as over:
            ending = over.ending
        return Run(ending, len(self.finishes), self.closes, self.statuses, self.sources, self.said)

    # --- the page

    def _recover_lost_token(self) -> None:
        if self.scenario.cast.tokens == "lost":
            self.public_token = self._ask_public_token()

    def _ask_public_token(self) -> str:
        for _ in range(_ATTEMPTS):
            answer = self._noted("publictokens", self.client.public_token(self.human_id))
            if answer.status == 200:
                return str(content(answer)["publicToken"])
            if 400 <= answer.status < 500 and answer.status not in _BETTER:
                raise Over(Ending.ERROR)
        raise Over(Ending.NEVER)

    def _load_script(self) -> None:
        script = self.client.get(f"{CONNECT}/connect.js")
        if script.fault or script.status != 200 or b"HumanConnect" not in script.body:
            raise Over(Ending.NOT_LOADED)

    def _visit(self) -> None:
        page = self.client.get(f"{CONNECT}?clientUserId={quote(self.scenario.cast.client_user_id)}")
        found = re.search(rb'name="simulator-launch" content="([0-9a-f]{32})"', page.body)
        assert found
        self.launch = found[1].decode()
        started = self._say(
            "start",
            clientUserId=self.scenario.cast.client_user_id,
            clientId=CLIENT_ID,
            publicToken=self.public_token,
        )
        if "error" in started:
            raise Over(Ending.ERROR)
        if started["crash"]:
            raise Over(Ending.DIED)
        self.providers = {item["name"]: item for item in started["providers"]}
        if started["closeAtOnce"]:
            raise Over(Ending.CLOSED)
        for step in self.scenario.steps:
            self._do(step)

    # --- the person

    def _do(self, step: Step) -> None:
        match step.deed:
            case Deed.CONNECT:
                self._connect(step)
            case Deed.REMOVE:
                assert "error" not in self._say("remove", provider=self.providers[step.source]["id"])
            case Deed.DONE | Deed.CLOSE:
                self._leave()
            case Deed.NOTHING:
                raise Over(Ending.NEVER)
            case Deed.SEARCH:
                assert any(step.text.lower() in entry.name.lower() for entry in PROVIDERS)
            case Deed.WAIT:
                pass

    def _connect(self, step: Step) -> None:
        entry = self.providers[step.source]
        if entry["via"] != Via.PAGE:
            address = entry["loginUrl"] if entry["via"] == Via.FRAME else CONNECT + entry["loginUrl"]
            assert self.client.get(address).status == 200
            if self._say("provider", provider=entry["id"])["closes"]:
                assert self._say("decline", provider=entry["id"], attempt="1")["status"] == 200
                return
        password = "wrong" if step.log_in == "wrongly" else "password"
        told = self._say("connect", provider=entry["id"], userName="demouser", password=password)
        if told.get("fatal"):
            raise Over(Ending.ERROR)
        right = step.log_in == "rightly" and self.scenario.provider == "none"
        assert told["status"] == (200 if right else 403)

    def _leave(self) -> None:
        if not self._say("status")["changed"]:
            self.closes += 1
            raise Over(Ending.CLOSED)
        told = self._say("finish")
        callback = told["callback"]
        times = {"never": 0, "twice": 2}.get(callback, 1)
        self.finishes = [told["token"]] * times
        self.closes = int(callback == "finish_then_close")
        assert (callback == "finish_with_error") is ("error" in told)
        if not times:
            raise Over(Ending.NEVER)

    # --- the server

    def _finalize(self) -> Ending:
        token = self.finishes[0]
        maybe_spent = False
        for attempt in range(_ATTEMPTS):
            answer = self._noted("tokens", self.client.finalize(token))
            tokens = _json(answer) if 200 <= answer.status < 300 else None
            if tokens and tokens["clientUserId"] != self.scenario.cast.client_user_id:
                return Ending.NOT_SAVED
            if tokens and tokens.get("accessToken"):
                self._read_sources(tokens["accessToken"])
                return Ending.SAVED_LATER if attempt else Ending.SAVED
            if 400 <= answer.status < 500 and answer.status not in _BETTER:
                return self._refused(maybe_spent=maybe_spent, human_id=token["humanId"])
            maybe_spent = maybe_spent or answer.fault is not None or 200 <= answer.status < 300
        return Ending.NOT_SAVED

    def _refused(self, *, maybe_spent: bool, human_id: str) -> Ending:
        if not maybe_spent:
            return Ending.NOT_SAVED
        self.human_id = human_id
        assert self._ask_public_token()
        return Ending.NEEDS_EDIT

    def _read_sources(self, access_token: str) -> None:
        for _ in range(2):
            answer = self._noted("data", self.client.get(f"{API}/v1/human/sources", bearer(access_token)))
            if answer.status == 200:
                self.sources.extend(item["syncStatus"]["status"] for item in content(answer))

    # --- asking

    def _say(self, endpoint: str, **form: str) -> Json:
        answer = self.client.ask(endpoint, {"launch": self.launch, **form})
        self.said.append(answer.body)
        if answer.fault:
            raise Over(Ending.NEVER)
        return dict(content(answer))

    def _noted(self, endpoint: str, answer: Response) -> Response:
        self.statuses[endpoint].append(int(answer.status))
        # The number of a request is a new one every time, as at any service.
        self.said.append(re.sub(rb'"x-humanapi-request-id": "\w+"', b"", answer.body))
        return answer


def _json(answer: Response) -> Json | None:
    try:
        return dict(json.loads(answer.body))
    except ValueError:
        return None
