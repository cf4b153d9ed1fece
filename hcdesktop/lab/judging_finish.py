"""Judges what a page does when it is called back. ``None``: does not apply; ``""``: holds; else the evidence."""

from __future__ import annotations

from hcdesktop.lab.reading import (
    after,
    body_of,
    deliveries,
    finishes,
    is_own,
    listens,
    overtaken,
    repeats,
    saved,
    tells,
    until_press,
    values_of,
)
from hcdesktop.lab.record import Asked, Called, Failed, Opened, Pressed, Record, Seen, Sent
from hcdesktop.simulator.scenario import CallbackTwist


def _heard_finishes(record: Record) -> list[Called]:
    return finishes(record) if listens(record, "finish") else []


def finish_whole(record: Record) -> str | None:
    """Every key, every value."""
    heard = _heard_finishes(record)
    if not heard:
        return None
    for finish in heard:
        posts = deliveries(record, finish)
        if not posts:
            return "finish was called, and nothing was posted"
        missing = [name for name, value in finish.token.items() if values_of(posts[0]).get(name) != value]
        if missing:
            return f"{', '.join(missing)} was left out or changed"
    return ""


def finish_json(record: Record) -> str | None:
    """By its header and by its body."""
    posts = [post for finish in _heard_finishes(record) for post in deliveries(record, finish)]
    if not posts:
        return None
    for post in posts:
        kind = post.headers.get("content-type", "")
        if kind.partition(";")[0].strip().lower() != "application/json":
            return f"Content-Type was {kind or 'missing'}"
        if body_of(post) is None:
            return "the body was no JSON object"
    return ""


def finish_once(record: Record) -> str | None:
    """Where the popup called finish once."""
    twice = record.scenario.callback is CallbackTwist.TWICE
    posted = [deliveries(record, finish) for finish in _heard_finishes(record)]
    if twice or not any(posted):
        return None
    return _repeated(posted)


def second_finish(record: Record) -> str | None:
    """Where the popup called finish twice."""
    posted = [deliveries(record, finish) for finish in _heard_finishes(record)]
    if record.scenario.callback is not CallbackTwist.TWICE or not any(posted):
        return None
    return _repeated(posted)


def _repeated(posted: list[list[Sent]]) -> str:
    again = [post for posts in posted for post in repeats(posts)]
    return f"posted again by {again[0].how} after {again[0].at:.1f} s" if again else ""


def finish_own_server(record: Record) -> str | None:
    """Neither in a body nor in an address."""
    tokens = [str(finish.token["sessionToken"]) for finish in finishes(record)]
    if not tokens:
        return None
    foreign = [event for event in record.of(Sent) if not is_own(record, event.url)]
    told = [event for event in foreign if any(token in event.body + event.url for token in tokens)]
    pictures = [event for event in record.of(Asked) if event.kind in ("picture", "script") and event.verdict == "block"]
    told += [event for event in pictures if any(token in event.url for token in tokens)]
    return f"sent to {told[0].url.partition('?')[0]} too" if told else ""


def finish_error(record: Record) -> str | None:
    """In the words of the page."""
    wrong = [finish for finish in _heard_finishes(record) if finish.problem]
    if not wrong:
        return None
    problem = wrong[0].problem
    told = tells(record, wrong[0].at, str(problem.get("message")), str(problem.get("code")))
    return "" if told else f"the page did not say “{problem.get('message')}”"


def refreshes(record: Record) -> str | None:
    """A new page after the first finish that was saved."""
    taken = saved(record)
    if not taken:
        return None
    return "" if any(event.document > taken[0].document for event in record.events) else "the page stayed as it was"


def failure_told(record: Record) -> str | None:
    """After the first answer that was none."""
    failed = _refused(record)
    if not failed:
        return None
    return "" if tells(record, failed[0].at) else f"the page said nothing of the answer {failed[0].status}"


def retry(record: Record) -> str | None:
    """Before the popup is opened anew."""
    failed = _refused(record)
    if not failed or failure_told(record):
        return None
    opened = next((event.at for event in after(record.events, failed[0].at, Opened)), float("inf"))
    again = [post for post in _posts(record) if failed[0].at < post.at < opened]
    return "" if again else "there was no way to send it again"


def _posts(record: Record) -> list[Sent]:
    unique = {(post.document, post.number): post for f in _heard_finishes(record) for post in deliveries(record, f)}
    return sorted(unique.values(), key=lambda post: post.at)


def _refused(record: Record) -> list[Sent]:
    """Those that failed while no other one had been taken."""
    posts = _posts(record)
    excused = [*repeats(posts), *overtaken(posts)]
    return [post for post in posts if post.status >= 400 and post not in excused]


def error_shown(record: Record) -> str | None:
    """In the words of the page."""
    errors = [call for call in record.of(Called) if call.name == "error"]
    if not errors or not listens(record, "error"):
        return None
    problem = errors[0].problem
    told = tells(record, errors[0].at, str(problem.get("message")), str(problem.get("code")))
    return "" if told else f"the page did not say “{problem.get('message')}”"


def exists_recovered(record: Record) -> str | None:
    """The next launch is an Edit."""
    errors = [call for call in record.of(Called) if call.problem.get("code") == "USER_ALREADY_EXISTS"]
    if not errors or not listens(record, "error"):
        return None
    later = list(after(record.events, errors[0].at, Opened))
    return (
        "" if any(event.options.get("publicToken") for event in later) else "the popup was opened in Create mode again"
    )


def _closes(record: Record) -> list[Called]:
    """Where nothing was finished before."""
    closes = [call for call in record.of(Called) if call.name == "close"]
    return [] if finishes(record) else closes


def close_harmless(record: Record) -> str | None:
    """Until the next press."""
    closes = _closes(record)
    if not closes:
        return None
    end = until_press(record, closes[0].at)
    posted = [event for event in after(record.events, closes[0].at, Sent) if event.at < end and event.method != "GET"]
    return f"{posted[0].method} {posted[0].url} after close" if posted else ""


def close_reopens(record: Record) -> str | None:
    """By the next press."""
    closes = _closes(record)
    presses = list(after(record.events, closes[0].at, Pressed)) if closes else []
    if not presses:
        return None
    return "" if _opened_after(record, closes[0]) else "the button did not open the popup again"


def _opened_after(record: Record, moment: Seen) -> bool:
    return any(after(record.events, moment.at, Opened))


def callbacks_sound(record: Record) -> str | None:
    """The client swallows what they throw."""
    if not record.of(Called):
        return None
    thrown = [event for event in record.of(Failed) if event.callback]
    return f"{thrown[0].callback} threw {thrown[0].message}" if thrown else ""
