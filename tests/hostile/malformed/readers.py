"""What reads what strangers send: one function each, from the bytes as they come to what the app makes of them."""

from __future__ import annotations

import io
from pathlib import Path

import requests
from requests.adapters import BaseAdapter
from urllib3.response import HTTPResponse

from hcdesktop.core import people_file, popup
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.intake import from_file
from hcdesktop.core.models import Credentials, Environment, SessionToken

CLIENT_ID = "c1"
ENVIRONMENT = Environment(name="Malformed", client_id=CLIENT_ID)
SESSION = SessionToken(session_token="s", raw={"sessionToken": "s"})
#: Of the four things that are asked for: what is asked, and how.
ASKED = {
    "tokens": lambda api: api.finalize(SESSION),
    "publictoken": lambda api: api.recover_public_token("h1"),
    "users": lambda api: api.users(),
    "sources": lambda api: api.sources("a1"),
}


class Answering(BaseAdapter):
    """Answers every request with these bytes."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body

    def send(self, request: requests.PreparedRequest, *_args: object, **_kwargs: object) -> requests.Response:
        response = requests.Response()
        response.status_code = 200
        response.request = request
        response.raw = HTTPResponse(body=io.BytesIO(self._body), status=200, preload_content=False)
        return response

    def close(self) -> None:
        """There is nothing to close."""


def read_popup(text: str) -> popup.PopupEvent:
    """A callback."""
    return popup.parse(text, client_id=CLIENT_ID)


def read_answer(asked: str, body: bytes) -> object:
    """An answer of Human API, by way of the real client."""

    def new_session() -> requests.Session:
        session = requests.Session()
        session.mount("https://", Answering(body))
        return session

    credentials = Credentials(client_secret="secret-1", app_key="key-1")
    return ASKED[asked](HumanApi(ENVIRONMENT, credentials=lambda: credentials, new_session=new_session))


def read_people(path: Path) -> list[tuple[str, str]]:
    """A list of people, as it is imported; raises what is wrong with the first row that is not."""
    here: dict[str, str | None] = {}
    lines: dict[str, int] = {}
    read = []
    for row in people_file.read(path).rows:
        candidate = from_file(row, here, lines)
        if candidate.error is not None:
            raise candidate.error
        read.append((candidate.person.client_user_id, candidate.person.details.label))
    return read
