"""The words of a row: its state, what its button does, and what stands on a button for an action. See ``messages``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from hcdesktop.core.models import Mode, User, UserState
from hcdesktop.ui.sentences import Action


def _tr(text: str) -> str:
    return QCoreApplication.translate("messages", text)


def state_words() -> Mapping[UserState, str]:
    """The words in the table."""
    return {
        UserState.NEW: _tr("New"),
        UserState.CONNECTED: _tr("Connected"),
        UserState.PENDING: _tr("Saving"),
        UserState.ATTENTION: _tr("Needs attention"),
    }


def state_word(user: User) -> str:
    """The one for this person."""
    return state_words()[user.state]


def button_word(user: User) -> str:
    """The word on the row's button."""
    return _tr("Edit") if user.mode is Mode.EDIT else _tr("Connect")


def primary_action(user: User) -> Action:
    """What the row's button, a double click, Enter and the menu do: a connection that waits to be saved is saved first,
    for nobody can be launched before."""
    return Action.RETRY if user.waiting else Action.LAUNCH


def primary_words() -> Sequence[str]:
    """All that can stand on a row's button."""
    return _tr("Connect"), _tr("Edit"), _tr("Open…"), _tr("Try now")


def primary_word(user: User, *, busy: bool) -> str:
    """The word for it; ``busy``: the popup is open, and is brought to the front."""
    return _tr("Open…") if busy else label_of(primary_action(user), user)


def label_of(action: Action, user: User | None) -> str:
    """The word on a message's button."""
    words: Mapping[Action, Callable[[], str]] = {
        Action.NONE: lambda: "",
        Action.RETRY: lambda: _tr("Try now"),
        Action.STOP: lambda: _tr("Stop trying"),
        Action.RECOVER: lambda: _tr("Recover token"),
        Action.LAUNCH: lambda: button_word(user) if user else _tr("Open again"),
        Action.SETTINGS: lambda: _tr("Settings…"),
        Action.RESTORE: lambda: _tr("Restore…"),
        Action.UNDO: lambda: _tr("Undo"),
        Action.SYNC: lambda: _tr("Try again"),
    }
    return words[action]()
