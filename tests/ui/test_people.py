"""The list's own wishes: somebody is added, a file goes out."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.ui.dialogs import AddUserDialog
from hcdesktop.ui.messages import Tone
from tests.ui.screen import JONAS, Screen

Add = Callable[[str, str], None]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What somebody types into the dialog, and what is refused of it."""
    entries: list[tuple[str, str]] = []
    monkeypatch.setattr(AddUserDialog, "ask", staticmethod(lambda add, _parent: _fill_in(add, entries)))
    return entries


def _fill_in(add: Add, entries: list[tuple[str, str]]) -> None:
    while entries:
        add(*entries.pop(0))


def choose_file(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    for module in ("exports", "newcomers"):
        monkeypatch.setattr(f"hcdesktop.ui.{module}.ask_for_file", lambda _parent, _title, *, save: path)


def test_somebody_who_is_added_is_chosen_and_said(screen: Screen, typed: list[tuple[str, str]]) -> None:
    typed.append((" zoe@example.org ", "Zoë  Ångström"))
    screen.window.add_requested.emit()
    assert screen.names[-1] == "Zoë Ångström"
    assert screen.said == "Zoë Ångström was added."
    assert screen.table.chosen == screen.user("Zoë Ångström")
    assert screen.card.user == screen.user("Zoë Ångström")
    assert screen.window._count.text() == "7 people"
    screen.settle()
    assert [line.partition("  ")[2] for line in screen.card.timeline_texts] == ["Added to the list"]


def test_somebody_who_is_refused_changes_nothing(screen: Screen, typed: list[tuple[str, str]]) -> None:
    typed.append(("ada.winterbourne@example.org", ""))
    screen.choose(JONAS)
    with pytest.raises(HcError) as caught:
        screen.app.controller._people.add()
    assert caught.value.kind is ErrorKind.ID_DUPLICATE  # said in the dialog, which stays (test_dialogs.py)
    assert len(screen.names) == 6
    assert screen.table.chosen == screen.user(JONAS)


def test_the_first_person_brings_the_list_into_sight(screen: Screen, typed: list[tuple[str, str]]) -> None:
    screen.window.show_counts(users=0, pending=0)
    typed.append(("zoe@example.org", ""))
    screen.window.add_requested.emit()
    assert screen.table.isVisible()


def test_the_list_goes_out_without_tokens(screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.csv"
    choose_file(monkeypatch, path)
    screen.window.export_requested.emit()
    assert screen.wait_said("were written") == "6 people were written to out.csv; no tokens."
    assert screen.message is not None
    assert screen.message.tone is Tone.GOOD
    text = path.read_text(encoding="utf-8-sig")
    assert len(list(csv.DictReader(text.splitlines()))) == 6
    assert [secret for secret in screen.desk.store.secrets() if secret in text] == []


def test_a_place_that_cannot_be_written_to_is_said(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_file(monkeypatch, tmp_path / "nowhere" / "out.csv")
    screen.window.export_requested.emit()
    screen.wait_said("No such file or directory")


def test_whoever_cancels_reads_and_writes_nothing(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    choose_file(monkeypatch, None)
    screen.window.import_requested.emit()
    screen.window.export_requested.emit()
    screen.settle()
    assert screen.said == ""
