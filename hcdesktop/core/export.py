"""What leaves the desk as a file: the list, or the audit trail. Whoever wants only that needs no service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hcdesktop.core.audit import AuditAction
from hcdesktop.core.listing import ListQuery
from hcdesktop.core.progress import Report, go_on, unwatched

if TYPE_CHECKING:
    from hcdesktop.core.audit import AuditEntry
    from hcdesktop.core.models import User
    from hcdesktop.core.ports import Store

_PAGE = 1_000  # users that are read at once


def export_users(store: Store, path: Path, user_ids: Sequence[int] | None = None, *, report: Report = unwatched) -> int:
    """Writes the list, or these people, to a CSV file without tokens; returns how many. Raises ``InvalidInput``; when
    it is cancelled, ``HcError`` (``CANCELLED``), and there is no new file."""
    from hcdesktop.core import people_file

    ids = store.list_users(ListQuery()).ids if user_ids is None else user_ids
    store.audit(AuditAction.USERS_EXPORTED, outcome=str(len(ids)))  # first: nothing leaves unrecorded
    return people_file.write(path, _in_pages(store, ids, report))


def _in_pages(store: Store, user_ids: Sequence[int], report: Report) -> Iterator[User]:
    for start in range(0, len(user_ids), _PAGE):
        go_on(report, start, len(user_ids))
        yield from store.users_with_ids(user_ids[start : start + _PAGE])


def export_audit(store: Store, path: Path, *, redacted: Callable[[str], str]) -> int:
    """Writes the trail to a file, without clientUserIds; returns how many entries. Raises ``InvalidInput``."""
    from hcdesktop.core import audit_file

    store.audit(AuditAction.AUDIT_EXPORTED)
    return audit_file.write(path, _audit_pages(store), redacted=redacted)


def _audit_pages(store: Store) -> Iterator[list[AuditEntry]]:
    last = 0
    while page := store.audit_entries(after=last):
        yield page
        last = page[-1].number
