"""People leave as a number, wherever they stand in a text or a detail, and never half."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest

from hcdesktop.core.models import User
from hcdesktop.core.pseudonyms import Pseudonyms
from hcdesktop.core.redact import Redactor

ADA = User(id=3, client_user_id="mrn-17", label="Ada", email="ada@home.example")
BOB = User(id=4, client_user_id="Bob", label="Bob the Builder, Jr.")
LIST = {"mrn-17": 3, "Ada": 3, "Bob": 4, "Bob the Builder, Jr.": 4}


def called(names: Sequence[str]) -> Mapping[str, int]:
    return {name: LIST[name] for name in names if name in LIST}


@pytest.fixture
def pseudonyms() -> Pseudonyms:
    return Pseudonyms(Redactor(lambda: ["canary-secret-1"]), called)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ada is connected.", "user-3 is connected."),
        ("The details of mrn-17 were changed: (mrn-17)", "The details of user-3 were changed: (user-3)"),
        ("“Ada”, Bob, and Adam", "“user-3”, user-4, and Adam"),
        ("Bob the Builder, Jr. was added.", "user-4 was added."),
        ("ada@home.example wrote", "person-1 wrote"),
        ("with canary-secret-1 in it", "with ••• in it"),
        ("", ""),
    ],
)
def test_whoever_is_in_the_list_leaves_as_a_number(pseudonyms: Pseudonyms, text: str, told: str) -> None:
    assert pseudonyms.text(text) == told


def test_who_is_spoken_of_is_known_by_all_names(pseudonyms: Pseudonyms) -> None:
    assert pseudonyms.text("Ada, ada@home.example", about=[ADA]) == "user-3, user-3"


def test_the_detail_of_somebodys_event(pseudonyms: Pseudonyms) -> None:
    detail = {
        "url": "https://h.example/v1/ada%40home.example/mrn-17?x=Ada",
        "answer": [{"clientUserId": "Bob", "externalId": "stranger-9", "status": 200, "word": "Adam"}],
        "label": "",
        "none": None,
        "email": "zoe@elsewhere.example",
    }
    told = pseudonyms.json(detail, about=ADA)
    assert told == {
        "url": "https://h.example/v1/user-3/user-3?x=user-3",
        "answer": [{"clientUserId": "user-4", "externalId": "person-1", "status": 200, "word": "Adam"}],
        "label": "",
        "none": None,
        "email": "person-2",
    }


def test_the_same_stranger_has_the_same_number(pseudonyms: Pseudonyms) -> None:
    first, second = pseudonyms.json({"externalId": "x9"}), pseudonyms.json([{"externalId": "x9"}, "a@b.example"])
    assert first == {"externalId": "person-1"}
    assert json.dumps(second) == '[{"externalId": "person-1"}, "person-2"]'


def test_a_long_text_costs_a_bounded_look_up() -> None:
    asked: list[int] = []

    def count(names: Sequence[str]) -> Mapping[str, int]:
        asked.append(len(names))
        return {}

    Pseudonyms(Redactor(), count).text("word " * 20_000)
    assert asked[0] < 4_000
