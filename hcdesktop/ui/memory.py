"""Whether there is memory to spare for what is only to be quicker."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

_LITTLE = 512 * 1024  # KB
_STATE = Path("/proc/meminfo")


def is_short() -> bool:
    """Whether this computer has little left; ``False`` where nobody says (anywhere but on Linux)."""
    with suppress(OSError):
        found = re.search(r"^MemAvailable:\s+(\d+) kB$", _STATE.read_text(), re.MULTILINE)
        return found is not None and int(found[1]) < _LITTLE
    return False
