"""Whatever a run leaves on the disk is its owner's alone, and a crash leaves no picture of the memory."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

_ABORT = "import os, sys; from hcdesktop import cli; cli.main(['--data-dir', sys.argv[1], 'doctor']); os.abort()"


def _let_dump() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """An environment in which everything that a program could write to lies in one folder."""
    names = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    folders = {name: tmp_path / "run" / name.lower() for name in (*names, "XDG_RUNTIME_DIR")}
    for folder in folders.values():
        folder.mkdir(mode=0o700, parents=True)
    return {**os.environ, **{name: str(folder) for name, folder in folders.items()}}


def test_every_file_of_a_whole_run_is_for_its_owner_alone(tmp_path: Path, places: dict[str, str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.hostile.files.child", str(tmp_path / "run")],
        env=places,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        preexec_fn=_let_dump,
    )
    assert (run.returncode, run.stdout) == (0, "done 0 0\n"), run.stderr
    left = [path for path in (tmp_path / "run").rglob("*") if not path.is_symlink()]
    names = {path.name for path in left}
    assert {"hcdesktop.log", "environments.json", "preferences.json", "simulator.json", "people.csv"} <= names
    assert any(name.endswith(".db") for name in names)
    open_to_others = [
        f"{path.relative_to(tmp_path)} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in left
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert open_to_others == []


def test_a_crash_leaves_no_core_dump(tmp_path: Path, places: dict[str, str]) -> None:
    place = tmp_path / "here"
    place.mkdir()
    environment = {**places, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run(
        [sys.executable, "-c", _ABORT, str(tmp_path / "data")],
        env=environment,
        cwd=place,
        capture_output=True,
        timeout=60,
        check=False,
        preexec_fn=_let_dump,
    )
    assert run.returncode == -6
    assert list(place.iterdir()) == []
