"""Reads and writes what the Simulator remembers as one JSON file."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hcdesktop.simulator.records import AppKeys, Connection, Human, Session, SessionState

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything at one moment, in the order in which it came to be."""

    app: AppKeys
    humans: tuple[Human, ...] = ()
    sessions: tuple[Session, ...] = ()


def load(path: Path) -> Snapshot | None:
    """What the file says, ``None`` when there is no file.

    A file that makes no sense is put aside under ``<name>.broken`` and counts as none: it holds fictional people
    only, and a simulator that refuses to start would help nobody.
    """
    try:
        return _decode(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        path.replace(path.with_name(f"{path.name}.broken"))
        return None


def save(path: Path, snapshot: Snapshot) -> None:
    """Replaces the file as a whole; ``mkstemp`` makes it readable for its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            # In one piece, without indents or copies: json does that in C, and the popup's requests wait for it.
            file.write(json.dumps({"version": VERSION, **_fields(snapshot)}, ensure_ascii=False, default=_fields))
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _decode(data: Mapping[str, Any]) -> Snapshot:
    if data["version"] != VERSION:
        message = "written by another version"
        raise ValueError(message)
    return Snapshot(
        app=AppKeys(**data["app"]),
        humans=tuple(_human(item) for item in data["humans"]),
        sessions=tuple(_session(item) for item in data["sessions"]),
    )


def _human(item: Mapping[str, Any]) -> Human:
    return Human(**{**item, "sources": _connections(item["sources"])})


def _session(item: Mapping[str, Any]) -> Session:
    changes = {"added": _connections(item["added"]), "removed": tuple(item["removed"])}
    return Session(**{**item, **changes, "state": SessionState(item["state"])})


def _connections(items: list[Mapping[str, Any]]) -> tuple[Connection, ...]:
    return tuple(Connection(**item) for item in items)
