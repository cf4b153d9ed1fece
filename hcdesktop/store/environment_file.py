"""An environment as a file to hand on: addresses, app and language, none of its secrets and nobody's data."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path

from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.models import Environment, EnvironmentKind, Hosts
from hcdesktop.store.environment_checks import check_environment
from hcdesktop.store.faults import system_name
from hcdesktop.store.files import write_private

_VERSION = 1
_MARK = "hcdesktop_environment"
_MOST = 64 * 1024  # bytes; ours has 500
_TEXTS = ("name", "client_id", "language")


def write(path: Path, environment: Environment) -> None:
    """Whole or not at all. Raises ``InvalidInput`` (``FILE_UNWRITABLE``)."""
    content = {
        _MARK: _VERSION,
        **{name: getattr(environment, name) for name in _TEXTS},
        "kind": environment.kind,
        "hosts": asdict(environment.hosts),
    }
    try:
        write_private(path, json.dumps(content, indent=2, ensure_ascii=False).encode())
    except OSError as error:
        raise InvalidInput(ErrorKind.FILE_UNWRITABLE, reason=system_name(error)) from error


def read(path: Path) -> Environment:
    """What ``write`` wrote, checked like what somebody types; anything else in the file is ignored.

    Raises ``InvalidInput``: ``FILE_UNREADABLE``, ``ENVIRONMENT_INVALID``.
    """
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(_MOST))
    except OSError as error:
        raise InvalidInput(ErrorKind.FILE_UNREADABLE, reason=system_name(error)) from error
    except (ValueError, RecursionError):
        raise _no_environment() from None
    if not isinstance(content, dict) or content.get(_MARK) != _VERSION or not isinstance(content.get("hosts"), dict):
        raise _no_environment()
    hosts = {item.name: content["hosts"].get(item.name) for item in fields(Hosts)}
    name, client_id, language = (content.get(name) for name in _TEXTS)
    for value in (*hosts.values(), name, client_id, language):
        if not isinstance(value, str):
            raise _no_environment()
    test = content.get("kind") == EnvironmentKind.TEST  # whatever else it says, to be on the safe side
    kind = EnvironmentKind.TEST if test else EnvironmentKind.PRODUCTION
    return check_environment(
        Environment(
            name=str(name), client_id=str(client_id), language=str(language), hosts=Hosts(**hosts), chosen_kind=kind
        )
    )


def _no_environment() -> InvalidInput:
    return InvalidInput(ErrorKind.FILE_UNREADABLE, reason="no environment")
