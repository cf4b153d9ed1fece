"""What the Lab says: verdicts, rules and timelines in the words of whoever looks at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from hcdesktop.lab.findings import Finding, Held
from hcdesktop.lab.rules import Severity
from hcdesktop.lab.timeline import Line
from hcdesktop.ui.formats import number
from hcdesktop.ui.messages import Message, Tone


def _tr(text: str, **values: object) -> str:
    # In one pass: an address with braces in it must not be read as a placeholder.
    return QCoreApplication.translate("messages", text).format(**values)


def of_rule(text: str) -> str:
    """One of a rule's sentences."""
    return QCoreApplication.translate("rules", text)


def held(found: Held) -> str:
    """What became of a rule; told by a sign too, not by a colour alone."""
    return {
        Held.HELD: _tr("✓ Held"),
        Held.BROKEN: _tr("✗ Broken"),
        Held.SILENT: _tr("— Not applicable"),
    }[found]


def severity(of: Severity) -> str:
    """What a breach costs."""
    return {Severity.GRAVE: _tr("Grave"), Severity.BAD: _tr("Bad"), Severity.POOR: _tr("Poor")}[of]


def cost(of: Severity) -> str:
    """The same as a sentence."""
    return {
        Severity.GRAVE: _tr("Grave: health data in the wrong hands, or connections that are lost."),
        Severity.BAD: _tr("Bad: people get stuck."),
        Severity.POOR: _tr("Poor: it may go wrong one day."),
    }[of]


def line(told: Line) -> str:
    """One line of a timeline."""
    what = _kinds().get(told.kind, told.kind)
    seconds = _tr("{seconds} s", seconds=f"{told.at:.2f}")
    return f"{seconds}  {what}: {told.detail}" if told.detail else f"{seconds}  {what}"


def _kinds() -> Mapping[str, str]:
    return {
        "page": _tr("Page"),
        "press": _tr("Press"),
        "open": _tr("Popup opened"),
        "finish": _tr("Callback finish"),
        "close": _tr("Callback close"),
        "error": _tr("Error"),
        "request": _tr("Request"),
        "refused": _tr("Refused"),
        "finalize": _tr("Finalized"),
        "token": _tr("Token"),
        "stuck": _tr("Stuck"),
        "look": _tr("Look"),
        "info": _tr("Console"),
        "warning": _tr("Console, warning"),
        "alert": _tr("Box of the page"),
        "confirm": _tr("Question of the page"),
        "prompt": _tr("Question of the page"),
    }


def sums(findings: Sequence[Finding]) -> str:
    """How many of each."""
    found = Counter(finding.held for finding in findings)
    return _tr(
        "{broken} broken, {held} held, {silent} not applicable",
        broken=number(found[Held.BROKEN]),
        held=number(found[Held.HELD]),
        silent=number(found[Held.SILENT]),
    )


def result(findings: Sequence[Finding]) -> str:
    """What came of one scenario, in two words."""
    broken = sum(finding.held is Held.BROKEN for finding in findings)
    return _tr("✗ {n} broken", n=broken) if broken else _tr("✓ All held")


def ended(findings: Sequence[Finding], *, scenarios: int) -> Message:
    """All chosen scenarios have been played."""
    rules = {finding.rule.id for finding in findings if finding.held is Held.BROKEN}
    if not rules:
        return Message(text=_tr("Every rule held. Scenarios played: {n}.", n=scenarios), tone=Tone.GOOD)
    text = _tr("Rules broken: {n}. Scenarios played: {scenarios}.", n=len(rules), scenarios=scenarios)
    return Message(text=text, next_step=_tr("Choose a row to see how to mend it."), tone=Tone.BAD)


def stopped(scenarios: int) -> Message:
    """Somebody has had enough."""
    return Message(text=_tr("Stopped."), next_step=_tr("Scenarios that were played: {n}.", n=scenarios))


def no_page(page: str) -> Message:
    """There is nothing to test."""
    step = _tr("A file, a folder with index.html or an http:// address on this computer is wanted.")
    return Message(text=_tr("There is no page there."), next_step=step, tone=Tone.BAD, detail=page)


def not_loaded(page: str, why: str) -> Message:
    """The page does not come."""
    text = _tr("The page does not load.")
    return Message(text=text, next_step=_tr("Is its server running?"), tone=Tone.BAD, detail=f"{page}\n{why}")


def port_taken(port: int, why: str) -> Message:
    """Their server could not be given a Human API."""
    text = _tr("Port {port} of this computer cannot be used.", port=port)
    step = _tr("Your server finds the simulated Human API there. Close what uses it, and run again.")
    return Message(text=text, next_step=step, tone=Tone.BAD, detail=why)


def no_scenario() -> Message:
    """None is ticked."""
    return Message(text=_tr("No scenario is ticked."), next_step=_tr("Tick at least one."), tone=Tone.WARNING)


def saved(name: str) -> Message:
    """The report is on the disk."""
    return Message(text=_tr("The report was written to {file}; no token is in it.", file=name), tone=Tone.GOOD)
