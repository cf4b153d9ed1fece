"""The door of the program: ``hcdesktop`` and ``python -m hcdesktop``."""

from __future__ import annotations

import gc
import sys

from hcdesktop import __version__


def main() -> int:
    """Runs the command line. Its version a script asks for, and is told without loading anything else."""
    if sys.argv[1:] == ["--version"]:
        print(f"hcdesktop {__version__}")
        return 0
    # What is loaded lives as long as the program: looked through again and again, it costs 10 ms of a start.
    gc.disable()
    from hcdesktop.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
