"""PySide6 does not read the source of what is imported."""

from __future__ import annotations

import linecache
import sys
from pathlib import Path

import pytest

from hcdesktop.ui.imports import leave_sources_alone


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The file of a module that nobody has imported yet, under a name that it has for this test."""
    hook = sys.modules["shibokensupport.feature"]
    monkeypatch.setattr(hook, "_mod_uses_pyside", getattr(hook, "_mod_uses_pyside"))  # noqa: B009  # put back afterwards
    path = tmp_path / f"some_module_{tmp_path.name.replace('-', '_')}.py"
    path.write_text("from PySide6.QtCore import QObject\nSUBCLASS = type('Own', (QObject,), {})\n")
    monkeypatch.syspath_prepend(tmp_path)
    return str(path)


def test_a_source_is_read_at_its_import_unless_it_is_left_alone(imported: str) -> None:
    __import__(Path(imported).stem)
    assert imported in linecache.cache  # else PySide6 has mended it, and ui/imports can go


def test_a_source_that_is_left_alone_is_not_read(imported: str) -> None:
    leave_sources_alone()
    made = __import__(Path(imported).stem)
    assert imported not in linecache.cache
    assert made.SUBCLASS().objectName() == ""
