"""Names, private folders and files, and writes that are whole or not at all."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcdesktop.store.files import make_private_file, make_private_folder, slug, write_private


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("Simulator", "simulator-"),
        ("  Klinik Süd / Test #1 ", "klinik-s-d-test-1-"),
        ("東京", "environment-"),
        ("../../etc/passwd", "etc-passwd-"),
        ("con", "con-"),
        ("x" * 300, "x" * 40 + "-"),
        ("", "environment-"),
    ],
)
def test_a_name_becomes_a_readable_file_name(name: str, beginning: str) -> None:
    assert re.fullmatch(re.escape(beginning) + "[0-9a-f]{8}", slug(name))


@settings(database=None, max_examples=40)
@given(names=st.sets(st.text(), min_size=2, max_size=5))
def test_different_names_have_different_files_on_every_file_system(names: set[str]) -> None:
    slugs = {slug(name) for name in names}
    assert len(slugs) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{1,48}", each) for each in slugs)


def test_names_that_only_look_alike_have_different_files() -> None:
    alike = ["Prod", "prod", "\u00e9", "e\u0301", "a b", "a-b", "\ud800"]
    assert len({slug(name) for name in alike}) == len(alike)


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    make_private_folder(tmp_path)
    make_private_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_a_file_that_is_there_keeps_its_content(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"content")
    make_private_file(path)
    assert path.read_bytes() == b"content"


def test_a_written_file_is_private_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    for content in (b"first", b"second"):
        write_private(path, content)
        assert path.read_bytes() == content
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_file_and_folder_are_synced_in_this_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, synced, sync = tmp_path / "file", list[str](), os.fsync

    def watch(handle: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        synced.append("folder" if is_folder else f"file, {'in place' if path.exists() else 'still a draft'}")
        sync(handle)

    monkeypatch.setattr(os, "fsync", watch)
    write_private(path, b"content")
    assert synced == ["file, still a draft", "folder"]


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_private(path, b"old")

    def fail(_handle: int) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no room"):
        write_private(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_system_that_opens_no_folders_is_not_asked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.delattr(os, "O_DIRECTORY")
        write_private(tmp_path / "file", b"content")
    assert (tmp_path / "file").read_bytes() == b"content"
