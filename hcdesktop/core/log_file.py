"""The log as a file for somebody else: what happened when, redacted, and of the people in it only a number."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO, TypeAlias

from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.models import Event, User
from hcdesktop.core.people_file import harmless
from hcdesktop.core.pseudonyms import Pseudonyms

_HEADER = ("event", "time", "user", "launch", "kind", "detail")
#: What is not a CSV file by its name.
_LINES = frozenset({".jsonl", ".ndjson"})
#: Some events, and those of their people who are known.
Page: TypeAlias = tuple[list[Event], Mapping[int, User]]


class Cancelled(Exception):
    """Somebody has had enough: nothing stands at the place that was chosen, or what stood there before."""


def write(path: Path, pages: Iterable[Page], *, pseudonyms: Pseudonyms) -> int:
    """Writes events, as JSON lines where the name ends in ``.jsonl``, else as CSV; returns how many.

    The file is there as a whole or not at all. Raises ``InvalidInput`` (``FILE_UNWRITABLE``), or what ``pages`` does.
    """
    lines = path.suffix.lower() in _LINES
    count = 0
    with _replacing(path, encoding="utf-8" if lines else "utf-8-sig") as file:
        if not lines:
            csv.writer(file).writerow(_HEADER)
        for events, people in pages:
            rows = _rows(events, people, pseudonyms)
            file.write(_as_lines(rows) if lines else _as_csv(rows))
            count += len(events)
    return count


@contextmanager
def _replacing(path: Path, *, encoding: str) -> Iterator[TextIO]:
    """A file that gets its name when it is whole and on the disk."""
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        try:
            with draft.open("x", encoding=encoding, errors="backslashreplace", newline="") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise InvalidInput(ErrorKind.FILE_UNWRITABLE, reason=error.strerror or "not writable") from None


def _rows(events: Sequence[Event], people: Mapping[int, User], pseudonyms: Pseudonyms) -> list[dict[str, object]]:
    about = [None if event.user_id is None else people.get(event.user_id) for event in events]
    details = pseudonyms.all_json([(event.detail, user) for event, user in zip(events, about, strict=True)])
    return [_row(event, detail) for event, detail in zip(events, details, strict=True)]


def _row(event: Event, detail: object) -> dict[str, object]:
    return {
        "event": event.id,
        "time": time_of(event.at),
        "user": None if event.user_id is None else f"user-{event.user_id}",
        "launch": event.launch_id,
        "kind": str(event.kind),
        "detail": detail,
    }


def time_of(at: float) -> str:
    """A moment as every machine understands it."""
    try:
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):  # nothing that was written here, but no reason to stop
        return "?"


def _as_lines(rows: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row, default=dict) + "\n" for row in rows)


def _as_csv(rows: Iterable[Mapping[str, object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_cell(row[name]) for name in _HEADER] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    plain = value if isinstance(value, str | int) else json.dumps(value, default=dict, ensure_ascii=False)
    return harmless(str(plain))
