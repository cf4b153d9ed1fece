"""Writes a data folder as the code does that this is run with: ``python -m tests.data.write tests/data/4``.

Run it before the tables change, and keep what it wrote: ``tests/test_upgrade.py`` opens each of these folders, and
finds in it what this has put there. What it uses has been there since version 1, so that it runs with any of them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hcdesktop.core.models import Credentials, Environment, Hosts, Outcome, OutcomeKind, SessionToken
from hcdesktop.desk import SIMULATOR, Desk, Desks, opened
from hcdesktop.simulator import seeds
from hcdesktop.simulator.state import SimulatorState

AT = 1_790_000_000.0  # 21 September 2026
#: Fictional people, and a key that keeps nothing secret: there is no keyring to write into.
PASSPHRASE = "an old passphrase"
RECOVERY = "an old recovery passphrase"
CLINIC = Environment(
    name="Clinic",
    client_id="clinic-client",
    hosts=Hosts(user_url="http://127.0.0.1:9/user", api_url="http://127.0.0.1:9/api"),
    language="es",
)
CREDENTIALS = Credentials(client_secret="clinic-secret", app_key="clinic-app-key")
PEOPLE = [(f"person-{number}@example.org", f"Person {number}") for number in range(1, 11)]


def session_of(human_id: str, token: str, client_id: str) -> SessionToken:
    """A sessionTokenObject, whole."""
    raw = {"humanId": human_id, "clientId": client_id, "sessionToken": token}
    return SessionToken(session_token=token, human_id=human_id, client_id=client_id, raw=raw)


def simulated(folder: Path, client_user_id: str) -> SessionToken:
    """One for which the Simulator gives tokens."""
    state = SimulatorState(folder / "simulator.json")
    session = state.open_session(client_user_id)
    state.connect(session.token, provider="quillstep", at=AT)
    state.finish(session.token, at=AT)
    return session_of(session.human_id, session.token, seeds.CLIENT_ID)


def finish(desk: Desk, client_user_id: str, session: SessionToken) -> int:
    """A launch that has ended with this; the number of the finish that is kept."""
    user = desk.service.find_user(client_user_id)
    request = desk.service.launch(user.id)
    kept = desk.service.keep(request, session)
    desk.service.end(request, Outcome(kind=OutcomeKind.FINISHED, session=session))
    if kept is None:
        raise RuntimeError("it was kept already")
    return kept.id


def write(folder: Path) -> None:
    """Simulator: somebody with new tokens, and a finish that is not sent yet. Clinic: people, tokens, secrets, a finish
    that waits, a recovery passphrase, and the environment used last."""
    desks = Desks(folder, now=lambda: AT, alone=True)
    new, later = (seed.client_user_id for seed in seeds.DESK_SEEDS if seed.public_token is None and not seed.human_id)
    sessions = [simulated(folder, client_user_id) for client_user_id in (new, later)]
    with opened(desks, SIMULATOR) as desk:
        desk.service.finalizer.run(finish(desk, new, sessions[0]))
        finish(desk, later, sessions[1])
    desks.book.save(CLINIC)
    desks.book.remember(CLINIC.name)
    with opened(desks, desks.book.get(CLINIC.name), passphrase=PASSPHRASE) as desk:
        desk.service.set_credentials(CREDENTIALS)
        for client_user_id, label in PEOPLE:
            desk.service.add_user(client_user_id, label=label)
        desk.store.add_known_user(
            client_user_id="known@example.org",
            label="Known Person",
            human_id="human-1",
            public_token="public-1",
            access_token="access-1",
            sources=["Starfleet Medical", "Quillstep"],
            at=AT,
        )
        finish(desk, PEOPLE[0][0], session_of("human-2", "session-2", CLINIC.client_id))
        desks.set_recovery(desk, RECOVERY)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
