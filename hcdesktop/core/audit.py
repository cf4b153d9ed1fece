"""The nouns of the audit trail (``store.audit``): what it tells of, an entry, and what a check of it came to."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class AuditAction(StrEnum):
    """What the trail tells of; what ``outcome`` holds is said beside it."""

    ENVIRONMENT_OPENED = "environment_opened"  # the last entry that was anchored, how many came after it
    ENVIRONMENT_CLOSED = "environment_closed"
    USER_ADDED = "user_added"
    USERS_IMPORTED = "users_imported"  # how many of how many
    USER_EDITED = "user_edited"
    USER_DELETED = "user_deleted"  # of many at once, how many
    USER_RESTORED = "user_restored"  # the same
    USER_ERASED = "user_erased"  # at Human API too, and for good
    USERS_PURGED = "users_purged"  # how many: deleted before, and now wiped
    USERS_EXPORTED = "users_exported"  # how many
    LAUNCH_BEGUN = "launch_begun"  # Mode
    LAUNCH_ENDED = "launch_ended"  # OutcomeKind
    FINISH_KEPT = "finish_kept"
    FINISH_QUARANTINED = "finish_quarantined"  # ErrorKind
    FINISH_DROPPED = "finish_dropped"  # Attention, if any
    TOKENS_STORED = "tokens_stored"  # "stored", or "outdated": a later answer was there
    TOKEN_RECOVERED = "token_recovered"  # noqa: S105  # Attention, if any
    CREDENTIALS_CHANGED = "credentials_changed"  # which, never what
    BACKUP_MADE = "backup_made"  # which
    BACKUP_RESTORED = "backup_restored"  # the anchor that it makes void, which backup
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    AUDIT_EXPORTED = "audit_exported"
    LOG_EXPORTED = "log_exported"
    TRAIL_BROKEN = "trail_broken"  # AuditFault, first and last entry


class AuditFault(StrEnum):
    """In which way a trail is not what was written."""

    CHANGED = "changed"  # an entry is not as it was written
    MISSING = "missing"  # entries are gone from the middle or the beginning
    CUT = "cut"  # the anchor knows entries that come after the last one
    REPLACED = "replaced"  # the entry that was anchored is another one: this is another copy's continuation
    TABLE = "table"  # the table or what keeps it append-only was taken away or made anew
    ANCHOR_MISSING = "anchor_missing"
    ANCHOR_FORGED = "anchor_forged"  # not one of ours, or not for this file
    ANCHOR_OLD = "anchor_old"  # the trail itself knows of a later one


class AuditEntry(NamedTuple):
    """One entry of the trail, as it stands in the file; ``actor`` is the account at this computer."""

    number: int
    at: float
    actor: str
    action: str
    user_id: int | None = None
    client_user_id: str | None = None
    outcome: str = ""


class AuditBreak(NamedTuple):
    """One thing that is wrong with the entries ``first`` to ``last`` (0: none in particular); ``noticed``: the entry
    in which the app wrote it down when it met it."""

    fault: AuditFault
    first: int = 0
    last: int = 0
    noticed: int | None = None


class AuditReport(NamedTuple):
    """What a check of the trail came to. ``late`` entries were newer than the anchor when the app was started again,
    as a crash leaves them; ``restored``: each entry that tells of a copy in the place of the file, and how many
    entries of that one are not in it."""

    entries: int
    begun_at: float | None = None
    breaks: tuple[AuditBreak, ...] = ()
    late: int = 0
    restored: tuple[tuple[int, int], ...] = ()

    @property
    def whole(self) -> bool:
        """Every entry is there, as it was written."""
        return not self.breaks
