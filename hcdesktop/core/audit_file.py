"""The audit trail as a file for somebody else: who did what when, and of the people in it only a number."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from hcdesktop.core.audit import AuditEntry
from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.people_file import harmless

_HEADER = ("entry", "time", "who", "action", "user", "outcome")
#: What is not a CSV file by its name.
_LINES = frozenset({".jsonl", ".ndjson"})
_Row: TypeAlias = tuple[int | str, ...]


def write(path: Path, pages: Iterable[list[AuditEntry]], *, redacted: Callable[[str], str]) -> int:
    """Writes a trail, as JSON lines where the name ends in ``.jsonl``, else as CSV; returns how many entries.

    A user is ``user-3``, the same one each time: clientUserIds stay here. ``redacted`` is the redactor. Raises
    ``InvalidInput`` (``FILE_UNWRITABLE``).
    """
    lines = path.suffix.lower() in _LINES
    as_text = _as_lines if lines else _as_csv
    count = 0
    try:
        # What a forger has put there may be no text; it comes out readable all the same.
        with path.open("w", encoding="utf-8" if lines else "utf-8-sig", errors="backslashreplace", newline="") as file:
            file.write("" if lines else _as_csv([_HEADER]))
            for page in pages:
                count += len(page)
                file.write(redacted(as_text([_cells(entry) for entry in page])))
    except OSError as error:
        raise InvalidInput(ErrorKind.FILE_UNWRITABLE, reason=error.strerror or "not writable") from None
    return count


def _cells(entry: AuditEntry) -> _Row:
    return (
        entry.number,
        _time(entry.at),
        entry.actor,
        entry.action,
        "" if entry.user_id is None else f"user-{entry.user_id}",
        entry.outcome,
    )


def _time(at: float) -> str:
    try:
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):  # nothing that was written here, but no reason to stop
        return "?"


def _as_lines(rows: Iterable[_Row]) -> str:
    return "".join(json.dumps(dict(zip(_HEADER, row, strict=True))) + "\n" for row in rows)


def _as_csv(rows: Iterable[_Row]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(str(cell)) for cell in row] for row in rows)
    return text.getvalue()
