"""The app and one person: prints the seconds of two popups (click to the frame's word) and of one callback (the popup's
finish to the row that says Edit)."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop

from hcdesktop.app import application
from hcdesktop.core.models import Event, EventKind
from hcdesktop.journey.stage import Stage
from hcdesktop.journey.waiting import let_pass

qt = application()
stage = Stage(qt, Path(sys.argv[1]), pictures=None)
let_pass(1.0)  # the engine is loaded after the first paint
journal = stage.app.controller.desk.service
moments: dict[EventKind, float] = {}
environments = stage.app.environments


def on_event(event: Event) -> None:
    moments.setdefault(event.kind, time.perf_counter())


environments.event_added.connect(on_event)


def wait(kind: EventKind) -> float:
    loop = QEventLoop()
    while kind not in moments:
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
    return moments[kind]


for client_user_id in ("jonas.feldspar@example.com", "ada.winterbourne@example.org"):
    moments.clear()
    begun = time.perf_counter()
    stage.person.press_row_button(client_user_id)
    print(wait(EventKind.POPUP_OPENED) - begun, flush=True)
    if client_user_id.startswith("jonas"):
        let_pass(0.3)
        stage.person.click("Close without connecting")
        stage.outcome()
        let_pass(0.3)
stage.person.click("Quillstep")
stage.person.click("Allow")
moments.clear()
updated: list[float] = []
stage.app.saver.finalized.connect(lambda _result: updated.append(time.perf_counter()))
stage.person.click("Done")
stage.saved("ada.winterbourne@example.org")
print(updated[0] - moments[EventKind.CALLBACK], flush=True)
stage.close()
