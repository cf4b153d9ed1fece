"""Steps 3 and 4: what the popup is opened with, and what each of its callbacks means."""

from __future__ import annotations

import json
import time
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtQml import QJSEngine

from hcdesktop.core.errors import CallbackRejected, ErrorKind, InvalidInput, Retry
from hcdesktop.core.models import LaunchRequest, Mode, PopupProblem, SessionToken
from hcdesktop.core.popup import (
    MAX_CALLBACK_BYTES,
    MAX_CLIENT_USER_ID,
    Closed,
    Dropped,
    Failed,
    Finished,
    Opened,
    PopupEvent,
    Ready,
    ScriptFailed,
    check_client_user_id,
    launch_options,
    means_already_exists,
    means_stale_token,
    parse,
    raw,
)

OURS = "2e950000000000000000000000000000000c1036"

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

#: All that a page can say, but for what no UTF-8 text can hold.
texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def request_for(client_user_id: str, *, public_token: str = "", mode: Mode = Mode.CREATE) -> LaunchRequest:
    return LaunchRequest(
        launch_id=1,
        user_id=1,
        client_user_id=client_user_id,
        client_id=OURS,
        mode=mode,
        public_token=public_token,
        language="de",
    )


def refusal_of(text: str) -> CallbackRejected:
    with pytest.raises(CallbackRejected) as caught:
        parse(text, client_id=OURS)
    assert caught.value.retry is Retry.NEVER
    assert caught.value.__cause__ is None
    return caught.value


def finish(**session: object) -> str:
    return json.dumps({"callback": "finish", "error": None, "session": session})


# --- what the popup is opened with ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser(qapp: QCoreApplication) -> QJSEngine:
    """A JavaScript engine, for what JavaScript itself says."""
    return QJSEngine()


@given(texts.filter(bool))
@example("ada@example.org")
@example("a b+c&d=e%41/f?g#h")
@example("-_.!~*'()")
@example("Jürgen Größe")
@example("👩🏽‍⚕️ \U0001d518")
@example("\x7f\u0080\uffff")
@example("x" * 200)
def test_the_client_user_id_is_encoded_as_a_browser_does(browser: QJSEngine, client_user_id: str) -> None:
    encoded = launch_options(request_for(client_user_id))["clientUserId"]
    encode = browser.globalObject().property("encodeURIComponent")
    assert encoded == encode.call([browser.toScriptValue(client_user_id)]).toString()
    assert unquote(encoded) == client_user_id


@pytest.mark.parametrize(
    ("client_user_id", "encoded"),
    [
        ("ada@example.org", "ada%40example.org"),
        ("two words", "two%20words"),
        ("a+b", "a%2Bb"),
        ("a&clientId=b", "a%26clientId%3Db"),
        ("100%25", "100%2525"),
        ("ö", "%C3%B6"),
        ("😀", "%F0%9F%98%80"),
        ("!'()*-._~", "!'()*-._~"),
        ("ü" * 200, "%C3%BC" * 200),
    ],
)
def test_examples_of_encoding(client_user_id: str, encoded: str) -> None:
    assert launch_options(request_for(client_user_id))["clientUserId"] == encoded


def test_the_page_gets_four_values_and_no_more() -> None:
    options = launch_options(request_for("ada", public_token="public-1", mode=Mode.EDIT))
    assert options == {"clientUserId": "ada", "clientId": OURS, "publicToken": "public-1", "language": "de"}
    assert launch_options(request_for("ada"))["publicToken"] == ""


# --- the clientUserId -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a", "ada@example.org", "x" * MAX_CLIENT_USER_ID, "Ödön 😀", "a\u200db", "<b>'\"&"])
def test_a_client_user_id_may_be_any_text(text: str) -> None:
    assert check_client_user_id(text) == text


def test_a_client_user_id_loses_the_blanks_around_it() -> None:
    assert check_client_user_id("  \t a b \n") == "a b"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", ErrorKind.ID_EMPTY),
        (" \t\r\n\u00a0", ErrorKind.ID_EMPTY),
        ("x" * (MAX_CLIENT_USER_ID + 1), ErrorKind.ID_TOO_LONG),
        ("a\x00b", ErrorKind.ID_CONTROL),
        ("a\nb", ErrorKind.ID_CONTROL),
        ("a\x7fb", ErrorKind.ID_CONTROL),
        ("a\x9fb", ErrorKind.ID_CONTROL),
        ("a\ud800", ErrorKind.ID_CONTROL),
    ],
    ids=["empty", "blank", "too long", "NUL", "new line", "DEL", "C1", "half a character"],
)
def test_a_client_user_id_that_cannot_be_used(text: str, kind: ErrorKind) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_client_user_id(text)
    assert caught.value.kind is kind
    assert caught.value.params == ({"limit": MAX_CLIENT_USER_ID} if kind is ErrorKind.ID_TOO_LONG else {})


@given(st.text())
def test_whatever_is_accepted_can_be_launched(text: str) -> None:
    try:
        accepted = check_client_user_id(text)
    except InvalidInput:
        return
    assert check_client_user_id(accepted) == accepted
    assert launch_options(request_for(accepted))["clientUserId"].isascii()


# --- callbacks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "event"),
    [
        ({"callback": "ready"}, Ready()),
        ({"callback": "opened"}, Opened()),
        ({"callback": "close"}, Closed()),
        ({"callback": "close", "session": {"sessionToken": "s"}}, Closed()),
        ({"callback": "script-failed"}, ScriptFailed("")),
        ({"callback": "script-failed", "detail": "404"}, ScriptFailed("404")),
        ({"callback": "dropped", "reason": "origin"}, Dropped("origin")),
        ({"callback": "dropped", "reason": ["odd"]}, Dropped("")),
        (
            {"callback": "error", "error": {"code": "E1", "message": "no", "detailedMessage": "not at all"}},
            Failed(PopupProblem(code="E1", message="no", detailed_message="not at all")),
        ),
        ({"callback": "error", "error": {"code": 412, "message": None}}, Failed(PopupProblem(code="412"))),
        ({"callback": "error", "error": {"code": True, "message": {}}}, Failed()),
        ({"callback": "error", "error": " in words "}, Failed(PopupProblem(message="in words"))),
        ({"callback": "error", "error": ["odd"]}, Failed()),
        ({"callback": "error", "error": None}, Failed()),
        ({"callback": "error"}, Failed()),
        ({"callback": "finish", "error": "no", "session": None}, Failed(PopupProblem(message="no"))),
        ({"callback": "finish", "error": {"code": "E2"}}, Failed(PopupProblem(code="E2"))),
        ({"callback": "finish", "error": ""}, Failed()),
        (
            {"callback": "finish", "error": {"code": "E3"}, "session": {"sessionToken": "s1"}},
            Finished(SessionToken(session_token="s1", raw={"sessionToken": "s1"}), PopupProblem(code="E3")),
        ),
        (
            {"callback": "finish", "error": {"code": "E4"}, "session": {"sessionToken": ""}},
            Failed(PopupProblem(code="E4")),
        ),
        (
            {"callback": "finish", "error": {"code": "E5"}, "session": {"sessionToken": "s", "clientId": "theirs"}},
            Failed(PopupProblem(code="E5")),
        ),
    ],
    ids=lambda value: json.dumps(value)[:50] if isinstance(value, dict) else type(value).__name__,
)
def test_what_a_callback_means(message: dict[str, object], event: PopupEvent) -> None:
    assert parse(json.dumps(message), client_id=OURS) == event


def test_a_finish_hands_the_session_over_whole() -> None:
    session = {
        "humanId": "h1",
        "clientId": OURS,
        "sessionToken": "s1",
        "userId": "u1",
        "__proto__": {"polluted": True},
        "constructor": None,
        "new field": [1, 2.5, "ä\u0000", {"deep": True}],
    }
    event = parse(json.dumps({"callback": "finish", "error": None, "session": session}), client_id=OURS)
    assert event == Finished(SessionToken(session_token="s1", human_id="h1", client_id=OURS, raw=session))


def test_what_was_accepted_can_be_had_as_it_came() -> None:
    text = finish(sessionToken="s1", userId="u1")
    assert raw(text) == json.loads(text)
    with pytest.raises(CallbackRejected):
        raw("[]")


@pytest.mark.parametrize("length", [1, 1024])
def test_a_token_may_be_short_or_long(length: int) -> None:
    event = parse(finish(sessionToken="s" * length, humanId="h" * length), client_id=OURS)
    assert isinstance(event, Finished)
    assert (event.session.session_token, event.session.human_id) == ("s" * length, "h" * length)


@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_a_session_has_at_most_16_levels(brackets: str) -> None:
    opening, closing = ('{"a":', "}") if brackets == "{}" else ("[", "]")
    head = '{"callback": "finish", "session": {"sessionToken": "s1", "x": '
    accepted = head + opening * 14 + "1" + closing * 14 + "}}"
    assert isinstance(parse(accepted, client_id=OURS), Finished)
    assert refusal_of(head + opening * 15 + "1" + closing * 15 + "}}").kind is ErrorKind.CALLBACK_MALFORMED


def test_a_session_token_is_enough() -> None:
    event = parse(finish(sessionToken="s1", humanId=None), client_id=OURS)
    assert event == Finished(SessionToken(session_token="s1", raw={"sessionToken": "s1", "humanId": None}))


def test_a_finish_shows_no_token() -> None:
    event = parse(finish(sessionToken="canary-1", humanId="h1", userId="canary-2"), client_id=OURS)
    assert "canary" not in repr(event)


@pytest.mark.parametrize("size", [MAX_CALLBACK_BYTES - 1, MAX_CALLBACK_BYTES])
def test_8_kb_are_looked_at(size: int) -> None:
    text = json.dumps({"callback": "close", "x": "ä"}, ensure_ascii=False)
    text += " " * (size - len(text.encode()))
    assert parse(text, client_id=OURS) == Closed()


@pytest.mark.parametrize(
    "text",
    [
        '{"callback": "close"}' + " " * MAX_CALLBACK_BYTES,
        '{"callback": "close", "x": "' + "ä" * (MAX_CALLBACK_BYTES // 2) + '"}',
        "\ud800" * (MAX_CALLBACK_BYTES // 3 + 1),
        "[" * 1_000_000,
    ],
    ids=["blanks", "two bytes each", "halves", "brackets"],
)
def test_more_than_8_kb_are_not_looked_at(text: str) -> None:
    error = refusal_of(text)
    assert (error.kind, error.params) == (ErrorKind.CALLBACK_TOO_LARGE, {"limit": 8192})


MALFORMED = [
    pytest.param("", id="nothing"),
    pytest.param("\x01\x00", id="what an array becomes on its way"),
    pytest.param("\x00", id="NUL"),
    pytest.param("\ud800", id="half a character"),
    pytest.param("undefined", id="undefined"),
    pytest.param("null", id="null"),
    pytest.param("[]", id="list"),
    pytest.param('"finish"', id="text"),
    pytest.param("5", id="number"),
    pytest.param("{'callback': 'close'}", id="no JSON"),
    pytest.param('{"callback": "close"', id="cut off"),
    pytest.param('{"callback": "close"} {}', id="two"),
    pytest.param("9" * 8000, id="a very long number"),
    pytest.param("[" * 8000, id="open brackets"),
    pytest.param('{"callback": "close", "x": ' + "[" * 3000 + "]" * 3000 + "}", id="3000 levels"),
    pytest.param('{"callback": "close", "x": ' + "[" * 500 + "]" * 500 + "}", id="500 levels"),
    pytest.param(
        '{"callback": "finish", "session": {"sessionToken": "s", "x": ' + '{"a":' * 17 + "1" + "}" * 19, id="20"
    ),
    pytest.param('{"callback": "finish", "session": "s"}', id="session in words"),
    pytest.param('{"callback": "finish", "session": ["s"]}', id="session in a list"),
    *[
        pytest.param(finish(**{"sessionToken": "s", name: value}), id=f"{name} {json.dumps(value)[:9]}")
        for name in ("sessionToken", "humanId", "clientId")
        for value in ("", 5, True, ["s"], {"s": "s"}, "a\x00b", "a\nb", "\ud800", "x" * 1025)
    ],
    *[
        pytest.param(finish(**{"sessionToken": "s", name: value}), id=f"{name} {value!r}")
        for name in ("sessionToken", "humanId", "clientId")
        for value in (
            " ",
            "\u00a0",
            "\u3000",
            "a b",
            "a ",
            "a\u202eb",
            "a\u200fb",
            "\ufeffa",
            "a\u2028b",
            "a\r\nb",
            "a\u00ad",
        )
    ],
    pytest.param('{"callback": "close", "callback": "finish"}', id="one name twice"),
    pytest.param('{"callback": "finish", "session": {"sessionToken": "s", "sessionToken": "t"}}', id="two tokens"),
    *[
        pytest.param('{"callback": "finish", "session": {"sessionToken": "s", "x": [' + number + "]}}", id=number)
        for number in ("NaN", "Infinity", "-Infinity", "1e999", "-1e999")
    ],
]


@pytest.mark.parametrize("text", MALFORMED)
def test_malformed_callbacks(text: str) -> None:
    assert refusal_of(text).kind is ErrorKind.CALLBACK_MALFORMED


@pytest.mark.parametrize("text", ["\x00" * 9_000, "[" * 9_000, '{"canary": 1', "9" * 5_000])
def test_a_refusal_remembers_nothing_of_what_it_refused(text: str) -> None:
    error = refusal_of(text)
    assert error.__context__ is None
    assert "canary" not in repr(error)


def test_100_mb_are_refused_at_once() -> None:
    text = "\U0001f600" * 25_000_000
    begun = time.thread_time()
    assert refusal_of(text).kind is ErrorKind.CALLBACK_TOO_LARGE
    assert time.thread_time() - begun < 0.01


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\u2028", "\ufeff", "\x1b", "\x00", "\ud800"])
def test_what_a_page_says_cannot_turn_the_text_around_it(sign: str) -> None:
    told = {"code": f"a{sign}b", "message": sign, "detailedMessage": f"{sign}gnp.exe"}
    event = parse(json.dumps({"callback": "error", "error": told}), client_id=OURS)
    assert event == Failed(PopupProblem(code="a b", message="", detailed_message="gnp.exe"))


@pytest.mark.parametrize("name", ["sessionToken", "humanId", "clientId"])
def test_a_malformed_field_is_named_and_not_told(name: str) -> None:
    error = refusal_of(finish(**{"sessionToken": "s", name: ["canary"]}))
    assert error.params == {"field": name}


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"callback": null}',
        '{"callback": 5}',
        '{"callback": ["close"]}',
        '{"callback": {"a": 1}}',
        '{"callback": "Close"}',
        '{"callback": "close "}',
        '{"callback": "__proto__"}',
        '{"callback": "hapi-connect-finish", "token": {"sessionToken": "s"}}',
    ],
)
def test_unknown_callbacks(text: str) -> None:
    assert refusal_of(text).kind is ErrorKind.CALLBACK_UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        '{"callback": "finish"}',
        '{"callback": "finish", "error": null, "session": null}',
        '{"callback": "finish", "session": {}}',
        '{"callback": "finish", "session": {"sessionToken": null, "humanId": "h"}}',
        '{"callback": "finish", "session": {"session_token": "s"}}',
        '{"callback": "finish", "token": {"sessionToken": "s"}}',
    ],
)
def test_a_finish_without_a_session_token(text: str) -> None:
    assert refusal_of(text).kind is ErrorKind.CALLBACK_NO_SESSION


@pytest.mark.parametrize("client_id", ["another", OURS.upper(), OURS + "0", OURS[:-1]])
def test_a_finish_for_another_app(client_id: str) -> None:
    assert refusal_of(finish(sessionToken="canary", clientId=client_id)).kind is ErrorKind.CALLBACK_WRONG_CLIENT
    assert "canary" not in str(refusal_of(finish(sessionToken="canary", clientId=client_id)))


def _parsed(text: str) -> PopupEvent | None:
    """The event, or ``None`` for a refusal; whatever else is raised fails the test."""
    try:
        return parse(text, client_id=OURS)
    except CallbackRejected:
        return None


@given(st.text())
@example("\ud800")
@example("NaN")
def test_no_text_does_any_harm(text: str) -> None:
    _parsed(text)


@given(json_values)
def test_no_json_does_any_harm(value: object) -> None:
    _parsed(json.dumps(value))


@given(
    st.sampled_from(["ready", "opened", "script-failed", "finish", "close", "error", "dropped"]),
    st.dictionaries(st.sampled_from(["error", "session", "detail", "reason", "token"]), json_values),
)
def test_no_callback_does_any_harm(name: str, fields: dict[str, object]) -> None:
    event = _parsed(json.dumps({**fields, "callback": name}))
    if isinstance(event, Failed):
        texts_told = (event.problem.code, event.problem.message, event.problem.detailed_message)
        assert max(map(len, texts_told)) <= 2000
        assert not {"Cc", "Cs"} & {unicodedata.category(character) for text in texts_told for character in text}


@given(st.dictionaries(st.text(max_size=20), json_values, max_size=5))
def test_every_field_of_a_session_survives(extra: dict[str, Any]) -> None:
    session = {**extra, "sessionToken": "s1", "humanId": "h1", "clientId": OURS}
    text = json.dumps({"callback": "finish", "session": session})
    event = _parsed(text)
    if event is None:
        assert len(text) > MAX_CALLBACK_BYTES
        return
    assert isinstance(event, Finished)
    assert json.dumps(event.session.raw) == json.dumps(session)


# --- what a problem means ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "problem",
    [
        PopupProblem(code="USER_ALREADY_EXISTS"),
        PopupProblem(message="User Already Exists"),
        PopupProblem(detailed_message="This user already exists."),
        PopupProblem(code="409", message="user_already_exist"),
    ],
)
def test_already_exists_in_all_its_spellings(problem: PopupProblem) -> None:
    assert means_already_exists(problem)


@pytest.mark.parametrize(
    "problem",
    [
        PopupProblem(code="INVALID_PUBLIC_TOKEN"),
        PopupProblem(message="Invalid public token"),
        PopupProblem(detailed_message="This publicToken is not the current one."),
    ],
)
def test_a_stale_token_in_all_its_spellings(problem: PopupProblem) -> None:
    assert means_stale_token(problem)
    assert not means_already_exists(problem)


def test_other_problems_mean_neither() -> None:
    for problem in (PopupProblem(), PopupProblem(code="POPUP_FAILED", message="The token exists")):
        assert not means_already_exists(problem)
        assert not means_stale_token(problem)
