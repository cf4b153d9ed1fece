"""What every test stands on: offscreen, on loopback, in a home of its own, and silent.

A test fails on a Python warning (pyproject.toml), a Qt warning, a log line of ours at WARNING or above that it did not
name, and a connection to anywhere but this machine. At the end the tests are counted by kind, which is the folder.
"""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import re
import socket
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType
    from PySide6.QtWidgets import QApplication

_TESTS = Path(__file__).parent
#: Objects, a fraction of what pytest and Qt alone have loaded.
_MANY = 10_000
#: Kinds of tests that no line of core, store and simulator counts as covered by.
_PASSING_THROUGH = {"ui", "web", "language"}

# Qt and Chromium read these once, so they are set before anything imports PySide6.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["LC_ALL"] = "C.UTF-8"  # one language and number format on every machine; Qt warns when it is not UTF-8
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"  # Chromium refuses to start its sandbox as root

# How long one example takes says something about the machine, not about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


# --- the machine around the tests -------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home that is empty, so that nothing of the user's is read or written: no file, no keyring, no session bus."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE"):
            patch.setenv(name, str(home))
        for name in ("CONFIG", "DATA", "CACHE", "STATE", "RUNTIME"):
            folder = home / f"xdg-{name.lower()}"
            folder.mkdir(mode=0o700)
            patch.setenv(f"XDG_{name}_{'DIR' if name == 'RUNTIME' else 'HOME'}", str(folder))
        for name in ("APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home / name))
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        patch.delenv("HCDESKTOP_DATA_DIR", raising=False)
        yield


@pytest.fixture(scope="session")
def qapp_cls(qapp_cls: type[QApplication]) -> type[QApplication]:
    """pytest-qt makes its application of this class; what has to be done before is the app's own affair."""
    from hcdesktop.app import prepare_engine

    prepare_engine()
    return qapp_cls


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """The program sets its own, and this process is everybody's."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """What all tests have loaded by now is set aside, unless it still is: the collector need not look through it.

    Each closing of the app collects, which took longer than most tests. Who has to see all that there is unfreezes.
    """
    if len(gc.get_objects(generation=2)) > _MANY:  # to count what is set aside takes much longer
        gc.collect()
        gc.freeze()


# --- loopback only ----------------------------------------------------------------------------------------------------


class ConnectionRefusedByTests(AssertionError):
    """Something wanted to leave this machine. No ``OSError``, or the code under test would take it for bad luck."""


@pytest.fixture(scope="session")
def _departures() -> list[str]:
    return []


@pytest.fixture(scope="session", autouse=True)
def _loopback_only(_departures: list[str]) -> Iterator[None]:
    """Names are not looked up and sockets not connected, unless it is on this machine."""

    def guarded(function: Callable[..., Any], host_of: Callable[..., object]) -> Callable[..., Any]:
        def guard(*args: Any, **kwargs: Any) -> Any:
            host = host_of(*args, **kwargs)
            if not _is_local(host):
                _departures.append(f"{function.__name__} to {host!r}")
                raise ConnectionRefusedByTests(_departures[-1])
            return function(*args, **kwargs)

        return guard

    def peer(_socket: socket.socket, address: object) -> object:
        return address[0] if isinstance(address, tuple) else None  # AF_UNIX: a path, never away

    def name(host: object, *_args: object, **_kwargs: object) -> object:
        return host

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect, peer))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex, peer))
        patch.setattr(socket, "getaddrinfo", guarded(socket.getaddrinfo, name))
        yield


def _is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if host is None or host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _stays_here(_departures: list[str]) -> Iterator[None]:
    """The refusal may have been caught, or raised on another thread: the test fails all the same."""
    _departures.clear()
    yield
    if _departures:
        pytest.fail(f"left this machine: {', '.join(_departures)}", pytrace=False)


# --- no log line that nobody expected ---------------------------------------------------------------------------------


class ExpectedLog:
    """The log lines of one test: called with a pattern, one line at WARNING or above must match it."""

    def __init__(self) -> None:
        self._required: list[re.Pattern[str]] = []
        self._allowed: list[re.Pattern[str]] = []
        self.lines: list[str] = []

    def __call__(self, pattern: str) -> None:
        """At least one line must match before the test ends; more may."""
        self._required.append(re.compile(pattern))

    def allow(self, pattern: str) -> None:
        """Lines that match may come, or not."""
        self._allowed.append(re.compile(pattern))

    def complaints(self) -> list[str]:
        """What was logged and not named, and what was named and not logged."""
        known = [*self._required, *self._allowed]
        surplus = [line for line in self.lines if not any(pattern.search(line) for pattern in known)]
        missing = [pattern.pattern for pattern in self._required if not any(map(pattern.search, self.lines))]
        return [f"unexpected: {line}" for line in surplus] + [f"expected but never logged: {text}" for text in missing]


class _Collector(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(f"{record.name} {record.levelname} {record.getMessage()}")


@pytest.fixture(autouse=True)
def expect_log(request: pytest.FixtureRequest) -> Iterator[ExpectedLog]:
    """Fails the test on a line at WARNING or above of our loggers, unless ``expect_log("pattern")`` named it.

    The pattern is searched in "logger LEVEL message". ``@pytest.mark.allow_log("pattern")`` lets lines come or not.
    """
    expected = ExpectedLog()
    for marker in request.node.iter_markers("allow_log"):
        for pattern in marker.args:
            expected.allow(pattern)
    ours, collector = logging.getLogger("hcdesktop"), _Collector(expected.lines)
    ours.addHandler(collector)
    yield expected
    ours.removeHandler(collector)
    if complaints := expected.complaints():
        pytest.fail("\n".join(["log:", *complaints]), pytrace=False)


# --- no Qt warning while a test is taken down -------------------------------------------------------------------------

_LATE = pytest.StashKey[list[str]]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """pytest-qt listens to Qt until a test's body ends; this handler has the rest (a page outliving its profile)."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    late = session.config.stash[_LATE] = []
    harmless = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
        if kind not in harmless:
            late.append(message or "")

    qInstallMessageHandler(listen)


@pytest.fixture(autouse=True)
def _no_late_qt_warning(request: pytest.FixtureRequest) -> Iterator[None]:
    late = request.config.stash[_LATE]
    late.clear()
    yield
    ignored = list(request.config.getini("qt_log_ignore"))
    for marker in request.node.iter_markers("qt_log_ignore"):
        ignored += marker.args
    if surplus := [line for line in late if not any(re.search(pattern, line) for pattern in ignored)]:
        pytest.fail("\n".join(["Qt, while the test was taken down:", *surplus]), pytrace=False)


# --- tests by kind ----------------------------------------------------------------------------------------------------


def _kind(path: str | Path) -> str:
    """The first folder below tests/, or the name of a file that lies in no folder: house for test_house.py."""
    path = Path(path)
    parts = path.relative_to(_TESTS).parts if path.is_absolute() else path.parts[1:]
    return parts[0].removeprefix("test_").removesuffix(".py")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option with which `make test` runs."""
    parser.addoption(
        "--enforce-minimum",
        action="store_true",
        help="fail when fewer tests pass than [tool.hcdesktop] minimum_tests in pyproject.toml",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Every kind is a marker, so that `pytest -m "not web"` works."""
    config.addinivalue_line("markers", "allow_log(pattern, ...): log lines of ours that may come, see expect_log")
    for kind in sorted({_kind(path) for path in _TESTS.rglob("test_*.py")}):
        config.addinivalue_line("markers", f"{kind}: the tests in {kind}, set by their place")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives each test the marker of its kind."""
    for item in items:
        if item.path.is_relative_to(_TESTS):
            item.add_marker(_kind(item.path))


@pytest.fixture(scope="module", autouse=True)
def _counted(request: pytest.FixtureRequest) -> Iterator[None]:
    """A line of the core that the window only passes through has not been tested; and to be watched takes a third more
    time."""
    controller = getattr(request.config.pluginmanager.get_plugin("_cov"), "cov_controller", None)
    watched = controller is not None and _kind(request.path) not in _PASSING_THROUGH
    if controller is None or watched:
        yield
    else:
        controller.pause()
        yield
        controller.resume()


def _passed(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("passed", ())) if reporter else 0


def _minimum(config: pytest.Config) -> int:
    if not config.getoption("enforce_minimum"):
        return 0
    with (config.rootpath / "pyproject.toml").open("rb") as file:
        return int(tomllib.load(file)["tool"]["hcdesktop"]["minimum_tests"])


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Too few passed tests are a failure; a worker of a parallel run has no count of its own."""
    from PySide6.QtCore import qInstallMessageHandler

    qInstallMessageHandler(None)
    is_worker = hasattr(session.config, "workerinput")
    if exitstatus == pytest.ExitCode.OK and not is_worker and _passed(session.config) < _minimum(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The table at the end."""
    outcomes = ("passed", "failed", "error", "skipped", "xfailed")
    table: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        for report in terminalreporter.stats.get(outcome, ()):
            table.setdefault(_kind(report.nodeid.partition("::")[0]), Counter())[outcome] += 1
    terminalreporter.section("tests run, by kind")
    terminalreporter.write_line(f"{'':16}" + "".join(f"{outcome:>9}" for outcome in outcomes))
    for kind, counts in sorted(table.items()):
        terminalreporter.write_line(f"{kind:16}" + "".join(f"{counts[outcome]:>9}" for outcome in outcomes))
    if (passed := _passed(config)) < (minimum := _minimum(config)):
        hint = "see [tool.hcdesktop] in pyproject.toml"
        terminalreporter.write_line(f"{passed} passed, expected at least {minimum}: {hint}", red=True, bold=True)
