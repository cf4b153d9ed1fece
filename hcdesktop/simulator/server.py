"""The front door of the Simulator: one function from request to response for all simulated hosts."""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from hcdesktop.core.models import Hosts
from hcdesktop.simulator.answering import Answering
from hcdesktop.simulator.application import ApiHost
from hcdesktop.simulator.auth import AuthHost
from hcdesktop.simulator.launches import Launches
from hcdesktop.simulator.pages import Pages, PagesHost
from hcdesktop.simulator.passes import Passes
from hcdesktop.simulator.popup import PopupHost
from hcdesktop.simulator.routing import Route, dispatch
from hcdesktop.simulator.scenario import Scenario, ScenarioDesk
from hcdesktop.simulator.state import SimulatorState
from hcdesktop.simulator.tokens import UserHost
from hcdesktop.simulator.widget import WidgetHost
from hcdesktop.simulator.wire import FORM_HEADER, STATUS_HEADER, Fault, Request, Response, failure, netloc_of

__all__ = ["FORM_HEADER", "STATUS_HEADER", "Fault", "LoggedRequest", "Request", "Response", "Simulator"]

_LOG_LENGTH = 5000  # one popup makes some forty requests
_LOGGED_PATH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRequest:
    """One line of the log: no query, no header, no body, hence no secret; ``status`` is 0 for a fault."""

    method: str
    host: str
    path: str
    status: int


class Simulator:
    """A complete Human API: takes any request, from any thread, and always returns; it never opens a socket.

    ``pages`` reads a file of ``resources/simulator`` by its name. Hosts that are given the same address share it.
    """

    def __init__(
        self,
        state: SimulatorState,
        *,
        hosts: Hosts | None = None,
        pages: Pages,
        now: Callable[[], float] = time.time,
        token_hex: Callable[[int], str] = secrets.token_hex,
    ) -> None:
        self.hosts = hosts or Hosts()
        self._desk = ScenarioDesk()
        launches = Launches(token_hex)
        files = PagesHost(pages=pages, launches=launches, desk=self._desk)
        popup = PopupHost(state=state, hosts=self.hosts, launches=launches, now=now)
        passes = Passes(now=now, token_hex=token_hex)
        widget = WidgetHost(
            state=state,
            passes=passes,
            launches=launches,
            desk=self._desk,
            now=now,
            page=files.page,
            client=files.widget_client,
        )
        answering = Answering(desk=self._desk, garbage=files.garbage)
        user = UserHost(state=state, answering=answering, now=now)
        auth = AuthHost(state=state, passes=passes, token_hex=token_hex)
        self._routes: tuple[tuple[str, tuple[Route, ...]], ...] = (
            # The widget's questions too: where the Simulator is served, all pages have one origin.
            (netloc_of(self.hosts.connect_url), (*files.routes, *popup.routes, *widget.questions)),
            (netloc_of(self.hosts.user_url), user.routes),
            (netloc_of(self.hosts.api_url), ApiHost(state=state, answering=answering).routes),
            (netloc_of(self.hosts.auth_url), auth.routes),
            (netloc_of(self.hosts.widget_url), (*widget.routes, *widget.questions, *files.assets)),
        )
        self._log: deque[LoggedRequest] = deque(maxlen=_LOG_LENGTH)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The hosts that a program asks as base addresses without a slash at the end, each once; the widget's is for
        browsers alone."""
        hosts = self.hosts
        return tuple(dict.fromkeys((hosts.connect_url, hosts.user_url, hosts.api_url, hosts.auth_url)))

    @property
    def scenario(self) -> Scenario:
        """What is to go wrong next."""
        return self._desk.chosen

    def choose(self, scenario: Scenario) -> None:
        """Makes the next launch go wrong in this way, once."""
        self._desk.choose(scenario)

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """The latest requests, the oldest first."""
        return tuple(self._log)

    def handle(self, request: Request) -> Response:
        """Answers one request by its host first, whatever its scheme, then by its path."""
        response = self._route(request)
        self._log.append(
            LoggedRequest(
                method=request.method,
                host=request.netloc,
                path=request.path[:_LOGGED_PATH],
                status=int(response.status),
            )
        )
        return response

    def _route(self, request: Request) -> Response:
        netloc = request.netloc
        routes = [route for address, own in self._routes if netloc and address == netloc for route in own]
        return dispatch(routes, request) or failure(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
