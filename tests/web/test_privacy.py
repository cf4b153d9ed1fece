"""One launch knows nothing of another: not its cookies, not its storage, not its session (section 3)."""

from __future__ import annotations

from hcdesktop.core.models import OutcomeKind
from hcdesktop.journey.waiting import wait_for
from tests.web.human_api.api import HumanApi
from tests.web.stage import Stage, ask

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
