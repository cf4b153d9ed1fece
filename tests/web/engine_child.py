"""A program of its own: the app's engine as it starts, whatever the command line and the environment say.

    python -m tests.web.engine_child PAGE OTHER PORTS [whatever]

PAGE is an address to load, OTHER one of another origin. Prints what the page gets of OTHER, which of the PORTS are open
meanwhile, and the sandbox's state.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import closing
from pathlib import Path

import shiboken6
from PySide6.QtCore import QUrl

from hcdesktop.app import application, load_engine
from hcdesktop.core.models import Environment, Hosts
from hcdesktop.journey.waiting import wait_for
from tests.web.stage import ask

_FETCH = """
fetch(%s).then(function (answer) { return answer.text(); })
  .then(function (text) { window.got = 'read: ' + text; }, function (error) { window.got = error.name; })
"""


def is_open(port: int) -> bool:
    with closing(socket.socket()) as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def main(page_address: str, other: str, ports: list[int]) -> None:
    qt = application()
    load_engine()
    from hcdesktop.ui.web.pages import PageEvents, ProviderPage
    from hcdesktop.ui.web.policy import Policy
    from hcdesktop.ui.web.profile import PrivateProfile

    policy = Policy.of(Environment(name="x", client_id="x", hosts=Hosts(connect_url=page_address)))
    profile = PrivateProfile(policy, language="en", simulator=None)
    ignored = PageEvents(
        navigated=lambda _url: None,
        blocked=lambda _url: None,
        marked=lambda _marker, _url, _page: None,
        new_window=lambda: None,
        second_view=lambda _url: None,
    )
    page = ProviderPage(profile.engine, policy, ignored)
    loaded: list[bool] = []
    page.loadFinished.connect(loaded.append)
    page.load(QUrl(page_address))
    wait_for(lambda: loaded or None, "the page")
    page.runJavaScript(_FETCH % json.dumps(other))
    got = wait_for(lambda: ask(page.runJavaScript, "window.got || null"), "an answer")
    status = Path(f"/proc/{page.renderProcessPid()}/status")
    seccomp = status.read_text().partition("Seccomp:")[2].split()[0] if status.exists() else ""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    told = {"got": got, "open": [port for port in ports if is_open(port)], "seccomp": seccomp, "root": is_root}
    print(json.dumps(told), flush=True)
    shiboken6.delete(page)
    profile.close()
    qt.processEvents()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
