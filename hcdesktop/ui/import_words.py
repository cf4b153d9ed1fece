"""What is said about people who are to come in: how their file is written, what would come of each row. See
``messages``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.intake import Candidate, Mark, Preview
from hcdesktop.core.listing import Imported
from hcdesktop.core.people_file import Column, Field, PeopleFile, Unread
from hcdesktop.core.people_text import Encoding
from hcdesktop.ui.formats import number
from hcdesktop.ui.messages import Message, Tone, for_error
from hcdesktop.ui.sentences import Action


def _tr(text: str, **values: object) -> str:
    # In one pass: a name with braces in it must not be read as a placeholder.
    return QCoreApplication.translate("messages", text).format(**values)


# --- the file -----------------------------------------------------------------------------------------------------


def facts(file: PeopleFile, rows: int) -> str:
    """How the file is written, and how much is in it."""
    return " · ".join((_encoding(file), _delimiter(file.delimiter), _rows(rows)))


def _encoding(file: PeopleFile) -> str:
    names = {
        Encoding.UTF_8: _tr("UTF-8"),
        Encoding.UTF_16_LE: _tr("UTF-16 LE"),
        Encoding.UTF_16_BE: _tr("UTF-16 BE"),
        Encoding.WINDOWS_1252: _tr("Latin-1 (Windows-1252)"),
    }
    name = names[file.encoding]
    return _tr("{encoding} with byte order mark", encoding=name) if file.marked else name


def _delimiter(delimiter: str) -> str:
    words = {",": _tr("separated by commas"), ";": _tr("separated by semicolons"), "\t": _tr("separated by tabs")}
    return words[delimiter]


def _rows(count: int) -> str:
    return _tr("1 row") if count == 1 else _tr("{n} rows", n=number(count))


def of_human_api() -> str:
    """What taking over the app's users means."""
    return _tr("Matched by user ID. Whoever comes in has no token here yet; Edit in their row recovers it.")


def columns(file: PeopleFile) -> str:
    """Which column is read as what."""
    names = {
        Field.ID: _tr("User ID"),
        Field.LABEL: _tr("Name"),
        Field.EMAIL: _tr("E-mail"),
        Field.TAGS: _tr("Tags"),
        Field.NOTE: _tr("Note"),
    }
    read = [
        _tr("{field} from “{title}”", field=names[c.use], title=c.title)
        for c in file.columns
        if isinstance(c.use, Field)
    ]
    unread = _titles(file.columns, Unread.UNKNOWN)
    parts = [_tr("Read: {columns}.", columns=", ".join(read))]
    return " ".join([*parts, _tr("Not read: {columns}.", columns=unread)] if unread else parts)


def secrets(file: PeopleFile) -> str:
    """Columns that hold tokens by their title; ``""`` when there are none."""
    titles = _titles(file.columns, Unread.SECRET)
    if not titles:
        return ""
    return _tr(
        "Not read: {columns}. Tokens and secrets never come from a file; delete it when it holds some.", columns=titles
    )


def _titles(all_columns: Sequence[Column], reason: Unread) -> str:
    return ", ".join(f"“{column.title}”" for column in all_columns if column.use is reason and column.title)


# --- the rows -----------------------------------------------------------------------------------------------------


def mark(candidate: Candidate) -> str:
    """What would come of a row, in words."""
    if candidate.error is not None:
        return _tr("Mistake: {why}", why=for_error(candidate.error).text)
    return {
        Mark.NEW: _tr("New"),
        Mark.HERE: _tr("Already here"),
        Mark.LINK: _tr("Here, gets its humanId"),
        Mark.MISSING: _tr("Not at Human API"),
        Mark.MISTAKE: _tr("Mistake"),
    }[candidate.mark]


def summary(counts: Mapping[Mark, int]) -> str:
    """How many rows would come to what."""
    n = {kind: number(counts.get(kind, 0)) for kind in Mark}
    told = (
        (Mark.NEW, _tr("{n} new", n=n[Mark.NEW])),
        (Mark.LINK, _tr("{n} here without humanId", n=n[Mark.LINK])),
        (Mark.HERE, _tr("{n} already here", n=n[Mark.HERE])),
        (Mark.MISSING, _tr("{n} here, but not at Human API", n=n[Mark.MISSING])),
        (Mark.MISTAKE, _tr("{n} with mistakes", n=n[Mark.MISTAKE])),
    )
    parts = [text for kind, text in told if counts.get(kind)]
    return _tr("{counts}.", counts=", ".join(parts)) if parts else _tr("There is nobody in it.")


def what_is_left(counts: Mapping[Mark, int]) -> str:
    """What an import does not do."""
    left = _tr("Rows with mistakes are left out.") if counts.get(Mark.MISTAKE) else ""
    missing = _tr("Who is not at Human API stays in the list as they are.") if counts.get(Mark.MISSING) else ""
    return " ".join(part for part in (left, missing) if part)


def button(count: int) -> str:
    """The word for doing it."""
    return _tr("Import 1 person") if count == 1 else _tr("Import {n} people", n=number(count))


# --- what came of it ----------------------------------------------------------------------------------------------


def done(imported: Imported, preview: Preview) -> Message:
    """People have come in."""
    added, changed, linked = len(imported.added), len(imported.before), imported.linked
    mistakes = preview.counts.get(Mark.MISTAKE, 0)
    parts = [_tr("1 person was added.") if added == 1 else _tr("{n} people were added.", n=number(added))]
    if changed:
        parts.append(_tr("Changed: {n}.", n=number(changed)))
    if linked:
        parts.append(_tr("Got their humanId: {n}.", n=number(linked)))
    return Message(
        text=" ".join(parts),
        next_step=_tr("Left out because of mistakes: {n}.", n=number(mistakes)) if mistakes else "",
        tone=Tone.WARNING if mistakes else Tone.GOOD,
        action=Action.UNDO if added or changed else Action.NONE,
    )


def failed(error: HcError) -> Message:
    """Nothing came of it; what somebody has cancelled is no misfortune."""
    message = for_error(error)
    if error.kind is ErrorKind.CANCELLED:
        return message._replace(tone=Tone.PLAIN)
    # The button of a retry is about connections that wait.
    return message._replace(action=Action.NONE) if message.action is Action.RETRY else message


def written(count: int, name: str) -> Message:
    """People have gone out."""
    text = _tr("1 person was written to {file}; no tokens.", file=name)
    many = _tr("{n} people were written to {file}; no tokens.", n=number(count), file=name)
    return Message(text=text if count == 1 else many, tone=Tone.GOOD)


def undone(imported: Imported) -> str:
    """An import was taken back."""
    added = len(imported.added)
    if imported.before:
        return _tr("The import was taken back: {n} people are out of the list again.", n=number(added))
    one, many = _tr("1 person is out of the list again."), _tr("{n} people are out of the list again.", n=number(added))
    return one if added == 1 else many
