"""What is preferred is kept; what cannot be read stops neither the app nor the lock."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.store.preferences import LOCK_AFTER, PreferenceFile, Preferences


@pytest.mark.parametrize("minutes", LOCK_AFTER)
def test_what_is_written_is_read(tmp_path: Path, minutes: int) -> None:
    PreferenceFile(tmp_path).write(Preferences(minutes))
    assert PreferenceFile(tmp_path).read() == Preferences(minutes)
    assert stat.S_IMODE((tmp_path / "preferences.json").stat().st_mode) == 0o600


def test_a_quarter_of_an_hour_is_the_default(tmp_path: Path) -> None:
    assert PreferenceFile(tmp_path).read().lock_after_minutes == 15


NONSENSE = ["0", "-1", "1e9", "true", '"15"', "null", "16", "[15]"]


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", "null", "[" * 100_000, *(f'{{"lock_after_minutes": {value}}}' for value in NONSENSE)],
    ids=lambda content: content[:40],
)
def test_nothing_in_the_file_switches_the_lock_off(tmp_path: Path, content: str) -> None:
    (tmp_path / "preferences.json").write_text(content)
    assert PreferenceFile(tmp_path).read() == Preferences(15)


def test_what_is_no_text_is_the_default_too(tmp_path: Path) -> None:
    (tmp_path / "preferences.json").write_bytes(b"\xff\xfe")
    assert PreferenceFile(tmp_path).read() == Preferences(15)


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError) as caught:
        PreferenceFile(tmp_path / "data").write(Preferences(5))
    assert caught.value.kind is ErrorKind.STORE_READ_ONLY
