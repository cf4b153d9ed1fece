"""A visit to the popup without a browser: what its page asks and what the person does there, down to the callbacks.

For tests of back ends, which want a sessionTokenObject and no window. What a scenario does to the script, the popup,
the log-in and the callbacks happens here as it does in the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias
from urllib.parse import quote

from hcdesktop.simulator.casting import Person
from hcdesktop.simulator.providers import DEMO_PASSWORD, DEMO_USER, Via
from hcdesktop.simulator.scenario import CallbackTwist, Deed, Step
from hcdesktop.simulator.server import FORM_HEADER, Request, Response
from hcdesktop.simulator.wire import JsonDict

Handle: TypeAlias = Callable[[Request], Response]

_LAUNCH = re.compile(rb'name="simulator-launch" content="(\w+)"')


class Silence(StrEnum):
    """Why there comes no callback (any more)."""

    NONE = ""
    DIED = "the popup's page broke down"
    HUNG = "the popup never answered"
    LEFT = "the person did nothing more, or the popup said nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What the page was told, in the words of the app's own relay (``finish``, ``close``, ``error``, ``opened``,
    ``script-failed``); ``windows`` is how many log-ins had a window of their own, ``cut`` how many of those went by
    themselves."""

    callbacks: tuple[JsonDict, ...] = field(repr=False)
    silence: Silence = Silence.NONE
    windows: int = 0
    cut: int = 0

    @property
    def told(self) -> tuple[str, ...]:
        """The names of the callbacks."""
        return tuple(str(each["callback"]) for each in self.callbacks)


class _Over(Exception):
    """Nothing more happens in this popup."""

    def __init__(self, silence: Silence = Silence.NONE) -> None:
        super().__init__(silence)
        self.silence = silence


class Visit:
    """One launch, of the page that ``person`` is handed to."""

    def __init__(self, handle: Handle, *, connect_url: str, client_id: str) -> None:
        self._handle = handle
        self._connect_url = connect_url
        self._client_id = client_id
        self._callbacks: list[JsonDict] = []
        self._windows = self._cut = 0

    def play(self, person: Person, steps: Iterable[Step]) -> Visited:
        """Loads the script, opens the popup and does one thing after the other."""
        silence = Silence.LEFT
        try:
            self._load_script()
            self._open(person)
            for step in steps:
                self._do(step)
        except _Over as over:
            silence = over.silence
        return Visited(callbacks=tuple(self._callbacks), silence=silence, windows=self._windows, cut=self._cut)

    # --- the page

    def _load_script(self) -> None:
        script = self._get("/connect.js")
        if script.fault or script.status != 200:
            self._tell("script-failed", detail="not loaded")
            raise _Over
        if b"HumanConnect" not in script.body:
            self._tell("script-failed", detail="HumanConnect.open is not defined")
            raise _Over

    def _open(self, person: Person) -> None:
        found = _LAUNCH.search(self._get(f"/?clientUserId={quote(person.client_user_id, safe='')}").body)
        self._launch = found[1].decode() if found else ""
        form = {"clientUserId": person.client_user_id, "clientId": self._client_id, "publicToken": person.public_token}
        started = self._ask("start", **form)
        if "error" in started:
            self._fail(started)
        if started["crash"]:
            raise _Over(Silence.DIED)
        self._tell("opened")
        self._providers = {item["name"]: item for item in started["providers"]}
        if started["closeAtOnce"]:
            self._tell("close")
            raise _Over

    # --- the person

    def _do(self, step: Step) -> None:
        match step.deed:
            case Deed.CONNECT:
                self._connect(step)
            case Deed.REMOVE:
                self._checked(self._ask("remove", provider=self._id_of(step.source)))
            case Deed.DONE | Deed.CLOSE:
                self._leave()
            case Deed.NOTHING:
                raise _Over(Silence.LEFT)
            case Deed.SEARCH | Deed.WAIT:
                pass  # nobody is waited for here

    def _connect(self, step: Step) -> None:
        entry = self._id_of(step.source)
        if self._providers[step.source]["via"] == Via.WINDOW:
            self._windows += 1
        if self._ask("provider", provider=entry).get("closes"):
            self._cut += 1
            return
        if step.log_in == "cancel":
            return
        password = DEMO_PASSWORD if step.log_in == "rightly" else f"not {DEMO_PASSWORD}"
        self._checked(self._ask("connect", provider=entry, userName=DEMO_USER, password=password))

    def _leave(self) -> None:
        if not self._ask("status").get("changed"):
            self._tell("close")
            raise _Over
        told = self._ask("finish")
        if "error" in told and "token" not in told:
            self._fail(told)
        times = {CallbackTwist.NEVER: 0, CallbackTwist.TWICE: 2}.get(told["callback"], 1)
        for _ in range(times):
            self._tell("finish", error=told.get("error"), session=told["token"])
        if told["callback"] == CallbackTwist.FINISH_THEN_CLOSE:
            self._tell("close")
        raise _Over(Silence.NONE if times else Silence.LEFT)

    # --- what is asked and told

    def _id_of(self, source: str) -> str:
        """Raises ``LookupError`` for a name that is not in the catalogue."""
        if source not in self._providers:
            message = f"the popup has no source called {source!r}; it has {', '.join(sorted(self._providers))}"
            raise LookupError(message)
        return str(self._providers[source]["id"])

    def _checked(self, answer: dict[str, Any]) -> None:
        """The popup tells the person of an error; the page hears of one that ends the visit."""
        if answer.get("fatal"):
            self._fail(answer)

    def _fail(self, answer: dict[str, Any]) -> None:
        self._tell("error", error=answer["error"])
        raise _Over

    def _tell(self, callback: str, **values: object) -> None:
        self._callbacks.append({"callback": callback, **values})

    def _get(self, path: str) -> Response:
        return self._handle(Request("GET", self._connect_url + path))

    def _ask(self, endpoint: str, **form: str) -> dict[str, Any]:
        header = quote(json.dumps({"launch": self._launch, **form}), safe="")
        request = Request("GET", f"{self._connect_url}/popup/{endpoint}", {FORM_HEADER: header})
        answer = self._handle(request)
        if answer.fault:
            raise _Over(Silence.HUNG)
        found: dict[str, Any] = json.loads(answer.body)
        return found
