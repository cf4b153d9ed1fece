"""The one redactor: whatever leaves (log, timeline, clipboard, export, diagnostics) passes here first (decision 16)."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

MASK = "•••"
#: Deepest level of a structure that is looked at; what lies below goes as a whole.
MAX_DEPTH = 20
_SECRET_NAMES = frozenset(
    {
        "sessiontoken", "publictoken", "accesstoken", "clientsecret", "appkey", "authorization", "password", "token",
        "secret", "cookie", "setcookie", "passphrase", "humanapisessiontoken", "idtoken", "datahapitoken",
    }
)  # fmt: skip
_PATTERNS = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+"), rf"\1 {MASK}"),
    # name=value and "name": "value", also as Python shows it, escaped once more, or percent-encoded
    (re.compile(r"(?i)((?:session|public|access|id)_?token|client_?secret|app_?key|password)"
                r"((?:[\\\"'\s]|%2[027])*(?:[=:]|%3[ad])(?:[\\\"'\s+]|%2[027])*)[^\s\\\"'&,}]+"), rf"\1\2{MASK}"),
    (re.compile(r"\b[0-9a-fA-F]{24,}\b"), MASK),
    (re.compile(r"\b(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{36,}\b"), MASK),
)  # fmt: skip


def masked(secret: str | None) -> str:
    """A secret as the screen may show it: its last four characters, when it is long enough to spare them."""
    if not secret:
        return "—"
    return f"{MASK} {secret[-4:]}" if len(secret) >= 16 else MASK


def fingerprint(value: str) -> str:
    """A short name for a value, the same each time, from which the value cannot be had back (values are random)."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:6]


class Redactor:
    """Takes secrets out of text and JSON: by field name, by shape, and every value that ``known`` tells."""

    def __init__(self, known: Callable[[], Iterable[str]] = tuple) -> None:
        self._known = known

    def text(self, text: str) -> str:
        """``text`` without anything that looks like, or is known to be, a secret."""
        forms = {form for secret in self._known() for form in _spellings(secret)}
        for form in sorted(forms, key=len, reverse=True):  # a secret may be a part of another one
            text = text.replace(form, MASK)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    def json(self, value: object) -> object:
        """The same structure; secret fields keep only a fingerprint so that two can be told apart."""
        return self._json(value, MAX_DEPTH)

    def _json(self, value: object, depth: int) -> object:
        if isinstance(value, str):
            return self.text(value)
        if not isinstance(value, Mapping | list | tuple):
            return value
        if not depth:
            return MASK
        if isinstance(value, Mapping):
            return {self.text(str(name)): self._field(str(name), item, depth - 1) for name, item in value.items()}
        return [self._json(item, depth - 1) for item in value]

    def _field(self, name: str, value: object, depth: int) -> object:
        if isinstance(value, Mapping) or re.sub(r"[^a-z]", "", name.lower()) not in _SECRET_NAMES:
            return self._json(value, depth)
        if isinstance(value, str):
            return f"{MASK} #{fingerprint(value)}" if value else ""
        if isinstance(value, list | tuple) and depth:
            return [self._field(name, item, depth - 1) for item in value]
        return MASK


class RedactingFilter(logging.Filter):
    """Put on every log handler: the finished line, exception text included, goes through the redactor."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Replaces the message (and a traceback's text) in place; never holds a record back."""
        record.msg = self._redactor.text(_message(record))
        record.args = None
        if record.exc_info:
            record.exc_text = self._redactor.text(logging.Formatter().formatException(record.exc_info))
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):  # the arguments do not fit: no reason to end what was going on
        return f"{record.msg} {record.args}"


def _spellings(secret: str) -> set[str]:
    """A secret as it may show up: plain, in JSON, percent-encoded in one of three ways, or in base64."""
    if len(secret) < 6:
        return set()
    raw = secret.encode("utf-8", "surrogatepass")
    encoded = {quote(raw, safe=""), quote(raw, safe="!'()*"), quote_plus(raw)}
    return {secret, json.dumps(secret)[1:-1], *encoded, *_in_base64(raw)}


def _in_base64(raw: bytes) -> Iterator[str]:
    """The characters that stand for ``raw`` alone, whatever comes before and after it (a name, a colon)."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + raw).decode()
        own = text[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
        yield own
        yield own.replace("+", "-").replace("/", "_")
