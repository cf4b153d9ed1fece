"""Rows of the file as models, and models as what a column can hold."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hcdesktop.core.models import (
    Attention,
    Event,
    EventKind,
    FinishState,
    JsonObject,
    PendingFinish,
    SessionToken,
    User,
)

if TYPE_CHECKING:
    from sqlite3 import Row


def sort_name(client_user_id: str, label: str) -> str:
    """What a user is listed under."""
    return (label or client_user_id).casefold()


#: Stands twice before every word of ``search_text``: so the index, which knows three characters at a time, finds the
#: beginning of a word by one or two.
WORD_MARK = "\x02"


def folded(text: str) -> str:
    """The text without case and accents, as it is searched."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def search_text(client_user_id: str, label: str, email: str, note: str, tags: str) -> str:
    """All words by which the filter finds a user; ``tags`` as they are stored."""
    each = json.loads(tags) if tags != "[]" else ()
    words = folded(" ".join((label, client_user_id, email, *each, note))).split()
    return (WORD_MARK * 2).join(("", *words))


def token_hash(session_token: str) -> bytes:
    """What is left of a session token when its finish is over: enough to know it again."""
    return hashlib.sha256(session_token.encode("utf-8", "surrogatepass")).digest()


def object_to_text(value: JsonObject) -> str:
    """ASCII JSON: also what is no valid Unicode, as JavaScript's strings may be, can then be stored."""
    return json.dumps(dict(value))


def storable(text: str) -> str:
    """The same text with a question mark for what is no valid Unicode."""
    return text.encode("utf-8", "replace").decode()


def sources_to_text(sources: Sequence[str]) -> str:
    """The names as a JSON array."""
    return json.dumps(list(sources))


def session_to_text(session: SessionToken) -> str:
    """The whole session token object, with what was read out of it."""
    return object_to_text(
        {
            "session_token": session.session_token,
            "human_id": session.human_id,
            "client_id": session.client_id,
            "raw": dict(session.raw),
        }
    )


def session_from_text(text: str) -> SessionToken:
    """The reverse of ``session_to_text``."""
    return SessionToken(**json.loads(text))


def user_from_row(row: Row) -> User:
    """A row of ``user_rows``."""
    return User(
        id=row["id"],
        client_user_id=row["client_user_id"],
        label=row["label"],
        human_id=row["human_id"],
        public_token=row["public_token"],
        access_token=row["access_token"],
        attention=None if row["attention"] is None else Attention(row["attention"]),
        sources=_names(row["sources"]),
        token_launch_id=row["token_launch_id"],
        changed_at=row["changed_at"],
        waiting=row["waiting"],
        stuck=row["stuck"],
        email=row["email"],
        note=row["note"],
        tags=_names(row["tags"]),
        marked=bool(row["marked"]),
        deleted=row["deleted_at"] is not None,
    )


def _names(text: str) -> tuple[str, ...]:
    """The reverse of ``sources_to_text``; most have none."""
    return () if text == "[]" else tuple(json.loads(text))


def finish_from_row(row: Row) -> PendingFinish:
    """A row of ``finishes`` that has a session."""
    return PendingFinish(
        id=row["id"],
        user_id=row["user_id"],
        launch_id=row["launch_id"],
        session=session_from_text(row["session"]),
        state=FinishState(row["state"]),
        attempts=row["attempts"],
        maybe_delivered=bool(row["maybe_delivered"]),
        next_try_at=row["next_try_at"],
        problem=row["problem"],
        kept_at=row["kept_at"],
    )


def event_from_row(row: Row) -> Event:
    """A row of ``events``."""
    return Event(
        id=row["id"],
        at=row["at"],
        user_id=row["user_id"],
        launch_id=row["launch_id"],
        kind=EventKind(row["kind"]),
        detail=json.loads(row["detail"]),
    )
