"""``hcdesktop simulate``: the Simulator on a socket, as a back end in another language meets it."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import requests

from hcdesktop.cli import main
from hcdesktop.lab.gateway import addresses
from hcdesktop.lab.serving import Served, serving
from hcdesktop.simulator import seeds
from hcdesktop.simulator.shelf import scenario, shipped

ROOT = Path(__file__).parents[2]
ROBIN = "robin.hartwell@example.org"
SECOND = 1.0


def visit(web: requests.Session, served: Served, client_user_id: str = ROBIN) -> dict[str, str]:
    """What the popup's page does while somebody connects Quillstep; the sessionTokenObject."""
    page = web.get(f"{served.origin}/?clientUserId={client_user_id}", timeout=SECOND).text
    found = re.search(r'name="simulator-launch" content="(\w+)"', page)
    assert found

    def say(endpoint: str, **form: str) -> dict[str, object]:
        header = quote(json.dumps({"launch": found[1], **form}), safe="")
        address = f"{served.origin}/popup/{endpoint}"
        return dict(web.get(address, headers={"X-Simulator-Form": header}, timeout=SECOND).json())

    assert say("start", clientUserId=client_user_id, clientId=seeds.CLIENT_ID)["status"] == 200
    assert say("connect", provider="quillstep")["status"] == 200
    token = say("finish")["token"]
    assert isinstance(token, dict)
    return token


def finalize(web: requests.Session, served: Served, token: dict[str, str]) -> requests.Response:
    address = f"{addresses(served.origin)['user_url']}/v1/connect/tokens"
    return web.post(address, json={**token, "clientSecret": seeds.CLIENT_SECRET}, timeout=SECOND)


def control(web: requests.Session, served: Served, path: str, body: object = None) -> requests.Response:
    address = f"{addresses(served.origin)['control_url']}/{path}"
    return web.get(address, timeout=SECOND) if body is None else web.post(address, json=body, timeout=SECOND)


def test_whole_flow_over_http(served: Served, web: requests.Session) -> None:
    assert "HumanConnect" in web.get(f"{served.origin}/connect.js", timeout=SECOND).text
    assert "HumanConnect" in web.get(f"{served.origin}/connect/connect.js", timeout=SECOND).text
    answer = finalize(web, served, visit(web, served))
    assert (answer.status_code, answer.json()["clientUserId"]) == (201, ROBIN)
    bearer = {"Authorization": f"Bearer {answer.json()['accessToken']}"}
    sources = web.get(f"{served.origin}/api/v1/human/sources", headers=bearer, timeout=SECOND).json()
    assert [source["source"] for source in sources] == ["quillstep"]
    users = web.get(
        f"{served.origin}/api/v1/apps/{seeds.CLIENT_ID}/users", auth=(seeds.APP_KEY, ""), timeout=SECOND
    ).json()
    assert ROBIN in [user["externalId"] for user in users]


def test_services_keep_apart(served: Served, web: requests.Session) -> None:
    """A base URL that is mixed up is found here already."""
    for wrong in ("auth", "api", "connect", "widget"):
        address = f"{served.origin}/{wrong}/v1/connect/tokens"
        assert web.post(address, json={}, timeout=SECOND).status_code in (404, 405), wrong
    assert web.post(f"{served.origin}/user/v1/connect/tokens", json={}, timeout=SECOND).status_code == 401


@pytest.mark.parametrize("host", ["user.humanapi.co", "USER.humanapi.co"])
def test_host_header_is_enough(served: Served, web: requests.Session, host: str) -> None:
    address, headers = f"{served.origin}/v1/connect/publictokens", {"Host": host}
    known = seeds.HUMAN_SEEDS[0]
    body = {"humanId": known.human_id, "clientId": seeds.CLIENT_ID, "clientSecret": seeds.CLIENT_SECRET}
    answer = web.post(address, json=body, headers=headers, timeout=SECOND)
    assert answer.json() == {"publicToken": known.public_token}
    assert web.post(address, json=body, timeout=SECOND).status_code == 404


def test_name_that_was_made_to_lead_here_is_refused(served: Served, web: requests.Session) -> None:
    port = urlsplit(served.origin).port
    for host in ("evil.example", f"evil.example:{port}", "", "connect.humanapi.co.evil.example"):
        answer = web.get(f"{served.origin}/connect.js", headers={"Host": host}, timeout=SECOND)
        assert answer.status_code == 421, host
    assert web.get(f"{served.origin}/connect.js", headers={"Host": f"localhost:{port}"}, timeout=SECOND).ok


def test_frame_of_a_provider_has_a_whole_address(served: Served, web: requests.Session) -> None:
    control(web, served, "scenario", {"name": "provider-frame"})
    page = web.get(f"{served.origin}/?clientUserId=x", timeout=SECOND).text
    launch = re.search(r'content="(\w{32})"', page)
    assert launch
    form = {"launch": launch[1], "clientUserId": "x", "clientId": seeds.CLIENT_ID}
    header = {"X-Simulator-Form": quote(json.dumps(form), safe="")}
    started = web.get(f"{served.origin}/popup/start", headers=header, timeout=SECOND).json()
    assert all(item["loginUrl"].startswith(f"{served.origin}/provider/") for item in started["providers"])
    assert web.get(started["providers"][0]["loginUrl"], timeout=SECOND).ok


@pytest.mark.parametrize("path", ["widget/?token=x&mode=auth", "widget?token=x&mode=auth"])
def test_widget_stands_behind_its_base_with_a_slash_or_without(
    served: Served, web: requests.Session, path: str
) -> None:
    page = web.get(f"{served.origin}/{path}", timeout=SECOND).text
    launch = re.search(r'content="(\w{32})"', page)
    assert launch
    assert "/assets/widget.js" in page
    assert web.get(f"{served.origin}/assets/widget.js", timeout=SECOND).ok
    header = {"X-Simulator-Form": quote(json.dumps({"launch": launch[1], "token": "x"}), safe="")}
    told = web.get(f"{served.origin}/widget-start", headers=header, timeout=SECOND)
    assert told.json()["error"]["code"] == "SESSION_TOKEN_INVALID"


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_dropped_connection_is_dropped(served: Served, web: requests.Session) -> None:
    token = visit(web, served)
    control(web, served, "scenario", {"name": "tokens-dropped"})
    with pytest.raises(requests.exceptions.ConnectionError, match="reset"):
        finalize(web, served, token)
    assert finalize(web, served, token).status_code == 201


def test_what_hangs_does_hang(served: Served, web: requests.Session) -> None:
    token = visit(web, served)
    control(web, served, "scenario", {"name": "tokens-never"})
    address = f"{served.origin}/user/v1/connect/tokens"
    with pytest.raises(requests.exceptions.ReadTimeout):
        web.post(address, json=token, timeout=0.3)
    assert finalize(web, served, token).status_code == 201


def test_server_stops_though_something_hangs() -> None:
    with serving(scenario("popup-hangs")) as served, requests.Session() as web:
        page = web.get(f"{served.origin}/?clientUserId=x", timeout=SECOND).text
        launch = re.search(r'content="(\w{32})"', page)
        assert launch
        raw = socket.create_connection(("127.0.0.1", served.server_address[1]), timeout=5)
        form = quote(json.dumps({"launch": launch[1]}), safe="")
        host = urlsplit(served.origin).netloc
        raw.sendall(f"GET /popup/start HTTP/1.1\r\nHost: {host}\r\nX-Simulator-Form: {form}\r\n\r\n".encode())
        give_up = time.monotonic() + 5
        while served.world.requests[-1].path != "/popup/start" and time.monotonic() < give_up:
            time.sleep(0.005)
    with closing(raw):
        assert raw.recv(100) == b""  # let go at the end, without an answer


def test_late_answer_is_late(served: Served, web: requests.Session) -> None:
    token = visit(web, served)
    file = {"title": "Late", "stage": "tokens", "ends": "saved", "wrong": {"tokens": [{"status": 200, "delay": 0.4}]}}
    control(web, served, "scenario", file)
    answer = finalize(web, served, token)
    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() >= 0.4


def test_retry_after_is_sent(served: Served, web: requests.Session) -> None:
    token = visit(web, served)
    control(web, served, "scenario", {"name": "tokens-429"})
    answer = finalize(web, served, token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")


@pytest.mark.parametrize("headers", [{"Content-Length": "2000000"}, {"Transfer-Encoding": "chunked"}])
def test_body_of_unknown_or_great_length_is_refused(served: Served, headers: dict[str, str]) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", served.server_address[1]), timeout=5) as raw:
        host = urlsplit(served.origin).netloc
        raw.sendall(f"POST /user/v1/connect/tokens HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n".encode())
        assert b" 413 " in raw.recv(100)


# --- steering ---------------------------------------------------------------------------------------------------------


def test_log_is_the_simulator_s(served: Served, web: requests.Session) -> None:
    visit(web, served)
    lines = control(web, served, "requests").json()
    assert {"method": "GET", "host": urlsplit(served.origin).netloc, "path": "/popup/finish", "status": 200} in lines
    assert not any("__hcdesktop__" in line["path"] or "?" in line["path"] for line in lines)


def test_scenario_is_chosen_and_told(served: Served, web: requests.Session) -> None:
    assert control(web, served, "scenario").json()["name"] == "normal"
    assert [each["name"] for each in control(web, served, "scenarios").json()] == [each.name for each in shipped()]
    chosen = control(web, served, "scenario", {"name": "stale-token"}).json()
    assert (chosen["name"], chosen["ends"]) == ("stale-token", "error")
    user = next(user for user in control(web, served, "state/users").json() if user["clientUserId"] == ROBIN)
    assert user["sources"] == ["starfleet-medical"]
    assert chosen["user"] == {name: user[name] for name in ("clientUserId", "humanId", "publicToken")}


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ('{"name": "nonsense"}', 404, "No scenario"),
        ("{", 400, '"line": 1'),
        ('{"title": "x"}', 400, "missing"),
        ("[" * 100_000, 400, "Nested too deeply"),
        (b"\xff", 400, "missing"),
    ],
)
def test_mistaken_scenario_is_told(
    served: Served, web: requests.Session, body: str | bytes, status: int, text: str
) -> None:
    answer = web.post(f"{served.origin}/__hcdesktop__/scenario", data=body, timeout=SECOND)
    assert (answer.status_code, text in answer.text) == (status, True)
    assert control(web, served, "scenario").json()["name"] == "normal"


def test_new_beginning_gives_the_same_run(served: Served, web: requests.Session) -> None:
    first = finalize(web, served, visit(web, served)).json()
    web.post(f"{served.origin}/__hcdesktop__/reset", timeout=SECOND)
    assert control(web, served, "requests").json() == []
    assert ROBIN not in [user["clientUserId"] for user in control(web, served, "state/users").json()]
    assert finalize(web, served, visit(web, served)).json() == first
    told = control(web, served, "reset", {"name": "source-added"}).json()
    assert told["user"]["humanId"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_page_of_another_origin_steers_nothing(served: Served, web: requests.Session, origin: str) -> None:
    address = f"{served.origin}/__hcdesktop__/reset"
    assert web.post(address, headers={"Origin": origin}, timeout=SECOND).status_code == 403
    assert web.post(address, headers={"Origin": served.origin}, timeout=SECOND).ok
    assert web.get(f"{served.origin}/__hcdesktop__/nonsense", timeout=SECOND).status_code == 404


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_serves_until_it_is_asked_to_end(web: requests.Session, number: signal.Signals, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text('{"title": "Mine", "stage": "tokens", "ends": "saved", "wrong": {"tokens": [418]}}')
    command = [sys.executable, "-m", "hcdesktop", "simulate", "--scenario", str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        give_up = threading.Timer(20, process.kill)
        give_up.start()
        try:
            assert process.stdout
            told = json.loads(process.stdout.readline())
            body = {"clientSecret": told["client_secret"]}
            assert web.post(f"{told['user_url']}/v1/connect/tokens", json=body, timeout=5).status_code == 418
            assert web.get(f"{told['control_url']}/scenario", timeout=5).json()["name"] == "normal"
            process.send_signal(number)
            assert process.wait(5) == 0
            assert process.stdout.read() == ""
        finally:
            give_up.cancel()
            process.kill()


def test_command_can_be_ended_as_soon_as_it_says_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_early(*_arguments: object) -> None:
        raise AssertionError("this would have ended the process by force")

    before = signal.signal(signal.SIGTERM, too_early)
    monkeypatch.setattr("builtins.print", lambda *_texts, **_options: signal.raise_signal(signal.SIGTERM))
    try:
        assert main(["simulate"]) == 0
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--listen", "0.0.0.0:0"], "--allow-remote"),
        (["--listen", "[::]:0"], "--allow-remote"),
        (["--listen", "example.org:0"], "--allow-remote"),
        (["--listen", "127.0.0.1"], "HOST:PORT"),
        (["--listen", "127.0.0.1:99999"], "HOST:PORT"),
        (["--scenario", "nonsense"], "hcdesktop scenarios lists"),
    ],
)
def test_command_refuses(options: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", *options]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_port_that_is_taken_is_said(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--listen", f"127.0.0.1:{served.server_address[1]}"]) == 2
    assert "in use" in capsys.readouterr().err


def test_file_with_mistakes_is_not_served(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bad.json"
    file.write_text('{"title": "x"}')
    assert main(["simulate", "--scenario", str(file)]) == 2
    assert f'{file}:1:1: "stage" is missing.' in capsys.readouterr().err


def test_other_computers_when_they_are_permitted() -> None:
    """Any name is answered then; the port is closed again before anybody could call."""
    with Served(scenario("normal"), host="0.0.0.0", remote=True) as served:  # noqa: S104
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/connect.js", "HTTP_HOST": "lab.example"}
        statuses: list[str] = []
        application = served.get_app()
        assert application
        list(application(environ, lambda status, _headers: statuses.append(status)))  # type: ignore[arg-type]
        assert statuses == ["200 OK"]
