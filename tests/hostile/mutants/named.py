"""A deliberate fault for a child process of a test: named by the environment, and nothing is loaded where none is."""

from __future__ import annotations

import os

#: The environment variable that names it.
VARIABLE = "HCDESKTOP_MUTANT"


def put_in_named() -> None:
    """The fault that the environment names, if it does."""
    if name := os.environ.get(VARIABLE):
        from tests.hostile.mutants.table import put_in

        put_in(name)
