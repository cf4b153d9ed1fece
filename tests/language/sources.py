"""What has to be translated: every text in the code that goes through ``tr``, ``translate`` or a table of sentences."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "hcdesktop"

#: Modules whose tables are translated when they are read: their path, and the context.
TABLES = {"ui/sentences.py": "messages", "ui/findings.py": "messages"}
#: Qt-free modules with a line for a menu: their path, the keyword that holds it, and the context.
TITLES = {"simulator/scenario.py": ("title", "scenarios")}
#: Files with a line for a menu: their folder, the name that holds it, and the context.
FILES = {"scenarios": ("title", "scenarios")}


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """One text, and where Qt looks for its translation."""

    context: str
    text: str


@cache
def sources() -> frozenset[Source]:
    """All of them."""
    in_code = (source for path in PACKAGE.rglob("*.py") for source in in_module(path))
    return frozenset((*in_code, *in_files()))


def in_files() -> Iterator[Source]:
    """Those of the shipped files; a schema's own title is not shown."""
    for folder, (name, context) in FILES.items():
        for path in (PACKAGE.parent / "resources" / folder).glob("*.json"):
            if not path.name.endswith(".schema.json"):
                yield Source(context, json.loads(path.read_text(encoding="utf-8"))[name])


def in_module(path: Path) -> Iterator[Source]:
    """Those of one module."""
    name = path.relative_to(PACKAGE).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from in_calls(tree)
    if name in TABLES:
        yield from (Source(TABLES[name], text) for text in _in_tables(tree))
    if name in TITLES:
        keyword, context = TITLES[name]
        yield from (Source(context, text) for text in _in_keywords(tree, keyword))


def in_calls(tree: ast.AST, context: str = "") -> Iterator[Source]:
    """``self.tr(text)`` in its class's context, ``_tr(text)`` in that of the messages, and both spellings of Qt; the
    sentences of the Lab's rules."""
    for node in ast.iter_child_nodes(tree):
        inside = node.name if isinstance(node, ast.ClassDef) else context
        if isinstance(node, ast.Call):
            yield from _called(node, inside)
        yield from in_calls(node, inside)


def literal(node: ast.expr) -> str | None:
    """The text of an expression that is one."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def called_name(call: ast.Call) -> str:
    """The last part of what is called."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def _called(call: ast.Call, context: str) -> Iterator[Source]:
    texts = [literal(argument) for argument in call.args]
    match called_name(call), texts:
        case "_rule", [str(), _, _, *sentences]:
            yield from (Source("rules", text) for text in sentences if text is not None)
        case "tr", [str(text), *_]:
            yield Source(context, text)
        case "_tr", [str(text), *_]:
            yield Source("messages", text)
        case (("translate" | "QT_TRANSLATE_NOOP"), [str(named), str(text), *_]):
            yield Source(named, text)


def _in_tables(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
            for value in node.value.values:
                yield from (text for part in ast.walk(value) if isinstance(part, ast.expr) and (text := literal(part)))


def _in_keywords(tree: ast.AST, name: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == name and (text := literal(node.value)):
            yield text
