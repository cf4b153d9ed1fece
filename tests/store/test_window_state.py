"""What the window remembers is kept, and a damaged file is forgotten."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.store.window_state import WindowFile, WindowState

STATE = WindowState(
    geometry="AdnQ",
    splitter=(800, 300),
    widths={"NAME": 200},
    sort="STATE",
    descending=True,
    shown="new",
    welcomed=True,
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert WindowFile(tmp_path).read() == WindowState()
    WindowFile(tmp_path).write(STATE)
    assert WindowFile(tmp_path).read() == STATE
    assert stat.S_IMODE((tmp_path / "window.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 70_000], ids=lambda value: str(value[:9])
)
def test_a_damaged_file_is_forgotten(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "window.json").write_bytes(content)
    assert WindowFile(tmp_path).read() == WindowState()


def test_what_is_not_of_its_kind_is_left_out_and_the_rest_kept(tmp_path: Path) -> None:
    wrong = {"geometry": 5, "splitter": [1, "x"], "widths": {"NAME": -1}, "sort": None, "descending": 1, "more": []}
    (tmp_path / "window.json").write_text(json.dumps({**wrong, "shown": "new"}))
    assert WindowFile(tmp_path).read() == WindowState(shown="new")


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError) as caught:
        WindowFile(tmp_path / "data").write(STATE)
    assert caught.value.kind is ErrorKind.STORE_READ_ONLY
