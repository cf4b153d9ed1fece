"""What takes its time to be made, and is not always needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    """Made when it is first asked for; once, whichever threads ask at the same time."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: list[T] = []
        self._lock = threading.Lock()

    def get(self) -> T:
        """It, or whatever making it raises; then the next one who asks has it tried again."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]
