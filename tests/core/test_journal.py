"""The timeline: redacted before it is written down, and never in the way of the step that it tells of."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.core.journal import Journal
from hcdesktop.core.models import Event, EventKind, User
from hcdesktop.core.redact import MASK, Redactor
from hcdesktop.store.local import LocalStore
from tests.core.parts import Clock

if TYPE_CHECKING:
    import pytest

    from tests.conftest import ExpectedLog


def test_an_event_is_written_down_and_passed_on(store: LocalStore, clock: Clock, ada: User) -> None:
    told: list[Event] = []
    journal = Journal(store=store, redactor=Redactor(), now=clock, listener=told.append)
    journal.add(EventKind.CALLBACK, {"what": "close"}, user_id=ada.id, launch_id=3)
    [event] = store.events()
    assert (event.kind, event.at, event.user_id, event.launch_id) == (EventKind.CALLBACK, clock(), ada.id, 3)
    assert event.detail == {"what": "close"}
    assert told == [event]


def test_nobody_has_to_listen(store: LocalStore, clock: Clock) -> None:
    Journal(store=store, redactor=Redactor(), now=clock).add(EventKind.BLOCKED)
    assert [(event.kind, event.detail) for event in store.events()] == [(EventKind.BLOCKED, {})]


def test_an_event_is_redacted_before_it_is_written(
    store: LocalStore, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Event] = []
    journal = Journal(store=store, redactor=Redactor(lambda: ["canary-1"]), now=clock, listener=told.append)
    with caplog.at_level(logging.DEBUG):
        journal.add(EventKind.EXCHANGE, {"sessionToken": "canary-2", "url": "https://x/?a=canary-1"})
    assert "canary" not in f"{store.events()} {told} {caplog.text}"
    assert "exchange user=None launch=None" in caplog.text
    assert told[0].detail["url"] == f"https://x/?a={MASK}"


def test_a_full_disk_costs_the_event_only(store: LocalStore, clock: Clock, expect_log: ExpectedLog) -> None:
    expect_log("hcdesktop.core.journal WARNING an event was not written down: store_full")
    told: list[Event] = []

    class FullStore(LocalStore):
        def __init__(self) -> None:
            """Has no file."""

        def add_event(self, *_args: object, **_kwargs: object) -> Event:
            raise StoreError(ErrorKind.STORE_FULL)

    Journal(store=FullStore(), redactor=Redactor(), now=clock, listener=told.append).add(EventKind.ENDED)
    assert told == []


def test_a_closed_store_costs_the_event_only(store: LocalStore, clock: Clock, expect_log: ExpectedLog) -> None:
    expect_log("an event was not written down: store_failed")
    store.close()
    journal = Journal(store=store, redactor=Redactor(store.secrets), now=clock)
    journal.add(EventKind.ENDED, {"outcome": "closed"})
