"""Going from one environment to another: what is asked for, what stays when it fails, what never mixes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy

from hcdesktop.core.errors import ErrorKind, HcError, StoreError, Unreachable, VaultError
from hcdesktop.core.finalizer import Backoff
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.models import Credentials, Environment, EnvironmentKind, Hosts, SessionToken, Tokens, UserState
from hcdesktop.core.service import Service
from hcdesktop.desk import SIMULATOR, Desk, Desks, opened
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.simulator import seeds
from hcdesktop.store.environments import EnvironmentBook
from hcdesktop.ui.dialogs import PassphraseDialog
from hcdesktop.ui.environment_dialog import EnvironmentDialog, EnvironmentForm
from hcdesktop.ui.messages import Tone
from hcdesktop.ui.user_model import Column
from tests.ui.conftest import OpenScreen
from tests.ui.screen import (
    ADA,
    LIVE,
    PRIYA,
    QUICK,
    FakePopup,
    MemoryVault,
    Screen,
    answers,
    finished_session,
    leave_finish_behind,
    made_up_session,
)

SECRETS = Credentials(client_secret="s3cret", app_key="k3y")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> SettingsAnswers:
    """Answers in the place of the settings dialog."""
    return SettingsAnswers(monkeypatch)


class SettingsAnswers:
    """Somebody who fills in the next settings form and presses Save."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown: list[tuple[Environment | None, dict[str, bool]]] = []
        self.drafts: list[Environment | None] = []
        self._form: EnvironmentForm | None = None
        monkeypatch.setattr(EnvironmentDialog, "ask", staticmethod(self._ask))

    def type(self, environment: Environment, credentials: Credentials | None = None) -> None:
        self._form = EnvironmentForm(environment, credentials or Credentials())

    def _ask(
        self,
        environment: Environment | None,
        save: Callable[[EnvironmentForm], None],
        _parent: object,
        *,
        draft: Environment | None = None,
        probe: object = None,
        **known: bool,
    ) -> None:
        self.drafts.append(draft)
        self.shown.append((environment, known))
        if self._form is not None:
            save(self._form)


def passphrases(monkeypatch: pytest.MonkeyPatch, *given: str | None) -> list[dict[str, object]]:
    """Answers in the place of the passphrase dialog; gives how it was asked."""
    ask, asked = answers(*given)
    monkeypatch.setattr(PassphraseDialog, "ask", staticmethod(ask))
    return asked


def wait_open(screen: Screen, name: str) -> Desk:
    wait_for(lambda: screen.desk.environment.name == name, f"the environment {name}")
    screen.settle()
    return screen.desk


def selector(screen: Screen) -> tuple[list[str], str]:
    box = screen.window.environments
    return [box.itemText(row) for row in range(box.count())], box.currentText()


@pytest.fixture
def without_keyring(folder: Path) -> Desks:
    """A computer on which there is no keyring (conftest.py)."""
    return Desks(folder, backoff=QUICK)


# --- the Simulator


def test_the_first_start_is_the_simulator_and_says_that_it_is_fiction(screen: Screen, desks: Desks) -> None:
    assert selector(screen) == (["Simulator"], "Simulator")
    assert screen.window.windowTitle() == "Simulator · hcdesktop"
    assert screen.window.band.text == "Simulator: Simulator. Fictional data."
    assert screen.window.scenario_button.isVisible()
    assert desks.book.last() == SIMULATOR


# --- a live one


def test_a_live_environment_is_set_up_and_opened(
    screen: Screen, desks: Desks, vault: MemoryVault, settings: SettingsAnswers
) -> None:
    settings.type(LIVE, SECRETS)
    screen.window.new_environment_requested.emit()
    desk = wait_open(screen, "Clinic")
    assert settings.shown == [(None, {})]
    assert settings.drafts == [Environment(name="", client_id="", language="en")]
    assert vault.asked == ["Clinic"]
    assert desk.service.credentials() == SECRETS
    assert (desk.environment, desk.simulator) == (LIVE, None)
    assert selector(screen) == (["Simulator", "Clinic"], "Clinic")
    assert screen.window.windowTitle() == "Clinic · hcdesktop"
    assert screen.window.band.text == "Test: Clinic. Test data."
    assert not screen.window.scenario_button.isVisible()
    assert not screen.table.isVisible()  # nobody is in it yet
    assert screen.names == []
    assert screen.said == ""
    assert desks.book.last() == LIVE


def test_from_one_to_the_other_and_back(screen: Screen, desks: Desks) -> None:
    desks.book.save(LIVE)
    screen.choose(ADA)
    screen.go_to("Clinic")
    wait_open(screen, "Clinic")
    assert screen.card.user is None
    user = screen.service.add_user("somebody@example.org")
    screen.go_to("Simulator")
    wait_open(screen, "Simulator")
    assert len(screen.names) == 6
    screen.go_to("Clinic")
    wait_open(screen, "Clinic")
    assert screen.service.users() == [user]


def test_what_is_made_after_the_start_keeps_nobody_waiting_who_needs_none_of_it(screen: Screen, desks: Desks) -> None:
    """A copy is only put in a file's place while nothing is under way."""
    desks.book.save(LIVE)
    screen.go_to("Clinic")
    wait_for(lambda: screen.desk.environment == LIVE, "the clinic")
    screen.settle()
    wait_for(lambda: screen.app.tasks.idle, "the end of what was under way")
    screen.app.environments.prepare()
    assert screen.app.tasks.idle


def test_the_log_is_told_the_secrets_of_every_environment_that_was_open(
    screen: Screen, settings: SettingsAnswers
) -> None:
    settings.type(LIVE, SECRETS)
    screen.window.new_environment_requested.emit()
    wait_open(screen, "Clinic")
    secrets = {seeds.CLIENT_SECRET, seeds.APP_KEY, "s3cret", "k3y"}
    assert set(screen.app.environments.known_secrets()) == secrets
    screen.app.controller.close()
    assert set(screen.app.environments.known_secrets()) == secrets


def test_the_open_one_is_not_opened_again(screen: Screen, desks: Desks) -> None:
    desk = screen.desk
    screen.go_to("Simulator")
    screen.settle()
    assert screen.desk is desk


def test_it_is_remembered_over_a_restart(screen: Screen, desks: Desks, open_screen: OpenScreen) -> None:
    desks.book.save(LIVE)
    screen.go_to("Clinic")
    wait_open(screen, "Clinic")
    again = open_screen(desks.book.last())
    wait_open(again, "Clinic")
    assert selector(again) == (["Simulator", "Clinic"], "Clinic")


def test_everything_that_was_opened_is_closed_at_the_end(screen: Screen, desks: Desks, open_screen: OpenScreen) -> None:
    desks.book.save(LIVE)
    first = screen.desk
    screen.go_to("Clinic")
    second = wait_open(screen, "Clinic")
    assert first.service.count_users() == 6  # something may still be running on it
    screen.app.controller.close()
    for desk in (first, second):
        with pytest.raises(StoreError):
            desk.service.count_users()


# --- keyring and passphrase


def test_without_a_keyring_a_passphrase_is_asked_for(
    open_screen: OpenScreen, without_keyring: Desks, settings: SettingsAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = passphrases(monkeypatch, "correct horse")
    screen = open_screen(desks=without_keyring)
    settings.type(LIVE, SECRETS)
    screen.window.new_environment_requested.emit()
    desk = wait_open(screen, "Clinic")
    assert [(question["new"], question["wrong"]) for question in asked] == [(True, False)]
    assert desk.service.credentials() == SECRETS  # what was typed before is not to be typed again
    assert without_keyring.needs_passphrase(LIVE)
    assert screen.said == ""


def test_a_wrong_passphrase_is_asked_for_again(
    open_screen: OpenScreen, without_keyring: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(without_keyring, without_keyring.book.save(LIVE), passphrase="correct horse") as desk:
        desk.service.add_user("somebody@example.org")
    asked = passphrases(monkeypatch, "wrong horse", "worse", "correct horse")
    screen = open_screen(desks=without_keyring)
    screen.go_to("Clinic")
    wait_open(screen, "Clinic")
    assert screen.names == ["somebody@example.org"]
    assert [(question["new"], question["wrong"]) for question in asked] == [
        (False, False),
        (False, True),
        (False, True),
    ]


def test_whoever_cancels_stays_where_they_are(
    open_screen: OpenScreen, without_keyring: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_keyring.book.save(LIVE)
    passphrases(monkeypatch, None)
    screen = open_screen(desks=without_keyring)
    screen.go_to("Clinic")
    screen.wait_said("no safe place for the key")
    screen.settle()
    assert screen.desk.environment == SIMULATOR
    assert selector(screen) == (["Simulator", "Clinic"], "Simulator")
    assert len(screen.names) == 6
    assert not without_keyring.book.database(LIVE).exists()
    assert without_keyring.book.last() == SIMULATOR


def test_whoever_cancels_at_the_start_is_asked_at_the_next_one_too(
    open_screen: OpenScreen, without_keyring: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(without_keyring, without_keyring.book.save(LIVE), passphrase="correct horse"):
        without_keyring.book.remember("Clinic")
    passphrases(monkeypatch, None)
    screen = open_screen(without_keyring.book.last(), desks=without_keyring)
    screen.wait_said("protected by a passphrase")
    assert screen.desk.environment == SIMULATOR
    assert without_keyring.book.last() == LIVE


# --- settings


def test_the_settings_show_which_secrets_are_set_and_keep_what_is_left_empty(
    screen: Screen, settings: SettingsAnswers
) -> None:
    screen.window.settings_requested.emit()
    assert settings.shown == [(SIMULATOR, {"has_secret": True, "has_app_key": True})]
    settings.type(SIMULATOR, Credentials(app_key="another"))
    screen.window.settings_requested.emit()
    assert screen.service.credentials() == Credentials(client_secret=seeds.CLIENT_SECRET, app_key="another")
    assert screen.desk.environment == SIMULATOR


def test_changed_settings_open_the_environment_anew(screen: Screen, desks: Desks, settings: SettingsAnswers) -> None:
    settings.type(LIVE, SECRETS)
    screen.window.new_environment_requested.emit()
    desk = wait_open(screen, "Clinic")
    settings.type(replace(LIVE, language="de"))
    screen.window.settings_requested.emit()
    assert settings.shown[-1] == (LIVE, {"has_secret": True, "has_app_key": True})
    wait_for(lambda: screen.desk is not desk, "the new settings")
    assert screen.desk.environment.language == "de"
    assert screen.service.credentials() == SECRETS
    assert desks.book.get("Clinic").language == "de"


def test_a_corrected_secret_sends_what_has_waited_for_it(
    open_screen: OpenScreen, desks: Desks, folder: Path, settings: SettingsAnswers
) -> None:
    session = finished_session(folder, "new@example.org")
    leave_finish_behind(desks, "new@example.org", session)
    with opened(desks, SIMULATOR) as desk:
        desk.service.set_credentials(Credentials(client_secret="wrong"))
    screen = open_screen()
    screen.wait_said("refused this environment's credentials")
    assert screen.window.pending_text == "1 not saved yet"
    assert screen.user("new@example.org").state is UserState.ATTENTION
    settings.type(SIMULATOR, Credentials(client_secret=seeds.CLIENT_SECRET))
    screen.press_message()
    screen.wait_said("is connected and saved")
    assert screen.user("new@example.org").state is UserState.CONNECTED
    assert screen.window.pending_text == "Everything is saved"


class Sent:
    """Where each finish was sent to, and with which secret; no answer comes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.to: list[tuple[str, str | None]] = []

        def finalize(api: HumanApi, _session: SessionToken, **_trace: object) -> Tokens:
            self.to.append((api._environment.hosts.user_url, api._credentials().client_secret))
            raise Unreachable(ErrorKind.UNREACHABLE, host="nowhere")

        monkeypatch.setattr(HumanApi, "finalize", finalize)


def test_a_new_secret_is_not_sent_to_the_old_address(
    open_screen: OpenScreen, desks: Desks, settings: SettingsAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIVEN a finish that waits WHEN address and secret are corrected at once THEN only the new address sees both."""
    sent = Sent(monkeypatch)
    old = desks.book.save(replace(LIVE, hosts=replace(LIVE.hosts, user_url="https://mistyped.example")))
    leave_finish_behind(desks, "a", replace(made_up_session(), client_id="c1"), old)
    screen = open_screen(old)
    wait_open(screen, "Clinic")
    wait_for(lambda: bool(sent.to), "an attempt")
    settings.type(replace(old, hosts=replace(old.hosts, user_url="https://right.example")), SECRETS)
    screen.window.settings_requested.emit()
    wait_for(lambda: ("https://right.example", "s3cret") in sent.to, "an attempt with the new settings")
    screen.settle()
    assert ("https://mistyped.example", "s3cret") not in sent.to


def test_an_answer_that_was_under_way_when_the_settings_changed_is_shown(
    open_screen: OpenScreen, desks: Desks, settings: SettingsAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = Tokens(human_id="h1", access_token="a" * 40, public_token="p" * 32, client_id="c1", client_user_id="a")
    begun, go_on = threading.Event(), threading.Event()

    def finalize(_api: HumanApi, _session: SessionToken, **_trace: object) -> Tokens:
        begun.set()
        assert go_on.wait(10)
        return tokens

    monkeypatch.setattr(HumanApi, "finalize", finalize)
    monkeypatch.setattr(HumanApi, "sources", lambda *_args, **_trace: [])
    desks.book.save(LIVE)
    leave_finish_behind(desks, "a", replace(made_up_session(), client_id="c1"), LIVE)
    screen = open_screen(LIVE)
    desk = wait_for(lambda: screen.desk if screen.desk.environment.name == "Clinic" else None, "the environment")
    assert screen.cell(0, Column.STATE) == "Saving"
    wait_for(begun.is_set, "the attempt")
    settings.type(replace(LIVE, language="de"))
    screen.window.settings_requested.emit()
    wait_for(lambda: screen.desk is not desk, "the new settings")
    go_on.set()
    screen.wait_said("is connected and saved")
    assert screen.cell(0, Column.STATE) == "Connected"


def test_a_finish_that_is_under_way_when_the_settings_change_is_not_sent_twice(
    open_screen: OpenScreen,
    folder: Path,
    vault: MemoryVault,
    settings: SettingsAnswers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[SessionToken] = []
    begun, go_on = threading.Event(), threading.Event()

    def finalize(_api: HumanApi, session: SessionToken, **_trace: object) -> Tokens:
        sent.append(session)
        begun.set()
        assert go_on.wait(10)
        raise Unreachable(ErrorKind.UNREACHABLE, host="nowhere")

    monkeypatch.setattr(HumanApi, "finalize", finalize)
    patient = Backoff(first=60.0)
    desks = Desks(folder, backoff=patient, vault=vault, alone=True)  # as the window opens it
    desks.book.save(LIVE)
    leave_finish_behind(desks, "a", replace(made_up_session(), client_id="c1"), LIVE)
    screen = open_screen(LIVE, desks=desks)
    desk = wait_for(lambda: screen.desk if screen.desk.environment.name == "Clinic" else None, "the environment")
    wait_for(begun.is_set, "the attempt")
    settings.type(replace(LIVE, language="de"))
    screen.window.settings_requested.emit()
    wait_for(lambda: screen.desk is not desk, "the new settings")
    let_pass(0.3)
    go_on.set()
    screen.settle()
    assert len(sent) == 1


# --- what does not go


def test_with_a_popup_open_nobody_leaves(
    screen: Screen, desks: Desks, popups: list[FakePopup], settings: SettingsAnswers
) -> None:
    desks.book.save(LIVE)
    screen.press_row_button(ADA)
    settings.type(replace(LIVE, name="Other"))
    wishes: tuple[Callable[[], object], ...] = (
        lambda: screen.go_to("Clinic"),
        screen.window.new_environment_requested.emit,
    )
    for wish in wishes:
        screen.window.messages.hide()
        wish()
        assert screen.said == "Close the open popup before you change the environment."
        assert selector(screen)[1] == "Simulator"
    screen.settle_but_popups()
    assert settings.shown == []
    assert screen.desk.environment == SIMULATOR
    popups[0].says("close")
    screen.settle()
    screen.go_to("Clinic")
    wait_open(screen, "Clinic")


def test_an_environment_that_is_gone_is_said(screen: Screen, desks: Desks) -> None:
    screen.go_to("Clinic")
    assert screen.said.startswith("There is no environment called “Clinic”.")
    assert screen.desk.environment == SIMULATOR


def test_a_damaged_list_of_environments_is_said_and_the_open_one_stays(screen: Screen, folder: Path) -> None:
    (folder / "environments.json").write_text("{", encoding="utf-8")
    screen.go_to("Clinic")
    assert "The list of environments is damaged." in screen.said
    assert selector(screen) == (["Simulator"], "Simulator")
    assert screen.names[0] == ADA
    assert (folder / "environments.json").read_text(encoding="utf-8") == "{"


def test_an_environment_that_cannot_be_remembered_is_open_all_the_same(
    screen: Screen, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is shown and what is worked on must never be two different things."""
    desks.book.save(LIVE)

    def remember(_book: EnvironmentBook, _name: str) -> None:
        raise StoreError(ErrorKind.STORE_READ_ONLY, file="environments.json")

    monkeypatch.setattr(EnvironmentBook, "remember", remember)
    screen.go_to("Clinic")
    screen.wait_said("cannot be written to")
    assert screen.desk.environment == LIVE
    assert selector(screen)[1] == "Clinic"
    assert screen.names == []


def test_an_environment_that_cannot_be_opened_leaves_the_old_one(
    screen: Screen, desks: Desks, vault: MemoryVault
) -> None:
    desks.book.save(LIVE)
    path = desks.book.database(LIVE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"this is no database" * 400)
    screen.go_to("Clinic")
    screen.wait_said("it is damaged, or the key is not the right one")
    assert screen.message is not None
    assert screen.message.tone is Tone.BAD
    assert selector(screen) == (["Simulator", "Clinic"], "Simulator")
    assert path.read_bytes() == b"this is no database" * 400


def test_secrets_that_cannot_be_kept_open_nothing(
    screen: Screen, settings: SettingsAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Desk] = []
    close = Desk.close

    def spy(desk: Desk) -> None:
        closed.append(desk)
        close(desk)

    def refuse(_service: Service, _credentials: Credentials) -> None:
        raise StoreError(ErrorKind.STORE_FULL)

    monkeypatch.setattr(Desk, "close", spy)
    monkeypatch.setattr(Service, "set_credentials", refuse)
    settings.type(LIVE, SECRETS)
    screen.window.new_environment_requested.emit()
    screen.wait_said("The disk is full.")
    assert screen.desk.environment == SIMULATOR
    assert [desk.environment.name for desk in closed] == ["Clinic"]


# --- two environments never mix: the users of both are numbered from one


class Slow:
    """A method of the service that answers when it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self.begun, self._go_on = threading.Event(), threading.Event()
        real = getattr(Service, name)

        def slow(service: Service, *arguments: object) -> object:
            self.begun.set()
            assert self._go_on.wait(10)
            return real(service, *arguments)

        monkeypatch.setattr(Service, name, slow)

    def let_go(self) -> None:
        self._go_on.set()


@pytest.fixture
def slow_recovery(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    slow = Slow(monkeypatch, "recover")
    yield slow
    slow.let_go()


def clinic_with_six(desks: Desks) -> list[str]:
    """A live environment whose users have the same ids as the Simulator's."""
    names = [f"patient-{number}" for number in range(1, 7)]
    with opened(desks, desks.book.save(LIVE)) as desk:
        for name in names:
            desk.service.add_user(name)
    return names


def test_a_recovery_that_ends_after_the_environment_was_left_opens_nobody_elses_popup(
    screen: Screen, desks: Desks, popups: list[FakePopup], slow_recovery: Slow
) -> None:
    names = clinic_with_six(desks)
    screen.press_row_button(PRIYA)
    assert slow_recovery.begun.wait(10)
    screen.go_to("Clinic")
    wait_for(lambda: screen.desk.environment.name == "Clinic", "the environment")
    screen.table.choose(4)  # Priya's number
    slow_recovery.let_go()
    screen.settle()
    assert popups == []
    assert screen.names == names
    assert screen.said == ""
    assert screen.card.user is not None
    assert screen.card.user.name == "patient-4"
    assert screen.card.timeline_texts[0].endswith("Added to the list")


def test_what_had_not_been_told_when_an_environment_was_left_is_not_told_in_another(screen: Screen) -> None:
    [added] = screen.desk.service.timeline(screen.desk.service.add_user("somebody@example.org").id)
    screen.settle()
    told = QSignalSpy(screen.app.environments.event_added)
    for name in ("clinic", screen.desk.environment.storage_name):
        screen.app.environments._events.add((name, added))
    screen.settle()
    assert told.count() == 1
    assert screen.app.environments.all_told


def test_sources_that_are_read_after_the_environment_was_left_are_nobody_elses(
    open_screen: OpenScreen, desks: Desks, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch, "refresh_sources")
    names = clinic_with_six(desks)
    leave_finish_behind(desks, "ada.winterbourne@example.org", finished_session(folder, "ada.winterbourne@example.org"))
    screen = open_screen()
    try:
        screen.wait_said("is connected and saved")
        assert slow.begun.wait(10)
        screen.go_to("Clinic")
        wait_for(lambda: screen.desk.environment.name == "Clinic", "the environment")
        screen.table.choose(1)
        events = len(screen.card.timeline_texts)
    finally:
        slow.let_go()
    screen.settle()
    assert screen.names == names
    assert [screen.cell(row, Column.SOURCES) for row in range(6)] == [""] * 6
    assert len(screen.card.timeline_texts) == events


def test_a_popup_that_was_opened_while_the_environment_was_on_its_way_is_shut(
    screen: Screen, desks: Desks, popups: list[FakePopup]
) -> None:
    names = clinic_with_six(desks)
    screen.go_to("Clinic")
    screen.press_row_button(ADA)
    assert len(popups) == 1
    wait_open(screen, "Clinic")
    assert popups[0].gone
    assert screen.names == names
    assert not screen.table.users.is_busy(1)


def test_unreachable_hosts_are_named(screen: Screen, desks: Desks, settings: SettingsAnswers) -> None:
    hosts = Hosts(user_url="http://127.0.0.1:9", api_url="http://127.0.0.1:9")
    settings.type(replace(LIVE, hosts=hosts, chosen_kind=EnvironmentKind.TEST), SECRETS)
    screen.window.new_environment_requested.emit()
    wait_open(screen, "Clinic")
    user = screen.desk.store.add_known_user(
        client_user_id="a", label="", human_id="h", public_token=None, access_token=None, sources=(), at=1.0
    )
    screen.table.users.reload()
    screen.app.controller.launch(user.id)
    assert screen.wait_said("cannot be reached").startswith("127.0.0.1 cannot be reached.")
    assert screen.window.messages.action_button.text() == "Recover token"


def test_a_failure_while_nothing_is_open_is_raised(
    desks: Desks, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_desks: Desks, _environment: Environment, **_options: object) -> Desk:
        raise StoreError(ErrorKind.STORE_FULL)

    monkeypatch.setattr(Desks, "open", refuse)
    with pytest.raises(HcError):
        open_screen()
    let_pass(0)


def test_a_keyring_that_is_gone_is_no_reason_for_a_new_passphrase(
    open_screen: OpenScreen, desks: Desks, without_keyring: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new passphrase would make a new key, which opens no file that is there."""
    asked: list[object] = []
    monkeypatch.setattr(PassphraseDialog, "ask", staticmethod(lambda *args, **kwargs: asked.append(args)))
    desks.open(desks.book.save(LIVE)).close()
    screen = open_screen(desks=without_keyring)
    screen.app.environments.go_to(LIVE.name)
    wait_for(lambda: screen.said or None, "the error")
    assert "no safe place" in screen.said
    assert asked == []


@pytest.mark.parametrize("kind", [ErrorKind.NO_KEYRING, ErrorKind.KEYRING_FAILED])
def test_where_the_keyring_cannot_keep_a_key_a_passphrase_can_be_chosen(
    open_screen: OpenScreen, folder: Path, monkeypatch: pytest.MonkeyPatch, kind: ErrorKind
) -> None:
    class RefusingVault(MemoryVault):
        def key(self, environment_name: str, *, create: bool) -> bytes:
            raise VaultError(kind)

    desks = Desks(folder, vault=RefusingVault())
    desks.book.save(LIVE)
    ask, asked = answers("correct horse")
    monkeypatch.setattr(PassphraseDialog, "ask", ask)
    screen = open_screen(desks=desks)
    screen.go_to("Clinic")
    wait_open(screen, "Clinic")
    assert [question["new"] for question in asked] == [True]
    assert desks.needs_passphrase(LIVE)
