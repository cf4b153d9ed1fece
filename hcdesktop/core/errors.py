"""Every way in which something of ours can fail: the one way out of ``core`` beside a value (rule 1).

HcError                     kind, retry, params: what the screen needs to choose its sentence
├── InvalidInput            something typed, imported or configured cannot be used
├── CallbackRejected        a callback of the popup is not what the protocol allows
├── LaunchRefused           this user cannot be launched now
├── ApiError                Human API was asked and no usable answer came
│   ├── Unreachable         no connection: the request never arrived
│   ├── Unanswered          the request may have arrived; no (whole) answer came in time
│   ├── Unavailable         408, 425, 429, 5xx: may get better by itself
│   ├── Refused             any other status: will not get better by itself
│   ├── BadAnswer           a success status with something else than the documented fields
│   └── NotConfigured       a credential is missing
├── StoreError              the database
└── VaultError              the database's key

No text here holds a secret: ``params`` are host names, statuses and field names, nothing that came from a person.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Retry(StrEnum):
    """Whether doing the same again makes sense."""

    BY_ITSELF = "by_itself"  # later, with nothing changed
    AFTER_CHANGE = "after_change"  # when somebody has mended something
    NEVER = "never"


class ErrorKind(StrEnum):
    """What went wrong; ``ui/messages`` has one sentence and one next step for each."""

    # InvalidInput
    ID_EMPTY = "id_empty"
    ID_DUPLICATE = "id_duplicate"
    ID_TOO_LONG = "id_too_long"
    ID_CONTROL = "id_control"
    ID_TWICE = "id_twice"
    HUMAN_OTHER = "human_other"
    HUMAN_TAKEN = "human_taken"
    LABEL_TOO_LONG = "label_too_long"
    EMAIL_INVALID = "email_invalid"
    NOTE_TOO_LONG = "note_too_long"
    TAGS_TOO_LONG = "tags_too_long"
    UNKNOWN_USER = "unknown_user"
    UNKNOWN_ENVIRONMENT = "unknown_environment"
    ENVIRONMENT_INVALID = "environment_invalid"
    FILE_UNREADABLE = "file_unreadable"
    FILE_UNWRITABLE = "file_unwritable"
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_NO_TEXT = "file_no_text"
    FILE_NO_IDS = "file_no_ids"
    FILE_BROKEN = "file_broken"
    # CallbackRejected
    CALLBACK_TOO_LARGE = "callback_too_large"
    CALLBACK_MALFORMED = "callback_malformed"
    CALLBACK_UNKNOWN = "callback_unknown"
    CALLBACK_NO_SESSION = "callback_no_session"
    CALLBACK_WRONG_CLIENT = "callback_wrong_client"
    # LaunchRefused
    FINISH_PENDING = "finish_pending"
    TOKEN_NEEDED = "token_needed"  # noqa: S105
    # ApiError
    UNREACHABLE = "unreachable"
    UNTRUSTED_HOST = "untrusted_host"
    UNANSWERED = "unanswered"
    UNAVAILABLE = "unavailable"
    SECRET_REFUSED = "secret_refused"  # noqa: S105
    APP_KEY_REFUSED = "app_key_refused"
    ACCESS_TOKEN_REFUSED = "access_token_refused"  # noqa: S105
    REFUSED = "refused"
    BAD_ANSWER = "bad_answer"
    STOPPED = "stopped"
    SECRET_MISSING = "secret_missing"  # noqa: S105
    APP_KEY_MISSING = "app_key_missing"
    WRONG_PERSON = "wrong_person"
    UNKNOWN_THERE = "unknown_there"
    # StoreError
    STORE_UNREADABLE = "store_unreadable"
    STORE_MISSING = "store_missing"
    STORE_LOCKED = "store_locked"
    STORE_FULL = "store_full"
    STORE_READ_ONLY = "store_read_only"
    STORE_NEWER = "store_newer"
    STORE_FAILED = "store_failed"
    COPY_UNREADABLE = "copy_unreadable"
    LIST_UNREADABLE = "list_unreadable"
    # VaultError
    NO_KEYRING = "no_keyring"
    KEYRING_LOCKED = "keyring_locked"
    KEYRING_FAILED = "keyring_failed"
    KEY_MISSING = "key_missing"
    PASSPHRASE_NEEDED = "passphrase_needed"  # noqa: S105
    PASSPHRASE_WRONG = "passphrase_wrong"  # noqa: S105
    # nobody's fault
    CANCELLED = "cancelled"
    # a fault of ours
    INTERNAL = "internal"
    NO_END = "no_end"


class HcError(Exception):
    """The root: what failed, whether a retry makes sense, and the harmless facts a sentence may name."""

    default_retry: ClassVar[Retry] = Retry.AFTER_CHANGE

    def __init__(self, kind: ErrorKind, *, retry: Retry | None = None, **params: str | int | float) -> None:
        facts = ", ".join(f"{name}={value}" for name, value in params.items())
        super().__init__(f"{kind} ({facts})" if facts else str(kind))
        self.kind = kind
        self.retry = retry or self.default_retry
        self.params = params

    @property
    def told(self) -> dict[str, str | int | float]:
        """Kind and facts, as the timeline keeps them."""
        return {**self.params, "kind": str(self.kind)}


class InvalidInput(HcError):
    """Something typed, imported or configured cannot be used; nothing was changed."""


class CallbackRejected(HcError):
    """A callback of the popup is not what the protocol allows; it was dropped."""

    default_retry = Retry.NEVER


class LaunchRefused(HcError):
    """This user cannot be launched now."""


class ApiError(HcError):
    """Human API was asked and no usable answer came."""


class Unreachable(ApiError):
    """No connection: the request never arrived. ``params["host"]`` names the host."""

    default_retry = Retry.BY_ITSELF


class Unanswered(ApiError):
    """The request may have arrived, but no whole answer came within the time limit."""

    default_retry = Retry.BY_ITSELF


class Unavailable(ApiError):
    """The host said "not now": 408, 425, 429 or 5xx. ``params["retry_after"]`` in seconds when it was told."""

    default_retry = Retry.BY_ITSELF


class Refused(ApiError):
    """The host said no, and will say it again."""


class BadAnswer(ApiError):
    """A success status with something else than the documented fields: the host may have acted on the request."""

    default_retry = Retry.BY_ITSELF


class NotConfigured(ApiError):
    """A credential that this request needs is not set."""


class StoreError(HcError):
    """The database could not do it; nothing was changed."""


class VaultError(HcError):
    """The database's key could not be had."""
