"""Lists of people as CSV: what may come in and go out, and that is never a token."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.models import User

_HEADER = ("clientUserId", "label", "humanId", "state", "sources")
_ID_NAMES = frozenset({"clientuserid", "client_user_id", "userid", "user_id", "externalid", "id"})
_LABEL_NAMES = frozenset({"label", "name"})
#: Most bytes of a file that are read: a million people, and not all of /dev/zero.
MAX_FILE = 128 * 1024 * 1024
#: Where a spreadsheet begins a cell (one that was told to part at semicolons or tabs knows nothing of our quotes), and
#: what makes it take that cell for a formula; an apostrophe in front makes it text. The last four are full-width.
_FORMULA = r"(?=[\s'\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n])"
_BARE = re.compile(rf"(\A|[;\t\r\n]){_FORMULA}")
_GUARDED = re.compile(rf"(\A|[;\t\r\n])'{_FORMULA}")


def read(path: Path) -> list[tuple[str, str]]:
    """The (clientUserId, label) pairs of a file with a header line. Raises ``InvalidInput`` (``FILE_UNREADABLE``)."""
    rows, reason = _rows(path)
    if reason:
        # Out here what was raised is not even its context: that one holds the file.
        raise InvalidInput(ErrorKind.FILE_UNREADABLE, reason=reason)
    if not rows:
        raise InvalidInput(ErrorKind.FILE_UNREADABLE, reason="empty")
    id_column = _column(rows[0], _ID_NAMES)
    if id_column is None:
        raise InvalidInput(ErrorKind.FILE_UNREADABLE, reason="no column clientUserId")
    return list(_pairs(rows[1:], id_column, _column(rows[0], _LABEL_NAMES)))


def _rows(path: Path) -> tuple[list[list[str]], str]:
    """The rows, or why there are none."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            return [], "too large"
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)), ""
    except OSError as error:
        return [], error.strerror or "not readable"
    except (ValueError, csv.Error):
        return [], "not a CSV file in UTF-8"


def write(path: Path, users: Iterable[User]) -> int:
    """Writes the list, readable by spreadsheets; returns how many people.

    Raises ``InvalidInput`` (``FILE_UNWRITABLE``).
    """
    count = 0
    try:
        # A name may hold half a character, which no file can: a question mark, and the others are written all the same.
        with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADER)
            for count, user in enumerate(users, start=1):  # noqa: B007
                writer.writerow([harmless(cell) for cell in _cells(user)])
    except OSError as error:
        raise InvalidInput(ErrorKind.FILE_UNWRITABLE, reason=error.strerror or "not writable") from None
    return count


def _cells(user: User) -> tuple[str, ...]:
    return (user.client_user_id, user.label, user.human_id or "", str(user.state), "; ".join(user.sources))


def harmless(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula."""
    return _BARE.sub(r"\1'", cell)


def _plain(cell: str) -> str:
    """The cell as it was before ``harmless``."""
    return _GUARDED.sub(r"\1", cell)


def _column(header: list[str], names: frozenset[str]) -> int | None:
    return next((place for place, title in enumerate(header) if title.strip().lower() in names), None)


def _pairs(rows: list[list[str]], id_column: int, label_column: int | None) -> Iterator[tuple[str, str]]:
    for row in rows:
        cells = [_plain(cell) for cell in row]
        if any(cell.strip() for cell in cells) and id_column < len(cells):
            label = cells[label_column] if label_column is not None and label_column < len(cells) else ""
            yield cells[id_column], label
