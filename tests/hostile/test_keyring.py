"""Whatever a keyring does, nothing is lost by it, nothing goes in clear, and the window says what is the matter."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.hostile.claims import hold
from tests.hostile.keyring import campaign


@pytest.mark.allow_log("")  # the campaign reads them itself
def test_a_faulty_keyring_costs_nothing(qapp: QApplication) -> None:
    hold(campaign.faults(1))
