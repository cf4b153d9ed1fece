"""Trails that were tampered with, and trails that were not: the first must be told, the second must not be accused."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from tests.hostile.audit.histories import HISTORIES
from tests.hostile.audit.places import Place, some_work
from tests.hostile.audit.tampering import TAMPERINGS, Scene
from tests.hostile.claims import Claim
from tests.hostile.disk.steps import MEMORY


def tampered(times: int, *, seed: int = 3) -> list[Claim]:
    """Every kind of tampering in turn, each on a fresh copy; how often it was told at the next start, and after it."""
    told = Claim(f"audit trail, tampered with in {min(times, len(TAMPERINGS))} ways: detected")
    kept = Claim("audit trail, tampered with: still told after another start")
    dice = random.Random(seed)
    names = list(TAMPERINGS)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        scene = _scene(Path(folder), dice)
        assert not _is_told(scene.place.copy_to(Path(folder) / "untouched"))
        for number in range(times):
            name = names[number % len(names)]
            place = scene.place.copy_to(Path(folder) / str(number))
            TAMPERINGS[name](Scene(place, scene.before, scene.fork, scene.other, dice))
            for claim in (told, kept):
                claim.trial("" if _is_told(place) else f"{number}: {name}")
    return [told, kept]


def campaign() -> list[Claim]:
    """The long run."""
    return [*tampered(500), *honest(100)]


def honest(times: int, *, seed: int = 3) -> list[Claim]:
    """Every kind of honest history in turn; how often it was accused."""
    claim = Claim(f"audit trail, {min(times, len(HISTORIES))} kinds of honest history: no false alarm")
    dice = random.Random(seed)
    names = list(HISTORIES)
    for number in range(times):
        name = names[number % len(names)]
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            report = HISTORIES[name](Path(folder), dice)
        claim.trial("" if report.whole else f"{number}: {name}: {report.breaks}")
    return [claim]


def _is_told(place: Place) -> bool:
    return not place.check().whole


def _scene(folder: Path, dice: random.Random) -> Scene:
    """A file with 40 entries, what it was like before, how it went on elsewhere, and somebody else's."""
    place = Place(folder / "ours")
    _sessions(place, ["ada", "bob", "cem"])
    before = place.copy_to(folder / "before")
    fork = place.copy_to(folder / "fork")
    _sessions(fork, ["dora"])
    _sessions(place, ["emil", "finn"])
    other = Place(folder / "other")
    _sessions(other, ["gus"], key=bytes(32))
    return Scene(place, before, fork, other, dice)


def _sessions(place: Place, names: list[str], *, key: bytes | None = None) -> None:
    for name in names:
        with place.opened(key=key) as store:
            some_work(store, name)
