"""The questions that the window asks: what is refused is said in the dialog, which stays, and nothing has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import fields as fields_of
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton

from hcdesktop.core.errors import ApiError, ErrorKind, StoreError
from hcdesktop.core.models import Credentials, Environment, EnvironmentKind, Hosts
from hcdesktop.core.reachability import Check, Finding, Part, Reachability
from hcdesktop.core.service import Service
from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.ui.closing import ClosingDialog, Pending
from hcdesktop.ui.connection_test import Probe
from hcdesktop.ui.dialogs import (
    AddUserDialog,
    FormDialog,
    PassphraseDialog,
    ask_for_file,
)
from hcdesktop.ui.environment_dialog import EnvironmentDialog, EnvironmentForm
from hcdesktop.ui.findings import sentence
from hcdesktop.ui.theme import LIGHT
from tests.ui.conftest import PutUp
from tests.ui.screen import LIVE, Screen, visible_texts


def press_ok(dialog: FormDialog) -> None:
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)


def refusal(dialog: FormDialog) -> str:
    """What the dialog says below its fields."""
    return dialog.refusal.text() if dialog.refusal.isVisible() else ""


# --- somebody is added


@pytest.fixture
def service(desks: Desks) -> Iterator[Service]:
    """The Simulator's six people."""
    with opened(desks, SIMULATOR) as desk:
        yield desk.service


@pytest.fixture
def dialog(put_up: PutUp, service: Service) -> AddUserDialog:
    """The dialog that adds one more."""

    def add(client_user_id: str, label: str) -> None:
        service.add_user(client_user_id, label=label)

    return put_up(AddUserDialog(add, None))


@pytest.mark.parametrize(
    ("client_user_id", "label", "words"),
    [
        ("", "", "The user ID is empty."),
        ("   ", "Zoe", "The user ID is empty."),
        ("ada.winterbourne@example.org", "", "in the list already"),
        ("x" * 513, "", "longer than 512 characters"),
        ("a\tb", "", "characters that cannot be shown"),
        ("a\u0085b", "", "characters that cannot be shown"),
        ("zoe@example.org", "x" * 201, "name is longer than 200 characters"),
    ],
)
def test_what_cannot_be_added_is_refused_in_the_dialog(
    dialog: AddUserDialog, service: Service, client_user_id: str, label: str, words: str
) -> None:
    before = service.users()
    dialog.client_user_id.setText(client_user_id)
    dialog.label.setText(label)
    press_ok(dialog)
    assert words in refusal(dialog)
    assert dialog.isVisible()
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert dialog.client_user_id.text() == client_user_id  # to be corrected, not to be typed again
    assert service.users() == before


def test_after_a_refusal_it_can_be_corrected(dialog: AddUserDialog, service: Service) -> None:
    press_ok(dialog)
    assert refusal(dialog)
    QTest.keyClicks(dialog.client_user_id, "zoe@example.org")
    dialog.label.setText("Zoë")  # QTest types ASCII only
    QTest.keyClick(dialog.label, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert service.find_user("zoe@example.org").label == "Zoë"


def test_escape_adds_nobody(dialog: AddUserDialog, service: Service) -> None:
    QTest.keyClicks(dialog.client_user_id, "zoe@example.org")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert service.count_users() == 6


def test_a_fault_of_the_store_is_a_refusal_too(put_up: PutUp) -> None:
    def add(_client_user_id: str, _label: str) -> None:
        raise StoreError(ErrorKind.STORE_FULL)

    dialog = put_up(AddUserDialog(add, None))
    press_ok(dialog)
    assert refusal(dialog).startswith("The disk is full.")


# --- where the keyboard is, and what Enter means


def test_the_keyboard_begins_in_the_first_field_and_comes_to_the_buttons_last(dialog: AddUserDialog) -> None:
    QTest.qWaitForWindowActive(dialog)
    assert dialog.focusWidget() is dialog.client_user_id
    for expected in (dialog.label, dialog.accept_button, dialog.cancel_button, dialog.client_user_id):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert dialog.focusWidget() is expected


def test_what_cannot_be_undone_does_not_look_like_what_is_meant(put_up: PutUp) -> None:
    """As it is painted: a button keeps its looks from when it was laid out."""
    dialog = put_up(ClosingDialog(Pending(unsaved=1), None))
    looks = {button: _fill(button) for button in (dialog.accept_button, dialog.keep_button)}
    assert looks[dialog.accept_button] != LIGHT.accent
    assert looks[dialog.keep_button] == LIGHT.accent


def test_a_label_stands_beside_its_field_and_a_form_is_no_higher_than_its_words(
    settings: OpenSettings, put_up: PutUp
) -> None:
    form = settings(LIVE, secret=True)
    for field in (form.name, form.kind, form.client_secret, form.language):
        assert abs(form.form.labelForField(field).geometry().center().y() - field.geometry().center().y()) <= 1
    explained = put_up(PassphraseDialog("Clinic", None, new=True, wrong=False, recovery=True))
    assert explained.height() == explained._layout.totalHeightForWidth(explained.width())
    explained.hide()
    explained.resize(explained.width(), 20)  # as a layout does that takes the words for fewer lines
    explained.show()
    assert explained.height() == explained._layout.totalHeightForWidth(explained.width())


def _fill(button: QPushButton) -> str:
    image = button.grab().toImage()
    return image.pixelColor(image.width() // 2, 5).name()


# --- an environment


class Saved:
    """What was saved; refuses what the book of environments refuses."""

    def __init__(self, desks: Desks) -> None:
        self.forms: list[EnvironmentForm] = []
        self._desks = desks

    def __call__(self, form: EnvironmentForm) -> None:
        replaces = LIVE.name if form.environment.name == LIVE.name else None
        self._desks.book.save(form.environment, replaces=replaces)
        self.forms.append(form)


OpenSettings = Callable[..., EnvironmentDialog]


@pytest.fixture
def saved(desks: Desks) -> Saved:
    return Saved(desks)


@pytest.fixture
def settings(put_up: PutUp, saved: Saved) -> OpenSettings:
    """Opens the form for an environment, or for a new one."""

    def show(environment: Environment | None, *, secret: bool = False, app_key: bool = False) -> EnvironmentDialog:
        form = put_up(EnvironmentDialog(environment, saved, None, has_secret=secret, has_app_key=app_key))
        if environment is None:
            form.kind.setCurrentIndex(0)
        return form

    return show


def test_a_new_environment_is_given_as_it_was_typed(settings: OpenSettings, saved: Saved) -> None:
    form = settings(None)
    assert form.windowTitle() == "New environment"
    QTest.keyClicks(form.name, "Test")
    QTest.keyClicks(form.client_id, "2e95")
    QTest.keyClicks(form.client_secret.edit, " s3cret ")
    form.language.setCurrentText("Deutsch (de)")
    press_ok(form)
    (given,) = saved.forms
    assert given.environment == Environment(
        name="Test", client_id="2e95", language="de", chosen_kind=EnvironmentKind.TEST
    )
    assert given.credentials == Credentials(client_secret="s3cret", app_key=None)
    assert not form.isVisible()


def test_secrets_are_never_shown(settings: OpenSettings) -> None:
    form = settings(LIVE, secret=True, app_key=True)
    for field in (form.client_secret, form.app_key):
        assert field.state.text() == "Set"
        assert not field.edit.isVisible()
        assert field.edit.text() == ""
        assert field.edit.echoMode() is QLineEdit.EchoMode.Password
    empty = settings(LIVE)
    fields = (empty.client_secret, empty.app_key)
    assert [field.edit.placeholderText() for field in fields] == ["not set yet", "optional"]
    assert not any(field.replace_button.isVisible() or field.remove_button.isVisible() for field in fields)


def test_what_is_left_empty_is_to_be_kept(settings: OpenSettings, saved: Saved) -> None:
    form = settings(LIVE, secret=True, app_key=True)
    QTest.mouseClick(form.app_key.replace_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(form.app_key.edit, "new-key")
    press_ok(form)
    assert saved.forms[0].credentials == Credentials(client_secret=None, app_key="new-key")
    assert saved.forms[0].environment == replace(LIVE, chosen_kind=EnvironmentKind.TEST)


@pytest.mark.parametrize(
    "address",
    [
        "http://connect.example",  # not secure
        "connect.example",
        "ftp://connect.example",
        "javascript:alert(1)",
        "https://",
        "https://user:pass@connect.example",
        "https://connect.example/?x=1",
        "https://connect.example/#x",
        "https://connect.example:99999",
        "https://[::1",
        "",
    ],
)
def test_an_address_that_cannot_be_used_is_refused(settings: OpenSettings, saved: Saved, address: str) -> None:
    form = settings(None)
    form.name.setText("Test")
    form.client_id.setText("2e95")
    form.hosts["user_url"].setText(address)
    press_ok(form)
    assert "This address cannot be used" in form.problems["user_url"]
    assert form.hosts["user_url"].isVisible()
    assert form.hosts["user_url"].accessibleDescription() == form.problems["user_url"]
    assert form.isVisible()
    assert saved.forms == []


@pytest.mark.parametrize(
    ("name", "client_id", "words"),
    [
        ("", "2e95", "This name cannot be used"),
        ("x" * 61, "2e95", "This name cannot be used"),
        ("simulator", "2e95", "This name cannot be used"),  # taken
        ("Test", "", "The client ID is empty"),
        ("Test", "2e 95", "The client ID is empty, or has characters that cannot be used."),
    ],
)
def test_other_fields_are_refused_by_their_name(
    settings: OpenSettings, saved: Saved, name: str, client_id: str, words: str
) -> None:
    form = settings(None)
    form.name.setText(name)
    form.client_id.setText(client_id)
    press_ok(form)
    assert [words in text for text in form.problems.values()] == [True]
    assert refusal(form) == ""
    assert saved.forms == []


def test_addresses_stay_out_of_sight_until_they_are_asked_for(settings: OpenSettings, saved: Saved) -> None:
    form = settings(LIVE)
    assert set(form.hosts) == {field.name for field in fields_of(Hosts)}
    assert not any(edit.isVisible() for edit in form.hosts.values())
    low = form.height()
    QTest.mouseClick(form._hosts_toggle, Qt.MouseButton.LeftButton)
    assert all(edit.isVisible() and edit.isEnabled() for edit in form.hosts.values())
    assert form.height() > low
    form.hosts["api_url"].setText("https://api.example/")
    press_ok(form)
    assert saved.forms[0].environment == replace(
        LIVE, hosts=replace(LIVE.hosts, api_url="https://api.example/"), chosen_kind=EnvironmentKind.TEST
    )


def test_a_language_of_ones_own_is_kept(settings: OpenSettings) -> None:
    form = settings(replace(LIVE, language="pt-BR"))
    assert form.language.currentText() == "pt-BR"
    assert form.language.count() == 7
    assert form.language.itemText(0) == "English (en)"


def test_an_environments_name_cannot_be_changed_for_its_file_is_found_by_it(settings: OpenSettings) -> None:
    assert not settings(LIVE).name.isEnabled()
    assert settings(None).name.isEnabled()


def test_the_simulators_settings_can_be_read_only_but_for_the_secrets(settings: OpenSettings) -> None:
    form = settings(SIMULATOR, secret=True, app_key=True)
    QTest.mouseClick(form._hosts_toggle, Qt.MouseButton.LeftButton)
    assert form.client_id.text() == SIMULATOR.client_id
    fixed = [form.name, form.client_id, form.language, *form.hosts.values()]
    assert not any(field.isEnabled() for field in fixed)
    assert form.client_secret.isEnabled()
    assert form.app_key.isEnabled()


# --- a passphrase


def passphrase_dialog(put_up: PutUp, *, new: bool = False, wrong: bool = False) -> PassphraseDialog:
    return put_up(PassphraseDialog("Clinic", None, new=new, wrong=wrong))


def test_a_new_passphrase_is_typed_twice(put_up: PutUp) -> None:
    dialog = passphrase_dialog(put_up, new=True)
    assert dialog.again is not None
    assert "cannot be had back" in "\n".join(visible_texts(dialog))
    steps = [("correct", "", False), (" horse", "correct", False), ("", " horse", True), ("!", "", False)]
    for first, second, may_go_on in steps:
        QTest.keyClicks(dialog.passphrase, first)
        QTest.keyClicks(dialog.again, second)
        assert dialog.accept_button.isEnabled() is may_go_on
    QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClicks(dialog.again, "!")
    press_ok(dialog)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.passphrase.text() == "correct horse!"


def test_a_known_passphrase_is_typed_once_and_hidden(put_up: PutUp) -> None:
    dialog = passphrase_dialog(put_up)
    assert dialog.again is None
    assert dialog.windowTitle() == "Clinic"
    assert dialog.passphrase.echoMode() is QLineEdit.EchoMode.Password
    assert not dialog.accept_button.isEnabled()
    assert refusal(dialog) == ""
    QTest.keyClicks(dialog.passphrase, "x")
    assert dialog.accept_button.isEnabled()
    QTest.keyClick(dialog.passphrase, Qt.Key.Key_Backspace)
    assert not dialog.accept_button.isEnabled()


def test_a_wrong_passphrase_is_said(put_up: PutUp) -> None:
    dialog = passphrase_dialog(put_up, wrong=True)
    assert refusal(dialog) == "The passphrase is not right."
    assert dialog.passphrase.text() == ""


@pytest.mark.parametrize("answer", [QDialog.DialogCode.Accepted, QDialog.DialogCode.Rejected])
def test_asking_gives_the_passphrase_or_nothing(monkeypatch: pytest.MonkeyPatch, answer: QDialog.DialogCode) -> None:
    def run(dialog: PassphraseDialog) -> int:
        dialog.passphrase.setText("correct horse")
        return int(answer)

    monkeypatch.setattr(PassphraseDialog, "exec", run)
    given = PassphraseDialog.ask("Clinic", None, new=False, wrong=False)
    assert given == ("correct horse" if answer is QDialog.DialogCode.Accepted else None)


# --- a file


def test_a_file_to_read_and_a_file_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, object]] = []
    names = iter(["/tmp/in.csv", "/tmp/out.csv", ""])

    def ask(kind: str) -> Callable[..., tuple[str, str]]:
        def answer(_parent: object, _title: str, suggestion: str, _kinds: str) -> tuple[str, str]:
            asked.append((kind, suggestion))
            return next(names), ""

        return answer

    monkeypatch.setattr("hcdesktop.ui.dialogs.QFileDialog.getOpenFileName", ask("open"))
    monkeypatch.setattr("hcdesktop.ui.dialogs.QFileDialog.getSaveFileName", ask("save"))
    chosen = [ask_for_file(None, "Import", save=False), ask_for_file(None, "Export", save=True)]
    assert [path.name for path in chosen if path] == ["in.csv", "out.csv"]
    assert ask_for_file(None, "Import", save=False) is None
    assert asked == [("open", ""), ("save", "people.csv"), ("open", "")]


# --- an environment's secrets and hosts


def test_a_secret_is_replaced_kept_or_removed(settings: OpenSettings, saved: Saved) -> None:
    form = settings(LIVE, secret=True, app_key=True)
    QTest.mouseClick(form.client_secret.replace_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(form.client_secret.edit, "new")
    QTest.mouseClick(form.client_secret.keep_button, Qt.MouseButton.LeftButton)
    assert form.client_secret.state.isVisible()
    QTest.mouseClick(form.app_key.remove_button, Qt.MouseButton.LeftButton)
    assert form.app_key.state.text() == "Goes when you save"
    press_ok(form)
    (given,) = saved.forms
    assert (given.credentials, set(given.removed)) == (Credentials(), {"app_key"})
    known = Credentials(client_secret="old", app_key="key")
    assert given.applied_to(known) == Credentials(client_secret="old")


def test_a_new_environment_has_to_say_its_kind(put_up: PutUp, saved: Saved) -> None:
    form = put_up(EnvironmentDialog(None, saved, None, has_secret=False, has_app_key=False))
    form.name.setText("Test")
    form.client_id.setText("2e95")
    press_ok(form)
    assert list(form.problems) == ["kind"]
    assert saved.forms == []
    form.kind.setCurrentIndex(1)
    press_ok(form)
    assert saved.forms[0].environment.kind is EnvironmentKind.PRODUCTION


def test_a_chosen_kind_stays_and_an_old_one_is_chosen_once(settings: OpenSettings) -> None:
    assert not settings(replace(LIVE, chosen_kind=EnvironmentKind.TEST)).kind.isEnabled()
    old = settings(replace(LIVE, hosts=Hosts()))
    assert old.kind.isEnabled()
    assert old.kind.currentText() == "Production: real people"


def test_the_hosts_in_the_form_are_asked_in_the_background(
    screen: Screen, put_up: PutUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Part, str, str | None]] = []

    def check(_self: object, part: Part, environment: Environment, credentials: Credentials) -> Check:
        assert threading.current_thread() is not threading.main_thread()
        asked.append((part, environment.hosts.user_url, credentials.client_secret))
        return Check(part=part, finding=Finding.NOT_REFUSED if part is Part.SECRET else Finding.ANSWERS, host="h")

    monkeypatch.setattr(Reachability, "check", check)
    probe = Probe(screen.app.tasks, lambda: Credentials(client_secret="kept"))
    form = put_up(EnvironmentDialog(LIVE, lambda _form: None, None, has_secret=True, has_app_key=False, probe=probe))
    assert form.test is not None
    form.hosts["user_url"].setText("http://wrong")
    QTest.mouseClick(form.test.button, Qt.MouseButton.LeftButton)
    assert list(form.problems) == ["user_url"]
    assert asked == []
    form.hosts["user_url"].setText("https://user.example.test/")
    QTest.mouseClick(form.test.button, Qt.MouseButton.LeftButton)
    assert not form.test.button.isEnabled()
    screen.settle()
    assert {part for part, _url, _secret in asked} == set(Part)
    assert {(url, secret) for _part, url, secret in asked} == {("https://user.example.test", "kept")}
    lines = form.test.lines.text().splitlines()
    assert lines[1] == "✓ h answers and did not refuse the client secret."
    assert lines[-1].startswith("Not tested: whether the popup opens.")
    assert form.test.button.isEnabled()


def test_answers_that_come_after_the_form_has_gone_are_nobodys(screen: Screen, put_up: PutUp) -> None:
    probe = Probe(screen.app.tasks, Credentials)
    form = put_up(EnvironmentDialog(LIVE, lambda _form: None, None, has_secret=False, has_app_key=False, probe=probe))
    assert form.test is not None
    QTest.mouseClick(form.test.button, Qt.MouseButton.LeftButton)
    form.test.stop()
    screen.settle()
    assert form.test.lines.text() == "Asking 4 more…"


def test_every_finding_has_a_sentence() -> None:
    for part in Part:
        for finding in Finding:
            error = ApiError(ErrorKind.UNREACHABLE, host="h.example")
            said = sentence(Check(part=part, finding=finding, host="h.example", error=error))
            assert said.count("h.example") == 1
            assert said[0] in "✓✗"
