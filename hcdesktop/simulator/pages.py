"""The connect host's files: the script, the popup page, the providers' log-in pages and what they load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from hcdesktop.simulator.launches import Launches
from hcdesktop.simulator.providers import Via, provider
from hcdesktop.simulator.routing import Route
from hcdesktop.simulator.scenario import ScenarioDesk, ScriptTwist
from hcdesktop.simulator.wire import Fault, Request, Response, failure

if TYPE_CHECKING:
    import re

Pages = Callable[[str], bytes]

# Everything comes from the page's own address. Chromium matches 'self' against a custom scheme with host syntax too
# (seen with QtWebEngine 6.11.3), so one policy serves hcsim: and http: alike.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
LAUNCH_MARK = b"@LAUNCH@"

_TYPES = {
    "css": "text/css; charset=utf-8",
    "gif": "image/gif",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
}


class PagesHost:
    """The files of ``connect_url``. ``pages`` reads a file of ``resources/simulator`` by its name and raises
    ``OSError`` or ``KeyError`` when there is none."""

    def __init__(self, *, pages: Pages, launches: Launches, desk: ScenarioDesk) -> None:
        self._pages = pages
        self._launches = launches
        self._desk = desk
        #: What every page of ours loads, at whichever host it lives.
        self.assets = (
            Route("GET", "/assets/([a-z0-9-]+\\.(?:css|js|svg))", lambda _request, match: self._file(match[1])),
        )
        self.routes = (
            *self.assets,
            Route("GET", "/connect\\.js", lambda _request, _match: self._script()),
            Route("GET", "/(store\\.min\\.js|spinner\\.gif)", lambda _request, match: self._file(match[1])),
            Route("GET", "/", lambda _request, _match: self._popup()),
            Route("GET", "/provider/([a-z0-9-]+)/login", self._provider),
        )

    def widget_client(self) -> Response:
        """The page's own script of the session-token flow."""
        return self._file("connect-client.js")

    def garbage(self) -> bytes:
        """The web page that a scenario puts in the place of an answer."""
        return self._pages("garbage.html")

    def _script(self) -> Response:
        scenario = self._desk.take_script()
        return replace(self._script_of(scenario.script), delay=scenario.script_delay)

    def _script_of(self, twist: ScriptTwist) -> Response:
        match twist:
            case ScriptTwist.BLOCKED:
                return Response(0, fault=Fault.DROP)
            case ScriptTwist.MISSING:
                return _no_file()
            case ScriptTwist.GARBAGE:
                return replace(self._file("connect.js"), body=self.garbage())
            case ScriptTwist.NONE:
                return self._file("connect.js")

    def _popup(self) -> Response:
        """Serving the page is the moment at which what happens in the popup is used up."""
        launch = self._launches.begin(self._desk.take_launch())
        return self.page("popup.html", launch.key)

    def _provider(self, request: Request, match: re.Match[str]) -> Response:
        """There is a page of a provider's own where its log-in is not on the popup's."""
        entry = provider(match[1])
        launch = self._launches.get(request.query("launch"))
        via = (launch.scenario.via if launch else None) or (entry.via if entry else Via.PAGE)
        return _no_file() if entry is None or via is Via.PAGE else self.page("provider.html", "")

    def page(self, name: str, launch: str) -> Response:
        """A page with its launch in it, if it has one."""
        page = self._file(name)
        headers = {
            **page.headers,
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Referrer-Policy": "no-referrer",
        }
        return Response(page.status, headers, page.body.replace(LAUNCH_MARK, launch.encode()))

    def _file(self, name: str) -> Response:
        try:
            body = self._pages(name)
        except (OSError, KeyError):
            return _no_file()
        headers = {
            "Content-Type": _TYPES[name.rpartition(".")[2]],
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(HTTPStatus.OK, headers, body)


def _no_file() -> Response:
    return failure(HTTPStatus.NOT_FOUND, "There is no such page.")
