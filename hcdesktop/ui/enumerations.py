"""Qt's enumerations, made in half the time.

PySide6 (6.11.3) makes those of a class when it is first touched, 300 with 4,400 members before the first paint, each by
Python's own ``Enum(name, members)``. That looks at every member as if somebody had written it: at what its name means,
whether its value calls for something, what it hides. Qt's are whole numbers under plain names, so the class is left to
Python, and its members are put in at once. What comes of it is the same, to the last attribute; a tenth of a start.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from enum import Enum, EnumMeta, Flag
from functools import cache
from typing import Any

_python: Callable[..., Any] | None = getattr(EnumMeta, "_create_", None)
# How a member lies in its class is Python's own affair, and another one by version: flags of 3.11.2 have no such mask.
_KNOWN = sys.version_info[:2] == (3, 11) and hasattr(Flag, "_singles_mask_")


def make_quickly() -> None:
    """From now on, in this process; nothing with a Python that may do it another way."""
    if _KNOWN and _python is not None:
        setattr(EnumMeta, "_create_", _create)  # noqa: B010  # no method that mypy knows


def _create(kind: type[Enum], name: str, names: Any, **options: Any) -> Any:
    """What ``kind(name, names, **options)`` calls; PySide6 gives a list of pairs."""
    assert _python is not None  # noqa: S101  # else nobody comes here
    values = dict(names) if isinstance(names, list) and names and isinstance(names[0], tuple) else {}
    if not values or len(values) != len(names) or not _are_plain(kind, values):
        return _python(kind, name, names, **options)
    made = _python(kind, name, (), **options)
    if issubclass(made, Flag):
        _put_flags(made, values)
    else:
        _put(made, values)
    return made


def _are_plain(kind: type[Enum], values: Mapping[str, Any]) -> bool:
    """Whether all of them are whole numbers, under names that mean nothing to Python or this kind of enumeration."""
    return (
        {type(value) for value in values.values()} == {int}
        and (min(values.values()) >= 0 or not issubclass(kind, Flag))
        and "_" not in {name[:1] for name in values}
        and _taken(kind).isdisjoint(values)
    )


@cache
def _taken(kind: type[Enum]) -> frozenset[str]:
    return frozenset(("", "mro", *(name for base in kind.__mro__ for name in vars(base))))


def _put(made: Any, values: Mapping[str, int]) -> None:
    """A second name of the same value stands for the first one's member."""
    new, is_number = made._new_member_, made._use_args_
    in_order, named, valued = made._member_names_, made._member_map_, made._value2member_map_
    for name, value in values.items():
        member = valued.get(value)
        if member is None:
            member = valued[value] = new(made, value) if is_number else new(made)
            member._value_ = value
            member._name_ = name
            member.__objclass__ = made
            member._sort_order_ = len(in_order)
            in_order.append(name)
        named[name] = member
        type.__setattr__(made, name, member)


def _put_flags(made: Any, values: Mapping[str, int]) -> None:
    """Only a single bit counts as a member; the others are names for several, or for none."""
    _put(made, values)
    members = list(made._value2member_map_.values())
    in_order = made._member_names_
    in_order.clear()
    for member in members:
        member._sort_order_ = len(in_order)
        if member._value_.bit_count() == 1:
            in_order.append(member._name_)
            made._singles_mask_ |= member._value_
        made._flag_mask_ |= member._value_
    made._all_bits_ = (1 << made._flag_mask_.bit_length()) - 1
    single_bits = [member._value_ for member in made]
    if single_bits != sorted(single_bits):
        made._iter_member_ = made._iter_member_by_def_
