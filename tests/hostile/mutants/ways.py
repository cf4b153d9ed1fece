"""The three ways in which a fault gets into the product, for one process and from outside: code, a value, a resource.

A fault that finds nothing to change any more is an error: it would be caught by no test and prove nothing.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any, TypeAlias

import pytest

from hcdesktop.core import resources

#: Puts one fault in; undone with the patch.
Fault: TypeAlias = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A deliberate fault and the one test that has to catch it; without parameters, any of its cases may."""

    name: str
    caught_by: str
    fault: Fault


def code(function: Callable[..., Any], old: str, new: str, *more: tuple[str, str]) -> Fault:
    """The function with another text: the function itself is changed, so whoever has imported it has the fault too.

    ``more``: further changes, each an old text and a new one.
    """

    def put(patch: pytest.MonkeyPatch) -> None:
        plain = inspect.unwrap(function)
        assert isinstance(plain, FunctionType)
        source = textwrap.dedent(inspect.getsource(plain))
        scope = dict(plain.__globals__)
        for before, after in ((old, new), *more):
            source = _changed(source, before, after)
        program = f"from __future__ import annotations\n{source}"
        exec(compile(program, inspect.getfile(plain), "exec"), scope)  # noqa: S102  # our own text
        patch.setattr(plain, "__code__", inspect.unwrap(scope[plain.__name__]).__code__)

    return put


def value(owner: object, name: str, changed: object) -> Fault:
    """Something else under this name, looked up when it is used."""
    return lambda patch: patch.setattr(owner, name, changed)


def resource(name: str, old: str, new: str) -> Fault:
    """A file of ``resources/`` with another text."""

    def put(patch: pytest.MonkeyPatch) -> None:
        changed = _changed(resources.text(name), old, new)
        original = resources.text
        patch.setattr(resources, "text", lambda asked: changed if asked == name else original(asked))

    return put


def all_of(*faults: Fault) -> Fault:
    """Several at once: what is guarded twice."""

    def put(patch: pytest.MonkeyPatch) -> None:
        for fault in faults:
            fault(patch)

    return put


def _changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{text.count(old)} places for the fault: {old}"
    return text.replace(old, new)
