"""JSON that remembers where everything stands, so that a mistake can be pointed at by line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]  # since 2.6, unknown to typeshed
from typing import NoReturn, TypeAlias

Value: TypeAlias = "dict[str, Node] | list[Node] | str | int | float | bool | None"

_BLANK = re.compile(r"[ \t\r\n]*")
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,15})(?:\.\d{1,15})?(?:[eE][+-]?\d{1,2})?(?![\w.])|true|false|null")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Node:
    """One value; ``start`` is its place in the text, ``names`` the places of an object's names."""

    value: Value
    start: int
    names: Mapping[str, int] = field(default_factory=dict)

    @property
    def plain(self) -> object:
        """The value as ``json.loads`` gives it."""
        if isinstance(self.value, dict):
            return {name: node.plain for name, node in self.value.items()}
        return [node.plain for node in self.value] if isinstance(self.value, list) else self.value


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """What is wrong where; line and column begin with 1, as editors count."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.message}"


def mistake(text: str, at: int, message: str) -> Mistake:
    """A mistake at this place of the text."""
    return Mistake(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), message)


def parse(text: str) -> Node:
    """The whole text as one value; raises ``json.JSONDecodeError``, also for a name that is given twice."""
    node, end = _value(text, _skip(text, 0), 0)
    if end != len(text):
        _refuse(text, end, "Nothing may follow the object")
    return node


def _value(text: str, at: int, depth: int) -> tuple[Node, int]:
    if depth > _DEEPEST:
        _refuse(text, at, "Nested too deeply")
    match text[at : at + 1]:
        case "{":
            return _object(text, at, depth)
        case "[":
            return _array(text, at, depth)
        case '"':
            found, end = _string(text, at)
            return Node(found, at), _skip(text, end)
    plain = _PLAIN.match(text, at)
    if plain is None:
        _refuse(text, at, "A value is missing")
    return Node(json.loads(plain[0]), at), _skip(text, plain.end())


def _object(text: str, start: int, depth: int) -> tuple[Node, int]:
    members: dict[str, Node] = {}
    names: dict[str, int] = {}
    at = _skip(text, start + 1)
    while text[at : at + 1] != "}":
        if members:
            at = _expect(text, at, ",")
        if text[at : at + 1] != '"':
            _refuse(text, at, "A name in double quotes is missing")
        name, end = _string(text, at)
        if name in members:
            _refuse(text, at, f'The name "{name}" is given twice')
        names[name] = at
        members[name], at = _value(text, _expect(text, _skip(text, end), ":"), depth + 1)
    return Node(members, start, names), _skip(text, at + 1)


def _array(text: str, start: int, depth: int) -> tuple[Node, int]:
    items: list[Node] = []
    at = _skip(text, start + 1)
    while text[at : at + 1] != "]":
        if items:
            at = _expect(text, at, ",")
        item, at = _value(text, at, depth + 1)
        items.append(item)
    return Node(items, start), _skip(text, at + 1)


def _string(text: str, start: int) -> tuple[str, int]:
    found, end = scanstring(text, start + 1)
    if any("\ud800" <= letter <= "\udfff" for letter in found):
        _refuse(text, start, "Half a character cannot be sent")
    return found, end


def _expect(text: str, at: int, mark: str) -> int:
    if text[at : at + 1] != mark:
        _refuse(text, at, f'"{mark}" is missing')
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _refuse(text: str, at: int, message: str) -> NoReturn:
    raise json.JSONDecodeError(message, text, at)
