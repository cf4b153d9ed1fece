"""The simulated Human API in the hand of a test, see ``pytest_plugin``: who is known, what goes wrong, what came."""

from __future__ import annotations

import difflib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from hcdesktop.core.models import Hosts
from hcdesktop.lab.arrivals import TOKENS, Arrivals, WatchedWorld, shown
from hcdesktop.lab.diversion import diverted
from hcdesktop.lab.gateway import addresses
from hcdesktop.lab.headless import Silence, Visit, Visited
from hcdesktop.lab.serving import serving
from hcdesktop.simulator import scenario_file, seeds, shelf
from hcdesktop.simulator.casting import Person
from hcdesktop.simulator.providers import PROVIDERS, provider
from hcdesktop.simulator.records import Human
from hcdesktop.simulator.scenario import NORMAL, USUAL_STEPS, Cast, Deed, Scenario, Step
from hcdesktop.simulator.wire import netloc_of

_NAMES = {entry.id: entry.name for entry in PROVIDERS}


class NotConnected(AssertionError):
    """The popup came to another end than ``finish``; says to which."""


class SessionTokenObject(dict[str, Any]):
    """What ``finish`` hands over: to be posted whole. Prints itself without the token."""

    def __repr__(self) -> str:
        return shown(dict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUser:
    """One user as Human API knows them now; no ``access_token`` before somebody has finalized."""

    client_user_id: str
    human_id: str
    public_token: str = field(repr=False)
    access_token: str = field(repr=False)
    sources: tuple[str, ...]


class Users:
    """Everybody whom the simulated Human API knows."""

    def __init__(self, world: WatchedWorld) -> None:
        self._world = world

    def add(self, client_user_id: str, *, sources: Sequence[str] = (PROVIDERS[0].name,)) -> KnownUser:
        """Somebody who has connected these sources before, and whose tokens work; anew if there was one of that id."""
        _check_sources(sources)
        self._world.add(Cast(existing=True, client_user_id=client_user_id, sources=tuple(sources)))
        return self[client_user_id]

    def __iter__(self) -> Iterator[KnownUser]:
        return map(_known, self._world.humans)

    def __len__(self) -> int:
        return len(self._world.humans)

    def __contains__(self, client_user_id: object) -> bool:
        return any(user.client_user_id == client_user_id for user in self)

    def __getitem__(self, client_user_id: str) -> KnownUser:
        found = next((user for user in self if user.client_user_id == client_user_id), None)
        if found is None:
            raise KeyError(client_user_id)
        return found

    def __repr__(self) -> str:
        return "\n".join(map(repr, self)) or "(nobody)"


class HumanApi:
    """One test's own: fresh, with a fixed beginning, and gone at its end."""

    client_id = seeds.CLIENT_ID
    client_secret = seeds.CLIENT_SECRET  # fictional
    app_key = seeds.APP_KEY

    def __init__(self, *, takes_time: bool = False) -> None:
        """``takes_time``: late answers are late. Else no test waits: a client that has less patience than an answer
        is late gets its time-out at once."""
        self.world = WatchedWorld(NORMAL, hosts=Hosts())
        self._stack = ExitStack()
        self._addresses = asdict(self.world.hosts)
        wait: Callable[[float], object] = time.sleep if takes_time else lambda _seconds: None
        self._stack.enter_context(diverted(self.world, wait=wait))
        self._played: Scenario | None = None
        self.users = Users(self.world)

    def close(self) -> None:
        """``requests`` is as it was, and nothing is served any more."""
        self._stack.close()

    # --- the beginning

    def scenario(self, wanted: str | Path | Mapping[str, object] | Scenario) -> Person:
        """What goes wrong next, once: a shipped scenario by its name, a file, or what such a file says. Gives the
        scenario's user, and the publicToken that the page has of them."""
        self._played = _scenario(wanted)
        return self.world.choose(self._played)

    @property
    def addresses(self) -> Mapping[str, str]:
        """What the settings of an app have to say: the real addresses, or those of ``serve``."""
        return dict(self._addresses)

    def serve(self) -> Mapping[str, str]:
        """Also serves all of it over HTTP on this computer, for back ends that are another process or do not use
        ``requests``; its addresses. Before the first popup, which would be over."""
        if "control_url" not in self._addresses:
            served = self._stack.enter_context(serving(self.world.scenario, new_world=self._moved))
            self._addresses = addresses(served.origin)
        return self.addresses

    def _moved(self, _scenario: Scenario, hosts: Hosts) -> WatchedWorld:
        self.world.move(hosts)
        return self.world

    # --- the popup

    def connect(
        self, user: str | KnownUser | Person | None = None, *, sources: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> SessionTokenObject:
        """The sessionTokenObject of a popup that has been through: in Edit mode for somebody who is known, else in
        Create mode. Without ``sources`` and ``remove`` the person does what the scenario says, or connects what is not
        connected yet. Raises ``NotConnected`` when the scenario lets it come to another end."""
        person = self._person(user)
        steps = self._steps(person, sources, remove)
        self._played = None
        visit = Visit(self.world.answer, connect_url=self.world.hosts.connect_url, client_id=self.client_id)
        visited = visit.play(person, steps)
        finish = next((each for each in visited.callbacks if each["callback"] == "finish"), None)
        if finish is None:
            raise NotConnected(_why(person, visited))
        token: dict[str, Any] = finish["session"]  # type: ignore[assignment]  # JSON
        return SessionTokenObject(token)

    @property
    def person(self) -> Person:
        """The scenario's user, with the publicToken that a page should have of them now."""
        return self._person(None)

    def upcoming(self, sources: Sequence[str] = (), remove: Sequence[str] = ()) -> Scenario:
        """What the next popup plays: what was chosen, with these steps where there are any."""
        _check_sources([*sources, *remove])
        played, self._played = self._played or NORMAL, None
        return replace(played, steps=_steps(sources, remove)) if sources or remove else played

    def _person(self, user: str | KnownUser | Person | None) -> Person:
        """Whom the page opens the popup for, with the publicToken that it should have of them."""
        given = self.world.person if user is None else user
        name = given if isinstance(given, str) else given.client_user_id
        if isinstance(given, Person) and given.human_id and self._played:
            return given  # as the scenario wants it, perhaps with a stale token
        if name not in self.users:
            return Person(client_user_id=name)
        known = self.users[name]
        return Person(client_user_id=name, human_id=known.human_id, public_token=known.public_token)

    def _steps(self, person: Person, sources: Sequence[str], remove: Sequence[str]) -> Sequence[Step]:
        _check_sources([*sources, *remove])
        played, name = self._played, person.client_user_id
        if not (sources or remove) and played and played.steps != USUAL_STEPS and name == played.cast.client_user_id:
            return played.steps
        if not (sources or remove):
            has = self.users[name].sources if name in self.users else ()
            sources = [next((entry.name for entry in PROVIDERS if entry.name not in has), PROVIDERS[0].name)]
        return _steps(sources, remove)

    # --- the end

    @property
    def requests(self) -> Arrivals:
        """What has reached Human API so far, but for what ``connect`` did."""
        return self.world.seen

    def finalized(self, user: str | KnownUser | Person) -> Arrivals:
        """The posts to the tokens endpoint that were meant for this user, answered well or not."""
        known = self._human_id(user)
        return Arrivals([sent for sent in self.requests if sent.is_for(TOKENS) and sent.about == known])

    def assert_finalized_once(self, user: str | KnownUser | Person) -> None:
        """Fails unless the tokens endpoint has given this user's tokens exactly once, and says what came instead."""
        __tracebackhide__ = True
        given = [sent for sent in self.finalized(user) if sent.ok]
        if len(given) != 1:
            name = user if isinstance(user, str) else user.client_user_id
            raise AssertionError(f"{name} was finalized {_times(len(given))}, not once.\n{self.story()}")

    def assert_not_finalized(self, user: str | KnownUser | Person) -> None:
        """Fails if the tokens endpoint has given this user's tokens."""
        __tracebackhide__ = True
        if any(sent.ok for sent in self.finalized(user)):
            name = user if isinstance(user, str) else user.client_user_id
            raise AssertionError(f"{name} was finalized, and should not have been.\n{self.story()}")

    def story(self) -> str:
        """What happened, for a person; without secrets."""
        own = (Hosts().connect_url, self.world.hosts.connect_url)
        hosts = {netloc_of(address) for address in own}
        told = Arrivals([sent for sent in self.requests if sent.host not in hosts or not sent.ok])
        loaded = len(self.requests) - len(told)
        more = f"\nBesides, the popup's page was answered {loaded} times." if loaded else ""
        return f"What reached the simulated Human API:\n{told!r}{more}"

    def __repr__(self) -> str:
        return f"<human_api: scenario {self.world.scenario.name!r}, {len(self.users)} users>"

    def _human_id(self, user: str | KnownUser | Person) -> str:
        name = user if isinstance(user, str) else user.client_user_id
        return self.users[name].human_id if name in self.users else "(nobody)"


def _known(human: Human) -> KnownUser:
    return KnownUser(
        client_user_id=human.client_user_id,
        human_id=human.human_id,
        public_token=human.public_token,
        access_token=human.access_token,
        sources=tuple(_NAMES[source.provider] for source in human.sources if provider(source.provider)),
    )


def _scenario(wanted: str | Path | Mapping[str, object] | Scenario) -> Scenario:
    if isinstance(wanted, Scenario):
        return wanted
    if isinstance(wanted, Mapping):
        return scenario_file.parse(json.dumps(wanted, indent=1), name="given")
    if isinstance(wanted, Path) or wanted.endswith(".json"):
        return scenario_file.read(Path(wanted))
    try:
        return shelf.scenario(wanted)
    except KeyError:
        names = [each.name for each in shelf.shipped()]
        near = difflib.get_close_matches(wanted, names, n=3) or names
        message = f"no scenario is called {wanted!r}; there is {', '.join(near)}"
        raise LookupError(message) from None


def _check_sources(names: Sequence[str]) -> None:
    for name in names:
        if name not in _NAMES.values():
            message = f"no source is called {name!r}; there is {', '.join(_NAMES.values())}"
            raise LookupError(message)


def _steps(sources: Sequence[str], remove: Sequence[str]) -> tuple[Step, ...]:
    taken = (Step(deed=Deed.REMOVE, source=name) for name in remove)
    return (*taken, *(Step(deed=Deed.CONNECT, source=name) for name in sources), Step(deed=Deed.DONE))


def _why(person: Person, visited: Visited) -> str:
    """The end that it came to, in words."""
    name = person.client_user_id
    last = visited.callbacks[-1] if visited.callbacks else {}
    match last.get("callback"):
        case "error":
            return f"the popup of {name} told an error: {shown(last['error'])}"
        case "close":
            return f"the popup of {name} was closed, and nothing was connected"
        case "script-failed":
            return f"the popup of {name} did not load: {last['detail']}"
    return f"the popup of {name} called no finish: {visited.silence or Silence.LEFT}"


def _times(number: int) -> str:
    return {0: "not at all", 2: "twice"}.get(number, f"{number} times")
