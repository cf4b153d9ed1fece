"""A copy of yesterday is restored over the file of today."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from hcdesktop.core.errors import HcError
from hcdesktop.core.models import Mode, SessionToken, Tokens
from hcdesktop.store.backups import Backups, CopyKind
from hcdesktop.store.local import LocalStore
from hcdesktop.store.restoring import complete, restore
from tests.crowd import add_users

KEY = bytes(range(32))
PEOPLE = 20
YESTERDAY, TODAY, NOW = 1_800_000_000.0, 1_800_086_400.0, 1_800_090_000.0


def file_of(folder: Path) -> Path:
    return folder / "environments" / "clinic.db"


def backups_of(folder: Path) -> Backups:
    return Backups(folder / "backups")


def connect(store: LocalStore, client_user_id: str, word: str, *, at: float) -> None:
    """This person connects, and the answer comes."""
    user = store.find_user(client_user_id) or store.add_user(client_user_id=client_user_id, at=at)
    launch_id = store.begin_launch(user.id, user.mode, at=at)
    session = SessionToken(session_token=f"session-{word}")
    finish = store.keep_finish(user_id=user.id, launch_id=launch_id, session=session, at=at)
    assert finish is not None
    tokens = Tokens(human_id=f"human-{client_user_id}", access_token=f"access-{word}", public_token=f"public-{word}")
    store.complete_finish(finish.id, tokens, at=at)


def keep(store: LocalStore, client_user_id: str, word: str, *, at: float) -> None:
    """This person connects, and no answer has come yet."""
    user = store.find_user(client_user_id) or store.add_user(client_user_id=client_user_id, at=at)
    launch_id = store.begin_launch(user.id, Mode.CREATE, at=at)
    store.keep_finish(user_id=user.id, launch_id=launch_id, session=SessionToken(session_token=word), at=at)


def prepare(folder: Path) -> Path:
    """Yesterday's copy, and a file with what came since: tokens, somebody new, two kept finishes."""
    with closing(LocalStore(file_of(folder), KEY)) as store:
        add_users(store, [(f"person-{number}", "x" * 60) for number in range(PEOPLE)], at=YESTERDAY)
        connect(store, "person-0", "old", at=YESTERDAY)
        keep(store, "person-1", "kept yesterday", at=YESTERDAY)
        copy = backups_of(folder).make(store, file_of(folder), at=YESTERDAY)
        connect(store, "person-0", "new", at=TODAY)
        keep(store, "person-2", "kept today", at=TODAY)
        keep(store, "somebody new", "kept of somebody new", at=TODAY)
        add_users(store, [(f"by mistake {number}", "") for number in range(5)], at=TODAY)
    return copy


def task(folder: Path) -> None:
    (copy,) = [copy for copy in backups_of(folder).all(file_of(folder)) if copy.kind is CopyKind.DAILY]
    restore(file_of(folder), KEY, copy.path, at=NOW)


def look(folder: Path) -> str:
    """The old file or the new one is there, readable, with all that must not be lost; the old one is kept besides."""
    try:
        complete(file_of(folder), folder / "backups")
        with closing(LocalStore(file_of(folder), KEY)) as store:
            store.check()
            found = contents(store)
    except HcError as error:
        return str(error)
    old, new = expected(5), expected(0)
    if found not in (old, new):
        return f"neither the old nor the new one: {found}"
    if found == old:
        return ""
    (kept,) = [copy for copy in backups_of(folder).all(file_of(folder)) if copy.kind is CopyKind.RESTORE]
    with closing(LocalStore(kept.path, KEY)) as store:
        return "" if contents(store) == old else "the old one was not kept"


def expected(by_mistake: int) -> tuple[object, ...]:
    return (PEOPLE + 1 + by_mistake, "public-new", ["kept of somebody new", "kept today", "kept yesterday"])


def contents(store: LocalStore) -> tuple[object, ...]:
    first = store.find_user("person-0")
    kept = sorted(finish.session.session_token for finish in store.finishes())
    return (store.count_users(), first.public_token if first else None, kept)
