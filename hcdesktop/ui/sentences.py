"""The sentences for errors and events, as tables: what ``messages`` fills in and translates."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from hcdesktop.core.audit import AuditFault
from hcdesktop.core.errors import ErrorKind
from hcdesktop.core.models import EventKind, OutcomeKind


class Action(StrEnum):
    """The next step that a message can offer as a button."""

    NONE = "none"
    RETRY = "retry"
    STOP = "stop"
    RECOVER = "recover"
    LAUNCH = "launch"
    SETTINGS = "settings"
    RESTORE = "restore"
    UNDO = "undo"
    SYNC = "sync"


#: What happened, what to do next, the button for it.
Sentence = tuple[str, str, Action]
_N = Action.NONE

ERRORS: Mapping[ErrorKind, Sentence] = {
    ErrorKind.ID_EMPTY: ("The user ID is empty.", "Type the ID by which your app knows this person.", _N),
    ErrorKind.ID_DUPLICATE: ("This user ID is in the list already.", "Choose the row that is there.", _N),
    ErrorKind.ID_TOO_LONG: ("The user ID is longer than {limit} characters.", "Use a shorter ID.", _N),
    ErrorKind.ID_CONTROL: ("The user ID has characters that cannot be shown.", "Type it instead of pasting it.", _N),
    ErrorKind.ID_TWICE: ("This user ID stands in line {line} already.", "Leave one of the two out.", _N),
    ErrorKind.HUMAN_OTHER: (
        "Human API knows this user ID under another humanId than the one here.",
        "Ask your developer which of the two is right; nothing is changed until then.",
        _N,
    ),
    ErrorKind.HUMAN_TAKEN: (
        "Somebody else in this list has the same humanId.",
        "Ask your developer which user ID is right; nothing is changed until then.",
        _N,
    ),
    ErrorKind.LABEL_TOO_LONG: ("The name is longer than {limit} characters.", "Use a shorter name.", _N),
    ErrorKind.EMAIL_INVALID: ("This is no e-mail address.", "Correct it, or leave it empty.", _N),
    ErrorKind.NOTE_TOO_LONG: ("The note is longer than {limit} characters.", "Shorten it.", _N),
    ErrorKind.TAGS_TOO_LONG: (
        "There are more than {most} tags, or one is longer than {limit} characters.",
        "Use fewer or shorter ones.",
        _N,
    ),
    ErrorKind.UNKNOWN_USER: ("This person is not in the list any more.", "Choose another row.", _N),
    ErrorKind.UNKNOWN_ENVIRONMENT: ("There is no environment called “{name}”.", "Choose one from the list.", _N),
    ErrorKind.ENVIRONMENT_INVALID: (
        "An address in this environment's settings cannot be used.",
        "Open the settings and correct the address.",
        Action.SETTINGS,
    ),
    ErrorKind.FILE_UNREADABLE: ("The file could not be read: {reason}.", "Check the file and try again.", _N),
    ErrorKind.FILE_UNWRITABLE: ("The file could not be written: {reason}.", "Choose another place for it.", _N),
    ErrorKind.FILE_EMPTY: ("There is nothing in the file.", "Choose another file.", _N),
    ErrorKind.FILE_TOO_LARGE: ("The file has more than {limit} MB.", "Part it into smaller ones.", _N),
    ErrorKind.FILE_NO_TEXT: (
        "The file is no text in UTF-8, UTF-16 or Windows-1252.",
        "Save the list as “CSV UTF-8” in your spreadsheet program; then choose that file.",
        _N,
    ),
    ErrorKind.FILE_NO_IDS: (
        "No column of the file is called “clientUserId”.",
        "Give the column with the user IDs this name in its first line; then choose the file again.",
        _N,
    ),
    ErrorKind.FILE_BROKEN: (
        "Line {line} of the file cannot be read: its quotes are not in order, or a cell is far too long.",
        "Correct this line; then choose the file again.",
        _N,
    ),
    ErrorKind.CANCELLED: ("Cancelled. Nothing was changed.", "Do it again whenever you like.", _N),
    ErrorKind.CALLBACK_TOO_LARGE: (
        "The popup sent something far too large. It was ignored.",
        "Close the popup and connect again.",
        _N,
    ),
    ErrorKind.CALLBACK_MALFORMED: (
        "The popup sent something that cannot be understood. It was ignored.",
        "Close the popup and connect again.",
        _N,
    ),
    ErrorKind.CALLBACK_UNKNOWN: (
        "The popup sent something unknown. It was ignored.",
        "Close the popup and connect again.",
        _N,
    ),
    ErrorKind.CALLBACK_NO_SESSION: (
        "The popup said that it was finished, but sent no session token. Nothing was changed.",
        "Close the popup and connect again.",
        _N,
    ),
    ErrorKind.CALLBACK_WRONG_CLIENT: (
        "The popup answered for another app. Nothing was changed.",
        "Check the client ID in the settings.",
        Action.SETTINGS,
    ),
    ErrorKind.FINISH_PENDING: (
        "The last connection of this person is safe here, but not saved at Human API yet.",
        "Wait until it is saved, or try now.",
        Action.RETRY,
    ),
    ErrorKind.TOKEN_NEEDED: (
        "Human API knows this person, but the token that opens Edit mode is missing.",
        "Recover the token; then Edit works.",
        Action.RECOVER,
    ),
    ErrorKind.UNREACHABLE: ("{host} cannot be reached.", "Check the network; then try again.", Action.RETRY),
    ErrorKind.UNTRUSTED_HOST: (
        "The connection to {host} is not secure, so nothing was sent.",
        "Check the network and the computer's clock; then try again.",
        Action.RETRY,
    ),
    ErrorKind.UNANSWERED: ("{host} did not answer in time.", "Try again.", Action.RETRY),
    ErrorKind.UNAVAILABLE: ("{host} is not available now.", "Try again later.", Action.RETRY),
    ErrorKind.SECRET_REFUSED: (
        "{host} refused this environment's credentials.",
        "Correct the client secret in the settings; what was connected is kept.",
        Action.SETTINGS,
    ),
    ErrorKind.APP_KEY_REFUSED: (
        "{host} refused this environment's app key.",
        "Correct the app key in the settings.",
        Action.SETTINGS,
    ),
    ErrorKind.ACCESS_TOKEN_REFUSED: (
        "The stored access token of this person does not open their data any more.",
        "Open Edit once and press Done: that brings a fresh one.",
        Action.LAUNCH,
    ),
    ErrorKind.REFUSED: (
        "{host} refused the request.",
        "Try again, or connect this person again.",
        Action.RETRY,
    ),
    ErrorKind.BAD_ANSWER: ("Human API gave an answer that cannot be used.", "Try again.", Action.RETRY),
    ErrorKind.STOPPED: (
        "You have stopped trying to save it.",
        "It stays safe on this computer until you try again.",
        Action.RETRY,
    ),
    ErrorKind.SECRET_MISSING: (
        "This environment has no client secret.",
        "Set it in the settings; what was connected is kept until then.",
        Action.SETTINGS,
    ),
    ErrorKind.APP_KEY_MISSING: (
        "For this, an app key is needed, and this environment has none.",
        "Set the app key in the settings.",
        Action.SETTINGS,
    ),
    ErrorKind.WRONG_PERSON: (
        "Human API answered for a different person. Nothing was overwritten.",
        "Connect this person again; if it happens again, tell your developer.",
        _N,
    ),
    ErrorKind.UNKNOWN_THERE: (
        "Human API has no user with this ID.",
        "Check the user ID and the environment.",
        _N,
    ),
    ErrorKind.STORE_UNREADABLE: (
        "The file with the users cannot be read: it is damaged, or the key is not the right one.",
        "Nothing was deleted. Restore a copy of the file.",
        Action.RESTORE,
    ),
    ErrorKind.STORE_MISSING: (
        "The file with the users is gone.",
        "Restore a copy of it.",
        Action.RESTORE,
    ),
    ErrorKind.COPY_UNREADABLE: (
        "This copy cannot be read: it is damaged, or made with another key. Nothing was changed.",
        "Choose another copy.",
        _N,
    ),
    ErrorKind.LIST_UNREADABLE: (
        "The list of environments is damaged. The files with the users are not.",
        "Nothing was deleted. Restore the last list that could be read.",
        Action.RESTORE,
    ),
    ErrorKind.STORE_LOCKED: ("Another program is using the file with the users.", "Close it; then try again.", _N),
    ErrorKind.STORE_FULL: ("The disk is full.", "Free some space; then try again.", _N),
    ErrorKind.STORE_READ_ONLY: ("The data folder cannot be written to.", "Check the permissions of the folder.", _N),
    ErrorKind.STORE_NEWER: (
        "The file with the users was written by a newer version of this app.",
        "Update the app.",
        _N,
    ),
    ErrorKind.STORE_FAILED: ("The file with the users could not be used.", "Try again.", _N),
    ErrorKind.NO_KEYRING: (
        "This computer has no safe place for the key of the user file.",
        "Choose a passphrase instead.",
        _N,
    ),
    ErrorKind.KEYRING_LOCKED: ("The computer's keyring is locked.", "Unlock it; then try again.", _N),
    ErrorKind.KEYRING_FAILED: ("The computer's keyring refused the key.", "Unlock it, or choose a passphrase.", _N),
    ErrorKind.KEY_MISSING: (
        "The key of the user file is gone, or damaged.",
        "Nothing was deleted. Use the recovery passphrase, or bring the keyring entry (or key file) back.",
        _N,
    ),
    ErrorKind.PASSPHRASE_NEEDED: ("The user file is protected by a passphrase.", "Type it.", _N),
    ErrorKind.PASSPHRASE_WRONG: ("The passphrase is not right.", "Try again.", _N),
    ErrorKind.INTERNAL: ("Something in this app went wrong. Nothing was lost.", "Try again.", _N),
    ErrorKind.NO_END: (
        "Something has been running for far too long, so the app has given it up. Nothing was lost.",
        "It is tried again by itself; if this comes again, restart the app.",
        _N,
    ),
}

#: For ``ENVIRONMENT_INVALID``: what to say of a field that is no address.
SETTINGS: Mapping[str, Sentence] = {
    "name": ("This name cannot be used: it is empty, too long or taken.", "Choose another name.", _N),
    "client_id": ("The client ID is empty, or has characters that cannot be used.", "Copy it once more.", _N),
    "kind": ("It has to be said whether these are a test's people or real ones.", "Choose one; it stays so.", _N),
    "language": ("This language cannot be used.", "Choose another one.", _N),
}

EVENTS: Mapping[EventKind, str] = {
    EventKind.USER_ADDED: "Added to the list",
    EventKind.USER_EDITED: "Details changed ({fields})",
    EventKind.USER_DELETED: "Deleted from the list",
    EventKind.USER_RESTORED: "Brought back into the list",
    EventKind.DELETED_THERE: "Deleted at Human API",
    EventKind.LAUNCHED: "Popup opened ({mode})",
    EventKind.PAGE_LOADED: "Page loaded from {from}",
    EventKind.POPUP_OPENED: "Human Connect is ready",
    EventKind.PROVIDER_OPENED: "A provider's log-in window opened ({from})",
    EventKind.PROVIDER_CLOSED: "The provider's log-in window closed",
    EventKind.OPENED_OUTSIDE: "Opened in the system browser: {address}",
    EventKind.BLOCKED: "Blocked: {address}",
    EventKind.MESSAGE_DROPPED: "A message that did not come from the popup was dropped ({reason})",
    EventKind.CALLBACK: "The popup called {callback}",
    EventKind.CALLBACK_REJECTED: "A message was refused: {error}",
    EventKind.FINISH_KEPT: "The connection was written to disk",
    EventKind.ENDED: "Popup ended: {outcome}",
    EventKind.FINALIZE_TRIED: "Sent to Human API (attempt {attempt})",
    EventKind.EXCHANGE: "{host} answered with status {status}",
    EventKind.FINALIZE_FAILED: "Not saved: {error}",
    EventKind.TOKENS_STORED: "Tokens stored",
    EventKind.ANSWER_OUTDATED: "An older answer came late and was put aside",
    EventKind.ANSWER_QUARANTINED: "The answer was for a different person ({field}): nothing was overwritten",
    EventKind.FINISH_SUPERSEDED: "An older connection is not needed any more: a newer one is saved",
    EventKind.FINISH_STOPPED: "No longer tried by itself",
    EventKind.TOKEN_RECOVERED: "Token recovered",
    EventKind.RECOVERY_FAILED: "Token not recovered: {error}",
    EventKind.SOURCES_READ: "Connected sources: {count}",
}

#: What is wrong with one entry of the audit trail, and with several.
AUDIT: Mapping[AuditFault, tuple[str, str]] = {
    AuditFault.CHANGED: ("Entry {first} was changed.", "Entries {first} to {last} were changed."),
    AuditFault.MISSING: ("Entry {first} is missing.", "Entries {first} to {last} are missing."),
    AuditFault.CUT: (
        "The end was cut off: entry {first} is missing.",
        "The end was cut off: entries {first} to {last} are missing.",
    ),
    AuditFault.REPLACED: (
        "Entry {first} is not the one that was written last: another copy of the file was put in its place.",
    )
    * 2,
    AuditFault.TABLE: ("The table of the trail, or what keeps it append-only, was taken away or made anew.",) * 2,
    AuditFault.ANCHOR_MISSING: ("The anchor of the trail, a file beside that of the users, was missing.",) * 2,
    AuditFault.ANCHOR_FORGED: ("The anchor of the trail was not one that this app wrote for this file.",) * 2,
    AuditFault.ANCHOR_OLD: ("The anchor of the trail was an older one: it did not know entry {last}.",) * 2,
}

OUTCOMES: Mapping[OutcomeKind, str] = {
    OutcomeKind.FINISHED: "something was connected, added or removed",
    OutcomeKind.CLOSED: "closed without connecting",
    OutcomeKind.POPUP_ERROR: "Human Connect reported an error",
    OutcomeKind.LOAD_FAILED: "the page could not be loaded",
    OutcomeKind.RENDERER_DIED: "the page stopped working",
    OutcomeKind.ABANDONED: "the window was shut",
    OutcomeKind.TIMED_OUT: "nothing happened for too long",
}
