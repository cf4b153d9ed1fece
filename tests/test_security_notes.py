"""SECURITY.md: every promise names a test, and every test that is named exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = re.findall(r"^\| (.+?) \| (`tests/.+`) \|$", TEXT, re.MULTILINE)
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT)


def names_in(path: Path) -> set[str]:
    """The names of the tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def unknown(named: list[tuple[str, str]]) -> list[str]:
    """What is named and is not there."""
    return [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).is_file() or (test and test not in names_in(ROOT / file))
    ]


def test_every_test_that_is_named_exists() -> None:
    assert unknown(NAMED) == []


@pytest.mark.parametrize("named", [("tests/test_nowhere.py", ""), ("tests/test_house.py", "test_of_nothing")])
def test_one_that_does_not_exist_is_noticed(named: tuple[str, str]) -> None:
    assert unknown([named]) == ["::".join(named)]


def test_every_promise_has_one() -> None:
    section = TEXT.partition("## What is promised")[2].partition("## What is not promised")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert len(rows) == len(PROMISES) > 20
