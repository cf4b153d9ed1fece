"""The app from its start to one popup that can be used; then its finish, until the tokens are stored."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from hcdesktop.app import application
from hcdesktop.journey.stage import Stage
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui.popups import Launch
from tests.bench.ours.telling import tell, wait

NEW = "ada.winterbourne@example.org"


def main() -> None:
    qt = application()
    stage = Stage(qt, Path(sys.argv[1]), pictures=None)
    heard: dict[str, float] = {}
    stored: list[float] = []

    def on_message(text: str) -> None:
        for word in ("opened", "finish"):
            if f'"callback":"{word}"' in text:
                heard.setdefault(word, time.perf_counter())

    def on_opened(launch: Launch) -> None:
        launch.window.message_received.connect(on_message)

    stage.app.popups.opened.connect(on_opened)
    stage.app.saver.finalized.connect(lambda _result: stored.append(time.perf_counter()))
    stage.person.press_row_button(NEW)
    wait_for(lambda: "opened" in heard, "the popup's word")
    tell("opened")
    wait()
    stage.person.click("Quillstep")
    stage.person.click("Allow")
    stage.person.click("Done")
    wait_for(lambda: stored, "the tokens")
    tell("stored", seconds=stored[0] - heard["finish"])
    stage.close()


main()
