"""The one redactor: whatever leaves (log, timeline, clipboard, export, diagnostics) passes here first (decision 16).

By value (``spellings``), by name and by shape. It fails closed: where a text cannot be redacted, none of it is written.
Every pattern takes time in proportion to the text: a page chooses what it sends.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from hcdesktop.core import spellings
from hcdesktop.core.spellings import places, without

MASK = "•••"
#: Deepest level of a structure that is looked at; what lies below goes as a whole.
MAX_DEPTH = 20
#: A value that was met under a secret's name is known from then on; so many of them, and none that may be a word.
_LEARNED = 64
_SHORTEST_LEARNED = 16
#: E-mail addresses of nobody in the list that are told apart: a page may send any number of them.
_MOST_STRANGERS = 1_000

_SECRET_NAME = re.compile(r"(token|secret|appkey|apikey|authorization|cookie|credentials?|datahapitoken)$")
#: What a person has thought up can be guessed, and a guess be confirmed by its fingerprint.
_CHOSEN_NAME = re.compile(r"(password|passphrase|passwd)$")
_QUOTES = r"(?:\\*[\"']|\s|%2[027])*+"
_PATTERNS = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+"), rf"\1 {MASK}"),
    # a header, to the end of its line or of its text
    (re.compile(rf"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie2?)({_QUOTES}[=:]{_QUOTES})"
                r"((?:(?:basic|bearer|digest|negotiate|token)\s+)?)[^\r\n\"'\\]+"), rf"\1\2\3{MASK}"),
    # name=value and "name": "value", also as Python shows it, escaped once more, or percent-encoded
    (re.compile(rf"(?is)(token|secret|(?:app|api)[-_ ]?key|pass(?:word|phrase|wd))({_QUOTES}(?:[=:]|%3[ad])"
                r"(?:\s|\+|%20|b(?=[\"']))*+)"
                r"(?:(\\*[\"'])(?:(?!(?<!\\)\3).)++|(%22)(?:(?!%22)[^\s&\"'])+|[^\s\"'&,}]+)"), rf"\1\2\3\4{MASK}"),
    (re.compile(r"\beyJ[\w-]{10,}(?:\.[\w-]*){1,2}"), MASK),
    (re.compile(r"[0-9a-fA-F]{24,}"), MASK),
)  # fmt: skip
#: Long runs of the letters of a token, and of base64; what they have to hold besides, so that a path is none.
_RUNS = (
    (re.compile(r"[A-Za-z0-9_-]{36,}"), (re.compile(r"\d"), re.compile(r"[A-Za-z]"))),
    (re.compile(r"[A-Za-z0-9+/]{36,}={0,2}"), (re.compile(r"\d"), re.compile(r"[a-z]"), re.compile(r"[A-Z]"))),
)
#: What none of these is in looks like no secret, in none of the patterns: so most texts need not be held to each.
_LONG = re.compile(r"[\w+/-]{24}")
_SIGN = re.compile(r"[\s=:%.]")
_WORD = re.compile(r"(?i)basic|bearer|authorization|cookie|token|secret|key|pass|eyj")
_ADDRESS = re.compile(r"(?<![\w.+-])([\w.+-]++)(@|%40)([\w-]+(?:\.[\w-]+)+)")
_STANDARD = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"})


def masked(secret: str | None) -> str:
    """A secret as the screen may show it: its last four characters, when it is long enough to spare them."""
    if not secret:
        return "—"
    return f"{MASK} {secret[-4:]}" if len(secret) >= 16 else MASK


def fingerprint(value: str) -> str:
    """A short name for a value, the same each time, from which the value cannot be had back (values are random)."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:6]


class Redactor:
    """Takes secrets out of text and JSON: by field name, by shape, and every value that ``known`` tells.

    Raises whatever ``known`` and ``number_of`` raise: who cannot redact writes nothing.
    """

    def __init__(
        self,
        known: Callable[[], Iterable[str]] = tuple,
        *,
        number_of: Callable[[str], int | None] = lambda _client_user_id: None,
    ) -> None:
        """``number_of``: the id of the user with this clientUserId, for the pseudonyms."""
        self._known = known
        self._number_of = number_of
        self._learned: deque[str] = deque(maxlen=_LEARNED)
        self._strangers: dict[str, int] = {}
        self._forgotten = 0

    def known(self) -> frozenset[str]:
        """Every value that is masked wherever it stands: what ``known`` tells, and what ``json`` has met."""
        return frozenset({*self._known(), *self._learned})

    def forget(self) -> None:
        """Holds nothing of anybody any more, but goes on with what ``known`` tells; no pseudonym is given twice."""
        self._learned.clear()
        self._forgotten += len(self._strangers)
        self._strangers.clear()
        spellings.forget()

    def text(self, text: str) -> str:
        """``text`` without anything that looks like, or is known to be, a secret."""
        text = without(text, self.known(), mask=MASK)
        if not (_LONG.search(text) or (_SIGN.search(text) and _WORD.search(text))):
            return text
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        for run, signs in _RUNS:
            text = run.sub(partial(_without_run, signs=signs), text)
        return text

    def leaving(self, text: str) -> str:
        """``text`` for somebody outside the desk: the same, and every e-mail address a pseudonym, ``user-3``."""
        return _ADDRESS.sub(lambda match: self.stranger(f"{match[1]}@{match[3]}"), self.text(text))

    def json(self, value: object) -> object:
        """The same structure; secret fields keep only a fingerprint so that two can be told apart."""
        # First of all: with each secret that is met, the spellings of all have to be put in order anew.
        self._learn_from(value, MAX_DEPTH)
        return self._asked_once()._json(value, MAX_DEPTH)

    def _asked_once(self) -> Redactor:
        """The same one, for all texts of a structure: ``known`` reads a file, and need not for each of them."""
        everything = self.known()
        same = object.__new__(type(self))  # `copy.copy` takes ten times as long
        same.__dict__.update(self.__dict__)
        same.known = lambda: everything  # type: ignore[method-assign]
        return same

    def stranger(self, address: str) -> str:
        """The pseudonym of an e-mail address, or of an id in its place: ``user-3`` where it is somebody's here."""
        number = self._number_of(address)
        if number is not None:
            return f"user-{number}"
        if len(self._strangers) >= _MOST_STRANGERS and address.lower() not in self._strangers:
            return "somebody"
        return f"person-{self._strangers.setdefault(address.lower(), self._forgotten + len(self._strangers) + 1)}"

    def _json(self, value: object, depth: int) -> object:
        if not isinstance(value, Mapping | list | tuple):
            return self._scalar(value)
        if not depth:
            return MASK
        if isinstance(value, Mapping):
            return {self.text(str(name)): self._field(str(name), item, depth - 1) for name, item in value.items()}
        return self._list(value, depth - 1)

    def _scalar(self, value: object) -> object:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, bytes | bytearray):
            return self.text(value.decode("utf-8", "replace"))
        text = str(value)
        shown = self.text(text)
        return value if isinstance(value, int | float) and shown == text else shown

    def _list(self, items: list[object] | tuple[object, ...], depth: int) -> list[object]:
        """A secret may be broken over the elements: then none of the texts in the list is shown."""
        texts = [item for item in items if isinstance(item, str)]
        if len(texts) > 1 and places("".join(texts), self.known()):
            return [MASK if isinstance(item, str) else self._json(item, depth) for item in items]
        return [self._json(item, depth) for item in items]

    def _field(self, name: str, value: object, depth: int) -> object:
        chosen, secret = _kind_of(name)
        if isinstance(value, Mapping) or not (chosen or secret):
            return self._json(value, depth)
        if isinstance(value, str):
            self._learn(value)
            return "" if not value else MASK if chosen else f"{MASK} #{fingerprint(value)}"
        if isinstance(value, list | tuple) and depth:
            return [self._field(name, item, depth - 1) for item in value]
        return MASK

    def _learn_from(self, value: object, depth: int) -> None:
        """What ``_field`` will meet."""
        if not depth or not isinstance(value, Mapping | list | tuple):
            return
        items = value.items() if isinstance(value, Mapping) else (("", item) for item in value)
        for name, item in items:
            if isinstance(item, str) and any(_kind_of(str(name))):
                self._learn(item)
            elif isinstance(item, list | tuple):
                self._learn_from([{name: each} for each in item], depth)
            else:
                self._learn_from(item, depth - 1)

    def _learn(self, value: str) -> None:
        if len(value) >= _SHORTEST_LEARNED and value not in self._learned:
            self._learned.append(value)


def _kind_of(name: str) -> tuple[bool, bool]:
    """Whether a field of this name holds what somebody has thought up, and whether it holds another secret."""
    plain = re.sub(r"[^a-z]", "", name.lower())
    return bool(_CHOSEN_NAME.search(plain)), bool(_SECRET_NAME.search(plain))


def _without_run(run: re.Match[str], *, signs: Iterable[re.Pattern[str]]) -> str:
    return MASK if all(sign.search(run[0]) for sign in signs) else run[0]


class RedactingFilter(logging.Filter):
    """Put on every log handler: the finished line, exception text and extras included, goes through the redactor."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Replaces the text in place and never holds a record back; of a line that it cannot redact, nothing stays."""
        try:
            message, trace = self._redactor.leaving(_message(record)), self._trace(record)
            stack = self._redactor.leaving(record.stack_info) if record.stack_info else None
            extras = {name: self._extra(name, value) for name, value in vars(record).items() if name not in _STANDARD}
        except Exception as problem:
            message, trace, stack = f"(withheld: it could not be redacted, {type(problem).__name__})", None, None
            extras = {name: MASK for name in vars(record) if name not in _STANDARD}
        record.msg, record.args = message, None
        # Without its exception nobody after us can write the traceback anew.
        record.exc_info, record.exc_text, record.stack_info = None, trace, stack
        vars(record).update(extras)
        return True

    def _trace(self, record: logging.LogRecord) -> str | None:
        if record.exc_info:
            return self._redactor.leaving(logging.Formatter().formatException(record.exc_info))
        return self._redactor.leaving(record.exc_text) if record.exc_text else None

    def _extra(self, name: str, value: object) -> object:
        shown = self._redactor.json({name: value})
        assert isinstance(shown, dict)  # noqa: S101  # what goes in as a mapping comes out as one
        return next(iter(shown.values()))


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):  # the arguments do not fit: no reason to end what was going on
        return f"{record.msg} {record.args}"
