"""Every journey and failure without a window, with everything that comes out of them under the name of its place."""

from __future__ import annotations

import io
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

from keyring.backend import KeyringBackend

from hcdesktop import doctor
from hcdesktop.core import people_file
from hcdesktop.core.errors import HcError
from hcdesktop.core.finalizer import Backoff, FinalizeResult
from hcdesktop.core.models import Credentials, Environment, SessionToken, User
from hcdesktop.desk import SIMULATOR, Desk, Desks, opened
from hcdesktop.simulator.shelf import shipped
from hcdesktop.simulator.state import SimulatorState
from hcdesktop.store.vault import KeyringVault, RecoveryVault
from hcdesktop.ui import messages, messages_of_events
from tests.core.loopback import Loopback, answers, free_port
from tests.hostile.secrets.canaries import KEY, PASSPHRASE, RECOVERY_PASSPHRASE, Canaries, CanaryVault
from tests.hostile.wire.server import TokensServer, finished_session
from tests.hostile.wire.ways import Way, ways

_QUICK = Backoff(first=0.001, most=0.001)
_LOGGERS = ("", "hcdesktop", "urllib3", "requests", "keyring", "PySide6", "asyncio")


class Told:
    """Whatever came out, each under the name of its place."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []
        self.log = io.StringIO()

    def tell(self, place: str, *things: object) -> None:
        """Things in all the ways in which somebody may write them down."""
        for thing in things:
            self.texts.append((place, f"{thing} {thing!r} {thing:}"))

    def fail(self, place: str, error: BaseException) -> None:
        """An exception with everything that hangs on it."""
        seen: set[int] = set()
        left: list[BaseException | None] = [error]
        while left:
            link = left.pop()
            if link is not None and id(link) not in seen:
                seen.add(id(link))
                self.tell(place, link, vars(link), "".join(traceback.format_exception(link)))
                left += [link.__cause__, link.__context__]

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Everything that any logger says, at its most talkative, unredacted."""
        handler = logging.StreamHandler(self.log)
        handler.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
        before = {name: logging.getLogger(name).level for name in _LOGGERS}
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.DEBUG)
        logging.getLogger().addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(handler)
            for name, level in before.items():
                logging.getLogger(name).setLevel(level)
            self.texts.append(("log", self.log.getvalue()))


class DeskJourneys:
    """All of them, or every ``step``-th, over one data folder."""

    def __init__(self, folder: Path, canaries: Canaries, told: Told, *, step: int = 1) -> None:
        self.folder = folder
        self._canaries = canaries
        self._told = told
        self._people = 0
        self._step = step

    def run(self) -> int:
        """Plays everything once; how many journeys and failures that was."""
        with self._told.listening():
            played = self._wire_failures() + self._scenarios() + self._vaults()
            self._told.tell("doctor", json.dumps(doctor.report(self._desks())))
        return played

    def _desks(self) -> Desks:
        return Desks(self.folder, vault=CanaryVault(), backoff=_QUICK, seconds=0.2)

    # --- the host fails

    def _wire_failures(self) -> int:
        with closing(Loopback(answers(200, {}))) as elsewhere:
            every = ways(elsewhere.url)[:: self._step]
            for number, way in enumerate(every):
                done = way.arrived and number % 2 == 0
                with closing(TokensServer(way, done=done, reusable=False)) as server:
                    self._one_failure(server, way)
            return len(every)

    def _one_failure(self, server: TokensServer, way: Way) -> None:
        url = server.url if way.fails else f"http://127.0.0.1:{free_port()}"
        hosts = replace(SIMULATOR.hosts, user_url=url, api_url=server.url)
        client_id = "c11e47" + "0" * 30 + "a1b2"  # as the other Human API has it
        environment = Environment(name="Clinic", client_id=client_id, hosts=hosts)
        with opened(self._desks(), environment) as desk:
            desk.service.set_credentials(self._credentials())
            user = self._somebody(desk)
            session = finished_session(server.people, user)
            self._finish(desk, user, session)
            server.heal()
            self._finish(desk, user, None)
            self._ask(desk, user, partial(desk.service.recover, user.id))
            self._ask(desk, user, partial(desk.service.refresh_sources, user.id))
            self._tell_all(desk, user, session)

    # --- the Simulator's scenarios

    def _scenarios(self) -> int:
        states: list[SimulatorState] = []

        def in_memory(_path: Path) -> SimulatorState:
            # On the disk it would hold its own secrets in clear: it plays the other side, with nobody real in it.
            states.append(SimulatorState(None, token_hex=self._canaries.token_hex))
            return states[-1]

        with patch("hcdesktop.simulator.state.SimulatorState", in_memory):
            for scenario in shipped()[:: self._step]:
                with opened(self._desks(), SIMULATOR) as desk:
                    desk.service.set_credentials(self._credentials())
                    assert desk.simulator is not None
                    desk.simulator.choose(scenario)
                    user = self._somebody(desk)
                    self._finish(desk, user, _connected(states[-1], user))
                    self._finish(desk, user, None)
                    self._ask(desk, user, partial(desk.service.recover, user.id))
                    self._tell_all(desk, user, None)
        return len(states)

    # --- passphrases and keyrings

    def _vaults(self) -> int:
        environment = Environment(name="Behind a passphrase", client_id="c1")
        for passphrase in (PASSPHRASE, f"{PASSPHRASE} wrong", ""):
            try:
                with opened(self._desks(), environment, passphrase=passphrase) as desk:
                    desk.service.set_credentials(self._credentials())
                    self._tell_all(desk, None, None)
            except HcError as error:
                self._told.fail("vault", error)
        recovery = RecoveryVault(self.folder / "environments", RECOVERY_PASSPHRASE)
        recovery.keep(environment.name, KEY)
        self._told.tell("vault", recovery)
        keyring = KeyringVault(_Quoting())  # type: ignore[no-untyped-call]
        for vault in (recovery, RecoveryVault(self.folder / "environments", PASSPHRASE), keyring):
            try:
                vault.key(environment.name, create=False)
            except HcError as error:
                self._told.fail("vault", error)
        with opened(self._desks(), replace(environment, name="Halves")) as desk:
            try:
                desk.service.set_credentials(Credentials(client_secret=f"{self._canaries.client_secret}\ud800"))
            except HcError as error:
                self._told.fail("a secret that no column can hold", error)
        return 7

    # --- steps

    def _credentials(self) -> Credentials:
        return Credentials(client_secret=self._canaries.client_secret, app_key=self._canaries.app_key)

    def _somebody(self, desk: Desk) -> User:
        self._people += 1
        return desk.service.add_user(f"person{self._people}@example.org", label=f"Person {self._people}")

    def _finish(self, desk: Desk, user: User, session: SessionToken | None) -> None:
        """Keeps a finish, or tries again what is there, and says what the window would."""
        with suppress(HcError):
            if session is not None:
                request = desk.service.launch(user.id)
                self._told.tell("repr", request, desk.service.keep(request, session), session)
        desk.service.retry(user.id)
        for finish in desk.service.pending(user.id):
            result = desk.service.finalizer.run(finish.id)
            if result is not None:
                self._tell_result(result)
        self._told.tell("repr", *desk.service.pending(user.id), *desk.service.users())

    def _tell_result(self, result: FinalizeResult) -> None:
        self._told.tell("repr", result)
        self._told.tell("window", messages.for_result(result, seconds=1.0))
        if result.error is not None:
            self._told.fail("exception", result.error)
            self._told.tell("window", messages.for_error(result.error))

    def _ask(self, desk: Desk, user: User, question: Callable[[], object]) -> None:
        try:
            self._told.tell("repr", question())
        except HcError as error:
            self._told.fail("exception", error)
            self._told.tell("window", messages.for_error(error))
        self._told.tell("window", messages.for_state(desk.service.user(user.id)))

    def _tell_all(self, desk: Desk, user: User | None, session: SessionToken | None) -> None:
        for event in desk.service.timeline(user.id if user else None):
            self._told.tell(
                "timeline", event, json.dumps(dict(event.detail), default=str), messages_of_events.for_event(event)
            )
        self._told.tell("repr", desk, desk.service, desk.store, desk.environment, desk.service.credentials(), session)
        export = self.folder / "export.csv"
        people_file.write(export, desk.service.users())
        self._told.tell("export", export.read_text(encoding="utf-8-sig"))


def _connected(state: SimulatorState, user: User) -> SessionToken:
    """What the popup hands over."""
    session = state.open_session(user.client_user_id)
    state.connect(session.token, provider="starfleet-medical", at=1.0)
    human = state.finish(session.token, at=1.0)
    raw = {"humanId": human.human_id, "clientId": SIMULATOR.client_id, "sessionToken": session.token}
    return SessionToken(session_token=session.token, human_id=human.human_id, client_id=SIMULATOR.client_id, raw=raw)


class _Quoting(KeyringBackend):
    """A keyring that says in its exception what it was given, as some do."""

    def get_password(self, service: str, username: str) -> str:
        raise RuntimeError(f"could not unlock {KEY!r}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"could not keep {password!r}")
