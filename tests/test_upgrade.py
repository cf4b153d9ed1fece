"""Updates: data folders that older versions have written are opened, and everything is found; never the other way."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from hcdesktop.cli import main
from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.core.finalizer import FinalizeKind
from hcdesktop.core.listing import ListQuery
from hcdesktop.core.models import EventKind, FinishState, UserState
from hcdesktop.desk import SIMULATOR, Desk, Desks, opened
from hcdesktop.simulator import seeds
from hcdesktop.store.database import Database, connect
from hcdesktop.store.local import LocalStore
from hcdesktop.store.schema import STEPS
from hcdesktop.store.vault import FileVault
from tests.data import write as written

DATA = Path(__file__).with_name("data")
VERSIONS = sorted(int(folder.name) for folder in DATA.iterdir() if folder.name.isdigit())
LATEST = STEPS[-1].version
OLDER = [version for version in VERSIONS if version < LATEST]


@pytest.fixture
def folder(tmp_path: Path, version: int) -> Path:
    """What that version has left on somebody's computer."""
    return shutil.copytree(DATA / str(version), tmp_path / "data")


@pytest.fixture
def desks(folder: Path) -> Desks:
    """The app of today, started on it."""
    return Desks(folder, now=lambda: written.AT + 86_400, alone=True)


def version_of(path: Path, key: bytes) -> int:
    with closing(connect(path, key, busy_timeout=1.0, writes=False)) as connection:
        number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def key_of_simulator(desks: Desks) -> bytes:
    return FileVault(desks.book.folder).key(SIMULATOR.storage_name, create=False)


def test_every_version_has_a_folder() -> None:
    """The last one too, once it is on somebody's computer."""
    assert set(range(1, LATEST)) <= set(VERSIONS) <= set(range(1, LATEST + 1))
    sizes = [sum(path.stat().st_size for path in (DATA / str(each)).rglob("*")) for each in VERSIONS]
    assert max(sizes) < 300_000


@pytest.mark.parametrize("version", VERSIONS)
def test_folder_is_what_that_version_wrote(desks: Desks, version: int) -> None:
    assert version_of(desks.book.database(SIMULATOR), key_of_simulator(desks)) == version


# --- upwards


@pytest.mark.parametrize("version", VERSIONS)
def test_environments_are_found(desks: Desks, version: int) -> None:
    assert [known.name for known in desks.book.all()] == [SIMULATOR.name, written.CLINIC.name]
    last = desks.book.last()
    assert (last.client_id, last.hosts, last.language) == (
        written.CLINIC.client_id,
        written.CLINIC.hosts,
        written.CLINIC.language,
    )
    assert desks.needs_passphrase(last)


@pytest.mark.parametrize("version", VERSIONS)
def test_people_tokens_finish_and_log_are_found(desks: Desks, version: int) -> None:
    clinic = desks.book.last()
    with opened(desks, clinic, passphrase=written.PASSPHRASE) as desk:
        assert desk.put_aside == ()
        people = {user.client_user_id: user for user in desk.service.users()}
        known = people.pop("known@example.org")
        assert [(id_, user.label) for id_, user in people.items()] == sorted(written.PEOPLE, key=lambda each: each[1])
        assert (known.label, known.human_id, known.sources) == (
            "Known Person",
            "human-1",
            ("Starfleet Medical", "Quillstep"),
        )
        assert (known.public_token, known.access_token, known.state) == ("public-1", "access-1", UserState.CONNECTED)
        assert desk.service.credentials() == written.CREDENTIALS
        (finish,) = desk.service.pending()
        assert finish.user_id == people[written.PEOPLE[0][0]].id
        assert (finish.session.session_token, finish.state) == ("session-2", FinishState.WAITING)
        assert {event.kind for event in desk.service.timeline(finish.user_id)} == {
            EventKind.LAUNCHED,
            EventKind.FINISH_KEPT,
            EventKind.ENDED,
        }
        assert desk.service.check_audit().whole
        wanted = desk.service.roster.listing(ListQuery(text="person 7"))
        assert [user.label for user in desk.service.roster.users(wanted.ids)] == ["Person 7"]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_recovery_passphrase_opens_it(desks: Desks, version: int) -> None:
    clinic = desks.book.last()
    desks.book.database(clinic).with_suffix(".key.json").unlink()
    desk = desks.open(clinic, passphrase="a new passphrase", recovery=written.RECOVERY)
    with closing(desk):
        assert desk.service.count_users() == len(written.PEOPLE) + 1


@pytest.mark.parametrize("version", VERSIONS)
def test_what_was_not_saved_is_saved(desks: Desks, version: int) -> None:
    new, later = (seed for seed in seeds.DESK_SEEDS if seed.public_token is None and not seed.human_id)
    with opened(desks, SIMULATOR) as desk:
        assert tokens_of(desk, new.client_user_id)
        assert not tokens_of(desk, later.client_user_id)
        assert [result.kind for result in desk.service.finalizer.run_due()] == [FinalizeKind.STORED]
        assert desk.service.pending() == []
        assert tokens_of(desk, later.client_user_id)
        assert desk.service.count_users() == len(seeds.DESK_SEEDS)


def tokens_of(desk: Desk, client_user_id: str) -> set[str | None]:
    user = desk.service.find_user(client_user_id)
    return {user.public_token, user.access_token} - {None}


@pytest.mark.parametrize("version", VERSIONS)
def test_an_upgraded_file_is_like_a_new_one(desks: Desks, tmp_path: Path, version: int) -> None:
    """A step that is edited afterwards would reach new files only."""
    key = key_of_simulator(desks)
    for path in (desks.book.database(SIMULATOR), tmp_path / "new.db"):
        LocalStore(path, key).close()
    assert tables_of(desks.book.database(SIMULATOR), key) == tables_of(tmp_path / "new.db", key)


def tables_of(path: Path, key: bytes) -> list[tuple[str, ...]]:
    with closing(connect(path, key, busy_timeout=1.0, writes=False)) as connection:
        return connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()


@pytest.mark.parametrize("version", OLDER)
def test_the_file_as_it_was_is_kept(desks: Desks, version: int) -> None:
    clinic = desks.book.last()
    with opened(desks, clinic, passphrase=written.PASSPHRASE):
        pass
    (copy,) = desks.copies(clinic, passphrase=written.PASSPHRASE)
    key = desks.keys.get(clinic, written.PASSPHRASE, create=False)
    assert (version_of(copy.path, key), copy.users) == (version, len(written.PEOPLE) + 1)


# --- not downwards


@pytest.mark.parametrize("version", [LATEST])
@pytest.mark.parametrize("older", OLDER)
def test_an_older_app_leaves_a_newer_file_alone(desks: Desks, older: int, version: int) -> None:
    path, key = desks.book.database(SIMULATOR), key_of_simulator(desks)
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        Database(path, key, busy_timeout=1.0, steps=STEPS[:older])
    assert (caught.value.kind, caught.value.params) == (ErrorKind.STORE_NEWER, {"version": LATEST})
    assert path.read_bytes() == before


@pytest.fixture
def process_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program sets a limit that cannot be raised again."""
    monkeypatch.setattr("hcdesktop.cli._leave_no_dumps", lambda: None)


@pytest.mark.usefixtures("process_as_before")
@pytest.mark.parametrize("version", [LATEST])
def test_it_says_so_in_words(desks: Desks, tmp_path: Path, version: int, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(connect(desks.book.database(SIMULATOR), key_of_simulator(desks), busy_timeout=1.0)) as connection:
        connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    of_simulator = ["--data-dir", str(desks.folder), "--environment", SIMULATOR.name]
    assert main([*of_simulator, "users", "export", str(tmp_path / "people.csv")]) == 2
    told = capsys.readouterr()
    assert told.err == "The file with the users was written by a newer version of this app. Update the app.\n"
    assert not (tmp_path / "people.csv").exists()
