"""Step 7 of the flow: a kept finish becomes stored tokens, however often the network fails in between.

Remote at-least-once, local exactly-once: a request may reach Human API twice, but each finish changes the user's row
once. What happens to a finish, by what came back:

==================================  =================================================================================
complete answer, this person        tokens stored, finish gone, in one transaction
complete answer, another person     quarantined: nothing is overwritten
no connection, 408/425/429/5xx      tried again by itself, with back-off
no answer, or an unusable one       the same, and remembered: the server may have taken it
401, 403, no clientSecret           parked until the secret is mended
other refusal                       parked; after an attempt that may have been taken: the publicToken is recovered
anything that parks it, while a     gone: that answer makes it moot
later launch's answer is stored
==================================  =================================================================================
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import NamedTuple

from hcdesktop.core.errors import (
    ApiError,
    BadAnswer,
    ErrorKind,
    HcError,
    Refused,
    Retry,
    StoreError,
    Unanswered,
    Unavailable,
)
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.journal import Draft, Journal
from hcdesktop.core.models import (
    Attention,
    EventKind,
    FinishState,
    JsonObject,
    PendingFinish,
    Tokens,
    User,
)
from hcdesktop.core.ports import Store

_log = logging.getLogger(__name__)

#: How long one attempt may hold a finish, in seconds: three exchanges and some air. After a crash the next attempt
#: has to wait for so long.
LEASE = 50.0
_SECRET_PROBLEMS = frozenset({ErrorKind.SECRET_MISSING, ErrorKind.SECRET_REFUSED})


class FinalizeKind(StrEnum):
    """What one attempt came to."""

    STORED = "stored"
    POSTPONED = "postponed"
    PARKED = "parked"
    QUARANTINED = "quarantined"
    RECOVERED = "recovered"  # the answer was lost, the publicToken was not
    SUPERSEDED = "superseded"  # not stored, and not needed: a later launch's answer is


class FinalizeResult(NamedTuple):
    """One attempt's result; ``next_try_at`` (epoch seconds) when postponed, ``error`` when there was one."""

    kind: FinalizeKind
    user: User
    error: HcError | None = None
    next_try_at: float = 0.0


class Backoff(NamedTuple):
    """Seconds until the next attempt: doubling from ``first`` up to ``most``, within a quarter of it at random."""

    first: float = 2.0
    most: float = 15 * 60.0
    jitter: Callable[[float, float], float] = random.uniform

    def after(self, attempts: int, error: HcError) -> float:
        """The pause after this many attempts; never shorter than a Retry-After."""
        pause = min(self.first * 2.0 ** min(attempts - 1, 20), self.most) * self.jitter(0.75, 1.25)
        return max(pause, float(error.params.get("retry_after", 0)))


def _nobody() -> None:
    return None


class _Ahead(threading.local):
    """Of this thread's attempts that follow one another: who comes next, and the finish that is claimed for it."""

    after: Callable[[], int | None] = staticmethod(_nobody)
    claimed: PendingFinish | None = None


class Finalizer:
    """Sends kept finishes, from any thread; the store sees to it that no user has two attempts at once."""

    def __init__(
        self,
        *,
        store: Store,
        api: HumanApi,
        journal: Journal,
        now: Callable[[], float],
        backoff: Backoff | None = None,
    ) -> None:
        self._store = store
        self._api = api
        self._journal = journal
        self._now = now
        self._backoff = backoff or Backoff()
        self._ahead = _Ahead()
        self._stopped = False

    def stop(self) -> None:
        """No attempt begins any more; one that is under way still writes down what it came to."""
        self._stopped = True

    def next_due(self, *, besides: Container[int] = ()) -> float | None:
        """When the next attempt is due, in epoch seconds, ``besides`` these finishes; ``None`` when nothing waits."""
        waiting = self._store.waiting_finishes()
        return min((next_try_at for finish_id, next_try_at in waiting if finish_id not in besides), default=None)

    def due(self) -> list[int]:
        """The finishes that are due now, oldest first."""
        now = self._now()
        return [finish_id for finish_id, next_try_at in self._store.waiting_finishes() if next_try_at <= now]

    def run_due(self) -> list[FinalizeResult]:
        """One attempt for every finish that is due now, oldest first."""
        with self.following():
            results = [self.run(finish_id) for finish_id in self.due()]
        return [result for result in results if result is not None]

    @contextmanager
    def following(
        self, after: Callable[[], int | None] = _nobody, *, claimed: PendingFinish | None = None
    ) -> Iterator[None]:
        """Attempts that follow one another on this thread in the block share a connection, where they can.

        ``after`` is asked when one has been answered: the finish whose turn is next, and comes for certain, is claimed
        in the transaction that ends the one before. ``claimed``: the first one, where it has been already.
        """
        with self._api.kept_open():
            self._ahead.after, self._ahead.claimed = after, claimed
            try:
                yield
            finally:
                self._ahead.after, self._ahead.claimed = _nobody, None

    def claim(self, finish_id: int) -> PendingFinish | None:
        """For an attempt that is to begin at once, see ``following``: in the transaction that this thread is in the
        middle of, which is not lost when it fails."""
        try:
            return None if self._stopped else self._claim(finish_id)
        except StoreError:  # it is claimed when its turn comes
            return None

    def run(self, finish_id: int) -> FinalizeResult | None:
        """One attempt, or ``None`` when this finish is not ours to try now. Raises only ``StoreError``."""
        finish = self._take(finish_id)
        if finish is None:
            return None
        secret = self._store.credentials().client_secret
        exchanges: list[Draft] = []
        try:
            tokens = self._api.finalize(
                finish.session,
                trace=lambda exchange: exchanges.append(self._draft(EventKind.EXCHANGE, finish, exchange)),
            )
        except ApiError as error:
            self._write(exchanges)
            result = self._failed(finish, error)
            if error.kind in _SECRET_PROBLEMS and self._store.credentials().client_secret != secret:
                # Mended while the old one was being refused: whoever did it has had everything tried again before
                # this was parked, and has no reason to ask once more.
                self._store.retry_finishes(user_id=finish.user_id)
            return result
        except Exception:
            # A fault of ours must not keep the finish from being tried again; what was sent is not known.
            _log.exception("an attempt to finalize failed")
            self._write(exchanges)
            return self._postpone(finish, Unanswered(ErrorKind.INTERNAL))
        return self._conclude(finish, tokens, exchanges)

    def _take(self, finish_id: int) -> PendingFinish | None:
        claimed, self._ahead.claimed = self._ahead.claimed, None
        if claimed is not None and claimed.id == finish_id and self._now() < claimed.claimed_until:
            return claimed
        return None if self._stopped else self._claim(finish_id)

    def _claim_next(self) -> PendingFinish | None:
        finish_id = None if self._stopped else self._ahead.after()
        return None if finish_id is None else self.claim(finish_id)

    def _claim(self, finish_id: int) -> PendingFinish | None:
        with self._store.together():
            finish = self._store.claim_finish(finish_id, at=self._now(), lease=LEASE)
            if finish is not None:
                self._note(EventKind.FINALIZE_TRIED, finish, {"attempt": finish.attempts})
        return finish

    def _conclude(self, finish: PendingFinish, tokens: Tokens, exchanges: Iterable[Draft]) -> FinalizeResult:
        with self._store.together():  # one synced write for the answer and all that is told of it
            self._write(exchanges)
            user = self._store.user(finish.user_id)
            if (stranger := self._stranger(finish, tokens, user)) is not None:
                result = self._quarantine(finish, user, stranger)
            else:
                result = self._store_tokens(finish, tokens, user)
            claimed = self._claim_next()
        self._ahead.claimed = claimed
        return result

    def _store_tokens(self, finish: PendingFinish, tokens: Tokens, before: User) -> FinalizeResult:
        stuck = self._stuck_before(finish) if before.stuck else []
        user = self._store.complete_finish(finish.id, tokens, at=self._now())
        outdated = before.token_launch_id >= finish.launch_id
        self._note(
            EventKind.ANSWER_OUTDATED if outdated else EventKind.TOKENS_STORED,
            finish,
            {"rotated": before.public_token not in (None, user.public_token)},
        )
        self._note_moot(stuck)
        return FinalizeResult(kind=FinalizeKind.STORED, user=user)

    def _stranger(self, finish: PendingFinish, tokens: Tokens, user: User) -> str | None:
        """The name of the first field that says the answer is for somebody else (decision 6)."""
        owner = self._store.find_human(tokens.human_id)
        checks = {
            "clientUserId": tokens.client_user_id in (None, user.client_user_id),
            "humanId": user.human_id in (None, tokens.human_id)
            and finish.session.human_id in (None, tokens.human_id)
            and (owner is None or owner.id == user.id),
            "clientId": tokens.client_id in (None, finish.session.client_id) or finish.session.client_id is None,
        }
        return next((name for name, matches in checks.items() if not matches), None)

    def _quarantine(self, finish: PendingFinish, user: User, field: str) -> FinalizeResult:
        error = Refused(ErrorKind.WRONG_PERSON, retry=Retry.NEVER, field=field)
        left = self._release(finish, FinishState.QUARANTINED, error, maybe_delivered=True)
        self._note(EventKind.ANSWER_QUARANTINED, finish, {"field": field})
        if left is None:
            self._note(EventKind.FINISH_SUPERSEDED, finish)
        # Said all the same: somebody else's answer is worth knowing of, whatever becomes of the finish.
        return FinalizeResult(kind=FinalizeKind.QUARANTINED, user=self._store.user(user.id), error=error)

    def _failed(self, finish: PendingFinish, error: ApiError) -> FinalizeResult:
        if error.retry is Retry.BY_ITSELF:
            return self._postpone(finish, error)
        if finish.maybe_delivered and error.kind is ErrorKind.REFUSED:
            return self._recover(finish, error)
        return self._park(finish, error, maybe_delivered=finish.maybe_delivered)

    def _postpone(self, finish: PendingFinish, error: ApiError) -> FinalizeResult:
        reached = isinstance(error, Unanswered | BadAnswer) or (
            isinstance(error, Unavailable) and int(error.params["status"]) >= 500
        )
        pause = self._backoff.after(finish.attempts, error)
        next_try_at = self._now() + pause
        self._release(
            finish,
            FinishState.WAITING,
            error,
            maybe_delivered=finish.maybe_delivered or reached,
            next_try_at=next_try_at,
        )
        self._note(EventKind.FINALIZE_FAILED, finish, {"error": error.told, "seconds": round(pause)})
        return self._result(FinalizeKind.POSTPONED, finish, error, next_try_at=next_try_at)

    def _park(self, finish: PendingFinish, error: ApiError, *, maybe_delivered: bool) -> FinalizeResult:
        left = self._release(finish, FinishState.PARKED, error, maybe_delivered=maybe_delivered)
        self._note(EventKind.FINALIZE_FAILED, finish, {"error": error.told})
        if left is None:
            self._note(EventKind.FINISH_SUPERSEDED, finish)
        return self._result(FinalizeKind.PARKED if left else FinalizeKind.SUPERSEDED, finish, error)

    def _recover(self, finish: PendingFinish, refusal: ApiError) -> FinalizeResult:
        """The session token is spent and its answer was lost: what can be had back is the publicToken."""
        user = self._store.user(finish.user_id)
        human_id = user.human_id or finish.session.human_id
        if human_id is None:
            return self._park(finish, refusal, maybe_delivered=True)
        owner = self._store.find_human(human_id)
        if owner is not None and owner.id != user.id:
            return self._quarantine(finish, user, "humanId")
        try:
            public_token = self._api.recover_public_token(human_id, trace=self._tracer(finish))
        except ApiError as error:
            if error.retry is Retry.BY_ITSELF:
                return self._postpone(finish, error)
            return self._park(finish, error, maybe_delivered=True)
        attention = None if self._still_reads(user, finish) else Attention.NEEDS_EDIT
        stuck = self._stuck_before(finish)
        user = self._store.drop_finish(
            finish.id, attention=attention, public_token=public_token, at=self._now(), attempt=finish.attempts
        )
        self._note(EventKind.TOKEN_RECOVERED, finish)
        self._note_moot(stuck)
        return FinalizeResult(kind=FinalizeKind.RECOVERED, user=user)

    def _still_reads(self, user: User, finish: PendingFinish) -> bool:
        """Whether the accessToken from before still opens the data; a host that cannot say leaves it standing."""
        if user.access_token is None:
            return False
        try:
            self._api.sources(user.access_token, trace=self._tracer(finish))
        except Refused:
            return False
        except ApiError:
            return True
        return True

    def _stuck_before(self, finish: PendingFinish) -> list[PendingFinish]:
        """What this user's earlier launches left for a person to mend."""
        pending = self._store.finishes(user_id=finish.user_id)
        return [f for f in pending if f.launch_id < finish.launch_id and f.state is not FinishState.WAITING]

    def _note_moot(self, stuck: list[PendingFinish]) -> None:
        for finish in stuck:
            if self._store.finish(finish.id) is None:
                self._note(EventKind.FINISH_SUPERSEDED, finish)

    def _result(
        self, kind: FinalizeKind, finish: PendingFinish, error: HcError, *, next_try_at: float = 0.0
    ) -> FinalizeResult:
        user = self._store.user(finish.user_id)
        return FinalizeResult(kind=kind, user=user, error=error, next_try_at=next_try_at)

    def _release(
        self,
        finish: PendingFinish,
        state: FinishState,
        error: HcError,
        *,
        maybe_delivered: bool,
        next_try_at: float = 0.0,
    ) -> PendingFinish | None:
        return self._store.release_finish(
            finish.id,
            state=state,
            problem=str(error.kind),
            maybe_delivered=maybe_delivered,
            next_try_at=next_try_at,
            attempt=finish.attempts,
        )

    def _note(self, kind: EventKind, finish: PendingFinish, detail: JsonObject | None = None) -> None:
        self._journal.write(self._draft(kind, finish, detail))

    def _draft(self, kind: EventKind, finish: PendingFinish, detail: JsonObject | None = None) -> Draft:
        return self._journal.draft(kind, detail, user_id=finish.user_id, launch_id=finish.launch_id)

    def _write(self, drafts: Iterable[Draft]) -> None:
        for draft in drafts:
            self._journal.write(draft)

    def _tracer(self, finish: PendingFinish) -> Callable[[JsonObject], None]:
        return lambda exchange: self._note(EventKind.EXCHANGE, finish, exchange)
