"""Every step of the self-test as a test: the real window, the real engine, the Simulator behind real addresses."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hcdesktop.journey.stage import stage
from hcdesktop.journey.steps import STEPS, Step
from hcdesktop.journey.waiting import DidNotHappen, check, wait_for


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_step(step: Step, qapp: QApplication, tmp_path: Path) -> None:
    with stage(qapp, pictures=tmp_path) as opened:
        opened.name = step.name
        assert step.run(opened)


def test_what_does_not_happen_is_told() -> None:
    with pytest.raises(DidNotHappen, match="a miracle"):
        wait_for(lambda: None, "a miracle", seconds=0.05)
    with pytest.raises(DidNotHappen, match="two and two"):
        check(2 + 2 == 5, "two and two")


def test_a_step_notices_that_the_token_was_not_kept(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    with stage(qapp) as opened:
        monkeypatch.setattr(
            type(opened.app.controller.desk.store),
            "complete_finish",
            lambda store, finish_id, tokens, *, at: store.drop_finish(
                finish_id, attention=None, public_token=None, at=at
            ),
        )
        with pytest.raises(DidNotHappen, match="all three tokens"):
            STEPS[0].run(opened)
