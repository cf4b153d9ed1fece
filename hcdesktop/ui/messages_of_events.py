"""What has happened to somebody, one line for each event: of the timeline and of the log. See ``messages``."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QUrl

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.models import Event, EventKind, OutcomeKind
from hcdesktop.ui.messages import Facts, for_error
from hcdesktop.ui.sentences import EVENTS, OUTCOMES


def for_event(event: Event) -> str:
    """One line of the timeline."""
    text = EVENTS[event.kind]
    if event.kind is EventKind.TOKENS_STORED and event.detail.get("rotated"):
        text = str(QT_TRANSLATE_NOOP("messages", "Tokens stored; the public token has changed"))
    if event.kind is EventKind.EXCHANGE and "status" not in event.detail:
        text = str(QT_TRANSLATE_NOOP("messages", "{host} did not answer"))
    facts = Facts(event.detail)
    if event.kind is EventKind.ENDED:
        facts["outcome"] = _outcome_word(str(facts["outcome"]))
    if isinstance(url := event.detail.get("url"), str):
        facts["host"] = QUrl(url).host()
    if isinstance(error := event.detail.get("error"), Mapping):
        facts["error"] = _in_words(error)
    return QCoreApplication.translate("messages", text).format_map(facts)


def _outcome_word(outcome: str) -> str:
    known = outcome in list(OutcomeKind)
    return QCoreApplication.translate("messages", OUTCOMES[OutcomeKind(outcome)]) if known else outcome


def _in_words(told: Mapping[str, object]) -> str:
    """The sentence for what ``HcError.told`` has left in the timeline; a kind of another version as it is."""
    kind = str(told.get("kind", "?"))
    if kind not in list(ErrorKind):
        return kind
    error = HcError(ErrorKind(kind))
    error.params.update({name: value for name, value in told.items() if isinstance(value, str | int | float)})
    return for_error(error).text.removesuffix(".")
