"""``users import`` and ``users export``: people in and out as CSV, never a token."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from hcdesktop.desk import SIMULATOR, Desks, opened
from tests.cli.conftest import Ended, Run


def people(desks: Desks) -> dict[str, str]:
    """Name by user ID."""
    with opened(desks, SIMULATOR) as desk:
        return {user.client_user_id: user.label for user in desk.service.users()}


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def csv_file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_six_people_go_out_with_their_state(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    assert run("users", "export", path) == Ended(0, "6 people written\n", "")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfclientUserId,label,email,tags,note,humanId,state,sources\r\n")
    written = rows(path)
    assert [row["label"] for row in written][:2] == ["Ada Winterbourne", "Jonas Feldspar"]
    assert written[0] == {
        "clientUserId": "ada.winterbourne@example.org",
        "label": "Ada Winterbourne",
        "email": "",
        "tags": "",
        "note": "",
        "humanId": "",
        "state": "new",
        "sources": "",
    }
    assert written[2]["sources"] == "Starfleet Pharma; Moonloop Sleep"


def test_no_token_goes_out(run: Run, desks: Desks, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    run("users", "export", path)
    with opened(desks, SIMULATOR) as desk:
        secrets = desk.store.secrets()
    assert len(secrets) > 6
    assert [secret for secret in secrets if secret in path.read_text(encoding="utf-8")] == []


def test_what_went_out_comes_in_somewhere_else_as_it_was(run: Run, desks: Desks, tmp_path: Path) -> None:
    """GIVEN the oddest people WHEN they are exported and imported into a new folder THEN they are the same."""
    odd = {
        "=cmd|' /C calc'!A0": '=HYPERLINK("http://x")',
        "+49 170 1234": "-Minus",
        "@mention": "\tTab",
        "'quoted'": "'=still quoted",
        "''=twice": "''",
        'double "quotes", commas; semicolons': "Zoë Müller-Łukasz 名前 😀",
        "a+b&c%20=d?#/@x.de": "O'Brien",
        "x" * 512: "N" * 200,
    }
    with opened(desks, SIMULATOR) as desk:
        for client_user_id, label in odd.items():
            desk.service.add_user(client_user_id, label=label)
    before = people(desks)
    path = tmp_path / "people.csv"
    assert run("users", "export", path).code == 0
    for cell in (cell for row in rows(path) for cell in row.values()):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))  # what a spreadsheet would run
    elsewhere = tmp_path / "elsewhere"
    ended = run("users", "import", path, data_dir=elsewhere)
    assert ended == Ended(0, f"{len(odd)} of {len(odd) + 6} people added\n", "")  # the six were there
    assert people(Desks(elsewhere)) == before


@pytest.mark.parametrize(
    "text",
    [
        "clientUserId,label\nzoe@example.org,Zoë\n",
        "\ufeffclientUserId,label\r\nzoe@example.org,Zoë\r\n",
        "label,other, ClientUserID \nZoë,1,zoe@example.org\n",
        '"user_id","name"\n"zoe@example.org","Zoë"\n',
        "externalId,name\n\n , \nzoe@example.org,Zoë,too,many\n",
        'id,name\nzoe@example.org,"Zoë"\nada.winterbourne@example.org,Somebody Else\n',
        "sep=;\nid;name\nzoe@example.org;Zoë\n",
    ],
)
def test_many_ways_to_write_a_list_come_in(run: Run, desks: Desks, tmp_path: Path, text: str) -> None:
    ended = run("users", "import", csv_file(tmp_path / "in.csv", text))
    assert ended.code == 0
    assert ended.out.startswith("1 of ")
    after = people(desks)
    assert len(after) == 7
    assert after["zoe@example.org"] == "Zoë"
    assert after["ada.winterbourne@example.org"] == "Ada Winterbourne"


def test_the_same_list_twice_adds_nobody(run: Run, desks: Desks, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "in.csv", "id\na\nb\nc\n")
    assert run("users", "import", path).out == "3 of 3 people added\n"
    assert run("users", "import", path).out == "0 of 3 people added\n"


def test_a_list_with_nobody_in_it_is_no_error(run: Run, tmp_path: Path) -> None:
    assert run("users", "import", csv_file(tmp_path / "in.csv", "id,name\n")) == Ended(0, "0 of 0 people added\n", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mail,name\na,b\n", "No column of the file is called “clientUserId”."),
        ("", "There is nothing in the file."),
        ('id\n"never closed', "Line 2 of the file cannot be read"),
        (f"id\ngood\n{'x' * 513}\n", "line 3: The user ID is longer than 512 characters.\n"),
        ("id,name\ngood,\n,Nobody\n", "line 3: The user ID is empty.\n"),
        ("id\ngood\nb\x00ad\n", "line 3: The user ID has characters that cannot be shown.\n"),
        ('id\ngood\n"two\nlines"\nx\nx\n', "line 3: The user ID has characters that cannot be shown.\nline 6: "),
        (f"id,name\ngood,{'x' * 201}\n", "line 2: The name is longer than 200 characters.\n"),
        ("id\na\n\na\n", "line 4: This user ID stands in line 2 already.\n"),
        ("id,e-mail\na,b\n", "line 2: This is no e-mail address.\n"),
    ],
)
def test_a_list_that_cannot_be_used_adds_nobody(run: Run, desks: Desks, tmp_path: Path, text: str, words: str) -> None:
    ended = run("users", "import", csv_file(tmp_path / "in.csv", text))
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert "Traceback" not in ended.err
    assert len(people(desks)) == 6


def test_lines_with_mistakes_can_be_left_out(run: Run, desks: Desks, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "in.csv", "id,access_token\na,x\na,x\nb,x\n" + ",x\n" * 105)
    ended = run("users", "import", path, "--skip-mistakes")
    assert (ended.code, ended.out) == (0, "2 of 108 people added\n")
    lines = ended.err.splitlines()
    assert lines[0] == "column “access_token” is not read: tokens never come from a file"
    assert lines[1] == "line 3: This user ID stands in line 2 already."
    assert lines[-1] == "and 6 more lines with mistakes"
    assert len(lines) == 102
    assert len(people(desks)) == 8


def test_people_who_are_here_are_changed_when_that_is_asked_for(run: Run, desks: Desks, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "in.csv", "id,name,tags\nada.winterbourne@example.org,Ada L.,\njonas.feldspar@example.com,,x\n"
    )
    assert run("users", "import", path).out == "0 of 2 people added\n"
    assert run("users", "import", path, "--update").out == "0 of 2 people added, 2 changed\n"
    assert run("users", "import", path, "--update").out == "0 of 2 people added, 0 changed\n"
    after = people(desks)
    assert after["ada.winterbourne@example.org"] == "Ada L."
    assert after["jonas.feldspar@example.com"] == "Jonas Feldspar"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_letters_of_other_programs_come_in(run: Run, desks: Desks, tmp_path: Path, codec: str) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("id;name\r\nzoe;Zoë Müller\r\n".encode(codec))
    assert run("users", "import", path) == Ended(0, "1 of 1 people added\n", "")
    assert people(desks)["zoe"] == "Zoë Müller"


@pytest.mark.parametrize("action", ["import", "export"])
def test_a_place_that_cannot_be_used_is_said(run: Run, tmp_path: Path, action: str) -> None:
    for path, words in ((tmp_path / "no" / "file.csv", "No such file or directory"), (tmp_path, "Is a directory")):
        ended = run("users", action, path)
        assert (ended.code, ended.out) == (2, "")
        assert words in ended.err


def test_ten_thousand_people_come_in_and_go_out(run: Run, tmp_path: Path) -> None:
    text = "id,name\n" + "".join(f"user-{n}@example.org,User {n}\n" for n in range(10_000))
    assert run("users", "import", csv_file(tmp_path / "in.csv", text)).out == "10000 of 10000 people added\n"
    assert run("users", "export", tmp_path / "out.csv").out == "10006 people written\n"
    assert len(rows(tmp_path / "out.csv")) == 10_006
