"""The disk is full, read-only or locked, the file damaged, the key gone. The long run is ``make soak``."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.hostile.claims import Claim, hold
from tests.hostile.disk import campaign, full
from tests.hostile.disk.corrupt import corrupt


@pytest.fixture(autouse=True)
def _own_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a campaign sets for its process is put back after a test."""
    from hcdesktop.ui import saver

    monkeypatch.setattr(saver, "_UNSAVED_PAUSE", saver._UNSAVED_PAUSE)


@pytest.mark.allow_log("the audit trail does not fit its anchor")  # of which one was damaged
def test_damaged_files_are_said_and_nothing_is_deleted() -> None:
    hold(corrupt(60, seed=random.randrange(1 << 30)))


def test_a_full_and_a_read_only_disk(qapp: object) -> None:
    try:
        claims = full.in_a_process(rooms=2, times=1)
    except OSError as problem:
        pytest.skip(f"nothing can be mounted here: {problem}")
    hold(claims)


def test_a_folder_that_may_only_be_read() -> None:
    try:
        claims = full.without_rights()
    except OSError as problem:
        pytest.skip(f"root cannot give up its rights here: {problem}")
    hold(claims)


@pytest.mark.allow_log("an event was not written down")
@pytest.mark.parametrize("what", [campaign.quota, campaign.locked], ids=["quota", "locked"])
def test_a_file_that_may_not_grow_or_is_locked(qapp: object, what: Callable[[int], Claim]) -> None:
    hold([what(2)])


def test_a_key_that_is_gone_or_changed() -> None:
    hold(campaign.keys(2))
