"""Scenario files: what they can say, and that every mistake is named with its line and column."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcdesktop.core import resources
from hcdesktop.core.models import PopupProblem
from hcdesktop.simulator.positions import Mistake, parse
from hcdesktop.simulator.providers import Via
from hcdesktop.simulator.scenario import Answer, AnswerTwist, Deed, Ending, Scenario, Stage, Step
from hcdesktop.simulator.scenario_file import ScenarioMistakes, read
from hcdesktop.simulator.scenario_file import parse as parse_scenario
from hcdesktop.simulator.schema import Checker
from hcdesktop.simulator.shelf import scenario

START = '{"title": "t", "stage": "tokens", "ends": "saved"'


def told(text: str) -> list[str]:
    with pytest.raises(ScenarioMistakes) as caught:
        parse_scenario(text, name="x")
    return [str(mistake) for mistake in caught.value.mistakes]


def with_wrong(wrong: object, **more: object) -> Scenario:
    item = {"title": "t", "stage": "tokens", "ends": "saved", "wrong": wrong, **more}
    return parse_scenario(json.dumps(item), name="x")


# --- what a file can say ----------------------------------------------------------------------------------------------


def test_everything_at_once() -> None:
    found = with_wrong(
        {
            "script": {"delay": 1.5},
            "popup": {"fails": "error", "problem": {"code": "C", "message": "M"}},
            "provider": {"fails": "refused", "opens": "frame"},
            "callback": {"fails": "twice"},
            "tokens": [503, {"status": 429, "retryAfter": 7, "times": 2}, {"fails": "lost", "delay": 1}, 200],
            "publictokens": [{"body": "{}"}],
            "data": [{"sources": "revoked"}],
        },
        user={"is": "existing", "id": "a b", "sources": ["Quillstep"], "tokens": "stale"},
        person=[
            {"do": "search", "text": "q"},
            {"do": "connect", "source": "Q", "logIn": "wrongly"},
            {"do": "wait", "seconds": 2},
            {"do": "nothing"},
        ],
    )
    assert (found.name, found.stage, found.ends, found.via) == ("x", Stage.TOKENS, Ending.SAVED, Via.FRAME)
    assert found.popup_problem == PopupProblem(code="C", message="M", detailed_message="M")
    busy = Answer(status=429, retry_after="7")
    late = Answer(twist=AnswerTwist.LOST, delay=1.0)
    assert found.tokens == (Answer(status=503), busy, busy, late, Answer(status=200))
    assert found.public_tokens == (Answer(body="{}"),)
    assert found.data == (Answer(sync="revoked"),)
    assert (found.cast.existing, found.cast.client_user_id, found.cast.tokens) == (True, "a b", "stale")
    assert found.steps[1] == Step(deed=Deed.CONNECT, source="Q", log_in="wrongly")
    assert [step.deed for step in found.steps] == [Deed.SEARCH, Deed.CONNECT, Deed.WAIT, Deed.NOTHING]
    assert found.goes_wrong


def test_chance_is_drawn_from_the_seed() -> None:
    wrong = {"tokens": [{"status": 503, "times": 20, "chance": 0.5, "delay": [0.1, 0.9]}]}
    one, same, other = with_wrong(wrong, seed=1), with_wrong(wrong, seed=1), with_wrong(wrong, seed=2)
    assert one.tokens == same.tokens != other.tokens
    assert {answer.status for answer in one.tokens} == {0, 503}
    delays = [answer.delay for answer in one.tokens]
    assert all(0.1 <= delay <= 0.9 for delay in delays)
    assert len(set(delays)) == 20


def test_the_name_is_the_file_s(tmp_path: Path) -> None:
    path = tmp_path / "my own.json"
    path.write_bytes(b"\xef\xbb\xbf" + START.encode() + b"}")  # as Windows editors begin a file
    assert read(path).name == "my own"


# --- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ('¦"sead": 3', '"sead" is not known here. Is "seed" meant?'),
        ('"wrong": {\n  "tokens": [503, {¦"stats": 1}]}', '"stats" is not known here. Is "status" meant?'),
        ('"seed": ¦true', "This has to be a whole number."),
        ('"seed": ¦-1', "This has to be at least 0."),
        ('"wrong": ¦{}', "This must not be empty."),
        ('"wrong": ¦[]', "This has to be an object."),
        ('"wrong": {"tokens": [200, ¦199]}', "This has to be at least 200."),
        ('"wrong": {"tokens": [¦600]}', "This has to be at most 599."),
        ('"wrong": {"tokens": ¦[]}', "At least 1 are needed here."),
        ('"wrong": {"tokens": ¦[' + ", ".join(["503"] * 41) + "]}", "At most 40 are allowed here."),
        ('"wrong": {"tokens": [{"retryAfter": ¦null}]}', "This has to be a whole number or a text."),
        ('"wrong": {"popup": ¦{"fails": "error"}}', '"problem" is missing.'),
        ('"wrong": {"popup": {"fails": ¦"hangs"}}', None),
        ('"person": [¦{"do": "connect"}]', '"source" is missing.'),
        ('"person": [{"do": "close", ¦"source": "Q"}]', '"source" does not belong here.'),
        ('"wrong": {"script": {"delay": ¦[2, 1]}}', "The first number has to be the smaller one."),
        ('"wrong": {"script": {"delay": ¦[2]}}', "At least 2 are needed here."),
        ('"seed": 1,\n ¦"seed": 2', 'The name "seed" is given twice.'),
        ('"user": {"id": ¦""}', "This must not be empty."),
        ('"user": {"id": ¦"' + "x" * 501 + '"}', "This has more than 500 characters."),
        ('"user": {"id": ¦"\\ud800"}', "Half a character cannot be sent."),
        ('"user"¦; 1', '":" is missing.'),
        ("¦user", "A name in double quotes is missing."),
        ('"seed": [1 ¦2]', '"," is missing.'),
        ('"seed": ¦NaN', "A value is missing."),
        ('"seed": ¦01', "A value is missing."),
        ('"seed": ¦1e999', "A value is missing."),
        ('"seed": ' + "[" * 20 + "¦[", "Nested too deeply."),
    ],
)
def test_mistake_is_named_with_its_place(rest: str, message: str | None) -> None:
    text = f"{START},\n {rest}}}"
    before = text.partition("¦")[0].splitlines()
    found = told(text.replace("¦", ""))
    assert [line.split(" ")[0] for line in found] == [f"{len(before)}:{len(before[-1]) + 1}:"]
    assert message is None or found[0].endswith(f": {message}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{\n"title": "t"}', ['1:1: "ends" is missing.', '1:1: "stage" is missing.']),
        ("{", ["1:2: A name in double quotes is missing."]),
        ("[1] 2", ["1:5: Nothing may follow the object."]),
        ("", ["1:1: A value is missing."]),
        ("[]", ["1:1: This has to be an object."]),
    ],
)
def test_mistake_of_the_whole_file(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_all_mistakes_are_told_in_the_order_of_the_text() -> None:
    found = told('{"title": "",\n"x": 1,\n "stage": "tokns",\n "ends": 3}')
    assert [line.partition(" ")[0] for line in found] == ["1:11:", "2:1:", "3:11:", "4:10:"]
    assert 'Is "tokens" meant?' in found[2]
    assert told(f'{START[:10]}"t.", {START[15:]}}}') == ["1:11: One sentence for a menu, without a full stop."]


def test_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b'{\n"title": "\xff"}')
    with pytest.raises(ScenarioMistakes, match="2:1: This line is not UTF-8"):
        read(path)
    path.write_bytes(b" " * 300_000)
    with pytest.raises(ScenarioMistakes, match="too large"):
        read(path)
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.json")


def test_mistakes_are_sorted_by_place() -> None:
    assert sorted([Mistake(2, 1, "a"), Mistake(1, 9, "b")])[0].line == 1


# --- the reader and the schema ----------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.just(-1.25e-7) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(JSON, st.sampled_from([None, 1, "\t"]))
def test_reader_reads_what_json_writes(value: object, indent: int | str | None) -> None:
    text = json.dumps(value, indent=indent)
    if "\\ud" not in text:  # a pair of halves is written as two escapes
        assert parse(text).plain == json.loads(text)


@given(st.text(alphabet='{}[]",:0123 truefalsn\n\\u', max_size=40))
def test_reader_refuses_what_json_refuses(text: str) -> None:
    found: object = "nothing"
    with suppress(json.JSONDecodeError):
        found = parse(text).plain
    if found != "nothing":
        assert found == json.loads(text)


def test_schema_asks_for_nothing_that_the_checker_does_not_know() -> None:
    """Every keyword is met, also those of parts that no file uses yet."""
    schema = json.loads(resources.text("scenarios/scenario.schema.json"))
    checker = Checker(schema)

    def visit(part: object) -> None:
        if not isinstance(part, dict):
            return
        for keyword, value in part.items():
            assert keyword in checker.known, keyword
            if keyword in ("properties", "$defs"):
                for inner in value.values():
                    visit(inner)
            elif keyword in ("items", "if", "then"):
                visit(value)
            elif keyword == "allOf":
                for inner in value:
                    visit(inner)
        if part.get("type") == "object":
            assert part["additionalProperties"] is False

    visit(schema)


def test_schema_and_nouns_name_the_same_things() -> None:
    schema = json.loads(resources.text("scenarios/scenario.schema.json"))
    assert schema["properties"]["stage"]["enum"] == list(Stage)
    assert schema["properties"]["ends"]["enum"] == list(Ending)
    assert schema["$defs"]["step"]["properties"]["do"]["enum"] == list(Deed)
    assert ["none", *schema["$defs"]["answer"]["properties"]["fails"]["enum"]] == list(AnswerTwist)


def test_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        scenario("nonsense")
