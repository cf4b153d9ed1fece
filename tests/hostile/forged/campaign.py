"""Forged callbacks against both historical versions of connect.js, so many tries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.hostile.claims import Claim

CLIENTS = ("newer", "older")
_PROJECT = Path(__file__).parents[3]
#: Seconds for a launch, of which there is one per 250 tries, and for the start.
_PATIENCE = 30.0


def forgeries(tries: int) -> list[Claim]:
    """So many tries, half of them against each version."""
    accepted = Claim("forged callbacks: none of them accepted, from frames, windows, look-alikes and scripts")
    honest = Claim("forged callbacks: the honest finish arrives all the same")
    for client in CLIENTS:
        report = run(client, tries // len(CLIENTS))
        accepted.tried += sum(report["tried"].values())
        accepted.broken += [f"{client}: {what}" for what in report["accepted"]]
        honest.tried += report["launches"]
        honest.broken += [f"{client}: lost"] * (report["launches"] - report["honest"])
        accepted.note = f"by {len(report['tried'])} kinds of forgers, with both clients"
    return [accepted, honest]


def run(client: str, tries: int, *options: str) -> dict[str, Any]:
    """What the program reports; see ``forger``."""
    with tempfile.TemporaryDirectory(prefix="hcdesktop-forged-", ignore_cleanup_errors=True) as folder:
        outcome = subprocess.run(
            [sys.executable, "-m", "tests.hostile.forged.forger", folder, client, str(tries), *options],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(_PROJECT), "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=_PATIENCE * (2 + tries / 100),
            check=False,
        )
    assert outcome.returncode == 0, outcome.stderr[-3000:]
    return dict(json.loads(outcome.stdout))
