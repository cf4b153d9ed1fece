"""Starts the arena in a home of its own, hands it pages, and starts it again when a page has ended it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from tests.hostile.pages.page import Page

_PROJECT = Path(__file__).parents[3]
#: What a page, or the engine for it, might start.
_PROGRAMS = ("xdg-open", "gio", "gvfs-open", "kde-open", "exo-open", "sensible-browser", "x-www-browser", "www-browser")
_RECORD = '#!/bin/sh\necho "$0 $*" >> "$HC_STARTED"\n'
_FOLDERS = (
    "home/Downloads",
    "home/.config",
    "home/.cache",
    "home/.local/share",
    "run",
    "tmp",
    "cwd",
    "bin",
    "certificates",
)
_GONE = {
    "broken": ["the app is gone, or hangs"],
    "answers": False,
    "seconds": 0,
    "usual": 0,
    "longest": 0,
    "too_late": 0,
}
#: Seconds for one page, or for the start.
_PATIENCE = 60.0


class Keepers:
    """Two arenas beside each other, for a page is waited for more than worked on."""

    def __init__(self) -> None:
        self._idle: SimpleQueue[Keeper] = SimpleQueue()
        self._all = [Keeper(), Keeper()]
        for keeper in self._all:
            self._idle.put(keeper)
        self._pool = ThreadPoolExecutor(len(self._all))

    def begin(self, page: Page, *, thoroughly: bool = False) -> Future[dict[str, Any]]:
        """The report of this page, when its turn has come."""
        return self._pool.submit(self._play, page, thoroughly)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        for keeper in self._all:
            keeper.close()

    def _play(self, page: Page, thoroughly: bool) -> dict[str, Any]:
        keeper = self._idle.get()
        try:
            return keeper.play(page, thoroughly=thoroughly)
        finally:
            self._idle.put(keeper)


class Keeper:
    """One arena at a time, in a folder that is gone at the end."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def play(self, page: Page, *, thoroughly: bool = False) -> dict[str, Any]:
        """The arena's report of this page; thoroughly: with an honest launch afterwards in any case.

        A page after which the window answered late is played once more: a busy machine is not late twice at one place.
        """
        report = self._play(page, thoroughly=thoroughly)
        is_late = not report["broken"] and not report["answers"]
        return self._play(page, thoroughly=thoroughly) if is_late else report

    def _play(self, page: Page, *, thoroughly: bool) -> dict[str, Any]:
        process = self._process or self._start()
        assert process.stdin is not None  # a pipe
        process.stdin.write(f"{page.name}{' thoroughly' if thoroughly else ''}\n")
        process.stdin.flush()
        answer = self._read(process)
        if not answer or page.kill == "zygote":
            self.close()
        return json.loads(answer) if answer else {**_GONE, "page": page.name}

    def close(self) -> None:
        process, self._process = self._process, None
        if process is None or self._folder is None:
            return
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        self._folder.cleanup()

    def _start(self) -> subprocess.Popen[str]:
        self._folder = tempfile.TemporaryDirectory(prefix="hcdesktop-arena-", ignore_cleanup_errors=True)
        root = Path(self._folder.name)
        for name in _FOLDERS:
            (root / name).mkdir(parents=True, mode=0o700, exist_ok=True)
        for name in _PROGRAMS:
            (root / "bin" / name).write_text(_RECORD)
            (root / "bin" / name).chmod(0o700)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.pages.arena", str(root)],
            cwd=root / "cwd",
            env=_environment(root),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._read(self._process) == "ready", "the arena did not start"
        return self._process

    def _read(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        if not select.select([process.stdout], [], [], _PATIENCE)[0]:
            return ""
        return process.stdout.readline().strip()


def _environment(root: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QTWEBENGINE_CHROMIUM", "XDG_"))}
    return {
        **kept,
        "HOME": str(root / "home"),
        "TMPDIR": str(root / "tmp"),
        "XDG_CONFIG_HOME": str(root / "home/.config"),
        "XDG_CACHE_HOME": str(root / "home/.cache"),
        "XDG_DATA_HOME": str(root / "home/.local/share"),
        "XDG_RUNTIME_DIR": str(root / "run"),
        "XDG_CURRENT_DESKTOP": "GNOME",
        "PATH": f"{root / 'bin'}:{os.environ['PATH']}",
        "HC_STARTED": str(root / "started"),
        "PYTHONPATH": str(_PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "C.UTF-8",
    }
