"""The log as a file: whole or not there, with nobody's name and no secret in it; and the sources of a person."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from hcdesktop.core import log_file, logbook, sources
from hcdesktop.core.errors import ErrorKind, HcError, InvalidInput
from hcdesktop.core.log import LogQuery
from hcdesktop.core.models import EventKind, User
from tests.core.parts import SimulatedHuman

EVERYTHING = LogQuery()


@pytest.fixture
def connected(simulated: SimulatedHuman) -> User:
    """Somebody whom the Simulator knows."""
    user = simulated.service.add_user("somebody@example.org")
    finish = simulated.service.keep(request := simulated.service.launch(user.id), simulated.connect(request))
    assert finish is not None
    simulated.finalizer.run(finish.id)
    return simulated.service.user(user.id)


@pytest.fixture
def busy(simulated: SimulatedHuman, connected: User, monkeypatch: pytest.MonkeyPatch) -> SimulatedHuman:
    """A desk where somebody has connected, and something is told that a spreadsheet would take for a formula."""
    monkeypatch.setattr(logbook, "STRETCH", 3)
    monkeypatch.setattr(logbook, "_AT_ONCE", 2)
    simulated.store.add_event(
        EventKind.CALLBACK_REJECTED,
        at=-1e18,
        user_id=connected.id,
        detail={"said": '=1+1 "x"', "to": "somebody@example.org"},
    )
    return simulated


def test_every_event_is_a_line_of_json(busy: SimulatedHuman, tmp_path: Path) -> None:
    place = tmp_path / "log.jsonl"
    count = busy.service.log.export(place, EVERYTHING)
    rows = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]
    assert count == len(rows) == busy.service.log.newest()
    assert [row["event"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1] == {
        "event": len(rows),
        "time": "?",
        "user": "user-1",
        "launch": None,
        "kind": "callback_rejected",
        "detail": {"said": '=1+1 "x"', "to": "user-1"},
    }
    assert {row["kind"] for row in rows} >= {"tokens_stored", "exchange", "user_added"}


def test_the_same_as_csv_with_no_formula(busy: SimulatedHuman, tmp_path: Path) -> None:
    place = tmp_path / "log.csv"
    count = busy.service.log.export(place, EVERYTHING)
    with place.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    assert json.loads(rows[-1]["detail"])["to"] == "user-1"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_nobodys_name_and_no_secret_is_in_it(busy: SimulatedHuman, connected: User, tmp_path: Path) -> None:
    for name in ("log.csv", "log.jsonl"):
        busy.service.log.export(tmp_path / name, EVERYTHING)
        text = (tmp_path / name).read_text(encoding="utf-8")
        told = [secret for secret in (*busy.store.secrets(), connected.client_user_id) if secret in text]
        assert told == []
        assert "user-1" in text


def test_only_what_is_looked_for(busy: SimulatedHuman, tmp_path: Path) -> None:
    place = tmp_path / "log.jsonl"
    assert busy.service.log.export(place, LogQuery(kinds=frozenset({EventKind.USER_ADDED}))) == 1
    assert json.loads(place.read_text())["kind"] == "user_added"


def test_cancelled_nothing_is_there_and_what_was_there_stays(busy: SimulatedHuman, tmp_path: Path) -> None:
    place = tmp_path / "log.csv"
    told: list[tuple[int, int]] = []

    def report(done: int, total: int) -> bool:
        told.append((done, total))
        assert place.read_text() == "before"  # until it is whole
        return len(told) < 3

    place.write_text("before")
    assert busy.service.log.export(place, EVERYTHING, report=report) is None
    assert place.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if "log" in path.name] == ["log.csv"]
    assert told == sorted(told)
    assert busy.service.log.export(place, EVERYTHING, report=lambda *_: True)
    assert place.read_text(encoding="utf-8-sig").startswith("event,time,user")


def test_a_place_that_cannot_be_written_is_said(busy: SimulatedHuman, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        busy.service.log.export(tmp_path / "nowhere" / "log.csv", EVERYTHING)
    assert caught.value.kind is ErrorKind.FILE_UNWRITABLE


def test_who_cannot_redact_writes_nothing(
    busy: SimulatedHuman, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_options: object) -> object:
        raise HcError(ErrorKind.STORE_FAILED)

    monkeypatch.setattr(log_file, "_row", broken)
    with pytest.raises(HcError):
        busy.service.log.export(tmp_path / "log.csv", EVERYTHING)
    assert list(tmp_path.glob("*.csv")) == list(tmp_path.glob(".*")) == []


# --- sources


def test_looking_at_somebody_tells_nothing_unless_something_has_changed(
    simulated: SimulatedHuman, connected: User
) -> None:
    service = simulated.service
    service.refresh_sources(connected.id)
    user = service.user(connected.id)
    before = service.log.newest()
    report = service.sources.read(connected.id, quiet=True)
    assert report is not None
    assert tuple(source.name for source in report.sources) == user.sources != ()
    assert all(source.connected_since and source.sync_status for source in report.sources)
    assert service.log.newest() == before
    assert service.user(connected.id).changed_at == user.changed_at
    simulated.store.set_sources(connected.id, ["Another"], at=1.0)
    service.sources.read(connected.id, quiet=True)
    assert service.user(connected.id).sources == user.sources
    newest = [event.kind for event in service.timeline(connected.id, limit=2)]
    assert newest == [EventKind.SOURCES_READ, EventKind.EXCHANGE]


def test_a_failure_is_told_even_so(simulated: SimulatedHuman, connected: User) -> None:
    simulated.state.forget(connected.human_id or "")
    with pytest.raises(HcError):
        simulated.service.sources.read(connected.id, quiet=True)
    assert simulated.service.timeline(connected.id, limit=1)[0].kind is EventKind.EXCHANGE
    assert simulated.service.sources.known(connected) is None


def test_what_was_told_is_known_for_a_while_and_for_one_token(simulated: SimulatedHuman, connected: User) -> None:
    service = simulated.service
    report = service.sources.read(connected.id)
    user = service.user(connected.id)
    assert service.sources.known(user) == report
    simulated.clock.time += sources.FRESH - 1
    assert service.sources.known(user) == report
    simulated.clock.time += 1
    assert service.sources.known(user) is None
    service.sources.read(connected.id)
    launch_id = simulated.store.begin_launch(connected.id, user.mode, at=1.0)
    with simulated.store._database.transaction() as connection:
        connection.execute("UPDATE users SET token_launch_id = ?", (launch_id,))
    assert service.sources.known(service.user(connected.id)) is None


def test_somebody_without_an_access_token_is_not_asked_for(simulated: SimulatedHuman) -> None:
    nobody = simulated.service.add_user("never.connected@example.org")
    assert simulated.service.sources.read(nobody.id) is None
