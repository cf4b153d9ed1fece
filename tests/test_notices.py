"""The licences of what the app stands on: all of it, nothing else, each with its text."""

from __future__ import annotations

import re
import sys
import tomllib
from email.message import Message
from importlib.metadata import Distribution

import pytest

from hcdesktop import doctor
from hcdesktop.notices import DIRECT, _notice, canonical, notices
from tests.documents import ROOT


@pytest.fixture(scope="module")
def names() -> set[str]:
    return {canonical(notice.name) for notice in notices()}


def test_roots_are_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [re.split(r"[<>=!;\[ ]", requirement)[0] for requirement in project["dependencies"]]
    assert sorted(asked) == sorted(DIRECT) == sorted(doctor._PACKAGES)


def test_parts_of_parts_are_found_and_tools_are_not(names: set[str]) -> None:
    assert names >= {"pyside6", "shiboken6", "pyside6-essentials", "requests", "urllib3", "certifi", "keyring"}
    if sys.platform.startswith("linux"):
        assert names >= {"secretstorage", "jeepney"}  # asked for on Linux only
    assert not names & {"pytest", "mypy", "ruff", "hatchling", "flask", "pip", "hcdesktop"}


def test_each_has_a_text_and_is_locked(names: set[str]) -> None:
    assert [notice.name for notice in notices() if len(notice.text) < 500] == []
    locked = re.findall(r"^([a-z0-9-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert names <= set(locked)


class Packaged(Distribution):
    """A package that says this of itself."""

    def __init__(self, files: dict[str, str], **said: str) -> None:
        self._files = files
        self._said = said

    @property
    def metadata(self) -> Message:  # type: ignore[override]  # what it is, behind importlib's name for it
        about = Message()
        for name, value in {"Name": "part", "Version": "1.0", **self._said}.items():
            about[name.replace("_", "-")] = value
        return about

    def read_text(self, filename: str) -> str | None:
        return self._files.get(filename)

    def locate_file(self, path: object) -> object:  # type: ignore[override]
        raise NotImplementedError


@pytest.mark.parametrize(
    ("files", "said", "licence", "text"),
    [
        ({"licenses/LICENSE": "new\n"}, {"License_Expression": "MIT", "License_File": "LICENSE"}, "MIT", "new"),
        ({"LICENSE": "old\n"}, {"License": "BSD\nand so on", "License_File": "LICENSE"}, "BSD", "old"),
        ({}, {"Classifier": "License :: OSI Approved :: ISC License (ISCL)"}, "ISC License (ISCL)", ""),
        ({}, {}, "", ""),
    ],
)
def test_old_and_new_ways_of_saying_it_are_read(
    files: dict[str, str], said: dict[str, str], licence: str, text: str
) -> None:
    notice = _notice(Packaged(files, **said))
    assert (notice.name, notice.version, notice.licence, notice.text) == ("part", "1.0", licence, text)
