"""The list of environments: which addresses may be sent a secret, and a file that is whole or is refused."""

from __future__ import annotations

import errno
import json
import os
import stat
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcdesktop.core.errors import ErrorKind, InvalidInput, StoreError
from hcdesktop.core.models import Environment, Hosts
from hcdesktop.store.environment_checks import check_environment
from hcdesktop.store.environments import EnvironmentBook

PRESET = Environment(name="Simulator", client_id="c0", simulated=True)
CLINIC = Environment(name="Clinic", client_id="c1", hosts=Hosts(user_url="https://user.example.test"), language="de")
HOSTS = [each.name for each in fields(Hosts)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def book(folder: Path) -> EnvironmentBook:
    return EnvironmentBook(folder, preset=PRESET)


def refused_field(environment: Environment) -> object:
    with pytest.raises(InvalidInput) as caught:
        check_environment(environment)
    assert caught.value.kind is ErrorKind.ENVIRONMENT_INVALID
    assert set(caught.value.params) == {"field"}
    return caught.value.params["field"]


# --- the list ---------------------------------------------------------------------------------------------------------


def test_at_first_there_is_the_simulator(book: EnvironmentBook, folder: Path) -> None:
    assert book.all() == [PRESET]
    assert book.get("Simulator") == PRESET
    assert book.last() == PRESET
    assert not folder.exists()


def test_an_environment_is_saved_and_found_again(book: EnvironmentBook, folder: Path) -> None:
    assert book.save(CLINIC) == CLINIC
    again = EnvironmentBook(folder, preset=PRESET)
    assert again.all() == [PRESET, CLINIC]
    assert again.get("Clinic") == CLINIC


def test_the_preset_comes_first_and_the_others_by_name(book: EnvironmentBook) -> None:
    for name in ("zeta", "Alpha", "beta"):
        book.save(replace(CLINIC, name=name))
    assert [environment.name for environment in book.all()] == ["Simulator", "Alpha", "beta", "zeta"]


def test_an_unknown_name_is_unknown(book: EnvironmentBook) -> None:
    with pytest.raises(InvalidInput) as caught:
        book.get("Nowhere")
    assert (caught.value.kind, caught.value.params) == (ErrorKind.UNKNOWN_ENVIRONMENT, {"name": "Nowhere"})


def test_the_last_one_is_remembered(book: EnvironmentBook, folder: Path) -> None:
    book.save(CLINIC)
    assert book.last() == PRESET
    book.remember("Clinic")
    assert EnvironmentBook(folder, preset=PRESET).last() == CLINIC
    book.save(replace(CLINIC, name="Other"))
    assert book.last() == CLINIC
    book.remember("gone")
    assert book.last() == PRESET


def test_what_is_remembered_already_is_not_written_again(book: EnvironmentBook, folder: Path) -> None:
    book.save(CLINIC)
    book.remember("Clinic")
    before = {path: path.stat().st_ino for path in folder.rglob("*.json")}
    book.remember("Clinic")
    assert {path: path.stat().st_ino for path in folder.rglob("*.json")} == before
    book.remember("Simulator")
    assert {path: path.stat().st_ino for path in folder.rglob("*.json")} != before


def test_an_environment_is_changed_under_its_name(book: EnvironmentBook) -> None:
    book.save(CLINIC)
    book.save(replace(CLINIC, name="Other"))
    changed = replace(CLINIC, client_id="c2")
    assert book.save(changed, replaces="Clinic") == changed
    assert book.all() == [PRESET, changed, replace(CLINIC, name="Other")]


@pytest.mark.parametrize(
    ("name", "replaces"),
    [
        ("Clinic", None),
        ("cLINIC", None),
        (" Clinic ", None),
        ("Simulator", None),
        ("SIMULATOR", None),
        ("Simulator", "Simulator"),
        ("Renamed", "Clinic"),
        ("clinic", "Clinic"),
        ("Other", "Clinic"),
    ],
)
def test_a_name_that_is_taken_or_changed_is_refused(book: EnvironmentBook, name: str, replaces: str | None) -> None:
    book.save(CLINIC)
    book.save(replace(CLINIC, name="Other"))
    before = book.all()
    with pytest.raises(InvalidInput) as caught:
        book.save(replace(CLINIC, name=name), replaces=replaces)
    assert (caught.value.kind, caught.value.params) == (ErrorKind.ENVIRONMENT_INVALID, {"field": "name"})
    assert book.all() == before


def test_each_environment_has_its_own_file(book: EnvironmentBook, folder: Path) -> None:
    names = ["Clinic", "clinic", "Clinic 2", "../../etc", "ä", "a\u0308", "con"]
    paths = [book.database(replace(CLINIC, name=name)) for name in names]
    assert len({str(path).casefold() for path in paths}) == len(names)
    assert {path.parent for path in paths} == {folder / "environments"}
    assert book.folder == folder / "environments"
    assert {path.suffix for path in paths} == {".db"}


# --- what may be saved ------------------------------------------------------------------------------------------------


def test_what_is_saved_is_trimmed(book: EnvironmentBook) -> None:
    hosts = Hosts(**{name: f"  https://{name}.example.test/path//  ".replace("_", "-") for name in HOSTS})
    typed = Environment(name="  The \t clinic ", client_id=" c1 ", language=" pt-BR ", hosts=hosts, simulated=True)
    assert book.save(typed) == Environment(
        name="The clinic",
        client_id="c1",
        language="pt-BR",
        hosts=Hosts(**{name: f"https://{name}.example.test/path".replace("_", "-") for name in HOSTS}),
        simulated=False,
    )


@pytest.mark.parametrize("name", ["", "  \n ", "x" * 61, "a\x00b", "a\x1bb", "\x9f", "\ud800"], ids=ascii)
def test_names_that_cannot_be_used(name: str) -> None:
    assert refused_field(replace(CLINIC, name=name)) == "name"


@pytest.mark.parametrize("name", ["x" * 60, "Klinik Süd #1?", "👩🏽‍⚕️", "../x", "<b>"])
def test_names_that_can_be_used(book: EnvironmentBook, name: str) -> None:
    book.save(replace(CLINIC, name=name))
    assert book.get(name).name == name


@pytest.mark.parametrize("client_id", ["", " ", "a b", "a\x00b", "a\nb", "\ud800"], ids=ascii)
def test_client_ids_that_cannot_be_used(client_id: str) -> None:
    assert refused_field(replace(CLINIC, client_id=client_id)) == "client_id"


@pytest.mark.parametrize(("language", "kept"), [("", "en"), ("  ", "en"), ("de", "de"), ("zh-Hant-TW", "zh-Hant-TW")])
def test_languages_that_can_be_used(language: str, kept: str) -> None:
    assert check_environment(replace(CLINIC, language=language)).language == kept


@pytest.mark.parametrize("language", ["-", "e n", "en_US", "en&x=1", "ü", "²"])
def test_languages_that_cannot_be_used(language: str) -> None:
    assert refused_field(replace(CLINIC, language=language)) == "language"


GOOD = [
    "https://user.humanapi.co",
    "https://user.humanapi.co:8443",
    "https://proxy.example.test/human/api",
    "HTTPS://User.HumanAPI.co",
    "https://localhost",
    "https://[2001:db8::1]",
    "https://münchen.example",
    "http://localhost:8080",
    "http://127.0.0.1:1",
    "http://127.255.255.254",
    "http://[::1]:5000",
]
BAD = [
    "",
    "   ",
    "https://",
    "https:///path",
    "https:user.humanapi.co",
    "//user.humanapi.co",
    "user.humanapi.co",
    "http://user.humanapi.co",
    "http://10.0.0.1",
    "http://localhost.example.test",
    "http://127.0.0.1.example.test",
    "http://0.0.0.0",
    "http://[::2]",
    "http://128.0.0.1",
    "ftp://user.humanapi.co",
    "ftp://localhost",
    "ws://127.0.0.1",
    "//localhost",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://user:pass@user.humanapi.co",
    "https://user@user.humanapi.co",
    "https://@user.humanapi.co",
    "https://:@user.humanapi.co",
    "http://localhost@example.test",
    "http://localhost:80@example.test",
    "https://user.humanapi.co?x=1",
    "https://user.humanapi.co?",
    "https://user.humanapi.co#x",
    "https://user.humanapi.co/#",
    "https://user.humanapi.co\\@example.test",
    "https://user.humanapi.co /x",
    "https://user.humanapi.co/\nx",
    "https://user.\thumanapi.co",
    "https://user.humanapi.co:99999",
    "https://user.humanapi.co:port",
    "https://[::1",
    "https://\ud800",
]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("address", GOOD)
def test_addresses_that_can_be_used(host: str, address: str) -> None:
    hosts = Hosts(**{host: address})
    assert getattr(check_environment(replace(CLINIC, hosts=hosts)).hosts, host) == address


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("address", BAD, ids=ascii)
def test_addresses_that_cannot_be_used(book: EnvironmentBook, host: str, address: str) -> None:
    bad = replace(CLINIC, hosts=Hosts(**{host: address}))
    assert refused_field(bad) == host
    with pytest.raises(InvalidInput):
        book.save(bad)
    assert book.all() == [PRESET]


@given(st.text() | st.text("htps:/.@?#[]\\ 12ab\n"))
def test_no_address_does_any_harm(address: str) -> None:
    try:
        kept = check_environment(replace(CLINIC, hosts=Hosts(user_url=address))).hosts.user_url
    except InvalidInput:
        return
    assert kept.lower().startswith(("https://", "http://"))
    assert check_environment(replace(CLINIC, hosts=Hosts(user_url=kept))).hosts.user_url == kept


# --- the file ---------------------------------------------------------------------------------------------------------


def test_the_file_is_the_owners_alone_and_holds_no_secret_field(book: EnvironmentBook, folder: Path) -> None:
    book.save(CLINIC)
    path = folder / "environments.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    [row] = json.loads(path.read_text())["environments"]
    assert set(row) == {"name", "client_id", "hosts", "language", "simulated"}


HOSTS_ROW = dict.fromkeys(HOSTS, "https://x.example.test")
ROW: dict[str, object] = {"name": "x", "client_id": "c", "hosts": HOSTS_ROW, "language": "en", "simulated": False}


def write(folder: Path, content: bytes | object) -> None:
    folder.mkdir(exist_ok=True)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / "environments.json").write_bytes(data)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not JSON",
        b'{"environments": [',
        b"\xff\xfe",
        b"[" * 100_000,
        b"\x00" * 10,
        [],
        "text",
        None,
        {"environments": {}},
        {"environments": "x"},
        {"environments": None},
        {"environments": [5]},
        {"environments": ["x"]},
        {"environments": [None]},
        {"environments": [{}]},
        {"environments": [{**ROW, "hosts": None}]},
        {"environments": [{**ROW, "hosts": {"other": "x"}}]},
        {"environments": [{**ROW, "hosts": {**HOSTS_ROW, "user_url": 5}}]},
        {"environments": [{**ROW, "name": 5}]},
        {"environments": [{**ROW, "client_id": None}]},
        {"environments": [{**ROW, "language": []}]},
        {"environments": [{**ROW, "more": 1}]},
        {"environments": [ROW, {**ROW, "hosts": {**HOSTS_ROW, "user_url": "http://evil.example"}}]},
    ],
    ids=lambda content: repr(content)[-40:],
)
def test_a_damaged_file_is_refused_and_left_alone(book: EnvironmentBook, folder: Path, content: bytes | object) -> None:
    write(folder, content)
    before = (folder / "environments.json").read_bytes()
    for ask in (book.all, book.last, lambda: book.get("x"), lambda: book.save(CLINIC), lambda: book.remember("x")):
        with pytest.raises(StoreError) as caught:
            ask()
        assert caught.value.kind is ErrorKind.LIST_UNREADABLE
        assert caught.value.params == {"file": "environments.json"}
    assert (folder / "environments.json").read_bytes() == before


def test_a_file_that_cannot_be_read_is_refused(book: EnvironmentBook, folder: Path) -> None:
    (folder / "environments.json").mkdir(parents=True)
    with pytest.raises(StoreError) as caught:
        book.all()
    assert caught.value.kind is ErrorKind.STORE_UNREADABLE


def test_a_file_with_little_in_it_is_enough(book: EnvironmentBook, folder: Path) -> None:
    write(folder, {"last": 5})
    assert (book.all(), book.last()) == ([PRESET], PRESET)
    write(
        folder, {"environments": [{"name": "x", "client_id": "c", "hosts": {}}], "last": "x", "of a newer version": 1}
    )
    assert book.last() == Environment(name="x", client_id="c")


def test_nobody_can_make_a_simulator_of_a_live_environment(book: EnvironmentBook, folder: Path) -> None:
    write(folder, {"environments": [{**ROW, "simulated": True}]})
    assert [environment.simulated for environment in book.all()] == [True, False]


@pytest.mark.parametrize("step", ["fsync", "open"])
@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EROFS, ErrorKind.STORE_READ_ONLY),
        (errno.EACCES, ErrorKind.STORE_READ_ONLY),
        (errno.EIO, ErrorKind.STORE_READ_ONLY),
        (errno.ENOSPC, ErrorKind.STORE_FULL),
        (errno.EDQUOT, ErrorKind.STORE_FULL),
    ],
)
def test_a_write_that_fails_leaves_the_old_file_whole_and_says_why(
    book: EnvironmentBook, folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, kind: ErrorKind
) -> None:
    book.save(CLINIC)
    before = (folder / "environments.json").read_bytes()

    def fail(*_args: object) -> int:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail)
        for change in (lambda: book.save(replace(CLINIC, name="Other")), lambda: book.remember("Clinic")):
            with pytest.raises(StoreError) as caught:
                change()
            assert caught.value.kind is kind
            assert caught.value.params == {"file": "environments.json", "reason": errno.errorcode[number]}
    assert (folder / "environments.json").read_bytes() == before
    assert {path.name for path in folder.iterdir()} == {"environments.json", "backups"}


# --- the way back


def test_a_damaged_list_is_put_aside_and_the_last_saved_one_is_back(book: EnvironmentBook, folder: Path) -> None:
    book.save(CLINIC)
    book.remember("Clinic")
    write(folder, b"damaged")
    aside = book.restore(at=1_800_000_000.0)
    assert aside.read_bytes() == b"damaged"
    assert aside.parent == folder
    assert book.all() == [PRESET, CLINIC]
    copy = folder / "backups" / "environments.json"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


def test_without_a_saved_one_the_list_is_empty_and_the_damaged_one_kept(book: EnvironmentBook, folder: Path) -> None:
    for content in (b"first", b"second"):
        write(folder, content)
        assert book.restore(at=1_800_000_000.0).read_bytes() == content
    assert book.all() == [PRESET]
    assert {path.read_bytes() for path in folder.iterdir()} == {b"first", b"second"}
    assert book.save(CLINIC) == CLINIC


def test_a_list_that_cannot_be_put_aside_is_said(
    book: EnvironmentBook, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, b"damaged")

    def refuse(_path: Path, _target: Path) -> Path:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StoreError) as caught:
        book.restore(at=1.0)
    assert caught.value.kind is ErrorKind.STORE_READ_ONLY
    assert (folder / "environments.json").read_bytes() == b"damaged"


def test_a_copy_that_cannot_be_written_is_no_reason_to_refuse(book: EnvironmentBook, folder: Path) -> None:
    folder.mkdir()
    (folder / "backups").write_bytes(b"a file where the folder should be")
    assert book.save(CLINIC) == CLINIC
    assert book.all() == [PRESET, CLINIC]
