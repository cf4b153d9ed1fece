"""The tokens endpoint fails in every way, towards the real client, finalizer and store; then it heals.

Byte for byte over a real socket. In half of the trials in which the host may have acted on the request it has, so that
the session token is spent; in half of those it may be used again.
"""

from __future__ import annotations

import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from hcdesktop.core.exchange import new_session
from hcdesktop.core.finalizer import FinalizeKind, FinalizeResult
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.models import Attention, Credentials, Environment, FinishState, Hosts, PendingFinish, User
from hcdesktop.store.local import LocalStore
from hcdesktop.ui import messages
from tests.core.loopback import Loopback, answers, free_port
from tests.core.parts import Clock, Parts
from tests.hostile.claims import Claim
from tests.hostile.wire.server import TokensServer, finished_session
from tests.hostile.wire.ways import Way, ways
from tests.web.human_api.people import CLIENT_ID, CLIENT_SECRET

#: Time limit of one exchange, in seconds: small, so that many can be tried. Where each is tried once, a machine that
#: stalls for a moment must not make another failure of it.
SECONDS = 0.5
PATIENT = 1.5
_MEMORY = 20 * 1024 * 1024


class Trials:
    """Every claim, and the file of the moment; each trial has a person of its own in it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._clock = Clock()
        self.state = Claim("the tokens endpoint fails: documented state, kind and memory of the attempt")
        self.said = Claim("the tokens endpoint fails: the documented sentence, and the pause that was asked for")
        self.time = Claim(f"the tokens endpoint fails: answered within the limit of {seconds} s + 1 s")
        self.memory = Claim("the tokens endpoint fails: within 20 MB")
        self.tokens = Claim("the tokens endpoint fails: no token in the row is changed by it")
        self.healed = Claim("the tokens endpoint heals: stored, recovered or one Edit; then the token is the host's")
        self.secret = Claim("a redirect to elsewhere: nothing is sent there")
        self.slowest, self.largest = 0.0, 0

    @property
    def claims(self) -> list[Claim]:
        self.time.note = f"slowest {self.slowest:.2f} s"
        self.memory.note = f"most {self.largest / 1024 / 1024:.1f} MB"
        return [self.state, self.said, self.time, self.memory, self.tokens, self.healed, self.secret]

    def run(self, store: LocalStore, way: Way, number: int, elsewhere: Loopback) -> None:
        """One failure and what comes after it."""
        self._store = store
        name = f"{way.name} #{number}"
        with closing(TokensServer(way, done=way.arrived and number % 2 == 1, reusable=number % 4 == 3)) as server:
            desk, user = self._desk(server, way), self._person(server, number)
            finish = desk.keep(user, finished_session(server.people, user))
            before = self._store.user(user.id)
            result = self._fail(desk, finish, name)
            self._check(way, name, finish, before, result)
            server.heal()
            desk = desk if way.fails else self._desk(server, None)  # somebody listens now
            self._heal(desk, server, user, name)
        if "elsewhere" in way.name:
            self.secret.trial(f"{name}: {elsewhere.connections} came" if elsewhere.connections else "")

    def _desk(self, server: TokensServer, way: Way | None) -> Parts:
        url = server.url if way is None or way.fails else f"http://127.0.0.1:{free_port()}"
        environment = Environment(name="Wire", client_id=CLIENT_ID, hosts=Hosts(user_url=url, api_url=server.url))
        api = HumanApi(environment, credentials=self._store.credentials, new_session=new_session, seconds=self._seconds)
        return Parts(store=self._store, api=api, clock=self._clock, environment=environment)

    def _person(self, server: TokensServer, number: int) -> User:
        """Somebody new, or somebody with tokens: those must not change."""
        name = f"person{self._store.count_users()}@example.org"
        if number % 3 == 0:
            return self._store.add_user(client_user_id=name, at=1.0)
        human = server.people.add(name, "Clinic")
        return self._store.add_known_user(
            client_user_id=name,
            label="",
            human_id=human.human_id,
            public_token=human.public_token,
            access_token=human.access_token,
            sources=[],
            at=1.0,
        )

    def _fail(self, desk: Parts, finish: PendingFinish, name: str) -> FinalizeResult:
        tracemalloc.start()
        begin = time.monotonic()
        try:
            result = desk.attempt(finish)
        finally:
            took, most = time.monotonic() - begin, tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        self.slowest, self.largest = max(self.slowest, took), max(self.largest, most)
        self.time.trial(f"{name}: {took:.2f} s" if took > self._seconds + 1 else "")
        self.memory.trial(f"{name}: {most} bytes" if most > _MEMORY else "")
        return result

    def _check(self, way: Way, name: str, finish: PendingFinish, before: User, result: FinalizeResult) -> None:
        kept = self._store.finish(finish.id)
        if kept is None:
            self.state.trial(f"{name}: the finish is gone")
            return
        was = (kept.state, kept.problem, kept.maybe_delivered, kept.attempts, kept.session == finish.session)
        expected = (way.state, way.kind, way.arrived, 1, True)
        self.state.trial("" if was == expected else f"{name}: {was}, not {expected}")
        message = messages.for_result(result, seconds=kept.next_try_at - self._clock())
        said, pause = f"{message.text} {message.next_step}", kept.next_try_at - self._clock()
        right = way.says in said and ("safe here. It is tried again in" in said) is (way.state is FinishState.WAITING)
        late = way.state is FinishState.WAITING and pause < max(way.pause, 1)
        self.said.trial("" if right and not late else f"{name}: {said!r} after {pause} s")
        after = self._store.user(before.id)
        kept_row = replace(after, waiting=0, stuck=0, changed_at=0.0, human_id=None)
        had = replace(before, waiting=0, stuck=0, changed_at=0.0, human_id=None)
        self.tokens.trial("" if kept_row == had else f"{name}: {kept_row} instead of {had}")

    def _heal(self, desk: Parts, server: TokensServer, user: User, name: str) -> None:
        """What is parked is tried again by hand, the rest by itself; then the row has what the host has."""
        kind: FinalizeKind | None = None
        for finish in self._store.finishes(user_id=user.id):
            if finish.state is FinishState.QUARANTINED:
                kind = self._edit(desk, server, user)
                continue
            desk.service.retry(user.id)
            kind = desk.attempt(finish).kind
        row = self._store.user(user.id)
        if kind is FinalizeKind.RECOVERED and row.attention is Attention.NEEDS_EDIT:
            kind = self._edit(desk, server, user)
        self.healed.trial(self._left(server, user, name, kind))

    def _edit(self, desk: Parts, server: TokensServer, user: User) -> FinalizeKind:
        return desk.attempt(desk.keep(user, finished_session(server.people, user))).kind

    def _left(self, server: TokensServer, user: User, name: str, kind: FinalizeKind | None) -> str:
        row, human = self._store.user(user.id), server.people.find(user.client_user_id)
        if self._store.finishes(user_id=user.id) or kind not in (FinalizeKind.STORED, FinalizeKind.RECOVERED):
            return f"{name}: not saved, {kind}"
        if (row.public_token, row.access_token) != (human.public_token, human.access_token) or row.attention:
            return f"{name}: not the host's tokens after {kind}, {row.attention}"
        return ""


@contextmanager
def fresh_store() -> Iterator[LocalStore]:
    """A file with the right secret. For a portion of the trials: the redactor of the tests asks it for every token."""
    with tempfile.TemporaryDirectory() as folder, closing(LocalStore(Path(folder) / "users.db", bytes(32))) as store:
        store.set_credentials(Credentials(client_secret=CLIENT_SECRET))
        yield store


@contextmanager
def _elsewhere() -> Iterator[Loopback]:
    with closing(Loopback(answers(200, {"accessToken": "x"}))) as server:
        yield server


def failures(times: int, *, seconds: float = SECONDS) -> list[Claim]:
    """Every way so many times."""
    trials = Trials(seconds)
    with _elsewhere() as elsewhere:
        for index, way in enumerate(ways(elsewhere.url)):
            with fresh_store() as store:
                for number in range(times):
                    trials.run(store, way, index + number, elsewhere)
    return trials.claims
