"""The real app, engine and all, in a home of its own that is looked through afterwards: to the end, or killed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from hcdesktop.core.models import Credentials
from hcdesktop.desk import SIMULATOR
from hcdesktop.store.environments import EnvironmentBook
from hcdesktop.store.local import LocalStore
from tests.crowd import add_users
from tests.hostile.crash import child as crash_child
from tests.hostile.secrets import child
from tests.hostile.secrets.canaries import KEY, NEEDLES, Canaries
from tests.hostile.secrets.needles import Needles
from tests.hostile.secrets.places import Watch
from tests.web.human_api.api import HumanApi, human_api
from tests.web.human_api.people import CLIENT_ID

ROOT = Path(__file__).parents[3]
#: Seconds after which a journey that does not end is ended.
_LIMIT = 120.0


class Home:
    """A home, a data folder and a place for temporary files, all below one folder; and what a process left there."""

    def __init__(self, folder: Path, needles: Needles = NEEDLES) -> None:
        self.folder = folder
        self._needles = needles
        self.data = folder / "data"
        self.said = b""
        self.places: set[str] = set()
        self.seen: list[str] = []
        for name in ("home", "data", "tmp", "run"):
            (folder / name).mkdir(mode=0o700)

    @property
    def environment(self) -> dict[str, str]:
        """As a child gets it: nothing of it leads out of here."""
        home = self.folder / "home"
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": str(ROOT),
            "PYTHONFAULTHANDLER": "1",
            "QT_QPA_PLATFORM": "offscreen",
            "QT_LOGGING_RULES": "*.debug=true;qt.accessibility*=false;qt.text*=false;qt.widgets*=false;qt.gui*=false",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }

    def prepare(self, api: HumanApi, name: str, key: bytes, canaries: Canaries) -> None:
        """The environment's file, with the secrets and the people in it."""
        book = EnvironmentBook(self.data, preset=SIMULATOR)
        store = LocalStore(book.database(book.save(api.environment(name))), key)
        try:
            store.set_credentials(Credentials(client_secret=canaries.client_secret, app_key=canaries.app_key))
            add_users(store, [(person, "") for person in (child.NEW, child.KNOWN_THERE, child.STRANGER)], at=1.0)
        finally:
            store.close()

    @contextmanager
    def watched(self, *command: str, quiet: bool = False) -> Iterator[subprocess.Popen[bytes]]:
        """A process here; what it says, and what can be seen of it from outside, is noted. ``quiet``: its standard
        output is the harness' own and does not count."""
        with (self.folder / "tmp/stderr").open("wb") as err, (self.folder / "tmp/stdout").open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL if quiet else out,
                stderr=err,
                cwd=self.folder,
                env=self.environment,
                start_new_session=True,
            )
            watch = Watch(process.pid, self._needles)
            try:
                yield process
            finally:
                process.kill()
                process.communicate()
                watch.stop()
        self.places |= watch.looked
        self.seen += watch.found
        self.said += (self.folder / "tmp/stdout").read_bytes() + (self.folder / "tmp/stderr").read_bytes()

    def leaks(self) -> list[str]:
        """Every file below, with what of a secret is in it."""
        self.places |= {str(path) for path in self.folder.rglob("*") if path.is_file()}
        return self.seen + [f"{path}: {what}" for path, found in self._needles.below(self.folder) for what in found]


def played(home: Home, canaries: Canaries) -> None:
    """Every journey in the window, to the end; one answer is a 503, one gets lost after the work is done."""
    with human_api() as api:
        api.people.add(child.KNOWN_THERE, "Clinic")
        api.answers = [503]
        home.prepare(api, "Clinic", KEY, canaries)
        hosts = asdict(api.environment().hosts)
        settings = {"folder": str(home.data), "hosts": hosts, "client_id": CLIENT_ID}
        with home.watched("tests.hostile.secrets.child") as process:
            process.communicate(json.dumps(settings).encode(), timeout=_LIMIT)
            code = process.returncode
    if code or b"played" not in home.said:
        raise AssertionError(f"the journeys ended with {code}: {home.said.decode(errors='replace')[-2_000:]}")


def self_tested(home: Home) -> None:
    """``hcdesktop self-test`` from its beginning to its end."""
    with home.watched("hcdesktop", "self-test") as process:
        process.communicate(timeout=_LIMIT)
        code = process.returncode
    if code:
        raise AssertionError(f"the self-test ended with {code}: {home.said.decode(errors='replace')[-2_000:]}")


def killed(home: Home, canaries: Canaries, times: int, *, seed: int) -> int:
    """The crash harness' child dies so many times at random, with its finishes half way; how many were finished."""
    choose = random.Random(seed)
    with human_api() as api:
        home.prepare(api, "Crash", crash_child.KEY, canaries)
        for number in range(times):
            settings = {
                "folder": str(home.data),
                "hosts": asdict(api.environment().hosts),
                "client_id": CLIENT_ID,
                "fault": "",
                "after_calls": 0,
                "drain": 0.0,
                "seed": seed * 1_000 + number,
                "enough": 0,
            }
            with home.watched("tests.hostile.crash.child", json.dumps(settings), quiet=True) as process:
                alive = _killed_after(api, process, choose.uniform(0.0, 0.6))
            if not alive:
                raise AssertionError(f"it had ended by itself: {home.said.decode(errors='replace')[-2_000:]}")
        return len(api.people.sessions)


def _killed_after(api: HumanApi, process: subprocess.Popen[bytes], seconds: float) -> bool:
    """So long after the first popup of this life has opened; ``False`` when there was nothing to kill any more."""
    before, until = len(api.people.sessions), time.monotonic() + 30.0
    while len(api.people.sessions) == before and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(seconds)
    alive = process.poll() is None
    process.kill()
    return alive and len(api.people.sessions) > before
