"""Many people in the list at once, as an import brings them in."""

from __future__ import annotations

from collections.abc import Iterable

from hcdesktop.core.listing import Details, Newcomer
from hcdesktop.core.ports import Store


def add_users(store: Store, rows: Iterable[tuple[str, str]], *, at: float = 1.0) -> int:
    """Adds (clientUserId, label) pairs that are not there yet, all or none; returns how many were added."""
    people = [Newcomer(client_user_id=name, details=Details(label=label)) for name, label in rows]
    return len(store.bring_in(people, update=False, at=at, report=lambda _done, _total: True).added)
