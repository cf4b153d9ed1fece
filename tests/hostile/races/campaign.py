"""Two at once: attempts, answers, secrets and wishes that meet; the newest answer wins and nothing is left stuck."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import closing

from hcdesktop.core.finalizer import LEASE
from hcdesktop.core.models import Credentials
from tests.core.loopback import Peer, response
from tests.hostile.claims import Claim
from tests.hostile.races.arena import Arena, together
from tests.hostile.wire.campaign import fresh_store
from tests.hostile.wire.ways import Way, ways
from tests.web.human_api.people import CLIENT_SECRET

_WAYS = {way.name: way for way in ways("http://127.0.0.1:9")}


def two_launches(arena: Arena) -> str:
    """Both finish, and both are sent at once."""
    first, second = arena.finish(), arena.finish()
    together(lambda: arena.run(first), lambda: arena.run(second))
    arena.drain()
    return arena.verdict(first, second)


def an_edit_while_an_older_one_is_retried(arena: Arena) -> str:
    """The older one was answered with 503 and is due again when the newer one finishes."""
    first = arena.finish()
    arena.server.misbehave(_WAYS["503"])
    arena.run(first)
    arena.server.heal()
    arena.clock.time += 10
    second = arena.finish()
    together(lambda: arena.run(second), lambda: arena.run(first), arena.desk.finalizer.run_due)
    arena.drain()
    return arena.verdict(first, second)


def an_older_one_is_refused_meanwhile(arena: Arena) -> str:
    """The older one is refused at the moment at which the newer one is stored."""
    first, second = arena.finish(), arena.finish()
    arena.server.people.session(first.session.session_token).finished = False
    together(lambda: arena.run(first), lambda: arena.run(second))
    for _ in range(3):  # nobody presses anything
        arena.clock.time += 10_000
        arena.desk.finalizer.run_due()
    return arena.verdict(first, second)


def answers_out_of_order(arena: Arena) -> str:
    """The older attempt outlives its lease, and is answered after the newer one has been stored."""
    first, second = arena.finish(), arena.finish()
    released, asked = threading.Event(), threading.Event()

    def slow(peer: Peer, _answer: dict[str, object]) -> None:
        asked.set()
        released.wait(10)
        peer.send(response(*[(400, b"{}"), (503, b""), (401, b"")][random.randrange(3)]))

    arena.server.misbehave(_like(_WAYS["503"], slow))
    older = threading.Thread(target=arena.run, args=(first,))
    older.start()
    asked.wait(10)
    arena.server.heal()
    arena.clock.time += LEASE + 1
    arena.run(second)
    if random.random() < 0.5:
        arena.run(first)  # taken over, while the other attempt still hangs
    released.set()
    older.join(10)
    arena.drain()
    return arena.verdict(first, second)


def many_threads_and_one_finish(arena: Arena) -> str:
    """Ten attempts at once: one of them asks."""
    finish = arena.finish()
    before = len(arena.server.seen)
    results = together(*[lambda: arena.run(finish)] * 10)
    if len(arena.server.seen) - before != 1 or sum(result is not None for result in results) != 1:
        return f"asked {len(arena.server.seen) - before} times"
    return arena.verdict(finish)


def the_secret_is_mended_meanwhile(arena: Arena) -> str:
    """A request with the wrong secret is under way when the right one is typed: nobody has to press anything more."""
    arena.desk.service.set_credentials(Credentials(client_secret="wrong"))
    finish = arena.finish()

    def mend() -> None:
        arena.desk.service.set_credentials(Credentials(client_secret=CLIENT_SECRET))

    if random.random() < 0.5:
        arena.meanwhile = mend
        arena.run(finish)
    else:
        together(lambda: arena.run(finish), mend)
    for _ in range(3):
        arena.clock.time += LEASE + 1
        arena.desk.finalizer.run_due()
    return arena.verdict(finish)


def the_secret_is_spoiled_meanwhile(arena: Arena) -> str:
    """The other way round; it is mended later, and then all is well."""
    finish = arena.finish()

    def spoil() -> None:
        arena.desk.service.set_credentials(Credentials(client_secret="wrong"))

    together(lambda: arena.run(finish), spoil)
    arena.desk.service.set_credentials(Credentials(client_secret=CLIENT_SECRET))
    arena.clock.time += LEASE + 1
    arena.desk.finalizer.run_due()
    return arena.verdict(finish)


def stopped_and_wanted_meanwhile(arena: Arena) -> str:
    """Somebody stops trying, and wants it again, while an attempt is under way that fails."""
    finish = arena.finish()
    arena.server.misbehave(_WAYS[random.choice(["503", "truncated JSON", "reset in the body"])])
    together(
        lambda: arena.run(finish),
        lambda: arena.desk.service.stop_trying(arena.user.id),
        lambda: arena.desk.service.retry(arena.user.id),
    )
    arena.server.heal()
    arena.drain()
    return arena.verdict(finish)


def the_same_finish_is_kept_again(arena: Arena) -> str:
    """A repeated finish arrives while the first is being finalized: it is recognised, before and after."""
    finish = arena.finish()

    def again() -> object:
        time.sleep(random.uniform(0, 0.02))
        return arena.store.keep_finish(
            user_id=arena.user.id, launch_id=finish.launch_id, session=finish.session, at=arena.clock()
        )

    together(lambda: arena.run(finish), again, again)
    if again() is not None:
        return "kept again after it was finalized"
    return arena.verdict(finish)


RACES: tuple[Callable[[Arena], str], ...] = (
    two_launches,
    an_edit_while_an_older_one_is_retried,
    an_older_one_is_refused_meanwhile,
    answers_out_of_order,
    many_threads_and_one_finish,
    the_secret_is_mended_meanwhile,
    the_secret_is_spoiled_meanwhile,
    stopped_and_wanted_meanwhile,
    the_same_finish_is_kept_again,
)


def _like(way: Way, fails: Callable[[Peer, dict[str, object]], None]) -> Way:
    return Way(way.name, fails, way.state, way.kind, way.says)


def races(times: int) -> list[Claim]:
    """So many, each kind in its turn, in both models of the session token."""
    claim = Claim("two at once: the newest answer wins, one outcome, nothing mixed, nothing left stuck")
    random.seed(times)
    for first in range(0, times, len(RACES)):
        with fresh_store() as store:
            for race in RACES[: times - first]:
                store.set_credentials(Credentials(client_secret=CLIENT_SECRET))
                arena = Arena(store, reusable=first // len(RACES) % 2 == 1)
                with closing(arena.server):
                    broke = race(arena)
                claim.trial(f"{race.__name__}: {broke}" if broke else "")
    return [claim]
