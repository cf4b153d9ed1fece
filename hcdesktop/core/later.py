"""What takes its time to be made, and is not always needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
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

    @property
    def made(self) -> T | None:
        """It, where it was made already."""
        return self._made[0] if self._made else None

    def prepare(self) -> None:
        """For a thread: makes it before somebody asks. Where that does not go, whoever asks is told."""
        with suppress(Exception):
            self.get()
