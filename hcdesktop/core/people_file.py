"""Lists of people as CSV: what may come in and go out, and that is never a token."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.models import User

_HEADER = ("clientUserId", "label", "humanId", "state", "sources")
_ID_NAMES = frozenset({"clientuserid", "client_user_id", "userid", "user_id", "externalid", "id"})
_LABEL_NAMES = frozenset({"label", "name"})
#: What makes a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read(path: Path) -> list[tuple[str, str]]:
    """The (clientUserId, label) pairs of a file with a header line. Raises ``InvalidInput`` (``FILE_UNREADABLE``)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except OSError as error:
        raise InvalidInput(ErrorKind.FILE_UNREADABLE, reason=error.strerror or "not readable") from None
    except (UnicodeDecodeError, csv.Error):
        raise InvalidInput(ErrorKind.FILE_UNREADABLE, reason="not a CSV file in UTF-8") from None
    if not rows:
        raise InvalidInput(ErrorKind.FILE_UNREADABLE, reason="empty")
    id_column = _column(rows[0], _ID_NAMES)
    if id_column is None:
        raise InvalidInput(ErrorKind.FILE_UNREADABLE, reason="no column clientUserId")
    return list(_pairs(rows[1:], id_column, _column(rows[0], _LABEL_NAMES)))


def write(path: Path, users: Iterable[User]) -> int:
    """Writes the list, readable by spreadsheets; returns how many people.

    Raises ``InvalidInput`` (``FILE_UNWRITABLE``).
    """
    count = 0
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADER)
            for count, user in enumerate(users, start=1):  # noqa: B007
                writer.writerow([_harmless(cell) for cell in _cells(user)])
    except OSError as error:
        raise InvalidInput(ErrorKind.FILE_UNWRITABLE, reason=error.strerror or "not writable") from None
    return count


def _cells(user: User) -> tuple[str, ...]:
    return (user.client_user_id, user.label, user.human_id or "", str(user.state), "; ".join(user.sources))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    """The cell as it was before ``_harmless``."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell


def _column(header: list[str], names: frozenset[str]) -> int | None:
    return next((place for place, title in enumerate(header) if title.strip().lower() in names), None)


def _pairs(rows: list[list[str]], id_column: int, label_column: int | None) -> Iterator[tuple[str, str]]:
    for row in rows:
        cells = [_plain(cell) for cell in row]
        if any(cell.strip() for cell in cells) and id_column < len(cells):
            label = cells[label_column] if label_column is not None and label_column < len(cells) else ""
            yield cells[id_column], label
