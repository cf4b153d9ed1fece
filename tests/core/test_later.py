"""What is made later: once, and only if it is asked for."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from hcdesktop.core.later import Later


def test_nothing_is_made_before_it_is_asked_for() -> None:
    made: list[object] = []
    Later(lambda: made.append(object()))
    assert not made


def test_all_who_ask_at_once_get_the_same() -> None:
    asking = threading.Barrier(4)
    made: list[object] = []

    def make() -> object:
        time.sleep(0.01)  # whoever does not wait for the others comes in between
        made.append(object())
        return made[-1]

    later = Later(make)

    def ask() -> object:
        asking.wait()
        return later.get()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _number: ask(), range(4))) == set(made)
    assert len(made) == 1


def test_whether_it_was_made_can_be_seen_without_making_it() -> None:
    later = Later(object)
    assert later.made is None
    assert later.get() is later.made


def test_what_was_prepared_in_vain_is_told_to_who_asks() -> None:
    def make() -> object:
        raise OSError("full")

    later = Later(make)
    later.prepare()
    with pytest.raises(OSError, match="full"):
        later.get()


def test_what_could_not_be_made_is_tried_again() -> None:
    answers = iter([OSError("full"), "made"])

    def make() -> str:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return str(answer)

    later = Later(make)
    with pytest.raises(OSError, match="full"):
        later.get()
    assert later.get() == "made"
