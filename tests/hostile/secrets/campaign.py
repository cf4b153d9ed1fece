"""Canaries in every field that takes a secret, every journey and every failure; then everything that came out of it is
looked through, in every spelling. A hit is a secret in the clear.

Not looked at: the memory of the processes (somebody who reads that is on the desk's side of the lock), what a debugger
sees, and ``http.client.debuglevel``, which nobody sets in this app: whoever does has Python's own standard library
print requests.
"""

from __future__ import annotations

import dataclasses
import importlib
import io
import pkgutil
import re
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import hcdesktop
from hcdesktop.simulator import seeds
from tests.hostile.claims import Claim
from tests.hostile.secrets.app_journeys import Home, killed, played, self_tested
from tests.hostile.secrets.canaries import NEEDLES, Canaries, Shape, everywhere
from tests.hostile.secrets.desk_journeys import DeskJourneys, Told
from tests.hostile.secrets.needles import Needles

SHAPES: tuple[Shape, ...] = ("hex", "odd")


def canaries(*, kills: int) -> list[Claim]:
    """Everything in both shapes: without a window, in the real one, and killed so many times."""
    claims = [*at_the_desk(*SHAPES), in_reprs()]
    for number, shape in enumerate(SHAPES):
        claims += [in_the_window(shape), killed_in_it(shape, (kills + number) // len(SHAPES))]
    return [*claims, in_the_self_test()]


@contextmanager
def _home(shape: Shape) -> Iterator[tuple[Canaries, Path]]:
    minted = Canaries(shape)
    with everywhere(minted), tempfile.TemporaryDirectory() as folder:
        yield minted, Path(folder)


def at_the_desk(*shapes: Shape, step: int = 1) -> list[Claim]:
    """Every way of the host to fail, every scenario, every vault: what is said, logged, raised, shown and written.

    ``step``: only every so-and-so-many-th of the ways and scenarios.
    """
    told_claim = Claim("canaries: nothing that is logged, raised, shown, exported or told holds a secret")
    files = Claim("canaries: no file that a desk leaves holds a secret")
    places: Counter[str] = Counter()
    for shape in shapes:
        with _home(shape) as (minted, folder):
            told, out = Told(), io.StringIO()
            with redirect_stdout(out), redirect_stderr(out):
                DeskJourneys(folder, minted, told, step=step).run()
            for place, text in [*told.texts, ("stdout", out.getvalue())]:
                places[place] += 1
                told_claim.trial("; ".join(f"{shape}, {place}: {what}" for what in NEEDLES.within(text)))
            for path, found in NEEDLES.below(folder):
                files.trial("; ".join(f"{shape}, {path.name}: {what}" for what in found))
    told_claim.note = ", ".join(f"{place} {count}" for place, count in sorted(places.items()))
    return [told_claim, files]


def in_the_window(shape: Shape) -> Claim:
    """A person at the real app: its files, its output, and what the machine shows of it."""
    claim = Claim(f"canaries ({shape}) in the real app: create, edit, recover, copy, export, doctor, a crash")
    with _home(shape) as (minted, folder):
        home = Home(folder)
        played(home, minted)
        _count(claim, home)
    return claim


def killed_in_it(shape: Shape, times: int) -> Claim:
    """The same of an app that dies."""
    claim = Claim(f"canaries ({shape}) in the real app, killed in the middle of a finish")
    with _home(shape) as (minted, folder):
        home = Home(folder)
        sessions = killed(home, minted, times, seed=times)
        _count(claim, home)
        claim.note = f"{times} kills, {sessions} popups; {claim.note}"
    return claim


def in_the_self_test() -> Claim:
    """Its Human API is the Simulator with the secrets that it always has; its folder has to be gone at the end."""
    claim = Claim("canaries: the self-test says, leaves and shows none of the Simulator's own secrets")
    tokens = [token for human in seeds.HUMAN_SEEDS for token in (human.public_token, human.access_token)]
    needles = Needles([seeds.CLIENT_SECRET, seeds.APP_KEY, *tokens])
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), needles)
        self_tested(home)
        _count(claim, home)
    return claim


def _count(claim: Claim, home: Home) -> None:
    leaks = home.leaks()
    for place in sorted(home.places):
        claim.trial("; ".join(leak for leak in leaks if leak.startswith(f"{place}: ")))
    kinds = Counter("processes" if place.startswith("/proc/") else "files" for place in home.places)
    claim.note = f"{kinds['files']} files, {kinds['processes']} command lines and environments"
    if missed := [leak for leak in leaks if not any(leak.startswith(f"{place}: ") for place in home.places)]:
        claim.trial("; ".join(missed))


# --- every model ------------------------------------------------------------------------------------------------------


def models() -> list[type[Any]]:
    """Every dataclass of the app that has a field of a secret's name."""
    for module in pkgutil.walk_packages(hcdesktop.__path__, "hcdesktop."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return sorted(filter(secret_fields, _dataclasses()), key=lambda kind: kind.__qualname__)


def _dataclasses() -> set[type[Any]]:
    ours = {kind for kind in object.__subclasses__() if kind.__module__.startswith("hcdesktop.")}
    # ``slots=True`` makes a class a second time; the first one goes by no name.
    named = {kind for kind in ours if vars(sys.modules[kind.__module__]).get(kind.__name__) is kind}
    return {kind for kind in named if hasattr(kind, "__dataclass_fields__")}


def secret_fields(kind: type[Any]) -> list[str]:
    """Those that a secret goes into: text, under a secret's name."""
    texts = [field.name for field in dataclasses.fields(kind) if field.type in ("str", "str | None")]
    return [name for name in texts if re.search("token$|secret|app_key|pass(word|phrase)", name)]


def in_reprs() -> Claim:
    """By every way in which Python shows a value."""
    claim = Claim("canaries: no model that takes a secret shows it")
    secret = Canaries("odd").token_hex(20)
    for kind in models():
        names = [field.name for field in dataclasses.fields(kind)]
        # Not by its own constructor, which wants all the rest as well: what it shows is what is looked at.
        value = object.__new__(kind)
        for name in names:
            object.__setattr__(value, name, secret if name in secret_fields(kind) else None)
        try:
            raise ValueError(value)
        except ValueError as error:
            shown = f"{value!r} {value} {error} {''.join(traceback.format_exception(error))}"
        claim.trial(f"{kind.__qualname__}: {shown}" if NEEDLES.within(shown) else "")
    return claim
