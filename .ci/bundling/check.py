"""Tries a built bundle as somebody has it who was handed it: ``python -m bundling.check FOLDER``.

It lies in a folder with a space and a letter beyond ASCII in its name, may write into none of it, finds no Python and
nothing on the path, and is nobody special: root tries it as nobody, for Chromium's sandbox is for others than root.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bundling.identity import ROOT, of_project

_NOBODY = 65534
_FOLDER = "Büro 1"
_PATIENCE = 600.0  # seconds; a machine may be busy, and a self-test that hangs ends itself
#: How much longer than from its source it may take to its first paint.
_SLOWEST = 1.3
_STARTS = 7
_PAINTED = "Flushing"
#: What Qt says of a style sheet that it throws away.
_UNSTYLED = "Could not parse"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A copy of what was built, with a home of its own, and who tries it."""

    program: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        return {"HOME": str(self.home), "PATH": "", "PYTHONPATH": "", "QT_QPA_PLATFORM": "offscreen"}

    def command(self, *arguments: str) -> list[str]:
        return [*_as_nobody(), str(self.program), "--data-dir", str(self.home / "data"), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _as_nobody() -> list[str]:
    if not _is_root():
        return []
    setpriv = shutil.which("setpriv") or "setpriv"
    return [setpriv, f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]


@contextmanager
def installed(built: Path) -> Iterator[Bundle]:
    """A read-only copy in a folder with an awkward name."""
    with tempfile.TemporaryDirectory(prefix="hcdesktop-") as made:
        top = Path(made)
        top.chmod(0o755)
        folder = top / _FOLDER / built.name
        shutil.copytree(built, folder, symlinks=True)
        home = top / "home"
        home.mkdir()
        if _is_root():
            os.chown(home, _NOBODY, _NOBODY)
        _set_modes(folder.parent, keep=~0o222)
        try:
            yield Bundle(folder / built.name, home)
        finally:
            _set_modes(folder.parent, keep=~0, add=0o200)


def _set_modes(folder: Path, *, keep: int, add: int = 0) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & keep | add)


def _state(folder: Path) -> list[tuple[str, int, int]]:
    """What writing would change."""
    return [(str(path), status.st_size, status.st_mtime_ns) for path in sorted(folder.rglob("*"))
            for status in [path.lstat()]]  # fmt: skip


# --- what it can do


def self_test(bundle: Bundle) -> str:
    """The whole journey, with the sandbox on, and nothing written where the bundle is."""
    folder = bundle.program.parent
    before = _state(folder)
    assert not _may_write(folder), f"{folder} can be written into"
    with _watching_renderers() as seen:
        ended = bundle.run("self-test", "--json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert _UNSTYLED not in ended.stderr, ended.stderr
    assert _state(folder) == before, "something was written into the bundle"
    assert sys.platform != "linux" or seen == {"2"}, f"Seccomp of renderers: {seen}"
    return f"{json.loads(ended.stdout)['passed']} steps, nothing written; Seccomp of renderers: {' '.join(seen) or '?'}"


def _may_write(folder: Path) -> bool:
    test = [*_as_nobody(), shutil.which("test") or "test", "-w", str(folder)]
    return subprocess.run(test, check=False).returncode == 0


@contextmanager
def _watching_renderers() -> Iterator[set[str]]:
    """Collects what the kernel says of the filters of the engine's renderers while they live."""
    seen: set[str] = set()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            seen.update(filter(None, map(_seccomp, Path("/proc").glob("[0-9]*"))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _seccomp(process: Path) -> str:
    """Of a renderer; called like the engine's process that it was forked off, of which each has one thread."""
    try:
        command = (process / "cmdline").read_bytes()
        if b"QtWebEngineProcess\0--type=zygote" not in command or _FOLDER.encode() not in command:
            return ""
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return ""
    facts = dict(line.partition(":\t")[::2] for line in lines)
    return facts["Seccomp"] if int(facts["Threads"]) > 1 else ""


def version(bundle: Bundle) -> str:
    ended = bundle.run("--version")
    assert ended.stdout.split() == ["hcdesktop", of_project().version], ended
    return ended.stdout.strip()


def doctor(bundle: Bundle) -> str:
    told = json.loads(bundle.run("doctor").stdout)
    assert told["bundled"], told
    assert told["resources"], told
    assert "missing" not in told["packages"].values(), told
    return f"{len(told['packages'])} packages known, keyring: {told['keyring']}"


def people(bundle: Bundle) -> str:
    """In and out of an encrypted file."""
    source, target = bundle.home / "in.csv", bundle.home / "out.csv"
    source.write_text("clientUserId,displayName\nada@example.org,Ada Winterbourne\n", encoding="utf-8")
    for arguments in (("users", "import", str(source)), ("users", "export", str(target)), ("audit", "verify")):
        ended = bundle.run(*arguments)
        assert ended.returncode == 0, ended
    rows = target.read_text(encoding="utf-8").splitlines()
    assert any("ada@example.org" in row for row in rows), rows
    return f"{len(rows) - 1} people exported, the audit trail is whole"


def page(bundle: Bundle) -> str:
    """``check``, with the engine, on a page that keeps every rule."""
    folder = bundle.home / "page"
    shutil.copytree(ROOT / "tests/lab/pages", folder)
    ended = bundle.run("check", str(folder / "good.html"), "--scenario", "normal")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout.splitlines()[-1]


def server(bundle: Bundle) -> str:
    """``simulate`` says where it is, and stops when it is told."""
    process = subprocess.Popen(
        bundle.command("simulate"), env=bundle.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    addresses = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=_PATIENCE)
    assert process.returncode == 0, process
    return f"{len(addresses)} addresses"


# --- how soon it is there


def starts(bundle: Bundle) -> str:
    """Median of both, in turn: the source from this checkout, and the bundle."""
    source = [sys.executable, "-m", "hcdesktop", "--data-dir", str(bundle.home / "data-of-source")]
    took: dict[str, list[float]] = {"source": [], "bundle": []}
    for _ in range(_STARTS + 1):
        took["source"].append(_to_first_paint([*_as_nobody(), *source], bundle))
        took["bundle"].append(_to_first_paint(bundle.command(), bundle))
    # The first ones make the data folder, and fill the disk's cache.
    from_source, from_bundle = (statistics.median(seconds[1:]) for seconds in took.values())
    ratio = from_bundle / from_source
    text = f"source {from_source * 1000:.0f} ms, bundle {from_bundle * 1000:.0f} ms, ratio {ratio:.2f}"
    assert ratio <= _SLOWEST, f"{text}: more than {_SLOWEST}"
    return text


def _to_first_paint(command: list[str], bundle: Bundle) -> float:
    """Seconds until Qt says that it has given the window its first picture."""
    environment = {
        **bundle.environment,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_LOGGING_RULES": "qt.widgets.painting.info=true",
    }
    begun = time.monotonic()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=bundle.home
    )
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if _PAINTED in line:
            break
    took = time.monotonic() - begun
    process.terminate()
    process.communicate(timeout=_PATIENCE)
    assert _PAINTED in "".join(said[-1:]), "".join(said[-5:])
    return took


CHECKS: tuple[Callable[[Bundle], str], ...] = (version, doctor, people, page, server, self_test, starts)


def main() -> int:
    """Exit code 0 if all went well."""
    failed = 0
    with installed(Path(sys.argv[1]).resolve()) as bundle:
        print(f"in {bundle.program.parent.parent}, read-only, {'as nobody' if _is_root() else 'as yourself'}")
        for check in CHECKS:
            try:
                print(f"passed  {check.__name__:<10} {check(bundle)}", flush=True)
            except Exception as problem:
                failed += 1
                print(f"FAILED  {check.__name__:<10} {type(problem).__name__}: {problem}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
