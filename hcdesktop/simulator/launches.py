"""One launch is one popup page that was served: what it is to act out, and which session it works on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock

from hcdesktop.simulator.scenario import Scenario

_MAX_LAUNCHES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """``key`` is the page's handle in all its requests; ``declined`` is the last provider log-in turned down."""

    key: str = field(repr=False)
    scenario: Scenario
    session_token: str = field(default="", repr=False)
    declined: str = ""


class Launches:
    """The latest launches, in memory only: a page does not outlive the program."""

    def __init__(self, token_hex: Callable[[int], str]) -> None:
        self._token_hex = token_hex
        self._lock = Lock()
        self._launches: OrderedDict[str, Launch] = OrderedDict()

    def begin(self, scenario: Scenario) -> Launch:
        """A new launch; the oldest one is forgotten when there are too many."""
        with self._lock:
            launch = Launch(key=self._token_hex(16), scenario=scenario)
            self._launches[launch.key] = launch
            if len(self._launches) > _MAX_LAUNCHES:
                self._launches.popitem(last=False)
            return launch

    def get(self, key: str) -> Launch | None:
        """The launch with this handle."""
        with self._lock:
            return self._launches.get(key)

    def bind(self, key: str, *, session_token: str) -> None:
        """Ties a launch to its session."""
        with self._lock:
            self._launches[key] = replace(self._launches[key], session_token=session_token)

    def decline(self, key: str, *, attempt: str) -> None:
        """Notes that the person turned a provider's log-in down."""
        with self._lock:
            self._launches[key] = replace(self._launches[key], declined=attempt)
