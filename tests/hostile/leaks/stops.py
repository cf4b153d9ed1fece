"""Start and stop: however the app is ended, it ends: with its exit code, without a word, and nothing of it lives on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from tests.hostile.claims import Claim
from tests.hostile.leaks.process import members
from tests.hostile.leaks.stopping import ORDERS

_ROOT = Path(__file__).parents[3]
#: Of this machine too; whole messages, as there.
_MACHINE = (
    r":ERROR:.*/dbus/bus\.cc:\d+\] Failed to connect to the bus: .*$",
    r"^This plugin does not support raise\(\)$",
    # A picture was on its way when its page went.
    r":ERROR:.*/shared_image_manager\.cc:\d+\] SharedImageManager::\w+: Trying to \w+ a \w+ representation from"
    r" a non-existent mailbox\.$",
)
#: What the engine says when its renderer is killed in the middle of a message.
_KILLED = (r":ERROR:.*/interface_endpoint_client\.cc:\d+\] Message \d+ rejected by interface blink\.mojom\.\w+$",)
_LOUD = ("-W", "default", "-X", "faulthandler")
_LIMIT = 60.0
_AT_ONCE = 2
_LINGER = 3.0  # seconds for the engine's processes to notice


def stops(times: int, orders: Sequence[str] = tuple(ORDERS)) -> list[Claim]:
    """So many runs, through all orders in turn."""
    claim = Claim(f"start and stop, in {len(orders)} orders: no crash, no warning, nothing left running")
    names = [orders[number % len(orders)] for number in range(times)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for complaint in pool.map(stop, names):
            claim.trial(complaint)
    return [claim]


def stop(order: str) -> str:
    """One run; ``""``, or what was wrong with its end."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, *_LOUD, "-m", "tests.hostile.leaks.stopping", order, folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            output, complaints = process.communicate(timeout=_LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, complaints = process.communicate()
            complaints = f"did not end; {complaints}"
        said = "\n".join([output, *_surplus(order, complaints), *_logged(Path(folder))]).strip()
    if process.returncode != (ORDERS[order][1] if order in ORDERS else 0):
        return f"{order}: exit code {process.returncode}: {said[-400:]}"
    if _outlived(process.pid):
        return f"{order}: something of it lives on"
    return f"{order}: {said[-400:]}" if said else ""


def _surplus(order: str, complaints: str) -> list[str]:
    """Standard error without what Chromium says at every start on a machine without a GPU, a screen or a system bus."""
    known = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = [*known["tool"]["pytest"]["ini_options"]["qt_log_ignore"], *_MACHINE]
    if "renderer" in order:
        patterns += _KILLED
    return [line for line in complaints.splitlines() if not any(re.search(pattern, line) for pattern in patterns)]


def _logged(folder: Path) -> list[str]:
    log = folder / "hcdesktop.log"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [line for line in lines if re.search(" (WARNING|ERROR|CRITICAL) ", line)]


def _outlived(group: int) -> bool:
    """Whether a process of this run is still there after a while; it is then ended."""
    until = time.monotonic() + _LINGER
    while members(group):
        if time.monotonic() > until:
            break
        time.sleep(0.02)
    else:
        return False
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    return True
