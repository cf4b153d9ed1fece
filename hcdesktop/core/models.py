"""The nouns that the rooms hand to each other; every step of the flow takes some of them and returns others.

All are frozen. Times are seconds since the epoch, UTC. What is secret never shows in a ``repr``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

JsonObject: TypeAlias = Mapping[str, object]

# --- the environment --------------------------------------------------------------------------------------------


def is_loopback(host: str) -> bool:
    """Whether this host is this computer, by its own word for it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """The five addresses of Human API, without a slash at the end (``human-connect.md`` section 1)."""

    connect_url: str = "https://connect.humanapi.co"
    user_url: str = "https://user.humanapi.co"
    api_url: str = "https://api.humanapi.co"
    auth_url: str = "https://auth.humanapi.co"
    widget_url: str = "https://hapi-connect.humanapi.co"

    @property
    def all_here(self) -> bool:
        """Whether every one of them is on this computer."""
        try:
            hosts = [urlsplit(getattr(self, item.name)).hostname or "" for item in fields(self)]
        except ValueError:
            return False
        return all(is_loopback(host) for host in hosts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What an environment must never show: kept in its encrypted file, sent only to the hosts that need it."""

    client_secret: str | None = field(default=None, repr=False)
    app_key: str | None = field(default=None, repr=False)


class EnvironmentKind(StrEnum):
    """Whose people an environment holds: what its band on the screen says."""

    SIMULATOR = "simulator"  # made up
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Where one file of users belongs to: an app at Human API and the hosts it lives on. Holds no secret."""

    name: str
    client_id: str
    hosts: Hosts = Hosts()
    language: str = "en"
    simulated: bool = False
    chosen_kind: EnvironmentKind | None = None  # None: it was set up before there were kinds
    kept_as: str = ""  # what its file and its key go by when that is not its name; a rename moves neither

    @property
    def kind(self) -> EnvironmentKind:
        """The chosen kind. One that was never asked for is taken for production, unless every address is on this
        computer: real people under the colour of a test are worse than a test that asks once too often."""
        if self.simulated:
            return EnvironmentKind.SIMULATOR
        return self.chosen_kind or (EnvironmentKind.TEST if self.hosts.all_here else EnvironmentKind.PRODUCTION)

    @property
    def storage_name(self) -> str:
        """What its file and its key go by for ever, whatever it is called: tells it from all others."""
        return self.kept_as or self.name


# --- users ------------------------------------------------------------------------------------------------------


class Mode(StrEnum):
    """How the popup opens (section 3): ``CREATE`` with an empty publicToken, ``EDIT`` with the stored one."""

    CREATE = "create"
    EDIT = "edit"


class UserState(StrEnum):
    """What a row says in one word."""

    NEW = "new"
    CONNECTED = "connected"
    PENDING = "pending"
    ATTENTION = "attention"


class Attention(StrEnum):
    """Why a row waits for a person."""

    TOKEN_LOST = "token_lost"  # noqa: S105  # the humanId is known, the publicToken is not
    TOKEN_STALE = "token_stale"  # noqa: S105  # Human API refused the stored publicToken
    EXISTS = "exists"  # Create was answered with "User Already Exists"
    NEEDS_EDIT = "needs_edit"  # a finish was spent without an answer: one Edit brings fresh tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One row of the list, with what is known of its pending finishes."""

    id: int
    client_user_id: str
    label: str = ""
    human_id: str | None = None
    public_token: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)
    attention: Attention | None = None
    sources: tuple[str, ...] = ()
    token_launch_id: int = 0
    changed_at: float = 0.0
    waiting: int = 0
    stuck: int = 0
    email: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    marked: bool = False
    deleted: bool = False  # out of the list, and can still be brought back

    @property
    def state(self) -> UserState:
        """The one word for this row; a person being needed outranks a retry under way."""
        if self.stuck or self.attention:
            return UserState.ATTENTION
        if self.waiting:
            return UserState.PENDING
        if self.needs_recovery:
            return UserState.ATTENTION
        return UserState.CONNECTED if self.public_token else UserState.NEW

    @property
    def needs_recovery(self) -> bool:
        """Human API knows this person, but the stored publicToken would not open Edit mode."""
        if self.attention in (Attention.EXISTS, Attention.TOKEN_STALE, Attention.TOKEN_LOST):
            return True
        return self.human_id is not None and self.public_token is None

    @property
    def mode(self) -> Mode:
        """The mode that a click starts: decided by what is stored, never by the clicker."""
        return Mode.EDIT if self.public_token or self.needs_recovery else Mode.CREATE

    @property
    def name(self) -> str:
        """What to call this person on the screen."""
        return self.label or self.client_user_id


# --- a launch and what comes of it ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchRequest:
    """Everything one popup needs; ``launch_id`` rises with every launch and orders the answers (decision 6)."""

    launch_id: int
    user_id: int
    client_user_id: str
    client_id: str
    mode: Mode
    public_token: str = field(default="", repr=False)
    language: str = "en"


class OutcomeKind(StrEnum):
    """How a launch ended; there is exactly one (decision 4)."""

    FINISHED = "finished"
    CLOSED = "closed"
    POPUP_ERROR = "popup_error"
    LOAD_FAILED = "load_failed"
    RENDERER_DIED = "renderer_died"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionToken:
    """The sessionTokenObject of ``finish`` (section 3), whole as it came: unrepeatable until it is finalized."""

    session_token: str = field(repr=False)
    human_id: str | None = None
    client_id: str | None = None
    raw: JsonObject = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PopupProblem:
    """The ``err`` of the popup's ``error`` and ``finish`` callbacks (section 3)."""

    code: str = ""
    message: str = ""
    detailed_message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The one result of a launch; ``session`` only when finished, ``problem`` only when the popup told one: it may
    do so with a session."""

    kind: OutcomeKind
    session: SessionToken | None = None
    problem: PopupProblem | None = None
    detail: str = ""


class FinishState(StrEnum):
    """Where a kept finish stands."""

    WAITING = "waiting"  # will be sent (again) by itself
    PARKED = "parked"  # waits until something is mended: a secret, a refusal
    QUARANTINED = "quarantined"  # answered for another person: nothing was written


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingFinish:
    """A finish that is on disk and not yet finalized (decision 5)."""

    id: int
    user_id: int
    launch_id: int
    session: SessionToken
    state: FinishState = FinishState.WAITING
    attempts: int = 0
    maybe_delivered: bool = False  # an earlier attempt may have reached the server
    next_try_at: float = 0.0
    problem: str = ""  # the ``ErrorKind`` of the last attempt
    kept_at: float = 0.0
    claimed_until: float = 0.0  # by whoever was given this one, see ``Store.claim_finish``


# --- what Human API answers -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A complete answer of the tokens endpoint (section 4)."""

    human_id: str
    access_token: str = field(repr=False)
    public_token: str = field(repr=False)
    client_id: str | None = None
    client_user_id: str | None = None


class AppUser(NamedTuple):
    """A user as the application API lists it (section 6); ``external_id`` is the clientUserId."""

    human_id: str
    external_id: str


class Source(NamedTuple):
    """A connected source as the data API lists it (section 6)."""

    id: str
    name: str
    connected_since: str = ""
    sync_status: str = ""


# --- the timeline -----------------------------------------------------------------------------------------------


class EventKind(StrEnum):
    """What can happen to a user; the screen has one sentence for each."""

    USER_ADDED = "user_added"
    USER_EDITED = "user_edited"
    USER_DELETED = "user_deleted"
    USER_RESTORED = "user_restored"
    DELETED_THERE = "deleted_there"
    LAUNCHED = "launched"
    PAGE_LOADED = "page_loaded"
    POPUP_OPENED = "popup_opened"
    PROVIDER_OPENED = "provider_opened"
    PROVIDER_CLOSED = "provider_closed"
    OPENED_OUTSIDE = "opened_outside"
    BLOCKED = "blocked"
    CALLBACK = "callback"
    MESSAGE_DROPPED = "message_dropped"
    CALLBACK_REJECTED = "callback_rejected"
    FINISH_KEPT = "finish_kept"
    ENDED = "ended"
    FINALIZE_TRIED = "finalize_tried"
    EXCHANGE = "exchange"
    FINALIZE_FAILED = "finalize_failed"
    TOKENS_STORED = "tokens_stored"
    ANSWER_OUTDATED = "answer_outdated"
    ANSWER_QUARANTINED = "answer_quarantined"
    FINISH_SUPERSEDED = "finish_superseded"
    FINISH_STOPPED = "finish_stopped"
    TOKEN_RECOVERED = "token_recovered"  # noqa: S105
    RECOVERY_FAILED = "recovery_failed"
    SOURCES_READ = "sources_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the timeline; ``detail`` has been through the redactor."""

    id: int
    at: float
    user_id: int | None
    launch_id: int | None
    kind: EventKind
    detail: JsonObject = field(default_factory=dict)
