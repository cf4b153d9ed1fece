"""A row's button from the click to the sentence: what is opened, what is said, what the row shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QMenu, QPushButton

from hcdesktop.core.errors import ErrorKind, HcError, StoreError
from hcdesktop.core.models import Attention, Credentials, EventKind, Mode, OutcomeKind, UserState
from hcdesktop.core.service import Service
from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.simulator import scenario_file, seeds, shelf
from hcdesktop.simulator.scenario import Stage
from hcdesktop.simulator.shelf import shipped
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.messages import Tone
from hcdesktop.ui.user_model import Column
from tests.crowd import add_users
from tests.ui.conftest import OpenScreen
from tests.ui.screen import (
    ADA,
    JONAS,
    PRIYA,
    TOMAS,
    YUKI,
    FakePopup,
    Screen,
    leave_finish_behind,
    made_up_session,
)

ERROR = {"code": "E{7}", "message": "It broke", "detailedMessage": "All of it"}


def shown_details(screen: Screen) -> str:
    """The message's details, when they can be seen."""
    return screen.window.messages._detail.text() if screen.window.messages._detail.isVisible() else ""


def button(screen: Screen, name: str) -> str:
    return screen.cell(screen.row(name), Column.BUTTON)


def lines(screen: Screen, name: str) -> list[EventKind]:
    """What has happened to this person, the oldest first."""
    return [event.kind for event in reversed(screen.service.timeline(screen.user(name).id))]


# --- a launch


def test_the_stored_state_decides_how_the_popup_opens(screen: Screen, popups: list[FakePopup]) -> None:
    for name in (ADA, JONAS):
        screen.press_row_button(name)
    ada, jonas = (popup.request for popup in popups)
    assert (ada.mode, ada.public_token, ada.client_id) == (Mode.CREATE, "", seeds.CLIENT_ID)
    assert (jonas.mode, jonas.public_token) == (Mode.EDIT, screen.user(JONAS).public_token)
    assert jonas.launch_id > ada.launch_id
    assert popups[0].windowTitle() == "Connect Ada Winterbourne"
    assert all(popup.isVisible() for popup in popups)


def test_while_the_popup_is_open_the_row_and_the_card_say_so_and_show_it(
    screen: Screen, popups: list[FakePopup]
) -> None:
    screen.press_row_button(ADA)
    assert screen.table.users.is_busy(screen.user(ADA).id)
    assert screen.card.state_text == "The popup is open."
    screen.press_row_button(ADA)
    screen.press(screen.card.primary_button)
    assert (len(popups), popups[0].raised) == (1, 2)
    popups[0].says("opened")
    assert popups[0].opened
    popups[0].says("close")
    screen.wait_ended()
    assert not screen.table.users.is_busy(screen.user(ADA).id)
    assert screen.card.primary_button.text() == "Connect"
    screen.press_row_button(ADA)
    assert len(popups) == 2


def test_an_older_message_goes_when_a_popup_opens(screen: Screen, popups: list[FakePopup]) -> None:
    screen.app.tasks.failed.emit(HcError(ErrorKind.INTERNAL))
    assert screen.said
    screen.press_row_button(ADA)
    assert screen.said == ""


def test_closing_changes_nothing_and_says_so(screen: Screen, popups: list[FakePopup]) -> None:
    before = screen.user(JONAS)
    screen.press_row_button(JONAS)
    popups[0].says("close")
    assert screen.wait_ended().kind is OutcomeKind.CLOSED
    assert screen.said == "Closed without connecting anything. Nothing was changed for Jonas Feldspar."
    assert screen.user(JONAS) == before
    assert popups[0].gone


@pytest.mark.parametrize(
    ("kind", "detail", "words", "word_on_button"),
    [
        (OutcomeKind.ABANDONED, "", "Closed without connecting anything.", None),
        (OutcomeKind.LOAD_FAILED, "the host page", "could not be loaded from connect.humanapi.co", "Connect"),
        (OutcomeKind.RENDERER_DIED, "CrashedTerminationStatus 9", "The popup stopped working.", "Connect"),
        (OutcomeKind.TIMED_OUT, "", "was open for half an hour", "Connect"),
    ],
)
def test_what_the_window_knows_by_itself_is_said(
    screen: Screen, popups: list[FakePopup], kind: OutcomeKind, detail: str, words: str, word_on_button: str | None
) -> None:
    screen.press_row_button(ADA)
    popups[0].launch_ended.emit(kind, detail)
    assert screen.wait_ended().kind is kind
    assert words in screen.said
    action = screen.window.messages.action_button
    assert (action.text() if action.isVisible() else None) == word_on_button
    assert screen.user(ADA).state is UserState.NEW
    if word_on_button:
        screen.press_message()
        assert len(popups) == 2


def test_a_script_that_does_not_load_is_a_launch_that_failed(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(ADA)
    popups[0].says("script-failed", detail="connect.js")
    assert screen.wait_ended().kind is OutcomeKind.LOAD_FAILED
    assert "could not be loaded from connect.humanapi.co" in screen.said


@pytest.mark.parametrize("callback", ["error", "finish"])
def test_an_error_of_the_popup_is_shown_with_its_three_parts(
    screen: Screen, popups: list[FakePopup], callback: str
) -> None:
    screen.press_row_button(ADA)
    popups[0].says(callback, error=ERROR)
    assert screen.wait_ended().kind is OutcomeKind.POPUP_ERROR
    assert screen.said.startswith("Human Connect reported an error. Nothing was changed for Ada Winterbourne.")
    assert shown_details(screen) == "E{7} · It broke · All of it"
    assert screen.user(ADA).state is UserState.NEW


def test_only_the_first_end_counts(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(ADA)
    popups[0].says("close")
    popups[0].says("error", error=ERROR)
    popups[0].launch_ended.emit(OutcomeKind.ABANDONED, "")
    screen.wait_ended()
    let_pass(0.02)
    assert [outcome.kind for outcome in screen.outcomes] == [OutcomeKind.CLOSED]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no JSON", "cannot be understood"),
        ("x" * 9000, "far too large"),
        ('{"callback": "dance"}', "something unknown"),
        ('{"callback": "finish", "session": {}}', "sent no session token"),
        ('{"callback": "finish", "session": {"sessionToken": "s", "clientId": "other"}}', "answered for another app"),
    ],
)
def test_a_callback_that_is_refused_is_said_and_the_popup_stays(
    screen: Screen, popups: list[FakePopup], text: str, words: str
) -> None:
    screen.press_row_button(ADA)
    popups[0].message_received.emit(text)
    assert words in screen.said
    assert screen.outcomes == []
    assert not popups[0].gone
    assert lines(screen, ADA)[-1] is EventKind.CALLBACK_REJECTED
    assert screen.service.pending() == []


def test_the_steps_of_a_popup_are_in_the_timeline(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(ADA)
    popups[0].step_taken.emit(EventKind.PAGE_LOADED, {"from": "https://connect.humanapi.co"})
    popups[0].says("ready")
    popups[0].says("opened")
    popups[0].says("dropped", reason="origin")
    popups[0].says("close")
    screen.wait_ended()
    assert lines(screen, ADA) == [
        EventKind.LAUNCHED,
        EventKind.PAGE_LOADED,
        EventKind.POPUP_OPENED,
        EventKind.MESSAGE_DROPPED,
        EventKind.CALLBACK,
        EventKind.ENDED,
    ]
    wait_for(lambda: len(screen.card.timeline_texts) == 6, "the card's timeline")


def test_an_address_for_the_system_browser_goes_there(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(ADA)
    popups[0].external_requested.emit(QUrl("https://login.example/"))
    assert screen.opened_outside == [QUrl("https://login.example/")]


def test_the_end_of_the_window_is_the_end_of_its_popups(
    screen: Screen, popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hcdesktop.ui.closing.ClosingDialog.ask", lambda *_arguments: True)
    screen.press_row_button(ADA)
    screen.press_row_button(JONAS)
    screen.window.close()
    screen.settle()
    assert [outcome.kind for outcome in screen.outcomes] == [OutcomeKind.ABANDONED] * 2
    assert all(popup.gone for popup in popups)
    assert not any(shiboken6.isValid(popup) for popup in popups)


def test_a_finish_that_has_just_come_survives_the_end_of_the_window(
    screen: Screen, popups: list[FakePopup], desks: Desks
) -> None:
    screen.press_row_button(ADA)
    popups[0].finishes(made_up_session())
    screen.app.controller.close()  # before the popup's turn has ended
    assert [outcome.kind for outcome in screen.outcomes] == [OutcomeKind.FINISHED]
    assert popups[0].gone
    with opened(desks, SIMULATOR) as desk:
        assert len(desk.service.pending()) == 1


def test_a_finish_waits_for_no_other_write(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(ADA)
    popups[0].finishes(made_up_session())
    kinds = [event.kind for event in reversed(screen.service.timeline(screen.user(ADA).id))]
    kept = kinds.index(EventKind.FINISH_KEPT)  # what comes of it is told after that, by then or later
    assert kinds[kept - 1 : kept + 3] == [
        EventKind.LAUNCHED,
        EventKind.FINISH_KEPT,
        EventKind.CALLBACK,
        EventKind.FINALIZE_TRIED,
    ]


def test_an_outcome_that_cannot_be_written_down_is_said(
    screen: Screen, popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise StoreError(ErrorKind.STORE_FULL)

    screen.press_row_button(ADA)
    monkeypatch.setattr(Service, "end", refuse)
    popups[0].says("close")
    screen.wait_ended()
    assert screen.said.startswith("The disk is full.")
    assert popups[0].gone
    assert not screen.table.users.is_busy(screen.user(ADA).id)


# --- recovery


def test_a_lost_token_is_recovered_first_and_edit_opens(screen: Screen, popups: list[FakePopup]) -> None:
    assert button(screen, PRIYA) == "Edit"
    screen.press_row_button(PRIYA)
    assert popups == []
    request = wait_for(lambda: popups[0].request if popups else None, "the popup")
    assert request.mode is Mode.EDIT
    assert request.public_token == screen.user(PRIYA).public_token
    assert screen.user(PRIYA).state is UserState.CONNECTED


def test_already_exists_offers_recovery_and_goes_on_in_edit_mode(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(TOMAS)
    assert popups[0].request.mode is Mode.CREATE
    popups[0].says("error", error={"code": "x", "message": "User Already Exists", "detailedMessage": ""})
    screen.wait_ended()
    assert screen.said.startswith("Human API already knows Tomas Lindqvist")
    assert screen.user(TOMAS).attention is Attention.EXISTS
    assert button(screen, TOMAS) == "Edit"
    assert screen.card.primary_button.text() == "Recover token"
    assert screen.window.messages.action_button.text() == "Recover token"
    screen.press_message()
    request = wait_for(lambda: popups[1].request if len(popups) == 2 else None, "the second popup")
    assert request.mode is Mode.EDIT
    assert request.public_token


def test_a_stale_token_is_recovered_from_the_card(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(YUKI)
    stale = popups[0].request.public_token
    popups[0].says("error", error={"message": "The publicToken is not valid"})
    screen.wait_ended()
    assert "did not accept the stored token of Yuki Arakawa" in screen.said
    screen.press(screen.card.primary_button)
    request = wait_for(lambda: popups[1].request if len(popups) == 2 else None, "the second popup")
    assert request.public_token not in ("", stale)
    popups[1].says("close")


def test_somebody_whom_human_api_does_not_know_cannot_be_recovered(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(ADA)
    popups[0].says("error", error={"message": "User Already Exists"})
    screen.wait_ended()
    screen.press_message()
    assert screen.wait_said("no user with this ID").endswith("Check the user ID and the environment.")
    assert len(popups) == 1
    screen.settle()
    assert lines(screen, ADA)[-1] is EventKind.RECOVERY_FAILED


def test_without_an_app_key_the_settings_are_the_next_step(
    screen: Screen, popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(
        "hcdesktop.ui.environment_dialog.EnvironmentDialog.ask",
        lambda environment, *_rest, **_known: asked.append(environment),
    )
    screen.service.set_credentials(Credentials(client_secret=seeds.CLIENT_SECRET))
    screen.press_row_button(TOMAS)
    popups[0].says("error", error={"message": "User Already Exists"})
    screen.wait_ended()
    screen.press_message()
    screen.wait_said("an app key is needed")
    assert screen.window.messages.action_button.text() == "Settings…"
    screen.press_message()
    assert asked == [SIMULATOR]


def test_two_clicks_on_a_lost_token_open_one_popup(screen: Screen, popups: list[FakePopup]) -> None:
    screen.press_row_button(PRIYA)
    screen.press_row_button(PRIYA)
    wait_for(lambda: popups or None, "the popup")
    screen.settle_but_popups()
    assert len(popups) == 1


# --- what is pending


def test_while_a_finish_waits_for_a_better_secret_nothing_else_is_opened(
    open_screen: OpenScreen, desks: Desks, popups: list[FakePopup]
) -> None:
    leave_finish_behind(desks, "jonas.feldspar@example.com", made_up_session())
    with opened(desks, SIMULATOR) as desk:
        desk.service.set_credentials(Credentials(client_secret="wrong"))
    screen = open_screen()
    screen.wait_said("refused this environment's credentials")
    screen.settle()
    screen.press_row_button(JONAS)
    assert popups == []
    assert screen.said.startswith("The last connection of this person is safe here, but not saved")
    assert screen.window.messages.action_button.text() == "Try now"
    tried = screen.service.pending()[0].attempts
    screen.press_message()
    wait_for(lambda: screen.service.pending()[0].attempts == tried + 1, "another attempt")
    screen.wait_said("refused this environment's credentials")


# --- scenarios, failures, counts


def test_what_goes_wrong_next_can_be_chosen_and_is_shown(screen: Screen) -> None:
    actions = screen.window.scenarios.entries
    assert list(actions) == [each.name for each in shipped() if each.goes_wrong or each.name == "normal"]
    assert screen.window.scenario_button.text() == "Next launch: works"
    assert actions["normal"].isChecked()
    actions["popup-error"].trigger()
    assert screen.desk.simulator is not None
    assert screen.desk.simulator.scenario.name == "popup-error"
    assert screen.window.scenario_button.text() == "Next launch: goes wrong"
    assert screen.window.scenario_button.toolTip() == "The popup reports an error"
    assert [name for name, action in actions.items() if action.isChecked()] == ["popup-error"]
    actions["normal"].trigger()
    assert screen.window.scenario_button.text() == "Next launch: works"


def test_scenarios_stand_by_stage_and_by_how_they_end(screen: Screen) -> None:
    screen.window.scenarios.fill()
    stages = {menu.title(): menu for menu in screen.window.scenarios.findChildren(QMenu)}
    assert next(iter(stages)) == "The script"
    assert len(stages) == len(Stage)
    lines = [action for action in stages["Saving the tokens"].actions() if not action.isSeparator()]
    headings = [line.text() for line in lines if not line.isEnabled()]
    assert headings == ["Ends well", "Ends well, later", "Needs one Edit afterwards", "Not saved by itself"]
    after = lines.index(next(line for line in lines if line.text() == "Needs one Edit afterwards"))
    assert lines[after + 1].data() in ("tokens-incomplete", "tokens-lost")


def test_no_scenario_file_is_read_for_the_start(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.shipped.cache_clear()
    monkeypatch.setattr(scenario_file, "read", lambda _path: pytest.fail("read"))
    fresh = MainWindow(screen.app.theme)
    fresh.show_scenario("normal")
    assert fresh.scenario_button.toolTip() == "Everything works"
    fresh.deleteLater()


def test_a_scenario_that_has_happened_is_gone_from_the_button(screen: Screen, popups: list[FakePopup]) -> None:
    screen.window.scenario_requested.emit("popup-error")
    screen.press_row_button(ADA)
    assert screen.desk.simulator is not None
    screen.desk.simulator._desk.take_launch()  # as the page would
    popups[0].says("error", error=ERROR)
    screen.wait_ended()
    assert screen.window.scenario_button.text() == "Next launch: works"


def test_a_failure_that_nobody_handles_is_shown(screen: Screen) -> None:
    def fail() -> None:
        raise HcError(ErrorKind.STORE_LOCKED)

    screen.app.tasks.run(fail)
    screen.wait_said("Another program is using the file with the users.")
    assert screen.message is not None
    assert screen.message.tone is Tone.BAD


def test_a_row_that_is_gone_from_the_file_is_said(screen: Screen, popups: list[FakePopup]) -> None:
    screen.table.launch_requested.emit(999)
    assert screen.said == "This person is not in the list any more. Choose another row."
    assert popups == []


def test_the_status_line_counts(screen: Screen) -> None:
    assert screen.window._count.text() == "6 people"
    assert screen.window.pending_text == "Everything is saved"
    add_users(screen.desk.store, [(str(number), "") for number in range(1000)])
    screen.table.users.reload()
    assert screen.window._count.text() == "1,006 people"


def test_the_menus_wish_for_what_they_say(screen: Screen) -> None:
    wished: list[str] = []
    window = screen.window
    for signal, name in (
        (window.add_requested, "add"),
        (window.import_requested, "import"),
        (window.export_requested, "export"),
        (window.new_environment_requested, "new environment"),
        (window.settings_requested, "settings"),
    ):
        signal.disconnect()
        signal.connect(_noting(wished, name))
    actions = [action for menu in window.menuBar().findChildren(QMenu) for action in menu.actions()]
    for text in ("&Add person…", "&Import CSV…", "&Export CSV…", "&New environment…", "&Settings…"):
        next(action for action in actions if action.text() == text).trigger()
    screen.press(window.add_button)
    assert wished == ["add", "import", "export", "new environment", "settings", "add"]
    next(action for action in actions if action.text() == "&Quit").trigger()
    assert not window.isVisible()


def _noting(wished: list[str], name: str) -> Callable[[], None]:
    return lambda: wished.append(name)


def test_no_button_of_the_window_is_without_effect(screen: Screen) -> None:
    """Every push button that can be seen at the start is connected to something."""
    unconnected = [
        button.text() or button.accessibleName()
        for button in screen.window.findChildren(QPushButton)
        if not button.receivers("2clicked()")
        and not button.receivers("2clicked(bool)")
        and not button.receivers("2toggled(bool)")
    ]
    assert unconnected == []
