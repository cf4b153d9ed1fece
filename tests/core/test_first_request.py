"""Nobody waits, at their first finish, for what could have been loaded before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hcdesktop.core.exchange import Exchange

#: Sends a finish that the Simulator refuses, and prints what was loaded, and which patterns were read, only then.
_FIRST = """
import re, sys
from pathlib import Path
from hcdesktop.core.models import SessionToken
from hcdesktop.desk import SIMULATOR, Desks, opened
with opened(Desks(Path(sys.argv[1])), SIMULATOR) as desk:
    desk.service.prepare_requests()
    service = desk.service
    raw = {"humanId": "h1", "clientId": SIMULATOR.client_id, "sessionToken": "no-such-session-token"}
    request = service.launch(service.add_user("new@example.org").id)
    finish = service.keep(request, SessionToken(session_token=raw["sessionToken"], human_id="h1",
                                                client_id=raw["clientId"], raw=raw), sent_now=True)
    before, read, real = set(sys.modules), [], re._compiler.compile
    re._compiler.compile = lambda pattern, flags: read.append(pattern) or real(pattern, flags)
    with service.finalizer.following(claimed=finish):
        print(service.finalizer.run(finish.id).kind)
    print(*sorted(name for name in set(sys.modules) - before if name.startswith("hcdesktop.")))
    print(*(pattern for pattern in read if str(pattern).startswith("/v1")))
"""


def test_what_the_first_finish_needs_is_loaded_before(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _FIRST, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert said.splitlines() == ["parked", "", ""]


def test_what_cannot_be_loaded_before_is_told_by_the_first_request() -> None:
    asked: list[None] = []

    def fails() -> object:
        asked.append(None)
        raise OSError("no such thing")

    Exchange(fails, seconds=1.0).prepare()  # type: ignore[arg-type]
    assert asked == [None]
