"""What a check of the audit trail came to, in words: for the window and for the command line."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hcdesktop.core.audit import AuditBreak, AuditReport
from hcdesktop.ui.formats import day, number
from hcdesktop.ui.messages import Message, Tone
from hcdesktop.ui.sentences import AUDIT

#: More than these are not told one by one.
_TOLD = 20


def for_report(report: AuditReport) -> Message:
    """One sentence; in the details, everything that is wrong and everything that is worth knowing."""
    detail = "\n".join([*_wrong(report), *_worth_knowing(report)])
    if not report.whole:
        return Message(
            text=_tr("The audit trail is broken: not everything in it is as it was written."),
            next_step=_tr("Keep a copy of the whole data folder as it is now, and find out who had access to it."),
            tone=Tone.BAD,
            detail=detail,
            open_detail=True,
        )
    if report.begun_at is None:
        return Message(text=_tr("The audit trail is empty: nothing was written into it yet."), detail=detail)
    text = _tr("The audit trail is whole: {n} entries since {day}, each as it was written.")
    return Message(text=text.format(n=number(report.entries), day=day(report.begun_at)), tone=Tone.GOOD, detail=detail)


def _wrong(report: AuditReport) -> list[str]:
    told = [_sentence(broken) for broken in report.breaks[:_TOLD]]
    more = len(report.breaks) - len(told)
    return [*told, *([_tr("And {n} more.").format(n=more)] if more else [])]


def _sentence(broken: AuditBreak) -> str:
    one, many = AUDIT[broken.fault]
    text = _tr(many if broken.last > broken.first else one).format(first=broken.first, last=broken.last)
    if broken.noticed is not None:
        text += " " + _tr("The app noticed it and wrote it down in entry {n}.").format(n=broken.noticed)
    return text


def _worth_knowing(report: AuditReport) -> list[str]:
    told = [_restored(number, lost) for number, lost in report.restored]
    if report.late:
        told.append(
            _tr("{n} entries were newer than the anchor at a start, as a crash leaves them.").format(n=report.late)
        )
    return told


def _restored(number: int, lost: int) -> str:
    text = _tr("A copy was restored: entry {n}.").format(n=number)
    if lost:
        text += " " + _tr("{n} entries of the file that was there before are not in it.").format(n=lost)
    return text


def _tr(text: str) -> str:
    return QCoreApplication.translate("messages", text)
