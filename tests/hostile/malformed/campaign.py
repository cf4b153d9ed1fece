"""Malformed payloads without end: what is read is a typed value or a typed refusal, in time, and nothing is quoted.

Four readers: the popup's callbacks, Human API's answers, lists of people, the redactor. Each is given pure noise, well
formed values of the wrong types, well formed payloads with something broken in them, and well formed ones, which have
to come out as they went in.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hcdesktop.core import people_file
from hcdesktop.core.errors import HcError
from hcdesktop.core.models import AppUser, Source, Tokens, User
from hcdesktop.core.popup import Finished
from hcdesktop.core.redact import Redactor
from hcdesktop.store.rows import session_from_text, session_to_text
from tests.hostile.claims import Claim
from tests.hostile.malformed.readers import ASKED, CLIENT_ID, read_answer, read_people, read_popup
from tests.hostile.secrets.needles import Needles, spelled

#: Longest that one payload may take, in seconds; a hundred times what the slowest one does on a quiet machine.
_IN_TIME = 2.0
_CANARY = "Canary/8836+f0a6=931c"
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")

# --- what is sent -----------------------------------------------------------------------------------------------------

_ODD: st.SearchStrategy[object] = st.sampled_from(
    ["", " ", "\u00a0", "\x00", "a\r\nb", "\ud800", "\u202ea", "\u200f", "\ufeff", "=1+1", "__proto__", "x" * 2_000,
     True, None, 0, -1, 1e308, 10**400, [], {}, [[]], {"a": {}}, 5.5, "tokén", "пример"]
)  # fmt: skip
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | _ODD,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2),
    max_leaves=4,
)
_TOKEN = st.just(_CANARY) | st.text("abcdef0123456789-_.~+/=", min_size=1, max_size=64)
_WORDS = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=30)


def _mixed(names: list[str], well: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Any]:
    """An object as it should be, with some fields odd, missing or too many; and anything else."""
    spoilt = st.dictionaries(st.sampled_from(names), _ODD | st.just(_CANARY), max_size=3)
    more = st.dictionaries(st.text(max_size=12), _JSON, max_size=1)
    return well | st.builds(lambda good, new, bad: {**good, **new, **bad}, well, more, spoilt) | _JSON


_SESSION = st.fixed_dictionaries(
    {"sessionToken": _TOKEN, "humanId": _TOKEN | st.none(), "clientId": st.just(CLIENT_ID)},
    optional={"userId": _TOKEN, "extra": st.dictionaries(_WORDS, st.integers() | _WORDS, max_size=3)},
)
_CALLBACKS = st.sampled_from(["close", "error", "ready", "opened", "dropped", "script-failed", "finish"])
_PROBLEM = _mixed(["code", "message", "detailedMessage"], st.fixed_dictionaries({"code": _WORDS, "message": _WORDS}))
_CALLBACK = st.fixed_dictionaries(
    {"callback": _CALLBACKS | _ODD, "session": _mixed(["sessionToken", "humanId", "clientId"], _SESSION)},
    optional={"error": _PROBLEM, "detail": _ODD, "reason": _ODD},
)
_TOKENS = st.fixed_dictionaries(
    {"humanId": _TOKEN, "accessToken": _TOKEN, "publicToken": _TOKEN},
    optional={"clientId": _TOKEN, "clientUserId": _WORDS},
)
_APP_USER = st.fixed_dictionaries({"humanId": _TOKEN, "externalId": _WORDS})
_SOURCE = st.fixed_dictionaries(
    {"id": _TOKEN, "source": _TOKEN},
    optional={"sourceName": _WORDS, "organization": _mixed(["name", "id"], st.fixed_dictionaries({"name": _WORDS}))},
)
_ROWS = {
    "users": st.lists(_mixed(["humanId", "externalId"], _APP_USER), max_size=4),
    "sources": st.lists(_mixed(["id", "source", "sourceName", "organization", "syncStatus"], _SOURCE), max_size=4),
}


_INTRUDERS = (
    b"", b"\x00", b"\xc0\xaf", b"\xed\xa0\x80", b"\xff", b'"', b"[" * 2_000, b"1e999", b"NaN", b"\xef\xbb\xbf",
    b"9" * 5_000,
)  # fmt: skip


@st.composite
def _broken(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """Bytes that are cut off, doubled, or have some others put in."""
    data = draw(whole)
    at = draw(st.integers(0, len(data)))
    put_in = draw(st.sampled_from([*_INTRUDERS, data]))
    return data[:at] + put_in + data[at + draw(st.integers(0, 3)) :]


def _as_bytes(values: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    return st.builds(lambda value, ascii_: json.dumps(value, ensure_ascii=ascii_).encode("utf-8", "surrogatepass"),
                     values, st.booleans())  # fmt: skip


def _payload(values: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    return _as_bytes(values) | _broken(_as_bytes(values)) | st.binary(max_size=200)


_ANSWER = {
    "tokens": _payload(_mixed(["humanId", "accessToken", "publicToken", "clientUserId"], _TOKENS)),
    "publictoken": _payload(_mixed(["publicToken"], st.fixed_dictionaries({"publicToken": _TOKEN}))),
    "users": _payload(_ROWS["users"] | _JSON),
    "sources": _payload(_ROWS["sources"] | _JSON),
}

_FINISH = st.fixed_dictionaries({"callback": st.just("finish"), "session": _SESSION})

# --- what comes of it -------------------------------------------------------------------------------------------------


def _judged(read: Callable[[], object], check: Callable[[object], str], *, secrets: list[str]) -> str:
    """What broke, ``""`` for nothing: reads, and looks at the value or at the refusal."""
    begun = time.perf_counter()
    try:
        value = read()
    except HcError as error:
        value = error
    except Exception as problem:
        return f"raised {problem!r}"
    if time.perf_counter() - begun > _IN_TIME:
        return f"took {time.perf_counter() - begun:.1f} s"
    if isinstance(value, HcError):
        return _quoted(value, secrets)
    try:
        return check(value)
    except (ValueError, LookupError, TypeError, AssertionError, RecursionError) as problem:
        return f"read {value!r} where there is nothing of the kind: {problem!r}"


def _written(value: object) -> str:
    """As it is sent and kept. Two halves of a character are it, as for a page, also where one was escaped: Python alone
    tells them apart."""
    return json.dumps(value, sort_keys=True)


def _quoted(error: BaseException, secrets: list[str]) -> str:
    told, needles = "", Needles(secrets)
    link: BaseException | None = error
    while link is not None:
        told += f"{link} {link!r} {getattr(link, 'params', '')}"
        link = link.__cause__ or link.__context__
    found = needles.within(told)
    return f"quoted {found}" if found else ""


def judge_popup(data: bytes) -> str:
    """A callback: an event that can be kept, or a refusal."""
    text = data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace") if _decodes(data) else str(data)

    def check(event: object) -> str:
        if not isinstance(event, Finished):
            return ""
        sent = json.loads(text)["session"]
        kept = session_from_text(session_to_text(event.session))
        same = (
            _written(event.session.raw) == _written(sent)
            and _written(asdict(kept)) == _written(asdict(event.session))
            and event.session.session_token == sent["sessionToken"]
        )
        return "" if same else f"read {event.session.raw!r} out of {text!r}"

    return _judged(lambda: read_popup(text), check, secrets=[_CANARY])


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def judge_answer(asked: str, body: bytes) -> str:
    """An answer: what is documented, with every part of its type, or a refusal."""
    return _judged(
        lambda: read_answer(asked, body), lambda value: _typed(asked, value, body), secrets=[_CANARY, "secret-1"]
    )


def _typed(asked: str, value: object, body: bytes) -> str:
    sent = json.loads(body)
    match value:
        case Tokens():
            pairs = [
                ("humanId", value.human_id),
                ("accessToken", value.access_token),
                ("publicToken", value.public_token),
            ]
            good = all(sent[name] == read and _can_be_sent(read) for name, read in pairs)
        case str():
            good = asked == "publictoken" and sent["publicToken"] == value and _can_be_sent(value)
        case list():
            good = all(_storable(row) for row in value) and len(value) == sum(isinstance(row, dict) for row in sent)
        case _:
            good = False
    return "" if good else f"{asked}: read {value!r} out of {body!r}"


def _can_be_sent(token: str) -> bool:
    return re.fullmatch(r"[\x21-\x7e]+", token) is not None


def _storable(row: object) -> bool:
    if isinstance(row, AppUser):
        return _can_be_sent(row.human_id) and isinstance(row.external_id, str)
    assert isinstance(row, Source)
    texts = (row.id, row.name, row.connected_since, row.sync_status)
    return all(len(text) <= 200 and not _CONTROLS.search(text) for text in texts)


# --- lists of people --------------------------------------------------------------------------------------------------

_ENCODINGS = st.sampled_from(
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "shift-jis", "utf-7", "cp037"]
)
_CELL = st.text(max_size=12) | _WORDS | st.sampled_from(
    ["=1+1", "+x", "-1", "@a", "\t=1", "a;=1", 'a;"=1&"', "a\n=1", "a\t@x", "'=1", "a,b", '"', "''", ";'=", "\x00",
     "\u202e", "\uff1d1", "x" * 600, " ", ";", "a; -b"]
)  # fmt: skip
_ROW = st.lists(_CELL, max_size=4)
_HEADER = st.sampled_from([["clientUserId", "label"], ["id"], ["label", "externalId"], ["x"], [], ["id", "id"]])


@st.composite
def _list_of_people(draw: st.DrawFn) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=draw(st.sampled_from(",,,;\t"))).writerows(
        [draw(_HEADER), *draw(st.lists(_ROW, max_size=4))]
    )
    return out.getvalue().encode(draw(_ENCODINGS), "replace")


_PEOPLE = _list_of_people() | _broken(_list_of_people()) | st.binary(max_size=200)


def judge_people(path: Path, data: bytes) -> str:
    """A list: pairs that can be imported, or a refusal."""
    path.write_bytes(data)
    return _judged(lambda: read_people(path), lambda _value: "", secrets=[_CANARY])


def judge_written(path: Path, cells: list[tuple[str, str, str]]) -> str:
    """A list that we write: read again as it was, and no cell of it a formula, wherever a spreadsheet parts it."""
    users = [
        User(id=1, client_user_id=a, label=b, human_id=c, sources=(c, a), email=c, note=a, tags=(b, c))
        for a, b, c in cells
    ]
    people_file.write(path, users)
    whole = path.read_text(encoding="utf-8-sig")
    parts = [cell for row in csv.reader(io.StringIO(whole, newline="")) for cell in row]
    parts += re.split("[;\t\r\n]", whole)
    if bad := [part for part in parts if part.lstrip(' "').startswith(_FORMULA)]:
        return f"a formula: {bad[0]!r} in {whole!r}"
    expected = [(_without_halves(a), _without_halves(b)) for a, b, _c in cells]
    wanted = [pair for pair in expected if any(cell.strip() for cell in pair)]
    pairs = [(row.client_user_id, row.details.label) for row in people_file.read(path).rows]
    read = [pair for pair in pairs if any(cell.strip() for cell in pair)]
    return "" if read == wanted else f"read {read!r} instead of {wanted!r}"


def _without_halves(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


# --- the redactor -----------------------------------------------------------------------------------------------------

#: What JSON writes for a number is no secret's spelling.
_SECRET = st.text(st.characters(exclude_characters="•"), min_size=8, max_size=40).filter(
    lambda secret: secret not in "-Infinity"
) | st.sampled_from(
    [_CANARY, "8836f0a6931c4c1d88a0b1c2d3e4f506", "two words, and more", 'quo"te\\back', "päss/wörd+1%"]
)
_NAMES = st.sampled_from(["token", "clientSecret", "session_token", "Authorization", "note", "url", "x", "error"])


@st.composite
def _leak(draw: st.DrawFn) -> tuple[str, object]:
    """A secret, and a structure in which it stands somewhere, spelled somehow."""
    secret = draw(_SECRET)
    forms = [form for name, form in spelled(secret).items() if "UTF-16" not in name]
    spelling = draw(st.sampled_from(forms)).decode("utf-8", "surrogatepass")
    text = f"{draw(st.text(max_size=20))}{spelling}{draw(st.text(max_size=20))}"
    value: object = draw(st.sampled_from([text, [text], {"x": text}, text.encode("utf-8", "surrogatepass"), (text,)]))
    return secret, {draw(_NAMES): value, f"n{text}": draw(_JSON)}


def judge_redactor(secret: str, value: object) -> str:
    """Text and JSON: nothing of the secret is left in them, whatever is around it."""
    redactor = Redactor(lambda: [secret])
    outputs: list[str] = []

    def read() -> object:
        outputs.append(json.dumps(redactor.json(value), ensure_ascii=False))
        outputs.append(redactor.text(str(value)))
        outputs.append(redactor.leaving(str(value)))
        return outputs

    forms = [form for form in spelled(secret).values() if len(form) >= 8]

    def check(_value: object) -> str:
        left = [form for form in forms for out in outputs if form in out.encode("utf-8", "surrogatepass")]
        # What was left may be the mask's own neighbours, when the secret is made of them: then it is no leak.
        return f"{secret!r} left as {left[0]!r} of {value!r}" if left else ""

    return _judged(read, check, secrets=[])


# --- the campaign -----------------------------------------------------------------------------------------------------


def payloads(times: int) -> list[Claim]:
    """So many payloads for each reader."""
    return [*callbacks(times), *answers(times), *people(times), *redactions(times)]


def _run(claim: Claim, times: int, strategy: st.SearchStrategy[Any], judge: Callable[[Any], str]) -> Claim:
    @settings(
        max_examples=times,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def attack(payload: Any) -> None:
        claim.trial(judge(payload))

    begun = time.monotonic()
    cast("Callable[[], None]", attack)()
    claim.note = f"{time.monotonic() - begun:.0f} s"
    return claim


def callbacks(times: int) -> list[Claim]:
    """What a page sends."""
    claim = Claim("malformed callbacks: a typed event or refusal, nothing quoted, nothing changed")
    text = st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
    return [_run(claim, times, _payload(_CALLBACK | _JSON) | _payload(_FINISH) | text, judge_popup)]


def answers(times: int) -> list[Claim]:
    """What Human API answers."""
    claim = Claim("malformed answers: a typed value or refusal, nothing quoted, nothing changed")
    asked = st.sampled_from(sorted(ASKED)).flatmap(lambda name: st.tuples(st.just(name), _ANSWER[name]))
    return [_run(claim, times, asked, lambda pair: judge_answer(*pair))]


def people(times: int) -> list[Claim]:
    """Lists that are imported, and those that are exported."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        read = Claim("malformed lists of people: pairs that can be imported, or a typed refusal")
        written = Claim("exported lists: read again as they were, no cell a formula")
        cells = st.lists(st.tuples(_CELL, _CELL, _CELL), max_size=3)
        return [
            _run(read, times, _PEOPLE, lambda data: judge_people(path, data)),
            _run(written, times, cells, lambda rows: judge_written(path, rows)),
        ]


def redactions(times: int) -> list[Claim]:
    """What is about to be written down."""
    claim = Claim("redacted: no spelling of the secret left, whatever is around it")
    return [_run(claim, times, _leak(), lambda pair: judge_redactor(*pair))]
