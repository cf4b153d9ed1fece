"""What the rules say of a record, and of all records together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hcdesktop.core.redact import Redactor
from hcdesktop.lab.reading import secrets
from hcdesktop.lab.record import Record
from hcdesktop.lab.rules import RULES, Rule


class Held(StrEnum):
    """What became of a rule."""

    HELD = "held"
    BROKEN = "broken"
    SILENT = "not applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule in one scenario; the evidence holds no secret."""

    rule: Rule
    scenario: str
    held: Held
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One rule over all runs: broken if it was in one, held if it was tested at all."""

    rule: Rule
    held: Held
    breaches: tuple[Finding, ...] = ()
    runs: int = 0  # in which it applied


@dataclass(frozen=True, slots=True)
class Run:
    """A record, and what the rules say of it."""

    record: Record = field(repr=False)
    findings: tuple[Finding, ...]


def judge(record: Record) -> Run:
    """Asks every rule."""
    return Run(record, tuple(_finding(rule, record) for rule in RULES))


def _finding(rule: Rule, record: Record) -> Finding:
    said = rule.judge(record)
    if said is None:
        return Finding(rule=rule, scenario=record.scenario.name, held=Held.SILENT)
    held = Held.BROKEN if said else Held.HELD
    return Finding(rule=rule, scenario=record.scenario.name, held=held, evidence=clean(said, record))


def clean(text: str, record: Record) -> str:
    """Without a secret: those of this run, and whatever looks like one."""
    for secret in (*secrets(record), record.client_secret):
        text = text.replace(secret, "•••")
    return Redactor().text(text)


def verdicts(runs: Sequence[Run]) -> list[Verdict]:
    """One for each rule, in the rules' order."""
    return [
        _verdict(rule, [finding for run in runs for finding in run.findings if finding.rule is rule]) for rule in RULES
    ]


def _verdict(rule: Rule, findings: Sequence[Finding]) -> Verdict:
    told = [finding for finding in findings if finding.held is not Held.SILENT]
    breaches = tuple(finding for finding in told if finding.held is Held.BROKEN)
    held = Held.BROKEN if breaches else (Held.HELD if told else Held.SILENT)
    return Verdict(rule=rule, held=held, breaches=breaches, runs=len(told))
