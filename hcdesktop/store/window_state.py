"""How the window was left, for the next start: a small plain file, in which nothing is anybody's.

What was typed into the filter is not among it: more often than not it is somebody's name, and this file is not
encrypted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.store.faults import system_name
from hcdesktop.store.files import write_private

_MOST = 64 * 1024  # bytes; ours has 500


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowState:
    """Everything that is remembered; empty where nothing is."""

    geometry: str = ""  # as Qt tells it, in base64
    splitter: tuple[int, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)  # of the columns that somebody has given one
    sort: str = ""
    descending: bool = False
    shown: str = ""  # which of the filter's states
    welcomed: bool = False  # the first page was seen
    lab_page: str = ""  # what the Lab tested last


class WindowFile:
    """The state of one data folder's window."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "window.json"

    def read(self) -> WindowState:
        """Nothing where nothing usable is written: a damaged file must not stop the app."""
        try:
            with self._path.open("rb") as file:
                content = json.loads(file.read(_MOST))
        except (OSError, ValueError, RecursionError):
            return WindowState()
        if not isinstance(content, dict):
            return WindowState()
        known = {item.name: content[item.name] for item in fields(WindowState) if item.name in content}
        return WindowState(**_usable(known))

    def write(self, state: WindowState) -> None:
        """Whole or not at all. Raises ``StoreError``."""
        try:
            write_private(self._path, json.dumps(asdict(state), indent=2).encode())
        except OSError as error:
            raise StoreError(ErrorKind.STORE_READ_ONLY, file=self._path.name, reason=system_name(error)) from error


def _usable(content: Mapping[str, object]) -> dict[str, Any]:
    """Those values that are of the kind that they have to be."""
    usable: dict[str, Any] = {}
    for name, value in content.items():
        match name, value:
            case (("geometry" | "sort" | "shown" | "lab_page"), str()):
                usable[name] = value
            case (("descending" | "welcomed"), bool()):
                usable[name] = value
            case "splitter", list() if all(_is_size(size) for size in value):
                usable[name] = tuple(value)
            case "widths", dict() if all(_is_size(size) for size in value.values()):
                usable[name] = value
    return usable


def _is_size(value: object) -> bool:
    return type(value) is int and 0 <= value <= 100_000
