"""Diagnostics that are safe to paste anywhere: versions, places and sizes, and nothing about any person."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from collections import Counter
from pathlib import Path

from hcdesktop import __version__
from hcdesktop.core import resources
from hcdesktop.core.errors import HcError
from hcdesktop.core.models import Environment
from hcdesktop.core.redact import Redactor
from hcdesktop.desk import Desks
from hcdesktop.system import Computer, obstacles

#: Files with these endings are ours, and are named after environments.
_OURS = frozenset({".db", ".db-wal", ".db-shm", ".json", ".key", ".log", ".lock", ".broken", ".1"})
_PACKAGES = ("PySide6", "requests", "platformdirs", "keyring", "sqlcipher3")


def report(desks: Desks) -> dict[str, object]:
    """All of it, as JSON can hold it. Opens no database and asks no keyring for a key."""
    told = _leaving(_report(desks), Redactor(lambda: _files_named_after_people(desks)))
    assert isinstance(told, dict)  # noqa: S101  # as it went in
    return told


def _files_named_after_people(desks: Desks) -> list[str]:
    """The name of an environment is the name of its files, where an e-mail address does not look like one any more."""
    redactor = Redactor()
    try:
        environments = desks.book.all()
    except HcError:
        return []
    named = [environment for environment in environments if redactor.leaving(environment.name) != environment.name]
    return [desks.book.database(environment).stem for environment in named]


def _leaving(value: object, redactor: Redactor) -> object:
    """The same with every text redacted; the names are ours, so that none of them makes a secret of what it names."""
    if isinstance(value, str):
        return redactor.leaving(value)
    if isinstance(value, dict):
        return {redactor.leaving(name): _leaving(item, redactor) for name, item in value.items()}
    return [_leaving(item, redactor) for item in value] if isinstance(value, list) else value


def _report(desks: Desks) -> dict[str, object]:
    return {
        "hcdesktop": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "bundled": getattr(sys, "frozen", False),
        "packages": {name: _version(name) for name in _PACKAGES},
        "resources": resources.folder().is_dir(),
        "screen": os.environ.get("QT_QPA_PLATFORM") or os.environ.get("XDG_SESSION_TYPE") or "default",
        "root": hasattr(os, "geteuid") and os.geteuid() == 0,
        "sandbox_switched_off": "QTWEBENGINE_DISABLE_SANDBOX" in os.environ,
        "in_the_way_of_a_window": list(obstacles(Computer())),
        "keyring": _keyring(),
        "data_folder": _short(desks.folder),
        "data_files": _files(desks.folder),
        "environments": _environments(desks),
    }


def _environments(desks: Desks) -> object:
    try:
        return [_environment(desks, environment) for environment in desks.book.all()]
    except HcError as error:
        return str(error)


def _environment(desks: Desks, environment: Environment) -> dict[str, object]:
    path = desks.book.database(environment)
    return {
        "name": environment.name,
        "simulated": environment.simulated,
        "connect_url": environment.hosts.connect_url,
        "language": environment.language,
        "file": path.name,
        "exists": path.exists(),
        "passphrase": desks.needs_passphrase(environment),
    }


def _files(folder: Path) -> dict[str, int]:
    """The files below the data folder with their sizes in bytes; what somebody else has put there has no name here."""
    sizes: Counter[str] = Counter()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            known = path.suffix in _OURS
            sizes[str(path.relative_to(folder)) if known else f"(another file){path.suffix}"] += path.stat().st_size
    return dict(sizes)


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _keyring() -> str:
    import keyring

    try:
        backend = keyring.get_keyring()
    except Exception as problem:  # one that is configured and cannot be loaded, say: that is worth telling
        return f"cannot be loaded ({type(problem).__name__})"
    return f"{type(backend).__module__}.{type(backend).__name__}"


def _short(path: Path) -> str:
    """The path without the name of the person whose home it is in."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except ValueError:
        return str(path)
