"""One scale: whoever lays something out takes its distances and sizes from a name, never from a number on the spot."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import hcdesktop.ui

UI = Path(hcdesktop.ui.__file__).parent
#: What takes distances or sizes in pixels.
TAKES_PIXELS = {
    *(f"set{which}Spacing" for which in ("", "Horizontal", "Vertical")),
    *(f"set{which}{what}" for which in ("Fixed", "Minimum", "Maximum") for what in ("Width", "Height", "Size")),
    *("setContentsMargins", "addSpacing", "setIconSize", "resize"),
}


def strewn_about(source: str) -> Iterator[str]:
    """Numbers in calls that lay out; nought is no distance."""
    for call in ast.walk(ast.parse(source)):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in TAKES_PIXELS):
            continue
        for part in (inner for argument in call.args for inner in ast.walk(argument)):
            if isinstance(part, ast.Constant) and isinstance(part.value, int) and part.value:
                yield f"line {call.lineno}: {ast.unparse(call)}"
                break


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: path.relative_to(UI).as_posix())
def test_no_number_is_strewn_about(path: Path) -> None:
    assert list(strewn_about(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("code", ["x.setSpacing(7)", "x.setContentsMargins(0, 3, 0, 0)", "x.resize(QSize(5, 5))"])
def test_a_number_that_is_strewn_about_is_found(code: str) -> None:
    assert list(strewn_about(code))


@pytest.mark.parametrize("code", ["x.setSpacing(GAP)", "x.setContentsMargins(0, 0, 0, 0)", "x.setValue(7)"])
def test_what_is_no_such_number_is_let_pass(code: str) -> None:
    assert not list(strewn_about(code))
