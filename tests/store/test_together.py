"""Several methods as one transaction: one synced write, all of it or nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from hcdesktop.core.errors import ErrorKind, InvalidInput, StoreError
from hcdesktop.core.models import EventKind, PendingFinish, Tokens, User
from hcdesktop.store.database import Database
from hcdesktop.store.local import LocalStore

OpenStore = Callable[..., LocalStore]


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One for each transaction that was begun."""
    begun: list[None] = []
    real = Database._taking_turns

    def counted(database: Database) -> object:
        begun.append(None)
        return real(database)

    monkeypatch.setattr(Database, "_taking_turns", counted)
    return begun


def test_what_is_done_together_is_one_transaction_that_nobody_sees_the_half_of(
    store: LocalStore, open_store: OpenStore, user: User, writes: list[None]
) -> None:
    other = open_store()
    writes.clear()
    with store.together():
        store.add_event(EventKind.ENDED, at=1.0, user_id=user.id, detail={})
        with store.together():
            second = store.add_user(client_user_id="bob", at=1.0)
        assert store.users() == [user, second]
        assert (other.users(), other.events()) == ([user], [])
    assert (other.users(), len(other.events())) == ([user, second], 1)
    assert len(writes) == 1


def test_what_raises_in_the_end_leaves_nothing_and_is_told_to_nobody(store: LocalStore, user: User) -> None:
    told: list[str] = []

    def break_off() -> None:
        with store.together():
            store.add_user(client_user_id="bob", at=1.0)
            store.afterwards(lambda: told.append("written"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert (store.users(), told) == ([user], [])
    store.afterwards(lambda: told.append("at once"))
    assert told == ["at once"]
    assert store.check_audit().whole


def test_what_raises_in_between_and_is_caught_costs_the_others_nothing(
    store: LocalStore, user: User, keep: Callable[..., PendingFinish]
) -> None:
    finish = keep(user)
    answer = Tokens(human_id="h", access_token="a", public_token="p")
    with store.together():
        store.add_event(EventKind.EXCHANGE, at=1.0, user_id=user.id, detail={})
        with pytest.raises(InvalidInput):
            store.add_user(client_user_id=user.client_user_id, at=1.0)
        store.complete_finish(finish.id, answer, at=2.0)
    assert store.user(user.id).access_token == "a"
    assert [event.kind for event in store.events()] == [EventKind.EXCHANGE]
    assert store.check_audit().whole


def test_where_everything_was_undone_in_the_middle_nothing_more_is_written(store: LocalStore, user: User) -> None:
    """As SQLite does by itself on a full disk."""
    refusals: list[StoreError] = []

    def go_on() -> None:
        with store.together():
            with store._database.connection() as connection:
                connection.execute("ROLLBACK")
            for step in (lambda: store.add_user(client_user_id="bob", at=1.0), store.users):
                with pytest.raises(StoreError) as caught:
                    step()
                refusals.append(caught.value)

    with pytest.raises(StoreError):
        go_on()
    assert [refusal.kind for refusal in refusals] == [ErrorKind.STORE_FAILED] * 2
    assert store.users() == [user]


def test_another_thread_has_its_own_transaction(store: LocalStore, user: User) -> None:
    seen: list[list[User]] = []
    with store.together():
        store.add_user(client_user_id="bob", at=1.0)
        reader = threading.Thread(target=lambda: seen.append(store.users()))
        reader.start()
        reader.join()
    assert seen == [[user]]
