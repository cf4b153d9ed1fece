"""What this computer's user prefers, for every environment alike: a small plain file, for it holds nothing secret."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.store.files import write_private

#: Minutes without a key, a click or a touch after which the desk locks itself.
LOCK_AFTER = (1, 5, 15, 30, 60)


@dataclass(frozen=True, slots=True)
class Preferences:
    """Everything that can be preferred; "never lock" cannot."""

    lock_after_minutes: int = 15


class PreferenceFile:
    """The preferences of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "preferences.json"

    def read(self) -> Preferences:
        """The defaults where nothing usable is written: a damaged file must neither stop the app nor the lock."""
        try:
            minutes = json.loads(self._path.read_text(encoding="utf-8"))["lock_after_minutes"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return Preferences()
        return Preferences(minutes) if type(minutes) is int and minutes in LOCK_AFTER else Preferences()

    def write(self, preferences: Preferences) -> None:
        """Whole or not at all. Raises ``StoreError``."""
        try:
            write_private(self._path, json.dumps(asdict(preferences), indent=2).encode())
        except OSError as error:
            raise StoreError(ErrorKind.STORE_READ_ONLY, file=self._path.name) from error
