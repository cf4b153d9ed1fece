"""``.ci/run``: what it makes, and when the bundle is among it; with a make that only says what it is asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
QUIET = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false", "-c", "core.hooksPath=")

#: Without what git tells a hook: these are other repositories.
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") and name != "CI_BUNDLE"}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The first commit of a project like this one."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", tmp_path / ".ci")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "make").write_text('#!/bin/sh\necho "$@"\n')
    (programs / "make").chmod(0o755)
    subprocess.run(["git", "init", "--quiet", tmp_path], env=ENVIRON, check=True)
    commit(tmp_path, '"""The app."""\n\n__version__ = "1.0"\n')
    return tmp_path


def commit(clone: Path, text: str) -> None:
    (clone / "hcdesktop").mkdir(exist_ok=True)
    (clone / "hcdesktop/__init__.py").write_text(text)
    for command in (("add", "hcdesktop"), ("commit", "--quiet", "--message", "x")):
        subprocess.run(["git", "-C", clone, *QUIET, *command], env=ENVIRON, check=True)


def made(clone: Path, **environment: str) -> str:
    """What make is asked for."""
    path = f"{clone / 'programs'}:{os.environ['PATH']}"
    done = subprocess.run(
        [clone / ".ci/run"], env={**ENVIRON, "PATH": path, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_wheel_is_tried_and_the_tests_come_last(clone: Path) -> None:
    assert made(clone) == "try-wheel test"  # nor is anything known of a version before
    commit(clone, '"""Another app."""\n\n__version__ = "1.0"\n')
    assert made(clone) == "try-wheel test"


def test_the_bundle_is_built_where_that_is_wished(clone: Path) -> None:
    assert made(clone, CI_BUNDLE="1") == "try-wheel bundle test"
    assert made(clone, CI_BUNDLE="") == "try-wheel test"


def test_the_bundle_is_built_with_another_version(clone: Path) -> None:
    commit(clone, '"""The app."""\n\n__version__ = "1.1"\n')
    assert made(clone) == "try-wheel bundle test"


def test_what_it_makes_is_in_the_makefile() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    assert {"try-wheel:", "bundle:", "test:"} <= {line.split(" ")[0] for line in lines}
