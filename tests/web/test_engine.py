"""The engine as the app starts it: nothing from outside gets into it, and its sandbox is on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWebEngineCore import QWebEnginePermission

from hcdesktop.ui.web import pages
from tests.web.human_api.api import HumanApi
from tests.web.human_api.host import free_port
from tests.web.stage import Stage

ADA = "ada@example.org"
_PROJECT = Path(__file__).parents[2]
#: As user 65534 of a namespace of its own, who reads what this user reads: Chromium has no sandbox for root.
_AS_NOBODY = ("unshare", "--user", "--map-user=65534", "--map-group=65534")


def engine(
    api: HumanApi, *options: str, ports: tuple[int, ...] = (), before: tuple[str, ...] = (), more: dict[str, str]
) -> dict[str, Any]:
    """What the engine in a process of its own tells."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QTWEBENGINE_")}
    addresses = (f"{api.connect.url}/attack.html", f"{api.provider.url}/login")
    outcome = subprocess.run(
        [*before, sys.executable, "-m", "tests.web.engine_child", *addresses, json.dumps(ports), *options],
        env={**kept, "PYTHONPATH": str(_PROJECT), **more},
        cwd=_PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr[-2000:]
    return dict(json.loads(outcome.stdout))


def for_root() -> dict[str, str]:
    return {"QTWEBENGINE_DISABLE_SANDBOX": "1"} if hasattr(os, "geteuid") and os.geteuid() == 0 else {}


def test_neither_the_command_line_nor_the_environment_gets_into_the_engine(api: HumanApi) -> None:
    ports = (free_port(), free_port(), free_port())
    told = engine(
        api,
        f"--remote-debugging-port={ports[0]}",
        "--disable-web-security",
        "--no-sandbox",
        "--webEngineArgs",
        ports=ports,
        more={
            "QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{ports[1]}",
            "QTWEBENGINE_CHROMIUM_FLAGS": f"--remote-debugging-port={ports[2]} --disable-web-security",
            **for_root(),
        },
    )
    assert told["open"] == []
    assert told["got"] == "TypeError"  # as it should be for another origin's page


def can_be_nobody() -> bool:
    return shutil.which("unshare") is not None and subprocess.run([*_AS_NOBODY, "true"], check=False).returncode == 0


@pytest.mark.skipif(sys.platform != "linux" or not can_be_nobody(), reason="needs user namespaces: unshare --user")
def test_the_sandbox_is_on(api: HumanApi) -> None:
    told = engine(api, "--no-sandbox", before=_AS_NOBODY, more={})
    assert not told["root"]
    assert told["seccomp"] == "2"  # a filter of system calls


class Asked:
    """A permission that was asked for."""

    def __init__(self, kind: QWebEnginePermission.PermissionType) -> None:
        self.kind = kind
        self.answers: list[str] = []

    def deny(self) -> None:
        self.answers.append("deny")

    def grant(self) -> None:
        self.answers.append("grant")


@pytest.mark.parametrize("kind", QWebEnginePermission.PermissionType, ids=lambda kind: kind.name)
def test_every_permission_is_denied_also_one_that_is_not_known_yet(kind: QWebEnginePermission.PermissionType) -> None:
    asked = Asked(kind)
    pages._deny(cast("QWebEnginePermission", asked))
    assert asked.answers == ["deny"]


def test_nothing_is_granted_to_begin_with(desk: Stage) -> None:
    desk.add(ADA)
    profile = desk.launch(ADA).page.profile()
    granted = [one for one in profile.listAllPermissions() if one.state() is QWebEnginePermission.State.Granted]
    assert granted == []
