"""The one way to the user (rule 2): every error, outcome, state and event as a plain sentence and a next step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.finalizer import FinalizeKind, FinalizeResult
from hcdesktop.core.models import Attention, Outcome, OutcomeKind, PopupProblem, User, UserState
from hcdesktop.ui.sentences import ERRORS, SETTINGS, Action, Sentence


class Tone(StrEnum):
    """How a message looks; the words alone say the same."""

    GOOD = "good"
    PLAIN = "plain"
    WARNING = "warning"
    BAD = "bad"


class Message(NamedTuple):
    """One thing said to the user: what happened, what to do next, and what a developer wants to know."""

    text: str
    next_step: str = ""
    tone: Tone = Tone.PLAIN
    action: Action = Action.NONE
    second: Action = Action.NONE  # beside the next step, where there is room for it
    due_at: float | None = None  # epoch seconds: when it is tried again; ``next_step`` then counts down to it
    detail: str = ""
    open_detail: bool = False  # worth reading at once


def _tr(text: str, **values: object) -> str:
    # In one pass: a name with braces in it must not be read as a placeholder.
    return QCoreApplication.translate("messages", text).format(**values)


# --- errors -----------------------------------------------------------------------------------------------------


class Facts(dict[str, Any]):
    """The parameters of an error; a sentence may name one that this error does not have."""

    def __missing__(self, key: str) -> str:
        return "Human API" if key == "host" else "?"


def for_error(error: HcError) -> Message:
    """What an error means for the person at the desk."""
    text, next_step, action = _sentence_for(error)
    facts = Facts(error.params)
    translate = QCoreApplication.translate
    return Message(
        text=translate("messages", text).format_map(facts),
        next_step=translate("messages", next_step).format_map(facts),
        tone=Tone.BAD,
        action=action,
        detail=_told(error),
    )


def _told(error: HcError | None) -> str:
    """What a developer looks for in the code."""
    return "" if error is None else _tr("For your developer: {error}", error=error)


def _sentence_for(error: HcError) -> Sentence:
    if error.kind is ErrorKind.ENVIRONMENT_INVALID:
        return SETTINGS.get(str(error.params.get("field")), ERRORS[error.kind])
    return ERRORS[error.kind]


# --- outcomes and results ---------------------------------------------------------------------------------------


def for_outcome(outcome: Outcome, user: User, *, host: str) -> Message:
    """How a launch ended."""
    match outcome.kind:
        case OutcomeKind.FINISHED:
            return _for_finished(outcome, user)
        case OutcomeKind.POPUP_ERROR:
            return _for_problem(outcome, user)
        case OutcomeKind.LOAD_FAILED:
            return Message(
                text=_tr("Human Connect could not be loaded from {host}.", host=host),
                next_step=_look_for(host),
                tone=Tone.BAD,
                action=Action.LAUNCH,
                detail=outcome.detail,
            )
        case OutcomeKind.RENDERER_DIED:
            return Message(
                text=_tr("The popup stopped working. Nothing was changed."),
                next_step=_tr("Open it again; if it stops at once, close hcdesktop and start it again."),
                tone=Tone.BAD,
                action=Action.LAUNCH,
                detail=outcome.detail,
            )
        case OutcomeKind.TIMED_OUT:
            return Message(
                text=_tr("The popup was open for half an hour and was closed. Nothing was changed."),
                next_step=_tr("Open it again when {name} is there.", name=user.name),
                tone=Tone.WARNING,
                action=Action.LAUNCH,
            )
        case OutcomeKind.CLOSED | OutcomeKind.ABANDONED:
            return Message(
                text=_tr("Closed without connecting anything. Nothing was changed for {name}.", name=user.name)
            )


def for_popups_closed_by_lock(names: Sequence[str]) -> Message:
    """What is told after unlocking: these people's popups were open when the desk was locked."""
    if len(names) == 1:
        text = _tr("The popup of {name} was closed when the desk was locked. Nothing was changed.", name=names[0])
    else:
        text = _tr("{n} popups were closed when the desk was locked. Nothing was changed.", n=len(names))
    return Message(text=text, next_step=_tr("Open it again when they are there."), tone=Tone.WARNING)


def _for_finished(outcome: Outcome, user: User) -> Message:
    if outcome.problem is None:
        return Message(text=_tr("{name} is connected. Saving…", name=user.name))
    return Message(
        text=_tr("{name} is connected, but Human Connect reported an error as well. Saving…", name=user.name),
        next_step=_tr("Look at the sources afterwards; if one is missing, open Edit."),
        tone=Tone.WARNING,
        detail=_said(outcome.problem),
        open_detail=True,
    )


def _said(problem: PopupProblem | None) -> str:
    """The popup's own words."""
    parts = (problem.code, problem.message, problem.detailed_message) if problem else ()
    return " · ".join(part for part in parts if part)


def _look_for(host: str) -> str:
    from hcdesktop.ui.web.addresses import is_loopback  # which is the engine's

    if not is_loopback(host):
        return _tr("Check the network; then try again. Nothing was changed.")
    # The engine was told at its start whether it may reach this computer (app.shut_off_local_network).
    return _tr("Check that it runs; if this environment is new, start hcdesktop again. Nothing was changed.")


def _for_problem(outcome: Outcome, user: User) -> Message:
    said = _said(outcome.problem)
    if user.attention is Attention.EXISTS:
        text = _tr("Human API already knows {name}, so a new connection cannot be created.", name=user.name)
        next_step, action = _tr("Recover the token; then Edit opens."), Action.RECOVER
    elif user.attention is Attention.TOKEN_STALE:
        text = _tr("Human API did not accept the stored token of {name}.", name=user.name)
        next_step, action = _tr("Recover the token; then Edit opens."), Action.RECOVER
    else:
        text = _tr("Human Connect reported an error. Nothing was changed for {name}.", name=user.name)
        next_step, action = _tr("Try again; if it stays, show the details to your developer."), Action.LAUNCH
    unknown = action is Action.LAUNCH
    return Message(text=text, next_step=next_step, tone=Tone.BAD, action=action, detail=said, open_detail=unknown)


def for_result(result: FinalizeResult, *, seconds: float) -> Message:
    """What an attempt to finalize came to; ``seconds`` until the next one."""
    name = result.user.name
    match result.kind:
        case FinalizeKind.STORED:
            return Message(text=_tr("{name} is connected and saved.", name=name), tone=Tone.GOOD)
        case FinalizeKind.RECOVERED if result.user.attention is None:
            return Message(text=_tr("{name} is connected; the token was recovered.", name=name), tone=Tone.GOOD)
        case FinalizeKind.RECOVERED:
            return for_state(result.user)
        case FinalizeKind.SUPERSEDED:
            return Message(
                text=_tr("A newer connection of {name} is saved; the older one is not needed any more.", name=name),
                tone=Tone.GOOD,
            )
        case FinalizeKind.POSTPONED:
            cause = for_error(result.error).text if result.error else ""
            return Message(
                text=_tr("{cause} The connection of {name} is safe here.", cause=cause, name=name),
                next_step=next_try(seconds),
                tone=Tone.WARNING,
                action=Action.RETRY,
                due_at=result.next_try_at,
                detail=_told(result.error),
            )
        case FinalizeKind.PARKED | FinalizeKind.QUARANTINED:
            return for_error(result.error) if result.error else for_state(result.user)


def next_try(seconds: float) -> str:
    """When it is tried again by itself, as the countdown says it."""
    if seconds <= 0:
        return _tr("It is being tried now.")
    if seconds < 100:
        return _tr("It is tried again in {seconds} s.", seconds=max(1, round(seconds)))
    return _tr("It is tried again in {minutes} min.", minutes=math.ceil(seconds / 60))


def unsaved(error: HcError, user: User) -> Message:
    """The finish is only in memory: the one message that asks somebody not to quit."""
    return Message(
        text=_tr(
            "{cause} The connection of {name} is not on the disk yet.", cause=for_error(error).text, name=user.name
        ),
        next_step=_tr("Keep the app open: it tries again every few seconds."),
        tone=Tone.BAD,
        detail=_told(error),
    )


def recovered(user: User) -> Message:
    """A publicToken was had back."""
    return Message(text=_tr("The token of {name} was recovered. Edit works again.", name=user.name), tone=Tone.GOOD)


# --- states -----------------------------------------------------------------------------------------------------


def for_state(user: User, *, problem: str = "", due_at: float | None = None) -> Message:
    """The card's sentence and next step; ``problem`` is the ``ErrorKind`` of a pending finish, ``due_at`` (epoch
    seconds) when it is tried again."""
    if user.state is UserState.PENDING:
        why = for_error(HcError(ErrorKind(problem))).text if problem else ""
        text = _tr("The last connection is safe on this computer and is being saved at Human API.")
        return Message(
            text=f"{why} {text}".strip(),
            next_step=_tr("Nothing to do."),
            tone=Tone.WARNING,
            action=Action.RETRY,
            second=Action.STOP,
            due_at=due_at,
        )
    if user.stuck:
        cause = for_error(HcError(ErrorKind(problem or ErrorKind.REFUSED)))
        return Message(
            text=_tr("A connection is kept here, but not saved. {cause}", cause=cause.text),
            next_step=cause.next_step,
            tone=Tone.BAD,
            action=Action.LAUNCH if cause.action is Action.NONE else cause.action,
        )
    attention = user.attention or (Attention.TOKEN_LOST if user.needs_recovery else None)
    return _for_attention(attention) if attention else _for_quiet(user)


def _for_attention(attention: Attention) -> Message:
    recover = _tr("Recover the token; then Edit opens.")
    sentences = {
        Attention.TOKEN_LOST: (_tr("The token that opens Edit mode is missing."), recover, Action.RECOVER),
        Attention.TOKEN_STALE: (_tr("Human API did not accept the stored token."), recover, Action.RECOVER),
        Attention.EXISTS: (
            _tr("Human API already knows this person; the token is missing here."),
            recover,
            Action.RECOVER,
        ),
        Attention.NEEDS_EDIT: (
            _tr("The connection was made, but its answer got lost on the way."),
            _tr("Open Edit once and press Done: that brings fresh tokens."),
            Action.LAUNCH,
        ),
    }
    text, next_step, action = sentences[attention]
    return Message(text=text, next_step=next_step, tone=Tone.WARNING, action=action)


def _for_quiet(user: User) -> Message:
    if user.state is UserState.NEW:
        return Message(
            text=_tr("Not connected yet."),
            next_step=_tr("Press Connect and let {name} choose a clinic, pharmacy or device.", name=user.name),
            action=Action.LAUNCH,
        )
    return Message(
        text=_tr("Connected."),
        next_step=_tr("Press Edit to add or remove a source."),
        tone=Tone.GOOD,
        action=Action.LAUNCH,
    )
