"""One environment put together without a window: the Simulator's first start, live files, keys and passphrases."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from hcdesktop import desk_files
from hcdesktop.core.errors import ErrorKind, StoreError, VaultError
from hcdesktop.core.finalizer import Backoff, FinalizeKind
from hcdesktop.core.models import Credentials, Environment, Event, EventKind, Hosts, SessionToken, User, UserState
from hcdesktop.core.redact import RedactingFilter, Redactor
from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.simulator import seeds
from hcdesktop.simulator.shelf import scenario
from hcdesktop.store.local import LocalStore

LIVE = Environment(
    name="Clinic", client_id="c1", hosts=Hosts(user_url="http://127.0.0.1:9", api_url="http://127.0.0.1:9")
)


class MemoryVault:
    """A keyring of our own; remembers who asked."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self.asked: list[tuple[str, bool]] = []

    def key(self, environment_name: str, *, create: bool) -> bytes:
        self.asked.append((environment_name, create))
        if create:
            self.keys.setdefault(environment_name, bytes(range(32)))
        if environment_name not in self.keys:
            raise VaultError(ErrorKind.KEY_MISSING)
        return self.keys[environment_name]

    def keep(self, environment_name: str, key: bytes) -> None:
        self.keys[environment_name] = key

    def forget(self, environment_name: str) -> None:
        self.keys.pop(environment_name, None)


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def desks(tmp_path: Path, vault: MemoryVault) -> Desks:
    """A data folder in which nothing has been opened yet."""
    return Desks(tmp_path / "data", now=lambda: 1_800_000_000.0, vault=vault)


def another(desks: Desks, vault: MemoryVault | None = None) -> Desks:
    """The same folder, as the next start of the program finds it."""
    return Desks(desks.folder, now=lambda: 1_900_000_000.0, vault=vault)


# --- the Simulator ----------------------------------------------------------------------------------------------------


def test_the_first_start_has_six_people_in_the_states_of_real_life(desks: Desks) -> None:
    with opened(desks, SIMULATOR) as desk:
        users = {user.label: user for user in desk.service.users()}
        assert {name: user.state for name, user in users.items()} == {
            "Ada Winterbourne": UserState.NEW,
            "Jonas Feldspar": UserState.CONNECTED,
            "Maximiliana von Hohenfels": UserState.CONNECTED,
            "Priya Raman": UserState.ATTENTION,
            "Tomas Lindqvist": UserState.NEW,
            "Yuki Arakawa": UserState.CONNECTED,
        }
        assert users["Maximiliana von Hohenfels"].sources == ("Starfleet Pharma", "Moonloop Sleep")
        assert {user.changed_at for user in users.values()} == {1_800_000_000.0}
        assert desk.service.credentials() == Credentials(client_secret=seeds.CLIENT_SECRET, app_key=seeds.APP_KEY)


def test_the_second_start_has_the_same_six(desks: Desks) -> None:
    with opened(desks, SIMULATOR) as desk:
        first = desk.service.users()
    for _ in range(2):
        with opened(another(desks), SIMULATOR) as desk:
            assert desk.service.users() == first


def test_what_was_changed_is_not_seeded_over(desks: Desks) -> None:
    with opened(desks, SIMULATOR) as desk:
        desk.service.set_credentials(Credentials(client_secret="another-secret"))
    with opened(another(desks), SIMULATOR) as desk:
        assert desk.service.credentials() == Credentials(client_secret="another-secret")
        desk.service.add_user("seven@example.org")
    with opened(another(desks), SIMULATOR) as desk:
        assert desk.service.count_users() == 7


def test_somebody_connects_at_the_simulator(desks: Desks) -> None:
    told: list[Event] = []
    desk = desks.open(SIMULATOR, listener=told.append)
    try:
        assert desk.simulator is not None
        ada = next(user for user in desk.service.users() if user.label == "Ada Winterbourne")
        request = desk.service.launch(ada.id)
        assert request.client_id == seeds.CLIENT_ID
        finish = desk.service.keep(request, _connected(desks, request.client_user_id))
        assert finish is not None
        result = desk.service.finalizer.run(finish.id)
        assert result is not None
        assert result.kind is FinalizeKind.PARKED  # a session token that the Simulator has not given out
        assert [event.kind for event in told] == [
            EventKind.LAUNCHED,
            EventKind.FINISH_KEPT,
            EventKind.FINALIZE_TRIED,
            EventKind.EXCHANGE,
            EventKind.FINALIZE_FAILED,
        ]
        assert [logged.path for logged in desk.simulator.requests] == ["/v1/connect/tokens"]
        assert seeds.CLIENT_SECRET not in str(told)
    finally:
        desk.close()


def _connected(desks: Desks, client_user_id: str) -> SessionToken:
    raw = {"humanId": "h", "clientId": seeds.CLIENT_ID, "sessionToken": f"made up for {client_user_id}"}
    return SessionToken(session_token=raw["sessionToken"], human_id="h", client_id=seeds.CLIENT_ID, raw=raw)


def test_the_lost_token_and_the_unknown_person_are_recovered(desks: Desks) -> None:
    with opened(desks, SIMULATOR) as desk:
        for name in ("Priya Raman", "Tomas Lindqvist", "Yuki Arakawa"):
            user = next(user for user in desk.service.users() if user.label == name)
            assert desk.service.recover(user.id).state is UserState.CONNECTED


def test_the_simulator_remembers_and_reaches_nothing_else(desks: Desks) -> None:
    with opened(desks, SIMULATOR) as desk:
        assert desk.simulator is not None
        assert (desks.folder / "simulator.json").is_file()
        [jonas] = [user for user in desk.service.users() if user.label == "Jonas Feldspar"]
        assert desk.service.refresh_sources(jonas.id).sources == ("Starfleet Medical",)


# --- live environments ------------------------------------------------------------------------------------------------


def test_a_live_environment_is_empty_and_locked_with_the_vaults_key(desks: Desks, vault: MemoryVault) -> None:
    assert not desks.needs_passphrase(LIVE)
    with opened(desks, LIVE) as desk:
        assert (desk.environment, desk.simulator) == (LIVE, None)
        assert desk.service.users() == []
        assert desk.service.credentials() == Credentials()
        desk.service.add_user("ada@example.org")
    assert vault.asked == [("Clinic", True)]
    with opened(another(desks, vault), LIVE) as desk:
        assert desk.service.count_users() == 1
    assert vault.asked == [("Clinic", True), ("Clinic", False)]
    vault.keys["Clinic"] = bytes(32)
    with pytest.raises(StoreError) as caught:
        another(desks, vault).open(LIVE)
    assert caught.value.kind is ErrorKind.STORE_UNREADABLE


def test_a_lost_key_is_not_made_anew(desks: Desks, vault: MemoryVault) -> None:
    with opened(desks, LIVE):
        pass
    vault.forget("Clinic")
    with pytest.raises(VaultError) as caught:
        another(desks, vault).open(LIVE)
    assert caught.value.kind is ErrorKind.KEY_MISSING
    assert vault.asked[-1] == ("Clinic", False)


def test_without_a_keyring_a_passphrase_is_asked_for(desks: Desks) -> None:
    with pytest.raises(VaultError) as caught:
        another(desks).open(LIVE)  # the keyring of the tests fails
    assert caught.value.kind is ErrorKind.NO_KEYRING
    assert not desks.book.database(LIVE).exists()


def test_a_passphrase_opens_what_it_has_locked(desks: Desks, vault: MemoryVault) -> None:
    with opened(desks, LIVE, passphrase="correct horse") as desk:
        desk.service.add_user("ada@example.org")
    assert vault.asked == []
    again = another(desks, vault)
    assert again.needs_passphrase(LIVE)
    with opened(again, LIVE, passphrase="correct horse") as desk:
        assert desk.service.count_users() == 1
    for passphrase, kind in (
        ("wrong horse", ErrorKind.PASSPHRASE_WRONG),
        ("", ErrorKind.PASSPHRASE_NEEDED),
        (None, ErrorKind.PASSPHRASE_NEEDED),
    ):
        with pytest.raises(VaultError) as caught:
            again.open(LIVE, passphrase=passphrase)
        assert caught.value.kind is kind
    assert vault.asked == []


def test_a_passphrase_is_no_way_around_the_vault(desks: Desks, vault: MemoryVault) -> None:
    with opened(desks, LIVE):
        pass
    with pytest.raises(VaultError) as caught:
        another(desks, vault).open(LIVE, passphrase="correct horse")
    assert caught.value.kind is ErrorKind.KEY_MISSING


def test_two_environments_know_nothing_of_each_other(desks: Desks) -> None:
    other = Environment(name="clinic", client_id="c1")
    with opened(desks, LIVE) as first, opened(desks, other) as second:
        first.service.add_user("ada@example.org")
        assert second.service.users() == []


def test_a_live_desk_asks_its_own_hosts_with_a_time_limit(desks: Desks) -> None:
    told: list[Event] = []
    desk = desks.open(LIVE, listener=told.append)
    try:
        desk.service.set_credentials(Credentials(client_secret="canary-secret"))
        ada = desk.service.add_user("ada@example.org")
        desk.service.keep(desk.service.launch(ada.id), SessionToken(session_token="s", raw={"sessionToken": "s"}))
        [result] = desk.service.finalizer.run_due()
        assert result.kind is FinalizeKind.POSTPONED
        assert result.error is not None
        assert result.error.kind is ErrorKind.UNREACHABLE
        [exchange] = [event.detail for event in told if event.kind is EventKind.EXCHANGE]
        assert exchange["url"] == "http://127.0.0.1:9/v1/connect/tokens"
        assert "canary" not in json.dumps(exchange)
    finally:
        desk.close()


def test_the_limit_and_the_pauses_are_those_that_were_asked_for(tmp_path: Path, vault: MemoryVault) -> None:
    backoff = Backoff(first=77.0, jitter=lambda _low, _high: 1.0)
    desks = Desks(tmp_path, now=lambda: 1_800_000_000.0, vault=vault, seconds=0.2, backoff=backoff)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection, and nobody ever answers
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        environment = Environment(name="Clinic", client_id="c1", hosts=Hosts(user_url=url))
        with opened(desks, environment) as desk:
            desk.service.set_credentials(Credentials(client_secret="canary-secret"))
            ada = desk.service.add_user("ada@example.org")
            desk.service.keep(desk.service.launch(ada.id), SessionToken(session_token="s", raw={"sessionToken": "s"}))
            begin = time.monotonic()
            [result] = desk.service.finalizer.run_due()
            assert time.monotonic() - begin < 1.2
    assert result.error is not None
    assert (result.error.kind, result.next_try_at) == (ErrorKind.UNANSWERED, 1_800_000_077.0)


@pytest.mark.parametrize("alone", [False, True])
def test_only_one_who_is_alone_takes_over_from_the_dead(desks: Desks, vault: MemoryVault, alone: bool) -> None:
    with opened(desks, LIVE) as desk:
        ada = desk.service.add_user("ada@example.org")
        session = SessionToken(session_token="s", raw={"sessionToken": "s"})
        finish = desk.service.keep(desk.service.launch(ada.id), session)
        assert finish is not None
        assert desk.store.claim_finish(finish.id, at=1_800_000_000.0, lease=50.0) is not None  # and the program dies
    again = Desks(desks.folder, now=lambda: 1_800_000_001.0, vault=vault, alone=alone)
    with opened(again, LIVE) as desk:
        assert desk.service.finalizer.next_due() == (0.0 if alone else 1_800_000_050.0)
        assert len(desk.service.finalizer.run_due()) == alone


# --- keys that are gone, files that are gone --------------------------------------------------------------------------


@pytest.fixture
def phrased(desks: Desks) -> Path:
    """A file under a passphrase, with a copy of the day; its key file."""
    with opened(desks, LIVE, passphrase="correct horse") as desk:
        desk.service.add_user("ada@example.org")
        assert desks.back_up(desk) is not None
        assert desks.back_up(desk) is None  # not twice a day
    return desks.book.database(LIVE).with_suffix(".key.json")


def test_a_key_file_that_is_gone_is_brought_back(desks: Desks, phrased: Path, vault: MemoryVault) -> None:
    before = phrased.read_bytes()
    phrased.unlink()
    again = another(desks, vault)
    with pytest.raises(VaultError) as caught:
        again.open(LIVE)
    assert caught.value.kind is ErrorKind.PASSPHRASE_NEEDED
    assert (phrased.read_bytes(), vault.asked) == (before, [])
    with opened(again, LIVE, passphrase="correct horse") as desk:
        assert desk.service.count_users() == 1


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data.replace(b'"mac": "', b'"mac": "0')])
def test_a_damaged_key_file_is_put_aside_for_its_copy_by_the_right_passphrase_only(
    desks: Desks, phrased: Path, damage: Callable[[bytes], bytes]
) -> None:
    whole = phrased.read_bytes()
    damaged = damage(whole)
    phrased.write_bytes(damaged)
    with pytest.raises(VaultError):
        another(desks).open(LIVE, passphrase="wrong horse")
    assert phrased.read_bytes() == damaged
    with opened(another(desks), LIVE, passphrase="correct horse") as desk:
        assert desk.service.count_users() == 1
    assert phrased.read_bytes() == whole
    assert [path.read_bytes() for path in phrased.parent.glob("*.aside")] == [damaged]


@pytest.mark.parametrize("left", [None, b""])
def test_a_file_that_is_gone_is_told_and_no_empty_one_made(
    desks: Desks, vault: MemoryVault, left: bytes | None
) -> None:
    path = desks.book.database(LIVE)
    with opened(desks, LIVE) as desk:
        desks.back_up(desk)
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    with pytest.raises(StoreError) as caught:
        another(desks, vault).open(LIVE)
    assert caught.value.kind is ErrorKind.STORE_MISSING
    assert path.exists() is (left is not None)


def test_a_restore_that_a_crash_broke_off_is_gone_on_with_at_the_next_opening(desks: Desks, vault: MemoryVault) -> None:
    with opened(desks, LIVE) as desk:
        desk.service.add_user("ada@example.org")
    path = desks.book.database(LIVE)
    with opened(another(desks, vault), LIVE) as desk:
        desk.service.add_user("bob@example.org")
    path.with_name(f"{path.stem}.2027-01-01T000000.restored").write_bytes(path.read_bytes())
    path.write_bytes(b"what was there before")
    with opened(another(desks, vault), LIVE) as desk:
        assert desk.service.count_users() == 2
    (copy,) = desks.backups.all(path)
    assert copy.path.read_bytes() == b"what was there before"


def test_the_simulator_is_never_copied(desks: Desks) -> None:
    with opened(desks, SIMULATOR) as desk:
        assert desks.back_up(desk) is None
    assert not desks.backups.folder.exists()


def test_of_two_at_once_one_makes_the_copy(desks: Desks) -> None:
    with opened(desks, LIVE) as desk, ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _number: desks.back_up(desk), range(4)))
    assert sum(path is not None for path in made) == 1


def test_a_large_file_is_not_read_through_at_every_opening(
    desks: Desks, vault: MemoryVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[LocalStore] = []
    check = LocalStore.check

    def spy(store: LocalStore) -> None:
        checked.append(store)
        check(store)

    monkeypatch.setattr(LocalStore, "check", spy)
    with opened(desks, LIVE):
        pass
    assert len(checked) == 1
    monkeypatch.setattr(desk_files, "_READ_THROUGH", 1000)
    with opened(another(desks, vault), LIVE):
        pass
    assert len(checked) == 1


# --- closing and secrets ----------------------------------------------------------------------------------------------


def test_what_was_begun_is_gone_on_with(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """GIVEN a file that is being opened on a thread WHEN it is asked for THEN it is opened once, and later again."""
    opening: list[str] = []

    class Watched(LocalStore):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            opening.append(threading.current_thread().name)
            super().__init__(*arguments, **options)

    monkeypatch.setattr(desk_files, "LocalStore", Watched)
    desks.begin(SIMULATOR)
    with opened(desks, SIMULATOR) as desk:
        assert desk.service.count_users() == 6
    # The thread may come second to who asks: once it is opened in any case.
    assert len(opening) == 1
    with opened(desks, SIMULATOR):
        assert len(opening) == 2


def test_what_came_of_a_beginning_is_told_to_who_asks(desks: Desks) -> None:
    with opened(desks, SIMULATOR):
        pass
    path = desks.book.database(SIMULATOR)
    with dbapi2.connect(str(path)) as connection:
        connection.execute(f"PRAGMA key = \"x'{path.with_suffix('.key').read_text(encoding='ascii')}'\"")
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    again = another(desks)
    again.begin(SIMULATOR)
    with pytest.raises(StoreError) as caught:
        again.open(SIMULATOR)
    assert caught.value.kind is ErrorKind.STORE_NEWER


def test_what_a_beginning_has_put_aside_is_told(desks: Desks) -> None:
    with opened(desks, SIMULATOR):
        pass
    desks.book.database(SIMULATOR).write_bytes(b"no database at all" * 1000)
    again = another(desks)
    again.begin(SIMULATOR)
    with opened(again, SIMULATOR) as desk:
        assert desk.put_aside
        assert desk.service.count_users() == 6


def test_what_goes_wrong_next_is_known_before_the_simulator_is_there(desks: Desks) -> None:
    with opened(desks, SIMULATOR) as desk:
        assert desk.scenario_name == "normal"
        assert desk.simulator_later is not None
        assert desk.simulator_later.made is None
        assert desk.simulator is not None
        desk.simulator.choose(scenario("tokens-500"))
        assert desk.scenario_name == "tokens-500"


def test_an_environment_without_a_simulator_has_no_scenario(desks: Desks) -> None:
    with opened(desks, LIVE) as desk:
        assert desk.scenario_name is None


def test_opened_closes_at_the_end(desks: Desks) -> None:
    with opened(desks, SIMULATOR) as desk:
        pass
    with pytest.raises(StoreError):
        desk.service.count_users()
    desk.close()


def test_opened_closes_after_a_failure(desks: Desks) -> None:
    with pytest.raises(ZeroDivisionError), opened(desks, SIMULATOR) as desk:
        raise ZeroDivisionError
    with pytest.raises(StoreError):
        desk.service.count_users()


def test_the_redactor_knows_the_secrets_also_when_the_file_is_closed(desks: Desks) -> None:
    with opened(desks, LIVE) as desk:
        assert desk.redactor.text("canary-secret, canary-key") == "canary-secret, canary-key"
        desk.service.set_credentials(Credentials(client_secret="canary-secret", app_key="canary-key"))
        assert "canary" not in desk.redactor.text("canary-secret, canary-key")
    assert "canary" not in desk.redactor.text("canary-secret, canary-key")


def test_a_closed_desk_does_not_stop_the_log(desks: Desks) -> None:
    with opened(desks, LIVE) as desk:
        desk.service.set_credentials(Credentials(client_secret="canary-secret"))
        known = desk.known_secrets
        assert known() == {"canary-secret"}
    record = logging.LogRecord("x", logging.INFO, "", 1, "with canary-secret", None, None)
    assert RedactingFilter(Redactor(known)).filter(record)
    assert "canary" not in record.getMessage()


def test_a_first_start_that_breaks_off_is_closed_and_gone_on_with(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[LocalStore] = []
    add, close = LocalStore.add_known_user, LocalStore.close

    def fail_at_the_fourth(store: LocalStore, **row: Any) -> User:
        if store.count_users() == 3:
            raise StoreError(ErrorKind.STORE_FULL)
        return add(store, **row)

    def spy(store: LocalStore) -> None:
        closed.append(store)
        close(store)

    with monkeypatch.context() as patch:
        patch.setattr(LocalStore, "add_known_user", fail_at_the_fourth)
        patch.setattr(LocalStore, "close", spy)
        with pytest.raises(StoreError):
            desks.open(SIMULATOR)
    assert len(closed) == 1
    with opened(desks, SIMULATOR) as desk:
        assert {user.client_user_id for user in desk.service.users()} == {
            seed.client_user_id for seed in seeds.DESK_SEEDS
        }
