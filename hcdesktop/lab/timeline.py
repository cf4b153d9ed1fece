"""A record as lines that a person can read: when, what, and what of it; no line holds a secret."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from hcdesktop.core.redact import Redactor
from hcdesktop.lab.findings import clean
from hcdesktop.lab.record import (
    Asked,
    Called,
    Failed,
    Finalized,
    Kept,
    Look,
    Opened,
    Pressed,
    Record,
    Said,
    Seen,
    Sent,
    Stuck,
    Went,
)


@dataclass(frozen=True, slots=True)
class Line:
    """``kind`` is what happened, in a word; ``detail`` the rest."""

    at: float
    kind: str
    detail: str


def lines(record: Record) -> list[Line]:
    """In the order of time, without what was simulated as usual; what is told twice of a new page is said once."""
    return [line for line, _event in told(record)]


def told(record: Record) -> Sequence[tuple[Line, Seen]]:
    """The same, each with what it tells of."""
    found = [(event, kind, detail) for event in record.events for kind, detail in _told(event)]
    fresh = found[:1] + [item for before, item in pairwise(found) if item[1] != "page" or item[1:] != before[1:]]
    return [(Line(round(event.at, 2), kind, clean(detail, record)), event) for event, kind, detail in fresh]


def raw(event: Seen, record: Record) -> str:
    """Everything that was seen of it, as JSON without a secret; pictures and whole pages are left out."""
    seen = {name: value for name, value in asdict(event).items() if name not in ("picture", "html")}
    shown = Redactor().json({"seen": type(event).__name__.lower(), **seen})
    return clean(json.dumps(shown, indent=2, ensure_ascii=False, default=str), record)


def _tr(text: str, **values: object) -> str:
    return QCoreApplication.translate("messages", text).format(**values)


def _told(event: Seen) -> Iterator[tuple[str, str]]:
    match event:
        case Went():
            yield "page", _place(event.url)
        case Pressed():
            none = _tr("no button to try again") if event.wanted == "retry" else _tr("no button to connect")
            yield "press", f"“{event.name}”" if event.name else none
        case Opened():
            names = ", ".join(name for name, value in event.options.items() if value not in ("", None))
            create = _tr("Create mode, with {names}", names=names)
            mode = _tr("Edit mode, with {names}", names=names) if event.options.get("publicToken") else create
            yield "open", mode if event.activated else _tr("{what}; without a click", what=mode)
        case Called():
            problem = event.problem.get("code") or event.problem.get("message")
            yield event.name, f"{problem}: {event.problem.get('message')}" if problem else ""
        case Sent():
            answer = _tr("answered {status}", status=event.status) if event.status else _tr("no answer")
            yield "request", f"{event.method} {_place(event.url)} ({event.how}): {answer}"
        case Asked() if event.verdict == "block":
            yield "refused", f"{event.kind} {_place(event.url)}"
        case Finalized():
            yield "finalize", _tr("answered {status}", status=event.status) if event.status else _tr("no answer")
        case Kept():
            yield "token", _tr("a server has a publicToken from {endpoint}", endpoint=event.endpoint)
        case Said():
            yield event.level, event.text[:300]
        case Failed():
            yield "error", event.message
        case Stuck():
            yield "stuck", event.what
        case Look():
            yield "look", event.step


def _place(url: str) -> str:
    """Without what stands behind the question mark."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}" + ("?…" if parts.query else "")
