"""Every third page in ``tests/hostile/pages``, once, in the real app; `make soak` plays all of them, three times."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.pages.keeper import Keepers
from tests.hostile.pages.page import ENDS, FOLDER, PLACES, files, read

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a page sets off is read from /proc")


Reports = dict[Path, Future[dict[str, Any]]]
#: A page that does what it must not, for the judge.
CAUGHT = FOLDER / "kit/caught.html"
#: All checks together have ten minutes.
SHORT = [file for number, file in enumerate(files()) if number % 3 == 1]


@pytest.fixture(scope="module")
def reports(request: pytest.FixtureRequest) -> Iterator[Reports]:
    """What comes of every page that is asked for in this run: they are played beside the tests, in their order."""
    keepers = Keepers()
    chosen = [
        item.callspec.params["file"]
        for item in request.session.items
        if item.path == request.path and hasattr(item, "callspec")
    ]
    try:
        yield {file: keepers.begin(read(file)) for file in [*chosen, CAUGHT]}
    finally:
        keepers.close()


@pytest.mark.parametrize("file", SHORT, ids=lambda file: file.name)
def test_a_hostile_page_gets_nowhere(reports: Reports, file: Path) -> None:
    report = reports[file].result()
    assert report["broken"] == []
    assert report["answers"], (report["usual"], report["longest"])


def test_a_page_that_gets_somewhere_is_caught(reports: Reports) -> None:
    broken = reports[CAUGHT].result()["broken"]
    assert [what.partition(" [")[0] for what in broken] == ["1 refused calls", "found", "hits"]


def test_there_are_enough_of_them() -> None:
    pages = [read(file) for file in files()]
    assert len(pages) >= 60
    assert len(SHORT) >= 30
    assert {page.place for page in pages} == set(PLACES)
    assert {page.ends for page in pages} == set(ENDS)
    assert len({page.tries for page in pages}) == len(pages)
