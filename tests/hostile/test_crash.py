"""The plug is pulled at any instant, and nothing is lost. The long run is ``make soak``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.crash import campaign
from tests.hostile.crash.child import FAULTS
from tests.hostile.crash.harness import Books, CrashHarness
from tests.web.human_api.api import human_api
from tests.web.human_api.people import CLIENT_ID

KILLS = 20


@pytest.fixture(scope="module")
def both_books() -> dict[bool, Books]:
    """Both models, side by side."""
    return campaign.both_books(KILLS)


@pytest.mark.parametrize("reusable", [False, True], ids=["tokens that finalize once", "tokens that finalize again"])
def test_a_killed_app_loses_nothing(both_books: dict[bool, Books], reusable: bool) -> None:
    books = both_books[reusable]
    assert books.kills == KILLS
    assert len(books.acknowledged) >= KILLS / 2
    assert set(FAULTS) <= set(books.points) | {"random"}
    assert books.broken_trails == []
    assert (books.lost, books.not_drained, books.duplicated, books.wrong_tokens) == ([], [], 0, [])


def test_the_books_notice_a_finish_that_was_not_kept(tmp_path: Path) -> None:
    with human_api() as api:
        harness = CrashHarness(api, tmp_path, seed=1, reusable=False)
        harness.run(0)
        session = api.people.open(client_user_id="person0@example.org", client_id=CLIENT_ID, public_token="")
        api.people.finish(session.token)
        harness.books.acknowledged.add(session.token)
        books = harness.run(0)
    assert books.lost == [session.token]
    assert books.wrong_tokens == ["person0@example.org"]
