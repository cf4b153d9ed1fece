"""A finish is on the disk at once, or it is said that it is not; whatever is pending is sent by itself."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject

from hcdesktop.core import finalizer as finalizer_module
from hcdesktop.core.errors import ErrorKind, Refused, StoreError, Unanswered
from hcdesktop.core.finalizer import LEASE, Backoff, Finalizer, FinalizeResult
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.models import Attention, Credentials, FinishState, PendingFinish, SessionToken, Tokens, UserState
from hcdesktop.desk import SIMULATOR, Desk, Desks, opened
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.simulator.shelf import scenario
from hcdesktop.store.local import LocalStore
from hcdesktop.ui import saver as saver_module
from hcdesktop.ui import tasks as tasks_module
from hcdesktop.ui.message_bar import MessageBar
from hcdesktop.ui.messages import Tone
from hcdesktop.ui.saver import Saver
from hcdesktop.ui.user_model import Column, UserModel
from tests.conftest import ExpectedLog
from tests.core.loopback import Loopback, Peer
from tests.ui.conftest import OpenScreen
from tests.ui.screen import (
    ADA,
    LIVE,
    FakePopup,
    MemoryVault,
    Screen,
    finished_session,
    leave_finish_behind,
    made_up_session,
)

ADA_ID = "ada.winterbourne@example.org"
FULL = StoreError(ErrorKind.STORE_FULL, reason="SQLITE_FULL")


class FullDisk:
    """A disk that has no room for some methods of the store, so many times or until there is room again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self._patch.setattr(saver_module, "_UNSAVED_PAUSE", 30)
        self.refused: list[str] = []
        self.full = True

    def let_nobody_try_again(self) -> None:
        self._patch.setattr(saver_module, "_UNSAVED_PAUSE", 60_000)

    def refuse(self, name: str, times: int = 10_000) -> None:
        real = getattr(LocalStore, name)
        left = times

        def method(store: LocalStore, *arguments: Any, **options: Any) -> Any:
            nonlocal left
            if self.full and left:
                left -= 1
                self.refused.append(name)
                raise FULL
            return real(store, *arguments, **options)

        self._patch.setattr(LocalStore, name, method)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    return FullDisk(monkeypatch)


@pytest.fixture
def session(folder: Path) -> SessionToken:
    """What the popup will hand over for Ada; made before the Simulator starts."""
    return finished_session(folder, ADA_ID)


# --- kept, sent, stored


def test_a_finish_is_saved_and_the_row_says_so(
    screen_with_session: tuple[Screen, SessionToken], popups: list[FakePopup]
) -> None:
    screen, session = screen_with_session
    kept: list[PendingFinish] = []
    screen.app.popups.kept.connect(lambda _launch, finish: kept.append(finish))
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    assert [finish.session.session_token for finish in screen.service.pending()] == [session.session_token]
    assert [finish.attempts for finish in kept] == [1]  # claimed in the same turn, by the same write
    assert screen.said == ""  # still inside the page's call
    screen.wait_ended()
    # It is sent while the popup goes; where that takes its time, the tokens are stored by now.
    assert screen.said in ("Ada Winterbourne is connected. Saving…", "", "Ada Winterbourne is connected and saved.")
    assert popups[0].gone
    assert screen.wait_said("saved") == "Ada Winterbourne is connected and saved."
    screen.settle()
    ada = screen.user(ADA)
    assert ada.state is UserState.CONNECTED
    assert ada.access_token
    row = screen.row(ADA)
    assert [screen.cell(row, column) for column in (Column.STATE, Column.SOURCES, Column.BUTTON)] == [
        "Connected",
        "Quillstep",
        "Edit",
    ]
    assert screen.card.user == ada
    assert screen.window.pending_text == "Everything is saved"


@pytest.fixture
def screen_with_session(open_screen: OpenScreen, session: SessionToken) -> tuple[Screen, SessionToken]:
    """The app, and what Ada's popup will hand over."""
    return open_screen(), session


def test_what_came_of_a_finish_while_its_popup_was_being_taken_down_stays_said(
    folder: Path, open_screen: OpenScreen, popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = finished_session(folder, ADA_ID)
    screen = open_screen()
    screen.press_row_button(ADA)
    real = popups[0].tear_down

    def slow() -> None:
        screen.wait_said("Ada Winterbourne is connected and saved.")
        real()

    monkeypatch.setattr(popups[0], "tear_down", slow)
    popups[0].finishes(session)
    screen.wait_ended()
    assert screen.said.startswith("Ada Winterbourne is connected and saved.")
    assert screen.user(ADA).state is UserState.CONNECTED


def test_what_a_crash_left_behind_is_saved_at_the_next_start(
    open_screen: OpenScreen, desks: Desks, session: SessionToken
) -> None:
    leave_finish_behind(desks, ADA_ID, session)
    screen = open_screen()
    assert screen.cell(screen.row(ADA), Column.STATE) == "Saving"
    assert screen.window.pending_text == "1 not saved yet"
    screen.wait_said("is connected and saved")
    screen.settle()
    assert screen.user(ADA).state is UserState.CONNECTED
    assert screen.service.pending() == []


def test_an_attempt_that_a_crash_broke_off_is_waited_for_without_haste(
    open_screen: OpenScreen, folder: Path, vault: MemoryVault, session: SessionToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIVEN a finish that is still claimed by a process that is gone WHEN the app starts THEN it looks now and then."""
    times: list[float] = []
    now = [1_000_000.0]
    desks = Desks(folder, now=lambda: now[0], vault=vault)
    finish = leave_finish_behind(desks, ADA_ID, session)
    with opened(desks, SIMULATOR) as desk:
        assert desk.store.claim_finish(finish.id, at=now[0], lease=LEASE) is not None
    due = Finalizer.due

    def spy(finalizer: Finalizer) -> list[int]:
        times.append(now[0])
        return due(finalizer)

    monkeypatch.setattr(Finalizer, "due", spy)
    screen = open_screen(desks=desks)
    screen.app.saver._now = lambda: now[0]
    let_pass(0.6)
    assert len(times) <= 8
    assert len(screen.service.pending()) == 1
    now[0] += LEASE + 1
    screen.app.saver.finalize_due()  # the timer would come in its time
    screen.wait_said("is connected and saved")


def test_what_may_get_better_is_tried_again_by_itself(
    screen_with_session: tuple[Screen, SessionToken], popups: list[FakePopup]
) -> None:
    screen, session = screen_with_session
    said: list[str] = []
    screen.app.saver.finalized.connect(lambda _result: said.append(screen.said))
    screen.window.scenario_requested.emit(scenario("tokens-503-twice").name)
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    screen.wait_said("is connected and saved")
    assert len(said) == 3
    safe = "user.humanapi.co is not available now. The connection of Ada Winterbourne is safe here."
    # Where the answer took longer to be told than the pause lasts, the next attempt is under way by then.
    then = ("It is tried again in 1 s.", "It is being tried now.")
    for text in said[:2]:
        assert text in {f"{safe} {what}" for what in then}
    assert screen.service.count_users() == 6


def test_the_next_attempt_is_scheduled_and_can_be_had_at_once(
    open_screen: OpenScreen, folder: Path, vault: MemoryVault, session: SessionToken
) -> None:
    patient = Desks(folder, backoff=Backoff(first=40.0, jitter=lambda _low, _high: 1.0), vault=vault)
    leave_finish_behind(patient, ADA_ID, session)
    screen = open_screen(desks=patient)
    assert screen.desk.simulator is not None
    screen.desk.simulator.choose(scenario("tokens-500"))
    assert "It is tried again in 40 s." in screen.wait_said("is tried again")
    assert screen.message is not None
    assert screen.message.tone is Tone.WARNING
    assert 30_000 < screen.app.saver._due.remainingTime() <= 42_000  # Qt's timers keep time within 5 %
    screen.press_message()  # Try now
    screen.wait_said("is connected and saved")
    assert not screen.app.saver._due.isActive()


def test_a_pause_is_never_longer_than_a_minute_so_that_a_clock_that_was_set_back_stops_nothing(
    open_screen: OpenScreen, folder: Path, vault: MemoryVault, session: SessionToken
) -> None:
    slow = Desks(folder, backoff=Backoff(first=900.0, jitter=lambda _low, _high: 1.0), vault=vault)
    leave_finish_behind(slow, ADA_ID, session)
    screen = open_screen(desks=slow)
    assert screen.desk.simulator is not None
    screen.desk.simulator.choose(scenario("tokens-500"))
    screen.wait_said("is tried again in 15 min")
    assert 0 < screen.app.saver._due.remainingTime() <= 63_000


def test_what_is_refused_waits_for_a_person_and_for_nobody_else(
    open_screen: OpenScreen, desks: Desks, popups: list[FakePopup]
) -> None:
    leave_finish_behind(desks, ADA_ID, made_up_session())
    screen = open_screen()
    screen.wait_said("refused the request")
    screen.settle()
    assert not screen.app.saver._due.isActive()
    assert screen.service.pending()[0].state is FinishState.PARKED
    assert screen.cell(screen.row(ADA), Column.STATE) == "Needs attention"
    screen.choose(ADA)
    assert screen.card.state_text.startswith("A connection is kept here, but not saved.")
    assert screen.card.primary_button.text() == "Try now"
    tried = screen.service.pending()[0].attempts
    screen.press(screen.card.primary_button)
    wait_for(lambda: screen.service.pending()[0].attempts > tried, "another attempt")
    screen.settle()


def test_an_answer_for_somebody_else_overwrites_nothing_and_is_said(
    screen_with_session: tuple[Screen, SessionToken], popups: list[FakePopup]
) -> None:
    screen, session = screen_with_session
    screen.window.scenario_requested.emit("wrong-person")
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    screen.wait_said("Human API answered for a different person. Nothing was overwritten.")
    screen.settle()
    ada = screen.user(ADA)
    assert (ada.public_token, ada.access_token, ada.state) == (None, None, UserState.ATTENTION)


def test_a_lost_answer_is_said_as_what_it_is(
    screen_with_session: tuple[Screen, SessionToken], popups: list[FakePopup]
) -> None:
    screen, session = screen_with_session
    screen.window.scenario_requested.emit("tokens-lost")
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    screen.wait_said("its answer got lost on the way")
    screen.settle()
    assert screen.user(ADA).attention is Attention.NEEDS_EDIT
    assert screen.user(ADA).public_token


# --- a full disk


def _unsaved(screen: Screen) -> bool:
    assert not (screen.app.saver.holds_unsaved and screen.app.controller.settled)
    return screen.app.saver.holds_unsaved


def test_what_cannot_be_written_is_said_and_tried_again_until_it_is_saved(
    screen_with_session: tuple[Screen, SessionToken], popups: list[FakePopup], full_disk: FullDisk
) -> None:
    screen, session = screen_with_session
    full_disk.refuse("keep_finish", times=3)
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    assert screen.said == (
        "The disk is full. The connection of Ada Winterbourne is not on the disk yet."
        " Keep the app open: it tries again every few seconds."
    )
    assert _unsaved(screen)
    wait_for(lambda: len(full_disk.refused) == 3, "three attempts")
    assert "Keep the app open" in screen.said
    screen.wait_said("is connected and saved")
    screen.settle()
    assert not _unsaved(screen)
    assert screen.user(ADA).access_token
    assert len(full_disk.refused) == 3


@pytest.mark.allow_log("an event was not written down")
def test_the_request_to_keep_the_app_open_stays_whatever_else_the_full_disk_leads_to(
    screen_with_session: tuple[Screen, SessionToken], popups: list[FakePopup], full_disk: FullDisk
) -> None:
    screen, session = screen_with_session
    screen.press_row_button(ADA)
    full_disk.let_nobody_try_again()
    for method in ("keep_finish", "end_launch", "add_event"):
        full_disk.refuse(method)
    popups[0].finishes(session)
    screen.wait_ended()
    assert popups[0].gone
    assert "Keep the app open" in screen.said
    full_disk.full = False
    screen.app.saver._on_again()
    screen.wait_said("is connected and saved")


def test_what_is_only_in_memory_has_a_last_chance_when_the_app_is_closed(
    screen_with_session: tuple[Screen, SessionToken], popups: list[FakePopup], full_disk: FullDisk, desks: Desks
) -> None:
    screen, session = screen_with_session
    full_disk.let_nobody_try_again()
    full_disk.refuse("keep_finish")
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    screen.wait_ended()
    full_disk.full = False
    screen.app.controller.close()
    with opened(desks, SIMULATOR) as desk:
        (finish,) = desk.service.pending()
    assert finish.session == session


def test_what_is_lost_in_the_end_is_in_the_log_by_its_number(
    screen_with_session: tuple[Screen, SessionToken],
    popups: list[FakePopup],
    full_disk: FullDisk,
    expect_log: ExpectedLog,
) -> None:
    screen, session = screen_with_session
    full_disk.let_nobody_try_again()
    full_disk.refuse("keep_finish")
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    screen.wait_ended()
    expect_log(r"ERROR the finish of user=1 launch=\d+ is lost: store_full")
    screen.app.controller.close()
    assert not screen.app.saver.holds_unsaved
    assert session.session_token not in str(expect_log.lines)


def test_after_the_end_nothing_is_started_and_nothing_told(
    open_screen: OpenScreen, desks: Desks, session: SessionToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun = threading.Event(), threading.Event()
    run = Finalizer.run
    leave_finish_behind(desks, ADA_ID, session)

    def slow(finalizer: Finalizer, finish_id: int) -> FinalizeResult | None:
        begun.set()
        assert go_on.wait(10)
        return run(finalizer, finish_id)

    monkeypatch.setattr(Finalizer, "run", slow)
    screen = open_screen()
    told: list[FinalizeResult] = []
    screen.app.saver.finalized.connect(told.append)
    wait_for(begun.is_set, "the attempt")
    threading.Timer(0.05, go_on.set).start()
    screen.app.controller.close()  # waits for what is under way
    let_pass(0.1)
    assert told == []
    assert not screen.app.saver._due.isActive()
    with opened(desks, SIMULATOR) as desk:
        assert desk.service.pending() == []  # it has been saved all the same
        assert desk.service.find_user(ADA_ID).access_token


# --- stopped, and had again


def test_the_card_counts_down_and_the_attempts_can_be_stopped_and_had_again(
    open_screen: OpenScreen, folder: Path, vault: MemoryVault, session: SessionToken
) -> None:
    """GIVEN an attempt that is postponed WHEN somebody stops trying THEN the finish waits, over a restart too, and
    WHEN it is wanted again THEN it is saved."""
    patient = Desks(folder, backoff=Backoff(first=40.0, jitter=lambda _low, _high: 1.0), vault=vault)
    leave_finish_behind(patient, ADA_ID, session)
    screen = open_screen(desks=patient)
    assert screen.desk.simulator is not None
    screen.desk.simulator.choose(scenario("tokens-500"))
    screen.wait_said("is tried again")
    screen.choose(ADA)
    assert "Human API is not available now." in screen.card.state_text
    assert re.search(r"It is tried again in (39|40) s\.", screen.card.state_text)
    wait_for(lambda: bool(re.search(r"in 3\d s", screen.card.state_text)), "a second that has passed")
    assert screen.card.primary_button.text() == "Try now"
    assert screen.card.second_button.text() == "Stop trying"
    screen.press(screen.card.second_button)
    assert screen.card.primary_button.hasFocus()
    assert screen.card.state_text.startswith("A connection is kept here, but not saved. You have stopped trying")
    assert not screen.card.second_button.isVisible()
    assert screen.said == ""
    screen.settle()
    assert screen.card.timeline_texts[0].endswith("No longer tried by itself")
    screen.close()

    later = open_screen(desks=Desks(folder, backoff=Backoff(first=0.05), vault=vault))
    later.choose(ADA)
    let_pass(0.3)
    (finish,) = later.service.pending()
    assert (finish.state, finish.attempts) == (FinishState.PARKED, 1)
    assert finish.session == session
    later.press(later.card.primary_button)  # Try now
    later.wait_said("is connected and saved")


def test_what_is_stopped_while_it_is_sent_is_not_sent_again(
    screen_with_session: tuple[Screen, SessionToken], popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, session = screen_with_session
    begun, go_on = threading.Event(), threading.Event()

    def unanswered(_api: HumanApi, _session: SessionToken, **_options: Any) -> Tokens:
        begun.set()
        assert go_on.wait(10)
        raise Unanswered(ErrorKind.UNANSWERED, host="user.humanapi.co")

    monkeypatch.setattr(HumanApi, "finalize", unanswered)
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    wait_for(begun.is_set, "the attempt")
    screen.wait_ended()
    assert "It is being tried now." in screen.card.state_text
    screen.press(screen.card.second_button)
    go_on.set()
    screen.settle()
    let_pass(0.2)
    (finish,) = screen.service.pending()
    assert (finish.state, finish.problem, finish.attempts) == (FinishState.PARKED, ErrorKind.STOPPED, 1)
    assert finish.maybe_delivered


# --- an attempt that dies or never ends


@pytest.fixture
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finalizer_module, "LEASE", 0.4)
    monkeypatch.setattr(saver_module, "LEASE", 0.4)
    monkeypatch.setattr(tasks_module, "_LOOK_INTERVAL", 20)


def first_attempt(monkeypatch: pytest.MonkeyPatch, does: Callable[[], object]) -> list[float]:
    """Has the first attempt do this instead of asking; tells when each began."""
    begun: list[float] = []
    real = HumanApi.finalize

    def finalize(api: HumanApi, session: SessionToken, **options: Any) -> Tokens:
        begun.append(time.monotonic())
        if len(begun) == 1:
            does()
        return real(api, session, **options)

    monkeypatch.setattr(HumanApi, "finalize", finalize)
    return begun


@pytest.mark.usefixtures("short_lease")
@pytest.mark.parametrize("problem", [SystemExit(1), MemoryError(), RuntimeError("odd"), KeyboardInterrupt()])
@pytest.mark.allow_log("an attempt to finalize failed")  # what is an Exception
@pytest.mark.allow_log("an operation failed")  # what is not
def test_an_attempt_that_dies_is_said_and_taken_over(
    open_screen: OpenScreen,
    desks: Desks,
    session: SessionToken,
    monkeypatch: pytest.MonkeyPatch,
    problem: BaseException,
) -> None:
    def die() -> None:
        raise problem

    begun = first_attempt(monkeypatch, die)
    leave_finish_behind(desks, ADA_ID, session)
    screen = open_screen()
    screen.wait_said("Something in this app went wrong")
    screen.wait_said("is connected and saved")
    screen.settle()
    assert len(begun) == 2
    assert begun[1] - begun[0] < 3
    assert screen.service.pending() == []


@pytest.mark.usefixtures("short_lease")
def test_an_attempt_that_never_comes_back_is_said_and_taken_over(
    open_screen: OpenScreen,
    desks: Desks,
    session: SessionToken,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: ExpectedLog,
) -> None:
    expect_log("did not come back within")
    go_on = threading.Event()
    begun = first_attempt(monkeypatch, lambda: go_on.wait(20))
    leave_finish_behind(desks, ADA_ID, session)
    screen = open_screen()
    try:
        screen.wait_said("the app has given it up")
        screen.wait_said("is connected and saved")
        screen.settle()
        ada = screen.user(ADA)
        assert (len(begun), screen.service.pending()) == (2, [])
    finally:
        go_on.set()
    let_pass(0.3)  # the first one asks now, and is refused: the session token is spent
    assert screen.user(ADA).public_token == ada.public_token
    assert screen.service.pending() == []


def test_an_answer_that_cannot_be_shown_stops_nothing(
    open_screen: OpenScreen,
    desks: Desks,
    session: SessionToken,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: ExpectedLog,
) -> None:
    expect_log("what an operation came to could not be shown")
    real, asked = Saver._shows, 0

    def shows(saver: Saver, desk: Desk) -> bool:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise ZeroDivisionError
        return real(saver, desk)

    monkeypatch.setattr(Saver, "_shows", shows)
    leave_finish_behind(desks, ADA_ID, session)
    screen = open_screen()
    assert screen.desk.simulator is not None
    screen.desk.simulator.choose(scenario("tokens-500"))
    screen.wait_said("Something in this app went wrong")
    screen.wait_said("is connected and saved")


def test_many_that_are_due_leave_threads_for_everything_else(
    open_screen: OpenScreen, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, under_way = threading.Event(), []

    def hang(_api: HumanApi, session: SessionToken, **_options: Any) -> Tokens:
        under_way.append(session.session_token)
        assert go_on.wait(10)
        raise Refused(ErrorKind.REFUSED, host="x", status=400)

    monkeypatch.setattr(HumanApi, "finalize", hang)
    for number in range(6):
        leave_finish_behind(desks, f"person{number}@example.org", made_up_session(f"n{number}"))
    screen = open_screen()
    wait_for(lambda: len(under_way) == 2, "two attempts")
    heard: list[int] = []
    screen.app.tasks.run(lambda: 7, success=heard.append)
    wait_for(lambda: heard == [7], "something else")
    assert len(under_way) == 2
    wait_for(lambda: len(screen.app.tasks._running) == 2, "nothing but the attempts")
    assert sys.getswitchinterval() == tasks_module._HANDED_OVER  # neither is to be in the other's way
    go_on.set()
    wait_for(lambda: len(under_way) == 6, "the others")
    screen.settle()
    assert sorted(under_way) == [f"n{number}-session-token" for number in range(6)]


def test_one_that_is_sent_alone_gives_way_to_the_window(
    open_screen: OpenScreen, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, under_way = threading.Event(), threading.Event()

    def hang(_api: HumanApi, _session: SessionToken, **_options: Any) -> Any:
        under_way.set()
        assert go_on.wait(10)
        raise Refused(ErrorKind.REFUSED, host="x", status=400)

    monkeypatch.setattr(HumanApi, "finalize", hang)
    leave_finish_behind(desks, "person@example.org", made_up_session("n"))
    screen = open_screen()
    wait_for(under_way.is_set, "the attempt")
    wait_for(lambda: len(screen.app.tasks._running) == 1, "nothing but the attempt")
    assert sys.getswitchinterval() < tasks_module._HANDED_OVER
    go_on.set()
    screen.settle()


def test_of_many_that_are_due_one_follows_the_other_without_a_pause(
    open_screen: OpenScreen, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    real = Finalizer.due

    def due(finalizer: Finalizer) -> list[int]:
        found = real(finalizer)
        looked.append(len(found))
        return found

    monkeypatch.setattr(Finalizer, "due", due)
    for number in range(8):
        leave_finish_behind(desks, f"person{number}@example.org", made_up_session(f"n{number}"))
    screen = open_screen()
    # Nobody knows them, so each is refused at once.
    wait_for(lambda: {finish.state for finish in screen.service.pending()} == {FinishState.PARKED}, "the last one")
    screen.settle()
    assert looked == [8]


# --- the end


def test_the_app_is_closed_promptly_in_the_middle_of_a_request_that_hangs(
    open_screen: OpenScreen, folder: Path, vault: MemoryVault, session: SessionToken
) -> None:
    def hang(peer: Peer) -> None:
        peer.read()
        peer.hold()

    server = Loopback(hang)
    try:
        environment = replace(LIVE, hosts=replace(LIVE.hosts, user_url=server.url))
        patient = Desks(folder, vault=vault)
        with opened(patient, patient.book.save(environment)) as desk:
            desk.service.set_credentials(Credentials(client_secret="s3cret"))
        leave_finish_behind(patient, ADA_ID, session, environment)
        screen = open_screen(environment, desks=patient)
        wait_for(lambda: len(server.seen) == 1, "the request")
        begin = time.monotonic()
        screen.app.controller.close()
        took = time.monotonic() - begin
    finally:
        server.close()
    assert took < 3
    with opened(patient, environment) as desk:
        (finish,) = desk.service.pending()
        now = time.time()
        assert desk.store.claim_finish(finish.id, at=finish.next_try_at, lease=1.0) is not None  # nobody holds it
    assert (finish.state, finish.problem, finish.attempts) == (FinishState.WAITING, ErrorKind.UNANSWERED, 1)
    assert finish.maybe_delivered
    assert 0 < finish.next_try_at - now < 5  # the back-off, not the lease


# --- the row


def test_the_row_is_painted_before_anything_is_said(
    screen_with_session: tuple[Screen, SessionToken], popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, session = screen_with_session
    order: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                order.append("painted")
            return False

    def noted(owner: type, name: str, word: str) -> None:
        real = getattr(owner, name)

        def method(*arguments: Any, **options: Any) -> Any:
            order.append(word)
            return real(*arguments, **options)

        monkeypatch.setattr(owner, name, method)

    watch = Watch(screen.window)
    screen.table.viewport().installEventFilter(watch)
    noted(UserModel, "update_user", "updated")
    noted(MessageBar, "show_message", "said")
    screen.app.saver.finalized.connect(lambda _result: order.append("told"))
    screen.press_row_button(ADA)
    popups[0].finishes(session)
    screen.wait_said("is connected and saved")
    screen.settle()
    assert order[: order.index("told")][-3:] == ["updated", "painted", "said"]
