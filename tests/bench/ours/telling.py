"""How a program of ours tells the bench how far it is, and waits to be told to go on."""

from __future__ import annotations

import json
import sys
import time


def tell(step: str, **values: object) -> None:
    """One line; ``processor``: seconds that this process has taken of it until now."""
    print(json.dumps({"step": step, "at": time.time(), "processor": time.process_time(), **values}), flush=True)


def wait() -> None:
    """Until the bench has measured what it wants to from outside."""
    sys.stdin.readline()
