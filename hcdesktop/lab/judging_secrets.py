"""Judges where secrets get to, and what a server posts. ``None``: does not apply; ``""``: holds; else the evidence."""

from __future__ import annotations

import json
import re

from hcdesktop.lab.reading import finishes, host, loads_client, secrets, services
from hcdesktop.lab.record import Asked, Failed, Finalized, Look, Record, Said, Sent, Went

#: What the client itself keeps of an unfinished session (section 3).
_CLIENTS_OWN = "humanapiSessionToken"
_SECRET = re.compile(r"client[_-]?secret[\"']?\s*[:=]\s*[\"']?[0-9a-z]{16,}", re.IGNORECASE)


def secret_absent(record: Record) -> str | None:
    """By its name with a value, or by its value."""
    places = [("the page's text", look.html) for look in record.of(Look)]
    places += [(f"{sent.method} {sent.url}", sent.body + sent.url) for sent in record.of(Sent)]
    for place, text in places:
        if record.client_secret in text or _SECRET.search(text):
            return f"a clientSecret stands in {place}"
    return ""


def services_not_asked(record: Record) -> str | None:
    """By any way."""
    asked = [event.url for event in record.of(Asked) if host(event.url) in services()]
    return f"the page asked {asked[0].partition('?')[0]}" if asked else ""


def storage_clean(record: Record) -> str | None:
    """At every look."""
    known = secrets(record)
    for look in record.of(Look):
        for key, value in look.kept.items():
            if not key.endswith(_CLIENTS_OWN) and any(token in value for token in known):
                return f"a token is kept in {key.replace(':', 'Storage: ', 1)}"
    return "" if known else None


def console_clean(record: Record) -> str | None:
    """Every line."""
    known = secrets(record)
    lines = [event for event in record.of(Said) if any(token in event.text for token in known)]
    if not known:
        return None
    return f"a token stands in a line of the console ({lines[0].level})" if lines else ""


def address_clean(record: Record) -> str | None:
    """Pages and requests; the popup's own address is the client's affair."""
    known = secrets(record)
    addresses = [event.url for event in record.of(Went)]
    addresses += [sent.url for sent in record.of(Sent)]
    found = [url for url in addresses if any(token in url for token in known)]
    if not known:
        return None
    return f"a token stands in an address: {found[0].partition('?')[0].partition('#')[0]}" if found else ""


def scripts_sound(record: Record) -> str | None:
    """Except where the client is not what it should be."""
    if not loads_client(record):
        return None
    failed = [event for event in record.of(Failed) if not event.callback]
    return failed[0].message if failed else ""


def _own(record: Record) -> list[Finalized]:
    return [event for event in record.of(Finalized) if event.own]


def server_whole(record: Record) -> str | None:
    """Every key of a finish, and the secret."""
    posts, heard = _own(record), finishes(record)
    if not posts or not heard:
        return None
    for post in posts:
        body = _json(post)
        token = next((f.token for f in heard if f.token["sessionToken"] == body.get("sessionToken")), heard[0].token)
        missing = [name for name, value in token.items() if body.get(name) != value]
        missing += [] if body.get("clientSecret") else ["clientSecret"]
        if missing:
            return f"{', '.join(missing)} was left out or changed"
    return ""


def server_json(record: Record) -> str | None:
    """By its header."""
    posts = _own(record)
    kinds = [{name.lower(): value for name, value in post.headers.items()}.get("content-type", "") for post in posts]
    wrong = [kind for kind in kinds if kind.partition(";")[0].strip().lower() != "application/json"]
    if not posts:
        return None
    return f"Content-Type was {wrong[0] or 'missing'}" if wrong else ""


def server_once(record: Record) -> str | None:
    """After a 2xx that arrived; where the answer was made to be of no use, another attempt is right."""
    posts = _own(record)
    if not posts:
        return None
    if record.scenario.tokens:
        return None
    taken = [_json(post).get("sessionToken") for post in posts]
    again = [token for place, token in enumerate(taken) if token in taken[:place]]
    return "a session was finalized again" if again else ""


def _json(post: Finalized) -> dict[str, object]:
    try:
        found = json.loads(post.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
