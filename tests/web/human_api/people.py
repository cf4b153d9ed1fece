"""What this Human API knows: its one app, the people in it, the popup's sessions (sections 3 to 6)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

CLIENT_ID = "c11e47" + "0" * 30 + "a1b2"
CLIENT_SECRET = "5ec4e7" + "f" * 30 + "c3d4"
APP_KEY = "a99ce1" + "e" * 30 + "d5e6"


class Refusal(Exception):
    """A status, and the error that the popup shows or the endpoint answers."""

    def __init__(self, status: int, code: str, message: str, detailed_message: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.error = {"code": code, "message": message, "detailedMessage": detailed_message}


@dataclass(slots=True)
class Human:
    """One person; all three tokens are what is right at the moment."""

    client_user_id: str
    human_id: str = field(default_factory=lambda: secrets.token_hex(12))
    public_token: str = field(default_factory=lambda: secrets.token_hex(16))
    access_token: str = field(default_factory=lambda: secrets.token_hex(20))
    sources: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Session:
    """One popup; its token finalizes once."""

    human: Human
    mode: str
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    finished: bool = False
    spent: bool = False


class People:
    """The people and sessions. Whoever calls holds the lock of the host that was asked."""

    def __init__(self) -> None:
        self.humans: list[Human] = []
        self.sessions: list[Session] = []
        self.reusable = False  # whether a session token may be finalized again

    def add(self, client_user_id: str, *sources: str) -> Human:
        """Somebody who has connected before."""
        self.humans.append(Human(client_user_id, sources=list(sources)))
        return self.humans[-1]

    def find(self, client_user_id: str) -> Human:
        """Whoever has connected under this clientUserId, to the letter."""
        found = [human for human in self.humans if human.client_user_id == client_user_id]
        assert len(found) == 1, [human.client_user_id for human in self.humans]
        return found[0]

    # --- the popup

    def open(self, *, client_user_id: str, client_id: str, public_token: str) -> Session:
        """Create or Edit, by the publicToken."""
        known = next((human for human in self.humans if human.client_user_id == client_user_id), None)
        if public_token:
            if known is None or known.public_token != public_token:
                raise Refusal(400, "INVALID_PUBLIC_TOKEN", "The publicToken is not valid", "Another one was issued")
            session = Session(known, "edit")
        elif client_id != CLIENT_ID:
            raise Refusal(400, "UNKNOWN_CLIENT", "There is no such app")
        elif known is not None and known.sources:
            raise Refusal(400, "USER_ALREADY_EXISTS", "User Already Exists", "Open it with a publicToken")
        else:
            session = Session(Human(client_user_id), "create")
        self.sessions.append(session)
        return session

    def session(self, token: str) -> Session:
        """The session of a popup."""
        for session in self.sessions:
            if session.token == token:
                return session
        raise Refusal(404, "UNKNOWN_SESSION", "There is no such session")

    def finish(self, token: str) -> dict[str, str]:
        """The sessionTokenObject, with the ``userId`` that is sometimes there."""
        session = self.session(token)
        session.finished = True
        if session.human not in self.humans:
            self.humans.append(session.human)
        return {
            "humanId": session.human.human_id,
            "clientId": CLIENT_ID,
            "sessionToken": session.token,
            "userId": f"u-{session.human.human_id}",
        }

    # --- the app's server

    def finalize(self, body: dict[str, object]) -> dict[str, str]:
        """Section 4: a finished session for tokens, once; the publicToken is a new one each time."""
        check_secret(body)
        session = self.session(str(body.get("sessionToken")))
        human = session.human
        if not session.finished or (session.spent and not self.reusable) or body.get("humanId") != human.human_id:
            raise Refusal(400, "INVALID_SESSION", "The sessionToken is not valid")
        session.spent = True
        human.public_token, human.access_token = secrets.token_hex(16), secrets.token_hex(20)
        return {
            "humanId": human.human_id,
            "accessToken": human.access_token,
            "publicToken": human.public_token,
            "clientId": CLIENT_ID,
            "clientUserId": human.client_user_id,
        }

    def recover(self, body: dict[str, object]) -> dict[str, str]:
        """Section 5."""
        check_secret(body)
        for human in self.humans:
            if human.human_id == body.get("humanId"):
                return {"publicToken": human.public_token}
        raise Refusal(404, "NOT_FOUND", "There is no such human")

    def sources(self, access_token: str) -> list[dict[str, object]]:
        """Section 6."""
        for human in self.humans:
            if human.access_token == access_token:
                return [{"id": name, "source": name.lower(), "sourceName": name} for name in human.sources]
        raise Refusal(401, "UNAUTHORIZED", "The accessToken is not valid")


def check_secret(body: dict[str, object]) -> None:
    """Refuses everybody but the app's own server."""
    if body.get("clientId") != CLIENT_ID or body.get("clientSecret") != CLIENT_SECRET:
        raise Refusal(401, "UNAUTHORIZED", "The clientSecret is not right")
