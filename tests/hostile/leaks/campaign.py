"""Launch after launch in one process: whether it grows, and whether a popup that died opens again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from tests.hostile.claims import Claim
from tests.hostile.crash.harness import prepare
from tests.hostile.leaks.player import ENDINGS
from tests.hostile.leaks.process import Holdings, holdings
from tests.web.human_api.api import HumanApi, human_api
from tests.web.human_api.host import Answer
from tests.web.human_api.people import CLIENT_ID

#: The launch after which the process has all that it is ever going to need.
WARM = 20
_GROWTH = 0.10
_HANDLES, _THREADS = 4, 2
#: Chromium hires while the machine has much to do, and hardly ever dismisses: 7 after 20 launches, 11 after 100 and
#: after 500, 13 after 600 and after 1,400.
_POOL = 16


def launches(times: int, *, warm: int = WARM) -> list[Claim]:
    """So many with mixed outcomes; compared is what the process holds after ``warm`` of them and at the end."""
    endings = [name for _ in range(times // len(ENDINGS) + 1) for name in ENDINGS][:times]
    with tempfile.TemporaryDirectory() as folder:
        told = _play(Path(folder), endings=endings, reports=sorted({warm, times // 2, times}))
        left = [path.name for path in (Path(folder) / "tmp").rglob("*") if path.is_file()]
    return [
        Claim("launches with mixed outcomes: each ends as it should", told.done, told.failures),
        Claim("no profile, page, view, window or request of a launch is left", told.done, told.left),
        Claim("no temporary file is left", told.done, left),
        *_grown(told.holdings, launches=told.done),
    ]


def kills(times: int) -> list[Claim]:
    """So many dead renderers; each time the message's button has to open a popup that works."""
    with tempfile.TemporaryDirectory() as folder:
        told = _play(Path(folder), endings=[], kills=times)
    claim = Claim("renderer killed, and opened again from the message", told.reopened, told.failures)
    if told.reopened < times:
        claim.broken.append(f"only {told.reopened} of {times}")
    return [claim]


def _grown(seen: dict[int, Holdings], *, launches: int) -> list[Claim]:
    if len(seen) < 2:
        return [Claim("the process does not grow", launches, ["nobody could measure it"])]
    first, last = seen[min(seen)], seen[max(seen)]
    growth = last.memory / first.memory - 1
    figures = ", ".join(f"{each.memory // 1024} MB after {number}" for number, each in seen.items())
    before, after = Counter(first.threads), Counter(last.threads)
    changed = ", ".join([*(f"+ {name}" for name in after - before), *(f"- {name}" for name in before - after)])
    return [
        _within(
            "memory of all processes grows by 10 % at most", growth, _GROWTH, launches, f"{growth:+.1%}: {figures}"
        ),
        _constant("handles", first.handles, last.handles, launches, most=_HANDLES),
        _constant("threads of ours and the engine's", first.own, last.own, launches, most=_THREADS, changed=changed),
        _within("Chromium's pool of workers: 16 at most", last.pool, _POOL, launches, f"{first.pool} → {last.pool}"),
        _constant("processes", first.processes, last.processes, launches, most=0),
    ]


def _constant(name: str, before: int, after: int, launches: int, *, most: int, changed: str = "") -> Claim:
    return _within(f"{name}: ± {most}", abs(after - before), most, launches, f"{before} → {after} {changed}".strip())


def _within(text: str, value: float, most: float, launches: int, figures: str) -> Claim:
    return Claim(text, launches, [] if value <= most else [figures], note=figures)


class Told:
    """What the player has said, and what was seen of it from outside."""

    def __init__(self) -> None:
        self.done = 0
        self.reopened = 0
        self.failures: list[str] = []
        self.left: list[str] = []
        self.holdings: dict[int, Holdings] = {}


def _play(folder: Path, *, endings: Sequence[str], reports: Sequence[int] = (), kills: int = 0) -> Told:
    told = Told()
    with human_api() as api:
        prepare(api, folder / "data")
        settings = {
            "folder": str(folder / "data"),
            "hosts": asdict(api.environment("Crash").hosts),
            "client_id": CLIENT_ID,
            "endings": list(endings),
            "reports": list(reports),
            "kills": kills,
        }
        with (folder / "stderr").open("w+", encoding="utf-8") as stderr:
            with _player(settings, folder, stderr) as player:
                _listen(player, api, told)
            stderr.seek(0)
            complaints = stderr.read().strip()
        if player.returncode:
            told.failures.append(f"exit code {player.returncode}: {complaints[-500:]}")
        elif told.done < len(endings):
            told.failures.append(f"only {told.done} of {len(endings)}")
    return told


def _listen(player: subprocess.Popen[str], api: HumanApi, told: Told) -> None:
    assert player.stdout is not None
    assert player.stdin is not None
    for line in player.stdout:
        word: dict[str, Any] = json.loads(line)
        if "next" in word:
            told.done += 1
            api.connect_js = Answer(404) if word["next"] == "load failed" else None
            _forget(api)
        elif "launches" in word:
            told.holdings[word["launches"]] = holdings(player.pid)
            told.left += [f"{kind} after {word['launches']} launches" for kind in word["left"]]
        elif "reopened" in word:
            told.reopened += 1
            _forget(api)
            continue
        elif "saved" in word:
            if word["saved"] != api.people.find("person0@example.org").public_token:
                told.failures.append("the finish after all of them was not saved")
            continue
        player.stdin.write("go\n")
        player.stdin.flush()


def _forget(api: HumanApi) -> None:
    """This process is measured by nobody, and has to last as well."""
    for host in api.hosts:
        host.seen.clear()


@contextmanager
def _player(settings: dict[str, Any], folder: Path, stderr: IO[str]) -> Iterator[subprocess.Popen[str]]:
    """Gone at the end; its temporary files are in a folder of their own."""
    (folder / "tmp").mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.hostile.leaks.player", json.dumps(settings)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
    ) as player:
        try:
            yield player
        except BaseException:
            player.kill()
            raise
