"""The front door, the files, the API host and the auth host."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hcdesktop.core.models import Hosts
from hcdesktop.simulator import server
from hcdesktop.simulator.application import source_item
from hcdesktop.simulator.providers import PROVIDERS
from hcdesktop.simulator.records import Connection
from hcdesktop.simulator.seeds import APP_KEY, CLIENT_ID, HUMAN_SEEDS
from hcdesktop.simulator.server import Request, Simulator
from hcdesktop.simulator.state import SimulatorState
from tests.simulator.client import API, AUTH, CONNECT, USER, Client, basic, bearer, content
from tests.simulator.conftest import RESOURCES, read_page

KNOWN = HUMAN_SEEDS[0]


# --- the front door ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/connect.js",
        "https://connect.humanapi.co.evil.example/connect.js",
        "https://connect.humanapi.co@evil.example/connect.js",
        "https://connect.humanapi.co:444/connect.js",
        "https://connect.humanapi.co:99999/connect.js",
        "https://[broken/connect.js",
        "https:///connect.js",
        "",
        f"{USER}/connect.js",
        f"{USER}/v1/connect/tokens/",
        f"{CONNECT}/nothing",
        f"{CONNECT}/assets/../popup.html",
        f"{CONNECT}/assets/%2e%2e%2fpopup.html",
        f"{CONNECT}/assets/nothing.svg",
        f"{CONNECT}/assets/popup.html",
        f"{CONNECT}/provider/nonsense/login",
        f"{CONNECT}/provider/quillstep/login",
        f"{CONNECT}/popup/nonsense",
        f"{API}/v1/human/",
        f"{AUTH}/v1/connect/tokens",
    ],
)
def test_unknown_address(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status == 404
    assert sorted(content(answer)) == ["code", "error", "message", "x-humanapi-request-id"]


@pytest.mark.parametrize("prefix", ["https://", "hcsim://", "https://CONNECT.", "https://someone@", "HTTPS://"])
def test_host_decides_whatever_the_scheme(client: Client, prefix: str) -> None:
    host = "humanapi.co" if "CONNECT" in prefix else "connect.humanapi.co"
    assert client.get(f"{prefix}{host}/connect.js?x=1").status == 200


def test_usual_port_is_no_other_host(client: Client) -> None:
    assert client.get("https://connect.humanapi.co:443/connect.js").status == 200


def test_wrong_method(client: Client) -> None:
    answer = client.get(f"{USER}/v1/connect/tokens")
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    assert client.users(f"/{KNOWN.human_id}", method="PUT").headers["Allow"] == "GET, DELETE"


def test_hosts_are_settings(state: SimulatorState) -> None:
    here = "http://127.0.0.1:8123"
    hosts = Hosts(connect_url=here, user_url=here, api_url=here, auth_url="https://auth.example")
    simulator = Simulator(state, hosts=hosts, pages=read_page)
    answers = [simulator.handle(Request("GET", f"{here}{path}")) for path in ("/", "/v1/human", "/v1/connect/tokens")]
    assert [answer.status for answer in answers] == [200, 401, 405]
    assert simulator.handle(Request("GET", f"{CONNECT}/connect.js")).status == 404
    assert simulator.addresses == (here, "https://auth.example")


def test_requests_are_logged_without_a_secret(client: Client, simulator: Simulator) -> None:
    client.start(KNOWN.client_user_id, publicToken=KNOWN.public_token)
    client.get(f"{CONNECT}/{'x' * 5000}?publicToken={KNOWN.public_token}")
    first, last = simulator.requests[0], simulator.requests[-1]
    assert (first.method, first.host, first.path, first.status) == ("GET", "connect.humanapi.co", "/", 200)
    assert (last.status, len(last.path)) == (404, 200)
    assert KNOWN.public_token not in repr(simulator.requests)
    assert KNOWN.public_token not in repr(Request("GET", f"{CONNECT}?publicToken={KNOWN.public_token}"))


def test_log_is_bounded(state: SimulatorState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_LOG_LENGTH", 3)
    simulator = Simulator(state, pages=read_page)
    for number in range(5):
        simulator.handle(Request("GET", f"{CONNECT}/{number}"))
    assert [line.path for line in simulator.requests] == ["/2", "/3", "/4"]


def test_server_needs_no_requests_and_no_qt() -> None:
    code = "import sys, hcdesktop.simulator.server; print(*sys.modules)"
    command, root = [sys.executable, "-c", code], Path(__file__).parents[2]
    loaded = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split()
    assert "hcdesktop.simulator.server" in loaded
    assert {"requests", "urllib3", "PySide6"}.isdisjoint(loaded)


# --- the files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/connect.js", "text/javascript; charset=utf-8"),
        ("/store.min.js", "text/javascript; charset=utf-8"),
        ("/spinner.gif", "image/gif"),
        ("/assets/popup.css", "text/css; charset=utf-8"),
        ("/assets/logo.svg", "image/svg+xml; charset=utf-8"),
        ("?clientUserId=a%20b", "text/html; charset=utf-8"),
        ("/provider/velodrift/login?launch=1&popup=1", "text/html; charset=utf-8"),
        ("/provider/harborpulse/login?launch=1", "text/html; charset=utf-8"),
    ],
)
def test_file(client: Client, path: str, kind: str) -> None:
    answer = client.get(f"{CONNECT}{path}")
    assert (answer.status, answer.content_type) == (200, kind)
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("Content-Security-Policy" in answer.headers) is kind.startswith("text/html")


def test_every_page_load_is_a_launch_of_its_own(client: Client) -> None:
    assert client.load_popup() != client.load_popup()


def test_missing_resources_are_404(state: SimulatorState) -> None:
    client = Client(Simulator(state, pages=lambda name: (RESOURCES / "nowhere" / name).read_bytes()))
    assert client.get(f"{CONNECT}/connect.js").status == 404


def test_everything_that_the_pages_load_is_there(client: Client) -> None:
    texts = [read_page(path.name).decode() for path in RESOURCES.glob("*.*") if path.suffix in (".html", ".css", ".js")]
    paths = {path for text in texts for path in re.findall(r"/assets/[a-z0-9-]+\.\w+", text)}
    paths |= {f"/assets/icon-{entry.id}.svg" for entry in PROVIDERS}
    assert len(paths) > 20
    assert {path: client.get(f"{CONNECT}{path}").status for path in paths} == dict.fromkeys(paths, 200)


@pytest.mark.parametrize("name", ["popup.html", "provider.html"])
def test_pages_keep_to_their_policy(name: str) -> None:
    page = read_page(name).decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)|\bstyle=|<style|\bon\w+=|<form|https?:", page) == []


def test_scripts_make_no_markup_out_of_text() -> None:
    for name in ("popup.js", "views.js", "kit.js", "provider.js", "connect.js", "store.min.js"):
        assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|fetch\(", _code(name)) == []


def _code(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", read_page(name).decode(), flags=re.DOTALL)


def test_both_languages_say_the_same_things() -> None:
    english, spanish = read_page("strings.js").decode().split("\n  es: {")
    keys = [re.findall(r"^    (\w+):", text, re.MULTILINE) for text in (english, spanish)]
    holes = [re.findall(r"\{\w+\}", text) for text in (english, spanish)]
    assert keys[0] == keys[1]
    assert len(set(keys[0])) == len(keys[0]) > 50
    assert sorted(holes[0]) == sorted(holes[1])


def test_pages_have_words_for_everything_in_the_catalogue() -> None:
    keys = set(re.findall(r"^    (\w+):", read_page("strings.js").decode(), re.MULTILINE))
    used = {entry.category for entry in PROVIDERS} | {kind for entry in PROVIDERS for kind in entry.data_types}
    assert used <= keys
    called = re.findall(r"say\('(\w+)'", "".join(_code(name) for name in ("popup.js", "views.js", "provider.js")))
    assert set(called) <= keys


def test_spinner_is_a_moving_gif() -> None:
    image = read_page("spinner.gif")
    assert image[:6] == b"GIF89a"
    assert image[-1:] == b";"
    assert image.count(b"\x21\xf9\x04") > 1
    assert len(image) < 4096


# --- the application API ----------------------------------------------------------------------------------------------


def test_users_are_listed(client: Client) -> None:
    found = content(client.users())
    assert [item["externalId"] for item in found] == [human.client_user_id for human in HUMAN_SEEDS]
    assert found[0] == {
        "humanId": KNOWN.human_id,
        "externalId": KNOWN.client_user_id,
        "appId": CLIENT_ID,
        "createdAt": "2026-01-07T09:00:00.000Z",
        "updatedAt": "2026-01-07T09:00:00.000Z",
    }
    assert content(client.users(f"/{KNOWN.human_id}")) == found[0]


def test_user_is_deleted_once(client: Client) -> None:
    gone = client.users(f"/{KNOWN.human_id}", method="DELETE")
    assert (gone.status, gone.body) == (204, b"")
    assert client.users(f"/{KNOWN.human_id}", method="DELETE").status == 404
    assert client.users(f"/{KNOWN.human_id}").status == 404
    assert len(content(client.users())) == len(HUMAN_SEEDS) - 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("0" * 40),
        basic(APP_KEY, "password"),
        bearer(APP_KEY),
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic /w=="},
        {"Authorization": f"Basic {APP_KEY}"},
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("GET", "/x"), ("DELETE", f"/{KNOWN.human_id}")])
def test_app_key_is_needed(client: Client, headers: dict[str, str], method: str, path: str) -> None:
    answer = client.get(f"{API}/v1/apps/{CLIENT_ID}/users{path}", headers, method=method)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert content(client.users(f"/{KNOWN.human_id}"))


def test_users_of_another_app_are_unknown(client: Client) -> None:
    assert client.users(client_id="0" * 40).status == 404


# --- the data API -----------------------------------------------------------------------------------------------------


def test_sources(client: Client) -> None:
    (item,) = content(client.get(f"{API}/v1/human/sources", bearer(KNOWN.access_token)))
    assert item["source"] == "starfleet-medical"
    assert item["sourceName"] == "Starfleet Medical"
    assert item["connectedSince"] == "2026-01-07T09:01:00.000Z"
    assert item["historySync"] == {"status": "completed", "oldestDate": "2025-01-07T09:01:00.000Z"}
    assert sorted(item["syncStatus"]) == ["newestDate", "status", "synchedAt"]
    assert item["organization"]["name"] == "Starfleet Medical"
    assert item["devices"] == []
    assert "medications" in item["supportedDataTypes"]


def test_wellness_source_has_a_device_and_no_organization(client: Client) -> None:
    medical, wellness = content(client.get(f"{API}/v1/human/sources", bearer("demo")))
    assert "organization" in medical
    assert "organization" not in wellness
    assert wellness["devices"] == ["Brambleband"]


def test_source_that_left_the_catalogue_is_still_listed() -> None:
    item = source_item(Connection(id="1" * 24, provider="bygone", since=0.0))
    assert (item["sourceName"], item["supportedDataTypes"]) == ("bygone", [])


def test_summary(client: Client) -> None:
    found = content(client.get(f"{API}/v1/human", bearer(KNOWN.access_token)))
    assert (found["humanId"], found["userId"]) == (KNOWN.human_id, KNOWN.user_id)
    assert found["heartRate"]["source"] == "starfleet-medical"
    assert content(client.get(f"{API}/v1/human", {"authorization": "bearer demo"}))["humanId"]


def test_summary_without_a_source_has_no_reading(client: Client) -> None:
    token = client.visit(KNOWN.client_user_id, remove=("starfleet-medical",), publicToken=KNOWN.public_token)
    access_token = content(client.finalize(token))["accessToken"]
    assert "heartRate" not in content(client.get(f"{API}/v1/human", bearer(access_token)))
    assert content(client.get(f"{API}/v1/human/sources", bearer(access_token))) == []


@pytest.mark.parametrize("headers", [{}, bearer(""), bearer("0" * 48), basic("demo"), {"Authorization": "demo"}])
@pytest.mark.parametrize("path", ["/v1/human", "/v1/human/sources"])
def test_access_token_is_needed(client: Client, headers: dict[str, str], path: str) -> None:
    answer = client.get(f"{API}{path}", headers)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_finalizing_ends_the_old_access_token(client: Client) -> None:
    token = client.visit(KNOWN.client_user_id, "quillstep", publicToken=KNOWN.public_token)
    assert client.get(f"{API}/v1/human", bearer(KNOWN.access_token)).status == 200
    new = content(client.finalize(token))["accessToken"]
    assert client.get(f"{API}/v1/human", bearer(KNOWN.access_token)).status == 401
    assert len(content(client.get(f"{API}/v1/human/sources", bearer(new)))) == 2


# --- the auth host ----------------------------------------------------------------------------------------------------


def test_session_token_for_anybody(client: Client) -> None:
    found = content(client.auth_token(client_user_id="new@example.org"))
    assert len(found["session_token"]) == 32
    assert found["expires_in"] == 3600
    assert found["session_token"] != content(client.auth_token())["session_token"]


def test_id_token_for_somebody_known(client: Client) -> None:
    found = content(client.auth_token(type="id"))
    assert found["human_id"] == KNOWN.human_id
    assert found["id_token"]
    assert found["expires_in"] == 86400


def test_access_token_reads_the_data(client: Client) -> None:
    found = content(client.auth_token(type="access"))
    assert (found["token_type"], found["expires_in"]) == ("Bearer", 86400)
    assert client.get(f"{API}/v1/human", bearer(found["access_token"])).status == 200


def test_access_token_wants_a_source(client: Client) -> None:
    client.finalize(client.visit(KNOWN.client_user_id, remove=("starfleet-medical",), publicToken=KNOWN.public_token))
    assert client.auth_token(type="access").status == 403


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"client_secret": "0" * 40}, 401),
        ({"client_id": "0" * 40}, 401),
        ({"client_user_id": ""}, 400),
        ({"client_user_email": ""}, 400),
        ({"type": ""}, 400),
        ({"type": "nonsense"}, 400),
        ({"type": "id", "client_user_id": "new@example.org"}, 404),
        ({"type": "access", "client_user_id": "new@example.org"}, 404),
    ],
)
def test_auth_token_is_refused(client: Client, changes: dict[str, str], status: int) -> None:
    assert client.auth_token(**changes).status == status


def test_auth_token_wants_json(client: Client) -> None:
    assert client.post(f"{AUTH}/v1/connect/token", b"type=session").status == 400
