"""What ``core`` is handed: the shape of the store, and nothing of how it keeps things."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from hcdesktop.core.audit import AuditAction, AuditEntry, AuditReport
from hcdesktop.core.listing import Details, Imported, Listing, ListQuery, Newcomer, Overtaken, never
from hcdesktop.core.log import LogQuery, Rotation
from hcdesktop.core.models import (
    Attention,
    Credentials,
    Event,
    EventKind,
    FinishState,
    JsonObject,
    Mode,
    Outcome,
    PendingFinish,
    SessionToken,
    Tokens,
    User,
)


class Store(Protocol):
    """One environment's file. Every method is one transaction, may be called from any thread, and raises
    ``StoreError`` (or ``InvalidInput`` where told) if and only if it did not happen."""

    def together(self) -> AbstractContextManager[None]:
        """The methods that are called in this block, on this thread, are one transaction: on disk (synced) when the
        block ends, and when that raises, none of them has happened. One that raises within it and is caught costs the
        others nothing. Not to be waited in: everybody else who writes has to wait, too."""

    def afterwards(self, step: Callable[[], None]) -> None:
        """Calls this at once, or, in a block of ``together``, when that has ended and is on disk."""

    # users

    def add_user(self, *, client_user_id: str, label: str = "", at: float) -> User:
        """Raises ``InvalidInput`` (``ID_DUPLICATE``) for a clientUserId that is there."""

    def add_known_user(
        self,
        *,
        client_user_id: str,
        label: str,
        human_id: str | None,
        public_token: str | None,
        access_token: str | None,
        sources: Sequence[str],
        at: float,
    ) -> User:
        """A user whose tokens are known from elsewhere (the Simulator's first six)."""

    def known_ids(self) -> dict[str, str | None]:
        """The clientUserIds of all who are listed, each with the humanId, if it is known."""

    def bring_in(
        self, people: Sequence[Newcomer], *, update: bool, at: float, report: Callable[[int, int], bool]
    ) -> Imported:
        """Adds who is not there yet; gives who is there a humanId, if none is known and nobody else has it; and,
        with ``update``, lays their details over what is there. All or none: ``report`` is told how far it is,
        and when it answers ``False``, ``HcError`` (``CANCELLED``) is raised and nothing has changed. Others can write
        while those who are new are prepared; what is left of them, cancelled or killed, ``purge_users`` wipes."""

    def set_details(self, details: Sequence[tuple[int, Details]], *, at: float) -> None:
        """Replaces what the desk writes down about these users."""

    def user(self, user_id: int) -> User:
        """Raises ``InvalidInput`` (``UNKNOWN_USER``)."""

    def find_user(self, client_user_id: str) -> User | None:
        """The user with exactly this clientUserId."""

    def find_human(self, human_id: str) -> User | None:
        """The user with this humanId."""

    def users(self, *, offset: int = 0, limit: int = -1) -> list[User]:
        """Users by name (label, else clientUserId; case folded), then id."""

    def count_users(self) -> int:
        """How many users there are."""

    def users_ever(self) -> int:
        """How many users there have ever been, deleted ones included."""

    def list_users(self, query: ListQuery, overtaken: Overtaken = never) -> Listing:
        """The ids of the users that the query finds, in its order. Takes longer the more users there are. Raises
        ``HcError`` (``CANCELLED``) when it was overtaken."""

    def first_users(self, query: ListQuery, count: int, overtaken: Overtaken = never) -> Sequence[int]:
        """The ids that ``list_users`` begins with, soon however many users there are; nobody's where it takes all of
        them to tell who is first. Where words are sought, in the order that was read last: whoever has changed since
        may be missing, or elsewhere. Raises as ``list_users``."""

    def prepare_search(self, query: ListQuery) -> None:
        """Works out, in the memory, what the first search in this order would have to; it takes 60 ms for a million."""

    def users_with_ids(self, user_ids: Sequence[int]) -> list[User]:
        """These users, in this order; whoever is gone is left out."""

    def edit_user(self, user_id: int, details: Details, *, at: float) -> User:
        """Replaces what the desk writes down about a user."""

    def mark_users(self, user_ids: Sequence[int], *, marked: bool) -> list[int]:
        """Marks these users, or takes the mark away; returns the ids of those who have changed."""

    def delete_users(self, user_ids: Sequence[int], *, at: float) -> list[int]:
        """Takes these users, with all they have, out of every list; ``user`` still knows them. Returns the ids of
        those who went: whoever has a WAITING finish stays."""

    def restore_users(self, user_ids: Sequence[int]) -> list[int]:
        """Brings deleted users back as they were; returns the ids of those who came: the purged do not."""

    def erase_user(self, user_id: int, *, at: float) -> None:
        """Deletes a user and wipes all that is known of them, at once."""

    def purge_users(self, *, deleted_before: float, at: float) -> int:
        """Wipes all that is known of the users who were deleted until then; returns how many. Adding somebody under
        a deleted user's clientUserId does the same to that one."""

    def set_attention(self, user_id: int, attention: Attention | None, *, at: float) -> User:
        """Marks (or clears) why this user waits for a person."""

    def set_sources(self, user_id: int, sources: Sequence[str], *, at: float) -> User:
        """Keeps the names of the connected sources, as the data API told them."""

    def set_public_token(self, user_id: int, public_token: str, *, human_id: str, at: float) -> User:
        """A recovered publicToken: stored with its humanId; clears ``attention``, keeps the accessToken."""

    # launches

    def begin_launch(self, user_id: int, mode: Mode, *, at: float) -> int:
        """A new launch; its id is higher than every earlier one's."""

    def end_launch(self, launch_id: int, outcome: Outcome, *, at: float) -> None:
        """Writes the outcome down; a second one for the same launch is ignored."""

    # finishes (decision 5)

    def keep_finish(self, *, user_id: int, launch_id: int, session: SessionToken, at: float) -> PendingFinish | None:
        """On disk (synced) when this returns. A session token that was kept before, pending or already
        finalized, is not kept again: returns the pending one, or ``None`` when it is finalized. A user without a
        humanId gets the session's in the same transaction, unless another user has it: so somebody whose finish is
        refused can be recovered (section 5) instead of meeting *User Already Exists*."""

    def finish(self, finish_id: int) -> PendingFinish | None:
        """The pending finish, or ``None`` when it is finalized or dropped."""

    def finishes(self, *, user_id: int | None = None, state: FinishState | None = None) -> list[PendingFinish]:
        """Pending finishes, oldest first."""

    def waiting_finishes(self) -> list[tuple[int, float]]:
        """The WAITING ones, oldest first: id and ``next_try_at``; of a thousand this is known at once."""

    def count_finishes(self) -> int:
        """How many are pending."""

    def claim_finish(self, finish_id: int, *, at: float, lease: float) -> PendingFinish | None:
        """Takes a WAITING, due finish for one attempt, for ``lease`` seconds: attempts + 1 and ``maybe_delivered``
        are committed (synced) before this returns. The returned value has the *new* attempts but the *old*
        ``maybe_delivered``. ``None`` when it is gone, not WAITING, not due, or claimed by somebody else, or when
        another finish of the same user is claimed now."""

    def release_finish(
        self,
        finish_id: int,
        *,
        state: FinishState,
        problem: str,
        maybe_delivered: bool,
        next_try_at: float = 0.0,
        attempt: int | None = None,
    ) -> PendingFinish | None:
        """Ends an attempt that did not finalize; gives the claim back and returns what is left. Changes nothing when
        a later attempt has taken the finish over (``attempt`` is the number of this one). A finish that was stopped
        during the attempt stays stopped. A QUARANTINED finish takes the humanId that it brought away again, unless
        the row has tokens: an answer has spoken against it. PARKED or QUARANTINED while the row has a later launch's
        answer, it ends at once (``None``): that answer makes it moot."""

    def complete_finish(self, finish_id: int, tokens: Tokens, *, at: float) -> User:
        """In one transaction: tokens into the user's row (unless a later launch's answer is there: then only the
        finish goes), ``attention`` cleared, the finish marked finalized and its secrets wiped. The user's PARKED and
        QUARANTINED finishes of earlier launches end the same way: this answer makes them moot."""

    def drop_finish(
        self,
        finish_id: int,
        *,
        attention: Attention | None,
        public_token: str | None,
        at: float,
        attempt: int | None = None,
    ) -> User:
        """A finish that can never be finalized: its secrets are wiped, the row is marked, a recovered publicToken
        (when given) is stored in the same transaction, and makes moot what ``complete_finish`` would. Changes nothing
        when a later attempt has taken the finish over."""

    def retry_finishes(self, *, user_id: int | None = None) -> int:
        """PARKED and WAITING finishes (all, or one user's) become WAITING and due now, or when the attempt that
        is under way has ended; returns how many."""

    def stop_finishes(self, *, user_id: int | None = None) -> int:
        """WAITING finishes (all, or one user's) become PARKED, with ``STOPPED`` for their problem, and stay so after
        an attempt that is under way, unless it succeeds; returns how many."""

    # the timeline

    def add_event(
        self,
        kind: EventKind,
        *,
        at: float,
        user_id: int | None = None,
        launch_id: int | None = None,
        detail: JsonObject,
    ) -> Event:
        """Appends one event."""

    def events(self, *, user_id: int | None = None, limit: int = 200, before: int | None = None) -> list[Event]:
        """The newest events (of those before the one with this id), newest first."""

    def newest_event(self) -> int:
        """The id of the newest event; 0 when there is none. They follow each other without a gap."""

    def event_ids(self, query: LogQuery, *, after: int, until: int) -> Sequence[int]:
        """The ids that the query finds among those above ``after``, up to and with ``until``, newest first. Takes
        longer the wider that is."""

    def events_with_ids(self, event_ids: Sequence[int]) -> list[Event]:
        """These events, in this order."""

    def rotations(self, user_id: int, *, limit: int) -> list[Rotation]:
        """The newest moments in which this user's tokens were replaced, newest first."""

    def people_called(self, names: Sequence[str]) -> Mapping[str, int]:
        """Of these texts, those that are somebody's clientUserId or label as it stands, with the user's id."""

    # the audit trail: the methods above write their own entries, each in its transaction

    def audit(self, action: AuditAction, *, user_id: int | None = None, outcome: str = "") -> None:
        """Appends an entry for what changes nothing in the file; who and when, the store knows by itself."""

    def audit_entries(self, *, after: int = 0, limit: int = 1000) -> list[AuditEntry]:
        """The entries that follow the one with this number, oldest first."""

    def audit_found_broken(self) -> bool:
        """Whether what was seen of the trail at the opening, or since, was not as it was written."""

    def check_audit(self) -> AuditReport:
        """Reads the whole trail and says what is not as it was written."""

    # credentials

    def credentials(self) -> Credentials:
        """The environment's secrets."""

    def set_credentials(self, credentials: Credentials) -> None:
        """Replaces the environment's secrets."""

    def secrets(self) -> frozenset[str]:
        """Every secret value in the file now (for the redactor and its tests)."""

    def close(self) -> None:
        """Closes the file; calling it twice is harmless."""
