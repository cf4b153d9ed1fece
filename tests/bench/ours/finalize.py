"""The app over a folder in which finishes wait; tells the seconds from the moment at which their environment is shown
to the last one's tokens in its row."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from hcdesktop.app import application, build, load_engine
from hcdesktop.core.exchange import load_client
from hcdesktop.desk import SIMULATOR
from hcdesktop.journey.waiting import wait_for
from tests.bench.heartbeat import Heartbeat
from tests.bench.ours.telling import tell, wait
from tests.bench.pending import NAME, desks

_PATIENCE = 300.0  # s


def main() -> None:
    qt = application()
    folder = desks(Path(sys.argv[1]))
    app = build(qt, folder)
    app.start(SIMULATOR)
    load_engine()
    load_client()
    wait_for(lambda: app.controller.settled, "the start")
    waiting = int(sys.argv[2])
    shown: list[float] = []
    ended: list[float] = []
    # The app's own loop: to ask again and again whether it has ended would let it sleep in between.
    loop = QEventLoop()

    def on_finalized(_result: object) -> None:
        ended.append(time.perf_counter())
        if len(ended) >= waiting:
            loop.quit()

    app.saver.finalized.connect(on_finalized)
    app.environments.shown.connect(lambda _desk: shown.append(time.perf_counter()))
    heartbeat = Heartbeat()
    app.environments.go_to(NAME)
    wait_for(lambda: shown, "the environment")
    before = time.process_time()
    QTimer.singleShot(round(_PATIENCE * 1000), loop, loop.quit)
    if len(ended) < waiting:
        loop.exec()
    used = time.process_time() - before
    left = len(app.controller.desk.service.pending())
    tell("sent", seconds=ended[-1] - shown[0], left=left, used=used, heartbeat=heartbeat.told())
    wait()
    app.close()


main()
