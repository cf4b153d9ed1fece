"""Many small things in one list: the same as a list of them, and nothing for the collector of garbage to look at."""

from __future__ import annotations

import gc

import pytest

from hcdesktop.core.intake import Mark, from_file
from hcdesktop.core.intake import Preview as Found
from hcdesktop.core.listing import Details
from hcdesktop.core.people_file import FileRow
from hcdesktop.core.slim import Slim


def pairs(*things: tuple[int, str]) -> Slim[tuple[int, str]]:
    return Slim(things, parts=lambda thing: thing, made=lambda number, text: (number, text))


def test_it_is_a_sequence_of_what_was_put_in() -> None:
    things = [(n, f"{n}") for n in range(7)]
    slim = pairs(*things)
    assert list(slim) == things
    assert (slim[0], slim[-1], slim[2:5], slim[5:50]) == (things[0], things[-1], things[2:5], things[5:])
    assert len(slim) == 7
    assert list(pairs()) == []
    for place in (7, -8):
        with pytest.raises(IndexError):
            slim[place]
    assert list(Slim.of_parts(iter(things), made=lambda number, text: (number, text))) == things
    long = pairs(*((n, f"{n}") for n in range(2_345)))
    assert (long[999], long[1_000], long[-1], len(long)) == ((999, "999"), (1_000, "1000"), (2_344, "2344"), 2_345)
    assert [number for number, _ in long] == long.column(0) == list(range(2_345))
    assert slim.column(1) == [text for _, text in things]
    assert list(slim.seen_as(lambda number, text: f"{number}-{text}"))[:2] == ["0-0", "1-1"]


def test_some_of_them_are_a_sequence_as_well() -> None:
    some = pairs(*((n, f"{n}") for n in range(7))).chosen([6, 1, 2])
    assert list(some) == [(6, "6"), (1, "1"), (2, "2")]
    assert (some[-1], some[1:], len(some)) == ((2, "2"), [(1, "1"), (2, "2")], 3)


def test_what_is_found_in_a_long_file_is_nothing_to_the_collector() -> None:
    rows = (FileRow(n, f"u{n}", Details(label=f"Person {n}", tags=tuple("ab"))) for n in range(2_000))
    gc.collect()
    gc.disable()  # as the app does
    try:
        before = len(gc.get_objects())
        found = Found(from_file(row, {"u7": None}, {}) for row in rows)
        people = found.newcomers()
        assert len(gc.get_objects()) - before < 100
        held = [seen for seen in gc.get_objects() if isinstance(seen, list | tuple | set) and len(seen) > 900]
        assert not any("u1999" in seen or 1_999 in seen for seen in held)
    finally:
        gc.enable()
    assert (found.counts, len(people)) == ({Mark.NEW: 1_999, Mark.HERE: 1}, 2_000)
    assert found.candidates[7].mark is Mark.HERE
    assert (people[7].client_user_id, people[7].details) == ("u7", Details(label="Person 7", tags=("a", "b")))
