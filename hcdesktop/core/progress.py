"""How far something long has got: told by whoever does it, on whatever thread; who shows it may wish for its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

#: Is told how much is done, of how much (0: nobody knows). ``False``: it was cancelled, and the rest is not done.
Report: TypeAlias = Callable[[int, int], bool]


def unwatched(_done: int, _total: int) -> bool:
    """Nobody looks, and nobody cancels."""
    return True
