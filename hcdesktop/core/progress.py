"""How far something long has got: told by whoever does it, on whatever thread; who shows it may wish for its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from hcdesktop.core.errors import ErrorKind, HcError

T = TypeVar("T")

#: Is told how much is done, of how much (0: nobody knows). ``False``: it was cancelled, and the rest is not done.
Report: TypeAlias = Callable[[int, int], bool]

_STRIDE = 500


def unwatched(_done: int, _total: int) -> bool:
    """Nobody looks, and nobody cancels."""
    return True


def go_on(report: Report, done: int, total: int) -> None:
    """For what is done as a whole or not at all: raises ``HcError`` (``CANCELLED``) when it was cancelled."""
    if not report(done, total):
        raise HcError(ErrorKind.CANCELLED)


def counted(things: Iterable[T], total: int, report: Report) -> Iterator[T]:
    """The things one by one, telling now and then how many there were; raises as ``go_on``."""
    for done, thing in enumerate(things):
        if done % _STRIDE == 0:
            go_on(report, done, total)
        yield thing
