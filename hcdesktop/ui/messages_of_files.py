"""What is said about files: copies that were made or not, what was restored, what was put aside. See ``messages``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from hcdesktop.core.errors import HcError
from hcdesktop.store.backups import Copy, CopyKind
from hcdesktop.store.restoring import Restored
from hcdesktop.ui.formats import date_and_time, number
from hcdesktop.ui.messages import Message, Tone, for_error

if TYPE_CHECKING:
    from hcdesktop.erasing import Erased


def _tr(text: str, **values: object) -> str:
    # In one pass: a name with braces in it must not be read as a placeholder.
    return QCoreApplication.translate("messages", text).format(**values)


def no_backup(error: HcError) -> Message:
    """Today's copy was not made."""
    return Message(
        text=_tr("Today's backup was not made. {cause}", cause=for_error(error).text),
        next_step=_tr("The file with the users was not touched. It is tried again within the hour."),
        tone=Tone.WARNING,
        detail=str(error),
    )


def no_copies(name: str) -> Message:
    """There is nothing to restore."""
    return Message(
        text=_tr("There is no copy of “{name}” yet.", name=name),
        next_step=_tr("One is made on every day on which it is opened."),
        tone=Tone.WARNING,
    )


def at_work() -> Message:
    """A file that is being written to is not replaced."""
    return Message(
        text=_tr("Something is being saved just now, so nothing was restored."),
        next_step=_tr("Try again in a moment."),
    )


def fictional() -> Message:
    """The Simulator has no copies, and no key worth recovering."""
    return Message(
        text=_tr("The people of the Simulator are fictional, so nothing of it is copied or protected."),
        next_step=_tr("Choose one of your own environments."),
    )


def restored(copy: Copy, what: Restored) -> Message:
    """A copy has taken the place of the file."""
    text = _tr("The copy of {moment} is in place.", moment=date_and_time(copy.made_at))
    if what.whole:
        next_step = _tr("What was unfinished or newer was carried over; the file from before is among the copies.")
        return Message(text=text, next_step=next_step, tone=Tone.GOOD)
    if what.aside is None:
        return Message(text=text, next_step=_tr("What was changed after it is missing."), tone=Tone.WARNING)
    return Message(
        text=text,
        next_step=_tr(
            "What was changed after it could not be read, but for {n} unfinished connections; the file from before is"
            " kept among the copies.",
            n=what.finishes,
        ),
        tone=Tone.WARNING,
        detail=what.aside.name,
    )


def list_restored(aside: Path) -> Message:
    """The list of environments is back."""
    return Message(
        text=_tr("The list of environments was restored. The damaged one is kept as {file}.", file=aside.name),
        next_step=_tr("If one is missing, set it up again with the same name and kind: its users are still here."),
        tone=Tone.GOOD,
    )


def put_aside(paths: Sequence[Path]) -> Message:
    """Something was damaged when the file was opened."""
    names = ", ".join(path.name for path in paths)
    return Message(
        text=_tr("Part of what was stored here was damaged. It is kept as {names}.", names=names),
        next_step=_tr("Look through what was changed last; it may be missing."),
        tone=Tone.WARNING,
    )


def recovery_set(name: str) -> Message:
    """A recovery passphrase was set."""
    return Message(text=_tr("“{name}” has a recovery passphrase now.", name=name), tone=Tone.GOOD)


def erased(what: Erased) -> Message:
    """All data was to be deleted."""
    if what.whole:
        text = _tr("Everything that hcdesktop kept on this computer is deleted.")
        if what.others:
            text += " " + _tr("{folder} stays, for there are other files in it.", folder=what.folder)
        return Message(text=text, next_step=_tr("Nothing has changed at Human API."), tone=Tone.GOOD)
    left = [_tr("the key of “{name}” in the keyring", name=name) for name in what.keys]
    left += [_tr("the file {file}", file=path) for path in what.files]
    causes = dict.fromkeys(for_error(error).text for error in what.errors)
    return Message(
        text=_tr("Not everything is deleted. Left: {what}.", what=", ".join(left)),
        next_step=" ".join([*causes, _tr("Do it once more when that is mended.")]),
        tone=Tone.WARNING,
        detail="\n".join(map(str, what.errors)),
    )


def copy_line(copy: Copy) -> str:
    """One copy in the list: when, how many, why."""
    if copy.users is None:
        content = _tr("cannot be read")
    else:
        content = _tr("1 person") if copy.users == 1 else _tr("{n} people", n=number(copy.users))
    why = {
        CopyKind.DAILY: "",
        CopyKind.UPGRADE: _tr("before an update of the app"),
        CopyKind.RESTORE: _tr("before something was restored"),
    }[copy.kind]
    return " · ".join(part for part in (date_and_time(copy.made_at), content, why) if part)
