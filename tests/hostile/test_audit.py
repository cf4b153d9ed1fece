"""Short runs of the audit trail's campaigns, and what the trail says it cannot tell. The long run is ``make soak``."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from hcdesktop.core.audit import AuditFault
from tests.hostile.audit import campaign
from tests.hostile.audit.histories import HISTORIES
from tests.hostile.audit.places import Place, some_work
from tests.hostile.audit.tampering import TAMPERINGS
from tests.hostile.claims import hold


@pytest.mark.allow_log("does not fit its anchor", "the opening was not written into the audit trail: store_failed")
def test_every_way_of_tampering_is_told_at_the_next_start_and_after() -> None:
    hold(campaign.tampered(len(TAMPERINGS)))


def test_no_honest_history_is_accused() -> None:
    hold(campaign.honest(2 * len(HISTORIES)))


def test_several_at_once_and_crashes_are_not_accused(tmp_path: Path) -> None:
    dice = random.Random(5)
    for number in range(5):
        for name in ("several at once", "a crash before the anchor"):
            folder = tmp_path / f"{name} {number}"
            folder.mkdir()
            assert HISTORIES[name](folder, dice).whole


def test_file_and_anchor_of_the_same_earlier_time_are_not_told_as_the_trail_says_of_itself(tmp_path: Path) -> None:
    place = Place(tmp_path / "a")
    with place.opened() as store:
        some_work(store, "ada")
    before = place.copy_to(tmp_path / "before")
    with place.opened() as store:
        some_work(store, "bob")
    shutil.copy(before.file, place.file)
    shutil.copy(before.anchor, place.anchor)
    assert place.check().whole


@pytest.mark.allow_log("does not fit its anchor")
def test_a_backup_that_is_put_back_without_a_word_is_told(tmp_path: Path) -> None:
    place = Place(tmp_path / "a")
    with place.opened() as store:
        some_work(store, "ada")
    backup = shutil.copy(place.file, tmp_path / "backup.db")
    with place.opened() as store:
        some_work(store, "bob")
    shutil.copy(backup, place.file)
    (broken,) = place.check().breaks
    assert (broken.fault, broken.first, broken.last, broken.noticed) == (AuditFault.CUT, 9, 16, 9)
