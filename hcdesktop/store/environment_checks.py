"""What an environment has to be before it is kept or used: also what was read out of a file that others may write."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, fields, replace
from urllib.parse import urlsplit

from hcdesktop.core.errors import ErrorKind, InvalidInput, StoreError
from hcdesktop.core.models import Environment, EnvironmentKind, Hosts, is_loopback

#: The list's own name in the data folder.
LIST = "environments.json"
MAX_NAME = 60
_MAX_STORAGE_NAME = 3 * MAX_NAME
_NO_TEXT = frozenset({"Cc", "Cs"})  # control characters, halves of a character


def check_environment(environment: Environment) -> Environment:
    """The environment as it is kept: trimmed, no slash at the end of an address.

    Raises ``InvalidInput`` (``ENVIRONMENT_INVALID``) with the ``field`` that cannot be used.
    """
    name = " ".join(environment.name.split())
    if not 0 < len(name) <= MAX_NAME or not _is_text(name):
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="name")
    client_id = environment.client_id.strip()
    if not client_id or not client_id.isprintable() or " " in client_id:
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="client_id")
    language = environment.language.strip() or "en"
    if not language.replace("-", "").isalnum() or not language.isascii():
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="language")
    hosts = Hosts(**{item.name: _address(item.name, getattr(environment.hosts, item.name)) for item in fields(Hosts)})
    if environment.chosen_kind not in (None, EnvironmentKind.TEST, EnvironmentKind.PRODUCTION):
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="kind")
    if len(environment.kept_as) > _MAX_STORAGE_NAME or not _is_text(environment.kept_as):
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="kept_as")
    return replace(environment, name=name, client_id=client_id, hosts=hosts, language=language, simulated=False)


def _is_text(text: str) -> bool:
    return not any(unicodedata.category(character) in _NO_TEXT for character in text)


def _address(field: str, address: str) -> str:
    """https anywhere, http on this computer only; nothing before the host, and nothing behind it but a path."""
    try:
        parts = urlsplit(address.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field=field) from None
    plain_here = parts.scheme == "http" and is_loopback(host)
    # What is looked for is the sign itself: an empty query would swallow the path that is put behind it.
    extra = not address.strip().isprintable() or set("?#@\\ ") & set(address.strip())
    if not host or extra or not (parts.scheme == "https" or plain_here):
        raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field=field)
    return address.strip().rstrip("/")


def row_of(environment: Environment) -> dict[str, object]:
    """As it stands in the list; what was never chosen is not there."""
    return {name: value for name, value in asdict(environment).items() if value not in (None, "")}


def environment_of(row: object) -> Environment:
    """What ``row_of`` gave. Raises ``StoreError`` (``LIST_UNREADABLE``)."""
    try:
        if not isinstance(row, dict):
            raise TypeError
        values = {**row, "hosts": Hosts(**row["hosts"])}
        if "chosen_kind" in values:
            values["chosen_kind"] = EnvironmentKind(values["chosen_kind"])
        # Checked once more: where the secrets are sent to must not depend on who else wrote into the file.
        return check_environment(Environment(**values))
    except (KeyError, TypeError, AttributeError, ValueError, InvalidInput) as error:
        raise StoreError(ErrorKind.LIST_UNREADABLE, file=LIST) from error
