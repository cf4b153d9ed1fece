"""What *Test connection* found, as a table of sentences, and the one for an answer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from hcdesktop.core.reachability import Check, Finding, Part
from hcdesktop.ui import messages

#: What came of it, and the part for which that has a sentence of its own.
FOUND: Mapping[tuple[Finding, Part | None], str] = {
    (Finding.FINE, None): "✓ {host}: the script of the popup is there.",
    (Finding.FINE, Part.APP_KEY): "✓ {host}: the app key opens the list of the app's users.",
    (Finding.ANSWERS, None): "✓ {host} answers.",
    (Finding.ANSWERS, Part.SECRET): "✓ {host} answers. No client secret is set, so none was sent.",
    (Finding.ANSWERS, Part.APP_KEY): "✓ {host} answers. No app key is set, so none was sent.",
    (Finding.NOT_REFUSED, None): "✓ {host} answers and did not refuse the client secret.",
    (Finding.NOT_REFUSED, Part.APP_KEY): "✗ {host} answers, but gave no list of users: check the client ID.",
    (Finding.NO_SCRIPT, None): "✗ {host} answers, but the script of the popup is not there.",
    (Finding.REFUSED, None): "✗ {host} refused the client secret, or does not know the client ID.",
    (Finding.REFUSED, Part.APP_KEY): "✗ {host} refused the app key.",
    (Finding.FAILED, None): "✗ {host}: {problem}",
}


def sentence(check: Check) -> str:
    """What one answer means."""
    text = FOUND.get((check.finding, check.part)) or FOUND[check.finding, None]
    problem = messages.for_error(check.error).text if check.error is not None else ""
    if check.host in problem:
        return f"✗ {problem}"
    # In one pass: a name with braces in it must not be read as a placeholder.
    return QCoreApplication.translate("messages", text).format(host=check.host, problem=problem)
