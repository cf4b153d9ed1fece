"""The window while a list is dropped on it and taken in: how the main thread is held up meanwhile."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from hcdesktop.app import application, build
from hcdesktop.desk import SIMULATOR, Desks
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.import_dialog import ImportDialog
from tests.bench.heartbeat import Heartbeat
from tests.bench.ours.telling import tell, wait

_PATIENCE = 580.0  # s


def main() -> None:
    qt = application()
    app = build(qt, Desks(Path(sys.argv[1])))
    app.start(SIMULATOR)
    wait_for(lambda: app.controller.settled, "the start")
    let_pass(float(sys.argv[3]))  # the engine is loaded after the first paint
    before = len(app.window.table.users.ids)
    heartbeat = Heartbeat()
    begun = time.perf_counter()
    app.window.file_dropped.emit(Path(sys.argv[2]))
    dialog = wait_for(
        lambda: next((found for found in app.window.findChildren(ImportDialog) if found.table.isEnabled()), None),
        "the preview",
        seconds=_PATIENCE,
    )
    dialog.import_button.click()
    wait_for(lambda: len(app.window.table.users.ids) > before and app.tasks.idle, "the people", seconds=_PATIENCE)
    tell("imported", seconds=time.perf_counter() - begun, heartbeat=heartbeat.told())
    wait()
    app.close()


main()
