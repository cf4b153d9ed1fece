"""Step 1 of the flow, from the desk's side: who is listed, what is written down about them, who is deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hcdesktop.core.errors import ErrorKind, InvalidInput, LaunchRefused, Refused
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.journal import Journal
from hcdesktop.core.listing import Details, Listing, ListQuery, Overtaken, never
from hcdesktop.core.models import EventKind, User
from hcdesktop.core.ports import Store
from hcdesktop.core.progress import Report, unwatched

MAX_LABEL = 200
MAX_EMAIL = 254  # RFC 5321
MAX_NOTE = 2_000
MAX_TAG = 40
MAX_TAGS = 20
#: Up to so many at once, each gets a line in the timeline.
_TOLD_ONE_BY_ONE = 20


class Roster:
    """The list of one desk. Its methods may be called from any thread and raise ``HcError``."""

    def __init__(self, *, store: Store, api: HumanApi, journal: Journal, now: Callable[[], float]) -> None:
        self._store = store
        self._api = api
        self._journal = journal
        self._now = now

    def listing(self, query: ListQuery, overtaken: Overtaken = never) -> Listing:
        """Whom the query finds. Raises ``HcError`` (``CANCELLED``) when it was overtaken."""
        return self._store.list_users(query, overtaken)

    def first(self, query: ListQuery, count: int, overtaken: Overtaken = never) -> Sequence[int]:
        """The first of them, where they are known soon; else nobody. Raises as ``listing``."""
        return self._store.first_users(query, count, overtaken)

    def prepare_search(self, query: ListQuery) -> None:
        """Has the first search after ``listing`` be as quick as the next ones."""
        self._store.prepare_search(query)

    def size(self) -> int:
        """How many users there are at most, known at once."""
        return self._store.users_ever()

    def users(self, user_ids: Sequence[int]) -> list[User]:
        """These users, in this order; whoever is gone is left out."""
        return self._store.users_with_ids(user_ids)

    def edit(self, user_id: int, details: Details) -> User:
        """Replaces what is written down about somebody. Raises ``InvalidInput`` for what cannot be kept."""
        checked = check_details(details)
        before = details_of(self._store.user(user_id))
        user = self._store.edit_user(user_id, checked, at=self._now())
        changed = [name for name in Details.__dataclass_fields__ if getattr(before, name) != getattr(checked, name)]
        self._journal.add(EventKind.USER_EDITED, {"fields": ", ".join(changed)}, user_id=user_id)
        return user

    def mark(self, user_ids: Sequence[int], *, marked: bool) -> list[int]:
        """Marks these users, or takes the mark away; returns the ids of those who have changed."""
        return self._store.mark_users(user_ids, marked=marked)

    def delete(self, user_ids: Sequence[int]) -> list[int]:
        """Takes these users out of the list, until ``restore`` or ``purge``; returns the ids of those who went.

        Whoever has a connection that is just being saved stays: it must not be lost. Raises ``LaunchRefused``
        (``FINISH_PENDING``) when that leaves nobody.
        """
        gone = self._store.delete_users(user_ids, at=self._now())
        if user_ids and not gone:
            raise LaunchRefused(ErrorKind.FINISH_PENDING)
        self._tell(EventKind.USER_DELETED, gone)
        return gone

    def restore(self, user_ids: Sequence[int]) -> list[int]:
        """Brings deleted users back as they were; raises ``InvalidInput`` (``UNKNOWN_USER``) when none is left."""
        back = self._store.restore_users(user_ids)
        if user_ids and not back:
            raise InvalidInput(ErrorKind.UNKNOWN_USER)
        self._tell(EventKind.USER_RESTORED, back)
        return back

    def delete_there(self, user_id: int) -> None:
        """Deletes somebody at Human API (section 6) and then here, for good. Somebody unknown there is deleted here.

        Raises ``NotConfigured`` without an app key, else what the exchange came to: then nothing is deleted here.
        """
        user = self._store.user(user_id)
        if user.waiting:
            raise LaunchRefused(ErrorKind.FINISH_PENDING)
        human_id = user.human_id or self._human_id(user)
        if human_id is not None:
            self._delete_human(user, human_id)
        self._store.erase_user(user_id, at=self._now())

    def delete_all_there(self, user_ids: Sequence[int], *, report: Report = unwatched) -> int:
        """``delete_there`` for one after the other; returns how many have gone: not all, when it was cancelled."""
        for done, user_id in enumerate(user_ids):
            if not report(done, len(user_ids)):
                return done
            self.delete_there(user_id)
        return len(user_ids)

    def purge(self, *, older_than: float = 0.0) -> int:
        """Wipes those who were deleted longer than so many seconds ago; returns how many."""
        at = self._now()
        return self._store.purge_users(deleted_before=at - older_than, at=at)

    def _human_id(self, user: User) -> str | None:
        for known in self._api.users():
            if known.external_id == user.client_user_id:
                return known.human_id
        return None

    def _delete_human(self, user: User, human_id: str) -> None:
        try:
            self._api.delete_user(
                human_id, trace=lambda exchange: self._journal.add(EventKind.EXCHANGE, exchange, user_id=user.id)
            )
        except Refused as error:
            if error.params.get("status") != 404:  # 404: is not there, which is what was asked for
                raise
        self._journal.add(EventKind.DELETED_THERE, user_id=user.id)

    def _tell(self, kind: EventKind, user_ids: Sequence[int]) -> None:
        if len(user_ids) > _TOLD_ONE_BY_ONE:
            self._journal.add(kind, {"count": len(user_ids)})
            return
        for user_id in user_ids:
            self._journal.add(kind, user_id=user_id)


def details_of(user: User) -> Details:
    """What is written down about somebody now."""
    return Details(label=user.label, email=user.email, note=user.note, tags=user.tags)


def check_details(details: Details) -> Details:
    """The details as they are kept; raises ``InvalidInput`` for what is too long or no e-mail address."""
    note = details.note.strip()
    if len(note) > MAX_NOTE:
        raise InvalidInput(ErrorKind.NOTE_TOO_LONG, limit=MAX_NOTE)
    return Details(
        label=check_label(details.label), email=_check_email(details.email), note=note, tags=_check_tags(details.tags)
    )


def check_label(label: str) -> str:
    """A label as it is kept: one line, at most ``MAX_LABEL`` characters."""
    text = " ".join(label.split())
    if len(text) > MAX_LABEL:
        raise InvalidInput(ErrorKind.LABEL_TOO_LONG, limit=MAX_LABEL)
    return text


def _check_email(email: str) -> str:
    text = email.strip()
    name, at, host = text.rpartition("@")
    if text and (not (name and at and host) or len(text) > MAX_EMAIL or not text.isprintable() or " " in text):
        raise InvalidInput(ErrorKind.EMAIL_INVALID)
    return text


def _check_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """In their order, each once."""
    if not tags:
        return ()
    cleaned = tuple(dict.fromkeys(text for tag in tags if (text := " ".join(tag.split()))))
    if len(cleaned) > MAX_TAGS or any(len(tag) > MAX_TAG for tag in cleaned):
        raise InvalidInput(ErrorKind.TAGS_TOO_LONG, limit=MAX_TAG, most=MAX_TAGS)
    return cleaned
