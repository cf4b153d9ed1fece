"""Runs first in the bundle: what it starts (a browser, say) gets the system's libraries, not those of the bundle.

PyInstaller's starter points LD_LIBRARY_PATH to the bundle and keeps what was there before (6.22). This process has read
it when it was started, and so finds its own without it.
"""

import os

before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
os.environ.pop("LD_LIBRARY_PATH", None)
if before is not None:
    os.environ["LD_LIBRARY_PATH"] = before
