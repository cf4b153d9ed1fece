"""A whole run of the real command, with somebody at the desk: a connection, an export, a lock; then it says so.

With "stay" as its second argument it does not end by itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from hcdesktop import app as composition
from hcdesktop import cli
from hcdesktop.core import people_file
from hcdesktop.journey.person import Person
from hcdesktop.journey.waiting import wait_for
from hcdesktop.store.preferences import Preferences


def play(app: composition.App) -> None:
    person = Person(app)
    person.press_row_button("ada.winterbourne@example.org")
    person.click("Starfleet Medical")
    person.log_in()
    person.click("Done")
    wait_for(lambda: app.controller.settled and not app.controller.desk.service.pending(), "saved")
    people_file.write(Path(sys.argv[1]) / "people.csv", app.controller.desk.service.users())
    app.rooms.lock._preferences.write(Preferences(5))
    app.rooms.lock.lock()
    wait_for(lambda: app.rooms.lock.dropped, "everything dropped")
    app.rooms.lock.unlock()
    wait_for(lambda: not app.rooms.lock.locked, "unlocked")
    limits = subprocess.run(["cat", "/proc/self/limits"], capture_output=True, text=True, check=True).stdout
    core = next(line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core file size"))
    os.write(1, f"done {' '.join(core)}\n".encode())
    if "stay" not in sys.argv:
        app.application.quit()


def main() -> int:
    os.umask(0o022)  # as most people have it
    start = composition.App.start

    def start_and_play(app: composition.App, *arguments: object, **options: object) -> None:
        start(app, *arguments, **options)  # type: ignore[arg-type]  # as it is called
        QTimer.singleShot(300, app.window, lambda: play(app))

    composition.App.start = start_and_play  # type: ignore[method-assign,assignment]
    return cli.main(["--data-dir", str(Path(sys.argv[1]) / "data")])


if __name__ == "__main__":
    sys.exit(main())
