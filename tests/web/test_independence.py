"""These tests know the app and their own Human API; the app's Simulator they do not know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.web.human_api.api import HumanApi
from tests.web.stage import Stage

HERE = Path(__file__).parent
SIMULATOR = "hcdesktop" + ".simulator"


def test_no_file_here_mentions_the_simulator() -> None:
    files = [path for path in HERE.rglob("*") if path.suffix in (".py", ".js", ".html")]
    assert len(files) > 15
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert SIMULATOR not in text, path
        assert SIMULATOR.replace(".", "/") not in text, path


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_human_api_shares_no_code_with_the_app() -> None:
    """Its settings are handed over as the app's own record of them, and that is all."""
    names = {name for path in (HERE / "human_api").glob("*.py") for name in imported(path)}
    assert {name for name in names if name.startswith("hcdesktop")} == {"hcdesktop.core.models"}


def test_the_app_is_led_there_by_its_settings_alone(desk: Stage, api: HumanApi) -> None:
    opened = desk.app.controller.desk
    assert opened.simulator is None
    assert not opened.environment.simulated
    assert opened.environment == api.environment()
