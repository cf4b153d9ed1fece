"""Checks a text against a JSON Schema and names every mistake with its place.

Of JSON Schema (2020-12) it knows what ``scenario.schema.json`` needs, and refuses a schema that asks for more: so the
published schema and the check cannot drift apart. A library would bring its own reader, which forgets the places.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from hcdesktop.simulator.positions import Mistake, Node, mistake, parse

Schema: TypeAlias = Mapping[str, Any]
_Found: TypeAlias = Iterator[tuple[int, str]]

_TYPES: Mapping[str, Callable[[object], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}
_NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
}
_SILENT = frozenset({"$schema", "$id", "$defs", "title", "description", "examples", "default", "then"})


class Checker:
    """One schema; ``check`` any number of texts."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._keywords: Mapping[str, Callable[[Node, Any, Mapping[str, Any]], _Found]] = {
            "$ref": self._ref,
            "type": self._type,
            "enum": self._enum,
            "const": lambda node, wanted, schema: self._enum(node, [wanted], schema),
            "pattern": self._pattern,
            "minimum": self._minimum,
            "maximum": self._maximum,
            "minLength": self._min_length,
            "maxLength": self._max_length,
            "required": self._required,
            "properties": self._properties,
            "additionalProperties": self._additional,
            "minProperties": self._min_properties,
            "items": self._items,
            "minItems": self._min_items,
            "maxItems": self._max_items,
            "allOf": self._all_of,
            "if": self._if,
        }

    @property
    def known(self) -> frozenset[str]:
        """The keywords that a schema may use."""
        return _SILENT | self._keywords.keys()

    def check(self, text: str) -> tuple[Node | None, tuple[Mistake, ...]]:
        """The text's value, ``None`` when it is not even JSON; and what is wrong, in the order of the text."""
        try:
            node = parse(text)
        except json.JSONDecodeError as error:
            return None, (Mistake(error.lineno, error.colno, f"{error.msg}."),)
        found = dict.fromkeys(self._apply(node, self._schema))
        return node, tuple(sorted(mistake(text, at, message) for at, message in found))

    def _apply(self, node: Node, schema: Schema) -> _Found:
        for keyword, wanted in schema.items():
            if keyword not in _SILENT:
                yield from self._keywords[keyword](node, wanted, schema)

    # --- any value

    def _ref(self, node: Node, wanted: str, _schema: Mapping[str, Any]) -> _Found:
        yield from self._apply(node, self._schema["$defs"][wanted.removeprefix("#/$defs/")])

    def _type(self, node: Node, wanted: str | list[str], _schema: Mapping[str, Any]) -> _Found:
        names = [wanted] if isinstance(wanted, str) else wanted
        if not any(_TYPES[name](node.value) for name in names):
            yield node.start, f"This has to be {_either([_NAMES[name] for name in names])}."

    def _enum(self, node: Node, wanted: list[object], _schema: Mapping[str, Any]) -> _Found:
        if node.plain not in wanted:
            yield (
                node.start,
                f"This has to be {_either([json.dumps(one) for one in wanted])}.{_hint(node.plain, wanted)}",
            )

    def _all_of(self, node: Node, wanted: list[Schema], _schema: Mapping[str, Any]) -> _Found:
        for one in wanted:
            yield from self._apply(node, one)

    def _if(self, node: Node, wanted: Schema, schema: Mapping[str, Any]) -> _Found:
        if not any(self._apply(node, wanted)):
            yield from self._apply(node, schema["then"])

    # --- numbers and texts

    def _minimum(self, node: Node, wanted: float, _schema: Mapping[str, Any]) -> _Found:
        if _TYPES["number"](node.value) and node.value < wanted:  # type: ignore[operator]
            yield node.start, f"This has to be at least {wanted}."

    def _maximum(self, node: Node, wanted: float, _schema: Mapping[str, Any]) -> _Found:
        if _TYPES["number"](node.value) and node.value > wanted:  # type: ignore[operator]
            yield node.start, f"This has to be at most {wanted}."

    def _min_length(self, node: Node, wanted: int, _schema: Mapping[str, Any]) -> _Found:
        if isinstance(node.value, str) and len(node.value) < wanted:
            yield node.start, "This must not be empty."

    def _max_length(self, node: Node, wanted: int, _schema: Mapping[str, Any]) -> _Found:
        if isinstance(node.value, str) and len(node.value) > wanted:
            yield node.start, f"This has more than {wanted} characters."

    def _pattern(self, node: Node, wanted: str, schema: Mapping[str, Any]) -> _Found:
        if isinstance(node.value, str) and not re.search(wanted, node.value):
            yield node.start, schema.get("description", f"This has to look like {wanted}")

    # --- objects

    def _required(self, node: Node, wanted: list[str], _schema: Mapping[str, Any]) -> _Found:
        if isinstance(node.value, dict):
            for name in wanted:
                if name not in node.value:
                    yield node.start, f'"{name}" is missing.'

    def _properties(self, node: Node, wanted: Mapping[str, Schema | bool], _schema: Mapping[str, Any]) -> _Found:
        if isinstance(node.value, dict):
            for name, member in node.value.items():
                schema = wanted.get(name, {})
                if isinstance(schema, bool):  # true is not said anywhere: it would mean nothing
                    yield node.names[name], f'"{name}" does not belong here.'
                else:
                    yield from self._apply(member, schema)

    def _additional(self, node: Node, _wanted: bool, schema: Mapping[str, Any]) -> _Found:
        known = list(schema.get("properties", ()))
        for name, at in node.names.items():
            if name not in known:
                yield at, f'"{name}" is not known here.{_hint(name, known)}'

    def _min_properties(self, node: Node, wanted: int, _schema: Mapping[str, Any]) -> _Found:
        if isinstance(node.value, dict) and len(node.value) < wanted:
            yield node.start, "This must not be empty."

    # --- lists

    def _items(self, node: Node, wanted: Schema, _schema: Mapping[str, Any]) -> _Found:
        if isinstance(node.value, list):
            for item in node.value:
                yield from self._apply(item, wanted)

    def _min_items(self, node: Node, wanted: int, _schema: Mapping[str, Any]) -> _Found:
        if isinstance(node.value, list) and len(node.value) < wanted:
            yield node.start, f"At least {wanted} are needed here."

    def _max_items(self, node: Node, wanted: int, _schema: Mapping[str, Any]) -> _Found:
        if isinstance(node.value, list) and len(node.value) > wanted:
            yield node.start, f"At most {wanted} are allowed here."


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _hint(given: object, known: list[Any]) -> str:
    near = difflib.get_close_matches(str(given), [str(one) for one in known], n=1)
    return f' Is "{near[0]}" meant?' if near else ""
