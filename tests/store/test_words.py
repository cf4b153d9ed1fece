"""Many rows whose words change: those from before are not only no longer found, they are nowhere in the file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import pytest

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.listing import Details, ListQuery, Newcomer
from hcdesktop.store import words
from hcdesktop.store.local import LocalStore

if TYPE_CHECKING:
    from sqlite3 import Connection

Peek = Callable[[], AbstractContextManager["Connection"]]

HERE = 60
#: Of a script in which nothing else is written: the first of the words that begin with it stands whole in the index.
BEFORE, AFTER = "龍龍龍", "虎虎虎"


def people(note: str) -> list[Newcomer]:
    return [Newcomer(client_user_id=f"user-{n}", details=Details(note=f"{note} {n}")) for n in range(HERE)]


def bring(store: LocalStore, note: str) -> list[tuple[int, Details]]:
    return list(store.bring_in(people(note), update=True, at=5.0, report=lambda _done, _total: True).before)


@pytest.fixture(params=[True, False], ids=["anew", "row by row"])
def full(request: pytest.FixtureRequest, store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> LocalStore:
    """With people in it; both ways to the same end."""
    monkeypatch.setattr(words, "_WORTH_IT", 150 if request.param else 0)
    bring(store, BEFORE)
    return store


def in_index(peek: Peek, word: str) -> bool:
    with peek() as connection:
        blocks = connection.execute("SELECT block FROM user_search_data").fetchall()
    return any(word[0].encode() in bytes(block) for (block,) in blocks)


def check(peek: Peek) -> None:
    """The index and the rows agree, and whoever is changed next is taken out of it at once."""
    with peek() as connection:
        connection.execute("INSERT INTO user_search (user_search, rank) VALUES ('integrity-check', 1)")
        (secure,) = connection.execute("SELECT v FROM user_search_config WHERE k = 'secure-delete'").fetchone()
    assert secure == 1


def found(store: LocalStore, word: str) -> int:
    return len(store.list_users(ListQuery(text=word)).ids)


def test_who_is_changed_by_an_import_is_found_by_the_new_words_alone(full: LocalStore, peek: Peek) -> None:
    assert in_index(peek, BEFORE)
    before = bring(full, AFTER)
    assert (found(full, BEFORE), found(full, AFTER)) == (0, HERE)
    assert (in_index(peek, BEFORE), in_index(peek, AFTER)) == (False, True)
    check(peek)
    full.set_details(before, at=6.0)
    assert (found(full, BEFORE), found(full, AFTER)) == (HERE, 0)
    assert (in_index(peek, BEFORE), in_index(peek, AFTER)) == (True, False)
    check(peek)


def test_who_is_purged_leaves_no_word(full: LocalStore, peek: Peek) -> None:
    full.delete_users([user.id for user in full.users()], at=6.0)
    assert full.purge_users(deleted_before=7.0, at=7.0) == HERE
    assert not in_index(peek, BEFORE)
    check(peek)


def test_an_import_that_fails_at_its_end_has_changed_no_word(
    full: LocalStore, peek: Peek, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_values: object) -> None:
        raise HcError(ErrorKind.CANCELLED)

    monkeypatch.setattr(full._trail, "add", fail)
    with pytest.raises(HcError, match="cancelled"):
        bring(full, AFTER)
    monkeypatch.undo()
    assert (found(full, BEFORE), found(full, AFTER)) == (HERE, 0)
    assert in_index(peek, BEFORE)
    check(peek)
    assert not in_index(peek, AFTER)


def test_a_few_of_many_are_taken_out_one_by_one(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing the index of everybody anew would keep the file for longer."""
    bring(store, BEFORE)
    monkeypatch.setattr(words, "_WORTH_IT", 10)
    for rows, anew in ((HERE // 10, False), (HERE // 10 + 1, True)):
        said: list[str] = []
        with store._database.transaction() as connection:
            connection.set_trace_callback(said.append)
            with words.changing_words(connection, rows):
                pass
            connection.set_trace_callback(None)
        assert any("optimize" in statement for statement in said) is anew
