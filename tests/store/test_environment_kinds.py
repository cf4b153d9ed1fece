"""Test and production: never on one file, whatever an environment is called, renamed, deleted or set up anew."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcdesktop.core.errors import ErrorKind, HcError, InvalidInput, StoreError, VaultError
from hcdesktop.core.models import Credentials, Environment, EnvironmentKind, Hosts
from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.store import environment_file
from hcdesktop.store.environments import EnvironmentBook
from hcdesktop.store.files import slug

HERE = Hosts(**dict.fromkeys(Hosts.__dataclass_fields__, "http://127.0.0.1:9"))
TEST = Environment(name="Clinic", client_id="c1", chosen_kind=EnvironmentKind.TEST)
PRODUCTION = replace(TEST, chosen_kind=EnvironmentKind.PRODUCTION)
KINDS = st.sampled_from([EnvironmentKind.TEST, EnvironmentKind.PRODUCTION])


class Ring:
    """A keyring of our own, that can be locked."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self.locked = False

    def key(self, environment_name: str, *, create: bool) -> bytes:
        if create:
            self.keys.setdefault(environment_name, os.urandom(32))
        if environment_name not in self.keys:
            raise VaultError(ErrorKind.KEY_MISSING)
        return self.keys[environment_name]

    def keep(self, environment_name: str, key: bytes) -> None:
        self.keys[environment_name] = key

    def forget(self, environment_name: str) -> None:
        if self.locked:
            raise VaultError(ErrorKind.KEYRING_LOCKED)
        self.keys.pop(environment_name, None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def book(folder: Path) -> EnvironmentBook:
    return EnvironmentBook(folder, preset=SIMULATOR)


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def desks(folder: Path, ring: Ring) -> Desks:
    return Desks(folder, vault=ring)


def refused(act: Callable[[], object]) -> dict[str, object]:
    with pytest.raises(InvalidInput) as caught:
        act()
    assert caught.value.kind is ErrorKind.ENVIRONMENT_INVALID
    return dict(caught.value.params)


# --- which kind


def test_the_chosen_kind_holds_and_one_that_was_never_chosen_is_production_unless_all_is_here() -> None:
    assert SIMULATOR.kind is EnvironmentKind.SIMULATOR
    assert TEST.kind is EnvironmentKind.TEST
    assert Environment(name="x", client_id="c").kind is EnvironmentKind.PRODUCTION
    assert Environment(name="x", client_id="c", hosts=HERE).kind is EnvironmentKind.TEST
    one_outside = replace(HERE, user_url="https://user.example.test")
    assert Environment(name="x", client_id="c", hosts=one_outside).kind is EnvironmentKind.PRODUCTION
    assert replace(PRODUCTION, hosts=HERE).kind is EnvironmentKind.PRODUCTION


def test_a_list_from_before_there_were_kinds_opens_with_its_files(book: EnvironmentBook, folder: Path) -> None:
    folder.mkdir()
    row = {"name": "Clinic", "client_id": "c1", "hosts": {}, "language": "en", "simulated": False}
    (folder / "environments.json").write_text(json.dumps({"last": "Clinic", "environments": [row]}))
    old = book.last()
    assert (old.kind, old.chosen_kind) == (EnvironmentKind.PRODUCTION, None)
    assert book.database(old).stem == slug("Clinic")
    chosen = book.save(replace(old, chosen_kind=EnvironmentKind.TEST), replaces="Clinic")
    assert chosen.kind is EnvironmentKind.TEST
    assert book.database(chosen) == book.database(old)


@pytest.mark.parametrize("kind", ["simulator", "PRODUCTION", "", 5, []])
def test_a_kind_that_there_is_not_makes_the_list_unreadable(book: EnvironmentBook, folder: Path, kind: object) -> None:
    folder.mkdir()
    row = {"name": "Clinic", "client_id": "c1", "hosts": {}, "chosen_kind": kind}
    (folder / "environments.json").write_text(json.dumps({"environments": [row]}))
    with pytest.raises(StoreError) as caught:
        book.all()
    assert caught.value.kind is ErrorKind.LIST_UNREADABLE


# --- one file each


def test_a_chosen_kind_cannot_be_changed(book: EnvironmentBook) -> None:
    book.save(TEST)
    assert refused(lambda: book.save(PRODUCTION, replaces="Clinic")) == {"field": "kind"}
    assert refused(lambda: book.save(replace(TEST, chosen_kind=None), replaces="Clinic")) == {"field": "kind"}
    assert book.get("Clinic").kind is EnvironmentKind.TEST


def test_a_test_and_a_production_of_one_name_have_files_and_keys_of_their_own(desks: Desks, ring: Ring) -> None:
    test = desks.book.save(TEST)
    with opened(desks, test) as desk:
        desk.service.add_user("somebody@example.org")
    (desks.folder / "environments.json").unlink()
    production = desks.book.save(PRODUCTION)
    with opened(desks, production) as desk:
        assert desk.service.count_users() == 0
    assert desks.book.database(test) != desks.book.database(production)
    assert len(set(ring.keys.values())) == len(ring.keys) == 2


def test_the_same_name_and_kind_find_their_file_when_the_list_is_lost(desks: Desks) -> None:
    with opened(desks, desks.book.save(TEST)) as desk:
        desk.service.add_user("somebody@example.org")
    (desks.folder / "environments.json").unlink()
    with opened(desks, desks.book.save(TEST)) as desk:
        assert desk.service.count_users() == 1


def test_a_file_from_before_there_were_kinds_is_found_as_production_only(desks: Desks) -> None:
    old = replace(TEST, chosen_kind=None)
    with opened(desks, desks.book.save(old)) as desk:
        desk.service.add_user("somebody@example.org")
    (desks.folder / "environments.json").unlink()
    assert desks.book.database(desks.book.save(TEST)) != desks.book.database(old)
    (desks.folder / "environments.json").unlink()
    assert desks.book.database(desks.book.save(PRODUCTION)) == desks.book.database(old)


def test_two_data_folders_have_keys_of_their_own_in_one_keyring(tmp_path: Path, ring: Ring) -> None:
    for name in ("one", "two"):
        desks = Desks(tmp_path / name, vault=ring)
        with opened(desks, desks.book.save(PRODUCTION)):
            pass
    assert len(ring.keys) == 2


@settings(max_examples=30)  # each writes some thirty files
@given(steps=st.lists(st.tuples(st.sampled_from("snrb"), st.sampled_from("AaB "), KINDS), max_size=12))
def test_no_two_ever_share_a_file(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]]) -> None:
    """Set up, renamed, deleted (with the files still there) and set up again in any order."""
    book = EnvironmentBook(tmp_path_factory.mktemp("book"), preset=SIMULATOR)
    kinds: dict[Path, EnvironmentKind] = {}
    for step, name, kind in steps:
        known = [each for each in book.all() if not each.simulated]
        try:
            match step:
                case "s":
                    book.save(replace(TEST, name=name, chosen_kind=EnvironmentKind(kind)))
                case "n":
                    book.save(replace(TEST, name=name, chosen_kind=None))
                case "r" if known:
                    book.rename(known[0].name, name)
                case "b" if known:
                    book.bury(known[0])
        except InvalidInput:
            continue
        files = [book.database(each) for each in book.all()]
        assert len(set(files)) == len(files)
        for each in book.all():
            if each.chosen_kind is not None:
                assert kinds.setdefault(book.database(each), each.kind) is each.kind


def test_two_rows_on_one_file_make_the_list_unreadable(book: EnvironmentBook, folder: Path) -> None:
    folder.mkdir()
    row = {"name": "A", "client_id": "c", "hosts": {}, "kept_as": "x"}
    for rows in (
        [row, {**row, "name": "B"}],
        [row, {"name": "x", "client_id": "c", "hosts": {}}],
        [{**row, "kept_as": "Simulator"}],
    ):
        (folder / "environments.json").write_text(json.dumps({"environments": rows}))
        with pytest.raises(StoreError) as caught:
            book.all()
        assert caught.value.kind is ErrorKind.LIST_UNREADABLE


# --- renaming


@pytest.mark.parametrize("kind", [None, EnvironmentKind.TEST])
def test_a_renamed_environment_keeps_its_file_its_key_and_its_secrets(
    desks: Desks, ring: Ring, kind: EnvironmentKind | None
) -> None:
    with opened(desks, desks.book.save(replace(TEST, chosen_kind=kind))) as desk:
        desk.service.set_credentials(Credentials(client_secret="s3cret"))
        desk.service.add_user("somebody@example.org")
    desks.book.remember("Clinic")
    before = dict(ring.keys), sorted(desks.book.folder.iterdir())
    renamed = desks.book.rename("Clinic", "  Harbour  clinic ")
    assert desks.book.last() == renamed
    assert [each.name for each in desks.book.all()] == ["Simulator", "Harbour clinic"]
    assert (dict(ring.keys), sorted(desks.book.folder.iterdir())) == before
    with opened(desks, renamed) as desk:
        assert desk.service.credentials().client_secret == "s3cret"
        assert desk.service.count_users() == 1
    again = desks.book.save(TEST)
    assert desks.book.database(again) != desks.book.database(renamed)


def test_a_rename_that_is_cut_off_has_happened_or_not(
    book: EnvironmentBook, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.save(TEST)
    before = (folder / "environments.json").read_bytes()

    def fail(*_arguments: object) -> int:
        raise OSError(errno.EIO, "cut")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(StoreError):
            book.rename("Clinic", "Other")
    assert (folder / "environments.json").read_bytes() == before


def test_names_that_a_rename_refuses(book: EnvironmentBook) -> None:
    book.save(TEST)
    book.save(replace(TEST, name="Other"))
    for name in ("OTHER", "simulator", "", "x" * 61):
        assert refused(lambda name=name: book.rename("Clinic", name)) == {"field": "name"}  # type: ignore[misc]
    assert refused(lambda: book.rename("Simulator", "Mine")) == {"field": "name"}
    assert book.rename("Clinic", "CLINIC").name == "CLINIC"


# --- deleting


def populate(desks: Desks, environment: Environment) -> Environment:
    """With people, a copy, a recovery passphrase, and what a crash leaves."""
    saved = desks.book.save(environment)
    with opened(desks, saved) as desk:
        desk.service.add_user("somebody@example.org")
        desks.set_recovery(desk, "recovery")
        desks.back_up(desk)
    stem = desks.book.database(saved).stem
    (desks.book.folder / f"{stem}.db-wal").write_bytes(b"left")
    (desks.book.folder / f"{stem}.1234.tmp").write_bytes(b"left")
    return saved


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_is_left_of_what_was_deleted_and_nothing_of_others_is_touched(desks: Desks, ring: Ring) -> None:
    gone = populate(desks, TEST)
    stem = desks.book.database(gone).stem
    stays = [populate(desks, replace(PRODUCTION, name=name)) for name in ("Clinic 2", stem)]
    before = content(desks.folder)
    desks.delete(gone)
    after = content(desks.folder)
    assert [each.name for each in desks.book.all()] == ["Simulator", *sorted(each.name for each in stays)]
    lost = set(before) - set(after)
    assert len(lost) >= 6
    assert all(name.startswith(f"{stem}.") for name in lost)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"environments.json"}
    assert not any(name.startswith(f"{stem}.") for name in after)
    assert set(ring.keys) == {each.storage_name for each in stays}
    assert b"c1" in after["environments.json"]
    assert desks.book.buried() == []


def test_a_deletion_that_was_broken_off_is_gone_on_with(desks: Desks, ring: Ring) -> None:
    gone = populate(desks, TEST)
    ring.locked = True
    with pytest.raises(VaultError):
        desks.delete(gone)
    assert [each.name for each in desks.book.all()] == ["Simulator"]
    assert desks.book.buried() == [gone.storage_name]
    # Set up anew meanwhile, it is another one.
    assert desks.book.save(TEST).storage_name != gone.storage_name
    with pytest.raises(VaultError):
        desks.complete_deletions()
    ring.locked = False
    Desks(desks.folder, vault=ring).complete_deletions()
    assert ring.keys == {}
    assert not [name for name in content(desks.folder) if name.startswith(desks.book.database(gone).stem)]
    assert desks.book.buried() == []


def test_a_passphrases_key_file_goes_without_a_keyring(folder: Path) -> None:
    desks = Desks(folder)  # a computer on which there is no keyring (conftest.py)
    saved = desks.book.save(TEST)
    desks.open(saved, passphrase="long enough").close()
    desks.delete(saved)
    assert not list(desks.book.folder.iterdir())


def test_the_simulator_is_not_deleted(desks: Desks) -> None:
    with opened(desks, SIMULATOR):
        pass
    before = content(desks.folder)
    with pytest.raises(HcError):
        desks.delete(SIMULATOR)
    assert content(desks.folder) == before


# --- the first launch in production


def test_a_typed_name_holds_until_the_addresses_change(book: EnvironmentBook, folder: Path) -> None:
    saved = book.save(PRODUCTION)
    assert not book.is_confirmed(saved)
    book.confirm(saved)
    again = EnvironmentBook(folder, preset=SIMULATOR)
    assert again.is_confirmed(saved)
    assert again.is_confirmed(again.rename("Clinic", "Renamed"))
    for changed in (replace(saved, client_id="c2"), replace(saved, hosts=Hosts(connect_url="https://c.example.test"))):
        assert not again.is_confirmed(changed)
    again.bury(saved)
    assert not again.is_confirmed(saved)


# --- a file to hand on


def test_an_environment_comes_back_out_of_its_file_without_what_is_this_computers(tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    environment_file.write(path, replace(PRODUCTION, language="de", hosts=HERE, kept_as="its file"))
    assert environment_file.read(path) == replace(PRODUCTION, language="de", hosts=HERE)
    assert "its file" not in path.read_text()


GOOD = {"hcdesktop_environment": 1, "name": "x", "client_id": "c", "language": "en", "kind": "test"}
GOOD_HOSTS = dict.fromkeys(Hosts.__dataclass_fields__, "https://x.example.test")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", ErrorKind.FILE_UNREADABLE),
        (b"\xff\xfe", ErrorKind.FILE_UNREADABLE),
        (b"[" * 70_000, ErrorKind.FILE_UNREADABLE),
        ([], ErrorKind.FILE_UNREADABLE),
        ({**GOOD, "hosts": {}}, ErrorKind.FILE_UNREADABLE),
        ({**GOOD, "hosts": GOOD_HOSTS, "hcdesktop_environment": 2}, ErrorKind.FILE_UNREADABLE),
        ({**GOOD, "hosts": GOOD_HOSTS, "name": 5}, ErrorKind.FILE_UNREADABLE),
        ({**GOOD, "hosts": {**GOOD_HOSTS, "user_url": "http://evil.example"}}, ErrorKind.ENVIRONMENT_INVALID),
        ({**GOOD, "hosts": GOOD_HOSTS, "client_id": "a b"}, ErrorKind.ENVIRONMENT_INVALID),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_another_file_is_refused(tmp_path: Path, content: object, kind: ErrorKind) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(InvalidInput) as caught:
        environment_file.read(path)
    assert caught.value.kind is kind


def test_what_is_no_test_by_its_own_word_is_production(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for kind in ("simulator", "Test", None, 5):
        path.write_text(json.dumps({**GOOD, "hosts": GOOD_HOSTS, "kind": kind, "kept_as": "Simulator"}))
        read = environment_file.read(path)
        assert (read.kind, read.kept_as, read.simulated) == (EnvironmentKind.PRODUCTION, "", False)


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput) as caught:
        environment_file.write(tmp_path / "file" / "x.json", TEST)
    assert caught.value.kind is ErrorKind.FILE_UNWRITABLE
