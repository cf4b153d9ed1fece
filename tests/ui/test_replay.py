"""A launch becomes a scenario file, and the file plays the same launch again: outcome, events, answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest
from PySide6.QtWidgets import QApplication

from hcdesktop.cli import main
from hcdesktop.core import har
from hcdesktop.core.models import Event, EventKind, OutcomeKind, User
from hcdesktop.desk import Desks
from hcdesktop.journey.waiting import wait_for
from hcdesktop.lab.headless import Silence, Visit, Visited
from hcdesktop.simulator import scenario_file, seeds
from hcdesktop.simulator.casting import Person
from hcdesktop.simulator.recording import NotOver, recorded
from hcdesktop.simulator.scenario import NORMAL, Deed, Scenario, Step
from hcdesktop.simulator.shelf import scenario
from tests.ui.screen import QUICK, FakePopup, MemoryVault, Screen

ZOE = "zoe.quartermaine@example.org"
SILENT = {Silence.DIED: OutcomeKind.RENDERER_DIED, Silence.HUNG: OutcomeKind.TIMED_OUT, Silence.LEFT: None}


class Played:
    """One launch of one person, in an app of its own."""

    def __init__(self, screen: Screen, popups: list[FakePopup]) -> None:
        self._screen, self._popups = screen, popups
        self.user_id = screen.service.add_user(ZOE, label="Zoe Quartermaine").id

    def play(self, played: Scenario) -> list[Event]:
        """Its events, oldest first; somebody who exists is made by a launch that goes well."""
        if played.cast.existing:
            steps = [*(Step(deed=Deed.CONNECT, source=name) for name in played.cast.sources), Step(deed=Deed.DONE)]
            self._launch(NORMAL, steps)
        self._launch(played, played.steps)
        return self.events(self.launch_id)

    @property
    def launch_id(self) -> int:
        found = self._screen.service.log.last_launch(self.user_id)
        assert found is not None
        return found

    @property
    def user(self) -> User:
        return self._screen.service.user(self.user_id)

    @property
    def outcome(self) -> OutcomeKind:
        return self._screen.outcomes[-1].kind

    def events(self, launch_id: int) -> list[Event]:
        return self._screen.service.log.launch(self.user_id, launch_id)

    def _launch(self, played: Scenario, steps: Sequence[Step]) -> None:
        simulator = self._screen.desk.simulator
        assert simulator
        simulator.choose(played)
        before = len(self._screen.outcomes)
        self._screen.app.controller.launch(self.user_id)
        self._screen.settle_but_popups()
        popup = self._popups[-1]
        person = Person(client_user_id=ZOE, public_token=popup.request.public_token)
        visit = Visit(simulator.handle, connect_url=simulator.hosts.connect_url, client_id=seeds.CLIENT_ID)
        self._tell(popup, visit.play(person, steps))
        wait_for(lambda: len(self._screen.outcomes) > before, "the end of the launch")
        wait_for(lambda: self._screen.service.finalizer.next_due() is None, "no attempt any more")
        self._screen.settle()

    def _tell(self, popup: FakePopup, visited: Visited) -> None:
        for callback in visited.callbacks:
            popup.message_received.emit(json.dumps(callback))
            if callback["callback"] == "opened":
                for number in range(visited.windows):
                    popup.step_taken.emit(EventKind.PROVIDER_OPENED, {"from": "https://connect.humanapi.co"})
                    if number < visited.cut:
                        popup.step_taken.emit(EventKind.PROVIDER_CLOSED, {})
        if visited.silence:
            popup.launch_ended.emit(SILENT[visited.silence] or OutcomeKind.ABANDONED, "")


class Play(Protocol):
    """The fixture ``play``."""

    def __call__(self, played: Scenario) -> Played: ...


@pytest.fixture
def play(qapp: QApplication, popups: list[FakePopup], tmp_path: Path) -> Iterator[Play]:
    """Plays a scenario in a folder of its own."""
    screens: list[Screen] = []

    def start(played: Scenario) -> Played:
        desks = Desks(tmp_path / f"data{len(screens)}", backoff=QUICK, vault=MemoryVault(), seconds=0.3)
        screens.append(Screen(qapp, desks))
        made = Played(screens[-1], popups)
        made.play(played)
        return made

    yield start
    for screen in screens:
        screen.close()


def kinds(events: Sequence[Event]) -> tuple[list[str], list[str]]:
    """What happened in the popup and at Human API: two threads, whose lines may stand in any order to each other."""
    there = [
        f"{event.kind} {event.detail.get('status', '')} {event.detail.get('rotated', '')}"
        for event in events
        if _is_there(event)
    ]
    return [str(event.kind) for event in events if not _is_there(event)], there


def _is_there(event: Event) -> bool:
    return str(event.kind).startswith(("finalize", "exchange", "tokens", "token_", "answer"))


@pytest.mark.parametrize(
    "name",
    [
        "normal",
        "source-added",
        "source-removed",
        "provider-window",
        "provider-window-closed",
        "closed-by-person",
        "nothing-done",
        "popup-error",
        "already-exists",
        "stale-token",
        "session-expired",
        "popup-hangs",
        "popup-crashes",
        "script-missing",
        "script-garbage",
        "finish-error",
        "finish-twice",
        "finish-then-close",
        "tokens-503-twice",
        "tokens-400",
        "tokens-401",
        "tokens-dropped",
        "tokens-garbage",
        "tokens-incomplete",
        "tokens-lost",
        "wrong-person",
    ],
)
def test_round_trip(play: Play, name: str, tmp_path: Path) -> None:
    given = scenario(name)
    first = play(given)
    events = first.events(first.launch_id)
    file = tmp_path / f"{name}.json"
    file.write_text(recorded(events), encoding="utf-8")
    assert main(["scenarios", "lint", str(file)]) == 0
    again = scenario_file.read(file)
    assert again.ends is given.ends
    second = play(again)
    assert second.outcome is first.outcome
    assert kinds(second.events(second.launch_id)) == kinds(events)


# --- what is made of what the timeline says ---------------------------------------------------------------------------


def event(kind: EventKind, at: float = 0.0, **detail: object) -> Event:
    return Event(id=1, at=at, user_id=1, launch_id=7, kind=kind, detail=detail)


def exchange(at: float, **detail: object) -> Event:
    return event(EventKind.EXCHANGE, at, method="POST", url="https://user.humanapi.co/v1/connect/tokens", **detail)


def finished(*attempts: Event, mode: str = "create") -> dict[str, Any]:
    """The scenario of a launch that finished after 12.4 s, and then came to this."""
    begin = [
        event(EventKind.LAUNCHED, mode=mode),
        event(EventKind.POPUP_OPENED, 1.0),
        event(EventKind.CALLBACK, 13.4, callback="finish", error=None),
        event(EventKind.ENDED, 13.5, outcome="finished"),
        event(EventKind.FINALIZE_TRIED, 20.0, attempt=1),
    ]
    text = recorded([*begin, *attempts])
    scenario_file.parse(text, name="recorded")
    found: dict[str, Any] = json.loads(text)
    return found


def test_pause_is_kept_in_whole_seconds() -> None:
    assert finished()["person"] == [
        {"do": "connect", "source": "Starfleet Medical"},
        {"do": "wait", "seconds": 12},
        {"do": "done"},
    ]


@pytest.mark.parametrize(
    ("attempt", "answer"),
    [
        (exchange(20.1, error="x"), {"fails": "drop"}),
        (exchange(35.0, error="x"), {"fails": "hang"}),
        (exchange(21.26, status=503, answer="<html>"), {"status": 503, "delay": 1.3}),
        (exchange(20.1, status=418, answer={"message": "Tea."}), {"status": 418, "message": "Tea."}),
        (exchange(20.1, status=200, answer="<html>"), {"fails": "garbage"}),
        (exchange(20.1, status=201, answer={"publicToken": "#1"}), {"fails": "incomplete"}),
        (exchange(22.0, status=201, answer={"accessToken": "#1"}), {"status": 201, "delay": 2.0}),
    ],
)
def test_answer_is_kept(attempt: Event, answer: dict[str, object]) -> None:
    failed = event(EventKind.FINALIZE_FAILED, 40.0, error={"kind": "unavailable"}, seconds=2)
    found = finished(attempt, failed)["wrong"]["tokens"]
    # A late answer that works goes wrong for nobody: it stands there only before one that does.
    assert found == [answer]


def test_answer_that_was_lost_after_the_token_was_spent_is_told_from_one_that_never_came_about() -> None:
    refused = exchange(21.0, status=400, answer={"message": "Used already."})
    recovered = event(EventKind.TOKEN_RECOVERED, 22.0)
    found = finished(exchange(20.1, error="x"), refused, recovered)
    assert (found["ends"], found["wrong"]) == ("needs_edit", {"tokens": [{"fails": "lost"}]})


def test_retry_after_is_kept() -> None:
    failed = event(EventKind.FINALIZE_FAILED, 20.2, error={"kind": "unavailable", "retry_after": 9}, seconds=9)
    assert finished(exchange(20.1, status=429), failed)["wrong"] == {"tokens": [{"status": 429, "retryAfter": 9}]}


def test_what_goes_well_is_not_written() -> None:
    stored = event(EventKind.TOKENS_STORED, 20.2, rotated=True)
    found = finished(exchange(20.1, status=201, answer={"accessToken": "#1"}), stored, mode="edit")
    assert (found["ends"], "wrong" in found) == ("saved", False)
    assert found["user"] == {"is": "existing", "sources": ["Starfleet Medical"], "tokens": "current"}


def test_launch_that_is_not_over_is_refused() -> None:
    with pytest.raises(NotOver):
        recorded([event(EventKind.LAUNCHED, mode="create")])


# --- nothing of anybody, and nothing secret ---------------------------------------------------------------------------


def test_files_hold_nothing_of_the_person(play: Play) -> None:
    played = play(scenario("tokens-503-twice"))
    events = played.events(played.launch_id)
    user = played.user
    for text in (recorded(events), har.archive(events)):
        for secret in (ZOE, "Zoe", user.human_id, user.public_token, user.access_token, seeds.CLIENT_SECRET):
            assert secret
            assert secret not in text


def test_archive_is_a_har(play: Play) -> None:
    played = play(scenario("tokens-503-twice"))
    log = json.loads(har.archive(played.events(played.launch_id)))["log"]
    assert log["version"] == "1.2"
    assert [entry["response"]["status"] for entry in log["entries"]] == [503, 503, 201]
    assert {entry["pageref"] for entry in log["entries"]} == {log["pages"][0]["id"]}
    first = log["entries"][0]
    assert first["request"]["url"] == "https://user.humanapi.co/v1/connect/tokens"
    sent = json.loads(first["request"]["postData"]["text"])
    assert sent.keys() == {"humanId", "clientId", "sessionToken", "userId", "clientSecret"}
    assert sent["clientSecret"].startswith("•••")
    assert first["time"] >= 0
    assert first["startedDateTime"].endswith("+00:00")
    # What HAR 1.2 asks of every entry.
    for entry in log["entries"]:
        assert entry.keys() >= {"startedDateTime", "time", "request", "response", "cache", "timings"}
        assert entry["request"].keys() >= {"method", "url", "httpVersion", "cookies", "headers", "queryString"}
        assert entry["response"].keys() >= {"status", "statusText", "cookies", "headers", "content", "redirectURL"}
    assert [each["kind"] for each in log["pages"][0]["_events"]][:2] == ["launched", "popup_opened"]


def test_request_without_an_answer_has_status_0() -> None:
    text = har.archive([event(EventKind.FINALIZE_TRIED, 10.0), exchange(11.5, error="unanswered", request={"a": 1})])
    entry = json.loads(text)["log"]["entries"][0]
    assert (entry["time"], entry["response"]["status"], entry["response"]["_error"]) == (1500, 0, "unanswered")
