"""What the Simulator remembers from one request to the next and from one start to the next."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import RLock

from hcdesktop.simulator import statefile
from hcdesktop.simulator.records import AppKeys, Connection, Human, Session, SessionState
from hcdesktop.simulator.seeds import APP, HUMAN_SEEDS
from hcdesktop.simulator.statefile import Snapshot

_MAX_SESSIONS = 500


class RefusedError(Exception):
    """A change that does not go, with the reason in words for the answer."""


class SimulatorState:
    """Humans, session tokens and the app's keys; every change is one step for all threads and is on disk when the
    method returns. ``path=None`` keeps everything in memory. ``token_hex`` makes ids: bytes in, hex out."""

    def __init__(self, path: Path | None, *, token_hex: Callable[[int], str] = secrets.token_hex) -> None:
        self._path = path
        self._token_hex = token_hex
        self._lock = RLock()
        found = statefile.load(path) if path else None
        kept = found or Snapshot(app=APP, humans=HUMAN_SEEDS)
        self._app = kept.app
        self._humans = {human.human_id: human for human in kept.humans}
        self._sessions = {session.token: session for session in kept.sessions}
        if found is None:
            self._save()

    # --- reading --------------------------------------------------------------------------------------------------

    @property
    def app(self) -> AppKeys:
        """The one app."""
        return self._app

    @property
    def humans(self) -> tuple[Human, ...]:
        """Everybody, the oldest first."""
        with self._lock:
            return tuple(self._humans.values())

    def human(self, human_id: str) -> Human | None:
        """The human with this id."""
        with self._lock:
            return self._humans.get(human_id)

    def human_named(self, client_user_id: str) -> Human | None:
        """The human whom the app calls by this clientUserId."""
        return next((human for human in self.humans if human.client_user_id == client_user_id), None)

    def human_opened_by(self, public_token: str) -> Human | None:
        """The human whose current publicToken this is; an earlier one opens nothing (section 2)."""
        return next((human for human in self.humans if public_token and human.public_token == public_token), None)

    def human_read_by(self, access_token: str) -> Human | None:
        """The human whose data this accessToken reads."""
        return next((human for human in self.humans if access_token and human.access_token == access_token), None)

    def session(self, token: str) -> Session | None:
        """The session with this token."""
        with self._lock:
            return self._sessions.get(token)

    def sources(self, session: Session) -> tuple[Connection, ...]:
        """What the person in this session sees as connected."""
        human = self._human_of(session)
        return session.applied_to(human.sources if human else ())

    def adopt(self, client_id: str) -> None:
        """Calls the one app by this clientId from now on."""
        self._app = replace(self._app, client_id=client_id)

    # --- the popup ------------------------------------------------------------------------------------------------

    def open_session(self, client_user_id: str) -> Session:
        """A new session; somebody new gets their humanId now and exists from the finish on."""
        with self._lock:
            human = self.human_named(client_user_id)
            human_id = human.human_id if human else self._token_hex(12)
            session = Session(token=self._token_hex(16), human_id=human_id, client_user_id=client_user_id)
            return self._keep(session)

    def resume(self, token: str, *, client_user_id: str) -> Session | None:
        """The unfinished session with this token, if it is this person's."""
        session = self.session(token)
        if session is None or session.client_user_id != client_user_id:
            return None
        return session if session.state is SessionState.UNFINISHED else None

    def connect(self, token: str, *, provider: str, at: float) -> Session:
        """Notes a new source in an unfinished session."""
        with self._lock:
            session = self._unfinished(token)
            if any(source.provider == provider for source in self.sources(session)):
                message = "This source is connected already."
                raise RefusedError(message)
            source = Connection(id=self._token_hex(12), provider=provider, since=at)
            return self._keep(replace(session, added=(*session.added, source)))

    def remove(self, token: str, *, provider: str) -> Session:
        """Notes in an unfinished session that a source is to go."""
        with self._lock:
            session = self._unfinished(token)
            if all(source.provider != provider for source in self.sources(session)):
                message = "This source is not connected."
                raise RefusedError(message)
            human = self._human_of(session)
            known = any(source.provider == provider for source in (human.sources if human else ()))
            removed = {*session.removed, provider} if known else session.removed
            added = tuple(source for source in session.added if source.provider != provider)
            return self._keep(replace(session, added=added, removed=tuple(sorted(removed))))

    def finish(self, token: str, *, at: float) -> Human:
        """Makes the session's changes true. A new source changes the publicToken at this moment (section 2)."""
        with self._lock:
            session = self._unfinished(token)
            if not session.changed:
                message = "Nothing was changed."
                raise RefusedError(message)
            human = self._human_of(session) or self._newcomer(session, at=at)
            rotated = self._token_hex(16) if session.added else human.public_token
            sources = session.applied_to(human.sources)
            human = replace(human, sources=sources, public_token=rotated, updated_at=at)
            self._humans[human.human_id] = human
            self._keep(replace(session, human_id=human.human_id, state=SessionState.FINISHED))
            return human

    # --- the services ---------------------------------------------------------------------------------------------

    def spend(self, token: str, *, human_id: str, user_id: str = "", at: float) -> Human:
        """Trades a finished session for a new accessToken, once; a ``user_id`` has to fit when there is one."""
        with self._lock:
            session = self._sessions.get(token)
            human = self._humans.get(human_id)
            reason = _why_not(session, human_id)
            if session is None or human is None or reason:
                raise RefusedError(reason or "The humanId is unknown.")
            if user_id not in ("", human.user_id):
                message = "The userId does not belong to this sessionToken."
                raise RefusedError(message)
            human = replace(human, access_token=self._token_hex(24), updated_at=at)
            self._humans[human_id] = human
            self._keep(replace(session, state=SessionState.SPENT))
            return human

    def admit(self, client_user_id: str, *, provider: str, at: float) -> Human:
        """Somebody who connected a source elsewhere, out of the desk's sight."""
        with self._lock:
            known = self.human_named(client_user_id)
            if known:
                return known
            session = self.open_session(client_user_id)
            self.connect(session.token, provider=provider, at=at)
            return self.finish(session.token, at=at)

    def settle(self, client_user_id: str, *, providers: tuple[str, ...], at: float) -> Human:
        """Somebody with exactly these sources and tokens that work, whatever was known of them before."""
        with self._lock:
            known = self.human_named(client_user_id)
            if known:
                self.forget(known.human_id)
            session = self.open_session(client_user_id)
            for provider in providers:
                self.connect(session.token, provider=provider, at=at)
            human = self.finish(session.token, at=at)
            return self.spend(session.token, human_id=human.human_id, at=at)

    def forget(self, human_id: str) -> bool:
        """Deletes a human with their sessions; ``False`` when there is none."""
        with self._lock:
            if self._humans.pop(human_id, None) is None:
                return False
            self._sessions = {key: item for key, item in self._sessions.items() if item.human_id != human_id}
            self._save()
            return True

    # --- inside ---------------------------------------------------------------------------------------------------

    def _human_of(self, session: Session) -> Human | None:
        return self.human(session.human_id) or self.human_named(session.client_user_id)

    def _newcomer(self, session: Session, *, at: float) -> Human:
        return Human(
            human_id=session.human_id,
            client_user_id=session.client_user_id,
            user_id=self._token_hex(12),
            public_token=self._token_hex(16),
            created_at=at,
            updated_at=at,
        )

    def _unfinished(self, token: str) -> Session:
        session = self._sessions.get(token)
        if session is None or session.state is not SessionState.UNFINISHED:
            message = "This session is over."
            raise RefusedError(message)
        return session

    def _keep(self, session: Session) -> Session:
        self._sessions[session.token] = session
        self._prune(but=session)
        self._save()
        return session

    def _prune(self, *, but: Session) -> None:
        """Lets the oldest sessions go; a finished one is somebody's unspent token and stays."""
        over = len(self._sessions) - _MAX_SESSIONS
        idle = [item for item in self._sessions.values() if item.state is not SessionState.FINISHED and item != but]
        for item in idle[: max(over, 0)]:
            del self._sessions[item.token]

    def _save(self) -> None:
        # No fsync: this is fictional data, and the popup's requests are answered on the screen's thread.
        if self._path:
            humans, sessions = tuple(self._humans.values()), tuple(self._sessions.values())
            statefile.save(self._path, Snapshot(app=self._app, humans=humans, sessions=sessions))


def _why_not(session: Session | None, human_id: str) -> str:
    if session is None:
        return "The sessionToken is unknown."
    if session.state is SessionState.UNFINISHED:
        return "The sessionToken belongs to a session that is not finished."
    if session.state is SessionState.SPENT:
        return "The sessionToken has been used already."
    return "" if session.human_id == human_id else "The humanId does not belong to this sessionToken."
