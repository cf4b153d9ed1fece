"""``python -m hcdesktop``."""

from __future__ import annotations

import sys

from hcdesktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
