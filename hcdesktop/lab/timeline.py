"""A record as lines that a person can read: when, what, and what of it; no line holds a secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

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
    told = [(event.at, kind, detail) for event in record.events for kind, detail in _told(event)]
    fresh = [item for before, item in pairwise([(0.0, "", ""), *told]) if item[1] != "page" or item[1:] != before[1:]]
    return [Line(round(at, 2), kind, clean(detail, record)) for at, kind, detail in fresh]


def _told(event: Seen) -> Iterator[tuple[str, str]]:
    match event:
        case Went():
            yield "page", _place(event.url)
        case Pressed():
            yield "press", f"“{event.name}”" if event.name else f"no button to {event.wanted}"
        case Opened():
            names = ", ".join(name for name, value in event.options.items() if value not in ("", None))
            mode = "Edit" if event.options.get("publicToken") else "Create"
            yield "open", f"{mode} mode, with {names}" + ("" if event.activated else "; without a click")
        case Called():
            problem = event.problem.get("code") or event.problem.get("message")
            yield event.name, f"{problem}: {event.problem.get('message')}" if problem else ""
        case Sent():
            answer = f"answered {event.status}" if event.status else "no answer"
            yield "request", f"{event.method} {_place(event.url)} by {event.how}, {answer}"
        case Asked() if event.verdict == "block":
            yield "refused", f"{event.kind} {_place(event.url)}"
        case Finalized():
            yield "finalize", f"answered {event.status or 'not at all'}"
        case Kept():
            yield "token", f"a server has a publicToken from {event.endpoint}"
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
