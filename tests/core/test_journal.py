"""The timeline: redacted before it is written down, and never in the way of the step that it tells of."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.core.journal import Journal
from hcdesktop.core.models import Event, EventKind, User
from hcdesktop.core.redact import MASK, Redactor
from hcdesktop.store.local import LocalStore
from tests.core.parts import Clock

if TYPE_CHECKING:
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


@pytest.mark.parametrize("name", ["attempt", "known_before", "rotated"])
@pytest.mark.parametrize("value", ["canary-1", 20_201_122, ["canary-1"], {"sessionToken": "canary-2"}])
def test_under_the_name_of_a_number_only_a_small_number_is_none_of_the_redactor_s_business(
    store: LocalStore, clock: Clock, name: str, value: object
) -> None:
    journal = Journal(store=store, redactor=Redactor(lambda: ["canary-1", "20201122"]), now=clock)
    journal.add(EventKind.CALLBACK, {name: value})
    journal.add(EventKind.CALLBACK, {name: 3})
    last, first = store.events()
    assert not re.search("canary|20201122", str(first.detail))
    assert last.detail == {name: 3}


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
    expect_log("withheld: StoreError")
    store.close()
    journal = Journal(store=store, redactor=Redactor(store.secrets), now=clock)
    journal.add(EventKind.ENDED, {"outcome": "closed"})


def test_what_cannot_be_redacted_is_withheld_and_said_to_be(
    store: LocalStore, clock: Clock, expect_log: ExpectedLog, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("WARNING an event's detail could not be redacted and was withheld: ZeroDivisionError")

    def broken() -> list[str]:
        raise ZeroDivisionError("canary-1")

    told: list[Event] = []
    journal = Journal(store=store, redactor=Redactor(broken), now=clock, listener=told.append)
    journal.add(EventKind.EXCHANGE, {"url": "https://x/?a=canary-2"})
    assert [event.detail for event in store.events()] == [{"withheld": "ZeroDivisionError"}]
    assert "canary" not in f"{told} {caplog.text}"


def test_a_listener_that_fails_costs_the_telling_only(store: LocalStore, clock: Clock, expect_log: ExpectedLog) -> None:
    expect_log("ERROR an event was not passed on")

    def deaf(_event: Event) -> None:
        raise RuntimeError

    Journal(store=store, redactor=Redactor(), now=clock, listener=deaf).add(EventKind.BLOCKED)
    assert len(store.events()) == 1


def test_whatever_a_detail_holds_can_be_written_down(store: LocalStore, clock: Clock) -> None:
    odd = {"bytes": b"clientSecret=canary", "set": {1}, "path": Path("/x"), "number": float("nan"), 5: "five"}
    Journal(store=store, redactor=Redactor(), now=clock).add(EventKind.BLOCKED, odd)  # type: ignore[arg-type]
    detail = store.events()[0].detail
    assert (detail["set"], detail["path"], detail["5"]) == ("{1}", str(Path("/x")), "five")
    assert "canary" not in str(detail["bytes"])
