"""The parts of a desk, put together for tests: a settable clock, scripted answers, and the flow up to a kept finish."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TypeVar

import requests

from hcdesktop.core.exchange import Trace
from hcdesktop.core.finalizer import Backoff, Finalizer, FinalizeResult
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.journal import Journal
from hcdesktop.core.models import (
    AppUser,
    Credentials,
    Environment,
    Event,
    EventKind,
    LaunchRequest,
    PendingFinish,
    SessionToken,
    Source,
    Tokens,
    User,
)
from hcdesktop.core.redact import Redactor
from hcdesktop.core.service import Service
from hcdesktop.simulator import seeds, transport
from hcdesktop.simulator.records import Human
from hcdesktop.simulator.server import Simulator
from hcdesktop.simulator.state import SimulatorState
from hcdesktop.store.local import LocalStore

CLIENT_ID = "2e950000000000000000000000000000000c1036"
ENVIRONMENT = Environment(name="Tests", client_id=CLIENT_ID, language="de")

_T = TypeVar("_T")


class Clock:
    """Seconds since the epoch, as the test sets them."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


def session_of(token: str, *, human_id: str | None = None, client_id: str | None = CLIENT_ID) -> SessionToken:
    """A sessionTokenObject as the popup hands it over."""
    raw = {"humanId": human_id, "clientId": client_id, "sessionToken": token}
    return SessionToken(session_token=token, human_id=human_id, client_id=client_id, raw=raw)


def tokens_of(word: str, *, human: str = "", client_user_id: str | None = None, client_id: str | None = None) -> Tokens:
    """A complete answer whose tokens end in ``word``; for the human of that word unless told otherwise."""
    return Tokens(
        human_id=f"human-{human or word}",
        access_token=f"access-{word}",
        public_token=f"public-{word}",
        client_id=client_id,
        client_user_id=client_user_id,
    )


class ScriptedApi(HumanApi):
    """Answers each call with the next thing that was put in for it, and fails on one that nobody expected.

    An exception is raised, a function called, anything else returned.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, object]] = []
        self._answers: dict[str, deque[object]] = {}

    def will(self, call: str, *answers: object) -> None:
        """Puts answers in for ``finalize``, ``recover``, ``users`` or ``sources``."""
        self._answers.setdefault(call, deque()).extend(answers)

    def asked(self, call: str) -> list[object]:
        """What each call of this name was about."""
        return [about for name, about in self.calls if name == call]

    def kept_open(self) -> AbstractContextManager[None]:
        return nullcontext()

    def finalize(self, session: SessionToken, *, trace: Trace = lambda _exchange: None) -> Tokens:
        return self._next("finalize", session.session_token, Tokens, trace)

    def recover_public_token(self, human_id: str, *, trace: Trace = lambda _exchange: None) -> str:
        return self._next("recover", human_id, str, trace)

    def users(self, *, trace: Trace = lambda _exchange: None) -> list[AppUser]:
        return list(self._next("users", None, list, trace))

    def sources(self, access_token: str, *, trace: Trace = lambda _exchange: None) -> list[Source]:
        return list(self._next("sources", access_token, list, trace))

    def _next(self, call: str, about: object, kind: type[_T], trace: Trace) -> _T:
        self.calls.append((call, about))
        trace({"call": call})
        answers = self._answers.get(call)
        assert answers, f"nobody expected another {call}"
        answer = answers.popleft()
        if isinstance(answer, BaseException):
            raise answer
        if not isinstance(answer, kind) and callable(answer):
            answer = answer()
        assert isinstance(answer, kind)
        return answer


@dataclass(kw_only=True)
class Parts:
    """A desk of parts; without jitter, so that the pauses are 2, 4, 8 … seconds."""

    store: LocalStore
    api: HumanApi
    clock: Clock
    environment: Environment = ENVIRONMENT
    told: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        redactor = Redactor(self.store.secrets)
        self.journal = Journal(store=self.store, redactor=redactor, now=self.clock, listener=self.told.append)
        self.finalizer = Finalizer(
            store=self.store,
            api=self.api,
            journal=self.journal,
            now=self.clock,
            backoff=Backoff(jitter=lambda _low, _high: 1.0),
        )
        self.service = Service(
            environment=self.environment,
            store=self.store,
            api=self.api,
            journal=self.journal,
            finalizer=self.finalizer,
            redactor=redactor,
            now=self.clock,
        )

    def keep(self, user: User, session: SessionToken | str = "session-1") -> PendingFinish:
        """A launch of this user that has brought this session token, kept."""
        launch_id = self.store.begin_launch(user.id, user.mode, at=self.clock())
        session = session_of(session) if isinstance(session, str) else session
        finish = self.store.keep_finish(user_id=user.id, launch_id=launch_id, session=session, at=self.clock())
        assert finish is not None
        return finish

    def attempt(self, finish: PendingFinish) -> FinalizeResult:
        """One attempt that is ours to make, at the moment it is due."""
        now = self.store.finish(finish.id)
        assert now is not None
        self.clock.time = max(self.clock.time, now.next_try_at)
        result = self.finalizer.run(finish.id)
        assert result is not None
        return result

    def kinds(self, user: User | None = None) -> list[EventKind]:
        """What the timeline tells, oldest first."""
        return [event.kind for event in reversed(self.service.timeline(None if user is None else user.id))]


class SimulatedHuman(Parts):
    """A desk before the Simulator: people connect in its popup, the real client asks for the tokens."""

    def __init__(self, *, store: LocalStore, clock: Clock) -> None:
        self.state = SimulatorState(None)
        self.simulator = Simulator(self.state, pages=lambda _name: b"<html>A portal</html>", now=clock)
        store.set_credentials(Credentials(client_secret=seeds.CLIENT_SECRET, app_key=seeds.APP_KEY))
        environment = Environment(name="Simulator", client_id=seeds.CLIENT_ID, simulated=True)
        api = HumanApi(environment, credentials=store.credentials, new_session=simulated_session(self.simulator))
        super().__init__(store=store, api=api, clock=clock, environment=environment)

    def connect(self, request: LaunchRequest, *, provider: str = "starfleet-medical") -> SessionToken:
        """What the popup hands over once the person has connected a source."""
        session = self.state.open_session(request.client_user_id)
        self.state.connect(session.token, provider=provider, at=self.clock())
        human = self.state.finish(session.token, at=self.clock())
        raw = {
            "humanId": human.human_id,
            "clientId": seeds.CLIENT_ID,
            "sessionToken": session.token,
            "userId": human.user_id,
        }
        return SessionToken(session_token=session.token, human_id=human.human_id, client_id=seeds.CLIENT_ID, raw=raw)

    def human(self, user: User) -> Human:
        """What the Simulator knows of this user."""
        human = self.state.human_named(user.client_user_id)
        assert human is not None
        return human


def simulated_session(simulator: Simulator) -> Callable[[], requests.Session]:
    """Sessions that reach the Simulator and nothing else, and do not wait for what never comes."""
    return lambda: transport.mount(requests.Session(), simulator, wait=lambda _seconds: None)
