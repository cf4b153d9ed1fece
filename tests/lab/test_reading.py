"""What is read out of the requests of a page that was not quite in order."""

from __future__ import annotations

import pytest

from hcdesktop.lab.reading import overtaken, repeats
from hcdesktop.lab.record import Sent


def post(number: int, at: float, status: int) -> Sent:
    return Sent(number=number, at=at, document=1, how="fetch", method="POST", url="finalize", status=status)


@pytest.mark.parametrize("statuses", [(200, 410), (410, 200)], ids=["first taken", "second taken"])
def test_of_two_at_once_one_is_a_repeat_and_none_has_failed(statuses: tuple[int, int]) -> None:
    """The server may hear them in either order; the person's connection is saved all the same."""
    posts = [post(number, 1.0 + number / 100, status) for number, status in enumerate(statuses)]
    refused = [each for each in posts if each.status >= 400]
    assert repeats(posts) == posts[1:]
    assert set(map(id, refused)) <= {id(each) for each in [*repeats(posts), *overtaken(posts)]}


def test_one_that_is_taken_later_does_not_excuse_the_first() -> None:
    posts = [post(1, 1.0, 503), post(2, 2.0, 200)]
    assert overtaken(posts) == []
    assert repeats(posts) == []
