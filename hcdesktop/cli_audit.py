"""The command line's part for the audit trail: checking it, and handing it to somebody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import argparse

    from hcdesktop.desk import Desk

OpenDesk: TypeAlias = "Callable[[argparse.Namespace], AbstractContextManager[Desk]]"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser], open_desk: OpenDesk) -> None:
    """Adds ``audit verify`` and ``audit export``."""
    audit = commands.add_parser("audit", help="the audit trail: who did what, when, to whom")
    actions = audit.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser("verify", help="check that every entry is there, as it was written")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.set_defaults(command=lambda options: verify(options, open_desk))
    out = actions.add_parser("export", help="write it to a file (CSV, or .jsonl), without user IDs")
    out.add_argument("file", type=Path, metavar="FILE")
    out.set_defaults(command=lambda options: export(options, open_desk))


def verify(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    """0 when the trail is whole, 1 when it is not."""
    from hcdesktop.ui import audit_messages

    with open_desk(options) as desk:
        report = desk.service.check_audit()
        name = desk.environment.name
    if options.json:
        breaks = [each._asdict() for each in report.breaks]
        print(json.dumps({"environment": name, "whole": report.whole, **report._asdict(), "breaks": breaks}))
    else:
        message = audit_messages.for_report(report)
        print("\n".join(part for part in (message.text, message.detail, message.next_step) if part))
    return 0 if report.whole else 1


def export(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    """Without clientUserIds, and redacted like everything that leaves."""
    with open_desk(options) as desk:
        print(f"{desk.service.export_audit(options.file, redacted=desk.redactor.leaving)} entries written")
    return 0
