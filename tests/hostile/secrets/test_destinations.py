"""Each secret goes where it belongs and nowhere else: over every operation, host, redirect, proxy and setting."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import fields, replace
from pathlib import Path

import pytest

from hcdesktop.cli import main
from hcdesktop.core.errors import ApiError, ErrorKind
from hcdesktop.core.exchange import new_session
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.models import Credentials, Environment, Hosts, SessionToken
from tests.core.loopback import CERTIFICATE, Loopback, Peer, answers, response

OURS = {"clientSecret": "secret-of-ours-1", "appKey": "key-of-ours-1", "accessToken": "access-of-ours-1"}
SESSION = SessionToken(session_token="session-of-ours-1", human_id="h1", raw={"sessionToken": "session-of-ours-1"})
ANSWER = {"humanId": "h1", "accessToken": "a2", "publicToken": "p2"}

Operation = Callable[[HumanApi], object]
OPERATIONS: dict[str, Operation] = {
    "finalize": lambda api: api.finalize(SESSION),
    "recover": lambda api: api.recover_public_token("h1"),
    "users": lambda api: api.users(),
    "sources": lambda api: api.sources(OURS["accessToken"]),
}
#: secret → the one host that gets it, and by which operations
BELONGS = {
    "clientSecret": ("user_url", {"finalize", "recover"}),
    "appKey": ("api_url", {"users"}),
    "accessToken": ("api_url", {"sources"}),
    "sessionToken": ("user_url", {"finalize"}),
}
SECRETS = {**OURS, "sessionToken": SESSION.session_token}
HOSTS = [field.name for field in fields(Hosts)]

Start = Callable[..., Loopback]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that this machine is set up with."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def start() -> Iterator[Start]:
    """Servers; all of them are gone at the end."""
    with ExitStack() as stack:
        yield lambda script, *, tls=False: stack.enter_context(closing(Loopback(script, tls=tls)))


def api_of(hosts: Hosts, secrets: dict[str, str] = OURS) -> HumanApi:
    credentials = Credentials(client_secret=secrets["clientSecret"], app_key=secrets["appKey"])
    environment = Environment(name="x", client_id="c1", hosts=hosts)
    return HumanApi(environment, credentials=lambda: credentials, new_session=new_session, seconds=5.0)


def everything(server: Loopback) -> bytes:
    """All that has come there, with what lies in base64 in it."""
    texts = [f"{seen.method} {seen.path} {seen.headers}".encode() + seen.body for seen in server.seen]
    logins = [seen.headers.get("authorization", "").removeprefix("Basic ") for seen in server.seen]
    for login in logins:
        with suppress(ValueError):
            texts.append(base64.b64decode(login))
    return b"\n".join(texts)


def answering(peer: Peer) -> None:
    """What is asked for is given, whatever it is."""
    seen = peer.read()
    listed = seen.path.endswith(("/users", "/sources"))
    peer.send(response(200, b"[]" if listed else b'{"humanId": "h1", "accessToken": "a2", "publicToken": "p2"}'))


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_goes_to_its_own_host_only(start: Start, operation: str, secret: str) -> None:
    servers = {name: start(answering) for name in HOSTS}
    OPERATIONS[operation](api_of(Hosts(**{name: server.url for name, server in servers.items()})))
    got_it = {name for name, server in servers.items() if SECRETS[secret].encode() in everything(server)}
    host, operations = BELONGS[secret]
    assert got_it == ({host} if operation in operations else set())


def test_two_environments_do_not_share(start: Start) -> None:
    theirs = {name: f"{value}-of-another" for name, value in OURS.items()}
    ours_at, theirs_at = start(answering), start(answering)
    first = api_of(Hosts(**dict.fromkeys(HOSTS, ours_at.url)))
    second = api_of(Hosts(**dict.fromkeys(HOSTS, theirs_at.url)), theirs)
    for ask in (OPERATIONS["finalize"], OPERATIONS["recover"], OPERATIONS["users"]):
        ask(first)
        ask(second)
    for value in (theirs["clientSecret"], theirs["appKey"]):
        assert value.encode() not in everything(ours_at)
    for value in (OURS["clientSecret"], OURS["appKey"]):
        assert f'{value}"'.encode() not in everything(theirs_at)
        assert f"{value}:".encode() not in everything(theirs_at)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("status", [300, 301, 302, 303, 305, 307, 308])
def test_no_operation_follows_a_redirect(start: Start, operation: str, status: int) -> None:
    elsewhere = start(answering)
    servers = {
        name: start(answers(status, b"", f"Location: {elsewhere.url}/", f"Refresh: 0;url={elsewhere.url}/"))
        for name in HOSTS
    }
    with pytest.raises(ApiError):
        OPERATIONS[operation](api_of(Hosts(**{name: server.url for name, server in servers.items()})))
    assert elsewhere.connections == 0
    assert sum(server.connections for server in servers.values()) == 1


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_proxy_sees_a_name_and_no_secret(start: Start, operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own log-in, if the system's settings have one, goes to it and to nobody behind it."""

    def tunnel(peer: Peer) -> None:
        peer.read()
        peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        answering(peer.secure())

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    proxy = start(tunnel)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("http://", "http://proxy-user:proxy-password@"))
    OPERATIONS[operation](api_of(Hosts(**dict.fromkeys(HOSTS, "https://127.0.0.1"))))
    [connect, behind] = proxy.seen
    assert connect.method == "CONNECT"
    opened = f"{connect.path} {connect.headers} {connect.body!r}"
    assert not [secret for secret in SECRETS.values() if secret in opened]
    assert base64.b64encode(OURS["appKey"].encode()).decode()[:-4] not in opened
    login = base64.b64encode(b"proxy-user:proxy-password").decode()
    assert connect.headers["proxy-authorization"] == f"Basic {login}"
    assert login not in f"{behind.headers}"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_nothing_that_stays_here_goes_through_a_proxy(
    start: Start, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, server = start(answering), start(answering)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv(name.lower(), proxy.url)
    OPERATIONS[operation](api_of(Hosts(**dict.fromkeys(HOSTS, server.url))))
    assert (proxy.connections, server.connections) == (0, 1)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": ""},
        {"PYTHONHTTPSVERIFY": "0"},
        {"SSL_CERT_FILE": str(CERTIFICATE), "SSL_CERT_DIR": str(CERTIFICATE.parent)},
        {"NODE_TLS_REJECT_UNAUTHORIZED": "0", "GIT_SSL_NO_VERIFY": "1", "CURL_INSECURE": "1"},
    ],
    ids=",".join,
)
def test_no_setting_switches_the_check_of_certificates_off(
    start: Start, operation: str, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    server = start(answering, tls=True)
    with pytest.raises(ApiError) as caught:
        OPERATIONS[operation](api_of(Hosts(**dict.fromkeys(HOSTS, server.url))))
    assert caught.value.kind is ErrorKind.UNTRUSTED_HOST
    assert server.seen == []


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_who_else_is_trusted_can_be_set(start: Start, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clinic's own certificate authority: a decision of whoever runs this account, and still a check."""
    monkeypatch.setenv(name, str(CERTIFICATE))
    api_of(Hosts(**dict.fromkeys(HOSTS, start(answering, tls=True).url))).finalize(SESSION)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_log_in_of_the_account_is_sent(
    start: Start, operation: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("default login netrc-user password netrc-password\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    for tls in (False, True):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
        server = start(answering, tls=tls)
        OPERATIONS[operation](api_of(Hosts(**dict.fromkeys(HOSTS, server.url))))
        assert b"netrc" not in everything(server)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("url", ["http://192.0.2.1", "http://connect.example.test", "HTTP://127.0.0.1.example.test"])
def test_without_tls_no_operation_leaves_this_computer(operation: str, url: str) -> None:
    with pytest.raises(ApiError) as caught:
        OPERATIONS[operation](api_of(Hosts(**dict.fromkeys(HOSTS, url))))
    assert caught.value.kind is ErrorKind.ENVIRONMENT_INVALID


def test_the_keys_of_the_connections_are_not_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    before = os.umask(0o022)
    try:
        assert main(["--data-dir", str(tmp_path / "data"), "doctor"]) == 0
    finally:
        os.umask(before)
    capsys.readouterr()
    assert "SSLKEYLOGFILE" not in os.environ


def test_the_hosts_of_the_session_token_flow_get_nothing(start: Start) -> None:
    """The flow of section 7 is not spoken: its hosts have nothing to ask for."""
    silent = start(answering)
    hosts = replace(Hosts(**dict.fromkeys(HOSTS, start(answering).url)), auth_url=silent.url, widget_url=silent.url)
    for ask in OPERATIONS.values():
        ask(api_of(hosts))
    assert silent.connections == 0
