"""What a person at the desk can do, one function each; the window calls nothing else, and the command line only
``export``, for which it needs nothing of all this.

Steps 2 (launch), 5 (decide) and 6 (keep) of the flow are here; step 7 is the finalizer's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hcdesktop.core import export
from hcdesktop.core.audit import AuditAction, AuditReport
from hcdesktop.core.errors import ErrorKind, HcError, InvalidInput, LaunchRefused, Refused
from hcdesktop.core.exchange import Trace
from hcdesktop.core.finalizer import Finalizer
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.journal import Draft, Journal
from hcdesktop.core.later import Later
from hcdesktop.core.models import (
    Attention,
    Credentials,
    Environment,
    Event,
    EventKind,
    FinishState,
    JsonObject,
    LaunchRequest,
    Mode,
    Outcome,
    OutcomeKind,
    PendingFinish,
    PopupProblem,
    SessionToken,
    User,
)
from hcdesktop.core.ports import Store
from hcdesktop.core.progress import Report, unwatched
from hcdesktop.core.redact import Redactor
from hcdesktop.core.roster import Roster, check_label
from hcdesktop.core.sources import Sources

if TYPE_CHECKING:
    from hcdesktop.core.intake import Intake
    from hcdesktop.core.logbook import Logbook

#: Why a finish is parked that nobody has refused: it will be saved once somebody has done something.
_WAITS_FOR_SOMEBODY = frozenset({ErrorKind.SECRET_MISSING, ErrorKind.SECRET_REFUSED, ErrorKind.STOPPED})


class Service:
    """The desk of one environment. Its methods may be called from any thread and raise ``HcError``."""

    def __init__(
        self,
        *,
        environment: Environment,
        store: Store,
        api: HumanApi,
        journal: Journal,
        finalizer: Finalizer,
        redactor: Redactor,
        now: Callable[[], float],
    ) -> None:
        self.environment = environment
        self.finalizer = finalizer
        self.sources = Sources(store=store, api=api, journal=journal, now=now)
        self.roster = Roster(store=store, api=api, journal=journal, now=now)
        self._store = store
        self._api = api
        self._journal = journal
        self._redactor = redactor
        self._now = now
        # A list is shown without either.
        self._log = Later(self._make_log)
        self._intake = Later(self._make_intake)

    @property
    def log(self) -> Logbook:
        """What has happened to everybody, and the launches in it."""
        return self._log.get()

    @property
    def intake(self) -> Intake:
        """Who comes from a file, or from Human API."""
        return self._intake.get()

    def _make_log(self) -> Logbook:
        from hcdesktop.core.logbook import Logbook

        return Logbook(self._store, self._redactor)

    def _make_intake(self) -> Intake:
        from hcdesktop.core.intake import Intake

        return Intake(store=self._store, api=self._api, journal=self._journal, now=self._now)

    # --- the list

    def users(self, *, offset: int = 0, limit: int = -1) -> list[User]:
        """A page of the list."""
        return self._store.users(offset=offset, limit=limit)

    def count_users(self) -> int:
        """How long the list is."""
        return self._store.count_users()

    def user(self, user_id: int) -> User:
        """One row. Raises ``InvalidInput`` (``UNKNOWN_USER``)."""
        return self._store.user(user_id)

    def find_user(self, client_user_id: str) -> User:
        """The row with this clientUserId. Raises ``InvalidInput`` (``UNKNOWN_USER``)."""
        user = self._store.find_user(client_user_id)
        if user is None:
            raise InvalidInput(ErrorKind.UNKNOWN_USER)
        return user

    def timeline(self, user_id: int | None = None, *, limit: int = 200, before: int | None = None) -> list[Event]:
        """The newest events of one user, or of all (of those before the one with this id), newest first."""
        return self._store.events(user_id=user_id, limit=limit, before=before)

    def pending(self, user_id: int | None = None) -> list[PendingFinish]:
        """Finishes that are not finalized yet, oldest first."""
        return self._store.finishes(user_id=user_id)

    def count_pending(self) -> int:
        """How many finishes are not saved yet."""
        return self._store.count_finishes()

    def add_user(self, client_user_id: str, *, label: str = "") -> User:
        """A new row. Raises ``InvalidInput`` when the clientUserId is empty, over-long or there already."""
        from hcdesktop.core.popup import check_client_user_id

        checked = check_client_user_id(client_user_id)
        user = self._store.add_user(client_user_id=checked, label=check_label(label), at=self._now())
        self._journal.add(EventKind.USER_ADDED, user_id=user.id)
        return user

    def export_users(self, path: Path, user_ids: Sequence[int] | None = None, *, report: Report = unwatched) -> int:
        """As ``export.export_users``."""
        return export.export_users(self._store, path, user_ids, report=report)

    # --- the audit trail

    def note_locked(self) -> None:
        """The desk was locked."""
        self._store.audit(AuditAction.LOCKED)

    def note_unlocked(self) -> None:
        """Somebody has unlocked the desk."""
        self._store.audit(AuditAction.UNLOCKED)

    def audit_found_broken(self) -> bool:
        """Whether the trail's end was not as it was left, which ``check_audit`` then tells in full."""
        return self._store.audit_found_broken()

    def check_audit(self) -> AuditReport:
        """Reads the whole trail (100,000 entries in about a second)."""
        return self._store.check_audit()

    def export_audit(self, path: Path, *, redacted: Callable[[str], str]) -> int:
        """As ``export.export_audit``."""
        return export.export_audit(self._store, path, redacted=redacted)

    # --- a launch

    def launch(self, user_id: int) -> LaunchRequest:
        """The request for this user's next popup; the stored state chooses the mode.

        Raises ``LaunchRefused`` while an earlier finish still has to be saved (opening Create then would be answered
        with *User Already Exists*), or when the publicToken has to be recovered first (``user.needs_recovery``).
        """
        user = self._store.user(user_id)
        if user.deleted:
            raise InvalidInput(ErrorKind.UNKNOWN_USER)
        self._refuse_while_saving(user)
        if user.needs_recovery:
            raise LaunchRefused(ErrorKind.TOKEN_NEEDED)
        with self._store.together():
            launch_id = self._store.begin_launch(user.id, user.mode, at=self._now())
            self._journal.add(EventKind.LAUNCHED, {"mode": str(user.mode)}, user_id=user.id, launch_id=launch_id)
        return LaunchRequest(
            launch_id=launch_id,
            user_id=user.id,
            client_user_id=user.client_user_id,
            client_id=self.environment.client_id,
            mode=user.mode,
            public_token=user.public_token or "" if user.mode is Mode.EDIT else "",
            language=self.environment.language,
        )

    def _refuse_while_saving(self, user: User) -> None:
        for finish in self._store.finishes(user_id=user.id):
            if finish.state is FinishState.WAITING or (
                finish.state is FinishState.PARKED and finish.problem in _WAITS_FOR_SOMEBODY
            ):
                raise LaunchRefused(ErrorKind.FINISH_PENDING)

    def note(self, request: LaunchRequest, kind: EventKind, detail: JsonObject | None = None) -> None:
        """Something happened in the popup's window."""
        self._journal.write(self._draft(request, kind, detail or {}))

    def _draft(self, request: LaunchRequest, kind: EventKind, detail: JsonObject) -> Draft:
        return self._journal.draft(kind, detail, user_id=request.user_id, launch_id=request.launch_id)

    def keep(
        self,
        request: LaunchRequest,
        session: SessionToken,
        *,
        callback: JsonObject | None = None,
        sent_now: bool = False,
    ) -> PendingFinish | None:
        """Step 6: on disk when this returns, before anything is sent. ``None`` for one that was finalized before.
        ``callback``: what the page has said, for the timeline. ``sent_now``: it is claimed, where it can be, for the
        attempt that follows.

        Raises ``StoreError``: then the finish is only in memory, and the caller must say so and try again.
        """
        said = None if callback is None else self._draft(request, EventKind.CALLBACK, callback)
        return self._kept(request, session, said, sent_now=sent_now)

    def _kept(
        self, request: LaunchRequest, session: SessionToken, said: Draft | None, *, sent_now: bool
    ) -> PendingFinish | None:
        with self._store.together():  # one synced write; the finish is the first of it
            finish = self._store.keep_finish(
                user_id=request.user_id, launch_id=request.launch_id, session=session, at=self._now()
            )
            self.note(request, EventKind.FINISH_KEPT, {"known_before": finish is None})
            if said is not None:
                self._journal.write(said)
            claimed = self.finalizer.claim(finish.id) if sent_now and finish is not None else None
        return claimed or finish

    def end(self, request: LaunchRequest, outcome: Outcome) -> User:
        """Writes the outcome down and marks the row when Human API said something about it; tokens stay as they are."""
        ended = self._draft(request, EventKind.ENDED, {"outcome": str(outcome.kind), **_told(outcome)})
        with self._store.together():
            self._store.end_launch(request.launch_id, outcome, at=self._now())
            self._journal.write(ended)
            if outcome.kind is OutcomeKind.POPUP_ERROR and outcome.problem is not None:
                attention = _attention_for(request.mode, outcome.problem)
                if attention is not None:
                    return self._store.set_attention(request.user_id, attention, at=self._now())
            return self._store.user(request.user_id)

    # --- recovery and reading

    def recover(self, user_id: int) -> User:
        """Fetches the current publicToken (section 5), looking the humanId up by clientUserId when it is unknown.

        Raises ``NotConfigured`` when a needed secret or app key is missing, ``Refused`` (``UNKNOWN_THERE``) when Human
        API does not know the person, else what the exchange came to.
        """
        user = self._store.user(user_id)
        trace = self._tracer(user)
        try:
            human_id = user.human_id or self._find_human_id(user, trace)
            public_token = self._api.recover_public_token(human_id, trace=trace)
        except HcError as error:
            self._journal.add(EventKind.RECOVERY_FAILED, {"error": error.told}, user_id=user.id)
            raise
        user = self._store.set_public_token(user.id, public_token, human_id=human_id, at=self._now())
        self._journal.add(EventKind.TOKEN_RECOVERED, user_id=user.id)
        return user

    def _find_human_id(self, user: User, trace: Trace) -> str:
        for known in self._api.users(trace=lambda exchange: trace({**exchange, "answer": "(the app's users)"})):
            if known.external_id == user.client_user_id:
                return known.human_id
        raise Refused(ErrorKind.UNKNOWN_THERE)

    def refresh_sources(self, user_id: int) -> User:
        """Reads the connected sources with the accessToken (section 6) and keeps their names."""
        self.sources.read(user_id)
        return self._store.user(user_id)

    def retry(self, user_id: int | None = None) -> int:
        """Makes pending finishes (one user's, or all) due now; returns how many."""
        return self._store.retry_finishes(user_id=user_id)

    def stop_trying(self, user_id: int) -> int:
        """This user's pending finishes wait until ``retry``, and are not tried by themselves; returns how many."""
        stopped = self._store.stop_finishes(user_id=user_id)
        if stopped:
            self._journal.add(EventKind.FINISH_STOPPED, user_id=user_id)
        return stopped

    def prepare_requests(self) -> None:
        """For a thread: loads what the first request would wait for."""
        self._api.prepare()

    def hang_up(self) -> None:
        """The end is near: no attempt begins any more, and what is under way ends within a moment, written down."""
        self.finalizer.stop()
        self._api.hang_up()

    # --- secrets

    def credentials(self) -> Credentials:
        """The environment's secrets, for those who send them."""
        return self._store.credentials()

    def set_credentials(self, credentials: Credentials) -> None:
        """Replaces the secrets; whatever waited for a better one is due now."""
        self._store.set_credentials(credentials)
        self._store.retry_finishes()

    def _tracer(self, user: User) -> Trace:
        return lambda exchange: self._journal.add(EventKind.EXCHANGE, exchange, user_id=user.id)


def _attention_for(mode: Mode, problem: PopupProblem) -> Attention | None:
    from hcdesktop.core.popup import means_already_exists, means_stale_token

    if means_already_exists(problem):
        return Attention.EXISTS
    if mode is Mode.EDIT and means_stale_token(problem):
        return Attention.TOKEN_STALE
    return None


def _told(outcome: Outcome) -> dict[str, str]:
    if outcome.problem is None:
        return {"detail": outcome.detail} if outcome.detail else {}
    problem = outcome.problem
    return {"code": problem.code, "message": problem.message, "detailedMessage": problem.detailed_message}
