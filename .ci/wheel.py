"""Builds the source distribution and, out of that, the wheel, into dist/; then tries the wheel as a stranger would.

``--quick``: beside the dependencies that are installed here, without the self-test. Else in an environment of its own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.parser import HeaderParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
WORK = ROOT / "build" / "wheel"
BUILT = WORK / "built"
#: Without these it would not be what it says it is.
IN_WHEEL = (
    "hcdesktop/__main__.py",
    "hcdesktop/py.typed",
    "hcdesktop/resources/host/relay.js",
    "hcdesktop/resources/translations/hcdesktop_es.qm",
    "hcdesktop/resources/scenarios/normal.json",
)
IN_SOURCES = (
    "tests/conftest.py",
    "constraints.txt",
    "CONTRIBUTING.md",
    "Makefile",
    ".ci/run",
    "resources/host/relay.js",
)


def main(*, quick: bool) -> int:
    """0 when all of it holds."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", BUILT, ROOT)
    (wheel,), (sources,) = BUILT.glob("*.whl"), BUILT.glob("*.tar.gz")
    again = built_again()
    say("a second build is the same, byte for byte", digest(wheel) == digest(again))
    look_into(wheel, sources)
    try_beside(wheel) if quick else try_alone(wheel)
    DIST.mkdir(exist_ok=True)
    for path in (Path(shutil.copy(made, DIST)) for made in (sources, wheel)):
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.1f} MB  sha256 {digest(path)}")
    return 0


def built_again() -> Path:
    """From the folder, not from the source distribution, and as if on another day."""
    elsewhere = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland"}
    target = WORK / "again"
    call(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", target, ROOT, **elsewhere)
    (wheel,) = target.glob("*.whl")
    return wheel


def look_into(wheel: Path, sources: Path) -> None:
    """What is in both, and what the wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (about,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(about).decode())
    say("the wheel has everything", not set(IN_WHEEL) - set(names))
    strange = [name for name in names if name.split("/")[0] != "hcdesktop" and ".dist-info/" not in name]
    say(f"and nothing else {strange}", not strange and not any("screenshots" in name for name in names))
    said = {name: metadata[name] for name in ("License-Expression", "License-File", "Requires-Python")}
    say(f"it says {said}", None not in said.values() and "Typing :: Typed" in metadata.get_all("Classifier", []))
    with tarfile.open(sources) as archive:
        paths = {name.partition("/")[2] for name in archive.getnames()}
    say("the source distribution has tests and tools", not set(IN_SOURCES) - paths)


def try_beside(wheel: Path) -> None:
    """The wheel's own files, found before those of an installation to work on."""
    site = WORK / "site"
    install(sys.executable, "--no-deps", "--target", site, wheel)
    try_commands([sys.executable, "-m", "hcdesktop"], PYTHONPATH=str(site))
    where = call(sys.executable, "-c", "import hcdesktop; print(hcdesktop.__file__)", PYTHONPATH=str(site))
    say("it was the wheel's", where.startswith(str(site)))


def try_alone(wheel: Path) -> None:
    """In an environment in which there is nothing else."""
    call(sys.executable, "-m", "venv", WORK / "venv")
    programs = WORK / "venv" / ("Scripts" if os.name == "nt" else "bin")
    install(programs / "python", wheel)
    print(call(programs / "python", "-m", "pip", "check").strip())
    try_commands([str(programs / "hcdesktop")])
    print(call(programs / "hcdesktop", "self-test"))


def try_commands(program: list[str], **environment: str) -> None:
    """Those that need resources, the encrypted file and the engine, over a data folder of their own."""
    data = ["--data-dir", str(WORK / "data")]
    version = call(*program, "--version", **environment).split()[1]
    say(f"it starts, and is {version}", f"-{version}-" in next(BUILT.glob("*.whl")).name)
    call(*program, "scenarios", **environment)
    call(*program, *data, "users", "export", WORK / "people.csv", **environment)
    page = ROOT / "tests/lab/pages/good.html"
    told = call(*program, "check", page, "--scenario", "normal", **environment)
    say("it checks a page in the engine", " 0 broken" in told)


def install(python: str | Path, *what: str | Path) -> None:
    """With pip."""
    call(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)


def call(*command: str | Path, **environment: str) -> str:
    """A program, not in the folder of the project; what it says."""
    done = subprocess.run(
        command, cwd=WORK, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def say(what: str, holds: bool) -> None:
    """One thing that has to hold."""
    if not holds:
        sys.exit(f"FAILED  {what}")
    print(f"ok      {what}", flush=True)


def digest(path: Path) -> str:
    """SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(quick="--quick" in sys.argv[1:]))
