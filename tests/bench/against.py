"""Against what a person would use instead: the Web Guide's own way, which is a server and a browser, and a web view
with a bridge. Both get the same popup and the same tokens, from the same loopback server."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure, Goal
from tests.bench.programs import HERE, Failed, Program, python, running, seconds
from tests.bench.record import record
from tests.bench.scale import Bench

_PAGE = HERE / "instead" / "page.html"
_LIMIT = 60.0  # s
_INSTALL_LIMIT = 180.0  # s
_OPEN_FOR = 0.5  # s until it is weighed

#: Seconds until the popup can be used, megabytes while it is open, seconds from the callback to the stored tokens.
_Seen = tuple[float, float, float]
_Way = Callable[[Bench, str], _Seen]


def instead(bench: Bench) -> None:
    """Start until the popup can be used; its callback until the tokens are stored; memory meanwhile."""
    pages = bench.ground.folder / "pages.json"
    record(pages, scratch=bench.ground.folder)
    with python("floors/human_api.py", pages) as server:
        address = f"http://127.0.0.1:{server.step('serving')['port']}"
        for name, install, way in (
            ("Express and Chromium", _install_express, _with_express),
            ("pywebview", _install_pywebview, _with_pywebview),
        ):
            _compare(bench, name, install, way, address)
        server.end()


def _compare(bench: Bench, name: str, install: Callable[[Bench], str], way: _Way, address: str) -> None:
    figures = [
        Figure("start until a popup can be used", "ms", name, Goal.NONE),
        Figure("memory of all processes, one popup open", "MB", name, Goal.NONE),
        Figure("callback until the tokens are stored", "ms", name, Goal.NONE),
    ]
    bench.report.figures += figures
    figures[2].note = "ours is on the disk before it is sent, and encrypted; theirs is neither"
    missing = install(bench)
    for _ in range(0 if missing else bench.scale.runs):
        try:
            pair = _ours(bench), way(bench, address)
        except Failed as problem:
            missing = str(problem)[-200:].replace("\n", " ")
            break
        for figure, ours, theirs in zip(figures, *pair, strict=True):
            figure.add(ours, theirs)
    for figure in figures:
        figure.skipped = missing


def _ours(bench: Bench) -> _Seen:
    with python("ours/visit.py", bench.ground.new("visit"), limit=_LIMIT) as program:
        ready = program.step("opened")["at"] - program.begun
        time.sleep(_OPEN_FOR)
        weighs = program.memory()
        program.go_on()
        stored = program.step("stored")["seconds"]
        program.end()
    return ready * 1000, weighs, stored * 1000


# --- the Web Guide's own way ------------------------------------------------------------------------------------------


def _install_express(bench: Bench) -> str:
    """Says what is missing."""
    for tool in ("node", "npm", "chromium"):
        if not shutil.which(tool):
            return f"there is no {tool} here"
    folder = bench.tools / "express"
    if (folder / "node_modules" / "express").exists():
        return ""
    return _installed("npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", folder, "express@5")


def _with_express(bench: Bench, address: str) -> _Seen:
    modules = {"NODE_PATH": str(bench.tools / "express" / "node_modules")}
    command = ("node", HERE / "instead" / "server.js", _PAGE, address, bench.ground.folder / "express.json")
    with running(*command, environment=modules, limit=_LIMIT) as server:
        page = f"http://127.0.0.1:{server.step('serving')['port']}/?api={address}"
        with _browser(page) as browser:
            return _visited(server, server, browser)


@contextmanager
def _browser(page: str) -> Iterator[Program]:
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with ExitStack() as stack:
        profile = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        options = ("--headless=new", "--no-first-run", f"--user-data-dir={profile}", *root)
        yield stack.enter_context(running("chromium", *options, page, limit=_LIMIT))


# --- a web view with a bridge -----------------------------------------------------------------------------------------


def _install_pywebview(bench: Bench) -> str:
    folder = bench.tools / "pywebview"
    if (folder / "webview").exists():
        return ""
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    return _installed(*pip, "--target", folder, "pywebview>=6,<7", "qtpy>=2,<3")


def _with_pywebview(bench: Bench, address: str) -> _Seen:
    # The back end is Qt's, with the PySide6 that is installed here.
    environment = {"PYTHONPATH": str(bench.tools / "pywebview"), "QT_API": "pyside6"}
    script = HERE / "instead" / "with_pywebview.py"
    command = (sys.executable, script, _PAGE, address, bench.ground.folder / "pywebview.json")
    with running(*command, environment=environment, limit=_LIMIT) as program:
        return _visited(program, program)


def _visited(teller: Program, *programs: Program) -> _Seen:
    ready = teller.step("opened")["at"] - teller.begun
    time.sleep(_OPEN_FOR)
    weighs = sum(program.memory() for program in dict.fromkeys(programs))
    teller.go_on()
    # Not waited for any further: pywebview hangs now and then when it is to end (6.2.1, Qt); that is not measured here.
    stored = teller.step("stored")["seconds"]
    return ready * 1000, weighs, stored * 1000


def _installed(*command: str | Path) -> str:
    try:
        seconds(*command, limit=_INSTALL_LIMIT)
    except (Failed, OSError):
        return f"{Path(command[0]).name} could not install it"
    return ""
