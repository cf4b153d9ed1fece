"""What can be chosen in the log: kinds of events as a person at the desk would sort them, and what the words find."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from hcdesktop.core.log import Word
from hcdesktop.core.models import EventKind
from hcdesktop.ui.sentences import EVENTS

_K = EventKind
#: What is in none of these belongs to the list of people.
_POPUP = frozenset(
    {_K.LAUNCHED, _K.PAGE_LOADED, _K.POPUP_OPENED, _K.PROVIDER_OPENED, _K.PROVIDER_CLOSED, _K.OPENED_OUTSIDE}
    | {_K.CALLBACK, _K.ENDED}
)
_HUMAN_API = frozenset({_K.EXCHANGE, _K.FINALIZE_TRIED, _K.SOURCES_READ, _K.DELETED_THERE})
_SAVING = frozenset(
    {_K.FINISH_KEPT, _K.TOKENS_STORED, _K.TOKEN_RECOVERED, _K.FINISH_SUPERSEDED, _K.FINISH_STOPPED, _K.ANSWER_OUTDATED}
)
_PROBLEMS = frozenset(
    {_K.BLOCKED, _K.MESSAGE_DROPPED, _K.CALLBACK_REJECTED, _K.FINALIZE_FAILED, _K.ANSWER_QUARANTINED}
    | {_K.RECOVERY_FAILED}
)
_LIST = frozenset(EventKind) - _POPUP - _HUMAN_API - _SAVING - _PROBLEMS


def _tr(text: str) -> str:
    return QCoreApplication.translate("messages", text)


def groups() -> tuple[tuple[str, frozenset[EventKind]], ...]:
    """The choices, each with its kinds; none stand for all."""
    return (
        (_tr("Everything"), frozenset()),
        (_tr("Popup"), _POPUP),
        (_tr("Human API"), _HUMAN_API),
        (_tr("Saving and tokens"), _SAVING),
        (_tr("List of people"), _LIST),
        (_tr("Problems"), _PROBLEMS),
    )


def words_of(text: str) -> tuple[Word, ...]:
    """What was typed, a word at a time, with the kinds whose sentence on the screen has it."""
    sentences = {
        kind: re.sub(r"\{\w+\}", " ", QCoreApplication.translate("messages", sentence)).casefold()
        for kind, sentence in EVENTS.items()
    }
    return tuple(
        Word(word, frozenset(kind for kind, sentence in sentences.items() if word.casefold() in sentence))
        for word in text.split()
    )
