"""Step 3 and 4 of the flow: what the popup is opened with, and what each of its callbacks means.

The relay in the page hands every callback over as one JSON object with a ``callback`` name; ``parse`` turns the
text into an event or refuses it. Nothing here trusts the page: sizes, types and the ``clientId`` are checked.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias, cast
from urllib.parse import quote

from hcdesktop.core.errors import CallbackRejected, ErrorKind, InvalidInput
from hcdesktop.core.models import JsonObject, LaunchRequest, PopupProblem, SessionToken
from hcdesktop.core.plain import is_identifier, shown

#: Largest callback that is looked at, in UTF-8 bytes (decision 2).
MAX_CALLBACK_BYTES = 8 * 1024
#: Longest ``clientUserId``, in characters; it is pasted, percent-encoded, into an address (section 3).
MAX_CLIENT_USER_ID = 512
_MAX_TEXT = 2000
_MAX_TOKEN = 1024
_MAX_DEPTH = 16
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Ready:
    """The relay stands and the page's script is about to run."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The popup has answered: its ``hapi-connect-open`` has passed the guard."""


@dataclass(frozen=True, slots=True)
class ScriptFailed:
    """``connect.js`` did not load, or did not define ``HumanConnect``."""

    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """``finish(null, sessionTokenObject)``: a source was connected, added or removed (section 3). With an error beside
    it, the session is no less unrepeatable."""

    session: SessionToken
    problem: PopupProblem | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """``error(err)``, or ``finish(err)``: the popup could not go on (section 3)."""

    problem: PopupProblem = field(default_factory=PopupProblem)


@dataclass(frozen=True, slots=True)
class Closed:
    """``close()``: closed without connecting anything (section 3)."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """The guard dropped a message that did not come from the popup; ``reason`` is the guard's word for it."""

    reason: str = ""


PopupEvent: TypeAlias = Ready | Opened | ScriptFailed | Finished | Failed | Closed | Dropped


def check_client_user_id(text: str) -> str:
    """The ``clientUserId`` as it will be kept: any UTF-8 text (section 2) that can travel in an address.

    Raises ``InvalidInput`` when it is empty, longer than ``MAX_CLIENT_USER_ID`` or has control characters.
    """
    client_user_id = text.strip()
    if not client_user_id:
        raise InvalidInput(ErrorKind.ID_EMPTY)
    if len(client_user_id) > MAX_CLIENT_USER_ID:
        raise InvalidInput(ErrorKind.ID_TOO_LONG, limit=MAX_CLIENT_USER_ID)
    if _CONTROL.search(client_user_id):
        raise InvalidInput(ErrorKind.ID_CONTROL)
    return client_user_id


def launch_options(request: LaunchRequest) -> dict[str, str]:
    """The values for ``HumanConnect.open`` (section 3): all that the page ever gets to know.

    ``clientUserId`` is percent-encoded as ``encodeURIComponent`` does it, for the client pastes it into an address;
    ``publicToken`` is ``''`` in Create mode.
    """
    return {
        "clientUserId": quote(request.client_user_id, safe="!'()*-._~"),
        "clientId": request.client_id,
        "publicToken": request.public_token,
        "language": request.language,
    }


def parse(text: str, *, client_id: str) -> PopupEvent:
    """The event in one message of the relay.

    Raises ``CallbackRejected`` for anything that the protocol does not allow, among it a sessionTokenObject without
    a ``sessionToken`` or of another ``clientId`` than ours.
    """
    # Characters first: 100 MB of them must not be copied to find out that they are bytes.
    if len(text) > MAX_CALLBACK_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_CALLBACK_BYTES:
        raise CallbackRejected(ErrorKind.CALLBACK_TOO_LARGE, limit=MAX_CALLBACK_BYTES)
    message = _object(_load(text))
    name = message.get("callback")
    parser = _PARSERS.get(name) if isinstance(name, str) else None
    if parser is None:
        raise CallbackRejected(ErrorKind.CALLBACK_UNKNOWN)
    return parser(message, client_id)


def raw(text: str) -> JsonObject:
    """What ``parse`` has accepted, as it came: for the timeline, where it is redacted."""
    return _object(_load(text))


def means_already_exists(problem: PopupProblem) -> bool:
    """Whether this is the *User Already Exists* error of Create mode (section 3, end)."""
    return "alreadyexist" in _squeezed(f"{problem.code} {problem.message} {problem.detailed_message}")


def means_stale_token(problem: PopupProblem) -> bool:
    """Whether the popup refused the publicToken it was opened with; no code for it is documented [inferred]."""
    said = _squeezed(f"{problem.code} {problem.message} {problem.detailed_message}")
    return "publictoken" in said


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _load(text: str) -> object:
    try:
        value: object = json.loads(text, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        pass
    else:
        if _is_kept_as_it_is(value, _MAX_DEPTH):
            return value
    # Out here what was raised is not even its context: it holds the whole text.
    raise CallbackRejected(ErrorKind.CALLBACK_MALFORMED)


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """No browser writes a name twice; who reads which of the two must not matter."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _is_kept_as_it_is(value: object, levels: int) -> bool:
    """Whether it can be kept and sent on: no stack is exhausted by it, and JSON has a word for every number in it."""
    if isinstance(value, float):
        return math.isfinite(value)
    if not isinstance(value, dict | list):
        return True
    items = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_kept_as_it_is(item, levels - 1) for item in items)


def _object(value: object) -> JsonObject:
    if not isinstance(value, dict):
        raise CallbackRejected(ErrorKind.CALLBACK_MALFORMED)
    return cast("JsonObject", value)


def _text(value: object) -> str:
    """What a page says in words."""
    return shown(value, limit=_MAX_TEXT)


def _identifier(message: JsonObject, name: str) -> str | None:
    value = message.get(name)
    if value is None:
        return None
    if not is_identifier(value) or len(value) > _MAX_TOKEN:
        raise CallbackRejected(ErrorKind.CALLBACK_MALFORMED, field=name)
    return value


def _problem(value: object) -> PopupProblem:
    if not isinstance(value, dict):
        return PopupProblem(message=_text(value))
    return PopupProblem(
        code=_text(value.get("code")),
        message=_text(value.get("message")),
        detailed_message=_text(value.get("detailedMessage")),
    )


def _parse_finish(message: JsonObject, client_id: str) -> PopupEvent:
    problem = None if message.get("error") is None else _problem(message["error"])
    try:
        return Finished(_session(message.get("session"), client_id), problem)
    except CallbackRejected:
        if problem is None:
            raise
        return Failed(problem)


def _session(raw: object, client_id: str) -> SessionToken:
    if raw is None:
        raise CallbackRejected(ErrorKind.CALLBACK_NO_SESSION)
    session = _object(raw)
    session_token = _identifier(session, "sessionToken")
    if session_token is None:
        raise CallbackRejected(ErrorKind.CALLBACK_NO_SESSION)
    token_client = _identifier(session, "clientId")
    if token_client is not None and token_client != client_id:
        raise CallbackRejected(ErrorKind.CALLBACK_WRONG_CLIENT)
    human_id = _identifier(session, "humanId")
    return SessionToken(session_token=session_token, human_id=human_id, client_id=token_client, raw=dict(session))


def _parse_error(message: JsonObject, _client_id: str) -> PopupEvent:
    return Failed(_problem(message.get("error")))


_PARSERS: dict[str, Callable[[JsonObject, str], PopupEvent]] = {
    "ready": lambda _message, _client: Ready(),
    "opened": lambda _message, _client: Opened(),
    "script-failed": lambda message, _client: ScriptFailed(_text(message.get("detail"))),
    "finish": _parse_finish,
    "close": lambda _message, _client: Closed(),
    "error": _parse_error,
    "dropped": lambda message, _client: Dropped(_text(message.get("reason"))),
}
