"""What a page in the popup, or a provider's window, does not get: dialogs, permissions, files, other addresses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import shiboken6
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QApplication, QColorDialog, QLabel

from hcdesktop.core.models import Environment, EventKind, OutcomeKind
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.web import connect_window, view
from hcdesktop.ui.web.origin_bar import OriginBar
from hcdesktop.ui.web.policy import HOST_PAGE, Policy
from hcdesktop.ui.web.profile import PrivateProfile
from tests.web.conftest import Console
from tests.web.human_api.api import HumanApi
from tests.web.human_api.host import Answer
from tests.web.stage import Stage, ask

ADA = "ada@example.org"

Tried = Callable[[Stage, str], connect_window.ConnectWindow]


def go_on(desk: Stage) -> None:
    """The launch still works."""
    desk.person.click("Finish")
    desk.saved(ADA)


def try_in_popup(desk: Stage, script: str) -> connect_window.ConnectWindow:
    """Has the popup run this at a click."""
    desk.tries(script)
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Try")
    return window


def try_in_window(desk: Stage, script: str) -> connect_window.ConnectWindow:
    """Has a provider's window run this at a click: as a page of its own it has none of a frame's limits."""
    desk.api.provider_does = f"addButton('Do it', function () {{ {script} }});"
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Provider window")
    desk.person.click("Do it")
    return window


def wait_for_message(console: Console, part: str) -> None:
    wait_for(lambda: any(part in text for text in console.messages), f"{part!r} in the console")


# --- dialogs ----------------------------------------------------------------------------------------------------------

_DIALOGS = "alert('a'); show('asked: ' + confirm('b') + ' ' + prompt('c', 'd'));"


@pytest.mark.parametrize("tried", [try_in_popup, try_in_window])
def test_dialogs_do_not_hold_anything_up(desk: Stage, tried: Tried) -> None:
    tried(desk, _DIALOGS)
    assert desk.person.read("asked: ") == "asked: false null"


def test_the_host_page_itself_opens_no_dialog(desk: Stage, api: HumanApi) -> None:
    api.before_connect_js = "alert('a'); window.answers = [confirm('b'), prompt('c', 'd')];"
    desk.add(ADA)
    window = desk.launch(ADA)
    assert ask(window.page.runJavaScript, "answers") == [False, None]


def test_a_page_cannot_ask_to_stay(desk: Stage) -> None:
    script = "window.addEventListener('beforeunload', function (event) { event.preventDefault(); }); show('set');"
    window = try_in_window(desk, script)
    desk.person.read("set")
    desk.provider().close()
    wait_for(lambda: not window.provider_windows, "the window gone")
    go_on(desk)


@pytest.mark.parametrize("tried", [try_in_popup, try_in_window])
def test_the_engine_itself_opens_no_box(desk: Stage, tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[tuple[object, ...]] = []
    monkeypatch.setattr(view, "QMetaObject", SimpleNamespace(invokeMethod=lambda *call: later.append(call)))
    script = (
        "var input = document.createElement('input'); input.type = 'color';"
        "document.body.appendChild(input); input.click(); show('asked');"
    )
    tried(desk, script)
    box, wish, _kind = wait_for(lambda: later or None, "the box that nobody sees")[0]
    assert isinstance(box, QColorDialog)
    assert box.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    assert QApplication.activeModalWidget() is None
    assert wish == "reject"
    box.reject()


# --- permissions ------------------------------------------------------------------------------------------------------

_PERMISSIONS = {
    "geolocation": "navigator.geolocation.getCurrentPosition(yes, no);",
    "notifications": "Notification.requestPermission().then(function (answer) { show('NAME: ' + answer); });",
    "camera": "navigator.mediaDevices.getUserMedia({ video: true }).then(yes, no);",
    "microphone": "navigator.mediaDevices.getUserMedia({ audio: true }).then(yes, no);",
    "screen": "navigator.mediaDevices.getDisplayMedia({ video: true }).then(yes, no);",
    "clipboard": "navigator.clipboard.readText().then(yes, no);",
}
_ANSWERS = (
    "function yes() { show('NAME: yes'); }"
    "function no(error) { show('NAME: ' + (error.code === 1 ? 'denied' : error.name)); }"
)
#: NotFoundError, AbortError: this machine has no camera and no screen to begin with.
_REFUSALS = {"denied", "NotAllowedError", "NotFoundError", "AbortError"}


# What Qt says on a machine without a screen.
@pytest.mark.qt_log_ignore(r"^(Screen|Window) capturing is not available\. Media list will be empty\.$")
def test_permissions_are_denied(desk: Stage, api: HumanApi) -> None:
    api.provider_does = "".join(
        f"addButton('{name}', function () {{ {(_ANSWERS + script).replace('NAME', name)} }});"
        for name, script in _PERMISSIONS.items()
    )
    desk.add(ADA)
    desk.launch(ADA)
    desk.person.click("Provider window")
    for name in _PERMISSIONS:
        desk.person.click(name)
        answer = desk.person.read(f"{name}: ")
        assert answer.removeprefix(f"{name}: ") in _REFUSALS, answer


def test_a_page_gets_no_file(desk: Stage) -> None:
    script = (
        "var input = document.createElement('input'); input.type = 'file';"
        "input.addEventListener('cancel', function () { show('files: ' + input.files.length); });"
        "input.addEventListener('change', function () { show('files: ' + input.files.length); });"
        "document.body.appendChild(input); input.click();"
    )
    try_in_window(desk, script)
    assert desk.person.read("files: ") == "files: 0"


# --- downloads --------------------------------------------------------------------------------------------------------

_DOWNLOADS = {
    "attachment": "location.href = '/download';",
    "link": "var a = document.createElement('a'); a.href = '/download'; a.download = 'canary.bin'; a.click();",
    "data": "var a = document.createElement('a'); a.href = 'data:x/y,CANARY'; a.download = 'canary.bin'; a.click();",
}


@pytest.mark.parametrize("name", _DOWNLOADS)
def test_downloads_leave_no_file(desk: Stage, tmp_path: Path, name: str) -> None:
    window = try_in_window(desk, f"{_DOWNLOADS[name]} show('done');")
    asked: list[object] = []
    window.page.profile().downloadRequested.connect(asked.append)
    desk.person.click("Do it")
    wait_for(lambda: asked or None, "the download")
    folders = [Path(window.page.profile().downloadPath()), Path.home(), tmp_path, Path.cwd()]
    let_pass(0.1)
    for folder in folders:
        assert not list(folder.glob("**/canary*") if folder != Path.cwd() else folder.glob("canary*"))


# --- addresses --------------------------------------------------------------------------------------------------------


def addresses(window: connect_window.ConnectWindow) -> list[str]:
    """Where the popup and the providers' windows are."""
    pages = [
        window.page.mainFrame().children()[0].url(),
        *(provider.page.url() for provider in window.provider_windows),
    ]
    return [url.toString() for url in pages]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "chrome://version", "qrc:/"])
@pytest.mark.parametrize("tried", [try_in_popup, try_in_window])
def test_special_addresses_are_not_opened(desk: Stage, console: Console, tried: Tried, address: str) -> None:
    console.allow("Not allowed to load local resource|Refused to frame")
    window = tried(desk, f"location.href = '{address}'; setTimeout(function () {{ show('still here'); }}, 50);")
    assert desk.person.read("still here")
    assert all(where.startswith("http://127.0.0.1:") for where in addresses(window))


@pytest.mark.parametrize("tried", [try_in_popup, try_in_window])
def test_the_simulators_scheme_is_out_of_reach(desk: Stage, console: Console, tried: Tried) -> None:
    console.allow("Refused to frame|Content Security Policy")
    script = "location.href = 'hcsim://connect.humanapi.co/'; setTimeout(function () { show('still here'); }, 50);"
    window = tried(desk, script)
    desk.person.read("still here")
    assert all(where.startswith("http://127.0.0.1:") for where in addresses(window))


def test_the_simulators_scheme_does_not_wipe_the_host_page(desk: Stage) -> None:
    window = try_in_popup(desk, "top.location = 'hcsim://connect.humanapi.co/';")
    (blocked,) = desk.wait_for_event(EventKind.BLOCKED)
    assert blocked.detail["address"] == "hcsim://connect.humanapi.co"
    assert window.page.url().toString() == HOST_PAGE
    go_on(desk)


def test_a_host_page_that_was_wiped_ends_the_launch(desk: Stage) -> None:
    """Nobody is asked about about:blank, and whoever led the window there might write into it."""
    try_in_popup(desk, "top.location = 'about:blank';")
    assert desk.outcome(OutcomeKind.RENDERER_DIED).detail == "the host page was left"
    desk.settle()
    assert "The popup stopped working. Nothing was changed." in desk.said


@pytest.mark.parametrize("address", ["mailto:ada@example.org", "ms-settings:x"])
def test_other_programs_are_not_started_by_the_popup(desk: Stage, console: Console, address: str) -> None:
    console.allow("Refused to frame .*Content Security Policy")
    try_in_popup(desk, f"location.href = '{address}';")
    wait_for_message(console, "Refused to frame")
    go_on(desk)


@pytest.mark.parametrize("address", ["mailto:ada@example.org", "ms-settings:x"])
def test_other_programs_are_not_started_by_a_provider(desk: Stage, address: str) -> None:
    try_in_window(desk, f"location.href = '{address}';")
    (blocked,) = desk.wait_for_event(EventKind.BLOCKED)
    assert str(blocked.detail["address"]).startswith(address.partition(":")[0])
    assert desk.opened_outside == []


@pytest.mark.parametrize("tried", [try_in_popup, try_in_window])
def test_plain_http_to_elsewhere_is_blocked(desk: Stage, tried: Tried) -> None:
    window = tried(desk, "location.href = 'http://192.0.2.1/x'; setTimeout(function () { show('still here'); }, 50);")
    (blocked,) = desk.wait_for_event(EventKind.BLOCKED)
    assert blocked.detail["address"] == "http://192.0.2.1"
    desk.person.read("still here")
    bars = [bar.text for bar in window.findChildren(OriginBar)]
    assert not [text for text in bars if "192.0.2.1" in text]


@pytest.mark.parametrize("way", ["top.location = PROVIDER + '/login';", "window.open(PROVIDER + '/login', '_top');"])
def test_the_host_page_cannot_be_left(desk: Stage, api: HumanApi, way: str) -> None:
    window = try_in_popup(desk, way)
    (blocked,) = desk.wait_for_event(EventKind.BLOCKED)
    assert blocked.detail["address"] == api.provider.url
    assert desk.app.popups.launches, "the popup has ended"
    assert window.page.url().toString() == HOST_PAGE
    assert api.provider.seen == []
    go_on(desk)


def test_a_popup_that_leads_the_host_page_away_while_it_loads_stays(desk: Stage, api: HumanApi) -> None:
    desk.add(ADA)
    window = desk.press(ADA)
    wait_for(lambda: window.page.url().toString() == HOST_PAGE, "the host page")
    window.page.loadFinished.emit(False)  # how a refused navigation is told, before the page's own word
    desk.person.read("Mode: ")
    assert desk.outcomes == []
    go_on(desk)


def test_a_providers_window_cannot_send_the_host_page_away(desk: Stage, api: HumanApi, console: Console) -> None:
    console.allow("Unsafe attempt to initiate navigation")
    script = "try { opener.top.location = '/login?elsewhere'; } catch (error) { show('refused: ' + error.name); }"
    window = try_in_window(desk, script)
    assert desk.person.read("refused: ") == "refused: SecurityError"
    assert window.page.url().toString() == HOST_PAGE
    desk.provider().close()
    wait_for(lambda: not window.provider_windows, "the window gone")
    go_on(desk)


def test_a_form_of_the_popup_cannot_replace_the_host_page(desk: Stage, api: HumanApi) -> None:
    script = (
        "var form = document.createElement('form'); form.target = '_top'; form.method = 'post';"
        "form.action = PROVIDER + '/login'; document.body.appendChild(form); form.submit();"
    )
    window = try_in_popup(desk, script)
    desk.wait_for_event(EventKind.BLOCKED)
    assert window.page.url().toString() == HOST_PAGE
    assert api.provider.seen == []
    go_on(desk)


def test_blocked_addresses_are_told_only_so_often(desk: Stage) -> None:
    script = (
        "for (var i = 0; i < 60; i += 1) { var frame = document.createElement('iframe');"
        " frame.src = 'http://192.0.2.' + i + '/'; document.body.appendChild(frame); } show('done');"
    )
    try_in_popup(desk, script)
    desk.wait_for_event(EventKind.BLOCKED, 20)
    desk.person.read("done")
    let_pass(0.3)
    assert len(desk.events(EventKind.BLOCKED)) == 20


def test_the_gate_stops_what_no_page_decides_on(qapp: QApplication, api: HumanApi) -> None:
    """A picture of a live environment's page that comes from this computer."""
    live = Environment(name="Live", client_id="c")
    profile = PrivateProfile(Policy.of(live), language="en", simulator=None)
    page = QWebEnginePage(profile.engine)
    try:
        loaded: list[bool] = []
        page.loadFinished.connect(loaded.append)
        page.setHtml("", QUrl(HOST_PAGE))
        wait_for(lambda: loaded or None, "the page")
        address = api.provider.url.replace("http:", "https:")
        ask(page.runJavaScript, f"void fetch('{address}').catch(function () {{ window.failed = true; }})")
        wait_for(lambda: ask(page.runJavaScript, "window.failed === true"), "the refusal")
        assert (api.provider.seen, api.provider.secure_attempts) == ([], 0)
    finally:
        shiboken6.delete(page)
        profile.close()


# --- the host page's policy -------------------------------------------------------------------------------------------


_INTRUSIONS = [
    ("var s = document.createElement('script'); s.src = '{}/quiet.js'; document.head.appendChild(s);", "script-src"),
    ("fetch('{}/quiet').catch(function () {{}});", "Refused to connect because it violates"),
    ("new Image().src = '{}/quiet';", "img-src"),
    ("var s = document.createElement('script'); s.text = 'ran = 1'; document.head.appendChild(s);", "inline script"),
    ("try {{ eval('window.ran = 1'); }} catch (error) {{ console.log('' + error); }}", "unsafe-eval"),
    ("var b = document.createElement('base'); b.href = '{}'; document.head.appendChild(b);", "base-uri"),
    ("var o = document.createElement('object'); o.data = '{}/quiet'; document.body.appendChild(o);", "object-src"),
]


def test_the_host_page_takes_nothing_from_elsewhere(desk: Stage, api: HumanApi, console: Console) -> None:
    console.allow("Content Security Policy|Mixed Content: .*/quiet'")
    desk.add(ADA)
    window = desk.launch(ADA)
    for script, refusal in _INTRUSIONS:
        window.page.runJavaScript(script.format(api.provider.url))
        wait_for_message(console, refusal)
    assert api.provider.seen == []
    assert ask(window.page.runJavaScript, "typeof window.ran") == "undefined"
    go_on(desk)


# --- windows ----------------------------------------------------------------------------------------------------------


def test_a_storm_of_windows_opens_four(desk: Stage, api: HumanApi) -> None:
    window = try_in_popup(
        desk, "for (var i = 0; i < 40; i += 1) { window.open(PROVIDER + '/login?' + i); } show('done');"
    )
    desk.person.read("done")
    wait_for(lambda: len(desk.events(EventKind.PROVIDER_OPENED)) >= 4, "the windows")
    let_pass(0.1)
    assert len(window.provider_windows) == 4
    assert len(api.provider.asked("/login")) == 4
    for provider in window.provider_windows:
        provider.close()
    wait_for(lambda: not window.provider_windows, "the windows gone")
    desk.person.click("Provider window")
    desk.person.click("Allow")
    desk.person.read("Heard from")
    go_on(desk)


def test_a_launch_opens_twenty_windows_at_most(desk: Stage, api: HumanApi) -> None:
    script = "var left = 30; (function next() { var w = window.open('/quiet'); if (w) { w.close(); }"
    window = try_in_popup(desk, script + " left -= 1; if (left) { setTimeout(next, 20); } else { show('done'); } })();")
    desk.person.read("done")
    wait_for(lambda: not window.provider_windows, "the windows gone")
    blocked = [event.detail["address"] for event in desk.events(EventKind.BLOCKED)]
    assert blocked == ["window"] * 10


@pytest.mark.parametrize(
    "address", ["PROVIDER + '/help?hapi_external=1'", "'mailto:a@b.c'", "'http://192.0.2.1/'", "'file:///etc/passwd'"]
)
def test_a_window_that_comes_to_nothing_is_not_left_over(desk: Stage, console: Console, address: str) -> None:
    console.allow("Not allowed to load local resource|Failed to launch")
    window = try_in_popup(desk, f"window.open({address}); show('done');")
    desk.person.read("done")
    wait_for(lambda: not window.provider_windows, "no window left")
    assert desk.events(EventKind.PROVIDER_OPENED) == desk.events(EventKind.PROVIDER_CLOSED) == []
    go_on(desk)


def test_a_window_opened_before_its_address_is_known_goes_outside_too(desk: Stage, api: HumanApi) -> None:
    script = "var w = window.open('about:blank', 'x'); w.location = PROVIDER + '/help?hapi_external=1';"
    window = try_in_popup(desk, script)
    wait_for(lambda: desk.opened_outside or None, "the system browser")
    wait_for(lambda: not window.provider_windows, "no window left")
    assert api.provider.seen == []


# --- time -------------------------------------------------------------------------------------------------------------


def test_a_launch_that_comes_to_nothing_is_ended(desk: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect_window, "LAUNCH_LIMIT", 0.3)
    desk.add(ADA)
    desk.press(ADA)
    desk.outcome(OutcomeKind.TIMED_OUT)
    assert "was closed. Nothing was changed" in desk.said


def test_a_popup_that_is_silent_is_said_to_be(
    desk: Stage, api: HumanApi, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    console.allow("status of 503")
    monkeypatch.setattr(connect_window, "SILENCE_LIMIT", 0.3)
    api.popup = Answer(503)
    desk.add(ADA)
    window = desk.press(ADA)
    hint = window.findChild(QLabel, "popupHint")
    assert isinstance(hint, QLabel)
    wait_for(hint.isVisible, "the hint")
    assert hint.text().startswith("127.0.0.1 has not answered yet.")
    window.close()
    desk.outcome(OutcomeKind.ABANDONED)


def test_a_popup_that_has_answered_is_not_said_to_be_silent(desk: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect_window, "SILENCE_LIMIT", 0.3)
    desk.add(ADA)
    window = desk.launch(ADA)
    let_pass(0.4)
    hint = window.findChild(QLabel, "popupHint")
    assert isinstance(hint, QLabel)
    assert not hint.isVisible()


# --- whose page it is -------------------------------------------------------------------------------------------------


def test_the_origin_line_does_not_name_a_page_that_has_not_come(desk: Stage, api: HumanApi) -> None:
    """A window that the popup has written itself, on its way to a bank that does not answer."""
    script = (
        "var w = window.open('about:blank', 'x'); w.document.write('<h1>Your bank: log in</h1>');"
        " w.location = PROVIDER + '/hang';"
    )
    try_in_popup(desk, script)
    wait_for(lambda: api.provider.asked("/hang") or None, "the attempt to go there")
    provider = desk.provider()
    desk.person.read("Your bank")
    bar = provider.findChild(OriginBar)
    assert isinstance(bar, OriginBar)
    assert api.provider.url not in bar.text
