"""Every deliberate fault by its name, and how a process is given one."""

from __future__ import annotations

import pytest

from tests.hostile.mutants import audit_faults, core_faults, desk_faults, store_faults, web_faults

_FAULTS = (*audit_faults.FAULTS, *core_faults.FAULTS, *store_faults.FAULTS, *web_faults.FAULTS, *desk_faults.FAULTS)
MUTANTS = {mutant.name: mutant for mutant in _FAULTS}


def put_in(name: str) -> None:
    """This process has the fault from now on."""
    MUTANTS[name].fault(pytest.MonkeyPatch())
