"""Which addresses are reached, and what an address means: every verdict, without the engine."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl

from hcdesktop.core.models import Environment, Hosts
from hcdesktop.ui.web.addresses import is_loopback
from hcdesktop.ui.web.policy import (
    Marker,
    Policy,
    Verdict,
    asks_for_second_view,
    closing_message,
    marker,
    origin,
    without_external_marker,
)


def policy(connect_url: str = "https://connect.example.org", *, simulated: bool = False) -> Policy:
    hosts = Hosts(connect_url=connect_url) if not simulated else Hosts()
    return Policy.of(Environment(name="x", client_id="x", hosts=hosts, simulated=simulated))


LIVE = policy()
LOCAL = policy("http://127.0.0.1:8000")
SIMULATED = policy(simulated=True)


# --- requests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("https://connect.example.org/connect.js", Verdict.ALLOW),
        ("https://provider.example.com/login", Verdict.ALLOW),
        ("wss://provider.example.com/socket", Verdict.ALLOW),
        ("data:image/png;base64,AA", Verdict.ALLOW),
        ("blob:https://connect.example.org/1", Verdict.ALLOW),
        ("http://connect.example.org/connect.js", Verdict.BLOCK),
        ("ws://connect.example.org/", Verdict.BLOCK),
        ("http://127.0.0.1:9/", Verdict.BLOCK),
        ("http://localhost/", Verdict.BLOCK),
        ("https://localhost/", Verdict.BLOCK),
        ("https://127.0.0.1:631/", Verdict.BLOCK),
        ("https://127.1.2.3/", Verdict.BLOCK),
        ("https://[::1]/", Verdict.BLOCK),
        ("https://printer.localhost/", Verdict.BLOCK),
        ("https://localhost./", Verdict.BLOCK),
        ("https://127.0.0.1./", Verdict.BLOCK),
        ("https://2130706433/", Verdict.BLOCK),
        ("https://0x7f.1/", Verdict.BLOCK),
        ("https://[::ffff:127.0.0.1]/", Verdict.BLOCK),
        ("https://0.0.0.0/", Verdict.BLOCK),
        ("https://[::]/", Verdict.BLOCK),
        ("wss://127.0.0.1/", Verdict.BLOCK),
        ("file:///etc/passwd", Verdict.BLOCK),
        ("chrome://gpu", Verdict.BLOCK),
        ("qrc:/x", Verdict.BLOCK),
        ("ftp://example.org/", Verdict.BLOCK),
        ("hcsim://connect.humanapi.co/", Verdict.BLOCK),
        ("mailto:a@example.org", Verdict.BLOCK),
        ("", Verdict.BLOCK),
    ],
)
def test_a_live_environments_requests(address: str, verdict: Verdict) -> None:
    assert LIVE.request(QUrl(address)) is verdict


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("http://127.0.0.1:8000/connect.js", Verdict.ALLOW),
        ("http://127.0.0.1:9000/", Verdict.ALLOW),
        ("ws://localhost:8000/", Verdict.ALLOW),
        ("https://provider.example.com/", Verdict.ALLOW),
        ("https://localhost/", Verdict.ALLOW),
        ("http://provider.example.com/", Verdict.BLOCK),
        ("http://127.0.0.1.example.com/", Verdict.BLOCK),
        ("ws://provider.example.com/", Verdict.BLOCK),
        ("file:///etc/passwd", Verdict.BLOCK),
    ],
)
def test_a_local_environments_requests(address: str, verdict: Verdict) -> None:
    assert LOCAL.request(QUrl(address)) is verdict


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("https://connect.humanapi.co/connect.js", Verdict.SIMULATE),
        ("https://CONNECT.humanapi.co/connect.js", Verdict.SIMULATE),
        ("https://user.humanapi.co/x", Verdict.SIMULATE),
        ("hcsim://connect.humanapi.co/connect.js", Verdict.ALLOW),
        ("data:,x", Verdict.ALLOW),
        ("hcsim://elsewhere.example.org/", Verdict.BLOCK),
        ("http://connect.humanapi.co/", Verdict.BLOCK),
        ("wss://connect.humanapi.co/", Verdict.BLOCK),
        ("https://humanapi.co/", Verdict.BLOCK),
        ("https://connect.humanapi.co.example.org/", Verdict.BLOCK),
        ("https://connect.humanapi.co@example.org/", Verdict.BLOCK),
        ("https://127.0.0.1/", Verdict.BLOCK),
    ],
)
def test_a_simulated_environments_requests(address: str, verdict: Verdict) -> None:
    assert SIMULATED.request(QUrl(address)) is verdict


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://provider.example.com/login", True),
        ("about:blank", True),
        ("about:srcdoc", True),
        ("about:config", False),
        ("data:text/html,<p>x", False),
        ("blob:https://provider.example.com/1", False),
        ("javascript:alert(1)", False),
        ("http://provider.example.com/", False),
        ("https://localhost/", False),
    ],
)
def test_where_frames_may_go(address: str, allowed: bool) -> None:
    assert LIVE.frame(QUrl(address)) is allowed


# --- origins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/path?query#part", "https://example.org"),
        ("https://EXAMPLE.org:443", "https://example.org"),
        ("https://example.org:8443/", "https://example.org:8443"),
        ("http://example.org:80/", "http://example.org"),
        ("http://example.org:443/", "http://example.org:443"),
        ("https://user:password@example.org/", "https://example.org"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("https://[2001:DB8::1]/", "https://[2001:db8::1]"),
        ("https://xn--mller-kva.example/", "https://xn--mller-kva.example"),
        ("https://müller.de/", "https://xn--mller-kva.de"),
        ("mailto:somebody@example.org", "mailto:"),
        ("about:blank", "about:"),
    ],
)
def test_an_origin_is_written_as_a_browser_writes_it(address: str, expected: str) -> None:
    assert origin(QUrl(address)) == expected


def test_the_origins_of_the_popup() -> None:
    assert (LIVE.frame_origin, LIVE.message_origin) == ("https://connect.example.org",) * 2
    assert (LOCAL.frame_origin, LOCAL.message_origin) == ("http://127.0.0.1:8000",) * 2
    assert (SIMULATED.frame_origin, SIMULATED.message_origin) == (
        "https://connect.humanapi.co",
        "hcsim://connect.humanapi.co",
    )


@pytest.mark.parametrize(
    "host",
    ["localhost", "a.localhost", "localhost.", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "::ffff:7f00:1", "0.0.0.0"],  # noqa: S104
)
def test_this_computer(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "example.org", "localhost.example.org", "127.0.0.1.example.org", "10.0.0.1", "::2", "::ffff:a00:1"]
)
def test_not_this_computer(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("address", "plain"), [("http://127.0.0.1:1", True), ("https://localhost", True), ("https://example.org", False)]
)
def test_plain_http_is_for_environments_on_this_computer(address: str, plain: bool) -> None:
    assert policy(address).plain_http is plain


# --- markers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://close-popup", Marker.CLOSE_PROVIDER),
        ("https://close-popup/", Marker.CLOSE_PROVIDER),
        ("HTTPS://Close-Popup/?x=1", Marker.CLOSE_PROVIDER),
        ("https://close-popup-with-message?done", Marker.CLOSE_WITH_MESSAGE),
        ("https://close-popup-with-message/?done", Marker.CLOSE_WITH_MESSAGE),
        ("https://example.org/?a=1&hapi_external=1", Marker.EXTERNAL),
        ("http://127.0.0.1:8000/?hapi_external=1", Marker.EXTERNAL),
        ("https://close-popup.evil.example/", Marker.NONE),
        ("https://close-popup@evil.example/", Marker.NONE),
        ("https://evil.example/close-popup", Marker.NONE),
        ("https://evil.example/?https://close-popup", Marker.NONE),
        ("https://evil-close-popup/", Marker.NONE),
        ("https://close-popup-with-messages?x", Marker.NONE),
        ("https://сlose-popup/", Marker.NONE),  # noqa: RUF001  # the first letter is Cyrillic
        ("http://close-popup/", Marker.NONE),
        ("hcsim://close-popup/", Marker.NONE),
        ("https://example.org/?hapi_external=10", Marker.NONE),
        ("https://example.org/?hapi_external=", Marker.NONE),
        ("https://example.org/?not_hapi_external=1", Marker.NONE),
        ("https://example.org/?x=hapi_external%3D1", Marker.NONE),
        ("https://example.org/hapi_external=1", Marker.NONE),
        ("https://example.org/#?hapi_external=1", Marker.NONE),
        ("mailto:x@example.org?hapi_external=1", Marker.NONE),
        ("https://example.org/?popup=1", Marker.NONE),
    ],
)
def test_markers(address: str, expected: Marker) -> None:
    assert marker(QUrl(address)) is expected


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("https://example.org/login?popup=1", True),
        ("https://example.org/login?a=1&popup=1&b=2", True),
        ("https://example.org/login?popup=0", False),
        ("https://example.org/login?popup=11", False),
        ("https://example.org/login#popup=1", False),
        ("https://example.org/popup=1", False),
        ("https://example.org/?clientUserId=a%26popup%3D1", False),
    ],
)
def test_second_view(address: str, asked: bool) -> None:
    assert asks_for_second_view(QUrl(address)) is asked


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/?hapi_external=1", "https://example.org/"),
        ("https://example.org/x?hapi_external=1&a=1#y", "https://example.org/x?a=1#y"),
        ("https://example.org/?a=1&hapi_external=1&b=%C3%BC%26%2B+c", "https://example.org/?a=1&b=%C3%BC%26%2B+c"),
        ("https://example.org/?hapi_external=1&hapi_external=1&a", "https://example.org/?a"),
        ("https://example.org/?a=b%2526c&hapi_external=1", "https://example.org/?a=b%2526c"),
    ],
)
def test_the_external_marker_is_taken_away_and_nothing_else(address: str, expected: str) -> None:
    assert without_external_marker(QUrl(address)).toEncoded().toStdString() == expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("done", "done"),
        ("", ""),
        ("%7B%22type%22%3A%22x%22%7D", '{"type":"x"}'),
        ("a%20b+c", "a b+c"),
        ("%2541", "%41"),
        ("%E2%80%A8%3C%2Fscript%3E'%22", "\u2028</script>'\""),
        ("%F0%9F%98%80", "😀"),
        ("a=1&b=2#not this", "a=1&b=2"),
        ("100%", "100%"),
    ],
)
def test_a_closing_message_is_decoded_once(query: str, message: str) -> None:
    assert closing_message(QUrl(f"https://close-popup-with-message?{query}")) == message
