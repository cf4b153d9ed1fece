"""A folder in which finishes wait to be sent: what a night without a network leaves behind."""

from __future__ import annotations

from pathlib import Path

from hcdesktop.core.models import Credentials, Environment, Hosts, LaunchRequest, SessionToken
from hcdesktop.desk import Desks, opened

NAME = "Bench"
_CLIENT = "c1"
_KEY = bytes(range(32))


class OneKey:
    """A keyring that has the same key for everybody."""

    def key(self, _name: str, *, create: bool) -> bytes:
        return _KEY

    def keep(self, _name: str, key: bytes) -> None:
        assert key == _KEY

    def forget(self, _name: str) -> None: ...


def desks(folder: Path) -> Desks:
    """The environments of a folder that ``leave_pending`` has made."""
    return Desks(folder, vault=OneKey())


def leave_pending(folder: Path, count: int, *, address: str) -> None:
    """So many finishes, all due, for a Human API at this address."""
    hosts = Hosts(**dict.fromkeys(Hosts.__dataclass_fields__, address))
    made = desks(folder)
    environment = made.book.save(Environment(name=NAME, client_id=_CLIENT, hosts=hosts))
    with opened(made, environment) as desk:
        desk.service.set_credentials(Credentials(client_secret="secret"))
        for number in range(count):
            user = desk.service.add_user(f"user{number}@example.org")
            request = desk.service.launch(user.id)
            desk.service.keep(request, _session(request, number))


def _session(request: LaunchRequest, number: int) -> SessionToken:
    raw = {"humanId": f"human-{number}", "clientId": request.client_id, "sessionToken": f"session-{number}"}
    return SessionToken(
        session_token=raw["sessionToken"], human_id=raw["humanId"], client_id=request.client_id, raw=raw
    )
