"""An enumeration that is made quickly is the one that Python would have made."""

from __future__ import annotations

import enum
import pickle
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum, EnumMeta, Flag, FlagBoundary, IntEnum, IntFlag
from typing import Any

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

from hcdesktop.ui import enumerations

pytestmark = pytest.mark.skipif(not enumerations.is_known(), reason="left to a Python whose own look different")

_LEAST = 600
#: What a class consists of without its members, and where it was made.
_PLACES = ("__dict__", "__weakref__", "__module__", "__doc__")


def _of_qt() -> Iterator[tuple[type[Enum], str, list[tuple[str, int]]]]:
    for module in (QtCore, QtGui, QtWidgets):
        loaded = [getattr(module, name) for name in dir(module)]  # which has PySide6 make them
        for owner in [module, *(each for each in loaded if isinstance(each, type))]:
            for each in vars(owner).values():
                if isinstance(each, EnumMeta):
                    members: dict[str, Enum] = dict(each.__members__)
                    values = [(name, member.value) for name, member in members.items()]
                    yield each.__bases__[0], each.__name__, values


def _described(made: Any) -> dict[str, object]:
    """All that there is to see of it."""
    seen: dict[str, object] = {
        "iterated": [member.name for member in made],
        "bases": made.__mro__[1:],
        "places": {name: name in vars(made) for name in _PLACES},
    }
    for name, value in vars(made).items():
        if name in _PLACES:
            continue
        if isinstance(value, made):
            belongings = {key: of for key, of in vars(value).items() if key != "__objclass__"}
            seen[name] = (
                repr(value),
                str(value),
                f"{value}",
                hash(value),
                belongings,
                vars(value)["__objclass__"] is made,
            )
        elif isinstance(value, dict):
            seen[name] = [(key, member.name, member is getattr(made, member.name)) for key, member in value.items()]
        elif isinstance(value, enum.property):  # a member whose name the enumeration itself has something under
            seen[name] = ("hidden", value.name, repr(value.member))
        else:
            seen[name] = getattr(value, "__qualname__", value)
    return seen


def _both(kind: type[Enum], name: str, values: object) -> tuple[dict[str, object], dict[str, object]]:
    options = {"module": __name__, "boundary": FlagBoundary.KEEP}
    assert enumerations._python
    quick = enumerations._create(kind, name, values, **options)
    return _described(quick), _described(enumerations._python(kind, name, values, **options))


def test_all_of_qt_s_are_the_same() -> None:
    quick = 0
    for kind, name, values in _of_qt():
        mine, python_s = _both(kind, name, values)
        assert mine == python_s, name
        quick += enumerations._are_plain(kind, dict(values))
    assert quick > _LEAST


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Enum, [("name", 1), ("other", 2)]),
        (Enum, [("value", 1)]),
        (Enum, [("_private", 1), ("B", 2)]),
        (Enum, [("__private", 1), ("B", 2)]),
        (Enum, [("text", "one"), ("number", 2)]),
        (Enum, [("truth", True), ("number", 2)]),
        (Enum, [("pair", (1, 2))]),
        (IntEnum, [("real", 1), ("imag", 2)]),
        (IntEnum, [("below", -5), ("same", -5), ("huge", 2**70)]),
        (Flag, [("all", -1), ("one", 1)]),
        (Flag, [("none", 0), ("high", 8), ("both", 9), ("one", 1), ("again", 8)]),
        (IntFlag, [("boundary", 1)]),
        (IntFlag, [("gap", 5), ("one", 1)]),
        (Enum, []),
        (Enum, ["A", "B"]),
        (Enum, "A B"),
        (Enum, {"A": 1, "B": 2}),
    ],
)
def test_what_is_out_of_the_way_is_the_same(kind: type[Enum], values: object) -> None:
    mine, python_s = _both(kind, "Made", values)
    assert mine == python_s


@pytest.mark.parametrize("values", [[("mro", 1)], [("", 1)], [("A", 1), ("A", 2)], [("_ignore_", 1)]])
def test_what_python_refuses_is_refused(values: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        enumerations._create(Enum, "Made", values)


_START = """\
from hcdesktop.ui.imports import load_qt
load_qt()
from enum import EnumMeta, Enum
from hcdesktop.ui import enumerations
print(EnumMeta._create_ is enumerations._create)
import pickle
from PySide6.QtCore import Qt
for member in (Qt.Key.Key_A, Qt.ItemDataRole.DisplayRole, Qt.AlignmentFlag.AlignCenter):
    kind = type(member)
    print(pickle.loads(pickle.dumps(member)) is member, repr(member), kind.__module__, kind.__qualname__)
print(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag(0x84), ~Qt.AlignmentFlag.AlignLeft)
"""


def test_a_start_has_them_made_so_and_they_are_pyside6_s() -> None:
    done = subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True, timeout=60)
    expected = ["True"]
    for member in (QtCore.Qt.Key.Key_A, QtCore.Qt.ItemDataRole.DisplayRole, QtCore.Qt.AlignmentFlag.AlignCenter):
        same = pickle.loads(pickle.dumps(member)) is member  # noqa: S301  # our own
        expected.append(f"{same} {member!r} {type(member).__module__} {type(member).__qualname__}")
    left, top = QtCore.Qt.AlignmentFlag.AlignLeft, QtCore.Qt.AlignmentFlag.AlignTop
    expected.append(f"{left | top} {QtCore.Qt.AlignmentFlag(0x84)} {~left}")
    assert done.stdout.splitlines() == expected


_OLDER = """\
from enum import EnumMeta, Flag
real = EnumMeta._create_
def older(kind, *names, **options):
    made = real(kind, *names, **options)
    if issubclass(made, Flag):
        del made._singles_mask_
    return made
EnumMeta._create_ = older
from hcdesktop.ui.imports import load_qt
load_qt()
print(EnumMeta._create_ is older)
from PySide6.QtCore import Qt
print(Qt.KeyboardModifier.ControlModifier)
"""


def test_a_python_that_has_other_flags_makes_them_itself() -> None:
    """3.11.2 (Debian 12): an enumeration that fails while it is made is missing in its class."""
    done = subprocess.run([sys.executable, "-c", _OLDER], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["True", "KeyboardModifier.ControlModifier"]
