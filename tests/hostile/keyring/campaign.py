"""Every faulty keyring, at every moment at which the key is asked for, in the real window."""

from __future__ import annotations

import io
import itertools
import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hcdesktop.app import application, load_engine
from hcdesktop.core.errors import HcError, VaultError
from hcdesktop.core.models import Environment
from hcdesktop.desk import SIMULATOR, Desks
from hcdesktop.journey.waiting import wait_for
from hcdesktop.store.vault import KeyringVault
from hcdesktop.ui.dialogs import PassphraseDialog
from tests.hostile.claims import Claim
from tests.hostile.keyring.faults import CANARY, FAULTS, HARMLESS, Entries, GoodKeyring
from tests.ui.screen import NOWHERE, Screen

PERSON = "bob@example.com"
NAMES = ("Clinic", "Klinik Süd 東京 🏥", "x" * 60)
#: Seconds that a keyring is waited for here.
_PATIENCE = 0.6
#: Seconds for which the event loop may stand still: less than a keyring is waited for.
_GAP = 0.4


class Switch:
    """A vault that can be given another keyring while the app runs."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        self.mend()

    def mend(self) -> None:
        self._entries.released.set()
        self._vault = KeyringVault(GoodKeyring(self._entries), timeout=_PATIENCE)

    def spoil(self, fault: str) -> None:
        self._entries.released.clear()
        self._vault = KeyringVault(FAULTS[fault](self._entries), timeout=_PATIENCE)

    def key(self, environment_name: str, *, create: bool) -> bytes:
        return self._vault.key(environment_name, create=create)

    def keep(self, environment_name: str, key: bytes) -> None:
        self._vault.keep(environment_name, key)

    def forget(self, environment_name: str) -> None:
        self._vault.forget(environment_name)


class Pulse:
    """The longest time for which the event loop has stood still."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._timer = QTimer()
        self._timer.timeout.connect(self._on_beat)

    @contextmanager
    def felt(self) -> Iterator[None]:
        self._last = time.perf_counter()
        self._timer.start(5)
        yield
        self._on_beat()
        self._timer.stop()

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


@dataclass
class Trial:
    """One fault, in one data folder."""

    fault: str
    environment: Environment
    folder: Path
    entries: Entries
    switch: Switch
    desks: Desks
    pulse: Pulse
    #: What was said, each time that something was wished for while the keyring was faulty.
    said: list[str]


class Campaign:
    """Plays trials; what breaks is written down under its claim."""

    def __init__(self, qt: QApplication) -> None:
        self._qt = qt
        self.lost = Claim("keyring faults: what was there is there when the keyring is mended")
        self.plain = Claim("keyring faults: no key in clear, in no file and in no keyring that keeps it in clear")
        self.lives = Claim("keyring faults: the window lives")
        self.told = Claim("keyring faults: said in a sentence, without the keyring's own words")
        self.pulse = Pulse()

    @property
    def claims(self) -> list[Claim]:
        self.lives.note = f"longest gap {self.pulse.longest * 1000:.0f} ms"
        return [self.lost, self.plain, self.lives, self.told]

    def play(self, fault: str, name: str) -> None:
        lines: list[str] = []
        with tempfile.TemporaryDirectory() as folder, _log_into(lines):
            entries = Entries()
            switch = Switch(entries)
            desks = Desks(Path(folder), vault=switch)
            environment = desks.book.save(Environment(name=name, client_id="c1", hosts=NOWHERE))
            trial = Trial(fault, environment, Path(folder), entries, switch, desks, Pulse(), [])
            try:
                with self._screen(trial) as screen:
                    for moment in (self._at_first, self._at_unlocking, self._at_coming_back):
                        moment(trial, screen)
                self._at_forgetting(trial)
            except (AssertionError, HcError, OSError) as problem:
                self.lost.trial(f"{fault}: {type(problem).__name__} {problem}")
            finally:
                entries.released.set()
            self._judge(trial, lines)

    # --- the moments at which the key is asked for

    def _at_first(self, trial: Trial, screen: Screen) -> None:
        """The environment is new: a key has to be made."""
        self._try_to_open(trial, screen)
        broke = screen.desk.environment.simulated and trial.desks.exists(trial.environment)
        broke = not _mended(screen, trial) or broke
        self.lost.trial(f"{trial.fault}: at first" if broke else "")
        screen.service.add_user(PERSON)

    def _at_unlocking(self, trial: Trial, screen: Screen) -> None:
        """The desk was locked."""
        screen.app.rooms.lock.lock()
        wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped")
        trial.switch.spoil(trial.fault)
        with trial.pulse.felt():
            screen.app.rooms.lock.unlock()
            screen.settle()
        if screen.app.rooms.lock.locked:
            trial.said.append(screen.window.lock_page.said.partition("unlock it. ")[2])
        trial.switch.mend()
        screen.app.rooms.lock.unlock()
        screen.settle()
        there = not screen.app.rooms.lock.locked and screen.names == [PERSON]
        self.lost.trial("" if there else f"{trial.fault}: after unlocking")

    def _at_coming_back(self, trial: Trial, screen: Screen) -> None:
        """There is a file, and its environment is gone to from another one, as at a start."""
        file = trial.desks.book.database(trial.environment)
        screen.go_to(SIMULATOR.name)
        screen.settle()
        before = file.read_bytes()
        self._try_to_open(trial, screen)
        if screen.desk.environment.simulated:
            self.lost.trial(f"{trial.fault}: the file was touched" if file.read_bytes() != before else "")
        there = _mended(screen, trial) and screen.names == [PERSON]
        self.lost.trial("" if there else f"{trial.fault}: after coming back")

    def _at_forgetting(self, trial: Trial) -> None:
        """Either the key is gone, or it is told that it is not."""
        trial.switch.spoil(trial.fault)
        told = False
        try:
            trial.switch.forget(trial.environment.name)
        except VaultError:
            told = True
        trial.switch.mend()
        self.lost.trial(f"{trial.fault}: not forgotten" if not told and trial.entries.kept else "")

    # --- their parts

    @contextmanager
    def _screen(self, trial: Trial) -> Iterator[Screen]:
        screen = Screen(self._qt, trial.desks, SIMULATOR)
        try:
            screen.settle()
            yield screen
        finally:
            trial.switch.mend()
            screen.close()

    def _try_to_open(self, trial: Trial, screen: Screen) -> None:
        trial.switch.spoil(trial.fault)
        with patch.object(PassphraseDialog, "ask", lambda *_arguments, **_options: None), trial.pulse.felt():
            screen.go_to(trial.environment.name)
            screen.settle()
        if screen.desk.environment.simulated:
            trial.said.append(screen.said)

    def _judge(self, trial: Trial, lines: list[str]) -> None:
        self.plain.trial(f"{trial.fault}: {found}" if (found := _in_clear(trial)) else "")
        gap = trial.pulse.longest
        self.pulse.longest = max(self.pulse.longest, gap)
        self.lives.trial(f"{trial.fault}: {gap:.2f} s" if gap > _GAP else "")
        silent = not trial.said and trial.fault not in HARMLESS
        wrong = [text for text in trial.said if not text or "Something in this app" in text or CANARY in text]
        wrong += [line for line in lines if CANARY in line or "ERROR" in line]
        self.told.trial(f"{trial.fault}: {wrong or 'nothing said'}" if silent or wrong else "")


def _mended(screen: Screen, trial: Trial) -> bool:
    """Whether the environment opens once the keyring is as it should be."""
    trial.switch.mend()
    screen.go_to(trial.environment.name)
    screen.settle()
    return screen.desk.environment.name == trial.environment.name


def _in_clear(trial: Trial) -> str:
    """A key in a file; or one that was given to a keyring which does not protect it."""
    if trial.entries.in_clear:
        return "given to a plain keyring"
    given = [text for text in trial.entries.given if len(text) == 64]
    secrets = [form for text in given for form in (text.encode(), bytes.fromhex(text))]
    files = [path for path in trial.folder.rglob("*") if path.is_file()]
    return next((path.name for path in files for secret in secrets if secret in path.read_bytes()), "")


@contextmanager
def _log_into(lines: list[str]) -> Iterator[None]:
    """What we log, and what is printed about an exception that nobody has caught."""

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    class Heard(io.TextIOBase):
        def write(self, text: str) -> int:
            lines.append(text)
            return len(text)

    collector = Collector(logging.DEBUG)
    collector.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("hcdesktop")
    logger.addHandler(collector)
    try:
        with redirect_stderr(Heard()):
            yield
    finally:
        logger.removeHandler(collector)


def faults(rounds: int) -> list[Claim]:
    """Every fault in so many rounds, with an environment of another name in each."""
    running = QApplication.instance()
    campaign = Campaign(running if isinstance(running, QApplication) else application())
    load_engine()  # which a start does when it has painted: that it takes time is not the keyring's doing
    for name, fault in itertools.product(itertools.islice(itertools.cycle(NAMES), rounds), FAULTS):
        campaign.play(fault, name)
    return campaign.claims
