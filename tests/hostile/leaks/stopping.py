"""The real command, ended in one of many ways: ``python -m tests.hostile.leaks.stopping ORDER FOLDER``."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication

from hcdesktop import app as composition
from hcdesktop import cli, desk
from hcdesktop.app import App
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.models import Environment
from hcdesktop.desk import SIMULATOR, Desks
from hcdesktop.store.environments import EnvironmentBook
from hcdesktop.ui.closing import ClosingDialog
from hcdesktop.ui.popup_windows import PopupWindows
from tests.hostile.crash.child import FixedVault
from tests.hostile.leaks.player import kill

if TYPE_CHECKING:
    from PySide6.QtWebEngineCore import QWebEnginePage  # the engine: not before the start

_SECOND = Environment(name="Second", client_id="c")
_PROVIDER = 'window.open("https://connect.humanapi.co/provider?popup=1", "login");'
_FINISH = json.dumps({"callback": "finish", "error": None, "session": {"sessionToken": "s-1"}})
_POLL = 10  # ms

Order = Callable[[App], None]


def when(app: App, question: Callable[[], object], action: Callable[[], object]) -> None:
    """Does it once the answer is yes."""
    timer = QTimer(app.window)

    def look() -> None:
        if question():
            timer.stop()
            action()

    timer.timeout.connect(look)
    timer.start(_POLL)


def with_popups(app: App, action: Callable[[], object], *, count: int = 1) -> None:
    """Does it when so many popups have answered."""
    answered: list[str] = []
    app.popups.opened.connect(lambda launch: launch.window.message_received.connect(answered.append))
    for user in app.controller.desk.service.users()[:count]:
        app.controller.launch(user.id)
    when(app, lambda: sum('"opened"' in text for text in answered) >= count, action)


def quit_app(app: App) -> None:
    close_anyway(app)
    app.application.quit()


def close_anyway(app: App) -> None:
    """Presses it, if the window asks."""

    def asked() -> bool:
        return isinstance(QApplication.activeModalWidget(), ClosingDialog)

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ClosingDialog)
        dialog.accept_button.click()

    when(app, asked, press)


# --- with nothing open


def window_closed(app: App) -> None:
    app.window.close()


def environment_switched(app: App) -> None:
    app.controller.open_environment(_SECOND.name)
    quit_app(app)


def environment_switched_and_shown(app: App) -> None:
    app.environments.shown.connect(lambda _desk: quit_app(app))
    app.controller.open_environment(_SECOND.name)


def second_start(app: App) -> None:
    folder = str(Path(sys.argv[2]))
    second = subprocess.Popen([sys.executable, "-m", "hcdesktop", "--data-dir", folder], stderr=subprocess.DEVNULL)
    when(app, lambda: second.poll() is not None, lambda: quit_app(app))


# --- while the engine is made ready for the first popup


def turn_to_somebody(app: App) -> None:
    app.furnish()  # sooner there is nobody yet who would notice
    app.window.table.choose(app.controller.desk.service.users()[0].id)


def with_a_profile(app: App, action: Callable[[], object], *, loaded: bool) -> None:
    """Does it when one waits for its popup, at once or when its page has come."""

    def there() -> bool:
        return app.popups.windows.is_ready and (not loaded or has_come(page_that_waits(app)))

    turn_to_somebody(app)
    when(app, there, action)


def has_come(page: QWebEnginePage | None) -> bool:
    # Before it begins there is no process.
    return page is not None and page.renderProcessPid() > 0 and not page.isLoading()


def page_that_waits(app: App) -> QWebEnginePage | None:
    assert app.popups.windows._waiting
    window = app.popups.windows._waiting.window
    return window.page if window else None


def engine_core_loaded(app: App) -> None:
    app.rooms.engine._load.insert(1, lambda: quit_app(app))
    turn_to_somebody(app)


def engine_loaded(app: App) -> None:
    app.rooms.engine._load.append(lambda: quit_app(app))
    turn_to_somebody(app)


def quit_while_a_profile_begins(app: App) -> None:
    prepare = PopupWindows.prepare

    def prepare_and_quit(windows: PopupWindows, opened: desk.Desk) -> None:
        prepare(windows, opened)
        quit_app(app)

    setattr(PopupWindows, "prepare", prepare_and_quit)  # noqa: B010
    turn_to_somebody(app)


def quit_while_its_window_begins(app: App) -> None:
    prepare = PopupWindows._prepare_window

    def prepare_and_quit(windows: PopupWindows) -> None:
        prepare(windows)
        quit_app(app)

    setattr(PopupWindows, "_prepare_window", prepare_and_quit)  # noqa: B010
    turn_to_somebody(app)


def quit_when_a_profile_waits(app: App) -> None:
    with_a_profile(app, lambda: quit_app(app), loaded=True)


def window_closed_when_a_profile_waits(app: App) -> None:
    with_a_profile(app, app.window.close, loaded=True)


def locked_when_a_profile_waits(app: App) -> None:
    with_a_profile(app, app.rooms.lock.lock, loaded=False)
    when(app, lambda: app.rooms.lock.dropped, lambda: quit_app(app))


def unlocked_after_a_profile_waited(app: App) -> None:
    def unlock() -> None:
        app.environments.shown.connect(lambda _desk: with_a_profile(app, lambda: quit_app(app), loaded=True))
        app.rooms.lock.unlock()

    with_a_profile(app, app.rooms.lock.lock, loaded=True)
    when(app, lambda: app.rooms.lock.dropped, unlock)


def environment_switched_when_a_profile_waits(app: App) -> None:
    with_a_profile(app, lambda: environment_switched_and_shown(app), loaded=False)


def quit_while_a_popup_loads_in_the_profile_that_waited(app: App) -> None:
    with_a_profile(app, lambda: quit_while_it_loads(app), loaded=False)


def quit_with_a_popup_in_the_profile_that_waited(app: App) -> None:
    with_a_profile(app, lambda: with_popups(app, lambda: quit_app(app)), loaded=True)


def quit_when_it_was_given_back(app: App) -> None:
    def give_back() -> None:
        app.rooms.engine._give_back()
        quit_app(app)

    with_a_profile(app, give_back, loaded=True)


def renderer_of_the_profile_that_waits_killed(app: App) -> None:
    def die() -> None:
        page = page_that_waits(app)
        assert page
        os.kill(page.renderProcessPid(), signal.SIGKILL)
        when(app, lambda: not app.popups.windows.is_ready, lambda: with_popups(app, lambda: quit_app(app)))

    with_a_profile(app, die, loaded=True)


def sigterm_when_a_profile_waits(app: App) -> None:
    with_a_profile(app, lambda: os.kill(os.getpid(), signal.SIGTERM), loaded=True)


def not_closed_when_a_profile_waits(app: App) -> None:
    setattr(App, "close", lambda _app: None)  # noqa: B010
    with_a_profile(app, lambda: quit_app(app), loaded=True)


# --- with a popup open


def popup_then_window(app: App) -> None:
    def shut() -> None:
        app.popups.ended.connect(lambda *_arguments: app.window.close())
        app.popups.launches[0].window.close()

    with_popups(app, shut)


def window_with_popup_open(app: App) -> None:
    close_anyway(app)
    with_popups(app, app.window.close)


def quit_with_two_popups(app: App) -> None:
    with_popups(app, lambda: quit_app(app), count=2)


def quit_while_it_loads(app: App) -> None:
    app.controller.launch(app.controller.desk.service.users()[0].id)
    quit_app(app)


def quit_when_the_page_has_come(app: App) -> None:
    app.popups.opened.connect(lambda launch: launch.window.page.loadFinished.connect(lambda _ok: quit_app(app)))
    app.controller.launch(app.controller.desk.service.users()[0].id)


def quit_with_a_providers_window(app: App) -> None:
    def open_it() -> None:
        window = app.popups.launches[0].window
        window.page.mainFrame().children()[0].runJavaScript(_PROVIDER, 0, lambda _answer: None)
        when(app, lambda: window.provider_windows, lambda: quit_app(app))

    with_popups(app, open_it)


def quit_after_the_renderer_died(app: App) -> None:
    def die() -> None:
        kill(app.popups.launches[0].window)
        app.controller.launch_ended.connect(lambda _outcome: quit_app(app))

    with_popups(app, die)


def renderer_killed_and_quit(app: App) -> None:
    def die() -> None:
        kill(app.popups.launches[0].window)
        quit_app(app)

    with_popups(app, die)


def collected_in_between(app: App) -> None:
    def shut() -> None:
        gc.collect()
        app.popups.launches[0].window.close()
        gc.collect()
        when(app, lambda: not app.popups.launches, close)

    def close() -> None:
        gc.collect()
        app.window.close()
        gc.collect()

    gc.enable()
    with_popups(app, shut)


# --- while something is being saved


def quit_in_the_callbacks_turn(app: App) -> None:
    def finish() -> None:
        app.popups.launches[0].window.message_received.emit(_FINISH)
        quit_app(app)

    with_popups(app, finish)


def quit_while_saving(app: App) -> None:
    begun: list[float] = []
    original = HumanApi.finalize

    def slow(self: HumanApi, *arguments: Any, **values: Any) -> Any:
        begun.append(time.monotonic())
        time.sleep(0.3)
        return original(self, *arguments, **values)

    setattr(HumanApi, "finalize", slow)  # noqa: B010
    with_popups(app, lambda: app.popups.launches[0].window.message_received.emit(_FINISH))
    when(app, lambda: begun, lambda: quit_app(app))


# --- while a dialog is open


def quit_during_import(app: App) -> None:
    when(app, QApplication.activeModalWidget, lambda: quit_app(app))
    app.window.import_requested.emit()


def window_closed_during_a_dialog(app: App) -> None:
    when(app, QApplication.activeModalWidget, app.window.close)
    when(app, lambda: not app.window.isVisible(), lambda: quit_app(app))
    app.window.add_requested.emit()


# --- by a signal


def sigterm(app: App) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def sigterm_with_popup_open(app: App) -> None:
    with_popups(app, lambda: os.kill(os.getpid(), signal.SIGTERM))


def sigint_during_a_dialog(app: App) -> None:
    when(app, QApplication.activeModalWidget, lambda: os.kill(os.getpid(), signal.SIGINT))
    app.window.add_requested.emit()


# --- without an orderly end


def not_closed(app: App) -> None:
    setattr(App, "close", lambda _app: None)  # noqa: B010
    quit_app(app)


def not_closed_with_popup_open(app: App) -> None:
    setattr(App, "close", lambda _app: None)  # noqa: B010
    with_popups(app, lambda: quit_app(app))


#: The orders, and the exit code of each.
ORDERS: dict[str, tuple[Order, int]] = {
    order.__name__: (order, code)
    for code, orders in {
        0: (
            window_closed, quit_app, environment_switched, environment_switched_and_shown, second_start,
            engine_core_loaded, engine_loaded, quit_while_a_profile_begins, quit_while_its_window_begins,
            quit_when_a_profile_waits, window_closed_when_a_profile_waits, locked_when_a_profile_waits,
            unlocked_after_a_profile_waited,
            environment_switched_when_a_profile_waits, quit_while_a_popup_loads_in_the_profile_that_waited,
            quit_with_a_popup_in_the_profile_that_waited, quit_when_it_was_given_back,
            renderer_of_the_profile_that_waits_killed, not_closed_when_a_profile_waits,
            popup_then_window, window_with_popup_open, quit_with_two_popups, quit_while_it_loads,
            quit_when_the_page_has_come, quit_with_a_providers_window, quit_after_the_renderer_died,
            renderer_killed_and_quit, collected_in_between, quit_in_the_callbacks_turn, quit_while_saving,
            quit_during_import, window_closed_during_a_dialog, not_closed, not_closed_with_popup_open,
        ),
        128 + signal.SIGTERM: (sigterm, sigterm_with_popup_open, sigterm_when_a_profile_waits),
        128 + signal.SIGINT: (sigint_during_a_dialog,),
    }.items()
    for order in orders
}  # fmt: skip


# --- what the one who looks has to notice


def crashes(_app: App) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def warns(app: App) -> None:
    qWarning("something is wrong")
    quit_app(app)


def lingers(app: App) -> None:
    subprocess.Popen(["sleep", "30"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    quit_app(app)


WRONG: dict[str, Order] = {order.__name__: order for order in (crashes, warns, lingers)}


def main(order: str, folder: Path) -> int:
    """The whole command, with one thing that happens right after the start."""
    EnvironmentBook(folder, preset=SIMULATOR).save(_SECOND)
    setattr(desk, "Desks", partial(Desks, vault=FixedVault()))  # noqa: B010  # the command looks it up when it runs
    act = WRONG[order] if order in WRONG else ORDERS[order][0]
    original = App.start

    def start(app: App, environment: Environment, **options: bool) -> None:
        original(app, environment, **options)
        QTimer.singleShot(0, app.window, lambda: act(app))

    setattr(composition.App, "start", start)  # noqa: B010
    return cli.main(["--data-dir", str(folder)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
