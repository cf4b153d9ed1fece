"""What Python can still reach: the memory of this process as its collector sees it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

from PySide6.QtWidgets import QApplication

from hcdesktop.core.models import (
    Credentials,
    Event,
    LaunchRequest,
    Outcome,
    PendingFinish,
    SessionToken,
    Tokens,
    User,
)
from hcdesktop.core.service import Service
from hcdesktop.desk import Desk
from hcdesktop.store.database import Database
from tests.ui.screen import visible_texts

#: In every canary; put together here, so that no constant of a test holds it.
MARK = "-".join(["kanari", "en", "vogel"])
_HOLDERS = (
    *(Credentials, Event, LaunchRequest, Outcome, PendingFinish, SessionToken, Tokens, User),
    *(Service, Desk, Database),
)


def canary(name: str) -> str:
    """A value that can be found again, wherever it went."""
    return f"{MARK}-{name}-{'0' * 24}"


def reachable() -> set[str]:
    """The canaries in texts and bytes that some Python object holds."""
    gc.unfreeze()
    gc.collect()
    found: set[str] = set()
    for holder in gc.get_objects():
        for text in _texts_in(holder):
            if MARK in text and text is not MARK:
                found.add(text)
    return found


def alive() -> list[object]:
    """The objects with somebody's data, or the key, that there are now: constants of tests that were collected, say."""
    gc.unfreeze()
    gc.collect()
    return [thing for thing in gc.get_objects() if isinstance(thing, _HOLDERS)]


def holders(before: list[object]) -> list[str]:
    """The kinds of those that have come since."""
    known = {id(thing) for thing in before}
    return sorted({type(thing).__name__ for thing in alive() if id(thing) not in known})


def readable() -> list[str]:
    """The canaries that can be read in any widget of the application."""
    widgets = QApplication.topLevelWidgets()
    return [text for widget in widgets for text in visible_texts(widget) if MARK in text]


def _texts_in(holder: object) -> Iterator[str]:
    for thing in gc.get_referents(holder):
        if isinstance(thing, str):
            yield thing
        elif isinstance(thing, bytes):
            yield thing.decode(errors="replace")
        elif isinstance(thing, dict | tuple) and not gc.is_tracked(thing):
            yield from _texts_in(thing)  # holds nothing but plain values, so the collector does not list it
