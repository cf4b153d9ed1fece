"""The composition root: builds the window and everything behind it, and starts nothing.

Build order, each from what stands before it: engine settings → application → language → theme → window → tasks →
saver → popups → environments → people → controller → crashes → what is remembered → first page → the style sheet.
``App.start`` opens the first environment and shows the window; the rooms behind it (``rooms.py``) come after the first
paint, and the engine when somebody turns to a person.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QApplication

from hcdesktop import __version__
from hcdesktop.core.errors import HcError
from hcdesktop.core.models import Environment
from hcdesktop.core.program_log import ProgramLog
from hcdesktop.core.redact import RedactingFilter, Redactor
from hcdesktop.desk import Desks
from hcdesktop.store.window_state import WindowFile
from hcdesktop.ui import messages
from hcdesktop.ui.clipboard import Clipboard
from hcdesktop.ui.controller import Controller
from hcdesktop.ui.crash_reporter import CrashReporter
from hcdesktop.ui.dressing import dress
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.first_run import FirstRun
from hcdesktop.ui.help_menu import HelpMenu
from hcdesktop.ui.icons import Icons, of_the_app
from hcdesktop.ui.language import SOURCE, Language
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.messages import Message, Tone
from hcdesktop.ui.people import People
from hcdesktop.ui.popups import Popups
from hcdesktop.ui.remembered import Remembered
from hcdesktop.ui.saver import Saver
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtCore import QUrl

    from hcdesktop.rooms import Rooms

_ENGINE_FLAGS = " ".join(
    (
        # A page that eats memory ends itself at 256 MB instead of the machine at 4 GB (decision 15).
        "--js-flags=--max-old-space-size=256",
        # The popup, and every host's frame, in a process of its own: what breaks out of a page finds neither the relay
        # nor the bridge there, and what hangs holds up nobody else.
        "--site-per-process",
        # No process is kept ready for a site that nobody goes to: the popup's is (ui/web/blank_page).
        "--disable-features=SpareRendererForSitePerProcess",
        # WebRTC and QUIC pass no gate of ours: no packet but over TCP, and what that reaches is the next constant's.
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--disable-quic",
        # A desktop app that hosts one page has no use for what Chromium does in the background.
        "--disable-background-networking",
        "--disable-component-update",
    )
)
# What the gate does not see, or too late (QtWebEngine 6.11.3): where a redirect leads, WebRTC over TCP, a public name
# for an address in here. With these a page of the open network reaches nothing on this computer and in its network.
_LOCAL_NETWORK_FLAGS = (
    " --enable-features=LocalNetworkAccessChecks:LocalNetworkAccessChecksWarn/false"
    ",LocalNetworkAccessForWorkers,LocalNetworkAccessChecksWebRTC"
    # Once more what has been switched off above: the engine hears only the last of two lists.
    " --disable-features=LocalNetworkAccessForWorkersWarningOnly,SpareRendererForSitePerProcess"
)
_ENGINE_SILENT = "qt.webengine*.debug=false"
_PAUSE = 50  # ms after the first paint


@dataclass(frozen=True, eq=False, repr=False)
class App:
    """Everything that is on the screen; ``close`` ends it in the right order."""

    application: QApplication
    desks: Desks
    theme: Theme
    window: MainWindow
    tasks: Tasks
    saver: Saver
    popups: Popups
    environments: Environments
    clipboard: Clipboard
    people: People
    controller: Controller
    crashes: CrashReporter
    remembered: Remembered
    first_run: FirstRun

    @cached_property
    def rooms(self) -> Rooms:
        """What stands behind the list; made when somebody asks, or a moment after the first paint."""
        from hcdesktop.rooms import Rooms

        return Rooms(self)

    @property
    def is_to_be_erased(self) -> bool:
        """Whether somebody wants all data of this computer deleted once the window is gone."""
        return "rooms" in self.__dict__ and self.rooms.erasing.wanted

    def start(self, environment: Environment, *, welcome: bool = False) -> None:
        """Opens the environment and shows the window; ``welcome``: with the first page where nobody has seen it yet.
        Raises ``HcError`` when there is nothing to show."""
        self.remembered.restore(environment)
        self.controller.start(environment)
        if welcome:
            self.first_run.begin()
        self.window.show()
        # A function, for Qt holds no reference to the object of a bound method, and cannot watch one with slots
        # (PySide6 6.11.3: it was called on whatever lay there after the app had gone).
        QTimer.singleShot(_PAUSE, self.window, lambda: self.furnish())  # noqa: PLW0108

    def furnish(self) -> None:
        """Makes the rooms now, for whoever goes there sooner than a person could."""
        _ = self.rooms

    def may_launch(self, environment: Environment) -> bool:
        """Whether a popup of this environment is opened; somebody may be asked. The gate is never left out: whoever is
        so quick that it is not there yet has it made."""
        return self.rooms.gate.lets_pass(environment)

    def may_close(self) -> bool:
        """Whether the window goes; somebody may be asked."""
        return self.rooms.closing.may_close()

    def prepare_popups(self) -> None:
        """From now on the engine is not only loaded before a popup, but begun, in a profile for that popup alone. Not
        for what opens none, or looks at what an engine leaves: it takes 80 MB."""
        self.popups.prepares = True

    def come_forward(self) -> None:
        """Somebody has started the app a second time."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def explain(self, error: HcError) -> None:
        """Says in a box of its own why there is no window to say it in."""
        self.tell(messages.for_error(error))

    def tell(self, message: Message) -> None:
        """Says something when there is no window, not yet or not any more."""
        from PySide6.QtWidgets import QMessageBox

        icon = QMessageBox.Icon.Critical if message.tone is Tone.BAD else QMessageBox.Icon.Information
        box = QMessageBox(icon, "hcdesktop", message.text)
        box.setInformativeText(message.next_step)
        box.setDetailedText(message.detail)
        box.exec()

    def log_to(self, folder: Path) -> Redactor:
        """Logs into a file of at most 1 MB (and one old one) in the data folder; every line is redacted, by what is
        returned."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = ProgramLog(folder)
        redactor = Redactor(self.environments.known_secrets, number_of=self.environments.number_of)
        handler.addFilter(RedactingFilter(redactor))
        self.environments.dropped.connect(redactor.forget)
        logger = logging.getLogger("hcdesktop")
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        return redactor

    def close(self) -> None:
        """What is remembered, lock, popups, threads, files, window."""
        self.remembered.keep()
        if "rooms" in self.__dict__:
            self.rooms.close()
        self.controller.close()
        self.window.hide()
        self.window.deleteLater()


def prepare_engine() -> None:
    """Before the application: nothing from the environment or the command line gets into the engine."""
    for name in ("QTWEBENGINE_REMOTE_DEBUGGING", "QTWEBENGINE_CHROMIUM_FLAGS"):
        os.environ.pop(name, None)
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = _ENGINE_FLAGS
    # Told to talk, the engine writes every callback on standard error, session token and all; the last rule wins.
    rules = os.environ.get("QT_LOGGING_RULES", "")
    os.environ["QT_LOGGING_RULES"] = f"{rules};{_ENGINE_SILENT}".lstrip(";")
    # With this set, the engine can be imported after the window is up (decision 9).
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


def shut_off_local_network(environments: Iterable[Environment]) -> None:
    """Before the engine is loaded, and for the whole process; not where one of the environments is on this computer."""
    from hcdesktop.ui.web.addresses import is_local

    if not any(is_local(environment) for environment in environments):
        os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] += _LOCAL_NETWORK_FLAGS


def application(language: str = SOURCE) -> QApplication:
    """The one application, in this language; only the program's name is handed to Qt."""
    prepare_engine()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("hcdesktop")
    app.setApplicationDisplayName("hcdesktop")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("hcdesktop")
    app.setWindowIcon(of_the_app())
    Language(app).speak(language)
    return app


def build(
    qt: QApplication,
    desks: Desks,
    *,
    language: str = SOURCE,
    open_external: Callable[[QUrl], object] | None = None,
) -> App:
    """The whole app over these desks, not started yet."""
    theme = Theme(qt)
    window = MainWindow(theme)
    tasks = Tasks(window)
    HelpMenu(window.menuBar(), tasks, language=language, parent=window)
    dress(window, Icons(theme, window))
    saver = Saver(tasks, parent=window)
    popups = Popups(keep=saver.keep, open_external=open_external or _open_outside, parent=window)
    environments = Environments(desks, tasks, window=window)
    clipboard = Clipboard(qt.clipboard(), window)
    people = _people(environments, tasks, clipboard, window)
    controller = Controller(
        window=window, environments=environments, people=people, popups=popups, saver=saver, tasks=tasks
    )
    crashes = _crashes(environments, clipboard, window)
    remembered = Remembered(WindowFile(desks.folder), environments=environments, window=window)
    first_run = FirstRun(remembered, environments=environments, people=people, window=window)
    theme.dress()
    app = App(
        qt, desks, theme, window, tasks, saver, popups, environments, clipboard, people, controller, crashes,
        remembered, first_run,
    )  # fmt: skip
    controller.may_launch = app.may_launch
    window.may_close = app.may_close
    window.closed.connect(window.progress.cancel_all)
    return app


def _open_outside(url: QUrl) -> None:
    """In the person's own browser."""
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(url)


def _people(environments: Environments, tasks: Tasks, clipboard: Clipboard, window: MainWindow) -> People:
    """The list's room, over whichever desk is open."""
    return People(
        lambda: environments.desk.service,
        tasks,
        is_open=lambda: environments.is_open,
        copy=clipboard.copy_text,
        progress=window.progress,
        window=window,
    )


def _crashes(environments: Environments, clipboard: Clipboard, window: MainWindow) -> CrashReporter:
    """Who tells of a fault of the app, and where it was."""
    crashes = CrashReporter(
        window=window,
        copy=clipboard.copy_text,
        environment=lambda: environments.desk.environment if environments.is_open else None,
    )
    crashes.close_requested.connect(window.close, Qt.ConnectionType.QueuedConnection)
    return crashes


def load_engine_core() -> None:
    """Imports what of QtWebEngine takes its time, in a turn of its own."""
    import PySide6.QtWebEngineWidgets  # noqa: F401  # for its time only


def load_engine() -> None:
    """Imports QtWebEngine and registers the Simulator's scheme, which has to happen before the first profile."""
    from hcdesktop.ui.web import connect_window, simulator_scheme  # noqa: F401  # the first one for its time only

    simulator_scheme.register()


@contextmanager
def ended_by_signals(qt: QApplication) -> Iterator[None]:
    """Meanwhile Ctrl-C and a polite kill end the event loop, and with it the app in order, whatever dialog is open.

    Python calls its handlers between two of its own instructions; of those there are some every half second
    (``ui/garbage``). Raised into one of Qt's callbacks, a ``KeyboardInterrupt`` would end nothing.
    """

    def end(number: int, _frame: object) -> None:
        QTimer.singleShot(0, qt, lambda: qt.exit(128 + number))

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
