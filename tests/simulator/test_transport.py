"""The seam for ``requests``: the same addresses, no socket."""

from __future__ import annotations

import io

import pytest
import requests

from hcdesktop.simulator.seeds import APP_KEY, CLIENT_ID, CLIENT_SECRET, HUMAN_SEEDS
from hcdesktop.simulator.server import Simulator
from hcdesktop.simulator.shelf import scenario
from hcdesktop.simulator.transport import SimulatorAdapter, mount
from tests.simulator.client import API, CONNECT, USER, Client

KNOWN = HUMAN_SEEDS[0]
TOKENS = f"{USER}/v1/connect/tokens"


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def session(simulator: Simulator, waited: list[float]) -> requests.Session:
    return mount(requests.Session(), simulator, wait=waited.append)


def test_post_and_answer(session: requests.Session, client: Client) -> None:
    body = {**client.visit("new@example.org", "quillstep"), "clientSecret": CLIENT_SECRET}
    answer = session.post(TOKENS, json=body, timeout=5, allow_redirects=False)
    assert (answer.status_code, answer.reason, answer.url) == (201, "Created", TOKENS)
    assert answer.encoding == "utf-8"
    assert answer.json()["clientUserId"] == "new@example.org"
    assert answer.elapsed.total_seconds() >= 0
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.request.body


def test_answer_can_be_streamed(session: requests.Session) -> None:
    with session.get(f"{CONNECT}/connect.js", stream=True, timeout=5) as answer:
        pieces = list(answer.iter_content(100))
    assert len(pieces) > 10
    assert b"".join(pieces) == session.get(f"{CONNECT}/connect.js", timeout=5).content
    with session.get(f"{CONNECT}/connect.js", stream=True, timeout=5) as answer:
        assert len(answer.raw.read(10)) == 10


def test_basic_auth_and_no_content(session: requests.Session) -> None:
    url = f"{API}/v1/apps/{CLIENT_ID}/users/{KNOWN.human_id}"
    assert session.get(url, timeout=5).status_code == 401
    assert session.get(url, auth=(APP_KEY, ""), timeout=5).json()["externalId"] == KNOWN.client_user_id
    assert session.delete(url, auth=(APP_KEY, ""), timeout=5).status_code == 204


def test_error_answers_raise_like_any_other(session: requests.Session) -> None:
    with pytest.raises(requests.exceptions.HTTPError, match="404 Client Error: Not Found"):
        session.get(f"{CONNECT}/nothing", timeout=5).raise_for_status()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "http://connect.humanapi.co/connect.js",
        "https://connect.humanapi.co.evil.example/connect.js",
        "https://connect.humanapi.co:8443/connect.js",
        "https://connect.humanapi.co@evil.example/connect.js",
        "https://hapi-connect.humanapi.co/",
    ],
)
def test_nothing_leaves_this_computer(session: requests.Session, simulator: Simulator, url: str) -> None:
    with pytest.raises(requests.exceptions.ConnectionError, match="nothing leave this computer"):
        session.get(url, timeout=5)
    assert simulator.requests == ()


@pytest.mark.parametrize(
    ("timeout", "expected"), [(3, 3.0), ((1, 2.5), 2.5), (None, 60.0), ((1, None), 60.0), (900, 60.0)]
)
def test_hanging_server_takes_the_read_timeout(
    session: requests.Session, simulator: Simulator, waited: list[float], timeout: object, expected: float
) -> None:
    simulator.choose(scenario("tokens-never"))
    with pytest.raises(requests.exceptions.ReadTimeout) as caught:
        session.post(TOKENS, json={}, timeout=timeout)  # type: ignore[arg-type]
    assert waited == [expected]
    assert caught.value.request
    assert caught.value.request.url == TOKENS
    assert session.post(TOKENS, json={}, timeout=5).status_code == 401


def test_wait_has_a_limit_of_its_own(simulator: Simulator, waited: list[float]) -> None:
    session = requests.Session()
    session.mount("https://", SimulatorAdapter(simulator, wait=waited.append, max_wait=0.5))
    simulator.choose(scenario("tokens-never"))
    with pytest.raises(requests.exceptions.ReadTimeout):
        session.post(TOKENS, json={}, timeout=30)
    assert waited == [0.5]


def test_dropped_connection(session: requests.Session, simulator: Simulator, waited: list[float]) -> None:
    simulator.choose(scenario("tokens-lost"))
    with pytest.raises(requests.exceptions.ConnectionError, match="dropped the connection"):
        session.post(TOKENS, json={}, timeout=5)
    assert waited == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"humanId": "x"}',
        '{"humanId": "x"}',
        bytearray(b'{"humanId": "x"}'),
        io.BytesIO(b'{"humanId": "x"}'),
        io.StringIO('{"humanId": "x"}'),
        iter([b'{"humanId": ', b'"x"}']),
        ['{"humanId": ', '"x"}'],
    ],
    ids=lambda body: type(body).__name__,
)
def test_bodies_of_every_kind_arrive_whole(simulator: Simulator, body: object) -> None:
    request = requests.Request("POST", TOKENS).prepare()
    request.body = body  # type: ignore[assignment]
    request.headers["X-Bytes"] = b"value"  # type: ignore[assignment]
    answer = SimulatorAdapter(simulator).send(request)
    assert answer.json()["message"] == "The client id is unknown."


def test_no_body_is_an_empty_one(session: requests.Session) -> None:
    assert session.post(TOKENS, timeout=5).json()["message"] == "The body is not a JSON object."


def test_adapter_gives_the_response_its_connection(simulator: Simulator) -> None:
    adapter = SimulatorAdapter(simulator)
    answer = adapter.send(requests.Request("GET", f"{CONNECT}/connect.js").prepare())
    assert answer.connection is adapter  # type: ignore[comparison-overlap]


def test_session_closes(session: requests.Session) -> None:
    session.close()
