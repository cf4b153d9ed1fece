"""The one redactor (decision 16): no known secret, nothing under a secret's name, nothing that looks like one."""

from __future__ import annotations

import base64
import io
import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hcdesktop.core import spellings as known_spellings
from hcdesktop.core.redact import MASK, MAX_DEPTH, RedactingFilter, Redactor, fingerprint, masked

#: Secrets of every shape, none of which its shape alone would give away.
CANARIES = ("hunter2 & co", "päss/wörd+1%", "UPPER_lower-9", 'quo"te\\back', "-_.!~*'()x", "a" * 30, "two words/!")
HEX = "8836f0a6931c4c1d88a0b1c2d3e4f506"

secrets = st.text(st.characters(exclude_characters=MASK), min_size=6, max_size=60)
anything = st.text(max_size=40)


def redactor(*known: str) -> Redactor:
    return Redactor(lambda: known)


# --- by value ---------------------------------------------------------------------------------------------------------


def spellings(secret: str) -> Iterator[str]:
    """A secret as it may be met; written down here apart from the redactor's own list."""
    raw = secret.encode("utf-8", "surrogatepass")
    yield secret
    yield quote(raw, safe="")
    yield quote_plus(raw)
    yield quote(raw, safe="!'()*-._~")  # encodeURIComponent
    yield json.dumps(secret)[1:-1]
    yield base64.b64encode(raw).decode().rstrip("=")
    yield base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.parametrize("secret", CANARIES)
@pytest.mark.parametrize(
    "around", ["{}", "https://x/?q={}&r=1", "'{}'", '{{"x": "{}"}}', "x{}y", "Error: {}: no\nline two {}"]
)
def test_a_known_secret_goes_in_every_spelling(secret: str, around: str) -> None:
    *plain, base64_form, url_safe_form = spellings(secret)
    for spelling in plain:
        assert redactor(secret).text(around.format(spelling, spelling)) == around.format(MASK, MASK)
    for spelling in (base64_form, url_safe_form):
        assert spelling not in redactor(secret).text(around.format(spelling, spelling))


@pytest.mark.parametrize("secret", CANARIES)
@pytest.mark.parametrize(("before", "after"), [("", ":"), ("u:", ""), ("me:", "@"), ("xyz", "xyz"), ("", "")])
def test_a_known_secret_goes_from_within_base64(secret: str, before: str, after: str) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        encoded = encode(f"{before}{secret}{after}".encode()).decode()
        first, end = len(before.encode()) * 8, len(f"{before}{secret}".encode()) * 8
        mixed = [at for at in range(len(encoded)) if at * 6 < first or at * 6 + 6 > end]  # also of what is around it
        said = redactor(secret).text(encoded)
        assert MASK in said
        assert len(said) <= len(mixed) + len(MASK)


@given(secrets, anything, anything)
def test_no_known_secret_survives(secret: str, before: str, after: str) -> None:
    for spelling in spellings(secret):
        said = redactor(secret).text(f"{before}{spelling}{after}")
        assert not [other for other in spellings(secret) if other in said]


@given(st.lists(secrets, min_size=2, max_size=4), anything)
def test_no_known_secret_survives_another_one(known: list[str], between: str) -> None:
    said = redactor(*known).text(between.join(known))
    assert not [secret for secret in known if secret in said]


def test_of_two_secrets_the_longer_goes_first() -> None:
    assert redactor("secret", "a-secret-and-more").text("x a-secret-and-more secret") == f"x {MASK} {MASK}"


def test_a_word_of_five_letters_is_no_secret() -> None:
    assert redactor("", "admin").text("the admin of http://x/") == "the admin of http://x/"


def test_what_is_known_is_asked_for_each_time() -> None:
    known: list[str] = []
    mine = Redactor(lambda: known)
    assert mine.text("hunter2 & co") == "hunter2 & co"
    known.append("hunter2 & co")
    assert mine.text("hunter2 & co") == MASK


# --- by name and by shape, in text ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["sessionToken", "session_token", "publicToken", "accessToken", "access_token", "id_token", "clientSecret",
     "client_secret", "CLIENT_SECRET", "appKey", "app_key", "password"],
)  # fmt: skip
@pytest.mark.parametrize(
    "around",
    [
        "{}=canary",
        "https://x/?a=1&{}=canary&b=2",
        "{}: canary",
        "&{}= canary&",
        '{{"{}": "canary", "b": 2}}',
        '{{"{}":"canary"}}',
        "{{'{}': 'canary', 'b': 2}}",
        '"{{\\"{}\\": \\"canary\\"}}"',
        "%7B%22{}%22%3A%22canary%22%7D",
        "{}%3Dcanary%26b%3D2",
        "{}=+canary",
    ],
)
def test_what_stands_behind_a_secrets_name_goes(name: str, around: str) -> None:
    said = Redactor().text(around.format(name))
    assert "canary" not in said
    assert name in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Authorization: Bearer ab.cd-ef", f"Authorization: Bearer {MASK}"),
        ("basic YWI6", f"basic {MASK}"),
        (f"token {HEX} was spent", f"token {MASK} was spent"),
        (f"token {HEX.upper()[:24]}.", f"token {MASK}."),
        (f"/v1/apps/{HEX}/users", f"/v1/apps/{MASK}/users"),
        ("x" * 35 + "1", MASK),
        ("eyJhbGciOi_JIUzI1NiIsInR5cCI6-IkpXVCJ9", MASK),
    ],
)
def test_what_looks_like_a_secret_goes(text: str, said: str) -> None:
    assert Redactor().text(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "POST https://user.humanapi.co/v1/connect/tokens -> 503",
        "ada@example.org",
        "The token was refused (status=400, host=user.humanapi.co)",
        "abcdef0123456789abcdef0",  # 23 digits
        "a-word-that-is-long-but-has-no-digit-in-it",
        "12345678901234567890123",
        "session_tokens are secret",
        "\ud800",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor().text(text) == text


# --- JSON -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["sessionToken", "session_token", "session-token", "publicToken", "accessToken", "clientSecret", "appKey", "token",
     "Authorization", "secret", "Set-Cookie", "cookie", "idToken", "humanapiSessionToken", "data-hapi-token",
     "access token 2", "x-api-key", "refreshToken", "X-Client-Secret", "credentials", "newPublicToken"],
)  # fmt: skip
def test_secret_fields_keep_a_fingerprint(name: str) -> None:
    said = Redactor().json({name: "canary", "plain": "stays"})
    assert said == {name: f"{MASK} #{fingerprint('canary')}", "plain": "stays"}


@pytest.mark.parametrize("name", ["PASSWORD", "passphrase", "recovery passphrase", "db_passwd"])
def test_what_a_person_has_thought_up_has_no_fingerprint_to_guess_by(name: str) -> None:
    assert Redactor().json({name: "canary"}) == {name: MASK}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", ""),
        (None, MASK),
        (5, MASK),
        (True, MASK),
        (["canary", 5, ["canary"]], [f"{MASK} #{fingerprint('canary')}", MASK, [f"{MASK} #{fingerprint('canary')}"]]),
        ({"sessionToken": "canary", "x": 1}, {"sessionToken": f"{MASK} #{fingerprint('canary')}", "x": 1}),
        ([{"x": 1}], [{"x": 1}]),
        ("\ud800", f"{MASK} #{fingerprint(chr(0xD800))}"),
    ],
    ids=repr,
)
def test_whatever_a_secret_field_holds(value: object, said: object) -> None:
    assert Redactor().json({"token": value}) == {"token": said}


def test_the_structure_stays() -> None:
    value = {"a": [1, 2.5, None, True, ("x", {"b": "Bearer canary"})], 5: "five"}
    assert Redactor().json(value) == {"a": [1, 2.5, None, True, ["x", {"b": f"Bearer {MASK}"}]], "5": "five"}


def test_the_deepest_list_of_secrets_ends_somewhere() -> None:
    value: object = "canary"
    for _ in range(5_000):
        value = [value]
    said = json.dumps(Redactor().json({"token": value}), ensure_ascii=False)
    assert "canary" not in said
    assert said.count("[") == MAX_DEPTH - 1


def test_a_name_can_be_a_secret() -> None:
    assert redactor("hunter2 & co").json({"hunter2 & co": 1}) == {MASK: 1}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner: {"a": inner},
        lambda inner: [inner],
        lambda inner: {"token": inner},
        lambda inner: {"token": [inner]},
    ],
    ids=["object", "list", "secret", "list of secrets"],
)
def test_the_deepest_structure_ends_somewhere(wrap: Callable[[object], object]) -> None:
    value: object = "canary"
    for _ in range(5_000):
        value = wrap(value)
    said = json.dumps(Redactor().json(value), ensure_ascii=False)
    assert "canary" not in said
    assert said.count(MASK) == 1
    assert said.count("[") + said.count("{") == MAX_DEPTH


@given(
    secrets,
    st.recursive(
        anything | st.integers() | st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(anything, inner, max_size=3),
        max_leaves=8,
    ),
)
def test_no_known_secret_survives_in_json(secret: str, value: object) -> None:
    assume(secret not in json.dumps(MASK))
    said = redactor(secret).json({"before": value, "text": f"x{secret}y", f"name {secret}": [secret], "token": secret})
    assert secret not in _strings(said)


def _strings(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(_strings(item) for pair in value.items() for item in pair)
    return "\n".join(map(_strings, value)) if isinstance(value, list) else str(value)


# --- what the screen may show -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("secret", "shown"),
    [(None, "—"), ("", "—"), ("short", MASK), ("x" * 15, MASK), ("x" * 12 + "1234", f"{MASK} 1234")],
)
def test_masked(secret: str | None, shown: str) -> None:
    assert masked(secret) == shown


def test_a_fingerprint_tells_two_apart_and_nothing_else() -> None:
    assert fingerprint(HEX) == fingerprint(HEX)
    assert fingerprint(HEX) != fingerprint(HEX[:-1] + "7")
    assert len(fingerprint(HEX)) == 6
    assert fingerprint(HEX) not in HEX


# --- logs -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger, and what its two handlers write; one secret is known."""
    out = io.StringIO()
    logger = logging.Logger("test")
    for _ in range(2):
        handler = logging.StreamHandler(out)
        handler.addFilter(RedactingFilter(redactor("canary-known")))
        logger.addHandler(handler)
    try:
        yield logger, out
    finally:
        logger.handlers.clear()


def test_a_log_line_is_redacted_with_its_arguments(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    logger.warning("posting %s to %s with %(x)s", "canary-known", "x")
    logger.warning("%s %d", {"sessionToken": "canary-2"}, 5)
    logger.warning(urlencode({"clientSecret": "canary 3"}))
    assert "canary" not in out.getvalue()
    assert out.getvalue().count("5\n") == 2


def test_the_text_of_an_exception_is_redacted(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    try:
        try:
            raise ValueError("canary-known")
        except ValueError:
            raise RuntimeError("sessionToken=canary-2") from None
    except RuntimeError:
        logger.exception("it failed with %s", "canary-known")
    assert "canary" not in out.getvalue()
    assert out.getvalue().count(f"RuntimeError: sessionToken={MASK}") == 2
    assert "Traceback" in out.getvalue()


def test_a_chained_exception_is_redacted_too(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    try:
        try:
            raise ValueError("canary-known")
        except ValueError as error:
            raise RuntimeError("next") from error
    except RuntimeError as error:
        logger.error("failed", exc_info=error)
    assert "canary" not in out.getvalue()
    assert f"ValueError: {MASK}" in out.getvalue()


@pytest.mark.parametrize(
    ("message", "arguments"),
    [("%d", ("canary-known",)), ("%s %s", ("canary-known",)), ("%(x)s", ({"y": 1},)), ("%", (1,))],
)
def test_a_line_that_cannot_be_formatted_is_written_all_the_same(
    log: tuple[logging.Logger, io.StringIO], message: str, arguments: tuple[object, ...]
) -> None:
    logger, out = log
    logger.warning(message, *arguments)
    assert message in out.getvalue()
    assert "canary" not in out.getvalue()


def test_no_exception_under_way_is_no_trouble(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    logger.warning("all is well", exc_info=True)
    assert "all is well" in out.getvalue()


@pytest.mark.parametrize("fault", [ZeroDivisionError("canary"), RecursionError("canary"), KeyError("canary")])
def test_a_line_that_cannot_be_redacted_is_withheld_and_says_so(fault: Exception) -> None:
    def broken() -> list[str]:
        raise fault

    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(message)s %(extra)s"))
    handler.addFilter(RedactingFilter(Redactor(broken)))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        raise ValueError("canary-1")
    except ValueError:
        logger.exception("canary-2 %s", "canary-3", stack_info=True, extra={"extra": "canary-4"})
    assert out.getvalue() == f"(withheld: it could not be redacted, {type(fault).__name__}) {MASK}\n"


class Unspeakable:
    """Raises when it is asked what it is."""

    def __str__(self) -> str:
        raise ZeroDivisionError("canary")

    __repr__ = __str__


def test_an_argument_that_cannot_be_shown_does_no_harm(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    logger.warning("canary-known %s", Unspeakable())
    logger.warning(Unspeakable())
    assert "canary" not in out.getvalue()
    assert out.getvalue().count("withheld: it could not be redacted, ZeroDivisionError") == 4


def test_what_is_put_beside_a_line_is_redacted_too() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(message)s %(token)s %(body)s %(count)s %(odd)s\n%(stack_info)s"))
    handler.addFilter(RedactingFilter(redactor("canary-known")))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    extra = {"token": "canary-1", "body": {"x": ["canary-known"]}, "count": 5, "odd": {"canary-known"}}
    logger.warning("x", extra=extra, stack_info=True)
    assert "canary-1" not in out.getvalue()
    assert "canary-known" not in out.getvalue().replace("extra=extra", "")
    assert " 5 " in out.getvalue()
    assert "Stack (most recent call last)" in out.getvalue()


def test_nobody_after_the_filter_can_write_the_exception_anew() -> None:
    record = logging.makeLogRecord({"msg": "x"})
    try:
        raise ValueError("canary-known")
    except ValueError as error:
        record.exc_info = (type(error), error, error.__traceback__)
    for _ in range(2):
        RedactingFilter(redactor("canary-known")).filter(record)
        told = vars(record)
        assert told["exc_info"] is None
        assert f"ValueError: {MASK}" in told["exc_text"]


# --- spelled, quoted and broken in other ways -------------------------------------------------------------------------


@pytest.mark.parametrize("secret", CANARIES)
@pytest.mark.parametrize(
    "spell",
    [
        lambda raw: raw.hex(),
        lambda raw: raw.hex().upper(),
        lambda raw: quote(quote(raw, safe=""), safe=""),
        lambda raw: re.sub("%..", lambda match: match[0].lower(), quote(raw, safe="")),
        lambda raw: json.dumps(json.dumps(raw.decode())),
        repr,
        lambda raw: repr(raw.decode()),
        lambda raw: raw.decode().encode("utf-16-le").decode("latin-1"),
        lambda raw: repr(raw.decode().encode("utf-16")),
        lambda raw: repr(raw.decode().encode("utf-16-be")),
    ],
    ids=["hex", "HEX", "percent twice", "percent small", "JSON in JSON", "bytes", "repr", "UTF-16", "16", "16 BE"],
)
def test_a_known_secret_goes_in_its_rarer_spellings(secret: str, spell: Callable[[bytes], str]) -> None:
    spelled = spell(secret.encode())
    said = redactor(secret).text(f"x {spelled} y")
    assert MASK in said
    assert len(said) <= len(f"""x b'\\xff\\xfe{MASK}\\x00' y""")  # all that is left: quotes and marks around it


@pytest.mark.parametrize(
    "text",
    [
        "canary-a-long-\nknown-value",
        "canary-a-long-\r\n    known-value",
        "canary-a\\n-long-known\\n-value",
        "['canary-a-long', '-known-value']",
        '["canary-a-", "long-known-value"]',
        '"canary-a-long-" +\n    "known-value"',
        "\n".join("canary-a-long-known-value"),
        base64.b64encode(b"u:canary-a-long-known-value:").decode()[:12]
        + "\n"
        + base64.b64encode(b"u:canary-a-long-known-value:").decode()[12:],
    ],
)
def test_a_known_secret_goes_when_it_is_broken_over_lines_or_elements(text: str) -> None:
    said = redactor("canary-a-long-known-value").text(f"before {text} after")
    assert MASK in said
    for piece in ("canary", "long", "known", "value", "Y2Fu", "bG9u", "a25v"):
        assert piece not in said
    assert said.startswith("before ")
    assert said.endswith(" after")


def test_a_list_over_which_a_secret_is_broken_shows_none_of_its_texts() -> None:
    mine = redactor("canary-a-long-known-value")
    assert mine.json({"x": ["canary-a-lo", "ng-known-", "value", 5]}) == {"x": [MASK, MASK, MASK, 5]}
    assert mine.json(["canary", "another"]) == ["canary", "another"]


@pytest.mark.parametrize(
    "text",
    [
        '{"clientSecret": "two canary words, and } more & more", "x": 1}',
        '{"clientSecret": "quo\\"te canary", "x": 1}',
        '"{\\"clientSecret\\": \\"two canary words\\", \\"x\\": 1}"',
        '"{\\"clientSecret\\": \\"quo\\\\\\"te canary\\", \\"x\\": 1}"',
        "{'passphrase': 'correct horse canary', 'x': 1}",
        "{b'passphrase': b'correct horse canary'}",
        'clientSecret="cut off canary',
        "client-secret: canary",
        "Client Secret = canary",
        "X-App-Key: canary",
        "api_key=canary",
        "SessionToken=canary",
        "recoveryPassphrase=canary",
        "Authorization: Custom canary and canary",
        "authorization: Basic canary==",
        "{'Authorization': 'Digest username=canary', 'x': 1}",
        "Proxy-Authorization: Basic canary",
        "Cookie: a=1; session=canary",
        "Set-Cookie: session=canary; Secure",
        "?token=canary%20canary",
        "%22token%22%3A%20%22two%20canary%22",
        "token%3Dcanary",
        "b'clientSecret=canary'",
        "eyJhbGciOiJub25lIn0.eyJjYW5hcnkiOjF9.canary",
        "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83canary+/vASN=",
        "session_8836f0a6931c4c1d88canary".replace("canary", "a" * 12),
    ],
)
def test_names_and_quotes_of_other_kinds(text: str) -> None:
    said = Redactor().text(text)
    assert "canary" not in said
    assert "a" * 12 not in said
    assert MASK in said


def test_what_comes_behind_a_quoted_secret_stays() -> None:
    said = Redactor().text('{"clientSecret": "two words", "status": 503, "host": "x"}')
    assert said == f'{{"clientSecret": "{MASK}", "status": 503, "host": "x"}}'


def test_a_value_met_under_a_secrets_name_is_known_from_then_on() -> None:
    mine = Redactor()
    assert "plain-looking-value" in mine.text("x plain-looking-value y")
    mine.json({"session": {"sessionToken": "plain-looking-value"}})
    assert mine.text("x plain-looking-value y") == f"x {MASK} y"
    assert "plain-looking-value" in mine.known()


def test_a_page_cannot_have_words_masked_nor_fill_the_memory() -> None:
    mine = Redactor()
    mine.json({"token": "finalize"})
    assert mine.text("finalize") == "finalize"
    for number in range(1_100):
        mine.json({"token": f"a-token-of-a-hostile-page-{number}"})
        mine.leaving(f"person{number}@example.org")
    assert len(mine.known()) == 64
    assert mine.leaving("new@example.org") == "somebody"


# --- people -----------------------------------------------------------------------------------------------------------


def test_people_leave_under_a_pseudonym() -> None:
    mine = Redactor(number_of={"ada@example.org": 3}.get)
    text = "ada@example.org met bob+x@example.com, ?clientUserId=ada%40example.org, Bob+X@example.com."
    assert mine.leaving(text) == "user-3 met person-1, ?clientUserId=user-3, person-1."
    assert mine.leaving("bob+x@example.com eve@example.net") == "person-1 person-2"
    assert mine.text(text) == text


def test_a_log_line_names_nobody(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    try:
        raise ValueError("jürgen.größe@exämple.org")
    except ValueError:
        logger.exception("no %s", "ada@example.org")
    assert "@" not in out.getvalue()


@pytest.mark.parametrize("text", ["@", "a@b", "a @ b.c", "user@host:22", "@media (x)", "a@.b"])
def test_what_is_no_address_stays(text: str) -> None:
    assert Redactor().leaving(text) == text


# --- a page chooses what it sends -------------------------------------------------------------------------------------

#: Each made to have some pattern look at everything again and again.
SLOW = (
    "a-", "a", "token", 'token="', "token ", 'token\\"', "token%22", "token:\\", "a.b-c+", "a@", "a@b.c", "eyJ",
    "eyJaaaaaaaaaaa.", "cookie: ", "bearer ", "Ab1/", "\\", "\n", "'\"", "canary-known-value-1\n", "canary-known-\n",
    "c\na\nn\na\nr\ny\n",
)  # fmt: skip


@pytest.mark.parametrize("unit", SLOW, ids=ascii)
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    mine = redactor(*[f"canary-known-value-{number}" for number in range(60)])
    text = (unit * (200_000 // len(unit) + 1))[:200_000]
    begun = time.process_time()
    mine.leaving(text)
    assert time.process_time() - begun < 1.0  # 0.05 s; the slowest of them used to take minutes


# --- what it costs ----------------------------------------------------------------------------------------------------


def test_the_secrets_are_asked_for_once_for_a_whole_structure() -> None:
    asked: list[int] = []

    def known() -> tuple[str, ...]:
        asked.append(1)
        return ("a-known-secret",)

    shown = Redactor(known).json({"names": ["a-known-secret", {"more": "of a-known-secret"}], "size": 1})
    assert shown == {"names": [MASK, {"more": f"of {MASK}"}], "size": 1}
    assert len(asked) == 1


@given(secret=st.text("AZaz09_.~-/+'", min_size=known_spellings.SHORTEST, max_size=12))
def test_only_what_nothing_escapes_counts_as_plain(secret: str) -> None:
    escaped = known_spellings._escaped(secret, secret.encode())
    assert (escaped == {secret}) is bool(known_spellings._PLAIN.fullmatch(secret))
    assert escaped <= known_spellings.spellings(secret)


@given(secret=st.text(min_size=known_spellings.SHORTEST, max_size=12))
def test_the_beginning_of_a_spelling_is_enough_to_look_for(secret: str) -> None:
    assert min(map(len, known_spellings.spellings(secret))) >= known_spellings.SHORTEST


def test_what_is_worked_out_of_a_secret_is_forgotten_with_it() -> None:
    redactor("a-known-secret").text("a text with a-known-secret in it")
    caches = [kept for kept in vars(known_spellings).values() if hasattr(kept, "cache_info")]
    assert all(kept.cache_info().currsize for kept in caches)
    Redactor().forget()
    assert not any(kept.cache_info().currsize for kept in caches)


def test_every_one_of_several_secrets_is_known_when_it_is_broken_over_lines() -> None:
    several = ("first-of-the-secrets", "second-of-the-secrets", "third-of-the-secrets")
    for secret in several:
        assert secret[7:] not in redactor(*several).text(f"{secret[:7]}\n{secret[7:]}")


@pytest.mark.parametrize(
    "structure",
    [
        {"said": "it was {}", "token": "{}"},
        {"said": ["{}", 1], "deeper": {"list": [{"clientSecret": ["{}"]}]}},
        [{"said": "a {} b"}, {"accessToken": [["{}"]]}],
    ],
)
def test_a_secret_is_known_also_where_it_stands_before_its_name(structure: object) -> None:
    secret = "zq8Lmw3Kt5Rb7Yx2"
    filled = json.loads(json.dumps(structure).replace("{}", secret))
    assert secret not in json.dumps(Redactor().json(filled))
