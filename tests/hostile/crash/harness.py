"""Kills the app at random instants and at named points, starts it again, and checks that nothing is lost.

The parent is the Human API and keeps the books: which finishes were acknowledged, which were finalized, whose
publicToken is the current one.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hcdesktop.core.audit import AuditAction
from hcdesktop.core.models import Credentials
from hcdesktop.desk import SIMULATOR
from hcdesktop.store.environments import EnvironmentBook
from hcdesktop.store.local import LocalStore
from tests.crowd import add_users
from tests.hostile.crash.child import FAULTS, KEY
from tests.web.human_api.api import HumanApi
from tests.web.human_api.people import APP_KEY, CLIENT_ID, CLIENT_SECRET, Session

PEOPLE = 6
#: Seconds in which everything has to be saved after a start (issue: 60).
DRAIN_LIMIT = 60.0
#: A child that is still alive after so many seconds is killed in any case.
LIFE_LIMIT = 12.0


@dataclass(slots=True)
class Books:
    """What was tried and what broke."""

    kills: int = 0
    acknowledged: set[str] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    not_drained: list[str] = field(default_factory=list)
    duplicated: int = 0
    wrong_tokens: list[str] = field(default_factory=list)
    broken_trails: list[str] = field(default_factory=list)
    points: dict[str, int] = field(default_factory=dict)
    slowest_drain: float = 0.0

    @property
    def broken(self) -> int:
        lists = (self.lost, self.not_drained, self.wrong_tokens, self.broken_trails)
        return self.duplicated + sum(len(each) for each in lists)

    def add(self, other: Books) -> None:
        """Takes another run's books into these."""
        self.kills += other.kills
        self.acknowledged |= other.acknowledged
        self.lost += other.lost
        self.not_drained += other.not_drained
        self.duplicated += other.duplicated
        self.wrong_tokens += other.wrong_tokens
        self.broken_trails += other.broken_trails
        self.slowest_drain = max(self.slowest_drain, other.slowest_drain)
        for point, times in other.points.items():
            self.points[point] = self.points.get(point, 0) + times


class CrashHarness:
    """One data folder that survives many deaths. ``reusable``: a session token may be finalized again.

    ``prefix``: a command that the child is run by.
    """

    def __init__(self, api: HumanApi, folder: Path, *, seed: int, reusable: bool, prefix: Sequence[str] = ()) -> None:
        self._api = api
        self._folder = folder
        self._prefix = prefix
        self._random = random.Random(seed)
        self.books = Books()
        api.people.reusable = reusable
        self._hosts = asdict(api.environment("Crash").hosts)
        self._database = prepare(api, folder)

    def run(self, kills: int, *, check_every: int = 8) -> Books:
        """So many deaths, with a check now and then and one at the end."""
        points = [*FAULTS, *["random"] * (len(FAULTS) // 2)]
        for number in range(kills):
            point = points[number % len(points)] if number < len(points) else self._random.choice(points)
            self._die_once(point)
            if (number + 1) % check_every == 0:
                self._check()
        self._check()
        return self.books

    def live_until(self, acknowledgements: int) -> None:
        """One life, which ends with this acknowledgement."""
        self._live(LIFE_LIMIT + acknowledgements, enough=acknowledgements)

    def _die_once(self, point: str) -> None:
        named = point != "random"
        limit = LIFE_LIMIT if named else self._random.uniform(0.2, 2.5)
        fault, passings = (point, self._random.randrange(3)) if named else ("", 0)
        killed_itself = self._live(limit, fault=fault, after_calls=passings)
        self.books.kills += 1
        name = point if killed_itself else "random"
        self.books.points[name] = self.books.points.get(name, 0) + 1
        self._check_trail(name)

    def _check_trail(self, point: str) -> None:
        """The audit trail as the killed app left it, on a copy: the next start must find it as it was."""
        with tempfile.TemporaryDirectory() as folder:
            for file in self._database.parent.glob(f"{self._database.stem}.*"):
                shutil.copy(file, folder)
            with closing(LocalStore(Path(folder) / self._database.name, KEY)) as store:
                store.audit_opening()
                whole = store.check_audit().whole
                entries = store.audit_entries(limit=-1)
        kept = sum(entry.action == AuditAction.FINISH_KEPT for entry in entries)
        if not whole or kept < len(self.books.acknowledged):
            self.books.broken_trails.append(
                f"{point}: {kept} finishes in it, {len(self.books.acknowledged)} acknowledged"
            )

    def _check(self) -> None:
        """Starts the app once more, lets it drain, and compares its file with our books."""
        begun = time.monotonic()
        if not self._live(DRAIN_LIMIT + 10, drain=DRAIN_LIMIT):
            self.books.not_drained.append("hung")
        self.books.slowest_drain = max(self.books.slowest_drain, time.monotonic() - begun)
        self._compare()

    def _live(
        self, limit: float, *, fault: str = "", after_calls: int = 0, drain: float = 0.0, enough: int = 0
    ) -> bool:
        """One life of the app, to ``enough`` acknowledgements; ``False`` when it had to be killed from here."""
        settings: dict[str, Any] = {
            "folder": str(self._folder),
            "hosts": self._hosts,
            "client_id": CLIENT_ID,
            "fault": fault,
            "after_calls": after_calls,
            "drain": drain,
            "seed": self._random.randrange(1 << 30),
            "enough": enough,
        }
        with subprocess.Popen(
            [*self._prefix, sys.executable, "-m", "tests.hostile.crash.child", json.dumps(settings)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=bool(self._prefix),
        ) as child:
            killed = threading.Event()
            killer = threading.Timer(limit, self._kill, (child, killed))
            killer.start()
            try:
                self._read(child)
            finally:
                killer.cancel()
                killer.join()
        return not killed.is_set()

    def _read(self, child: subprocess.Popen[str]) -> None:
        """Until the child's end, which closes its output."""
        assert child.stdout is not None
        for line in child.stdout:
            word, _, rest = line.strip().partition(" ")
            if word == "ack":
                self.books.acknowledged.add(rest)
            elif word == "left":
                self.books.not_drained.append(rest)

    def _kill(self, child: subprocess.Popen[str], killed: threading.Event) -> None:
        """The app alone, whose end the engine's processes have to notice; or it and the one that it is run by."""
        killed.set()
        if self._prefix:
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()

    def _compare(self) -> None:
        sessions = {session.token: session for session in self._api.people.sessions}
        self.books.lost = [token for token in self.books.acknowledged if not sessions[token].spent]
        store = LocalStore(self._database, KEY)
        try:
            users = store.users()
            self.books.duplicated += len(users) - PEOPLE
            self.books.not_drained.extend(str(finish.id) for finish in store.finishes())
            for user in users:
                last = self._last_finished(user.client_user_id)
                # A finish that was never acknowledged may have changed the token behind our back: Edit recovers it.
                known = last is not None and last.token in self.books.acknowledged
                if last is not None and known and user.public_token != last.human.public_token:
                    self.books.wrong_tokens.append(user.client_user_id)
        finally:
            store.close()

    def _last_finished(self, client_user_id: str) -> Session | None:
        finished = [
            session
            for session in self._api.people.sessions
            if session.finished and session.human.client_user_id == client_user_id
        ]
        return finished[-1] if finished else None


def prepare(api: HumanApi, folder: Path) -> Path:
    """The environment's file with its people, before the app has ever been there; returns where it is."""
    book = EnvironmentBook(folder, preset=SIMULATOR)
    database = book.database(book.save(api.environment("Crash")))
    store = LocalStore(database, KEY)
    store.set_credentials(Credentials(client_secret=CLIENT_SECRET, app_key=APP_KEY))
    add_users(store, [(f"person{n}@example.org", "") for n in range(PEOPLE)], at=1.0)
    store.close()
    return database
