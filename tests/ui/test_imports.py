"""PySide6 does not read the source of what is imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: In a process of its own: a test that has run the window's command has left this process as that leaves it.
_SCRIPT = """\
import linecache, sys
import PySide6.QtCore
from hcdesktop.ui.imports import leave_sources_alone
if {alone}:
    leave_sources_alone()
sys.path.insert(0, {folder!r})
import some_module
assert some_module.SUBCLASS().objectName() == ""
print({path!r} in linecache.cache)
"""


@pytest.mark.parametrize("alone", [False, True])
def test_a_source_is_read_at_its_import_unless_it_is_left_alone(tmp_path: Path, alone: bool) -> None:
    """Where it is not read in any case, PySide6 has mended it, and ``ui/imports`` can go."""
    path = tmp_path / "some_module.py"
    path.write_text("from PySide6.QtCore import QObject\nSUBCLASS = type('Own', (QObject,), {})\n")
    script = _SCRIPT.format(alone=alone, folder=str(tmp_path), path=str(path))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == [str(not alone)]
