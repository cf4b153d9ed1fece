"""Where the files of ``resources/`` are: in the wheel and the bundle inside the package, in a checkout beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def folder() -> Path:
    """The folder of resources."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def path(name: str) -> Path:
    """The file with this name below ``resources/`` (``/`` between folders)."""
    return folder() / name


def read(name: str) -> bytes:
    """A file's bytes."""
    return path(name).read_bytes()


def text(name: str) -> str:
    """A file's text."""
    return path(name).read_text(encoding="utf-8")
