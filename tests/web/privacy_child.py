"""The first launch of a process that is going to be killed: its page keeps what it can, and it says what that is."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from hcdesktop import app as composition
from hcdesktop.core.models import Environment, Hosts
from hcdesktop.desk import Desks
from hcdesktop.journey.person import Person
from hcdesktop.journey.waiting import let_pass, wait_for
from tests.web.stage import MemoryVault


def main(settings: dict[str, Any]) -> None:
    desks = Desks(Path(settings["folder"]), vault=MemoryVault())
    environment = Environment(name="Loopback", client_id=settings["client_id"], hosts=Hosts(**settings["hosts"]))
    desks.book.save(environment)
    app = composition.build(composition.application(), desks)
    app.start(environment)
    app.furnish()
    wait_for(lambda: app.controller.desk.environment.name == environment.name, "the environment")
    user = app.controller.desk.service.add_user(settings["user"])
    app.window.table.users.reload()
    app.controller.launch(user.id)
    person = Person(app)
    person.click("Try")
    os.write(1, f"{person.read('found: ')}\n".encode())
    let_pass(60)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
