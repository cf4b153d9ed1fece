"""``make screenshots``: every view of the registry in every look, into one folder; the popup with the real engine.

``python -m tests.ui.pictures FOLDER [NAME …]``
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication

from hcdesktop.app import application, load_engine
from hcdesktop.desk import Desks
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.language import Language, popup_language
from hcdesktop.ui.theme import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Colors
from tests.crowd import add_users
from tests.ui.screen import ADA, QUICK, MemoryVault, Screen
from tests.ui.views import VIEWS, as_it_was, opened

_MANY = 100_000
_PAINT = 1.0  # s for the engine to paint what a picture is taken of


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way in which everything can look."""

    name: str
    colors: Colors = LIGHT
    language: str = "en"
    width: int = 1280
    people: int = 0  # besides the six
    scale: int = 1


LOOKS = (
    Look(name="light"),
    Look(name="dark", colors=DARK),
    Look(name="contrast-light", colors=CONTRAST_LIGHT),
    Look(name="contrast-dark", colors=CONTRAST_DARK),
    Look(name="spanish", language="es"),
    Look(name="right-to-left", language="pseudo-rtl"),
    Look(name="narrow", width=640),
    Look(name="many", people=_MANY),
    Look(name="200-percent", scale=2),
)


def main(folder: Path, names: Sequence[str]) -> None:
    """Every look; each in a process of its own, for a screen has one scale."""
    folder.mkdir(parents=True, exist_ok=True)
    for look in LOOKS:
        print(look.name, flush=True)
        environment = {**os.environ, "QT_SCALE_FACTOR": str(look.scale)}
        command = [sys.executable, "-m", "tests.ui.pictures", str(folder), "--", look.name, *names]
        subprocess.run(command, env=environment, check=True)


def photograph(look: Look, folder: Path, names: Sequence[str]) -> None:
    """Every view in one look."""
    qt = application(look.language)
    with shown(qt, look) as screen:
        if not names and not look.people:
            photograph_popup(screen, folder / f"connect-{look.name}.png")
        for name in names or VIEWS:
            if look.people and name not in ("window", "card", "error", "no-hits"):
                continue
            with opened(screen, name) as view:
                if view is screen.window:
                    view.resize(look.width, 720)
                let_pass(0.05)
                view.grab().save(str(folder / f"{name}-{look.name}.png"))


@contextmanager
def shown(qt: QApplication, look: Look) -> Iterator[Screen]:
    """The app in this look, over a folder that is removed afterwards."""
    speaker = Language(qt)
    speaker.speak(look.language)
    with TemporaryDirectory(prefix="hcdesktop-") as folder:
        desks = Desks(Path(folder), backoff=QUICK, vault=MemoryVault(), language=popup_language(look.language))
        screen = Screen(qt, desks, language=look.language)
        try:
            names = ((f"user-{n:06}@example.org", f"Person {n}") for n in range(look.people))
            add_users(screen.desk.store, names, at=1.0)
            screen.app.theme.apply(look.colors)
            screen.table.users.reload()
            screen.settle()
            yield screen
        finally:
            screen.close()


def photograph_popup(screen: Screen, picture: Path) -> None:
    """The Simulator's popup, in its window."""
    load_engine()
    screen.app.controller.launch(screen.user(ADA).id)
    launch = wait_for(lambda: screen.app.popups.launches, "the popup")[0]
    wait_for(lambda: "humanapi" in launch.window.origin_text, "its page")
    let_pass(_PAINT)
    launch.window.grab().save(str(picture))
    launch.window.close()
    screen.settle()
    as_it_was(screen)


if __name__ == "__main__":
    where, *rest = sys.argv[1:]
    if rest[:1] == ["--"]:
        photograph(next(look for look in LOOKS if look.name == rest[1]), Path(where), rest[2:])
    else:
        main(Path(where), rest)
