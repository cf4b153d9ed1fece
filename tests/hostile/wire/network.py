"""The network comes and goes under the real app, in a network namespace of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile

from tests.hostile.claims import Claim


def unshare() -> list[str]:
    """The command that gives a program a network of its own; empty where that is not permitted."""
    program = shutil.which("unshare")
    if program is None:
        return []
    command = [program, "--net"] if os.geteuid() == 0 else [program, "--map-root-user", "--net"]
    allowed = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    return command if allowed else []


def interruptions(times: int) -> list[Claim]:
    """So many of them; nothing is claimed where there are no namespaces."""
    kept = Claim("the network comes and goes: no kept finish lost")
    drained = Claim("the network comes and goes: drained within 60 s, the host's current tokens")
    command = unshare()
    if not command:
        print("no network namespaces here: the network cannot be taken away")
        return []
    with tempfile.TemporaryDirectory() as folder:
        child = subprocess.run(
            [*command, sys.executable, "-m", "tests.hostile.wire.network_child", folder, str(times)],
            capture_output=True,
            text=True,
            timeout=120 + 3 * times,
            check=False,
        )
    if child.returncode != 0:
        drained.trial(f"the app ended with {child.returncode}: {child.stderr[-2000:]}")
        return [kept, drained]
    told = json.loads(child.stdout.splitlines()[-1])
    kept.tried, kept.broken = told["kept"], told["lost"]
    kept.note = f"{times} interruptions: {told['kinds']}"
    drained.tried, drained.broken = times, [*told["pending"], *told["wrong"]]
    drained.note = f"drained in {told['seconds']:.1f} s"
    return [kept, drained]
