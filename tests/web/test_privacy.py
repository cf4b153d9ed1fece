"""One launch knows nothing of another: not its cookies, not its storage, not its session (section 3)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

from hcdesktop.core.models import OutcomeKind
from hcdesktop.desk import SIMULATOR
from hcdesktop.journey.waiting import wait_for
from hcdesktop.store.environments import EnvironmentBook
from hcdesktop.ui.web.connect_window import ConnectWindow
from tests.web.human_api.api import HumanApi
from tests.web.stage import OpenStage, Stage, ask

ADA = "ada@example.org"
BOB = "bob@example.com"

_KEEPS = """
fetch('/cookie?set=portal').then(function () {
  localStorage.setItem('kept', 'here');
  sessionStorage.setItem('kept', 'here');
  return caches.open('kept');
}).then(function () {
  return fetch('/quiet');
}).then(function () { show('kept: ' + document.cookie); }, function (error) { show('kept: not ' + error); });
"""
_LOOK = "[document.cookie, localStorage.getItem('kept'), sessionStorage.getItem('kept')]"


def test_two_launches_share_nothing(desk: Stage, api: HumanApi) -> None:
    desk.tries(_KEEPS)
    for client_user_id, kept in ((ADA, True), (BOB, False)):
        desk.add(client_user_id)
        window = desk.launch(client_user_id)
        if kept:
            desk.person.click("Try")
            assert desk.person.read("kept: ") == "kept: portal=1"
        look = ask(window.page.mainFrame().children()[0].runJavaScript, _LOOK)
        assert look == (["portal=1", "here", "here"] if kept else ["", None, None])
        desk.person.click("Close")
        desk.outcome(OutcomeKind.CLOSED)
        desk.settle()
    _first, second = [number for number, path in enumerate(api.connect.paths()) if path == "/"]
    assert api.connect.asked("/quiet")[0].headers["cookie"] == "portal=1"
    assert not any("cookie" in request.headers for request in api.connect.seen[second:])


_PAGES = Path(__file__).parent / "human_api" / "pages"
_LOOKS = (_PAGES / "look.js").read_text(encoding="utf-8")
_KEEPS_ALL = _LOOKS + (_PAGES / "keep.js").read_text(encoding="utf-8")
#: No worker: none is let in behind the pages.
ALL = "found: cache cookie database local session"


def keep_everything(desk: Stage, api: HumanApi, client_user_id: str) -> ConnectWindow:
    """The first launch: its page keeps what it can, and the browser what it was told to keep for an hour."""
    desk.tries(_KEEPS_ALL)
    desk.add(client_user_id)
    window = desk.launch(client_user_id)
    desk.person.click("Try")
    assert desk.person.read("found: ") == ALL
    assert len(api.connect.asked("/cached")) == 1  # asked for three times
    return window


def find_nothing(desk: Stage, api: HumanApi, client_user_id: str) -> None:
    """The second launch."""
    before = len(api.connect.asked("/cached"))
    desk.tries(f"{_LOOKS}look();")
    desk.add(client_user_id)
    desk.launch(client_user_id)
    desk.person.click("Try")
    assert desk.person.read("found: ") == "found: nothing"
    assert len(api.connect.asked("/cached")) == before + 1
    assert "cookie" not in api.connect.asked("/cached")[-1].headers


def test_nothing_of_a_launch_is_there_in_the_next(desk: Stage, api: HumanApi) -> None:
    keep_everything(desk, api, ADA)
    desk.person.click("Close")
    desk.outcome(OutcomeKind.CLOSED)
    desk.settle()
    find_nothing(desk, api, BOB)


def test_nothing_of_a_launch_is_there_in_one_beside_it(desk: Stage, api: HumanApi) -> None:
    keep_everything(desk, api, ADA)
    desk.add(BOB)
    desk.tries(f"{_LOOKS}look();")
    second = desk.launch(BOB)
    frame = second.page.mainFrame().children()[0]
    looked = "indexedDB.databases().then(d => { window.databases = d.length; })"
    ask(frame.runJavaScript, f"({looked}, 0)")
    wait_for(lambda: ask(frame.runJavaScript, "window.databases") is not None, "the databases")
    assert ask(frame.runJavaScript, "[window.databases, document.cookie, localStorage.length]") == [0, "", 0]


def test_nothing_of_a_launch_is_there_in_another_environment(desk: Stage, api: HumanApi) -> None:
    """GIVEN two environments with the same hosts THEN the second one knows nothing of the first one's visitor."""
    keep_everything(desk, api, ADA)
    desk.person.click("Close")
    desk.outcome(OutcomeKind.CLOSED)
    desk.settle()
    other = replace(api.environment(), name="Other")
    EnvironmentBook(desk.folder, preset=SIMULATOR).save(other)
    desk.app.controller.open_environment("Other")
    wait_for(lambda: desk.service.environment.name == "Other", "the environment")
    find_nothing(desk, api, ADA)


def test_nothing_of_a_launch_whose_page_was_killed_is_there_in_the_next(desk: Stage, api: HumanApi) -> None:
    window = keep_everything(desk, api, ADA)
    process = window.page.renderProcessPid()
    assert process > 0
    os.kill(process, signal.SIGKILL)
    desk.outcome(OutcomeKind.RENDERER_DIED)
    desk.settle()
    find_nothing(desk, api, BOB)


def test_nothing_of_a_launch_whose_program_was_killed_is_there_in_the_next(
    open_stage: OpenStage, tmp_path: Path, api: HumanApi
) -> None:
    api.popup_tries = _KEEPS_ALL
    environment = api.environment()
    settings = {
        "folder": str(tmp_path / "data"),
        "client_id": environment.client_id,
        "hosts": asdict(environment.hosts),
        "user": ADA,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.web.privacy_child", json.dumps(settings)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        try:
            assert first.stdout is not None
            assert first.stdout.readline().strip() == ALL
        finally:
            first.kill()
    find_nothing(open_stage(), api, BOB)


def test_an_unfinished_session_is_not_handed_to_the_next_person(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    desk.add(BOB)
    window = desk.launch(ADA)
    remembered = ask(window.page.runJavaScript, "localStorage.getItem('humanapiSessionToken')")
    assert remembered == api.people.sessions[0].token
    window.close()
    desk.outcome(OutcomeKind.ABANDONED)
    desk.settle()
    desk.launch(BOB)
    opened = [request.query for request in api.connect.seen if request.path == "/"]
    assert [query["clientUserId"] for query in opened] == [ADA, BOB]
    assert "sessionToken" not in opened[1]


def test_two_launches_at_once_share_nothing(desk: Stage, api: HumanApi) -> None:
    desk.tries(_KEEPS)
    desk.add(ADA)
    desk.add(BOB)
    desk.launch(ADA)
    desk.person.click("Try")
    desk.person.read("kept: portal=1")
    window = desk.launch(BOB)
    assert len(desk.app.popups.launches) == 2
    assert ask(window.page.mainFrame().children()[0].runJavaScript, _LOOK) == ["", None, None]


def test_nothing_of_a_launch_is_on_the_disk(desk: Stage, api: HumanApi) -> None:
    desk.tries(_KEEPS)
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Try")
    desk.person.read("kept: portal=1")
    assert window.page.profile().isOffTheRecord()
    desk.person.click("Finish")
    user = desk.saved(ADA)
    wait_for(lambda: desk.user(ADA).sources == (), "the sources read")
    canaries = [
        value.encode() for value in (api.people.sessions[0].token, user.public_token, user.access_token) if value
    ]
    assert len(canaries) == 3
    files = [path for path in desk.folder.parent.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        assert not [canary for canary in canaries if canary in content], path
