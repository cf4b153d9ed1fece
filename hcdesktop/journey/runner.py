"""``hcdesktop self-test``: plays every step and says what came of it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from hcdesktop.app import application, shut_off_local_network
from hcdesktop.journey.stage import stage
from hcdesktop.journey.steps import STEPS, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One step's result; ``seconds`` from the start of the app to its end."""

    step: str
    ok: bool
    seconds: float
    detail: str


def run(*, as_json: bool, screenshots: Path | None) -> int:
    """Plays all steps; 0 only if every one passed."""
    qt = application()
    shut_off_local_network(())  # as the app does it
    if screenshots is not None:
        screenshots.mkdir(parents=True, exist_ok=True)
    with _without_platform_chatter():
        results = [_told(play(qt, step, pictures=screenshots), aloud=not as_json) for step in STEPS]
    failed = sum(not result.ok for result in results)
    passed = len(results) - failed
    if as_json:
        print(json.dumps({"steps": [asdict(result) for result in results], "passed": passed, "failed": failed}))
    else:
        print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


def _told(result: Played, *, aloud: bool) -> Played:
    if aloud:
        word = "passed" if result.ok else "FAILED"
        print(f"{word}  {result.step:<20} {result.seconds:5.1f} s  {result.detail}", flush=True)
    return result


@contextmanager
def _without_platform_chatter() -> Iterator[None]:
    """Without a screen Qt says at every window what such a platform cannot do; all other messages stay."""

    def pass_on(_kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
        if text is not None and not text.startswith("This plugin does not support "):
            print(text, file=sys.stderr)

    before = qInstallMessageHandler(pass_on)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def play(qt: QApplication, step: Step, *, pictures: Path | None = None) -> Played:
    """Plays one step on a stage of its own."""
    begun = time.monotonic()
    try:
        with stage(qt, pictures=pictures) as opened:
            opened.name = step.name
            detail, ok = step.run(opened), True
    except Exception as error:  # whatever it is, the other steps are still played and told
        detail, ok = f"{type(error).__name__}: {error}", False
    return Played(step=step.name, ok=ok, seconds=round(time.monotonic() - begun, 2), detail=detail)
