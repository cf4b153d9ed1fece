"""The good page keeps every rule, and each other page in the folder breaks the one that it is called after."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hcdesktop.app import load_engine
from hcdesktop.lab.findings import Held, Run, clean, judge
from hcdesktop.lab.rules import RULES
from hcdesktop.lab.stand import stand
from hcdesktop.lab.visit import Visit
from hcdesktop.simulator.shelf import scenario

PAGES = Path(__file__).with_name("pages")
GOOD = PAGES / "good.html"
BROKEN = sorted(path for path in PAGES.glob("*.html") if path != GOOD)
#: Where one look at the next Edit is not enough.
EDITS = {"rotation-kept": 2}


def visited(page: Path, name: str) -> Run:
    load_engine()
    with stand(page, scenario(name)) as opened:
        return judge(Visit(opened, edits=EDITS.get(page.stem, 0)).play())


def broken(run: Run) -> dict[str, str]:
    return {finding.rule.id: finding.evidence for finding in run.findings if finding.held is Held.BROKEN}


def test_every_rule_of_pages_has_its_page() -> None:
    assert {path.stem for path in BROKEN} == {rule.id for rule in RULES if not rule.server}
    assert len(RULES) >= 25


@pytest.mark.parametrize("page", BROKEN, ids=lambda page: page.stem)
def test_page_breaks_its_rule_alone(qapp: QApplication, page: Path) -> None:
    shown_in = re.search(r'the scenario "([\w-]+)"', page.read_text())
    assert shown_in
    assert list(broken(visited(page, shown_in[1]))) == [page.stem]


@pytest.mark.parametrize(
    "name", ["normal", "script-missing", "already-exists", "closed-by-person", "tokens-lost", "wrong-person"]
)
def test_good_page_keeps_all(qapp: QApplication, name: str) -> None:
    run = visited(GOOD, name)
    assert broken(run) == {}
    assert sum(finding.held is Held.HELD for finding in run.findings) >= 5


def test_evidence_holds_no_secret(qapp: QApplication) -> None:
    record = visited(PAGES / "console-clean.html", "normal").record
    text = f"{record} {record.events}"
    assert record.client_secret not in text
    said = clean(f"it was {record.client_secret}", record)
    assert record.client_secret not in said
