"""The one way to a thread: results arrive on the main thread, failures are never swallowed, garbage stays here."""

from __future__ import annotations

import gc
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from hcdesktop.core.errors import ErrorKind, HcError, StoreError
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.ui import tasks as tasks_module
from hcdesktop.ui.tasks import Tasks
from tests.conftest import ExpectedLog

MAIN = threading.main_thread()


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()
    shiboken6.delete(made)


class Heard:
    """What arrived, and on which thread."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self.threads: set[threading.Thread] = set()

    def __call__(self, value: object) -> None:
        self.values.append(value)
        self.threads.add(threading.current_thread())


def failing(error: BaseException) -> Callable[[], object]:
    def fail() -> object:
        raise error

    return fail


def test_a_result_arrives_on_the_main_thread_and_was_made_on_another(tasks: Tasks) -> None:
    heard, failed = Heard(), Heard()
    tasks.run(threading.current_thread, success=heard, failure=failed)
    assert not tasks.idle
    assert heard.values == []  # never within the call
    wait_for(lambda: tasks.idle, "the result")
    assert heard.threads == {MAIN}
    assert heard.values != [MAIN]
    assert failed.values == []


def test_a_failure_arrives_on_the_main_thread_at_whoever_handles_it(tasks: Tasks) -> None:
    heard, handled, spy = Heard(), Heard(), QSignalSpy(tasks.failed)
    error = StoreError(ErrorKind.STORE_FULL)
    tasks.run(failing(error), success=heard, failure=handled)
    wait_for(lambda: tasks.idle, "the failure")
    assert (handled.values, handled.threads) == ([error], {MAIN})
    assert heard.values == []
    assert spy.count() == 0


def test_a_failure_that_nobody_handles_is_told(tasks: Tasks) -> None:
    heard = Heard()
    tasks.failed.connect(heard)
    error = HcError(ErrorKind.FILE_UNREADABLE, reason="x")
    tasks.run(failing(error))
    wait_for(lambda: tasks.idle, "the failure")
    assert (heard.values, heard.threads) == ([error], {MAIN})


def test_a_fault_of_ours_is_logged_and_told_as_one(tasks: Tasks, expect_log: ExpectedLog) -> None:
    expect_log(r"hcdesktop\.ui\.tasks ERROR an operation failed")
    heard, handled = Heard(), Heard()
    tasks.failed.connect(heard)
    tasks.run(failing(ZeroDivisionError("with a secret")))
    tasks.run(failing(KeyError("x")), failure=handled)
    wait_for(lambda: tasks.idle, "the failures")
    for told in (heard, handled):
        (error,) = told.values
        assert isinstance(error, HcError)
        assert error.kind is ErrorKind.INTERNAL
        assert "secret" not in str(error)
    assert len(expect_log.lines) == 2


def test_a_result_that_nobody_wants_is_no_failure(tasks: Tasks) -> None:
    tasks.run(lambda: 7)
    wait_for(lambda: tasks.idle, "the end")


def test_many_at_once_all_arrive(tasks: Tasks) -> None:
    heard, running, most = Heard(), 0, 0
    lock = threading.Lock()

    def work(number: int) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.005)
        with lock:
            running -= 1
        return number

    for number in range(40):
        tasks.run(lambda number=number: work(number), success=heard)  # type: ignore[misc]  # lambda with a default
    wait_for(lambda: tasks.idle, "forty results")
    assert sorted(heard.values, key=str) == sorted(range(40), key=str)
    assert 1 < most <= 4


def test_after_the_end_nothing_is_delivered_and_nothing_started(tasks: Tasks) -> None:
    heard, begun, go_on = Heard(), threading.Event(), threading.Event()
    ended: list[bool] = []

    def slow() -> int:
        begun.set()
        go_on.wait(10)
        ended.append(True)
        return 7

    tasks.run(slow, success=heard)
    assert begun.wait(10)
    threading.Timer(0.05, go_on.set).start()
    tasks.close()
    assert ended == [True]  # it was waited for
    tasks.run(lambda: ended.append(False), success=heard)
    let_pass(0.05)
    assert heard.values == []
    assert ended == [True]
    assert tasks.idle


@pytest.mark.parametrize("how", ["success", "failure"])
def test_a_receiver_that_fails_is_told_and_does_not_stop_the_others(
    tasks: Tasks, expect_log: ExpectedLog, how: str
) -> None:
    expect_log("what an operation came to could not be shown")
    heard, told = Heard(), Heard()
    tasks.failed.connect(told)

    def fail(_value: object) -> None:
        raise ZeroDivisionError

    if how == "success":
        tasks.run(lambda: 1, success=fail)
    else:
        tasks.run(failing(StoreError(ErrorKind.STORE_FULL)), failure=fail)
    tasks.run(lambda: 7, success=heard)
    wait_for(lambda: tasks.idle, "the other one")
    assert heard.values == [7]
    assert [getattr(error, "kind", None) for error in told.values] == [ErrorKind.INTERNAL]


# --- threads that die or never end


@pytest.mark.parametrize("problem", [SystemExit(3), MemoryError(), KeyboardInterrupt(), GeneratorExit()])
def test_whatever_ends_a_thread_is_told(tasks: Tasks, expect_log: ExpectedLog, problem: BaseException) -> None:
    expect_log("an operation failed")
    handled, heard = Heard(), Heard()
    tasks.run(failing(problem), failure=handled)
    for _ in range(8):  # no place is lost to it
        tasks.run(lambda: 7, success=heard)
    wait_for(lambda: tasks.idle, "the end")
    assert [getattr(error, "kind", None) for error in handled.values] == [ErrorKind.INTERNAL]
    assert heard.values == [7] * 8


def test_what_does_not_come_back_is_given_up_and_its_place_is_free(
    tasks: Tasks, expect_log: ExpectedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_log("did not come back within 0.05 s")
    tasks._look.setInterval(10)
    go_on, handled, late, heard = threading.Event(), Heard(), Heard(), Heard()
    try:
        for _ in range(4):
            tasks.run(lambda: go_on.wait(20), success=late, failure=handled, limit=0.05)
        tasks.run(lambda: 7, success=heard)
        wait_for(lambda: bool(heard.values), "the next one", seconds=5)
        wait_for(lambda: tasks.idle and not tasks._look.isActive(), "all to be given up", seconds=5)
        assert [getattr(error, "kind", None) for error in handled.values] == [ErrorKind.NO_END] * 4
    finally:
        go_on.set()
    let_pass(0.1)
    assert late.values == []  # what it comes to now is nobody's business


def test_within_its_limit_nothing_is_given_up(tasks: Tasks) -> None:
    tasks._look.setInterval(5)
    heard = Heard()
    tasks.run(lambda: threading.Event().wait(0.1), success=heard, limit=10.0)
    wait_for(lambda: tasks.idle, "the end")
    assert heard.values == [False]


def test_the_end_is_hurried_and_does_not_wait_for_ever(
    qapp: QApplication, expect_log: ExpectedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks_module, "_PATIENCE", 0.05)
    monkeypatch.setattr(tasks_module, "_CLOSE_LIMIT", 0.2)
    expect_log("does not come back")
    hurried, never, ended = threading.Event(), threading.Event(), threading.Event()
    tasks = Tasks()

    def end_when_hurried() -> None:
        assert hurried.wait(20)
        ended.set()

    tasks.run(end_when_hurried)
    tasks.run(lambda: never.wait(20))
    begin = time.monotonic()
    try:
        tasks.close(hurry=hurried.set)
        assert time.monotonic() - begin < 2
        assert ended.is_set()
    finally:
        never.set()
        shiboken6.delete(tasks)


# --- whose turn it is


class Held:
    """An operation that ends when it is let go, with what it is told to; and how soon the interpreter is handed over
    while it runs."""

    def __init__(self, ends_with: BaseException | None = None) -> None:
        self.seen = 0.0
        self.begun, self.go_on = threading.Event(), threading.Event()
        self._ends_with = ends_with

    def __call__(self) -> None:
        self.begun.set()
        assert self.go_on.wait(20)
        self.seen = sys.getswitchinterval()
        if self._ends_with is not None:
            raise self._ends_with


@pytest.mark.allow_log("an operation failed")
@pytest.mark.parametrize("ends_with", [None, StoreError(ErrorKind.STORE_FULL), SystemExit(3)])
def test_the_window_gets_the_interpreter_soon_for_as_long_as_an_operation_runs(
    tasks: Tasks, ends_with: BaseException | None
) -> None:
    first, second, usual = Held(ends_with), Held(ends_with), sys.getswitchinterval()
    for held in (first, second):
        tasks.run(held)
    assert sys.getswitchinterval() * 9 < usual
    for held in (first, second):  # one that ends takes it from nobody else
        held.go_on.set()
        wait_for(lambda held=held: held.seen, "its end")  # type: ignore[misc]  # lambda with a default
        assert held.seen * 9 < usual
    wait_for(lambda: tasks.idle, "the end")
    assert sys.getswitchinterval() == usual


def test_what_does_not_give_way_leaves_the_interpreter_to_itself_but_not_to_others(tasks: Tasks) -> None:
    busy, other, usual = Held(), Held(), sys.getswitchinterval()
    tasks.run(busy, gives_way=False)
    assert sys.getswitchinterval() == usual
    tasks.run(other)
    assert sys.getswitchinterval() < usual
    other.go_on.set()
    wait_for(lambda: len(tasks._running) == 1, "the end of the other one")
    assert sys.getswitchinterval() == usual
    busy.go_on.set()
    wait_for(lambda: tasks.idle, "the end")


def test_what_is_given_up_or_outlives_the_window_gives_the_interpreter_back(
    tasks: Tasks, expect_log: ExpectedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks_module, "_PATIENCE", 0.01)
    monkeypatch.setattr(tasks_module, "_CLOSE_LIMIT", 0.01)
    expect_log("did not come back|does not come back")
    tasks._look.setInterval(5)
    given_up, outlives, usual = Held(), Held(), sys.getswitchinterval()
    tasks.run(given_up, limit=0.01)
    wait_for(lambda: tasks.idle, "it to be given up")
    assert sys.getswitchinterval() == usual
    tasks.run(outlives)
    assert sys.getswitchinterval() < usual
    tasks.close()
    assert sys.getswitchinterval() == usual
    for held in (given_up, outlives):
        held.go_on.set()
    let_pass(0.05)  # what came of it is delivered to nobody
    assert sys.getswitchinterval() == usual


# --- garbage


class Loop(QObject):
    """A Qt object in a cycle, which only the collector ends; remembers the thread on which that happens."""

    ended_on: list[threading.Thread]

    def __init__(self, ended_on: list[threading.Thread]) -> None:
        super().__init__()
        self.me = self
        weakref.finalize(self, lambda: ended_on.append(threading.current_thread()))


def test_garbage_is_collected_here_while_there_are_tasks_and_by_python_afterwards(qapp: QApplication) -> None:
    assert gc.isenabled()
    tasks = Tasks()
    try:
        assert not gc.isenabled()
    finally:
        tasks.close()
        shiboken6.delete(tasks)
    assert gc.isenabled()


def test_no_qt_object_ends_on_another_thread(tasks: Tasks) -> None:
    gc.collect()
    ended_on: list[threading.Thread] = []
    Loop(ended_on)

    def allocate() -> int:
        return len([[number] for number in range(50_000)])  # far over the threshold

    tasks.run(allocate)
    wait_for(lambda: tasks.idle, "the allocations")
    assert set(ended_on) <= {MAIN}  # its timer may have been due meanwhile
    keep = [[number] for number in range(5_000)]
    tasks._garbage.collect_if_due()
    assert ended_on == [MAIN]
    assert len(keep) == 5_000


def test_only_what_is_due_is_collected(tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    counts: list[tuple[int, int, int]] = []
    monkeypatch.setattr(gc, "collect", lambda generation=2: collected.append(generation))
    monkeypatch.setattr(gc, "get_count", lambda: counts[-1])
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    for count in ((700, 10, 10), (701, 10, 10), (5, 11, 3), (701, 11, 11), (0, 0, 11)):
        counts.append(count)
        tasks._garbage.collect_if_due()
    assert collected == [0, 1, 2, 2]
    monkeypatch.setattr(gc, "get_threshold", lambda: (0, 0, 0))  # switched off by somebody
    tasks._garbage.collect_if_due()
    assert len(collected) == 4


def test_the_collection_comes_by_itself(tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    ended_on: list[threading.Thread] = []
    gc.collect()
    Loop(ended_on)
    monkeypatch.setattr(gc, "get_threshold", lambda: (1, 10, 10))
    tasks._garbage._timer.setInterval(10)
    wait_for(lambda: bool(ended_on), "the collection", seconds=5)
    assert ended_on == [MAIN]
