"""``audit verify`` and ``audit export``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.store.audit import os_user
from tests.cli.conftest import Ended, Run

FITS_NOT = "the audit trail does not fit its anchor"


@pytest.fixture
def anchor(run: Run, desks: Desks) -> Path:
    """The anchor of the Simulator, which was opened and closed once."""
    with opened(desks, SIMULATOR) as desk:
        desk.service.launch(1)
    return desks.book.database(SIMULATOR).with_suffix(".anchor")


def test_a_whole_trail_is_said_to_be(run: Run, anchor: Path) -> None:
    ended = run("audit", "verify")
    # opened, the secrets, six people, a launch, closed; opened again
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("The audit trail is whole: 11 entries since 20")
    assert len(ended.out.splitlines()) == 1


def test_the_first_start_is_whole_too(run: Run) -> None:
    assert run("audit", "verify").code == 0


def test_a_broken_trail_is_said_in_words_at_every_start(
    run: Run, anchor: Path, expect_log: Callable[[str], None]
) -> None:
    anchor.unlink()
    expect_log(FITS_NOT)
    for _start in range(2):
        assert run("audit", "verify") == Ended(
            1,
            "The audit trail is broken: not everything in it is as it was written.\n"
            "The anchor of the trail, a file beside that of the users, was missing."
            " The app noticed it and wrote it down in entry 11.\n"
            "Keep a copy of the whole data folder as it is now, and find out who had access to it.\n",
            "",
        )


def test_the_same_as_json(run: Run, anchor: Path, expect_log: Callable[[str], None]) -> None:
    whole = run("audit", "verify", "--json")
    assert whole.code == 0
    assert {"environment": "Simulator", "whole": True, "breaks": []}.items() <= json.loads(whole.out).items()
    anchor.write_text("{}")
    expect_log(FITS_NOT)
    broken = run("audit", "verify", "--json")
    assert broken.code == 1
    report = json.loads(broken.out)
    assert report["whole"] is False
    assert report["breaks"] == [{"fault": "anchor_forged", "first": 0, "last": 0, "noticed": 13}]


def test_the_trail_goes_out_without_user_ids(run: Run, desks: Desks, anchor: Path, tmp_path: Path) -> None:
    with opened(desks, SIMULATOR) as desk:
        names = [user.client_user_id for user in desk.service.users()]
    for path in (tmp_path / "trail.csv", tmp_path / "trail.jsonl"):
        ended = run("audit", "export", path)
        assert ended.code == 0
        assert ended.out.endswith(" entries written\n")
        text = path.read_text(encoding="utf-8-sig")
        assert "user-1" in text
        assert os_user() in text
        assert "audit_exported" in text
        assert [name for name in names if name in text] == []


def test_the_export_of_people_is_in_the_trail(run: Run, desks: Desks, tmp_path: Path) -> None:
    assert run("users", "export", tmp_path / "people.csv").code == 0
    with opened(desks, SIMULATOR) as desk:
        actions = [entry.action for entry in desk.store.audit_entries()]
    assert actions[-3:] == ["users_exported", "environment_closed", "environment_opened"]
