"""The widget host of the session-token flow (section 7): the page in the iframe, and what it asks.

There is no finish: what the person connects is true at once, and the app asks the auth host for an access token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeAlias

from hcdesktop.simulator.application import iso
from hcdesktop.simulator.launches import Launch, Launches
from hcdesktop.simulator.passes import Passes, PassState
from hcdesktop.simulator.providers import DEMO_PASSWORD, DEMO_USER, PROVIDERS, Login, Provider, Via, provider
from hcdesktop.simulator.records import Human
from hcdesktop.simulator.routing import Route
from hcdesktop.simulator.scenario import PopupTwist, ProviderTwist, ScenarioDesk
from hcdesktop.simulator.state import RefusedError, SimulatorState
from hcdesktop.simulator.wire import STATUS_HEADER, Fault, JsonDict, Request, Response, json_answer

Form: TypeAlias = Mapping[str, str]
Answered: TypeAlias = tuple[int, JsonDict]

_TOKEN_TWISTS = {PopupTwist.STALE_TOKEN: PassState.INVALID, PopupTwist.EXPIRED: PassState.EXPIRED}


class WidgetHost:
    """``page`` serves a file of the popup's pages with the launch in it."""

    def __init__(
        self,
        *,
        state: SimulatorState,
        passes: Passes,
        launches: Launches,
        desk: ScenarioDesk,
        now: Callable[[], float],
        page: Callable[[str, str], Response],
        client: Callable[[], Response],
    ) -> None:
        self._state = state
        self._passes = passes
        self._launches = launches
        self._desk = desk
        self._now = now
        self._page = page
        self.routes = (
            Route("GET", "/", lambda _request, _match: self._open()),
            Route("GET", "/humanapi-connect-client@[a-z0-9.]+\\.js", lambda _request, _match: client()),
        )
        #: Asked by the page at its own origin, which may be the connect host's too.
        self.questions = (
            Route("GET", "/widget-(start|connect|remove)", lambda request, match: self._answer(request, match[1])),
        )

    def _open(self) -> Response:
        launch = self._launches.begin(self._desk.take_launch())
        return self._page("widget.html", launch.key)

    def _answer(self, request: Request, question: str) -> Response:
        form = request.form()
        launch = self._launches.get(form.get("launch", "")) if form else None
        if form is None or launch is None:
            return _reply(_error(HTTPStatus.PRECONDITION_FAILED, PassState.INVALID))
        if launch.scenario.popup is PopupTwist.HANG:
            return Response(0, fault=Fault.HANG)
        return _reply(self._act(launch, form, question))

    def _act(self, launch: Launch, form: Form, question: str) -> Answered:
        worth, client_user_id = self._passes.look_up(form.get("token", ""))
        worth = _TOKEN_TWISTS.get(launch.scenario.popup, worth)
        if worth is not PassState.SUCCESS:
            return _error(HTTPStatus.UNAUTHORIZED, worth)
        if question == "start":
            return self._start(launch, client_user_id)
        entry = provider(form.get("provider", ""))
        if entry is None:
            return _error(HTTPStatus.NOT_FOUND, "UNKNOWN_PROVIDER")
        if question == "connect" and not _lets_in(entry, launch, form):
            return _error(HTTPStatus.FORBIDDEN, "LOGIN_REFUSED")
        try:
            return HTTPStatus.OK, self._sources(self._change(client_user_id, entry, remove=question == "remove"))
        except RefusedError:
            return _error(HTTPStatus.CONFLICT, "REFUSED")

    def _start(self, launch: Launch, client_user_id: str) -> Answered:
        scenario = launch.scenario
        if scenario.popup is PopupTwist.ERROR and scenario.popup_problem:
            return _error(HTTPStatus.INTERNAL_SERVER_ERROR, scenario.popup_problem.code)
        return HTTPStatus.OK, {
            "clientUserId": client_user_id,
            "providers": [_provider_item(entry) for entry in PROVIDERS],
            "crash": scenario.popup is PopupTwist.CRASH,
            "closeAtOnce": scenario.popup is PopupTwist.CLOSE,
            "callback": scenario.callback,
            **self._sources(self._state.human_named(client_user_id)),
        }

    def _change(self, client_user_id: str, entry: Provider, *, remove: bool) -> Human:
        """One source more or less, at once, with tokens that read what is there."""
        session = self._state.open_session(client_user_id)
        if remove:
            self._state.remove(session.token, provider=entry.id)
        else:
            self._state.connect(session.token, provider=entry.id, at=self._now())
        human = self._state.finish(session.token, at=self._now())
        return self._state.spend(session.token, human_id=human.human_id, at=self._now())

    def _sources(self, human: Human | None) -> JsonDict:
        sources = human.sources if human else ()
        named = [(source, provider(source.provider)) for source in sources]
        return {
            "connected": [
                {
                    "id": source.provider,
                    "account": source.id,
                    "name": entry.name if entry else source.provider,
                    "since": iso(source.since),
                }
                for source, entry in named
            ]
        }


def _provider_item(entry: Provider) -> JsonDict:
    return {
        "id": entry.id,
        "name": entry.name,
        "category": entry.category,
        "dataTypes": list(entry.data_types),
        "login": entry.login,
        "via": Via.PAGE,
    }


def _lets_in(entry: Provider, launch: Launch, form: Form) -> bool:
    if launch.scenario.provider is ProviderTwist.REFUSED:
        return False
    demo = (form.get("userName"), form.get("password")) == (DEMO_USER, DEMO_PASSWORD)
    return entry.login is not Login.PASSWORD or demo


def _error(status: int, code: str) -> Answered:
    return status, {"error": {"code": code, "message": code, "detailedMessage": code}}


def _reply(answered: Answered) -> Response:
    status, payload = answered
    headers = {STATUS_HEADER: str(int(status)), "X-Content-Type-Options": "nosniff"}
    return json_answer({**payload, "status": int(status)}, status=status, headers=headers)
