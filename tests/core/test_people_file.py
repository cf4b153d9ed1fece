"""Lists of people as CSV: read from whatever spreadsheet wrote them, written so that none runs a cell as a formula."""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcdesktop.core import people_file, people_text
from hcdesktop.core.errors import ErrorKind, HcError, InvalidInput
from hcdesktop.core.listing import Details
from hcdesktop.core.models import User
from hcdesktop.core.people_file import Field, Unread
from hcdesktop.core.people_text import Encoding
from hcdesktop.core.roster import details_of

ADA = User(
    id=1,
    client_user_id="ada@example.org",
    label="Ada, Countess",
    human_id="h1",
    public_token="canary-public",
    access_token="canary-access",
    sources=("Starfleet Medical", "Moonloop"),
    email="a@b.org",
    tags=("x", "y, z"),
    note="Two\nlines",
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


def refusal(path: Path) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        people_file.read(path)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


def pairs(path: Path) -> list[tuple[str, str]]:
    """User ID and name of everybody in a file."""
    return [(row.client_user_id, row.details.label) for row in people_file.read(path).rows]


def test_what_is_written_is_a_table_without_tokens(path: Path) -> None:
    assert people_file.write(path, iter([ADA, BOB])) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # without it a spreadsheet takes the rest for Latin-1
    assert b"canary" not in path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["clientUserId", "label", "email", "tags", "note", "humanId", "state", "sources"],
            [
                "ada@example.org",
                "Ada, Countess",
                "a@b.org",
                'x, "y, z"',
                "Two\nlines",
                "h1",
                "connected",
                "Starfleet Medical; Moonloop",
            ],
            ['"bob"', "", "", "", "", "", "new", ""],
        ]


def test_an_empty_list_is_written_with_its_header(path: Path) -> None:
    assert people_file.write(path, []) == 0
    assert pairs(path) == []


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+49 171",
        "-x",
        "@SUM(A1)",
        "\tx",
        "'=1",
        "''=1",
        "  =1",
        "' =1",
        "\rx",
        "\nx",
        "\uff1d1",
        "\uff201",
        '"\tx',
        " \tx",
    ],
)
def test_no_cell_is_a_formula(path: Path, cell: str) -> None:
    people_file.write(path, [User(id=1, client_user_id=cell, label=cell)])
    with path.open(encoding="utf-8-sig", newline="") as file:
        row = list(csv.reader(file))[1]
    assert row[:2] == [f"'{cell}", f"'{cell}"]
    assert pairs(path) == [(cell, cell)]


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r\n", "; "])
@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1", "@x", "\uff0d1"])
def test_no_cell_is_a_formula_for_a_spreadsheet_that_parts_elsewhere(path: Path, separator: str, formula: str) -> None:
    cell = f"a{separator}{formula}"
    people_file.write(path, [User(id=1, client_user_id=cell, sources=("x", formula, "y"))])
    written = path.read_text(encoding="utf-8-sig").split("\n", 1)[1]
    for part in re.split("[;\t\r\n,]", written):
        assert not part.strip(' "').startswith(("=", "+", "@", "\uff0d")), part
    assert pairs(path) == [(cell, "")]


def test_half_a_character_costs_the_character_only(path: Path) -> None:
    people_file.write(path, [User(id=1, client_user_id="a", sources=("x\ud800y",)), BOB])
    assert "x?y" in path.read_text(encoding="utf-8-sig")
    assert [client_user_id for client_user_id, _label in pairs(path)] == ["a", '"bob"']


def test_no_more_is_read_than_a_list_can_have(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_text, "MAX_FILE", 20)
    path.write_bytes(b"id\n" + b"x" * 17)
    assert len(pairs(path)) == 1
    path.write_bytes(b"id\n" + b"x" * 18)
    assert refusal(path).kind is ErrorKind.FILE_TOO_LARGE


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device of Unix")
def test_a_device_without_an_end_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_text, "MAX_FILE", 1_000_000)
    assert refusal(Path("/dev/zero")).kind is ErrorKind.FILE_TOO_LARGE


def test_a_path_that_is_none() -> None:
    assert refusal(Path("a\x00b")).params == {"reason": "no file name"}


def test_a_refusal_remembers_nothing_of_the_file(path: Path) -> None:
    path.write_bytes(b'id\n"canary')
    assert "canary" not in repr(refusal(path))


def test_a_name_with_an_apostrophe_stays(path: Path) -> None:
    people_file.write(path, [User(id=1, client_user_id="'s-Hertogenbosch", label="O'Brien")])
    assert "'s-Hertogenbosch,O'Brien" in path.read_text(encoding="utf-8-sig")
    assert pairs(path) == [("'s-Hertogenbosch", "O'Brien")]


#: What the list keeps of a note and of a tag (``roster.check_details``).
notes = st.text(st.characters(exclude_categories=["Cs"])).map(str.strip) | st.sampled_from(
    ["=1", "a\r\n=b", "\t;@x", "'-"]
)
tags = st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(lambda tag: " ".join(tag.split())).filter(bool)
people = st.builds(
    User,
    id=st.just(1),
    client_user_id=names | st.sampled_from(["=1", "+1", "-1", "@x", "'=1"]),
    label=names,
    email=names,
    note=notes,
    tags=st.lists(tags | st.sampled_from(["a,b", "a;b", '"a"', "=a", '"']), max_size=4).map(tuple),
)


@given(st.lists(people, max_size=3))
@settings(max_examples=60)
def test_what_is_written_is_read_again(scratch: Path, users: list[User]) -> None:
    assert people_file.write(scratch, users) == len(users)
    written = [(user.client_user_id, details_of(user)) for user in users]
    assert [(row.client_user_id, row.details) for row in people_file.read(scratch).rows] == written


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("clientUserId,label\na,A\nb,B\n", [("a", "A"), ("b", "B")]),
        ("\ufeffclientUserId,label\r\na,A\r\n", [("a", "A")]),
        ("clientUserId\na", [("a", "")]),
        (" Name , client_user_id \nA,a\n", [("a", "A")]),
        ("x,externalId,y,LABEL\n1,a,2,A\n", [("a", "A")]),
        ("ID,label\na,A\n\n , \n", [("a", "A")]),
        ("label,id\nA,a\nonly a label\n", [("a", "A"), ("", "only a label")]),
        ('id;label\r\na;"A;B"\r\n', [("a", "A;B")]),
        ("id\tlabel\na\tA, B\n", [("a", "A, B")]),
        ("id;name, first and last\na;A, B\n", [("a", "")]),
        ("sep=;\r\nid;label\r\na;A\r\n", [("a", "A")]),
        ('"sep=\t"\nid\tlabel\na\tA\n', [("a", "A")]),
        ("id,Client-User ID,Correo electrónico\n1,a,x\n", [("a", "")]),
        ("id,x,label\na\nb,x\n", [("a", ""), ("b", "")]),
        ('id,label\n"a,1","two\nlines ""x"""\n', [("a,1", 'two\nlines "x"')]),
        ("id,label\n,A\n", [("", "A")]),
        ("user_id,label\n", []),
        ("userId,label\n=1,+2\n'3,'=4\n", [("=1", "+2"), ("'3", "=4")]),
    ],
)
def test_files_that_can_be_read(path: Path, content: str, rows: list[tuple[str, str]]) -> None:
    path.write_bytes(content.encode())
    assert pairs(path) == rows


ENCODED = {
    "UTF-8": ("utf-8", Encoding.UTF_8, False),
    "UTF-8 with a mark": ("utf-8-sig", Encoding.UTF_8, True),
    "UTF-16 little": ("utf-16-le", Encoding.UTF_16_LE, False),
    "UTF-16 big": ("utf-16-be", Encoding.UTF_16_BE, False),
    "Windows": ("cp1252", Encoding.WINDOWS_1252, False),
    "Latin-1": ("latin-1", Encoding.WINDOWS_1252, False),
}


@pytest.mark.parametrize("name", ENCODED)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_letters_are_known_by_their_bytes(path: Path, name: str, delimiter: str) -> None:
    codec, encoding, marked = ENCODED[name]
    path.write_bytes(f"id{delimiter}name\r\nzoë{delimiter}Müller\r\n".encode(codec))
    file = people_file.read(path)
    assert (file.encoding, file.marked, file.delimiter, file.name) == (encoding, marked, delimiter, path.name)
    assert pairs(path) == [("zoë", "Müller")]


@pytest.mark.parametrize(("mark", "codec"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_a_mark_tells_utf_16(path: Path, mark: bytes, codec: str) -> None:
    path.write_bytes(mark + "id;имя\nя;Зоя\n".encode(codec))
    assert people_file.read(path).marked
    assert pairs(path) == [("я", "")]


def test_columns_are_known_by_their_titles_and_tokens_are_not_read(path: Path) -> None:
    path.write_text("E-Mail;User ID;ID;Notas;Etiquetas;publicToken;App Key;x\na@b;u;1;n;t;canary;canary;y\n")
    file = people_file.read(path)
    assert [column.use for column in file.columns] == [
        *(Field.EMAIL, Field.ID, Unread.UNKNOWN, Field.NOTE, Field.TAGS, Unread.SECRET, Unread.SECRET, Unread.UNKNOWN)
    ]
    assert [row.details for row in file.rows] == [Details(email="a@b", note="n", tags=("t",))]
    assert "canary" not in f"{file!r} {file.rows}"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("a", ("a",)),
        ("a, b;c ", ("a", "b", "c")),
        ('"a, b", c', ("a, b", "c")),
        ('5" pipe, "x', ('5" pipe', '"x')),
        ('"a"b, c', ('"a"b', "c")),
        (";,", ("", "")),
        ("", ()),
    ],
)
def test_tags_of_one_cell(path: Path, cell: str, expected: tuple[str, ...]) -> None:
    path.write_text("id\ttags\nu\t{}\n".format('"' + cell.replace('"', '""') + '"'))
    [row] = people_file.read(path).rows
    assert row.details.tags == expected


def test_rows_know_their_lines(path: Path) -> None:
    path.write_text('sep=,\nid,note\n\na,"two\nlines"\n\n,\nb,\n')
    assert [(row.line, row.client_user_id) for row in people_file.read(path).rows] == [(4, "a"), (8, "b")]


@given(text=st.text('a,"\r\n\u2028', max_size=40), start=st.integers(0, 3), stretch=st.integers(1, 5))
def test_lines_do_not_depend_on_where_a_stretch_ends(text: str, start: int, stretch: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people_text, "_STRETCH", stretch)
        assert list(people_text._lines(text, start)) == list(io.StringIO(text[start:], newline=""))


@pytest.mark.parametrize("before", ["", "\n \n", "\x0b\u2028\x1c\x1e"])
@pytest.mark.parametrize("after", ["", "\r\na;b", "\x85a,b", "\u2029"])
def test_the_first_line_that_is_not_blank_tells_what_parts_cells(before: str, after: str) -> None:
    seen: list[list[str]] = []

    def fits(cells: list[str]) -> bool:
        seen.append(cells)
        return True

    delimiter, start = people_text.delimiter_of(f"{before} \tid;a b{after}", fits=fits)
    assert (delimiter, start) == (";", 0)
    assert [" \tid", "a b"] in seen


def test_a_long_list_is_never_taken_apart_as_a_whole() -> None:
    # What is done in one go holds the interpreter, and with it the window: a million lines for a tenth of a second.
    text = "id,name\n" + "ada@example.org,Ada\n" * 200_000
    tracemalloc.start()
    try:
        delimiter, start = people_text.delimiter_of(text, fits=lambda titles: "id" in titles)
        rows = people_text.rows_of(text, delimiter=delimiter, start=start)
        assert [next(rows)[1] for _ in range(2)] == [["id", "name"], ["ada@example.org", "Ada"]]
        assert tracemalloc.get_traced_memory()[1] < len(text) // 2
    finally:
        tracemalloc.stop()


def test_reading_tells_how_far_it_is_and_ends_when_it_is_cancelled(path: Path) -> None:
    path.write_text("id\n" + "".join(f"u{n}\n" for n in range(5_000)))
    told: list[float] = []

    def report(done: int, total: int) -> bool:
        told.append(done / total)
        return True

    people_file.read(path, report)
    assert told == sorted(told)
    assert len(told) >= 5
    assert (told[0] < 0.1, told[-1] > 0.8, max(told) <= 1) == (True, True, True)
    with pytest.raises(HcError) as caught:
        people_file.read(path, lambda _done, _total: False)
    assert caught.value.kind is ErrorKind.CANCELLED


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", ErrorKind.FILE_EMPTY),
        (b"\xef\xbb\xbf", ErrorKind.FILE_EMPTY),
        (b"\n\n", ErrorKind.FILE_EMPTY),
        (b",,\n,,\n", ErrorKind.FILE_NO_IDS),
        (b"label,name\na,b\n", ErrorKind.FILE_NO_IDS),
        (b"PK\x03\x04\xff\xfe", ErrorKind.FILE_NO_TEXT),
        (b"\xff\xfe\x00", ErrorKind.FILE_NO_TEXT),
        (b"id\n\x81", ErrorKind.FILE_NO_TEXT),
        ("id\nzoë\nmüller".encode() + b"\xff", ErrorKind.FILE_NO_TEXT),
        (b'id,label\n"a" b,c\n', ErrorKind.FILE_BROKEN),
        (b'id,label\n"a,c\n', ErrorKind.FILE_BROKEN),
        (b"id\n" + b"x" * 200_000, ErrorKind.FILE_BROKEN),
    ],
    ids=[
        *("empty", "mark only", "blank", "no cells", "no id", "spreadsheet", "half a letter", "no letter"),
        *("damaged", "quotes", "open quote", "huge cell"),
    ],
)
def test_files_that_cannot_be_read(path: Path, content: bytes, kind: ErrorKind) -> None:
    path.write_bytes(content)
    error = refusal(path)
    assert error.kind is kind
    assert error.params == ({"line": 2} if kind is ErrorKind.FILE_BROKEN else {})


def test_a_file_that_is_not_there(path: Path) -> None:
    assert refusal(path).params == {"reason": os.strerror(errno.ENOENT)}


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    path, link = tmp_path / "people.csv", tmp_path / "link.csv"
    path.write_text("before")
    link.symlink_to(path)

    def broken_off() -> Iterator[User]:
        yield ADA
        assert path.read_text() == "before"
        raise HcError(ErrorKind.CANCELLED)

    with pytest.raises(HcError):
        people_file.write(path, broken_off())
    assert path.read_text() == "before"
    assert people_file.write(link, [ADA]) == 1
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8-sig").startswith("clientUserId")
    assert sorted(tmp_path.iterdir()) == [link, path]


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="a device of Unix")
def test_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    assert people_file.write(Path(os.devnull), [ADA]) == 1
    assert not Path(os.devnull).is_file()


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        people_file.write(tmp_path, [ADA])
    assert caught.value.kind is ErrorKind.FILE_UNWRITABLE
    assert caught.value.params["reason"]
    assert str(tmp_path) not in str(caught.value)
