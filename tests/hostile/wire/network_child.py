"""The real app and a healthy host in a network of their own, whose only interface goes down and up at random.

Runs inside ``unshare --net``; prints one JSON object: what was kept, and what had become of it in the end.
"""

from __future__ import annotations

import fcntl
import json
import random
import socket
import struct
import sys
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from hcdesktop.app import application
from hcdesktop.core.errors import LaunchRefused
from hcdesktop.core.finalizer import Backoff
from hcdesktop.core.models import Credentials
from hcdesktop.desk import Desks, opened
from hcdesktop.journey.waiting import DidNotHappen, let_pass, wait_for
from tests.hostile.wire.server import TokensServer, finished_session
from tests.ui.screen import LIVE, MemoryVault, Screen
from tests.web.human_api.people import CLIENT_ID, CLIENT_SECRET

PEOPLE = 8
DRAIN = 60.0  # seconds
# linux/sockios.h and linux/if.h
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1


def set_loopback(*, up: bool) -> None:
    """The interface ``lo`` of this process's network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        request = fcntl.ioctl(sock, _SIOCGIFFLAGS, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack("16sh14x", request)[1]
        flags = flags | _IFF_UP if up else flags & ~_IFF_UP
        fcntl.ioctl(sock, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags))


def main(folder: Path, times: int) -> dict[str, object]:
    """So many interruptions."""
    random.seed(times)
    set_loopback(up=True)
    with closing(TokensServer()) as server:
        desks = Desks(folder, backoff=Backoff(first=0.1, most=0.5), vault=MemoryVault(), seconds=1.0)
        hosts = replace(LIVE.hosts, user_url=server.url, api_url=server.url)
        environment = desks.book.save(replace(LIVE, client_id=CLIENT_ID, hosts=hosts))
        with opened(desks, environment) as desk:
            desk.service.set_credentials(Credentials(client_secret=CLIENT_SECRET))
            for number in range(PEOPLE):
                desk.service.add_user(f"person{number}@example.org")
        with closing(Screen(application(), desks, environment)) as screen:
            wait_for(lambda: screen.desk.environment.name == environment.name, "the environment")
            kinds: list[str] = []
            screen.app.saver.finalized.connect(lambda result: kinds.append(str(result.kind)))
            kept = [token for _ in range(times) for token in interruption(screen, server)]
            return outcome(screen, server, kept, kinds)


def interruption(screen: Screen, server: TokensServer) -> list[str]:
    """Somebody finishes now and then, and meanwhile the network goes and comes back."""
    kept = []
    for up in (True, False):
        set_loopback(up=up)
        until = time.monotonic() + random.uniform(0.05, 0.6)
        while time.monotonic() < until:
            kept += finish_one(screen, server)
            let_pass(random.uniform(0.0, 0.06))
    set_loopback(up=True)
    return kept


def finish_one(screen: Screen, server: TokensServer) -> list[str]:
    """What the popups do when somebody has finished: kept, then sent."""
    user = random.choice(screen.service.users())
    try:
        request = screen.service.launch(user.id)
    except LaunchRefused:  # the one before is not saved yet, or a token has to be recovered
        return []
    session = finished_session(server.people, user)
    finish = screen.app.saver.keep(screen.desk, request, session)
    assert finish is not None
    screen.app.saver.finalize(screen.desk, finish)
    return [session.session_token]


def outcome(screen: Screen, server: TokensServer, kept: list[str], kinds: list[str]) -> dict[str, object]:
    """What is left after the time to drain."""
    begin = time.monotonic()
    with suppress(DidNotHappen):  # it is told below
        wait_for(lambda: not screen.service.pending() and screen.app.tasks.idle, "drained", seconds=DRAIN)
    sessions = {session.token: session for session in server.people.sessions}
    wrong = [
        user.client_user_id
        for user in screen.service.users()
        if any(human.client_user_id == user.client_user_id for human in server.people.humans)
        and user.public_token != server.people.find(user.client_user_id).public_token
    ]
    return {
        "kept": len(kept),
        "lost": [token for token in kept if not sessions[token].spent],
        "pending": [f"{finish.state} {finish.problem}" for finish in screen.service.pending()],
        "wrong": wrong,
        "seconds": time.monotonic() - begin,
        "kinds": {kind: kinds.count(kind) for kind in kinds},
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
