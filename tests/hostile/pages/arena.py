"""A program of its own: the real app, one hostile page after the other, and what each has brought about.

Standard input: a page's name per line, with ``thoroughly`` behind it or not. Standard output: one line of JSON for
each, with what was broken. A process of its own, for the app's own engine flags, its own home and temporary folder, and
for pages that end it.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWebEngineWidgets import QWebEngineView

from hcdesktop import app as composition
from hcdesktop.core import popup
from hcdesktop.core.errors import CallbackRejected
from hcdesktop.core.models import OutcomeKind, User
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui.popups import Launch
from tests.hostile.pages import watch
from tests.hostile.pages.page import FOLDER, Page, read
from tests.hostile.pages.server import Hosts
from tests.web.human_api.api import human_api
from tests.web.human_api.people import CLIENT_ID
from tests.web.stage import MAIN_WORLD, Stage

CLIPBOARD = "what somebody has copied"
#: Seconds after the page's word in which what it has set off may still come.
_SETTLE = 0.08
_CLICK_EVERY = 0.05
_KINDS = {
    "finishes": OutcomeKind.FINISHED,
    "finished": OutcomeKind.FINISHED,
    "closed": OutcomeKind.CLOSED,
    "error": OutcomeKind.POPUP_ERROR,
    "shut": OutcomeKind.ABANDONED,
    "dies": OutcomeKind.RENDERER_DIED,
}
_SENTENCES = {
    OutcomeKind.FINISHED: "{name} is connected and saved.",
    OutcomeKind.CLOSED: "Closed without connecting anything. Nothing was changed for {name}.",
    OutcomeKind.ABANDONED: "Closed without connecting anything. Nothing was changed for {name}.",
    OutcomeKind.POPUP_ERROR: "Human Connect reported an error. Nothing was changed for {name}.",
    OutcomeKind.RENDERER_DIED: "The popup stopped working. Nothing was changed.",
}
#: What the bridge is told by our own relay.
_OWN_CALLS = (popup.Ready, popup.Opened, popup.Dropped)
#: Said by the engine at its start on a machine without a GPU.
_HARMLESS = re.compile(
    r"QRhi|RHI|Vulkan|GBM|GPUInfo|Sandboxing disabled|propagateSizeHints|capturing is not available|raise\(\)"
)


class Arena:
    """The app on its stage, the hosts around it, and the judge."""

    def __init__(self, stage: Stage, hosts: Hosts, root: Path) -> None:
        self._stage = stage
        self._hosts = hosts
        self._root = root
        self._loop = watch.MainLoop(stage.app.window)
        self._complaints: list[str] = []
        self._number = 0
        qInstallMessageHandler(self._on_qt_message)
        logging.getLogger("hcdesktop").addHandler(_Complaints(self._complaints))
        let_pass(0.2)
        self.play_honestly()  # what the engine writes at its first start is not a page's doing

    # --- one page

    def play(self, page: Page, *, thoroughly: bool) -> dict[str, Any]:
        """Launches, lets the page do its worst, ends the launch as expected, and launches once more, honestly.

        Unless done thoroughly, the launch afterwards is left out where this one has ended with a good finish.
        """
        self._number += 1
        user = self._stage.add(f"person{self._number}@example.org")
        self._begin(page)
        before = self._state(user)
        calls: list[str] = []
        broken: list[str] = []
        since = time.monotonic()
        try:
            launch = self._launch(user)
            launch.window.message_received.connect(calls.append)
            self._attack(page, launch)
            self._end(page, launch)
            self._settle()
        except AssertionError as error:
            broken.append(str(error))
            self._give_up()
        broken += self._judge(page, user, calls)
        if self._state(user) != before:
            broken.append("the store has changed")
        if page.kill == "zygote":
            broken += self._try_after_the_zygote()
        elif thoroughly or broken or page.ends != "finishes":
            broken += self._try_again()
        loop = self._loop
        return {
            "page": page.name,
            "broken": broken,
            "seconds": time.monotonic() - since,
            "answers": loop.usual <= watch.USUAL_LIMIT and loop.longest <= watch.LIMIT,
            "usual": loop.usual,
            "longest": loop.longest,
            "too_late": loop.too_late,
        }

    def play_honestly(self) -> None:
        """A launch as it should be."""
        self._hosts.show(None)
        self._stage.outcomes.clear()
        self._number += 1
        user = self._stage.add(f"person{self._number}@example.org")
        self._stage.app.controller.launch(user.id)
        self._stage.saved(user.client_user_id)

    def _begin(self, page: Page) -> None:
        self._hosts.show(page)
        self._stage.outcomes.clear()
        self._stage.opened_outside.clear()
        self._complaints.clear()
        QGuiApplication.clipboard().setText(CLIPBOARD)
        self._files = watch.files_below(self._root)
        self._finishes = len(self._stage.api.finishes())
        self._loop.begin()

    def _launch(self, user: User) -> Launch:
        self._stage.app.controller.launch(user.id)
        (launch,) = self._stage.app.popups.launches
        return launch

    def _attack(self, page: Page, launch: Launch) -> None:
        if page.place != "script":
            self._click_until_begun(page, launch)
        else:
            wait_for(lambda: self._popup_frame(launch), "the popup")
        if page.kill:
            self._kill(page.kill, launch)
        until = time.monotonic() + page.seconds
        while not (self._hosts.done.is_set() or self._stage.outcomes or time.monotonic() > until):
            let_pass(0.005)
        let_pass(_SETTLE)

    def _click_until_begun(self, page: Page, launch: Launch) -> None:
        """A person clicks somewhere in the page; more than once where it is not drawn yet."""

        def begun() -> bool:
            if self._hosts.begun.is_set() or self._stage.outcomes:
                return True
            view = self._view(page, launch)
            target = view.focusProxy() if view is not None else None
            if target is not None:
                QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.rect().center())
                let_pass(_CLICK_EVERY)
            return False

        wait_for(begun, "the page beginning", seconds=8)

    def _view(self, page: Page, launch: Launch) -> QWebEngineView | None:
        if page.place != "window":
            return launch.window.view
        return next((shown.view for shown in launch.window.provider_windows if shown.isVisible()), None)

    def _popup_frame(self, launch: Launch) -> Any:
        frames = launch.window.page.mainFrame().children()
        return next((frame for frame in frames if "clientUserId" in frame.url().query()), None)

    def _kill(self, what: str, launch: Launch) -> None:
        host = launch.window.page.renderProcessPid()
        engine = watch.descendants(os.getpid())
        match what:
            case "host":
                victims = [host]
            case "popup":
                victims = [process for process in renderers(engine) if process != host]
            case _:
                victims = zygotes(engine)
        for victim in victims:
            assert victim > 1  # 0 would be this process and all its relatives
            os.kill(victim, signal.SIGKILL)

    def _end(self, page: Page, launch: Launch) -> None:
        match page.ends:
            case "finishes":
                assert not self._stage.outcomes, f"ended: {self._stage.outcomes}"
                frame = wait_for(lambda: self._popup_frame(launch), "the popup still being there")
                frame.runJavaScript("honest()", MAIN_WORLD, lambda _answer: None)
            case "shut":
                launch.window.close()
        wait_for(lambda: self._stage.outcomes or None, "the end of the launch", seconds=8)

    def _settle(self) -> None:
        self._stage.settle()
        let_pass(0.01)

    def _give_up(self) -> None:
        self._stage.app.popups.close_all()
        let_pass(0.1)

    def _try_again(self) -> list[str]:
        try:
            self.play_honestly()
        except AssertionError as error:
            self._give_up()
            return [f"no honest launch afterwards: {error}"]
        return []

    def _try_after_the_zygote(self) -> list[str]:
        """No process can be made any more: that is said, with the way out, which is another start."""
        self._stage.outcomes.clear()
        user = self._stage.add("afterwards@example.org")
        self._launch(user)
        wait_for(lambda: self._stage.outcomes or None, "the end of the launch")
        self._stage.settle()
        kinds = [outcome.kind for outcome in self._stage.outcomes]
        is_said = kinds == [OutcomeKind.RENDERER_DIED] and "start it again" in self._stage.said
        return [] if is_said else [f"{kinds}: {self._stage.said}"]

    # --- the judge

    def _judge(self, page: Page, user: User, calls: list[str]) -> list[str]:
        kinds = [outcome.kind for outcome in self._stage.outcomes]
        finishes = self._stage.api.finishes()[self._finishes :]
        honest = [session.token for session in self._stage.api.people.sessions if session.finished][-1:]
        expected = honest if _KINDS[page.ends] is OutcomeKind.FINISHED else []
        accepted, refused = self._calls(calls)
        judged = {
            f"outcomes {kinds}": kinds == [_KINDS[page.ends]],
            "a finish that is not the honest one": [request.json["sessionToken"] for request in finishes] == expected,
            f"accepted calls {accepted}": len(accepted) <= 1 or page.ends in ("finished", "closed", "error"),
            f"{refused} refused calls": refused <= page.calls,
            f"found {self._hosts.found}": not self._hosts.found,
            f"hits {self._hosts.uninvited()}": not self._hosts.uninvited(),
            f"files {self._new_files()}": not self._new_files(),
            f"windows {self._loop.strange}": not self._loop.strange,
            f"programs {self._programs()}": not self._programs(),
            f"outside {self._stage.opened_outside}": len(self._stage.opened_outside) <= page.outside,
            f"complaints {self._complaints[:5]}": not self._complaints,
            "the clipboard": page.clipboard or QGuiApplication.clipboard().text() == CLIPBOARD,
            f"said {self._stage.said!r}": self._is_said(page, user),
        }
        return [what for what, holds in judged.items() if not holds]

    def _calls(self, calls: list[str]) -> tuple[list[str], int]:
        """What the slot has taken from the page, and how much it has refused."""
        accepted = []
        refused = 0
        for text in calls:
            try:
                event = popup.parse(text, client_id=CLIENT_ID)
            except CallbackRejected:
                refused += 1
            else:
                if not isinstance(event, _OWN_CALLS):
                    accepted.append(type(event).__name__)
        return accepted, refused

    def _new_files(self) -> list[str]:
        # The engine makes its list of trusted authorities when a certificate is looked at for the first time.
        new = watch.files_below(self._root) - self._files
        return sorted(name for name in new if not name.startswith("home/.pki/nssdb/"))

    def _programs(self) -> list[str]:
        started = self._root / "started"
        return [*watch.programs(), *(started.read_text().splitlines() if started.exists() else [])]

    def _is_said(self, page: Page, user: User) -> bool:
        message = self._stage.app.window.messages.message
        expected = _SENTENCES[_KINDS[page.ends]].format(name=user.name)
        return message is not None and self._stage.app.window.messages.isVisible() and message.text == expected

    def _state(self, user: User) -> list[object]:
        """Everything that the store knows of people, but for the tokens of the one whose launch it is."""
        users = self._stage.service.users()
        return [[asdict(one) for one in users if one.id != user.id], self._stage.service.pending(), len(users)]

    def _on_qt_message(self, kind: QtMsgType, _context: object, message: str | None) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and not _HARMLESS.search(message or ""):
            self._complaints.append(f"Qt: {message}")


class _Complaints(logging.Handler):
    def __init__(self, complaints: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._list = complaints

    def emit(self, record: logging.LogRecord) -> None:
        self._list.append(f"{record.name}: {record.getMessage()}")


def renderers(processes: list[int]) -> list[int]:
    """Those that show pages: children of a zygote (the command line is the zygote's)."""
    return [process for process in processes if _parent(process) in zygotes(processes)]


def zygotes(processes: list[int]) -> list[int]:
    """Those that renderers are made from."""
    return [
        process for process in processes if _parent(process) == os.getpid() and b"--type=zygote" in _command(process)
    ]


def _parent(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def _command(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


def main(root: Path) -> None:
    qt = composition.application()
    composition.shut_off_local_network(())
    with human_api() as api:
        hosts = Hosts(api, root / "certificates")
        # Besides the app's own flags: names that lead to this machine, and one key to trust.
        os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] += (
            f' --host-resolver-rules="MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"'
            f" --ignore-certificate-errors-spki-list={hosts.good_key}"
            f" {hosts.address_spaces}"
        )
        stage = Stage(qt, root / "data", hosts.environment(), api)
        arena = Arena(stage, hosts, root)
        print("ready", flush=True)
        for line in sys.stdin:
            name, *how = line.split()
            print(json.dumps(arena.play(read(FOLDER / name), thoroughly=bool(how))), flush=True)
        stage.close()
        hosts.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
