"""Judges what a page does until the popup is open. ``None``: does not apply; ``""``: holds; else the evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from hcdesktop.core.models import Hosts
from hcdesktop.lab.reading import clients, current_token, encoded, host, is_known, listens, loads_client, tells
from hcdesktop.lab.record import Asked, Called, Kept, Look, Opened, Pressed, Record, Stuck

_ADDRESS = f"{Hosts().connect_url}/connect.js"
_NOTHING = ("", "undefined", "null", "None")
_TWICE = re.compile(r"%25[0-9A-Fa-f]{2}")


def script_address(record: Record) -> str | None:
    """From the connect host, over https."""
    found = clients(record)
    newer = [event.url for event in record.of(Asked) if host(event.url) == "cdn.humanapi.co"]
    if newer:
        return f"the page loads {newer[0]}, the client of the session-token flow, which is not checked"
    if not found:
        return "the page loads no connect.js"
    wrong = [url for url in found if url != _ADDRESS]
    return f"loaded from {wrong[0]}" if wrong else ""


def script_once(record: Record) -> str | None:
    """One element in every page."""
    most = max((look.clients for look in record.of(Look)), default=0)
    if not most:
        return None
    return f"{most} script elements load it" if most > 1 else ""


def script_missing_told(record: Record) -> str | None:
    """After a press."""
    pressed = [event for event in record.of(Pressed) if event.name]
    if loads_client(record) or not pressed:
        return None
    return "" if tells(record, pressed[0].at) else "the page said nothing after the press"


def button_opens(record: Record) -> str | None:
    """Between each press and what is called back then."""
    if not loads_client(record) or not clients(record):
        return None
    for press in (event for event in record.of(Pressed) if event.wanted == "connect"):
        problem = _opens_once(record, press)
        if problem:
            return problem
    return ""


def _opens_once(record: Record, press: Pressed) -> str:
    if not press.name:
        after_close = any(call.name == "close" and call.at < press.at for call in record.of(Called))
        return "" if after_close else "no button was found that looks like Connect; --click names one"
    ends = [event.at for event in record.events if isinstance(event, Called | Pressed) and event.at > press.at]
    opened = [event for event in record.of(Opened) if press.at < event.at < min(ends, default=float("inf"))]
    if not opened:
        return f"nothing was opened by a press on “{press.name}”"
    return f"one press opened {len(opened)} popups" if len(opened) > 1 else ""


def open_from_click(record: Record) -> str | None:
    """Each of them."""
    opened = record.of(Opened)
    without = [event for event in opened if not event.activated]
    if not opened:
        return None
    return f"opened {without[0].at:.1f} s after the start without a click" if without else ""


def client_id(record: Record) -> str | None:
    """Something that is one."""
    return _given(record, "clientId")


def user_id(record: Record) -> str | None:
    """Something that is one."""
    return _given(record, "clientUserId")


def _given(record: Record, name: str) -> str | None:
    values = [str(event.options.get(name) or "") for event in record.of(Opened)]
    if not values:
        return None
    return f"{name} was missing" if any(value in _NOTHING for value in values) else ""


def user_id_encoded(record: Record) -> str | None:
    """Not at all and twice are told apart."""
    values = [str(event.options.get("clientUserId") or "") for event in record.of(Opened)]
    values = [value for value in values if value not in _NOTHING]
    if not values:
        return None
    for value in values:
        if _TWICE.search(value):
            return f"it was encoded twice: {value}"
        if encoded(unquote(value)) != value:
            return f"it was not encoded: {value}"
    return ""


def given(name: str) -> Callable[[Record], str | None]:
    """The rule that a callback is given."""

    def judge(record: Record) -> str | None:
        if not record.of(Opened):
            return None
        return "" if listens(record, name) else f"{name} is no function"

    return judge


def create_empty(record: Record) -> str | None:
    """While nobody has a token of this person."""
    opened = [event for event in record.of(Opened) if is_known(event, record) and not current_token(record, event.at)]
    if not opened:
        return None
    wrong = [event.options.get("publicToken") for event in opened if event.options.get("publicToken") != ""]
    if not wrong:
        return ""
    return f"publicToken was {'missing' if wrong[0] is None else 'something else'}"


def edit_stored(record: Record) -> str | None:
    """The first launch of somebody who was here before."""
    first = next(iter(record.of(Opened)), None)
    if not record.public_token or first is None or not is_known(first, record):
        return None
    return "" if first.options.get("publicToken") == record.public_token else _wrong_token(first)


def edit_new(record: Record) -> str | None:
    """The first launch after the first finish that was saved."""
    return _after_saves(record, lambda count: count == 1)


def rotation_kept(record: Record) -> str | None:
    """The launches after later finishes."""
    return _after_saves(record, lambda count: count > 1)


def _after_saves(record: Record, wanted: Callable[[int], bool]) -> str | None:
    saves = [kept.at for kept in record.of(Kept) if kept.endpoint == "tokens"]
    judged = [event for event in record.of(Opened) if wanted(sum(at < event.at for at in saves))]
    judged = [event for event in judged if is_known(event, record)]
    if not judged:
        return None
    wrong = [event for event in judged if event.options.get("publicToken") != current_token(record, event.at)]
    return _wrong_token(wrong[0]) if wrong else ""


def _wrong_token(opened: Opened) -> str:
    return "another publicToken was sent" if opened.options.get("publicToken") else "no publicToken was sent"


def popup_usable(record: Record) -> str | None:
    """The driver got on."""
    if not record.of(Opened):
        return None
    stuck = record.of(Stuck)
    return str(stuck[0].what) if stuck else ""
