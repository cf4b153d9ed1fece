"""Two at once, and callbacks in any order. The long run is ``make soak``."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from tests.hostile.claims import hold
from tests.hostile.races import callbacks, campaign


def test_whatever_meets_the_newest_answer_wins() -> None:
    hold(campaign.races(27))


def test_whatever_the_popup_calls_there_is_one_outcome(qapp: QApplication) -> None:
    hold(callbacks.orders(18))
