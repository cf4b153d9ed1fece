"""Tests with a fault in the product: ``pytest -p tests.hostile.mutants.plugin --mutant "guard off" tests/web``.

``--mutant-report FILE`` has what failed, as JSON, for the one who wants to know whether the fault was caught.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hcdesktop.journey import waiting
from tests.hostile.mutants import table

#: Seconds; what a fault keeps from happening need not be waited for as patiently as on a busy machine.
_PATIENCE = 3.0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutant", default="", help="a deliberate fault, see tests/hostile/mutants/table.py")
    parser.addoption("--mutant-report", type=Path, help="write what failed into this file")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_FAILURES] = []
    if name := config.getoption("mutant"):
        table.put_in(name)
        waiting.wait_for.__kwdefaults__["seconds"] = _PATIENCE  # type: ignore[index]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    """Notes a failure with whether the test said so itself: by an assertion, or by ``pytest.fail``."""
    report = yield
    if call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
        asserted = isinstance(call.excinfo.value, AssertionError | pytest.fail.Exception)
        text = f"{type(call.excinfo.value).__name__}: {call.excinfo.value}"
        failure = {"test": item.nodeid, "asserted": asserted, "text": text[:300]}
        item.config.stash[_FAILURES].append(failure)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    if (file := session.config.getoption("mutant_report")) is not None:
        file.write_text(json.dumps(session.config.stash[_FAILURES]), encoding="utf-8")


_FAILURES = pytest.StashKey[list[dict[str, object]]]()
