"""The wire (step 7): what is sent, what counts as an answer, and what every way of failing comes to."""

from __future__ import annotations

import base64
import gzip
import json
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import requests

from hcdesktop import __version__
from hcdesktop.core import humanapi
from hcdesktop.core.errors import (
    ApiError,
    BadAnswer,
    ErrorKind,
    NotConfigured,
    Refused,
    Retry,
    Unanswered,
    Unavailable,
    Unreachable,
)
from hcdesktop.core.exchange import Trace, new_session
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.models import AppUser, Credentials, Environment, Hosts, JsonObject, SessionToken, Source, Tokens
from hcdesktop.simulator.server import Simulator
from hcdesktop.simulator.state import SimulatorState
from hcdesktop.simulator.transport import mount
from tests.core.loopback import CERTIFICATE, Loopback, Peer, Script, answers, free_port, response

Serve: TypeAlias = Callable[..., Loopback]

CLIENT_ID = "2e950000000000000000000000000000000c1036"
CLIENT_SECRET = "canary-client-secret-ee15"
APP_KEY = "canary-app-key-77"
ACCESS_TOKEN = "canary-access-token-31"
SECRETS = (
    CLIENT_SECRET,
    APP_KEY,
    ACCESS_TOKEN,
    "canary-session-token-8836",
    "canary-answered-access",
    "canary-answered-public",
)

SESSION = SessionToken(
    session_token="canary-session-token-8836",
    human_id="52867cbede3155565f000a0d",
    client_id=CLIENT_ID,
    raw={
        "humanId": "52867cbede3155565f000a0d",
        "clientId": CLIENT_ID,
        "sessionToken": "canary-session-token-8836",
        "userId": "52867cbede3155565f000a0e",
        "nested": {"ä": [1, None]},
    },
)
ANSWER: dict[str, object] = {
    "humanId": "52867cbede3155565f000a0d",
    "accessToken": "canary-answered-access",
    "publicToken": "canary-answered-public",
    "clientId": CLIENT_ID,
    "clientUserId": "ada@example.org",
}
WHOLE = json.dumps(ANSWER).encode()


def api_at(url: str, *, seconds: float = 5.0, client_id: str = CLIENT_ID, app_key: str = APP_KEY) -> HumanApi:
    environment = Environment(name="Loopback", client_id=client_id, hosts=Hosts(user_url=url, api_url=url))
    credentials = Credentials(client_secret=CLIENT_SECRET, app_key=app_key)
    return HumanApi(environment, credentials=lambda: credentials, new_session=new_session, seconds=seconds)


def everything_said(error: BaseException | None) -> Iterator[str]:
    """What an error, and whatever it drags along, could tell a log, a screen or a crash report."""
    while error is not None:
        yield str(error)
        yield repr(error)
        yield repr(error.args)
        yield "".join(traceback.format_exception(error))
        yield from everything_said(error.__cause__)
        error = error.__context__


def failure_of(ask: Callable[[], object]) -> ApiError:
    """The error that this call ends in: one of ours, without a secret, with nothing behind it, and saying where."""
    with pytest.raises(ApiError) as caught:
        ask()
    said = "\n".join(everything_said(caught.value))
    assert not [secret for secret in SECRETS if secret in said]
    assert caught.value.__context__ is None
    assert isinstance(caught.value, NotConfigured) or caught.value.params.keys() & {"host", "field"}
    return caught.value


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < seconds


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_finalizing_sends_the_whole_session_and_the_secret_as_json(serve: Serve) -> None:
    server = serve(answers(201, ANSWER))
    tokens = api_at(server.url).finalize(SESSION)
    assert tokens == Tokens(
        human_id="52867cbede3155565f000a0d",
        access_token="canary-answered-access",
        public_token="canary-answered-public",
        client_id=CLIENT_ID,
        client_user_id="ada@example.org",
    )
    [seen] = server.seen
    assert (seen.method, seen.path) == ("POST", "/v1/connect/tokens")
    assert seen.json == {**SESSION.raw, "clientSecret": CLIENT_SECRET}
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["accept-encoding"] == "identity"
    assert seen.headers["user-agent"].startswith(f"hcdesktop/{__version__} ")
    assert "authorization" not in seen.headers
    assert "cookie" not in seen.headers


def test_a_page_cannot_put_its_own_secret_in(serve: Serve) -> None:
    server = serve(answers(200, ANSWER))
    api_at(server.url).finalize(SessionToken(session_token="s", raw={"sessionToken": "s", "clientSecret": "theirs"}))
    assert server.seen[0].json == {"sessionToken": "s", "clientSecret": CLIENT_SECRET}


def test_recovering_names_the_human_and_the_app(serve: Serve) -> None:
    server = serve(answers(200, {"publicToken": "canary-answered-public"}))
    assert api_at(server.url).recover_public_token("human-1") == "canary-answered-public"
    [seen] = server.seen
    assert (seen.method, seen.path) == ("POST", "/v1/connect/publictokens")
    assert seen.json == {"humanId": "human-1", "clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET}


def test_the_list_of_users_is_asked_for_with_the_app_key_and_no_password(serve: Serve) -> None:
    rows = [{"humanId": "h1", "externalId": "ada", "appId": "x"}, {"humanId": "h2", "externalId": None}, "no row"]
    server = serve(answers(200, rows))
    assert api_at(server.url).users() == [
        AppUser(human_id="h1", external_id="ada"),
        AppUser(human_id="h2", external_id=""),
    ]
    [seen] = server.seen
    assert (seen.method, seen.path) == ("GET", f"/v1/apps/{CLIENT_ID}/users")
    assert seen.headers["authorization"] == f"Basic {base64.b64encode(f'{APP_KEY}:'.encode()).decode()}"
    assert seen.body == b""
    assert "content-type" not in seen.headers


def test_a_client_id_cannot_change_the_path(serve: Serve) -> None:
    server = serve(answers(200, []))
    api_at(server.url, client_id="../human?x#y").users()
    assert server.seen[0].path == "/v1/apps/..%2Fhuman%3Fx%23y/users"


def test_sources_are_read_with_the_access_token(serve: Serve) -> None:
    rows = [
        {
            "id": "1",
            "source": "starfleet",
            "sourceName": "Starfleet Medical",
            "connectedSince": "2026-01-05",
            "syncStatus": {"status": "ok"},
            "organization": {"name": "Starfleet Clinic West"},
        },
        {"id": 2, "source": "moonloop", "sourceName": "Moonloop Sleep", "organization": {"name": ""}},
        {"source": "fernscale", "syncStatus": "ok", "organization": "odd"},
        {"syncStatus": {}, "connectedSince": None},
        None,
    ]
    server = serve(answers(200, rows))
    assert api_at(server.url).sources(ACCESS_TOKEN) == [
        Source(id="1", name="Starfleet Clinic West", connected_since="2026-01-05", sync_status="ok"),
        Source(id="2", name="Moonloop Sleep"),
        Source(id="", name="fernscale"),
        Source(id="", name=""),
    ]
    [seen] = server.seen
    assert (seen.method, seen.path) == ("GET", "/v1/human/sources")
    assert seen.headers["authorization"] == f"Bearer {ACCESS_TOKEN}"


def test_a_login_in_netrc_goes_nowhere(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login canary password canary\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    server = serve(answers(200, ANSWER))
    api = api_at(server.url)
    api.finalize(SESSION)
    with suppress(BadAnswer):
        api.sources(ACCESS_TOKEN)
    assert [seen.headers.get("authorization") for seen in server.seen] == [None, f"Bearer {ACCESS_TOKEN}"]


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        pytest.param(lambda api: api.finalize(SESSION), ErrorKind.SECRET_MISSING, id="finalize"),
        pytest.param(lambda api: api.recover_public_token("h"), ErrorKind.SECRET_MISSING, id="recover"),
        pytest.param(lambda api: api.users(), ErrorKind.APP_KEY_MISSING, id="users"),
    ],
)
@pytest.mark.parametrize("missing", [None, ""], ids=["none", "empty"])
def test_without_a_credential_nothing_is_sent(
    serve: Serve, ask: Callable[[HumanApi], object], kind: ErrorKind, missing: str | None
) -> None:
    server = serve(answers(200, ANSWER))
    environment = Environment(name="x", client_id=CLIENT_ID, hosts=Hosts(user_url=server.url, api_url=server.url))
    credentials = Credentials(client_secret=missing, app_key=missing)
    api = HumanApi(environment, credentials=lambda: credentials, new_session=new_session)
    error = failure_of(lambda: ask(api))
    assert isinstance(error, NotConfigured)
    assert (error.kind, error.retry) == (kind, Retry.AFTER_CHANGE)
    assert server.connections == 0


# --- hanging up -------------------------------------------------------------------------------------------------------


def test_hanging_up_ends_what_is_under_way_and_begins_nothing(serve: Serve) -> None:
    server = serve(lambda peer: (peer.read(), peer.hold()))
    api = api_at(server.url, seconds=20.0)
    threading.Timer(0.2, api.hang_up).start()
    with at_most(3):
        error = failure_of(lambda: api.finalize(SESSION))
    assert (error.kind, len(server.seen)) == (ErrorKind.UNANSWERED, 1)
    with at_most(1):
        after = failure_of(lambda: api.finalize(SESSION))
    assert type(after) is Unreachable
    assert server.connections == 1


# --- what never leaves ------------------------------------------------------------------------------------------------


def test_what_the_simulator_does_not_let_leave_never_arrived() -> None:
    simulator = Simulator(SimulatorState(None), pages=lambda _name: b"", now=lambda: 0.0)
    environment = Environment(name="x", client_id=CLIENT_ID, hosts=Hosts(user_url="https://elsewhere.example"))
    api = HumanApi(
        environment,
        credentials=lambda: Credentials(client_secret=CLIENT_SECRET),
        new_session=lambda: mount(requests.Session(), simulator),
    )
    error = failure_of(lambda: api.finalize(SESSION))
    assert type(error) is Unreachable
    assert error.params == {"host": "elsewhere.example"}


# --- a name that nobody can tell --------------------------------------------------------------------------------------


def test_a_name_that_is_looked_up_for_ever_never_arrived(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket to shut down: the answer comes in time all the same, and what comes of it late sends nothing."""
    server, found, real = serve(answers(200, ANSWER)), threading.Event(), socket.getaddrinfo

    def slow(*args: Any, **kwargs: Any) -> Any:
        found.wait(20)
        return real(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    try:
        with at_most(2):
            error = failure_of(lambda: api_at(server.url, seconds=0.3).finalize(SESSION))
    finally:
        found.set()
    assert type(error) is Unreachable
    late = [thread for thread in threading.enumerate() if thread.name == "exchange"]
    for thread in late:
        thread.join(5)
    assert server.seen == []


# --- statuses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 402, 404, 405, 406, 409, 410, 412, 418, 422, 431, 451])
def test_a_refusal_will_not_get_better(serve: Serve, status: int) -> None:
    server = serve(answers(status, ANSWER))
    error = failure_of(lambda: api_at(server.url).finalize(SESSION))
    assert type(error) is Refused
    assert (error.kind, error.retry) == (ErrorKind.REFUSED, Retry.AFTER_CHANGE)
    assert error.params == {"host": "127.0.0.1", "status": status}
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_secret_is_told_apart(serve: Serve, status: int) -> None:
    server = serve(answers(status, ANSWER))
    error = failure_of(lambda: api_at(server.url).finalize(SESSION))
    assert type(error) is Refused
    assert (error.kind, error.retry) == (ErrorKind.SECRET_REFUSED, Retry.AFTER_CHANGE)


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        pytest.param(lambda api: api.recover_public_token("h"), ErrorKind.SECRET_REFUSED, id="the secret"),
        pytest.param(lambda api: api.users(), ErrorKind.APP_KEY_REFUSED, id="the app key"),
        pytest.param(lambda api: api.sources(ACCESS_TOKEN), ErrorKind.ACCESS_TOKEN_REFUSED, id="the access token"),
    ],
)
@pytest.mark.parametrize("status", [401, 403])
def test_it_is_said_which_credential_was_refused(
    serve: Serve, status: int, ask: Callable[[HumanApi], object], kind: ErrorKind
) -> None:
    server = serve(answers(status, []))
    error = failure_of(lambda: ask(api_at(server.url)))
    assert type(error) is Refused
    assert (error.kind, error.retry) == (kind, Retry.AFTER_CHANGE)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 501, 502, 503, 504, 599])
def test_what_may_get_better_says_so(serve: Serve, status: int) -> None:
    server = serve(answers(status, b"<html>busy</html>"))
    error = failure_of(lambda: api_at(server.url).finalize(SESSION))
    assert type(error) is Unavailable
    assert (error.kind, error.retry) == (ErrorKind.UNAVAILABLE, Retry.BY_ITSELF)
    assert error.params == {"host": "127.0.0.1", "status": status}
    assert len(server.seen) == 1  # nothing below repeats a request by itself


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("0", 0),
        ("7", 7),
        (" 120 ", 120),
        ("86400", 86_400),
        ("86401", 86_400),
        ("999999999", 86_400),
        ("9999999999", None),
        ("9" * 5000, None),
        ("-5", None),
        ("1.5", None),
        ("1e3", None),
        ("", None),
        ("soon", None),
        ("²", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 90),
        ("Wed, 21 Oct 2026 07:28:00 -0000", 90),
        ("Wednesday, 21-Oct-26 07:28:00 GMT", 90),
        ("Wed Oct 21 07:28:00 2026", 90),
        ("Wed, 21 Oct 2026 07:26:00 GMT", 0),
        ("Wed, 21 Oct 2099 07:26:00 GMT", 86_400),
        ("Wed, 99 Oct 2026 07:28:00 GMT", None),
        ("Wed, 21 Oct 2026", None),
    ],
    ids=lambda value: str(value)[:40],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_seconds_or_a_date_or_nothing(
    serve: Serve, status: int, said: str, understood: int | None
) -> None:
    """A date counts by the host's own clock: the one of this computer may be wrong."""
    server = serve(answers(status, b"", f"Retry-After: {said}", "Date: Wed, 21 Oct 2026 07:26:30 GMT"))
    error = failure_of(lambda: api_at(server.url).finalize(SESSION))
    assert error.kind is ErrorKind.UNAVAILABLE
    assert error.params.get("retry_after") == understood


@pytest.mark.parametrize("clock", ["", "Date: whenever"])
def test_a_date_counts_by_our_clock_when_the_host_names_none(serve: Serve, clock: str) -> None:
    said = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    server = serve(answers(503, b"", f"Retry-After: {said}", *([clock] if clock else [])))
    told = failure_of(lambda: api_at(server.url).finalize(SESSION)).params["retry_after"]
    assert 90 <= int(told) <= 100


@pytest.mark.parametrize("status", [202, 203, 206])
def test_another_success_is_no_answer_but_may_have_been_acted_on(serve: Serve, status: int) -> None:
    server = serve(answers(status, ANSWER))
    error = failure_of(lambda: api_at(server.url).finalize(SESSION))
    assert isinstance(error, BadAnswer)
    assert (error.retry, error.params["status"]) == (Retry.BY_ITSELF, status)


def test_no_content_is_no_answer(serve: Serve) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(b"HTTP/1.1 204 No Content\r\n\r\n")

    error = failure_of(lambda: api_at(serve(script).url).finalize(SESSION))
    assert isinstance(error, BadAnswer)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_a_redirect_is_a_refusal_and_leads_nowhere(serve: Serve, status: int) -> None:
    elsewhere = serve(answers(200, ANSWER))
    server = serve(answers(status, ANSWER, f"Location: {elsewhere.url}/v1/connect/tokens"))
    api = api_at(server.url)
    for ask in (lambda: api.finalize(SESSION), lambda: api.sources(ACCESS_TOKEN), api.users):
        error = failure_of(ask)
        assert (type(error), error.kind) == (Refused, ErrorKind.REFUSED)
    assert elsewhere.connections == 0
    assert len(server.seen) == 3


def test_the_body_of_a_refusal_cannot_change_what_it_is(serve: Serve) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(response(400, b"half", length=100))
        peer.reset()

    error = failure_of(lambda: api_at(serve(script).url).finalize(SESSION))
    assert (type(error), error.params["status"]) == (Refused, 400)


@pytest.mark.parametrize("body", [b"\x00\xff" * 40_000, gzip.compress(b"{}")], ids=["too much", "packed"])
def test_the_body_of_an_error_status_may_be_anything(serve: Serve, body: bytes) -> None:
    server = serve(answers(503, body, *(["Content-Encoding: gzip"] if body[:2] == b"\x1f\x8b" else [])))
    assert type(failure_of(lambda: api_at(server.url).finalize(SESSION))) is Unavailable


# --- answers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["humanId", "accessToken", "publicToken"])
@pytest.mark.parametrize("value", [None, "", 5, True, ["a"], {"a": "b"}, ...], ids=repr)
def test_an_incomplete_answer_is_none(serve: Serve, missing: str, value: object) -> None:
    answer = {**ANSWER, missing: value}
    if value is ...:
        del answer[missing]
    error = failure_of(lambda: api_at(serve(answers(200, answer)).url).finalize(SESSION))
    assert isinstance(error, BadAnswer)
    assert error.params == {"field": missing}
    assert error.retry is Retry.BY_ITSELF


@pytest.mark.parametrize("odd", [None, "", 5, ["x"]], ids=repr)
def test_the_names_in_an_answer_are_optional(serve: Serve, odd: object) -> None:
    answer = {**ANSWER, "clientId": odd, "clientUserId": odd}
    tokens = api_at(serve(answers(200, answer)).url).finalize(SESSION)
    assert (tokens.client_id, tokens.client_user_id) == (None, None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Welcome to the hotel</body></html>",
        WHOLE[:-1],
        WHOLE[: len(WHOLE) // 2],
        b"null",
        b"[]",
        b'"text"',
        b"[" * 50_000,
        b"{} {}",
        b"\xff\xfe\x00",
        b"1" * 5_000,
        WHOLE + b" " * 70_000,
        json.dumps({**ANSWER, "filler": "x" * 10_000_000}).encode(),
    ],
    ids=["empty", "html", "one byte short", "half", "null", "list", "text", "deep", "two", "no text", "digits", "70 KB",
         "10 MB"],
)  # fmt: skip
def test_what_is_no_json_object_of_64_kb_is_no_answer(serve: Serve, body: bytes) -> None:
    server = serve(answers(200, body, "Content-Type: application/json"))
    with at_most(3.0):
        error = failure_of(lambda: api_at(server.url).finalize(SESSION))
    assert isinstance(error, BadAnswer)
    assert error.retry is Retry.BY_ITSELF


@pytest.mark.parametrize(("size", "enough"), [(64 * 1024, True), (64 * 1024 + 1, False)])
def test_64_kb_are_read(serve: Serve, size: int, enough: bool) -> None:
    api = api_at(serve(answers(200, WHOLE.ljust(size))).url)
    if enough:
        assert api.finalize(SESSION).human_id == ANSWER["humanId"]
    else:
        assert isinstance(failure_of(lambda: api.finalize(SESSION)), BadAnswer)


@pytest.mark.parametrize("body", [{}, "x", None, {"users": []}], ids=repr)
def test_what_is_no_list_is_no_list(serve: Serve, body: object) -> None:
    api = api_at(serve(answers(200, body)).url)
    for ask in (api.users, lambda: api.sources(ACCESS_TOKEN)):
        error = failure_of(ask)
        assert isinstance(error, BadAnswer)
        assert error.params == {"field": "list"}


def test_a_list_of_users_has_an_end(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(humanapi, "MAX_LIST", 100_000)
    api = api_at(serve(answers(200, b"[]".ljust(100_001))).url)
    assert isinstance(failure_of(api.users), BadAnswer)


def test_a_list_of_users_may_be_long(serve: Serve) -> None:
    rows = [{"humanId": f"{n:024x}", "externalId": f"user-{n}@example.org"} for n in range(20_000)]
    assert len(api_at(serve(answers(200, rows)).url).users()) == 20_000


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate", "br", "gzip, identity"])
def test_a_packed_answer_is_never_unpacked(serve: Serve, encoding: str) -> None:
    bomb = gzip.compress(b" " * 50_000_000 + WHOLE, compresslevel=9)
    assert len(bomb) < 64 * 1024
    with at_most(2.0):
        error = failure_of(
            lambda: api_at(serve(answers(200, bomb, f"Content-Encoding: {encoding}")).url).finalize(SESSION)
        )
    assert isinstance(error, BadAnswer)


def test_a_packed_answer_is_refused_though_it_would_be_a_good_one(serve: Serve) -> None:
    server = serve(answers(200, gzip.compress(WHOLE), "Content-Encoding: gzip"))
    assert isinstance(failure_of(lambda: api_at(server.url).finalize(SESSION)), BadAnswer)


def test_an_answer_that_says_it_is_not_packed_is_read(serve: Serve) -> None:
    server = serve(answers(200, ANSWER, "Content-Encoding: Identity"))
    assert api_at(server.url).finalize(SESSION).human_id == ANSWER["humanId"]


def _in_chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + end


def _raw(data: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(data)

    return script


def test_an_answer_may_come_in_chunks_or_until_the_end(serve: Serve) -> None:
    for data in (_in_chunks(WHOLE[:9], WHOLE[9:]), b"HTTP/1.0 200 OK\r\n\r\n" + WHOLE):
        assert api_at(serve(_raw(data)).url).finalize(SESSION).human_id == ANSWER["humanId"]


# --- no answer --------------------------------------------------------------------------------------------------------


def _reset_before_reading(peer: Peer) -> None:
    peer.reset()


def _reset_after_reading(peer: Peer) -> None:
    peer.read()
    peer.reset()


def _hang_up(peer: Peer) -> None:
    peer.read()


def _reset_within(data: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(data)
        time.sleep(0.05)  # else the reset overtakes what was sent
        peer.reset()

    return script


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(_reset_after_reading, id="reset after the request"),
        pytest.param(_hang_up, id="hung up after the request"),
        pytest.param(_reset_within(b"HTTP/1.1 20"), id="reset in the status line"),
        pytest.param(_reset_within(b"HTTP/1.1 200 OK\r\nContent-Le"), id="reset in the headers"),
        pytest.param(_reset_within(response(200, WHOLE)[:-20]), id="reset in the body"),
        pytest.param(_raw(response(200, WHOLE[:-20], length=len(WHOLE))), id="hung up in the body"),
        pytest.param(_raw(response(200, WHOLE, length=len(WHOLE) + 1)), id="Content-Length too high"),
        pytest.param(_raw(_in_chunks(WHOLE, end=b"")), id="chunks without an end"),
        pytest.param(_raw(_in_chunks(WHOLE[:20])[:-25]), id="half a chunk"),
        pytest.param(_raw(_in_chunks(end=b"zz\r\nnonsense\r\n")), id="no chunk at all"),
        pytest.param(_raw(b"220 mail.example.org ESMTP\r\n"), id="another protocol"),
        pytest.param(_raw(b"HTTP/1.1 two hundred\r\n\r\n"), id="no status"),
        pytest.param(_raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"), id="200 headers"),
        pytest.param(_raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"), id="a header of 70 KB"),
    ],
)
def test_what_breaks_off_may_have_arrived(serve: Serve, script: Script) -> None:
    server = serve(script)
    with at_most(2.0):
        error = failure_of(lambda: api_at(server.url).finalize(SESSION))
    assert type(error) is Unanswered
    assert (error.kind, error.retry) == (ErrorKind.UNANSWERED, Retry.BY_ITSELF)
    assert error.params == {"host": "127.0.0.1"}
    assert server.connections == 1


def test_a_reset_at_once_is_bad_luck(serve: Serve) -> None:
    # Whether the reset comes before or after the first byte was sent is a race.
    error = failure_of(lambda: api_at(serve(_reset_before_reading).url).finalize(SESSION))
    assert type(error) in (Unreachable, Unanswered)
    assert error.retry is Retry.BY_ITSELF


def test_content_length_too_low_cuts_the_answer_off(serve: Serve) -> None:
    error = failure_of(lambda: api_at(serve(_raw(response(200, WHOLE, length=30))).url).finalize(SESSION))
    assert isinstance(error, BadAnswer)


def test_a_refused_connection_never_arrived() -> None:
    error = failure_of(lambda: api_at(f"http://127.0.0.1:{free_port()}").finalize(SESSION))
    assert type(error) is Unreachable
    assert (error.kind, error.retry) == (ErrorKind.UNREACHABLE, Retry.BY_ITSELF)
    assert error.params == {"host": "127.0.0.1"}


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1", "http://", "http://[::1", "http://127.0.0.1:99999", "127.0.0.1", "http://\u0130.\ud800"],
)  # fmt: skip
def test_an_address_that_is_none_is_a_setting_to_mend(url: str) -> None:
    error = failure_of(lambda: api_at(url).finalize(SESSION))
    assert (error.kind, error.retry) == (ErrorKind.ENVIRONMENT_INVALID, Retry.AFTER_CHANGE)


@pytest.mark.parametrize(
    "value",
    [" ", "\t", "\u00a0", "a b", "a\r\nX: y", "a\x00", "\ud800", "\u202ea", "token\u20ac", "a\n"],
    ids=ascii,
)
@pytest.mark.parametrize("name", ["humanId", "accessToken", "publicToken"])
def test_what_can_be_no_token_is_none(serve: Serve, name: str, value: str) -> None:
    error = failure_of(lambda: api_at(serve(answers(200, {**ANSWER, name: value})).url).finalize(SESSION))
    assert isinstance(error, BadAnswer)
    assert error.params == {"field": name}


def test_names_of_odd_types_are_no_names(serve: Serve) -> None:
    rows = [
        {"id": True, "sourceName": ["x"], "source": "moon\u202eloop\ud800", "syncStatus": {"status": {}}},
        {"id": 1.5, "sourceName": {"a": 1}, "organization": {"name": 5}, "connectedSince": None},
        {"id": "\x00", "sourceName": "x" * 5_000, "organization": []},
    ]
    assert api_at(serve(answers(200, rows)).url).sources(ACCESS_TOKEN) == [
        Source(id="", name="moon loop"),
        Source(id="1.5", name="5"),
        Source(id="", name="x" * 200),
    ]


@pytest.mark.parametrize(("odd", "read"), [(7, "7"), (True, ""), ([], ""), ({}, ""), (1.5, ""), ("a\nb", "a\nb")])
def test_an_external_id_is_a_text_or_a_whole_number(serve: Serve, odd: object, read: str) -> None:
    rows = [{"humanId": "h1", "externalId": odd}]
    assert api_at(serve(answers(200, rows)).url).users() == [AppUser(human_id="h1", external_id=read)]


@pytest.mark.parametrize(
    "token", ["canary-access-token-31\n", "canary-access-token-31\r\nX: y", "canary-access-token-31€"]
)
def test_a_token_that_fits_in_no_header_is_not_sent_and_not_told(serve: Serve, token: str) -> None:
    server = serve(answers(200, []))
    error = failure_of(lambda: api_at(server.url).sources(token))
    assert error.kind is ErrorKind.ENVIRONMENT_INVALID
    assert server.seen == []


def test_an_app_key_that_fits_in_no_header_is_not_sent_and_not_told(serve: Serve) -> None:
    server = serve(answers(200, []))
    error = failure_of(lambda: api_at(server.url, app_key=f"{APP_KEY}€").users())
    assert error.kind is ErrorKind.ENVIRONMENT_INVALID
    assert server.seen == []


# --- the time limit ---------------------------------------------------------------------------------------------------


def _silence(peer: Peer) -> None:
    peer.read()
    peer.hold()


def _deaf(peer: Peer) -> None:
    peer.hold()


def _trickling(before: bytes, slowly: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(before)
        peer.trickle(slowly)

    return script


_HEAD = response(200, WHOLE).removesuffix(WHOLE)
SLOW = [
    pytest.param(_silence, id="silence"),
    pytest.param(_deaf, id="nobody reads"),
    pytest.param(_trickling(b"", response(200, WHOLE)), id="trickled headers"),
    pytest.param(_trickling(b"HTTP/1.1 200 OK\r\n", b"X-Filler: y\r\n" * 99), id="headers without an end"),
    pytest.param(_trickling(_HEAD, WHOLE), id="trickled body"),
    pytest.param(_trickling(b"HTTP/1.0 200 OK\r\n\r\n", WHOLE), id="trickled body without a length"),
    pytest.param(
        _trickling(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 99), id="trickled chunks"
    ),
    pytest.param(_trickling(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 99), id="100 Continue for ever"),
]


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("script", SLOW)
def test_an_exchange_ends_in_time(serve: Serve, script: Script, tls: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    server = serve(script, tls=tls)
    with at_most(1.5):
        error = failure_of(lambda: api_at(server.url, seconds=0.5).finalize(SESSION))
    assert type(error) is Unanswered
    assert server.connections == 1


def test_an_error_status_is_believed_before_its_slow_body(serve: Serve) -> None:
    server = serve(_trickling(response(400, b"", length=500), b"x" * 500))
    with at_most(1.5):
        error = failure_of(lambda: api_at(server.url, seconds=0.5).finalize(SESSION))
    assert (type(error), error.params["status"]) == (Refused, 400)


def test_a_slow_answer_within_the_limit_is_an_answer(serve: Serve) -> None:
    server = serve(_trickling(response(200, WHOLE)[:-5], WHOLE[-5:]))
    assert api_at(server.url, seconds=5.0).finalize(SESSION).human_id == ANSWER["humanId"]


# --- TLS and proxies --------------------------------------------------------------------------------------------------


def _tls(serve: Serve, script: Script) -> Loopback:
    return serve(script, tls=True)


def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent(serve: Serve) -> None:
    server = _tls(serve, answers(200, ANSWER))
    error = failure_of(lambda: api_at(server.url).finalize(SESSION))
    assert type(error) is Unreachable
    assert (error.kind, error.retry) == (ErrorKind.UNTRUSTED_HOST, Retry.BY_ITSELF)
    assert server.seen == []


def test_a_certificate_for_another_host_is_refused(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    server = _tls(serve, answers(200, ANSWER))
    error = failure_of(lambda: api_at(server.url.replace("127.0.0.1", "localhost")).finalize(SESSION))
    assert error.kind is ErrorKind.UNTRUSTED_HOST
    assert server.seen == []


def test_a_certificate_that_is_vouched_for_is_accepted(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    server = _tls(serve, answers(200, ANSWER))
    assert api_at(server.url).finalize(SESSION).human_id == ANSWER["humanId"]


def test_a_server_without_tls_gets_nothing(serve: Serve) -> None:
    def script(peer: Peer) -> None:
        peer.send(b"220 mail.example.org ESMTP\r\n")
        peer.read()

    server = serve(script)
    error = failure_of(lambda: api_at(server.url.replace("http:", "https:"), seconds=2.0).finalize(SESSION))
    assert error.kind is ErrorKind.UNTRUSTED_HOST
    assert server.seen == []


def test_tls_that_breaks_after_the_request_may_have_arrived(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        with socket.socket(fileno=peer.sock.detach()) as plain:
            plain.sendall(b"this is no TLS record" * 10)
            time.sleep(0.05)

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    server = _tls(serve, script)
    error = failure_of(lambda: api_at(server.url).finalize(SESSION))
    assert len(server.seen) == 1
    assert type(error) is Unanswered


def test_the_limit_holds_during_the_handshake(serve: Serve) -> None:
    server = serve(_deaf)
    with at_most(1.5):
        error = failure_of(lambda: api_at(server.url.replace("http:", "https:"), seconds=0.5).finalize(SESSION))
    assert error.retry is Retry.BY_ITSELF


def test_what_stays_on_this_computer_is_shown_to_no_proxy(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, server = serve(answers(500)), serve(answers(200, ANSWER))
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    api_at(server.url).finalize(SESSION)
    assert (proxy.connections, server.connections) == (0, 1)


@pytest.mark.parametrize("host", ["api.example.test", "192.0.2.1", "127.0.0.1.example.test", "[::ffff:192.0.2.1]"])
@pytest.mark.parametrize("scheme", ["http", "HTTP"])
def test_without_tls_nothing_leaves_this_computer(host: str, scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote the settings: also through a proxy, where the tests' own network would not notice it."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    error = failure_of(lambda: api_at(f"{scheme}://{host}").finalize(SESSION))
    assert error.kind is ErrorKind.ENVIRONMENT_INVALID


def test_the_limit_holds_while_a_proxy_makes_up_its_mind(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(_trickling(b"", b"HTTP/1.1 200 Connection established\r\n\r\n"))
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    with at_most(1.5):
        error = failure_of(lambda: api_at("https://api.example.test", seconds=0.5).finalize(SESSION))
    assert error.retry is Retry.BY_ITSELF


def _tunnel(then: Script) -> Script:
    """A proxy that is the host behind it as well."""

    def script(peer: Peer) -> None:
        assert peer.read().method == "CONNECT"
        peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        then(peer.secure())

    return script


@pytest.mark.parametrize("script", [_hang_up, _reset_after_reading, SLOW[0], SLOW[4]])
def test_what_breaks_off_behind_a_proxy_may_have_arrived(
    serve: Serve, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    proxy = serve(_tunnel(script))
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    with at_most(1.5):
        error = failure_of(lambda: api_at("https://127.0.0.1", seconds=0.5).finalize(SESSION))
    assert [seen.method for seen in proxy.seen] == ["CONNECT", "POST"]
    assert type(error) is Unanswered


def test_the_certificate_behind_a_proxy_is_checked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(_tunnel(answers(200, ANSWER)))
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    error = failure_of(lambda: api_at("https://127.0.0.1").finalize(SESSION))
    assert error.kind is ErrorKind.UNTRUSTED_HOST
    assert [seen.method for seen in proxy.seen] == ["CONNECT"]


def test_a_proxy_that_does_not_let_us_through_never_sent_anything(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(peer: Peer) -> None:
        assert peer.read().method == "CONNECT"
        peer.send(response(407))

    proxy = serve(script)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    error = failure_of(lambda: api_at("https://api.example.test").finalize(SESSION))
    assert (type(error), error.kind) == (Unreachable, ErrorKind.UNREACHABLE)
    assert CLIENT_SECRET.encode() not in b"".join(seen.body for seen in proxy.seen)


# --- what the timeline is told ----------------------------------------------------------------------------------------


def _traced() -> tuple[list[dict[str, Any]], Trace]:
    told: list[dict[str, Any]] = []

    def trace(exchange: JsonObject) -> None:
        told.append(dict(exchange))

    return told, trace


def test_an_exchange_is_told_once_and_whole(serve: Serve) -> None:
    told, trace = _traced()
    server = serve(answers(201, ANSWER))
    api_at(server.url).finalize(SESSION, trace=trace)
    assert told == [
        {
            "method": "POST",
            "url": f"{server.url}/v1/connect/tokens",
            "request": {**SESSION.raw, "clientSecret": CLIENT_SECRET},
            "status": 201,
            "answer": ANSWER,
        }
    ]


def test_a_refusal_is_told_with_what_was_said(serve: Serve) -> None:
    told, trace = _traced()
    failure_of(lambda: api_at(serve(answers(400, {"message": "no"})).url).finalize(SESSION, trace=trace))
    [exchange] = told
    assert exchange["answer"] == {"message": "no"}
    assert exchange["error"] == "refused (host=127.0.0.1, status=400)"


def test_a_web_page_is_told_by_its_beginning(serve: Serve) -> None:
    told, trace = _traced()
    failure_of(lambda: api_at(serve(answers(200, b"<html>" + b"\xff" * 9_000)).url).sources(ACCESS_TOKEN, trace=trace))
    [exchange] = told
    assert str(exchange["answer"]).startswith("<html>")
    assert len(exchange["answer"]) == 500
    assert exchange["request"] is None


def test_a_connection_that_fails_is_told_without_a_status() -> None:
    told, trace = _traced()
    failure_of(lambda: api_at(f"http://127.0.0.1:{free_port()}").finalize(SESSION, trace=trace))
    [exchange] = told
    assert "status" not in exchange
    assert exchange["error"] == "unreachable (host=127.0.0.1)"
