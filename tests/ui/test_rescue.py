"""The ways back, as somebody at the desk goes them: a copy a day, Restore…, the recovery passphrase."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAction

from hcdesktop.core.errors import ErrorKind, HcError, StoreError, VaultError
from hcdesktop.core.models import Tokens
from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.store.backups import Backups, Copy, CopyKind
from hcdesktop.store.local import LocalStore
from hcdesktop.store.restoring import Restored
from hcdesktop.ui import messages_of_files, rescue
from hcdesktop.ui.dialogs import PassphraseDialog, RestoreDialog
from hcdesktop.ui.message_bar import MessageBar
from hcdesktop.ui.messages import Message, Tone
from tests.ui.conftest import OpenScreen, PutUp
from tests.ui.screen import (
    ADA,
    LIVE,
    QUICK,
    FakePopup,
    MemoryVault,
    Screen,
    answers,
    leave_finish_behind,
    made_up_session,
)
from tests.ui.test_messages import check_message

KEY = bytes(range(32))
YESTERDAY = 1_800_000_000.0
TODAY = YESTERDAY + 86_400.0


@pytest.fixture
def yesterday(folder: Path, vault: MemoryVault) -> Desks:
    """The data folder, one day ago."""
    return Desks(folder, now=lambda: YESTERDAY, backoff=QUICK, vault=vault)


@pytest.fixture
def desks(folder: Path, vault: MemoryVault) -> Desks:
    return Desks(folder, now=lambda: TODAY, backoff=QUICK, vault=vault, seconds=2.0)


@pytest.fixture
def clinic(yesterday: Desks) -> Path:
    """Three people and yesterday's copy of them; the file itself."""
    with opened(yesterday, yesterday.book.save(LIVE)) as desk:
        for name in ("a", "b", "c"):
            desk.service.add_user(name)
        assert yesterday.back_up(desk) is not None
    return yesterday.book.database(LIVE)


def choose(monkeypatch: pytest.MonkeyPatch, *given: object) -> list[dict[str, object]]:
    """Answers in the place of the restore dialog: the number of a copy, or None."""
    picks = [(lambda _name, copies, _parent, row=row: copies[row]) if isinstance(row, int) else row for row in given]
    ask, asked = answers(*picks)
    monkeypatch.setattr(RestoreDialog, "ask", staticmethod(ask))
    return asked


def passphrases(monkeypatch: pytest.MonkeyPatch, *given: str | None) -> list[dict[str, object]]:
    ask, asked = answers(*given)
    monkeypatch.setattr(PassphraseDialog, "ask", staticmethod(ask))
    return asked


def rescue_of(screen: Screen) -> rescue.Rescue:
    found = screen.window.findChild(rescue.Rescue)
    assert found is not None
    return found


def open_clinic(screen: Screen) -> None:
    screen.go_to("Clinic")
    wait_for(lambda: screen.desk.environment.name == "Clinic", "the environment", seconds=8)
    screen.settle()


def copies_of(desks: Desks, path: Path) -> list[Copy]:
    return desks.backups.look_at(path, KEY)


# --- a copy a day


def test_the_first_opening_of_the_day_makes_a_copy_in_the_background(
    screen: Screen, desks: Desks, clinic: Path
) -> None:
    open_clinic(screen)
    assert [(copy.made_at, copy.users) for copy in copies_of(desks, clinic)] == [(TODAY, 3), (YESTERDAY, 3)]
    assert screen.said == ""
    screen.go_to("Simulator")
    wait_for(lambda: screen.desk.environment.simulated, "the Simulator")
    open_clinic(screen)
    assert len(copies_of(desks, clinic)) == 2
    assert len(list(desks.backups.folder.glob("simulator*"))) == 0


def test_the_list_is_there_and_a_finish_is_kept_while_the_copy_is_being_made(
    screen: Screen, clinic: Path, popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    make = Backups.make

    def slow(backups: Backups, store: LocalStore, path: Path, *, at: float) -> Path:
        begun.set()
        assert go_on.wait(10)
        return make(backups, store, path, at=at)

    monkeypatch.setattr(Backups, "make", slow)
    screen.go_to("Clinic")
    wait_for(begun.is_set, "the copy", seconds=8)
    try:
        assert screen.names == ["a", "b", "c"]
        screen.press_row_button("a")
        popups[0].finishes(replace(made_up_session(), client_id="c1", raw={"sessionToken": "s", "humanId": "h1"}))
        assert len(screen.service.pending()) == 1
    finally:
        go_on.set()


def test_an_app_that_stays_open_makes_tomorrows_copy_too(
    open_screen: OpenScreen, folder: Path, vault: MemoryVault, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [TODAY]
    monkeypatch.setattr(rescue, "_HOUR", 20)
    desks = Desks(folder, now=lambda: now[0], backoff=QUICK, vault=vault)
    screen = open_screen(desks=desks)
    open_clinic(screen)
    assert len(copies_of(desks, clinic)) == 2
    now[0] += 86_400.0
    wait_for(lambda: len(copies_of(desks, clinic)) == 3, "tomorrow's copy")


def test_a_copy_that_cannot_be_made_is_said_and_harms_nothing(
    screen: Screen, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_backups: Backups, *_arguments: object, **_options: object) -> Path:
        raise StoreError(ErrorKind.STORE_FULL)

    monkeypatch.setattr(Backups, "make", refuse)
    open_clinic(screen)
    assert screen.wait_said("backup was not made").startswith("Today's backup was not made. The disk is full.")
    assert screen.names == ["a", "b", "c"]
    # A finish that is only in memory has to be read first of all.
    screen.window.messages.hide()
    screen.app.saver._in_memory.append((screen.desk, None, made_up_session()))  # type: ignore[arg-type]
    rescue_of(screen).back_up()
    wait_for(lambda: screen.app.tasks.idle, "the attempt")
    assert screen.said == ""
    screen.app.saver._in_memory.clear()


# --- Restore…


def test_a_copy_is_restored_and_the_file_from_before_can_be_had_back(
    screen: Screen, desks: Desks, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIVEN a file with people who were imported by mistake WHEN yesterday's copy is restored THEN it is shown, with
    what was connected since, AND the file from before is one more copy, which can be restored as well."""
    open_clinic(screen)
    for number in range(5):
        screen.service.add_user(f"by mistake {number}")
    user = screen.service.add_user("d")
    finish = screen.service.keep(screen.service.launch(user.id), made_up_session("d"))
    assert finish is not None
    tokens = Tokens(human_id="human-d", access_token="access-d", public_token="public-d")
    screen.desk.store.complete_finish(finish.id, tokens, at=TODAY)
    asked = choose(monkeypatch, 1, lambda _name, copies, _parent: next(c for c in copies if c.kind is CopyKind.RESTORE))
    screen.window.restore_requested.emit()
    screen.wait_said("is in place")
    screen.settle()
    assert screen.message is not None
    assert screen.message.tone is Tone.GOOD
    assert screen.desk.environment == LIVE
    assert screen.names == ["a", "b", "c", "d"]
    assert screen.user("d").public_token == "public-d"
    kinds = [copy.kind for copy in copies_of(desks, clinic)]
    assert sorted(kinds) == [CopyKind.DAILY, CopyKind.DAILY, CopyKind.RESTORE]
    screen.window.messages.hide()
    screen.window.restore_requested.emit()
    screen.wait_said("is in place")
    screen.settle()
    assert len(screen.names) == 9
    assert len(asked) == 2


def test_whoever_cancels_changes_nothing(screen: Screen, clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_clinic(screen)
    desk = screen.desk
    choose(monkeypatch, None)
    screen.window.restore_requested.emit()
    screen.settle()
    assert (screen.desk, screen.names) == (desk, ["a", "b", "c"])


def test_a_damaged_file_is_said_and_its_button_restores_it(
    screen: Screen, desks: Desks, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = bytearray(clinic.read_bytes())
    raw[-2000] ^= 1  # a page in the middle of it: found before anybody works on it
    clinic.write_bytes(raw)
    choose(monkeypatch, 0)
    screen.go_to("Clinic")
    screen.wait_said("it is damaged, or the key is not the right one")
    assert screen.desk.environment == SIMULATOR
    assert screen.window.messages.action_button.text() == "Restore…"
    screen.settle()
    screen.press_message()
    screen.wait_said("is in place")
    screen.settle()
    assert screen.names == ["a", "b", "c"]
    aside = [copy.path for copy in desks.backups.all(clinic) if copy.kind is CopyKind.RESTORE]
    assert [path.read_bytes() for path in aside] == [bytes(raw)]


def test_a_file_that_is_gone_is_said_and_restored(
    screen: Screen, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.unlink()
    choose(monkeypatch, 0)
    screen.go_to("Clinic")
    screen.wait_said("The file with the users is gone.")
    assert not clinic.exists()
    screen.settle()
    screen.press_message()
    screen.wait_said("is in place")
    screen.settle()
    assert screen.names == ["a", "b", "c"]


def test_a_restore_that_fails_is_said_and_the_file_open_again(
    screen: Screen, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clinic(screen)
    choose(monkeypatch, lambda _name, copies, _parent: copies[0]._replace(path=copies[0].path.with_name("gone")))
    screen.window.restore_requested.emit()
    screen.wait_said("This copy cannot be read")
    screen.settle()
    assert screen.desk.environment == LIVE
    assert screen.names == ["a", "b", "c"]


def test_another_program_that_has_the_file_open_is_named(
    screen: Screen, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clinic(screen)
    choose(monkeypatch, 0)
    with closing(LocalStore(clinic, KEY)) as other:
        other.count_users()
        screen.window.restore_requested.emit()
        screen.wait_said("Another program is using the file with the users.")
        screen.settle()
    assert screen.names == ["a", "b", "c"]


def test_without_copies_it_is_said(screen: Screen, desks: Desks, clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desks, "back_up", lambda *_arguments: None)
    for copy in desks.backups.all(clinic):
        copy.path.unlink()
    open_clinic(screen)
    screen.window.restore_requested.emit()
    screen.wait_said("There is no copy of “Clinic” yet.")


def test_nothing_is_restored_while_somebody_is_at_work(
    screen: Screen, clinic: Path, popups: list[FakePopup], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clinic(screen)
    go_on = threading.Event()

    def begin_something(_name: str, copies: list[Copy], _parent: object) -> Copy:
        screen.app.tasks.run(lambda: go_on.wait(10))
        return copies[0]

    asked = choose(monkeypatch, begin_something)
    desk = screen.desk
    screen.window.restore_requested.emit()
    screen.wait_said("Something is being saved just now, so nothing was restored.")
    go_on.set()
    screen.settle()
    assert screen.desk is desk
    screen.press_row_button("a")
    screen.window.restore_requested.emit()
    assert screen.said == "Close the open popup before you change the environment."
    popups[0].says("close")
    screen.settle()
    screen.app.saver._in_memory.append((desk, None, made_up_session()))  # type: ignore[arg-type]
    screen.window.restore_requested.emit()
    assert screen.said == "Something is not on the disk yet. Wait until it is saved."
    screen.app.saver._in_memory.clear()
    assert len(asked) == 1


def test_a_desk_that_is_locked_while_a_copy_is_restored_stays_locked_and_comes_back_to_it(
    screen: Screen, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    restore = Desks.restore

    def slow(*arguments: Any, **options: Any) -> Restored:
        begun.set()
        assert go_on.wait(10)
        return restore(*arguments, **options)

    monkeypatch.setattr(Desks, "restore", slow)
    open_clinic(screen)
    screen.service.add_user("by mistake")
    choose(monkeypatch, 1)
    screen.window.restore_requested.emit()
    wait_for(begun.is_set, "the restore")
    screen.app.rooms.lock.lock()
    go_on.set()
    wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped", seconds=8)
    assert screen.app.rooms.lock.locked
    assert not screen.app.environments.is_open
    assert screen.message is None
    screen.press(screen.window.lock_page.button)
    wait_for(lambda: not screen.app.rooms.lock.locked, "the desk", seconds=8)
    screen.settle()
    assert screen.desk.environment == LIVE
    assert screen.names == ["a", "b", "c"]
    assert "is in place" in screen.said


def test_copies_that_were_looked_at_for_a_desk_that_is_locked_now_are_not_shown(
    screen: Screen, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clinic(screen)
    asked = choose(monkeypatch)
    screen.window.restore_requested.emit()
    screen.app.rooms.lock.lock()
    wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped", seconds=8)
    assert asked == []


def test_the_simulator_has_nothing_to_restore(screen: Screen) -> None:
    actions = {action.text(): action for action in screen.window.findChildren(QAction)}
    for text in ("&Restore…", "Recovery &passphrase…"):
        assert not actions[text].isEnabled()
    screen.window.restore_requested.emit()
    assert screen.said.startswith("The people of the Simulator are fictional")
    screen.window.messages.hide()
    screen.window.recovery_requested.emit()
    assert screen.said.startswith("The people of the Simulator are fictional")


def test_a_file_under_a_passphrase_is_restored_with_it(
    open_screen: OpenScreen, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [YESTERDAY]
    desks = Desks(folder, now=lambda: days[0], backoff=QUICK)
    with opened(desks, desks.book.save(LIVE), passphrase="correct horse") as desk:
        desk.service.add_user("a")
        desks.back_up(desk)
    days[0] = TODAY
    asked = passphrases(monkeypatch, "correct horse", "correct horse")
    choose(monkeypatch, 1)
    screen = open_screen(desks=desks)
    open_clinic(screen)
    screen.service.add_user("by mistake")
    screen.window.restore_requested.emit()
    screen.wait_said("is in place")
    screen.settle()
    assert screen.names == ["a"]
    assert len(asked) == 2


# --- the key is gone


@pytest.fixture
def with_recovery(yesterday: Desks, clinic: Path) -> Path:
    """The same with a recovery passphrase."""
    with opened(yesterday, LIVE) as desk:
        yesterday.set_recovery(desk, "battery staple")
    return clinic


def test_a_recovery_passphrase_is_set_from_the_menu(
    screen: Screen, desks: Desks, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = passphrases(monkeypatch, None, "battery staple")
    open_clinic(screen)
    screen.window.recovery_requested.emit()
    screen.settle()
    assert not desks.keys.has_recovery(LIVE)
    screen.window.recovery_requested.emit()
    screen.wait_said("“Clinic” has a recovery passphrase now.")
    assert [(question["new"], question["recovery"]) for question in asked] == [(True, True)] * 2
    assert desks.keys.recover(LIVE, "battery staple") == KEY
    assert not desks.needs_passphrase(LIVE)


class EmptyVault(MemoryVault):
    """A keyring whose entry is gone."""

    def key(self, environment_name: str, *, create: bool) -> bytes:
        if environment_name not in self.keys:
            raise VaultError(ErrorKind.KEY_MISSING)
        return self.keys[environment_name]


def test_a_key_that_is_gone_comes_back_by_the_recovery_passphrase(
    open_screen: OpenScreen, folder: Path, with_recovery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = EmptyVault()
    asked = passphrases(monkeypatch, "wrong", "battery staple")
    screen = open_screen(desks=Desks(folder, now=lambda: TODAY, backoff=QUICK, vault=vault))
    open_clinic(screen)
    assert screen.names == ["a", "b", "c"]
    assert [(question["wrong"], question["recovery"]) for question in asked] == [(False, True), (True, True)]
    assert vault.keys == {"Clinic": KEY}  # it is in the keyring again


def test_a_key_that_is_gone_while_the_desk_is_locked_comes_back_too(
    open_screen: OpenScreen, folder: Path, with_recovery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = EmptyVault()
    vault.keep("Clinic", KEY)
    asked = passphrases(monkeypatch, None, "wrong", "battery staple")
    screen = open_screen(desks=Desks(folder, now=lambda: TODAY, backoff=QUICK, vault=vault))
    open_clinic(screen)
    screen.app.rooms.lock.lock()
    wait_for(lambda: screen.app.rooms.lock.dropped, "everything dropped", seconds=8)
    vault.keys.clear()
    screen.press(screen.window.lock_page.button)
    wait_for(lambda: "The key of the user file is gone" in screen.window.lock_page.said, "the refusal")
    wait_for(lambda: asked, "the question that was cancelled")
    screen.press(screen.window.lock_page.button)
    wait_for(lambda: not screen.app.rooms.lock.locked, "unlocked", seconds=8)
    assert screen.names == ["a", "b", "c"]
    assert [question["wrong"] for question in asked] == [False, False, True]
    assert vault.keys == {"Clinic": KEY}


def test_a_key_that_is_another_one_is_told_from_a_damaged_file(
    open_screen: OpenScreen, folder: Path, with_recovery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIVEN a keyring with another key WHEN Restore… is pressed THEN not one copy opens, and the passphrase helps."""
    vault = MemoryVault()
    vault.keep("Clinic", bytes(32))
    asked = choose(monkeypatch)
    passphrases(monkeypatch, "battery staple")
    before = with_recovery.read_bytes()
    screen = open_screen(desks=Desks(folder, now=lambda: TODAY, backoff=QUICK, vault=vault))
    screen.go_to("Clinic")
    screen.wait_said("it is damaged, or the key is not the right one")
    assert with_recovery.read_bytes() == before
    screen.settle()
    screen.press_message()
    wait_for(lambda: screen.desk.environment == LIVE, "the environment", seconds=8)
    screen.settle()
    assert screen.names == ["a", "b", "c"]
    assert (asked, vault.keys) == ([], {"Clinic": KEY})


def test_without_a_recovery_passphrase_a_key_that_is_gone_is_said_and_nothing_made(
    open_screen: OpenScreen, folder: Path, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = passphrases(monkeypatch)
    vault = EmptyVault()
    before = clinic.read_bytes()
    screen = open_screen(desks=Desks(folder, now=lambda: TODAY, backoff=QUICK, vault=vault))
    screen.go_to("Clinic")
    screen.wait_said("The key of the user file is gone, or damaged.")
    screen.settle()
    assert (asked, vault.keys, clinic.read_bytes()) == ([], {}, before)


# --- the list of environments


def test_a_damaged_list_is_restored_by_its_button(
    screen: Screen, folder: Path, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "environments.json").write_bytes(b"{ damaged")
    screen.go_to("Clinic")
    assert screen.said.startswith("The list of environments is damaged.")
    screen.press_message()
    assert screen.said.startswith(
        "The list of environments was restored. The damaged one is kept as environments.json."
    )
    box = screen.window.environments
    assert [box.itemText(row) for row in range(box.count())] == ["Simulator", "Clinic"]
    assert [path.read_bytes() for path in folder.glob("environments.json.*")] == [b"{ damaged"]
    open_clinic(screen)
    assert screen.names == ["a", "b", "c"]


def test_a_list_that_cannot_be_restored_is_said(screen: Screen, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "environments.json").write_bytes(b"{ damaged")
    screen.go_to("Clinic")

    def refuse(_desks: Desks) -> Path:
        raise StoreError(ErrorKind.STORE_READ_ONLY)

    monkeypatch.setattr(Desks, "restore_list", refuse)
    screen.press_message()
    assert screen.said.startswith("The data folder cannot be written to.")


# --- a crash has left something damaged


@pytest.mark.allow_log("the audit trail does not fit its anchor: cut")  # what was in the log is gone
def test_a_damaged_log_is_said_when_its_file_is_opened(
    screen: Screen, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    show = MessageBar.show_message

    def listen(bar: MessageBar, message: Message, **about: Any) -> None:
        said.append(message.text)
        show(bar, message, **about)

    monkeypatch.setattr(MessageBar, "show_message", listen)
    desks.book.save(LIVE)
    leave_finish_behind(desks, "a", replace(made_up_session(), client_id="c1"), LIVE)
    path = desks.book.database(LIVE)
    with closing(LocalStore(path, KEY)) as store:
        store.add_user(client_user_id="last", at=1.0)
        log = path.with_name(f"{path.name}-wal").read_bytes()
        whole = path.read_bytes()
    path.write_bytes(whole)
    path.with_name(f"{path.name}-wal").write_bytes(log[:-9])
    screen.go_to("Clinic")
    text = "Part of what was stored here was damaged."
    told = wait_for(lambda: [each for each in said if text in each], "the damage")
    assert path.name in told[0]
    screen.settle()


# --- what is said


@pytest.mark.parametrize(
    "message",
    [
        messages_of_files.no_backup(HcError(ErrorKind.STORE_FULL)),
        messages_of_files.no_copies("{x} Clinic"),
        messages_of_files.fictional(),
        messages_of_files.at_work(),
        messages_of_files.list_restored(Path("environments.json.aside")),
        messages_of_files.put_aside([Path("a.aside"), Path("b.aside")]),
        messages_of_files.recovery_set("Clinic"),
        *[
            messages_of_files.restored(
                Copy(path=Path("x"), kind=CopyKind.DAILY, made_at=TODAY),
                Restored(aside=aside, finishes=2, whole=whole),
            )
            for aside, whole in ((Path("x"), True), (Path("x"), False), (None, False))
        ],
    ],
    ids=lambda message: message.text[:30],
)
def test_everything_about_files_is_said_in_a_sentence(message: Message) -> None:
    check_message(message._replace(text=message.text.replace("{x} ", "")))


def test_a_copy_says_when_it_was_made_how_many_are_in_it_and_why() -> None:
    lines = [
        messages_of_files.copy_line(Copy(path=Path("x"), kind=kind, made_at=TODAY, users=users))
        for kind, users in ((CopyKind.DAILY, 1), (CopyKind.UPGRADE, 1234), (CopyKind.RESTORE, None))
    ]
    assert [line.split(" · ", 1)[1] for line in lines] == [
        "1 person",
        "1,234 people · before an update of the app",
        "cannot be read · before something was restored",
    ]


def test_the_dialog_offers_the_newest_copy_that_can_be_read(put_up: PutUp) -> None:
    copies = [
        Copy(path=Path(str(users)), kind=CopyKind.DAILY, made_at=TODAY, users=users) for users in (None, 3, None, 0)
    ]
    dialog = put_up(RestoreDialog("Clinic", copies, None))
    assert dialog.windowTitle() == "Restore Clinic"
    assert (dialog.list.count(), dialog.chosen.users) == (4, 3)
    assert dialog.accept_button.isEnabled()
    for row, enabled in ((0, False), (3, True), (2, False)):
        dialog.list.setCurrentRow(row)
        assert dialog.accept_button.isEnabled() is enabled


def test_a_dialog_without_a_readable_copy_accepts_nothing(put_up: PutUp) -> None:
    dialog = put_up(RestoreDialog("Clinic", [Copy(path=Path("x"), kind=CopyKind.DAILY, made_at=TODAY)], None))
    assert not dialog.accept_button.isEnabled()


@pytest.mark.parametrize(("new", "words"), [(True, "Keep it in a safe place"), (False, "brings it back")])
def test_the_passphrase_dialog_says_that_it_is_about_recovery(put_up: PutUp, new: bool, words: str) -> None:
    dialog = put_up(PassphraseDialog("Clinic", None, new=new, wrong=False, recovery=True))
    texts: list[Callable[[], str]] = [label.text for label in dialog.findChildren(type(dialog.refusal))]
    assert any(words in text() for text in texts)
    assert (dialog.again is not None) is new


def test_nothing_is_left_running(screen: Screen) -> None:
    screen.app.controller.close()
    rescue_of(screen).back_up()
    let_pass(0.02)
    assert screen.names == [] or screen.names[0] == ADA
