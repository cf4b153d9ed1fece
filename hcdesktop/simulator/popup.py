"""The connect host's JSON endpoints: what the popup page and the providers' pages ask while somebody connects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeAlias

from hcdesktop.core.models import Hosts, PopupProblem
from hcdesktop.simulator.application import iso
from hcdesktop.simulator.launches import Launch, Launches
from hcdesktop.simulator.providers import DEMO_PASSWORD, DEMO_USER, PROVIDERS, Login, Provider, Via, provider
from hcdesktop.simulator.records import Session, SessionState
from hcdesktop.simulator.routing import Route
from hcdesktop.simulator.scenario import CallbackTwist, PopupTwist, ProviderTwist
from hcdesktop.simulator.state import RefusedError, SimulatorState
from hcdesktop.simulator.wire import STATUS_HEADER, Fault, JsonDict, Request, Response, json_answer

Form: TypeAlias = Mapping[str, str]
Action: TypeAlias = Callable[[Launch, Form], JsonDict]

_ELSEWHERE = "starfleet-medical"  # where the person of the scenario "already exists" is said to be connected


class PopupError(Exception):
    """An answer with an ``error`` for the page, which shows it or posts it as ``hapi-connect-error``."""

    def __init__(self, status: int, problem: PopupProblem, *, fatal: bool = False) -> None:
        super().__init__(problem.code)
        self.status = status
        self.problem = problem
        self.fatal = fatal  # in the midst of the visit: the page tells the host page of this one too


def _error(status: int, code: str, message: str, detail: str = "", *, fatal: bool = False) -> PopupError:
    problem = PopupProblem(code=code, message=message, detailed_message=detail or message)
    return PopupError(status, problem, fatal=fatal)


_EXISTS = _error(
    HTTPStatus.CONFLICT,
    "USER_ALREADY_EXISTS",
    "User Already Exists",
    "There is a user with this clientUserId already. Open the popup with their publicToken instead.",
).problem


class PopupHost:
    """The endpoints under ``/popup/``. All are GET with the form in one header; every answer carries its status in
    the body and in ``X-Simulator-Status`` as well, because a custom scheme's reply has no status of its own."""

    def __init__(self, *, state: SimulatorState, hosts: Hosts, launches: Launches, now: Callable[[], float]) -> None:
        self._state = state
        self._hosts = hosts
        self._launches = launches
        self._now = now
        self.routes = (
            self._route("start", self._start),
            self._route("connect", self._connect),
            self._route("remove", self._remove),
            self._route("finish", self._finish),
            self._route("status", self._status),
            self._route("provider", self._provider),
            self._route("decline", self._decline),
        )

    def _route(self, name: str, action: Action) -> Route:
        return Route("GET", f"/popup/{name}", lambda request, _match: self._answer(request, action))

    def _answer(self, request: Request, action: Action) -> Response:
        try:
            form = request.form()
            if form is None:
                raise _error(HTTPStatus.BAD_REQUEST, "BAD_FORM", "The page sent something that makes no sense")
            launch = self._launches.get(form.get("launch", ""))
            if launch is None:
                raise _over()
            if action == self._start and launch.scenario.popup is PopupTwist.HANG:
                return Response(0, fault=Fault.HANG)
            return _reply(HTTPStatus.OK, action(launch, form))
        except PopupError as error:
            fatal = {"fatal": True} if error.fatal else {}
            return _reply(error.status, {"error": problem_item(error.problem), **fatal})
        except RefusedError as error:
            return _reply(HTTPStatus.CONFLICT, {"error": problem_item(_refused(error))})

    # --- the page opens -------------------------------------------------------------------------------------------

    def _start(self, launch: Launch, form: Form) -> JsonDict:
        self._act_out(launch, form)
        session = self._session(launch) if launch.session_token else self._open(form)
        self._launches.bind(launch.key, session_token=session.token)
        return {
            "mode": "edit" if self._state.human(session.human_id) else "create",
            "clientUserId": session.client_user_id,
            "sessionToken": session.token,
            "providers": [self._provider_item(entry, launch) for entry in PROVIDERS],
            "closeAtOnce": launch.scenario.popup is PopupTwist.CLOSE,
            "crash": launch.scenario.popup is PopupTwist.CRASH,
            **self._sources(session),
        }

    def _act_out(self, launch: Launch, form: Form) -> None:
        match launch.scenario.popup:
            case PopupTwist.ERROR if launch.scenario.popup_problem:
                raise PopupError(HTTPStatus.INTERNAL_SERVER_ERROR, launch.scenario.popup_problem)
            case PopupTwist.ALREADY_EXISTS:
                # The error has to be true, or the way out of it (sections 5 and 6) would lead nowhere.
                self._state.admit(form.get("clientUserId", ""), provider=_ELSEWHERE, at=self._now())
                raise PopupError(HTTPStatus.CONFLICT, _EXISTS)
            case PopupTwist.STALE_TOKEN:
                raise _stale()

    def _open(self, form: Form) -> Session:
        client_user_id = form.get("clientUserId", "")
        self._check_client(form)
        token = form.get("sessionToken", "").strip()  # the historical client puts a blank before it (section 3)
        if form.get("publicToken"):
            client_user_id = self._owner_of(form["publicToken"], client_user_id)
            return self._state.resume(token, client_user_id=client_user_id) or self._state.open_session(client_user_id)
        if not client_user_id:
            raise _error(HTTPStatus.BAD_REQUEST, "MISSING_CLIENT_USER_ID", "The clientUserId is missing")
        return self._state.resume(token, client_user_id=client_user_id) or self._create(client_user_id)

    def _check_client(self, form: Form) -> None:
        """The older client sends the publicToken instead of the clientId; the token alone is enough."""
        client_id = form.get("clientId", "")
        if client_id != self._state.app.client_id and (client_id or not form.get("publicToken")):
            raise _error(
                HTTPStatus.UNAUTHORIZED, "INVALID_CLIENT_ID", "Invalid client id", "There is no app with this clientId."
            )

    def _owner_of(self, public_token: str, client_user_id: str) -> str:
        human = self._state.human_opened_by(public_token)
        if human is None or client_user_id not in ("", human.client_user_id):
            raise _stale()
        return human.client_user_id

    def _create(self, client_user_id: str) -> Session:
        if self._state.human_named(client_user_id):
            raise PopupError(HTTPStatus.CONFLICT, _EXISTS)
        return self._state.open_session(client_user_id)

    # --- somebody connects ----------------------------------------------------------------------------------------

    def _connect(self, launch: Launch, form: Form) -> JsonDict:
        session, entry = self._session(launch), _entry(form)
        _check_expired(launch)
        refused = launch.scenario.provider is ProviderTwist.REFUSED
        if refused or (entry.login is Login.PASSWORD and not _demo_login(form)):
            raise _error(HTTPStatus.FORBIDDEN, "LOGIN_REFUSED", "The user name or the password is wrong")
        return self._sources(self._state.connect(session.token, provider=entry.id, at=self._now()))

    def _remove(self, launch: Launch, form: Form) -> JsonDict:
        session = self._session(launch)
        _check_expired(launch)
        return self._sources(self._state.remove(session.token, provider=_entry(form).id))

    def _finish(self, launch: Launch, _form: Form) -> JsonDict:
        session = self._session(launch)
        human = self._state.finish(session.token, at=self._now())
        token = {
            "humanId": human.human_id,
            "clientId": self._state.app.client_id,
            "sessionToken": session.token,
            "userId": human.user_id,
        }
        answer: JsonDict = {"token": token, "callback": launch.scenario.callback}
        if launch.scenario.callback is CallbackTwist.FINISH_WITH_ERROR and launch.scenario.finish_problem:
            answer["error"] = problem_item(launch.scenario.finish_problem)
        return answer

    def _status(self, launch: Launch, _form: Form) -> JsonDict:
        return {**self._sources(self._session(launch)), "declined": launch.declined}

    # --- a provider's own page ------------------------------------------------------------------------------------

    def _provider(self, launch: Launch, form: Form) -> JsonDict:
        session = self._session(launch)
        return {
            "provider": self._provider_item(_entry(form), launch),
            "clientUserId": session.client_user_id,
            "closes": launch.scenario.provider is ProviderTwist.WINDOW_CLOSED,
        }

    def _decline(self, launch: Launch, form: Form) -> JsonDict:
        self._session(launch)
        self._launches.decline(launch.key, attempt=form.get("attempt", ""))
        return {}

    # --- pieces of answers ----------------------------------------------------------------------------------------

    def _session(self, launch: Launch) -> Session:
        session = self._state.session(launch.session_token)
        if session is None or session.state is not SessionState.UNFINISHED:
            raise _over()
        return session

    def _sources(self, session: Session) -> JsonDict:
        return {
            "connected": [
                {"id": source.provider, "since": iso(source.since)} for source in self._state.sources(session)
            ],
            "changed": session.changed,
        }

    def _provider_item(self, entry: Provider, launch: Launch) -> JsonDict:
        # A frame is opened by the host page, which lives elsewhere: its address has to be whole, and https.
        via = launch.scenario.via or entry.via
        base = {Via.PAGE: None, Via.WINDOW: "", Via.FRAME: self._hosts.connect_url}[via]
        popup = "&popup=1" if via is Via.WINDOW else ""
        return {
            "id": entry.id,
            "name": entry.name,
            "category": entry.category,
            "dataTypes": list(entry.data_types),
            "login": entry.login,
            "via": via,
            "loginUrl": "" if base is None else f"{base}/provider/{entry.id}/login?launch={launch.key}{popup}",
        }


def problem_item(problem: PopupProblem) -> JsonDict:
    """An error as the callbacks hand it on (section 3)."""
    return {"code": problem.code, "message": problem.message, "detailedMessage": problem.detailed_message}


def _reply(status: int, payload: JsonDict) -> Response:
    headers = {STATUS_HEADER: str(int(status)), "X-Content-Type-Options": "nosniff"}
    return json_answer({**payload, "status": int(status)}, status=status, headers=headers)


def _over() -> PopupError:
    return _error(HTTPStatus.PRECONDITION_FAILED, "SESSION_OVER", "This session is over")


def _stale() -> PopupError:
    return _error(
        HTTPStatus.UNAUTHORIZED,
        "INVALID_PUBLIC_TOKEN",
        "Invalid public token",
        "This publicToken is not the current one of this user. Ask the publictokens endpoint for it.",
    )


def _check_expired(launch: Launch) -> None:
    if launch.scenario.popup is PopupTwist.EXPIRED:
        detail = "The session has taken too long. Please open the popup again."
        status = HTTPStatus.PRECONDITION_FAILED
        raise _error(status, "SESSION_EXPIRED", "The session has expired", detail, fatal=True)


def _refused(error: RefusedError) -> PopupProblem:
    return PopupProblem(code="REFUSED", message=str(error), detailed_message=str(error))


def _entry(form: Form) -> Provider:
    found = provider(form.get("provider", ""))
    if found is None:
        raise _error(HTTPStatus.NOT_FOUND, "UNKNOWN_PROVIDER", "There is no such provider")
    return found


def _demo_login(form: Form) -> bool:
    return (form.get("userName"), form.get("password")) == (DEMO_USER, DEMO_PASSWORD)
