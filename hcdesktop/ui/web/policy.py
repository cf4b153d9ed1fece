"""Which addresses the popup may reach, and what an address means (decision 13, ``human-connect.md`` section 3).

Addresses are compared by scheme, host and port as ``QUrl`` parses them, never by prefix.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QUrl, QUrlQuery

from hcdesktop.core.models import Environment
from hcdesktop.ui.web.addresses import is_loopback

#: The scheme behind which the Simulator answers the engine.
SIMULATOR_SCHEME = "hcsim"
#: The host page's address: a secure origin that nobody can serve.
HOST_PAGE = "https://hcdesktop.invalid/"


class Verdict(Enum):
    """What becomes of a request."""

    ALLOW = auto()
    BLOCK = auto()
    SIMULATE = auto()


class Marker(Enum):
    """What native hosts read out of an address (section 3)."""

    NONE = auto()
    EXTERNAL = auto()  # hapi_external=1: the system browser
    CLOSE_PROVIDER = auto()  # https://close-popup
    CLOSE_WITH_MESSAGE = auto()  # https://close-popup-with-message?…


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one environment."""

    connect: QUrl
    simulated_hosts: frozenset[str]
    plain_http: bool  # the environment's hosts are on this computer

    @classmethod
    def of(cls, environment: Environment) -> Policy:
        """The rules for this environment."""
        hosts = environment.hosts
        addresses = (hosts.connect_url, hosts.user_url, hosts.api_url, hosts.auth_url, hosts.widget_url)
        names = frozenset(QUrl(address).host() for address in addresses) if environment.simulated else frozenset()
        connect = QUrl(hosts.connect_url)
        return cls(connect=connect, simulated_hosts=names, plain_http=is_loopback(connect.host()))

    @property
    def frame_origin(self) -> str:
        """The origin in the address that the popup's frame is given."""
        return origin(self.connect)

    @property
    def message_origin(self) -> str:
        """The origin that the popup's messages come from: behind the Simulator's redirect it is another one."""
        if self.simulated_hosts:
            return f"{SIMULATOR_SCHEME}://{self.connect.host()}"
        return self.frame_origin

    def request(self, url: QUrl) -> Verdict:
        """For anything that the engine wants to fetch, frames and pictures and sockets alike."""
        scheme = url.scheme()
        if scheme in ("data", "blob"):
            return Verdict.ALLOW  # contents, not addresses; top-level ones are refused by ``frame``
        if self.simulated_hosts:
            return self._simulated(url)
        if scheme in ("https", "wss"):
            return Verdict.ALLOW if self.plain_http or not is_loopback(url.host()) else Verdict.BLOCK
        if scheme in ("http", "ws"):
            return Verdict.ALLOW if self.plain_http and is_loopback(url.host()) else Verdict.BLOCK
        return Verdict.BLOCK

    def _simulated(self, url: QUrl) -> Verdict:
        if url.host() not in self.simulated_hosts:
            return Verdict.BLOCK
        if url.scheme() == SIMULATOR_SCHEME:
            return Verdict.ALLOW  # the redirected request comes by a second time
        return Verdict.SIMULATE if url.scheme() == "https" else Verdict.BLOCK

    def frame(self, url: QUrl) -> bool:
        """Whether a frame, or a provider's window, may go there."""
        if url.toString() in ("about:blank", "about:srcdoc"):
            return True
        return url.scheme() not in ("data", "blob") and self.request(url) is not Verdict.BLOCK


def origin(url: QUrl) -> str:
    """Scheme, host and port, as a browser writes an origin: a host in other letters than ASCII as it is registered."""
    host = url.host(QUrl.ComponentFormattingOption.FullyEncoded)
    if not host:
        return f"{url.scheme()}:"
    default = {"https": 443, "http": 80}.get(url.scheme(), -1)
    port = url.port(default)
    suffix = "" if port == default else f":{port}"
    return f"{url.scheme()}://{f'[{host}]' if ':' in host else host}{suffix}"


def marker(url: QUrl) -> Marker:
    """The marker in an address."""
    if url.scheme() == "https" and url.host() == "close-popup":
        return Marker.CLOSE_PROVIDER
    if url.scheme() == "https" and url.host() == "close-popup-with-message":
        return Marker.CLOSE_WITH_MESSAGE
    # http too: for an environment on this computer; elsewhere the policy refuses the address with its marker.
    if url.scheme() in ("https", "http") and QUrlQuery(url).queryItemValue("hapi_external") == "1":
        return Marker.EXTERNAL
    return Marker.NONE


def asks_for_second_view(url: QUrl) -> bool:
    """``popup=1``: a provider's log-in, which must not take the popup's own place."""
    return QUrlQuery(url).queryItemValue("popup") == "1"


def without_external_marker(url: QUrl) -> QUrl:
    """The address for the system browser."""
    query = QUrlQuery(url)
    query.removeAllQueryItems("hapi_external")
    result = QUrl(url)
    result.setQuery(query)
    return result


def closing_message(url: QUrl) -> str:
    """The decoded message of ``https://close-popup-with-message?…``; it is data, and never becomes script text."""
    return url.query(QUrl.ComponentFormattingOption.FullyDecoded)
