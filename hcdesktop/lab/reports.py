"""The verdict of a check for people, for programs, and for what runs tests: text, JSON, JUnit, HTML."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET  # nosec B405  # written here, never read
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from hcdesktop import __version__
from hcdesktop.core import resources
from hcdesktop.lab.findings import Held, Run, Verdict, verdicts
from hcdesktop.lab.record import Look
from hcdesktop.lab.timeline import lines
from hcdesktop.ui.web.host_page import fill_json

_MOST_TOLD = 3  # breaches of one rule in the text


def all_held(runs: Sequence[Run]) -> bool:
    """Whether no rule was broken, and any was looked at."""
    found = verdicts(runs)
    return any(each.held is Held.HELD for each in found) and not any(each.held is Held.BROKEN for each in found)


def text(runs: Sequence[Run]) -> Iterator[str]:
    """One line for each rule; under a broken one what was seen and how to mend it."""
    for verdict in verdicts(runs):
        word = {Held.HELD: "held", Held.BROKEN: "BROKEN", Held.SILENT: "-"}[verdict.held]
        yield f"{word:<7} {verdict.rule.id:<20} {verdict.rule.title}"
        yield from _breaches(verdict)
    yield ""
    yield _sum(runs)


def _breaches(verdict: Verdict) -> Iterator[str]:
    for breach in verdict.breaches[:_MOST_TOLD]:
        yield f"        in {breach.scenario}: {breach.evidence}"
    if len(verdict.breaches) > _MOST_TOLD:
        yield f"        and in {len(verdict.breaches) - _MOST_TOLD} more scenarios"
    if verdict.breaches:
        rule = verdict.rule
        yield f"        to mend it: {rule.mend} ({rule.severity}; human-connect.md, section {rule.section})"


def _sum(runs: Sequence[Run]) -> str:
    found = [verdict.held for verdict in verdicts(runs)]
    seconds = sum(run.record.seconds for run in runs)
    return (
        f"{found.count(Held.HELD)} rules held, {found.count(Held.BROKEN)} broken, {found.count(Held.SILENT)} not"
        f" applicable; scenarios played: {len(runs)}, in {seconds:.0f} s"
    )


def as_object(runs: Sequence[Run]) -> dict[str, object]:
    """For JSON."""
    return {
        "page": runs[0].record.page if runs else "",
        "held": all_held(runs),
        "version": __version__,
        "rules": [_rule(verdict) for verdict in verdicts(runs)],
        "scenarios": [
            {
                "name": run.record.scenario.name,
                "title": run.record.scenario.title,
                "stage": run.record.scenario.stage,
                "seconds": run.record.seconds,
                "broken": [finding.rule.id for finding in run.findings if finding.held is Held.BROKEN],
            }
            for run in runs
        ],
    }


def _rule(verdict: Verdict) -> dict[str, object]:
    rule = verdict.rule
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity,
        "section": rule.section,
        "seen": rule.seen,
        "mend": rule.mend,
        "held": verdict.held,
        "runs": verdict.runs,
        "breaches": [{"scenario": breach.scenario, "evidence": breach.evidence} for breach in verdict.breaches],
    }


def junit(runs: Sequence[Run], file: Path) -> None:
    """A suite for each scenario, a case for each rule. Raises ``OSError``."""
    root = ET.Element("testsuites", name="hcdesktop check")
    for run in runs:
        broken = sum(finding.held is Held.BROKEN for finding in run.findings)
        silent = sum(finding.held is Held.SILENT for finding in run.findings)
        suite = ET.SubElement(
            root,
            "testsuite",
            name=run.record.scenario.name,
            tests=str(len(run.findings)),
            failures=str(broken),
            errors="0",
            skipped=str(silent),
            time=f"{run.record.seconds:.2f}",
        )
        for finding in run.findings:
            name = f"hcdesktop.check.{finding.scenario}"
            case = ET.SubElement(suite, "testcase", name=finding.rule.id, classname=name, time="0")
            if finding.held is Held.BROKEN:
                failure = ET.SubElement(case, "failure", message=finding.evidence, type=str(finding.rule.severity))
                failure.text = f"{finding.rule.title}\n{finding.evidence}\n{finding.rule.mend}"
            elif finding.held is Held.SILENT:
                ET.SubElement(case, "skipped")
    ET.indent(root)
    ET.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)


def html(runs: Sequence[Run], file: Path) -> None:
    """One file with everything in it. Raises ``OSError``."""
    report = {**as_object(runs), "sum": _sum(runs), "runs": [_run(run) for run in runs]}
    file.write_text(fill_json(resources.text("lab/report.html"), report=report), encoding="utf-8")


def _run(run: Run) -> dict[str, object]:
    record = run.record
    looks = [look for look in record.of(Look) if look.picture]
    return {
        "name": record.scenario.name,
        "title": record.scenario.title,
        "stage": record.scenario.stage,
        "ends": record.scenario.ends,
        "seconds": record.seconds,
        "lines": [asdict(line) for line in lines(record)],
        "looks": [{"step": look.step, "at": round(look.at, 2), "picture": _data(look.picture)} for look in looks],
        "findings": [
            {"rule": finding.rule.id, "held": finding.held, "evidence": finding.evidence} for finding in run.findings
        ],
    }


def _data(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"
