"""The audit trail: what is written when, what it is made of, and what a check says of it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlcipher3 import dbapi2

from hcdesktop.core.audit import AuditAction, AuditBreak, AuditFault, AuditReport
from hcdesktop.core.errors import ErrorKind, HcError, StoreError
from hcdesktop.core.models import (
    Attention,
    Credentials,
    FinishState,
    Mode,
    Outcome,
    OutcomeKind,
    PendingFinish,
    SessionToken,
    Tokens,
    User,
)
from hcdesktop.store import audit, files
from hcdesktop.store.audit import os_user
from hcdesktop.store.backups import Backups
from hcdesktop.store.database import Database
from hcdesktop.store.local import LocalStore
from hcdesktop.store.restoring import restore
from hcdesktop.store.schema import STEPS
from tests.crowd import add_users

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from sqlite3 import Connection

OpenStore = Callable[..., LocalStore]
Peek = Callable[[], "AbstractContextManager[Connection]"]
Keep = Callable[..., PendingFinish]
A = AuditAction

FITS_NOT = "the audit trail does not fit its anchor"


def told(store: LocalStore) -> list[tuple[str, int | None, str]]:
    """Action, user and outcome of every entry."""
    return [(entry.action, entry.user_id, entry.outcome) for entry in store.audit_entries()]


@pytest.fixture
def force(peek: Peek) -> Callable[..., None]:
    """Changes the trail past the store; the guards are off for it."""

    def run(*statements: str) -> None:
        with peek() as connection:
            guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE name LIKE 'audit_%'").fetchall()
            for name, _sql in guards:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
            for _name, sql in guards:
                connection.execute(sql)

    return run


@pytest.fixture
def six(store: LocalStore) -> LocalStore:
    """A trail with six entries, all of them anchored."""
    for number in range(6):
        store.audit(A.LOCKED, outcome=str(number))
    assert store.check_audit().whole
    return store


# --- what is written


def test_an_entry_says_who_what_when_to_whom_and_what_came_of_it(open_store: OpenStore, path: Path, key: bytes) -> None:
    store = LocalStore(path, key, actor="maria", now=lambda: 7)
    user = store.add_user(client_user_id="ada@example.org", at=1.0)
    store.begin_launch(user.id, Mode.CREATE, at=2.0)
    _added, launched = store.audit_entries()
    assert (launched.number, launched.at, launched.actor, launched.action) == (2, 7.0, "maria", "launch_begun")
    assert (launched.user_id, launched.client_user_id, launched.outcome) == (user.id, "ada@example.org", "create")
    assert store.check_audit().whole  # a whole number of seconds is read back as a float
    store.close()


def test_whoever_runs_the_process_is_the_actor_whatever_the_environment_says(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    store.audit(A.LOCKED)
    (entry,) = store.audit_entries()
    assert entry.actor == os_user() != "somebody-else"


def test_an_account_without_a_name_is_told_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999_999)
    assert os_user() == "3999999999"


def test_the_way_of_a_finish_is_told(
    store: LocalStore, user: User, keep: Keep, tokens: Callable[[str], Tokens]
) -> None:
    finish = keep(user)
    outcome = Outcome(kind=OutcomeKind.FINISHED)
    store.end_launch(finish.launch_id, outcome, at=3.0)
    store.end_launch(finish.launch_id, outcome, at=3.0)  # only the first one is written down
    store.keep_finish(user_id=user.id, launch_id=finish.launch_id, session=finish.session, at=3.0)  # nor is this one
    store.complete_finish(finish.id, tokens("ada"), at=4.0)
    store.complete_finish(finish.id, tokens("eve"), at=4.0)
    assert told(store) == [
        (A.USER_ADDED, user.id, ""),
        (A.LAUNCH_BEGUN, user.id, "create"),
        (A.FINISH_KEPT, user.id, ""),
        (A.LAUNCH_ENDED, user.id, "finished"),
        (A.TOKENS_STORED, user.id, "stored"),
    ]


def test_an_answer_that_comes_late_is_told_as_outdated(
    store: LocalStore, user: User, keep: Keep, tokens: Callable[[str], Tokens]
) -> None:
    older, newer = keep(user, "s-1"), keep(user, "s-2")
    store.complete_finish(newer.id, tokens("new"), at=4.0)
    store.complete_finish(older.id, tokens("old"), at=5.0)
    assert told(store)[-2:] == [(A.TOKENS_STORED, user.id, "stored"), (A.TOKENS_STORED, user.id, "outdated")]


def test_what_else_can_become_of_a_finish_is_told(store: LocalStore, user: User, keep: Keep) -> None:
    first, second, third = keep(user, "s-1"), keep(user, "s-2"), keep(user, "s-3")
    for state in (FinishState.WAITING, FinishState.PARKED, FinishState.QUARANTINED):
        store.release_finish(first.id, state=state, problem=ErrorKind.WRONG_PERSON, maybe_delivered=True)
    store.drop_finish(second.id, attention=Attention.NEEDS_EDIT, public_token="p", at=4.0)
    store.drop_finish(third.id, attention=None, public_token=None, at=4.0)
    store.set_public_token(user.id, "q", human_id="h", at=5.0)
    assert told(store)[-4:] == [
        (A.FINISH_QUARANTINED, user.id, "wrong_person"),
        (A.TOKEN_RECOVERED, user.id, "needs_edit"),
        (A.FINISH_DROPPED, user.id, ""),
        (A.TOKEN_RECOVERED, user.id, ""),
    ]


def test_people_who_come_in_are_told(store: LocalStore, connected: User) -> None:
    assert add_users(store, [("ada", ""), ("bob@example.org", ""), ("cem", "")], at=1.0) == 2
    assert told(store) == [(A.USER_ADDED, connected.id, ""), (A.USERS_IMPORTED, None, "2 of 3")]


def test_secrets_are_told_by_name_only(store: LocalStore, peek: Peek) -> None:
    store.set_credentials(Credentials(client_secret="canary-1", app_key="canary-2"))
    store.set_credentials(Credentials(client_secret="canary-3", app_key="canary-2"))
    store.set_credentials(Credentials(client_secret="canary-3", app_key="canary-2"))
    assert [outcome for _action, _user, outcome in told(store)] == ["clientSecret appKey", "clientSecret", "the same"]
    with peek() as connection:
        assert "canary" not in repr(connection.execute("SELECT * FROM audit").fetchall())


@pytest.mark.parametrize(
    "change",
    [
        lambda store, user: store.add_user(client_user_id=user.client_user_id, at=1.0),
        lambda store, user: store.begin_launch(user.id + 1, Mode.EDIT, at=1.0),
        lambda store, user: store.complete_finish(9, Tokens(human_id="h", access_token="a", public_token="p"), at=1.0),
        lambda store, user: store.set_public_token(user.id + 1, "p", human_id="h", at=1.0),
        lambda store, user: store.keep_finish(
            user_id=user.id + 1, launch_id=1, session=SessionToken(session_token="s"), at=1.0
        ),
    ],
)
def test_what_did_not_happen_is_not_told(
    store: LocalStore, user: User, change: Callable[[LocalStore, User], object]
) -> None:
    with pytest.raises(HcError):
        change(store, user)
    assert told(store) == [(A.USER_ADDED, user.id, "")]


def test_an_account_and_an_outcome_that_are_no_unicode_are_kept_readable(path: Path, key: bytes) -> None:
    store = LocalStore(path, key, actor="m\udcfcller")
    store.audit(A.BACKUP_MADE, outcome="\ud800")
    assert [(entry.actor, entry.outcome) for entry in store.audit_entries()] == [("m?ller", "?")]
    assert store.check_audit().whole
    store.close()


def test_a_kept_finish_waits_for_one_commit_and_for_no_anchor(
    store: LocalStore, user: User, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch_id = store.begin_launch(user.id, Mode.CREATE, at=2.0)
    anchors: list[str] = []
    monkeypatch.setattr("hcdesktop.store.anchor.write_private", lambda *_args: anchors.append("written"))
    said: list[str] = []
    with store._database.connection() as connection:
        connection.set_trace_callback(said.append)
    store.keep_finish(user_id=user.id, launch_id=launch_id, session=SessionToken(session_token="s"), at=3.0)
    assert [statement for statement in said if statement.split()[0] in ("BEGIN", "COMMIT")] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]
    assert any("INSERT INTO audit" in statement for statement in said)
    assert anchors == []


# --- append-only


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit WHERE number = 6",
        "INSERT OR REPLACE INTO audit SELECT 6, at, 'nobody', action, user_id, client_user_id, outcome, mac FROM audit",
        "INSERT INTO audit SELECT 9, at, actor, action, user_id, client_user_id, outcome, mac FROM audit LIMIT 1",
    ],
)
def test_the_table_refuses_everything_but_the_next_entry(six: LocalStore, peek: Peek, statement: str) -> None:
    with peek() as connection, pytest.raises(dbapi2.IntegrityError, match="append-only"):
        connection.execute(statement)
    assert six.check_audit().whole


# --- what a check says


def test_a_whole_trail_is_told_with_its_beginning(path: Path, key: bytes) -> None:
    store = LocalStore(path, key, now=lambda: 1234.5)
    assert store.check_audit().begun_at is None
    store.audit(A.LOCKED)
    store.audit(A.UNLOCKED)
    report = store.check_audit()
    assert (report.whole, report.entries, report.begun_at, report.late, report.restored) == (True, 2, 1234.5, 0, ())
    store.close()


def _broken(fault: AuditFault, first: int = 0, last: int = 0, noticed: int | None = None) -> AuditBreak:
    return AuditBreak(fault=fault, first=first, last=last, noticed=noticed)


@pytest.mark.parametrize(
    ("statements", "breaks"),
    [
        (["UPDATE audit SET outcome = 'x' WHERE number = 3"], [_broken(AuditFault.CHANGED, 3, 3)]),
        (["UPDATE audit SET user_id = 0 WHERE number = 3"], [_broken(AuditFault.CHANGED, 3, 3)]),
        (["UPDATE audit SET client_user_id = '' WHERE number = 3"], [_broken(AuditFault.CHANGED, 3, 3)]),
        (["UPDATE audit SET mac = x'00' WHERE number = 3"], [_broken(AuditFault.CHANGED, 3, 3)]),
        (["UPDATE audit SET actor = actor || 'x' WHERE number IN (2, 3, 4)"], [_broken(AuditFault.CHANGED, 2, 4)]),
        (["UPDATE audit SET at = 1 WHERE number IN (2, 5)"], [_broken(AuditFault.CHANGED, n, n) for n in (2, 5)]),
        (["UPDATE audit SET action = CAST(x'ff' AS TEXT) WHERE number = 1"], [_broken(AuditFault.CHANGED, 1, 1)]),
        (["DELETE FROM audit WHERE number = 3"], [_broken(AuditFault.MISSING, 3, 3)]),
        (["DELETE FROM audit WHERE number < 3"], [_broken(AuditFault.MISSING, 1, 2)]),
        (["DELETE FROM audit WHERE number > 4"], [_broken(AuditFault.CUT, 5, 6, noticed=5)]),
        (["DELETE FROM audit"], [_broken(AuditFault.CUT, 1, 6, noticed=1)]),
        (["DROP TABLE audit", "CREATE TABLE audit (number)"], [_broken(AuditFault.TABLE)]),
        (["UPDATE audit SET mac = x'00' WHERE number = 6"],
         [_broken(AuditFault.CHANGED, 6, 6), _broken(AuditFault.REPLACED, 6, 6, noticed=7)]),
    ],
)  # fmt: skip
@pytest.mark.allow_log(FITS_NOT)
def test_what_was_done_to_it_is_told(
    six: LocalStore, force: Callable[..., None], statements: list[str], breaks: list[AuditBreak]
) -> None:
    force(*statements)
    assert list(six.check_audit().breaks) == breaks


@pytest.mark.parametrize(
    "guess",
    [b"", bytes(range(32)), hashlib.sha256(bytes(range(32))).digest()],
    ids=["none", "the file's key", "its hash"],
)
@pytest.mark.allow_log(FITS_NOT)
def test_macs_made_anew_with_a_guessed_key_are_told_where_they_are(
    six: LocalStore, key: bytes, force: Callable[..., None], guess: bytes
) -> None:
    """The anchor would tell of the last one alone."""
    assert key == bytes(range(32))
    statements, before = [], bytes(32)
    for entry in six.audit_entries():
        values = [entry.number, entry.at, entry.actor, entry.action, entry.user_id, entry.client_user_id, entry.outcome]
        before = hmac.digest(guess, before + json.dumps(values).encode(), "sha256")
        statements.append(f"UPDATE audit SET mac = x'{before.hex()}' WHERE number = {entry.number}")  # noqa: S608
    force(*statements)
    assert six.check_audit().breaks[:1] == (_broken(AuditFault.CHANGED, 1, 6),)


def test_a_guard_that_was_taken_away_is_told(six: LocalStore, peek: Peek) -> None:
    with peek() as connection:
        connection.execute("DROP TRIGGER audit_undeleted")
    report = six.check_audit()
    assert (report.entries, report.breaks) == (6, (_broken(AuditFault.TABLE),))


def test_without_its_table_the_list_is_read_but_nothing_is_changed_unrecorded(
    six: LocalStore, peek: Peek, open_store: OpenStore, expect_log: Callable[[str], None]
) -> None:
    six.close()
    with peek() as connection:
        connection.execute("DROP TABLE audit")
    store = open_store()
    expect_log("the opening was not written into the audit trail")
    store.audit_opening()
    assert store.users() == []
    with pytest.raises(StoreError):
        store.add_user(client_user_id="ada", at=1.0)
    assert store.users() == []
    assert store.check_audit().breaks == (_broken(AuditFault.TABLE),)


# --- the anchor


@pytest.fixture
def anchor(path: Path) -> Path:
    return path.with_suffix(".anchor")


def _anchored(anchor: Path) -> int:
    number: int = json.loads(anchor.read_text())["number"]
    return number


def test_the_anchor_follows_in_the_background_and_at_the_closing(
    store: LocalStore, anchor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _anchored(anchor) == 0
    moved = threading.Event()

    def write(path: Path, data: bytes) -> None:
        files.write_private(path, data)
        moved.set()

    monkeypatch.setattr("hcdesktop.store.anchor.write_private", write)
    monkeypatch.setattr(audit, "PAUSE", 0.0)
    store.audit(A.LOCKED)
    assert moved.wait(10)
    assert _anchored(anchor) == 1
    monkeypatch.setattr(audit, "PAUSE", 3600.0)
    store.audit(A.UNLOCKED)
    assert _anchored(anchor) == 1
    store.close()
    assert _anchored(anchor) == 2


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda anchor: anchor.unlink(), AuditFault.ANCHOR_MISSING),
        (lambda anchor: anchor.write_text(""), AuditFault.ANCHOR_FORGED),
        (lambda anchor: anchor.write_bytes(b"\xff\xfe"), AuditFault.ANCHOR_FORGED),
        (lambda anchor: anchor.write_text("[" * 4000), AuditFault.ANCHOR_FORGED),
        (lambda anchor: anchor.write_text("[]"), AuditFault.ANCHOR_FORGED),
        (lambda anchor: anchor.write_text("{}"), AuditFault.ANCHOR_FORGED),
        (
            lambda anchor: anchor.write_text(anchor.read_text().replace('"number": 7', '"number": 6')),
            AuditFault.ANCHOR_FORGED,
        ),
    ],
)
def test_an_anchor_that_is_not_ours_is_told_and_stays_told(
    six: LocalStore,
    open_store: OpenStore,
    anchor: Path,
    spoil: Callable[[Path], object],
    fault: AuditFault,
    expect_log: Callable[[str], None],
) -> None:
    six.audit(A.LOCKED)
    six.close()
    spoil(anchor)
    expect_log(f"{FITS_NOT}: {fault}")
    for _start in range(2):
        store = open_store()
        store.audit_opening()
        assert store.check_audit().breaks == (_broken(fault, noticed=8),)
        store.close()


def test_an_older_anchor_is_told_once_the_file_was_opened_since(
    six: LocalStore, open_store: OpenStore, anchor: Path, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    six.close()
    older = shutil.copy(anchor, tmp_path / "older")
    for _session in range(2):
        store = open_store()
        store.audit_opening()
        store.close()
    shutil.copy(older, anchor)
    expect_log(f"{FITS_NOT}: anchor_old")
    assert open_store().check_audit().breaks == (_broken(AuditFault.ANCHOR_OLD, 7, 7, noticed=9),)


def test_entries_that_a_crash_left_unanchored_are_told_without_an_accusation(
    six: LocalStore, open_store: OpenStore, path: Path, tmp_path: Path
) -> None:
    six.audit(A.LOCKED)
    six.audit(A.UNLOCKED)
    shutil.copytree(path.parent, tmp_path / "left")  # as it is when the plug is pulled: the anchor has not followed
    store = open_store(path=tmp_path / "left" / path.name)
    store.audit_opening()
    report = store.check_audit()
    assert (report.whole, report.entries, report.late) == (True, 9, 2)


def test_the_anchor_never_goes_back_however_many_move_it(
    open_store: OpenStore, anchor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIVEN a writer that is slow at the anchor WHEN another one has moved it meanwhile THEN it stays there."""
    first, second = open_store(), open_store()
    written: list[int] = []
    slow = threading.Event()

    def write(path: Path, data: bytes) -> None:
        if not written:
            slow.wait(0.2)
        written.append(json.loads(data)["number"])
        files.write_private(path, data)

    monkeypatch.setattr("hcdesktop.store.anchor.write_private", write)
    first.audit(A.LOCKED)
    mover = threading.Thread(target=first._trail.settle)
    mover.start()
    second.audit(A.UNLOCKED)
    second._trail.settle()
    mover.join()
    assert written == sorted(written)
    assert _anchored(anchor) == 2


def test_who_waits_too_long_for_the_anchor_is_told_that_it_is_locked(open_store: OpenStore) -> None:
    first, second = open_store(), open_store(busy_timeout=0.02)
    with first._trail._anchor.held(), pytest.raises(StoreError) as caught:
        second._trail.settle()
    assert caught.value.kind is ErrorKind.STORE_LOCKED


def test_an_anchor_that_cannot_be_written_costs_no_entry_and_follows_later(
    six: LocalStore, anchor: Path, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    refused = threading.Event()

    def refuse(*_args: object) -> None:
        refused.set()
        raise OSError(28, "no space")

    expect_log("the anchor of the audit trail was not moved: store_full")
    monkeypatch.setattr(audit, "PAUSE", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr("hcdesktop.store.anchor.write_private", refuse)
        six.audit(A.LOCKED)
        assert refused.wait(10)
    assert _anchored(anchor) == 6
    six.close()
    assert _anchored(anchor) == 7


def test_neither_a_person_nor_a_key_is_in_the_anchor(store: LocalStore, key: bytes, anchor: Path, user: User) -> None:
    store.close()
    text = anchor.read_text()
    assert set(json.loads(text)) == {"number", "mac", "seal"}
    assert user.client_user_id not in text
    assert key.hex() not in text


# --- a restored backup


@pytest.fixture
def copy(six: LocalStore, path: Path, tmp_path: Path) -> Path:
    """A copy of the file with six entries; two more were written since: the copy's own, and one of a lock."""
    made = Backups(tmp_path / "copies").make(six, path, at=1.0)
    six.audit(A.LOCKED)
    six.close()
    return made


def _checked(open_store: OpenStore) -> AuditReport:
    store = open_store()
    store.audit_opening()
    report = store.check_audit()
    store.close()
    return report


def test_a_restored_copy_takes_the_entries_along_that_were_written_since(
    copy: Path, open_store: OpenStore, path: Path, key: bytes
) -> None:
    restore(path, key, copy, at=9.0)
    report = _checked(open_store)
    assert (report.breaks, report.restored, report.late) == ((), ((9, 0),), 0)
    made, _locked, restored = open_store().audit_entries(after=6)[:3]
    assert (made.action, made.outcome) == (A.BACKUP_MADE, copy.name)
    assert (restored.action, restored.actor, restored.at) == (A.BACKUP_RESTORED, os_user(), 9.0)
    assert restored.outcome.startswith("8 ")
    assert restored.outcome.endswith(f" {copy.name}")


def test_a_copy_from_before_there_was_a_trail_takes_all_of_it_along(
    copy: Path, open_store: OpenStore, path: Path, key: bytes
) -> None:
    copy.unlink()
    Database(copy, key, busy_timeout=1.0, steps=STEPS[:1]).close()
    restore(path, key, copy, at=9.0)
    assert _checked(open_store).restored == ((9, 0),)


def test_how_many_entries_are_lost_with_an_unreadable_file_is_told(
    copy: Path, open_store: OpenStore, path: Path, key: bytes
) -> None:
    path.write_bytes(b"damaged" * 1000)
    restore(path, key, copy, at=9.0)
    report = _checked(open_store)
    assert (report.breaks, report.restored, report.late) == ((), ((7, 2),), 0)


def test_a_copy_of_what_was_given_up_is_no_false_alarm(
    copy: Path, open_store: OpenStore, path: Path, key: bytes, tmp_path: Path
) -> None:
    """GIVEN a file that was lost, and went on from an older copy WHEN a newer copy of the lost one is restored THEN its
    trail is that of the lost one."""
    store = open_store()
    newer = Backups(tmp_path / "copies").make(store, path, at=2e6)
    store.close()
    path.write_bytes(b"damaged" * 1000)
    restore(path, key, copy, at=9.0)
    store = open_store()
    store.audit_opening()
    for _ in range(9):
        store.audit(A.UNLOCKED)
    store.close()
    restore(path, key, newer, at=2e7)
    report = _checked(open_store)
    assert (report.breaks, report.restored) == ((), ((9, 9),))


def test_a_restore_does_not_cover_up_that_the_trail_was_cut(
    copy: Path,
    open_store: OpenStore,
    path: Path,
    key: bytes,
    force: Callable[..., None],
    expect_log: Callable[[str], None],
) -> None:
    force("DELETE FROM audit WHERE number > 7")
    expect_log(f"{FITS_NOT}: cut")
    restore(path, key, copy, at=9.0)
    report = _checked(open_store)
    assert (report.breaks, report.restored) == ((_broken(AuditFault.CUT, 8, 8, noticed=8),), ((9, 0),))


def test_a_forged_anchor_stays_told_after_a_restore(
    copy: Path, open_store: OpenStore, path: Path, key: bytes, anchor: Path
) -> None:
    anchor.write_text("{}")
    path.write_bytes(b"damaged" * 1000)
    restore(path, key, copy, at=9.0)
    report = _checked(open_store)
    assert (report.breaks, report.restored) == ((_broken(AuditFault.ANCHOR_FORGED, noticed=7),), ((8, 0),))


def test_the_word_of_a_restore_holds_until_the_next_opening_only(
    copy: Path,
    open_store: OpenStore,
    path: Path,
    key: bytes,
    anchor: Path,
    tmp_path: Path,
    expect_log: Callable[[str], None],
) -> None:
    older = shutil.copy(anchor, tmp_path / "anchor")
    path.write_bytes(b"damaged" * 1000)
    restore(path, key, copy, at=9.0)
    assert _checked(open_store).whole
    shutil.copy(older, anchor)  # the one that the restore made void
    expect_log(FITS_NOT)
    assert not _checked(open_store).whole


def test_a_copy_that_was_made_is_told_if_it_can_be(
    six: LocalStore, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = Backups(tmp_path / "copies")
    assert told(six)[6:] == []
    made = backups.make(six, path, at=1.0)
    assert told(six)[6:] == [(A.BACKUP_MADE, None, made.name)]

    def refuse(*_args: object, **_options: object) -> None:
        raise StoreError(ErrorKind.STORE_FULL)

    monkeypatch.setattr(LocalStore, "audit", refuse)
    assert backups.make(six, path, at=2e6).exists()


def test_connections_are_lent_on_as_they_were(six: LocalStore) -> None:
    six.check_audit()
    six.audit_entries()
    assert [connection.text_factory for connection in six._database._idle] == [str]
