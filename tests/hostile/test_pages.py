"""Every page in ``tests/hostile/pages``, once, in the real app: a new file there is a new test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.pages.keeper import Keeper
from tests.hostile.pages.page import ENDS, FOLDER, PLACES, files, read

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a page sets off is read from /proc")


@pytest.fixture(scope="module")
def keeper() -> Iterator[Keeper]:
    """The arena: one process for all pages, as long as none of them ends it."""
    opened = Keeper()
    yield opened
    opened.close()


@pytest.mark.parametrize("file", files(), ids=lambda file: file.name)
def test_a_hostile_page_gets_nowhere(keeper: Keeper, file: Path) -> None:
    report = keeper.play(read(file))
    assert report["broken"] == []
    assert report["answers"], (report["usual"], report["longest"])


def test_a_page_that_gets_somewhere_is_caught(keeper: Keeper) -> None:
    broken = keeper.play(read(FOLDER / "kit/caught.html"))["broken"]
    assert [what.partition(" [")[0] for what in broken] == ["1 refused calls", "found", "hits"]


def test_there_are_enough_of_them() -> None:
    pages = [read(file) for file in files()]
    assert len(pages) >= 60
    assert {page.place for page in pages} == set(PLACES)
    assert {page.ends for page in pages} == set(ENDS)
    assert len({page.tries for page in pages}) == len(pages)
