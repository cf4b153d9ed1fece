"""Lists of people as CSV: what may come in and go out, and that is never a token."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.listing import Details
from hcdesktop.core.models import User
from hcdesktop.core.people_text import Encoding, delimiter_of, read_text, rows_of
from hcdesktop.core.plain import shown
from hcdesktop.core.progress import Report, go_on, unwatched
from hcdesktop.core.slim import Slim
from hcdesktop.core.whole_file import written_whole

_HEADER = ("clientUserId", "label", "email", "tags", "note", "humanId", "state", "sources")
_STRIDE = 500
_NOWHERE = 1 << 30  # the place of a column that a file does not have
_MAX_TITLE = 60
#: Where a spreadsheet begins a cell (one that was told to part at semicolons or tabs knows nothing of our quotes), and
#: what makes it take that cell for a formula; an apostrophe in front makes it text. The last four are full-width.
_FORMULA = r"(?=[\s'\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[ '\"]*[\t\r\n])"
_BARE = re.compile(rf"(\A|[;\t\r\n]){_FORMULA}")
_GUARDED = re.compile(rf"(\A|[;\t\r\n])'{_FORMULA}")
_TAG = re.compile(r"\s*(?:\"((?:[^\"]|\"\")*)\"\s*|([^,;]*))(?:[,;]|\Z)")
_SECRET = re.compile("token|secret|password|appkey|apikey|credential")


class Field(StrEnum):
    """What a column can hold that is read."""

    ID = "clientUserId"
    LABEL = "label"
    EMAIL = "email"
    TAGS = "tags"
    NOTE = "note"


#: Titles without case, accents and blanks, the likeliest first.
_TITLES = {
    Field.ID: ("clientuserid", "externalid", "externaluserid", "userid", "id"),
    Field.LABEL: ("label", "name", "fullname", "displayname", "nombre", "nombrecompleto", "patient", "patientname"),
    Field.EMAIL: ("email", "emailaddress", "mail", "correo", "correoelectronico"),
    Field.TAGS: ("tags", "tag", "etiquetas", "etiqueta"),
    Field.NOTE: ("note", "notes", "comment", "comments", "remark", "remarks", "nota", "notas"),
}


class Unread(StrEnum):
    """Why a column is not read."""

    SECRET = "secret"  # noqa: S105  # by its title it holds tokens or the like, and those never come from a file
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its title, and what it is read as or why it is not."""

    title: str
    use: Field | Unread


@dataclass(frozen=True, slots=True)
class FileRow:
    """Somebody as the file has it, not looked at yet."""

    line: int
    client_user_id: str
    details: Details


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A file that could be read: how it is written, and who is in it."""

    name: str
    encoding: Encoding
    marked: bool
    delimiter: str
    columns: tuple[Column, ...]
    rows: Sequence[FileRow] = field(repr=False)


def read(path: Path, report: Report = unwatched) -> PeopleFile:
    """The people of a file with titles in its first line.

    Raises ``InvalidInput``: as ``people_text.read_text``, ``FILE_NO_IDS`` or ``FILE_BROKEN``.
    """
    read = read_text(path)
    delimiter, start = delimiter_of(read.text, fits=lambda titles: Field.ID in _places(_columns(titles)))
    lines = read.text.count("\n", start) or read.text.count("\r", start)
    rows = rows_of(read.text, delimiter=delimiter, start=start)
    titles = next(rows, (0, []))[1]
    columns = _columns(titles)
    places = _places(columns)
    if Field.ID not in places:
        raise InvalidInput(ErrorKind.FILE_NO_IDS)

    in_order = [places.get(use, _NOWHERE) for use in (Field.ID, Field.LABEL, Field.EMAIL, Field.NOTE, Field.TAGS)]

    def each() -> Iterator[tuple[object, ...]]:
        for number, (line, cells) in enumerate(rows):
            if number % _STRIDE == 0:
                go_on(report, min(line, lines), lines)
            width = len(cells)
            *texts, tags = [_plain(cells[at]) if at < width else "" for at in in_order]
            yield line, *texts, _tags(tags)

    people = Slim.of_parts(each(), made=_made)
    return PeopleFile(path.name, read.encoding, read.marked, delimiter, columns, people)


def _columns(titles: Sequence[str]) -> tuple[Column, ...]:
    """Of two columns that could be the same the likelier is read; of two with one title the first."""
    folded = [_folded(title) for title in titles]
    places: dict[int, Field] = {}
    for use, names in _TITLES.items():
        found = next((folded.index(name) for name in names if name in folded), None)
        if found is not None:
            places[found] = use
    return tuple(
        Column(shown(title, limit=_MAX_TITLE), places.get(place) or _reason(folded[place]))
        for place, title in enumerate(titles)
    )


def _places(columns: Sequence[Column]) -> dict[Field, int]:
    return {column.use: place for place, column in enumerate(columns) if isinstance(column.use, Field)}


def _reason(folded: str) -> Unread:
    return Unread.SECRET if _SECRET.search(folded) else Unread.UNKNOWN


def _folded(title: str) -> str:
    parts = unicodedata.normalize("NFKD", title.casefold())
    return "".join(part for part in parts if part.isalnum())


def _made(line: int, client_user_id: str, label: str, email: str, note: str, tags: Sequence[str]) -> FileRow:
    return FileRow(line, client_user_id, Details(label=label, email=email, note=note, tags=tuple(tags)))


def write(path: Path, users: Iterable[User]) -> int:
    """Writes the list, readable by spreadsheets, as a whole or not at all; returns how many people.

    Raises ``InvalidInput`` (``FILE_UNWRITABLE``).
    """
    count = 0
    try:
        # A name may hold half a character, which no file can: a question mark, and the others are written all the same.
        with written_whole(path, encoding="utf-8-sig", errors="replace") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADER)
            for count, user in enumerate(users, start=1):  # noqa: B007
                writer.writerow([harmless(cell) for cell in _cells(user)])
    except OSError as error:
        raise InvalidInput(ErrorKind.FILE_UNWRITABLE, reason=error.strerror or "not writable") from None
    return count


def _cells(user: User) -> tuple[str, ...]:
    written_down = (user.label, user.email, _tags_text(user.tags), user.note)
    return (user.client_user_id, *written_down, user.human_id or "", str(user.state), "; ".join(user.sources))


def harmless(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula."""
    return _BARE.sub(r"\1'", cell)


def _plain(cell: str) -> str:
    """The cell as it was before ``harmless``."""
    return _GUARDED.sub(r"\1", cell) if "'" in cell else cell


def _tags_text(tags: Sequence[str]) -> str:
    """Tags as one cell; one that holds what parts them is quoted."""
    return ", ".join(f'"{tag.replace(chr(34), chr(34) * 2)}"' if re.search('[,;"]', tag) else tag for tag in tags)


def _tags(cell: str) -> tuple[str, ...]:
    """The tags of a cell, parted by commas or semicolons."""
    return tuple(_each_tag(cell)) if cell else ()


def _each_tag(cell: str) -> Iterator[str]:
    place = 0
    while place < len(cell) and (found := _TAG.match(cell, place)) is not None:
        place = found.end()
        quoted, bare = found.groups()
        yield bare.strip() if quoted is None else quoted.replace('""', '"')
