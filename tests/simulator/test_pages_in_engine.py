"""The popup's pages on a real web engine: the journeys are played in one other process, each is a test here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JOURNEYS = re.findall(r"^def (journey_\w+)", Path(__file__).with_name("engine_journeys.py").read_text(), re.MULTILINE)


@pytest.fixture(scope="session")
def endings() -> dict[str, str]:
    """How every journey ended."""
    command = [sys.executable, "-m", "tests.simulator.engine_journeys"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert outcome.returncode == 0, outcome.stderr[-4000:]
    return dict(json.loads(outcome.stdout))


@pytest.mark.parametrize("journey", JOURNEYS)
def test_journey(journey: str, endings: dict[str, str]) -> None:
    if endings[journey]:
        pytest.fail(endings[journey], pytrace=False)
