"""What the rules read out of a record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from hcdesktop.core.models import Hosts
from hcdesktop.lab.record import Asked, Called, Kept, Look, Opened, Pressed, Record, Said, Seen, Sent
from hcdesktop.simulator.scenario import Ending

_CLIENT = "/connect.js"
#: What a page says, in some languages, when something went wrong.
_WORRIED = re.compile(
    r"fail|error|could not|couldn.t|can.?not|can.t|unable|not (?:be )?(?:saved|loaded|available)|wrong|problem|sorry"
    r"|try again|retry|went|later|fehler|nicht|erreur|échou|no se pud",
    re.IGNORECASE,
)
_AT_ONCE = 0.05  # s between two requests that nobody could have waited for


def host(url: str) -> str:
    """The host of an address."""
    return urlsplit(url).hostname or ""


def origin(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def clients(record: Record) -> list[str]:
    """The addresses from which the page loads ``connect.js``, without their queries."""
    asked = [event.url for event in record.of(Asked) if event.kind == "script"]
    return [url.partition("?")[0] for url in asked if urlsplit(url).path.endswith(_CLIENT)]


def encoded(text: str) -> str:
    """As ``encodeURIComponent`` writes it."""
    return quote(text, safe="!'()*")


def users(record: Record) -> list[str]:
    """The clientUserIds that were handed to ``open``."""
    return [str(event.options.get("clientUserId", "")) for event in record.of(Opened)]


def is_known(opened: Opened, record: Record) -> bool:
    """Whether it is for the person whom the page's server knows."""
    return unquote(str(opened.options.get("clientUserId", ""))) == record.client_user_id


def finishes(record: Record) -> list[Called]:
    """The finishes with a sessionTokenObject, the first of each launch and those after it."""
    return [call for call in record.of(Called) if call.name == "finish" and call.token.get("sessionToken")]


def listens(record: Record, name: str) -> bool:
    """Whether the page gave this callback each time."""
    return all(event.options.get(name) == "function" for event in record.of(Opened))


def body_of(sent: Sent) -> Mapping[str, Any] | None:
    """The body as an object, if it is JSON."""
    try:
        found = json.loads(sent.body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def values_of(sent: Sent) -> Mapping[str, Any]:
    """The body's values however they were sent."""
    found = body_of(sent)
    return dict(parse_qsl(sent.body)) if found is None else found


def deliveries(record: Record, finish: Called) -> list[Sent]:
    """What the page sent with this finish's session token in it to its own server."""
    token = str(finish.token["sessionToken"])
    return [event for event in record.of(Sent) if token in event.body and is_own(record, event.url)]


def repeats(posts: list[Sent]) -> list[Sent]:
    """Those that were sent although another one was on its way or had been taken."""
    return [
        post
        for place, post in enumerate(posts)
        if any(0 < earlier.status < 400 or post.at - earlier.at < _AT_ONCE for earlier in posts[:place])
    ]


def overtaken(posts: list[Sent]) -> list[Sent]:
    """Those that were refused because another one, sent at the same time, arrived first."""
    taken = [post.at for post in posts if 0 < post.status < 400]
    return [post for post in posts if post.status >= 400 and any(abs(post.at - at) < _AT_ONCE for at in taken)]


def is_own(record: Record, url: str) -> bool:
    """Whether an address is the page's own server's: its origin, or this computer."""
    return origin(url) in record.origins or host(url) in ("127.0.0.1", "localhost", "::1")


def saved(record: Record) -> list[Sent]:
    """The finishes that the page's server has taken."""
    return [post for finish in finishes(record) for post in deliveries(record, finish) if _is_taken(record, post)]


def _is_taken(record: Record, post: Sent) -> bool:
    """Nobody tells a page what became of a form or a beacon, but its server knows."""
    if post.how in ("form", "beacon"):
        return any(kept.endpoint == "tokens" and kept.at > post.at - _AT_ONCE for kept in record.of(Kept))
    return 0 < post.status < 400


def current_token(record: Record, at: float) -> str:
    """The publicToken that the page's server had at this moment."""
    known = [kept.token for kept in record.of(Kept) if kept.at <= at]
    return known[-1] if known else record.public_token


def secrets(record: Record) -> set[str]:
    """Every token of the run that a page may hold only in its memory."""
    found = {str(finish.token["sessionToken"]) for finish in finishes(record)}
    found |= {kept.token for kept in record.of(Kept)} | {record.public_token}
    return found - {""}


def after(events: tuple[Seen, ...], at: float, kind: type[Any]) -> Iterator[Any]:
    """The events of a kind after a moment."""
    return (event for event in events if isinstance(event, kind) and event.at > at)


def until_press(record: Record, at: float) -> float:
    """When the person pressed next."""
    return next((event.at for event in after(record.events, at, Pressed)), float("inf"))


def tells(record: Record, at: float, *words: str) -> bool:
    """Whether the person could learn between this moment and their next press that something went wrong."""
    end = until_press(record, at)
    boxes = [event.text for event in after(record.events, at, Said) if event.level == "alert"]
    looks = [look for look in after(record.events, at, Look) if look.at <= end]
    first = next(iter(record.of(Look)), None)
    before = set(first.text.splitlines()) if first else set()
    new = [line for look in looks for line in look.text.splitlines() if line.strip() and line not in before]
    alarmed = any(look.alarms for look in looks)
    return bool(boxes) or alarmed or any(_WORRIED.search(line) or any(word in line for word in words) for line in new)


def loads_client(record: Record) -> bool:
    """Whether the scenario lets the script come at all."""
    return record.scenario.ends is not Ending.NOT_LOADED


def services() -> set[str]:
    """The hosts that only servers ask."""
    hosts = Hosts()
    return {host(address) for address in (hosts.user_url, hosts.api_url, hosts.auth_url)}
