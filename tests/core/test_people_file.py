"""Lists of people as CSV: read from whatever spreadsheet wrote them, written so that none runs a cell as a formula."""

from __future__ import annotations

import csv
import errno
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcdesktop.core import people_file
from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.models import User

ADA = User(
    id=1,
    client_user_id="ada@example.org",
    label="Ada, Countess",
    human_id="h1",
    public_token="canary-public",
    access_token="canary-access",
    sources=("Starfleet Medical", "Moonloop"),
)
BOB = User(id=2, client_user_id='"bob"')

#: Anything that one line of the list may hold.
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("csv") / "people.csv"


def reason_of(path: Path) -> object:
    with pytest.raises(InvalidInput) as caught:
        people_file.read(path)
    assert caught.value.kind is ErrorKind.FILE_UNREADABLE
    assert caught.value.__cause__ is None
    return caught.value.params["reason"]


def test_what_is_written_is_a_table_without_tokens(path: Path) -> None:
    assert people_file.write(path, iter([ADA, BOB])) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # without it a spreadsheet takes the rest for Latin-1
    assert b"canary" not in path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["clientUserId", "label", "humanId", "state", "sources"],
            ["ada@example.org", "Ada, Countess", "h1", "connected", "Starfleet Medical; Moonloop"],
            ['"bob"', "", "", "new", ""],
        ]


def test_an_empty_list_is_written_with_its_header(path: Path) -> None:
    assert people_file.write(path, []) == 0
    assert people_file.read(path) == []


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+49 171", "-x", "@SUM(A1)", "\tx", "'=1", "''=1", "  =1", "' =1", "\rx", "\nx", "\uff1d1", "\uff201"],
)
def test_no_cell_is_a_formula(path: Path, cell: str) -> None:
    people_file.write(path, [User(id=1, client_user_id=cell, label=cell)])
    with path.open(encoding="utf-8-sig", newline="") as file:
        row = list(csv.reader(file))[1]
    assert row[:2] == [f"'{cell}", f"'{cell}"]
    assert people_file.read(path) == [(cell, cell)]


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r\n", "; "])
@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1", "@x", "\uff0d1"])
def test_no_cell_is_a_formula_for_a_spreadsheet_that_parts_elsewhere(path: Path, separator: str, formula: str) -> None:
    cell = f"a{separator}{formula}"
    people_file.write(path, [User(id=1, client_user_id=cell, sources=("x", formula, "y"))])
    written = path.read_text(encoding="utf-8-sig").split("\n", 1)[1]
    for part in re.split("[;\t\r\n,]", written):
        assert not part.strip(' "').startswith(("=", "+", "@", "\uff0d")), part
    assert people_file.read(path) == [(cell, "")]


def test_half_a_character_costs_the_character_only(path: Path) -> None:
    people_file.write(path, [User(id=1, client_user_id="a", sources=("x\ud800y",)), BOB])
    assert "x?y" in path.read_text(encoding="utf-8-sig")
    assert [client_user_id for client_user_id, _label in people_file.read(path)] == ["a", '"bob"']


def test_no_more_is_read_than_a_list_can_have(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_file, "MAX_FILE", 20)
    path.write_bytes(b"id\n" + b"x" * 17)
    assert len(people_file.read(path)) == 1
    path.write_bytes(b"id\n" + b"x" * 18)
    assert reason_of(path) == "too large"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device of Unix")
def test_a_device_without_an_end_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_file, "MAX_FILE", 1_000_000)
    assert reason_of(Path("/dev/zero")) == "too large"


def test_a_path_that_is_none() -> None:
    assert reason_of(Path("a\x00b")) == "not a CSV file in UTF-8"


def test_a_refusal_remembers_nothing_of_the_file(path: Path) -> None:
    path.write_bytes(b"id\ncanary-\xff")
    with pytest.raises(InvalidInput) as caught:
        people_file.read(path)
    assert caught.value.__context__ is None


def test_a_name_with_an_apostrophe_stays(path: Path) -> None:
    people_file.write(path, [User(id=1, client_user_id="'s-Hertogenbosch", label="O'Brien")])
    assert "'s-Hertogenbosch,O'Brien" in path.read_text(encoding="utf-8-sig")
    assert people_file.read(path) == [("'s-Hertogenbosch", "O'Brien")]


@given(st.lists(st.tuples(names, names), max_size=4))
def test_what_is_written_is_read_again(scratch: Path, people: list[tuple[str, str]]) -> None:
    users = [User(id=number, client_user_id=name, label=label) for number, (name, label) in enumerate(people)]
    assert people_file.write(scratch, users) == len(people)
    written = [pair for pair in people if any(cell.strip() for cell in pair)]
    assert [pair for pair in people_file.read(scratch) if any(cell.strip() for cell in pair)] == written


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("clientUserId,label\na,A\nb,B\n", [("a", "A"), ("b", "B")]),
        ("\ufeffclientUserId,label\r\na,A\r\n", [("a", "A")]),
        ("clientUserId\na", [("a", "")]),
        (" Name , client_user_id \nA,a\n", [("a", "A")]),
        ("x,externalId,y,LABEL\n1,a,2,A\n", [("a", "A")]),
        ("ID,label\na,A\n\n , \n", [("a", "A")]),
        ("label,id\nA,a\nonly a label\n", [("a", "A")]),
        ("id,x,label\na\nb,x\n", [("a", ""), ("b", "")]),
        ('id,label\n"a,1","two\nlines ""x"""\n', [("a,1", 'two\nlines "x"')]),
        ("id,label\n,A\n", [("", "A")]),
        ("user_id,label\n", []),
        ("userId,label\n=1,+2\n'3,'=4\n", [("=1", "+2"), ("'3", "=4")]),
    ],
)
def test_files_that_can_be_read(path: Path, content: str, rows: list[tuple[str, str]]) -> None:
    path.write_bytes(content.encode())
    assert people_file.read(path) == rows


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"label,name\na,b\n", "no column clientUserId"),
        (b"\n\n", "no column clientUserId"),
        ("id\nJürgen".encode("latin-1"), "not a CSV file in UTF-8"),
        (b"PK\x03\x04\xff\xfe", "not a CSV file in UTF-8"),
        (b'id,label\n"a" b,c\n', "not a CSV file in UTF-8"),
        (b'id,label\n"a,c\n', "not a CSV file in UTF-8"),
        (b"id\n" + b"x" * 200_000, "not a CSV file in UTF-8"),
    ],
    ids=["empty", "mark only", "no id", "blank", "Latin-1", "spreadsheet", "quotes", "open quote", "huge cell"],
)
def test_files_that_cannot_be_read(path: Path, content: bytes, reason: str) -> None:
    path.write_bytes(content)
    assert reason_of(path) == reason


def test_a_file_that_is_not_there(path: Path) -> None:
    assert reason_of(path) == os.strerror(errno.ENOENT)


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        people_file.write(tmp_path, [ADA])
    assert caught.value.kind is ErrorKind.FILE_UNWRITABLE
    assert caught.value.params["reason"]
    assert str(tmp_path) not in str(caught.value)
