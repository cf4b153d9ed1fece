"""``hcdesktop scenarios``: the list, and the check of somebody's own files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from hcdesktop.cli import main
from hcdesktop.simulator.shelf import files, shipped

if TYPE_CHECKING:
    import pytest


def test_list_has_one_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(shipped())
    assert [line.split()[0] for line in lines] == [each.name for each in shipped()]
    assert all(line.endswith(each.title) for line, each in zip(lines, shipped(), strict=True))


def test_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[0] == {"name": "normal", "stage": "popup", "ends": "saved", "title": "Everything works"}
    assert len(found) == len(shipped())


def test_shipped_files_are_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "lint", *map(str, files())]) == 0
    assert capsys.readouterr() == ("", "")


def test_mistakes_have_file_line_and_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad, good = tmp_path / "bad.json", files()[0]
    bad.write_text('{\n  "title": "x",\n  "stage": "popup",\n  "ends": "saved",\n  "extra": 1\n}\n')
    assert main(["scenarios", "lint", str(good), str(bad)]) == 1
    assert capsys.readouterr().out == f'{bad}:5:3: "extra" is not known here.\n'
    assert main(["scenarios", "lint", str(bad), str(tmp_path / "none.json")]) == 2
    assert "No such file" in capsys.readouterr().err
