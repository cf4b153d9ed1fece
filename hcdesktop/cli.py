"""The command line: the window, the self-test, and what can be done without a window."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from hcdesktop import __version__
from hcdesktop.cli_opening import data_folder, desks_of, environment_of, open_desk, open_file
from hcdesktop.core.crashes import redacted_crashes, tell
from hcdesktop.core.errors import HcError, StoreError

if TYPE_CHECKING:
    from hcdesktop.app import App
    from hcdesktop.core.models import Environment
    from hcdesktop.desk import Desk, Desks
    from hcdesktop.ui.instance import FolderLock

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

_OPEN = "hcdesktop is open already; its window comes to the front."
_BUSY = "Another hcdesktop is using this data folder and does not answer. Close it; then try again."
_WINDOW = "hcdesktop is open on this data folder and saves what is pending by itself."
#: How long ``finalize`` goes on with what may get better, in seconds.
_PATIENCE = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    os.umask(0o077)
    _leave_no_dumps()
    options = _options(sys.argv[1:] if arguments is None else arguments)
    # OpenSSL and Chromium would write the keys of every connection into that file.
    os.environ.pop("SSLKEYLOGFILE", None)
    command: Callable[[argparse.Namespace], int] = options.command
    if command is not _window:  # which collects garbage by itself, see ``ui.garbage``
        gc.enable()
    redactor = _Redactor()
    with redacted_crashes(redactor):
        try:
            return command(options)
        except HcError as error:
            return _explain(error)
        except KeyboardInterrupt:
            return 130
        except Exception as error:
            tell(error, redactor)
            return 70


class _Redactor:
    """Most commands end without a crash, and need none that is made before."""

    def leaving(self, text: str) -> str:
        from hcdesktop.core.redact import Redactor

        return Redactor().leaving(text)


def _leave_no_dumps() -> None:
    """A core dump holds the key and every token; whatever is started from here keeps no dump either.

    ``PR_SET_DUMPABLE`` would do more: dumps that a program of the system takes out of a pipe are kept from those too
    that do not ask for this limit. But the files of such a process in /proc are root's, so that a desktop portal does
    not know whom it shows a file dialog for, and Chromium, who writes into them for its sandbox, is only known to start
    (renderers had their seccomp filter; the rest could not be looked at). Windows keeps dumps where its administrator
    has asked for them.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    """Who starts the window does not wait until every command is described."""
    window = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    _add_common(window)
    try:
        options, rest = window.parse_known_args(arguments)
    except argparse.ArgumentError:
        return _parser().parse_args(arguments)  # which says what is wrong
    return _parser(rest[0]).parse_args(arguments) if rest else options


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="keep everything in this folder")
    parser.add_argument("--environment", metavar="NAME", help="use this environment (default: the last one)")
    parser.add_argument("--language", metavar="CODE", help="en or es (default: HCDESKTOP_LANGUAGE, else the system's)")
    parser.set_defaults(command=_window)


def _parser(first: str = "") -> argparse.ArgumentParser:
    """Where the ``first`` word is a command, only that one is described."""
    parser = argparse.ArgumentParser(
        prog="hcdesktop", description="Human Connect on the desktop: connect people's health data without a web server."
    )
    parser.add_argument("--version", action="version", version=f"hcdesktop {__version__}")
    _add_common(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    known = any(first in names for names in _COMMANDS)
    for names, add in _COMMANDS.items():
        if first in names or not known:
            add(commands)
    return parser


def _add_self_test(commands: _Commands) -> None:
    test = commands.add_parser("self-test", help="go through the whole journey with the real engine and the Simulator")
    test.add_argument("--json", action="store_true", help="print one JSON object")
    test.add_argument("--screenshots", type=Path, metavar="DIR", help="take pictures of the screen at every step")
    test.set_defaults(command=_self_test)


def _add_users(commands: _Commands) -> None:
    from hcdesktop import cli_users

    cli_users.add_to(commands, open_desk, open_file)


def _add_audit(commands: _Commands) -> None:
    from hcdesktop import cli_audit

    cli_audit.add_to(commands, open_desk)


def _add_lab(commands: _Commands) -> None:
    from hcdesktop.lab import commands as lab

    lab.add_to(commands)


def _add_check(commands: _Commands) -> None:
    from hcdesktop import cli_check

    cli_check.add_to(commands)


def _add_own(commands: _Commands) -> None:
    commands.add_parser("finalize", help="save what is pending, without a window").set_defaults(command=_finalize)
    doctor = commands.add_parser("doctor", help="print diagnostics that are safe to paste anywhere")
    doctor.set_defaults(command=_doctor)


def _add_erase(commands: _Commands) -> None:
    from hcdesktop import cli_erase

    cli_erase.add_to(commands, desks_of)


#: In the order of the help; who asks for one of them does not wait until the others are described.
_COMMANDS: Mapping[tuple[str, ...], Callable[[_Commands], None]] = {
    ("self-test",): _add_self_test,
    ("users",): _add_users,
    ("audit",): _add_audit,
    ("scenarios", "simulate"): _add_lab,
    ("check",): _add_check,
    ("finalize", "doctor"): _add_own,
    ("delete-all-data",): _add_erase,
}


# --- with a window ------------------------------------------------------------------------------------------------


def _window(options: argparse.Namespace) -> int:
    from hcdesktop import system

    if system.stands_in_the_way(system.Computer()):
        return 2
    from hcdesktop.ui.imports import load_qt

    load_qt()  # before the window's modules, which load all of it
    from hcdesktop.ui.instance import FolderLock, at_home
    from hcdesktop.ui.language import chosen, popup_language

    language = chosen(options.language)
    folder = data_folder(options.data_dir)
    lock = FolderLock(folder)
    if not lock.acquire():
        return _ring(folder)
    try:
        desks = desks_of(options, alone=True, language=popup_language(language))
        environment, known = _first_environment(desks, options)
        # The disk's part of the start, while the window's modules are loaded; not for one that is refused.
        desks.begin(desks.book.preset)
        from hcdesktop import app as composition

        qt = composition.application(language)
        composition.shut_off_local_network(known)
        app = composition.build(qt, desks, language=popup_language(language))
        with at_home(folder, app.come_forward):
            code = _run(app, environment, folder)
            return _erased(app, desks, lock) if app.is_to_be_erased else code
    finally:
        lock.release()


def _first_environment(desks: Desks, options: argparse.Namespace) -> tuple[Environment, list[Environment]]:
    """The first of all that are known. For the window: it can say that the list of environments is damaged, and has the
    button that helps."""
    try:
        return environment_of(desks, options), desks.book.all()
    except StoreError:
        return desks.book.preset, [desks.book.preset]


def _erased(app: App, desks: Desks, lock: FolderLock) -> int:
    from hcdesktop import cli_erase

    return cli_erase.at_end(app, desks, lock)


def _run(app: App, environment: Environment, folder: Path) -> int:
    from hcdesktop.app import ended_by_signals

    redactor = app.log_to(folder)
    try:
        with redacted_crashes(redactor, app.crashes.tell), ended_by_signals(app.application):
            app.start(environment, welcome=True)
            app.prepare_popups()
            return app.application.exec()
    except HcError as error:
        # Whoever started it from an icon sees no standard error.
        app.explain(error)
        raise
    finally:
        app.close()


def _ring(folder: Path) -> int:
    from hcdesktop.ui.doorbell import ring

    heard = ring(folder)
    print(_OPEN if heard else _BUSY, file=sys.stderr)
    return 0 if heard else 2


def _self_test(options: argparse.Namespace) -> int:
    from hcdesktop import system

    if system.is_blind(os.environ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if system.stands_in_the_way(system.Computer()):
        return 2
    from hcdesktop.journey.runner import run

    return run(as_json=options.json, screenshots=options.screenshots)


# --- without a window ---------------------------------------------------------------------------------------------


def _finalize(options: argparse.Namespace) -> int:
    """0 when nothing is pending any more; what waits for a person stays, and is said."""
    from hcdesktop.ui.instance import FolderLock

    lock = FolderLock(data_folder(options.data_dir))
    if not lock.acquire():
        print(_WINDOW, file=sys.stderr)
        return 2
    try:
        with open_desk(options, alone=True) as desk:
            return _finalize_all(desk)
    finally:
        lock.release()


def _finalize_all(desk: Desk) -> int:
    finalizer = desk.service.finalizer
    desk.service.retry()
    give_up = time.monotonic() + _PATIENCE
    while (due := finalizer.next_due()) is not None and time.monotonic() < give_up:
        time.sleep(min(max(0.0, due - time.time()), max(0.0, give_up - time.monotonic())))
        for result in finalizer.run_due():
            print(f"user {result.user.id}: {result.kind}" + (f" ({result.error})" if result.error else ""))
    pending = desk.service.count_pending()
    print(f"{pending} pending")
    return 0 if pending == 0 else 1


def _doctor(options: argparse.Namespace) -> int:
    import json

    from hcdesktop.doctor import report

    print(json.dumps(report(desks_of(options)), indent=2))
    return 0


def _explain(error: HcError) -> int:
    from hcdesktop.ui import messages

    message = messages.for_error(error)
    print(f"{message.text} {message.next_step}".strip(), file=sys.stderr)
    return 2
