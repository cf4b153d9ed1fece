"""Every hostile page, so many times over: what the app promises of all of them."""

from __future__ import annotations

from typing import Any

from tests.hostile.claims import Claim
from tests.hostile.pages.keeper import Keepers
from tests.hostile.pages.page import files, read


def pages(times: int) -> list[Claim]:
    """Plays the whole folder so often."""
    claim = Claim("hostile pages: no call, hit, file, box, program, change; one sentence; and the app goes on")
    answers = Claim("hostile pages: the window answers within 100 ms (p99), and never after more than 1 s")
    reports: list[dict[str, Any]] = []
    keepers = Keepers()
    try:
        for _ in range(times):
            coming = [(file, keepers.begin(read(file), thoroughly=True)) for file in files()]
            for file, future in coming:
                report = future.result()
                reports.append(report)
                claim.trial("; ".join([file.name, *report["broken"]]) if report["broken"] else "")
                answers.trial("" if report["answers"] else f"{file.name}: {report['usual']}, {report['longest']}")
            print(f"  {claim.tried} pages, {len(claim.broken)} broken", flush=True)
    finally:
        keepers.close()
    answers.note = _note(reports)
    return [claim, answers]


def _note(reports: list[dict[str, Any]]) -> str:
    worst = max(reports, key=lambda report: report["longest"])
    late = sum(report["too_late"] for report in reports)
    total = sum(report["seconds"] for report in reports)
    return f"longest {worst['longest']:.2f} s ({worst['page']}), too late at {late / total:.2%} of all instants"
