"""The audit trail as a file: what stands in it, and what does not."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from hcdesktop.core import audit_file
from hcdesktop.core.audit import AuditAction, AuditEntry
from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.models import User
from hcdesktop.core.redact import MASK, Redactor
from hcdesktop.store.local import LocalStore
from tests.core.parts import Parts

ENTRY = AuditEntry(
    number=3,
    at=1_800_000_000.25,
    actor="maria",
    action="launch_ended",
    user_id=7,
    client_user_id="canary@example.org",
    outcome="finished",
)


def written(path: Path, *entries: AuditEntry) -> str:
    assert audit_file.write(path, [list(entries)], redacted=Redactor().leaving) == len(entries)
    return path.read_text(encoding="utf-8-sig")


def test_an_entry_as_csv(tmp_path: Path) -> None:
    text = written(tmp_path / "trail.csv", ENTRY, AuditEntry(number=4, at=0.0, actor="maria", action="locked"))
    assert text.splitlines() == [
        "entry,time,who,action,user,outcome",
        "3,2027-01-15T08:00:00.250+00:00,maria,launch_ended,user-7,finished",
        "4,1970-01-01T00:00:00.000+00:00,maria,locked,,",
    ]


def test_an_entry_as_a_line_of_json(tmp_path: Path) -> None:
    assert [json.loads(line) for line in written(tmp_path / "trail.JSONL", ENTRY).splitlines()] == [
        {
            "entry": 3,
            "time": "2027-01-15T08:00:00.250+00:00",
            "who": "maria",
            "action": "launch_ended",
            "user": "user-7",
            "outcome": "finished",
        }
    ]


@pytest.mark.parametrize("name", ["trail.csv", "trail.jsonl"])
def test_no_client_user_id_and_nothing_that_looks_like_a_secret_goes_out(tmp_path: Path, name: str) -> None:
    odd = AuditEntry(number=4, at=1.0, actor="maria", action="x", outcome=f"{'ab' * 20} eve@example.org")
    text = written(tmp_path / name, ENTRY, odd)
    assert "canary" not in text
    assert "abab" not in text
    assert "eve@" not in text
    assert MASK in text or json.dumps(MASK)[1:-1] in text


@pytest.mark.parametrize("actor", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "a;=1"])
def test_no_spreadsheet_runs_what_an_account_is_called(tmp_path: Path, actor: str) -> None:
    odd = AuditEntry(number=1, at=1.0, actor=actor, action="locked")
    (_head, row) = csv.reader(io.StringIO(written(tmp_path / "trail.csv", odd), newline=""))
    for cell in row[2].split(";"):
        assert not cell.startswith(("=", "+", "-", "@", "\t"))


def test_what_a_forger_has_written_comes_out_readable(tmp_path: Path) -> None:
    odd = AuditEntry(number=1, at=float("inf"), actor="\udcff", action="nothing of ours")
    assert written(tmp_path / "trail.csv", odd).splitlines()[1] == "1,?,\\udcff,nothing of ours,,"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        audit_file.write(tmp_path, [[ENTRY]], redacted=str)
    assert caught.value.kind is ErrorKind.FILE_UNWRITABLE


def test_the_service_exports_every_page_and_says_so_first(
    desk: Parts, store: LocalStore, ada: User, tmp_path: Path
) -> None:
    for _ in range(1_500):
        store.audit(AuditAction.LOCKED)
    count = desk.service.export_audit(tmp_path / "trail.jsonl", redacted=str)
    lines = [json.loads(line) for line in (tmp_path / "trail.jsonl").read_text().splitlines()]
    assert [line["entry"] for line in lines] == list(range(1, count + 1))
    assert (lines[0]["action"], lines[0]["user"]) == ("user_added", f"user-{ada.id}")
    assert lines[-1]["action"] == "audit_exported"
    assert count == 1_502


def test_the_list_leaves_only_with_an_entry(desk: Parts, store: LocalStore, ada: User, tmp_path: Path) -> None:
    assert desk.service.export_users(tmp_path / "people.csv") == 1
    assert [(entry.action, entry.outcome) for entry in store.audit_entries()][1:] == [("users_exported", "1")]
    store.close()
    with pytest.raises(Exception, match="closed"):
        desk.service.export_users(tmp_path / "again.csv")
    assert not (tmp_path / "again.csv").exists()


def test_the_service_checks_the_trail(desk: Parts, ada: User) -> None:
    report = desk.service.check_audit()
    assert (report.whole, report.entries) == (True, 1)
