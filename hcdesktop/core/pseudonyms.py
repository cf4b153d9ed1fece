"""People as ``user-3`` in what somebody copies or exports: the same number each time, and nothing of the person.

The redactor knows an e-mail address by its shape; a name, or an id that is none, is known here: by whose event it
stands in, by the field that it stands in, and in a short text by being somebody's in the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote

from hcdesktop.core.models import User
from hcdesktop.core.redact import Redactor

#: Which of some texts are somebody's clientUserId or name, and whose.
PeopleCalled: TypeAlias = Callable[[Sequence[str]], Mapping[str, int]]

#: Fields in which only a person can stand.
_FIELDS = frozenset({"clientuserid", "externalid", "userid", "email", "label"})
#: So many words can a name have; of a text, so many words are looked up.
_LONGEST = 6
_MOST = 300
_AROUND = ".,;:!?“”„\"'«»()[]{}…"


class Pseudonyms:
    """Takes secrets and people out of text and JSON. Raises what the redactor and ``called`` raise."""

    def __init__(self, redactor: Redactor, called: PeopleCalled) -> None:
        self._redactor = redactor
        self._called = called

    def text(self, text: str, *, about: Iterable[User] = ()) -> str:
        """A short text, as it may leave; ``about``: who it speaks of."""
        for user in about:
            text = _without(text, _spellings(user), f"user-{user.id}")
        found = self._called(list(_parts(text)))
        for name in sorted(found, key=len, reverse=True):
            text = _without(text, (name,), f"user-{found[name]}")
        return self._redactor.leaving(text)

    def json(self, value: object, *, about: User | None = None) -> object:
        """A structure that has been redacted, as it may leave; ``about``: whose event it is the detail of."""
        return self.all_json([(value, about)])[0]

    def all_json(self, values: Sequence[tuple[object, User | None]]) -> list[object]:
        """The same for many at once, of which the redactor looks at all together first: nearly always it has nothing
        to say (one by one, a million events would take a quarter of an hour)."""
        named = [
            self._named(value, () if about is None else _spellings(about), f"user-{about.id}" if about else "")
            for value, about in values
        ]
        return named if self._is_clean(named) else [self._leaving(value) for value in named]

    def _named(self, value: object, names: Sequence[str], pseudonym: str) -> object:
        """Without the people who are known by name or by field."""
        if isinstance(value, Mapping):
            return {
                name: self._field(str(name), item, self._named(item, names, pseudonym)) for name, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self._named(item, names, pseudonym) for item in value]
        return _without(value, names, pseudonym) if isinstance(value, str) else value

    def _leaving(self, value: object) -> object:
        if self._is_clean([value]):
            return value
        if isinstance(value, Mapping):
            return {name: self._leaving(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._leaving(item) for item in value]
        return self._redactor.leaving(value) if isinstance(value, str) else value

    def _is_clean(self, values: Sequence[object]) -> bool:
        """Whether the redactor would leave all of it as it is."""
        text = "\n".join(_texts(values))
        return self._redactor.leaving(text) == text

    def _field(self, name: str, value: object, shown: object) -> object:
        is_person = re.sub(r"[^a-z]", "", name.lower()) in _FIELDS
        if not is_person or not isinstance(value, str) or not value or shown != value:
            return shown
        number = self._called([value]).get(value)
        return self._redactor.stranger(value) if number is None else f"user-{number}"


def _texts(value: object) -> Iterator[str]:
    """Every text in a structure; the names of its fields are the redactor's own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(item)


def _spellings(user: User) -> tuple[str, ...]:
    """What this person is called, also in an address; the longest first, for one may be a part of another."""
    names = filter(None, (user.client_user_id, user.email, user.label))
    spelled = {form for name in names for form in (name, quote(name, safe="", errors="replace"))}
    return tuple(sorted(spelled, key=len, reverse=True))


def _without(text: str, names: Iterable[str], pseudonym: str) -> str:
    """Each of them as a whole word. (Not by a pattern: Python keeps those, and the names with them.)"""
    for name in names:
        start = 0
        while (at := text.find(name, start)) >= 0:
            end = at + len(name)
            whole = not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum())
            text = f"{text[:at]}{pseudonym}{text[end:]}" if whole else text
            start = at + len(pseudonym) if whole else at + 1
    return text


def _parts(text: str) -> Iterator[str]:
    """Every run of a few words, without the punctuation around it."""
    words = list(re.finditer(r"\S+", text))[:_MOST]
    for first in range(len(words)):
        for last in range(first, min(first + _LONGEST, len(words))):
            part = text[words[first].start() : words[last].end()]
            yield part
            if (bare := part.strip(_AROUND)) != part:
                yield bare
