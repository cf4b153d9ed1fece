"""How a known secret may be spelled in a text, and where in a text it stands: the by-value half of the redactor."""

from __future__ import annotations

import base64
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import takewhile
from urllib.parse import quote, quote_plus

#: Shorter than this is no secret but a word that happens to be one.
SHORTEST = 6
#: Of a secret that is broken over lines or list elements, so much has to be left without the signs in between.
_SHORTEST_BROKEN = 12
#: What stands between the pieces of a value that is wrapped, or was put into a list.
_BREAK = re.compile(r"(?:\\[nrt]|[\s\"',\[\]()+\\])+")
#: What no JSON, no address and no Python spells otherwise: most tokens.
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]+")


def without(text: str, secrets: Iterable[str], *, mask: str) -> str:
    """``text`` with ``mask`` wherever one of these secrets stands, however it is spelled or broken."""
    pieces, end = [], 0
    for start, stop in places(text, secrets):
        pieces += [text[end:start], mask]
        end = stop
    return "".join([*pieces, text[end:]])


def places(text: str, secrets: Iterable[str]) -> list[tuple[int, int]]:
    """Where they stand, in order and none overlapping."""
    known = frozenset(secrets)
    if len(text) < SHORTEST or not _may_stand(text, known):
        return []
    forms, squeezed = _forms(known)
    found = [place for form in _fitting(forms, text) for place in _find(text, form)]
    found += _find_broken(text, squeezed)
    return list(_merged(sorted(found)))


def forget() -> None:
    """What was worked out is not kept any more: it holds the secrets."""
    for kept in (_forms, _beginnings, _beginnings_of, _squeezed, spellings):
        kept.cache_clear()


def _may_stand(text: str, secrets: frozenset[str]) -> bool:
    """Whether the beginning of one of them does, in whatever spelling: in most texts none, and nothing more has to be
    looked for. (Sixty secrets have two thousand spellings.)"""
    beginnings, whole = _beginnings(secrets), _BREAK.sub("", text)
    if not beginnings.isdisjoint(_stretches(text)):
        return True
    return whole != text and not beginnings.isdisjoint(_stretches(whole))


def _stretches(text: str) -> Iterator[str]:
    length = range(SHORTEST, len(text) + 1)
    return map(text.__getitem__, map(slice, range(len(length)), length))


@lru_cache(maxsize=8)
def _beginnings(secrets: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*map(_beginnings_of, secrets))


@lru_cache(maxsize=512)
def _beginnings_of(secret: str) -> frozenset[str]:
    # No spelling is shorter than the secret.
    return frozenset(form[:SHORTEST] for form in spellings(secret) | _squeezed(secret))


@lru_cache(maxsize=8)
def _forms(secrets: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every spelling of these secrets; and those of them that can be known again when they are broken, squeezed. The
    shortest first."""
    # Each secret by itself: with every token that is learned the set is another one, and nearly the same.
    forms = {form for secret in secrets for form in spellings(secret)}
    squeezed = {form for secret in secrets for form in _squeezed(secret)}
    return tuple(sorted(forms, key=len)), tuple(sorted(squeezed, key=len))


@lru_cache(maxsize=512)
def _squeezed(secret: str) -> frozenset[str]:
    squeezed = (form if form.isalnum() else _BREAK.sub("", form) for form in spellings(secret))
    return frozenset(form for form in squeezed if len(form) >= _SHORTEST_BROKEN)


@lru_cache(maxsize=512)
def spellings(secret: str) -> frozenset[str]:
    """Plain; escaped in JSON, once and twice; percent-encoded in one of three ways, once and twice; as Python shows
    its bytes; in hex; in base64, whatever stands before and after it; in UTF-16 that was taken for Latin-1."""
    if len(secret) < SHORTEST:
        return frozenset()
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {secret} if _PLAIN.fullmatch(secret) else _escaped(secret, raw)
    return frozenset({*forms, raw.hex(), raw.hex().upper(), *_in_utf_16(secret), *_in_base64(raw)})


def _escaped(secret: str, raw: bytes) -> set[str]:
    escaped = json.dumps(secret)[1:-1]
    percent = {quote(raw, safe=""), quote(raw, safe="!'()*"), quote_plus(raw)}
    percent |= {_lower_percent(form) for form in percent}
    doubled = {quote(form, safe="") for form in percent}
    return {secret, escaped, json.dumps(escaped)[1:-1], repr(secret)[1:-1], repr(raw)[2:-1], *percent, *doubled}


def _lower_percent(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), text)


def _in_utf_16(text: str) -> Iterator[str]:
    """As it looks when each of its bytes is taken for a letter, or is shown by Python."""
    little, big = (text.encode(code, "surrogatepass") for code in ("utf-16-le", "utf-16-be"))
    for raw in (little.removesuffix(b"\0"), big.removeprefix(b"\0")):
        yield raw.decode("latin-1")
        yield repr(raw)[2:-1]


def _in_base64(raw: bytes) -> Iterator[str]:
    """The characters that stand for ``raw`` alone, whatever comes before and after it (a name, a colon)."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + raw).decode()
        own = text[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
        yield own
        yield own.replace("+", "-").replace("/", "_")


def _fitting(forms: Iterable[str], text: str) -> Iterator[str]:
    """Those that are not longer than the text: of two thousand forms most names and numbers have room for none."""
    return takewhile(lambda form: len(form) <= len(text), forms)


def _find(text: str, form: str) -> Iterator[tuple[int, int]]:
    at = text.find(form)
    while at >= 0:
        yield at, at + len(form)
        at = text.find(form, at + len(form))


def _find_broken(text: str, squeezed: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Looks once more, in both without what may stand between the pieces."""
    whole = _BREAK.sub("", text)
    hits = [hit for form in _fitting(squeezed, whole) for hit in _find(whole, form)]
    if not hits:
        return
    starts, shifts = [-1], [0]
    for match in _BREAK.finditer(text):
        starts.append(match.start() - shifts[-1])
        shifts.append(shifts[-1] + match.end() - match.start())
    for start, end in hits:
        yield start + shifts[bisect_right(starts, start) - 1], end + shifts[bisect_right(starts, end - 1) - 1]


def _merged(found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last: tuple[int, int] | None = None
    for start, end in found:
        if last is None or start > last[1]:
            if last is not None:
                yield last
            last = start, end
        else:
            last = last[0], max(last[1], end)
    if last is not None:
        yield last
