"""Where two things happen at once: somebody's row, a bystander's, and a host with a pace of its own."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from hcdesktop.core.exchange import new_session
from hcdesktop.core.finalizer import FinalizeResult
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.models import Environment, Hosts, PendingFinish, User
from hcdesktop.store.local import LocalStore
from tests.core.parts import Clock, Parts
from tests.hostile.wire.server import TokensServer, finished_session
from tests.web.human_api.people import CLIENT_ID

T = TypeVar("T")

#: Rounds after which what is left is stuck.
_ROUNDS = 6


class Arena:
    """One race: ``user`` runs it, ``bystander`` must not notice."""

    def __init__(self, store: LocalStore, *, reusable: bool) -> None:
        self.store = store
        self.clock = Clock()
        self.meanwhile: Callable[[], object] = lambda: None  # while an answer is on its way
        self.server = TokensServer(reusable=reusable, pace=self._pace)
        environment = Environment(
            name="Race", client_id=CLIENT_ID, hosts=Hosts(user_url=self.server.url, api_url=self.server.url)
        )
        api = HumanApi(environment, credentials=store.credentials, new_session=new_session, seconds=5.0)
        self.desk = Parts(store=store, api=api, clock=self.clock, environment=environment)
        self.user = self._person()
        self.bystander = self._person()

    def _pace(self) -> None:
        time.sleep(random.uniform(0, 0.01))
        self.meanwhile()

    def _person(self) -> User:
        name = f"person{self.store.count_users()}@example.org"
        human = self.server.people.add(name, "Clinic")
        return self.store.add_known_user(
            client_user_id=name,
            label="",
            human_id=human.human_id,
            public_token=human.public_token,
            access_token=human.access_token,
            sources=[],
            at=1.0,
        )

    def finish(self) -> PendingFinish:
        """One more launch of the user that has finished."""
        return self.desk.keep(self.user, finished_session(self.server.people, self.user))

    def run(self, finish: PendingFinish) -> FinalizeResult | None:
        """One attempt."""
        return self.desk.finalizer.run(finish.id)

    def drain(self) -> None:
        """What a person and the clock do until nothing waits."""
        for _ in range(_ROUNDS):
            if not self.store.finishes(user_id=self.user.id):
                return
            self.clock.time += 10_000
            self.desk.service.retry(self.user.id)
            self.desk.finalizer.run_due()

    def verdict(self, *finishes: PendingFinish) -> str:
        """What is wrong now, if anything: the row must have the newest finish's answer, whole."""
        left = self.store.finishes(user_id=self.user.id)
        if left:
            return f"left {[(f.state, f.problem, f.attempts) for f in left]}"
        if self.server.at_once > 1:
            return f"{self.server.at_once} requests at once for one user"
        if self.store.user(self.bystander.id) != self.bystander:
            return "the bystander's row has changed"
        row = self.store.user(self.user.id)
        human = self.server.people.find(self.user.client_user_id)
        newest = self.server.answered.get(finishes[-1].session.session_token, {})
        if row.human_id != human.human_id or row.attention is not None:
            return f"{row.human_id} and {row.attention}"
        if (row.public_token, row.access_token) != (newest.get("publicToken"), newest.get("accessToken")):
            return "not the newest answer, or a mixture"
        return ""


def together(*calls: Callable[[], T]) -> list[T]:
    """All at once, each on a thread; raises what one of them raises."""
    barrier = threading.Barrier(len(calls))

    def at_once(call: Callable[[], T]) -> T:
        barrier.wait(10)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(60) for future in [pool.submit(at_once, call) for call in calls]]
