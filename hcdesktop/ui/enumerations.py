"""Qt's enumerations, made in half the time.

PySide6 (6.11.3) makes those of a class when it is first touched, 300 with 4,400 members before the first paint, each by
Python's own ``Enum(name, members)``. That looks at every member as if somebody had written it: at what its name means,
whether its value calls for something, what it hides. Qt's are whole numbers under plain names, so the class is left to
Python, and its members are put in at once. What comes of it is the same, to the last attribute; a tenth of a start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, EnumMeta, Flag, IntEnum, IntFlag
from functools import cache
from typing import Any

_python: Callable[..., Any] | None = getattr(EnumMeta, "_create_", None)
#: With all that an enumeration of Qt's may have: nothing, several bits, one of them late, a second name.
_SAMPLE = [("NOTHING", 0), ("HIGH", 8), ("BOTH", 9), ("LOW", 1), ("AGAIN", 8)]


def make_quickly() -> None:
    """From now on, in this process; nothing with a Python whose own look different inside."""
    if is_known():
        setattr(EnumMeta, "_create_", _create)  # noqa: B010  # no method that mypy knows


def is_known() -> bool:
    """Whether ours are like this Python's, tried with one of each kind: how a member lies in its class is its own
    affair, and another one from version to version (3.11.2 and 3.11.7, say). One that fails would be missing in its
    class without a word; 1 ms."""
    try:
        return _python is not None and all(
            _anatomy(_create(kind, "Sample", _SAMPLE)) == _anatomy(_python(kind, "Sample", _SAMPLE))
            for kind in (Enum, IntEnum, Flag, IntFlag)
        )
    except Exception:
        return False


def _anatomy(made: Any) -> tuple[object, ...]:
    parts = {name: repr(part) for name, part in vars(made).items()}
    return parts, [repr(vars(member)) for member in made._value2member_map_.values()], list(map(str, made))


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
