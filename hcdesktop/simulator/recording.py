"""A launch that has been, as a scenario file that plays it again: the same callbacks, timings and answers.

What the timeline does not know is made up, the same each time, or left out:

- who it was: the user is a fictional one, with fictional sources (which ones somebody has connected is their affair);
- what was done and typed in the popup: the page is never told. Here somebody connects one source, or removes one where
  the publicToken stayed the same;
- why nothing came: a popup that was shut by hand, or ran out of time, is one in which the person does nothing more, or
  one that hangs if it had never opened. A script that did not load is missing, whatever it was that kept it away;
- an error in the midst of a visit, unless it says that the session has expired, comes at its beginning;
- what was asked without a launch: reading sources, and recovering a token before the popup opened;
- headers, but for Retry-After; and bodies, but for an error's message.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hcdesktop.core.models import Event, EventKind, Mode, OutcomeKind
from hcdesktop.simulator.scenario import Ending, Stage

_SCHEMA = "https://hcdesktop.invalid/scenario.schema.json"
_USUAL, _ANOTHER = "Starfleet Medical", "Quillstep"
_LONGEST_TEXT = 500
_LONGEST_WAIT = 600
_SHORTEST_DELAY = 0.2  # s: what is shorter is the way to any server
_NO_ANSWER_AT_ALL = 8.0  # s after which a connection that broke was rather one on which nothing came
_STAGES = {"tokens": Stage.TOKENS, "publictokens": Stage.PUBLIC_TOKENS, "sources": Stage.DATA}
_SECRET_REFUSED = frozenset({401, 403})
_MAY_GET_BETTER = frozenset({408, 425, 429})
_SPENT = frozenset({"lost", "incomplete"})


class NotOver(ValueError):  # for what happened, like the errors of core
    """The launch has not ended."""


def recorded(events: Sequence[Event]) -> str:
    """The text of a scenario file, from all events of one launch, oldest first, as they may leave the desk. Raises
    ``NotOver``."""
    return json.dumps(_Recording(events).document(), indent=2, ensure_ascii=False) + "\n"


class _Recording:
    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        ended = self._first(EventKind.ENDED)
        if ended is None:
            raise NotOver
        self._ended = ended
        self._outcome = OutcomeKind(str(ended.detail["outcome"]))
        launched = self._first(EventKind.LAUNCHED)
        self._edit = launched is not None and launched.detail.get("mode") == Mode.EDIT
        self._callbacks = [event.detail for event in events if event.kind is EventKind.CALLBACK]

    def document(self) -> dict[str, object]:
        """The file, as JSON has it."""
        wrong = self._wrong()
        ends, person = self._ends(), self._person()
        mode = "Edit" if self._edit else "Create"
        return {
            "$schema": _SCHEMA,
            "title": f"Recorded: {mode}, {ends.replace('_', ' ')}",
            "stage": next((stage for stage in Stage if stage in wrong), Stage.POPUP),
            "ends": ends,
            **({"user": {"is": "existing", "sources": [_USUAL], "tokens": "current"}} if self._edit else {}),
            **({"person": person} if person else {}),
            **({"wrong": wrong} if wrong else {}),
        }

    def _first(self, *kinds: EventKind) -> Event | None:
        return next((event for event in self._events if event.kind in kinds), None)

    # --- how it ends

    def _ends(self) -> Ending:
        match self._outcome:
            case OutcomeKind.FINISHED:
                return self._saved()
            case OutcomeKind.CLOSED:
                return Ending.CLOSED
            case OutcomeKind.POPUP_ERROR:
                return Ending.ERROR
            case OutcomeKind.LOAD_FAILED:
                return Ending.NOT_LOADED
            case OutcomeKind.RENDERER_DIED:
                return Ending.DIED
            case OutcomeKind.ABANDONED | OutcomeKind.TIMED_OUT:
                return Ending.NEVER

    def _saved(self) -> Ending:
        """What waits for another attempt yet counts as saved by it: nothing more goes wrong in the file."""
        if self._first(EventKind.TOKEN_RECOVERED):
            return Ending.NEEDS_EDIT
        tried = [event for event in self._events if event.kind is EventKind.FINALIZE_TRIED]
        failed = [event for event in self._events if event.kind is EventKind.FINALIZE_FAILED]
        if self._first(EventKind.TOKENS_STORED, EventKind.ANSWER_OUTDATED):
            return Ending.SAVED_LATER if len(tried) > 1 else Ending.SAVED
        if self._first(EventKind.ANSWER_QUARANTINED) or (failed and "seconds" not in failed[-1].detail):
            return Ending.NOT_SAVED
        return Ending.SAVED_LATER if failed else Ending.SAVED

    # --- the person

    def _person(self) -> list[dict[str, object]]:
        opened = self._first(EventKind.POPUP_OPENED)
        if opened is None:
            return []
        begin: list[dict[str, object]] = []
        if self._outcome is OutcomeKind.FINISHED or self._window_went or self._expired:
            begin = [{"do": "remove" if self._removed else "connect", "source": self._source}]
        return [*begin, *self._pause(opened), {"do": self._last_deed}]

    @property
    def _last_deed(self) -> str:
        return {OutcomeKind.FINISHED: "done", OutcomeKind.CLOSED: "close"}.get(self._outcome, "nothing")

    @property
    def _source(self) -> str:
        return _ANOTHER if self._edit and not self._removed else _USUAL

    @property
    def _removed(self) -> bool:
        """A new source changes the publicToken; one that goes does not."""
        stored = self._first(EventKind.TOKENS_STORED)
        return self._edit and stored is not None and not stored.detail.get("rotated")

    @property
    def _expired(self) -> bool:
        return self._outcome is OutcomeKind.POPUP_ERROR and "EXPIRED" in str(self._ended.detail.get("code", "")).upper()

    @property
    def _window_went(self) -> bool:
        """A provider's window came, and nothing of it."""
        return self._outcome is OutcomeKind.CLOSED and self._first(EventKind.PROVIDER_OPENED) is not None

    def _pause(self, opened: Event) -> list[dict[str, object]]:
        """Whole seconds from the opening to what decided; none where the person did nothing."""
        last = self._first(EventKind.CALLBACK) or self._ended
        seconds = min(round(last.at - opened.at), _LONGEST_WAIT)
        return [{"do": "wait", "seconds": seconds}] if seconds > 0 and self._last_deed != "nothing" else []

    # --- what went wrong

    def _wrong(self) -> dict[str, object]:
        found: dict[str, object] = {
            Stage.SCRIPT: self._script(),
            Stage.POPUP: self._popup(),
            Stage.PROVIDER: self._provider(),
            Stage.CALLBACK: self._callback(),
            **{stage: list(self._answers(name)) for name, stage in _STAGES.items()},
        }
        return {stage: what for stage, what in found.items() if what}

    def _script(self) -> dict[str, object]:
        if self._outcome is not OutcomeKind.LOAD_FAILED:
            return {}
        return {"fails": "garbage" if "not defined" in str(self._ended.detail.get("detail", "")) else "missing"}

    def _popup(self) -> dict[str, object]:
        opened = self._first(EventKind.POPUP_OPENED) is not None
        match self._outcome:
            case OutcomeKind.RENDERER_DIED:
                return {"fails": "crash"}
            case OutcomeKind.ABANDONED | OutcomeKind.TIMED_OUT if not opened:
                return {"fails": "hang"}
            case OutcomeKind.POPUP_ERROR:
                return self._error()
        return {}

    def _error(self) -> dict[str, object]:
        told = self._ended.detail
        said = "".join(filter(str.isalpha, f"{told.get('code')} {told.get('message')}".lower()))
        if self._expired:
            return {"fails": "expired"}
        if "alreadyexist" in said:
            return {"fails": "already_exists"}
        if self._edit and "publictoken" in said:
            return {"fails": "stale_token"}
        return {"fails": "error", "problem": _problem(told)}

    def _provider(self) -> dict[str, object]:
        if self._first(EventKind.PROVIDER_OPENED) is None:
            return {}
        return {"opens": "window", **({"fails": "window_closed"} if self._window_went else {})}

    def _callback(self) -> dict[str, object]:
        names = [callback.get("callback") for callback in self._callbacks]
        if self._outcome is not OutcomeKind.FINISHED:
            return {}
        problem = next((each["error"] for each in self._callbacks if each.get("error")), None)
        if problem is not None:
            return {"fails": "finish_with_error", "problem": _problem(problem)}
        if names.count("finish") > 1:
            return {"fails": "twice"}
        return {"fails": "finish_then_close"} if "close" in names else {}

    # --- the answers

    def _answers(self, endpoint: str) -> Iterator[dict[str, object]]:
        """Until the last one that was out of the ordinary."""
        items = list(self._all_answers(endpoint))
        while items and items[-1].keys() == {"status"} and 200 <= int(str(items[-1]["status"])) < 300:
            items.pop()
        return iter(items)

    def _all_answers(self, endpoint: str) -> Iterator[dict[str, object]]:
        exchanges = [
            (place, event)
            for place, event in enumerate(self._events)
            if event.kind is EventKind.EXCHANGE and str(event.detail.get("url", "")).endswith(f"/{endpoint}")
        ]
        spent = False
        for number, (place, event) in enumerate(exchanges):
            status = event.detail.get("status")
            if spent and isinstance(status, int) and _is_refusal(status):
                continue  # the Simulator refuses what has been spent by itself
            later = [follower.detail.get("status") for _place, follower in exchanges[number + 1 :]]
            lost = status is None and any(isinstance(each, int) and _is_refusal(each) for each in later)
            item = self._answer(endpoint, place, event)
            if lost and endpoint == "tokens":
                item = {"fails": "lost"}
            spent = spent or item.get("fails") in _SPENT
            yield item

    def _answer(self, endpoint: str, place: int, event: Event) -> dict[str, object]:
        status, answer = event.detail.get("status"), event.detail.get("answer")
        seconds = event.at - self._begun(place)
        if not isinstance(status, int):
            return {"fails": "hang" if seconds >= _NO_ANSWER_AT_ALL else "drop"}
        late: dict[str, object] = {"delay": round(seconds, 1)} if seconds >= _SHORTEST_DELAY else {}
        if not 200 <= status < 300:
            return {"status": status, **_message(answer), **self._retry_after(place), **late}
        if endpoint == "sources":
            return {"status": status, **late}
        if not isinstance(answer, Mapping):
            return {"fails": "garbage", **late}
        if endpoint == "tokens" and self._first(EventKind.ANSWER_QUARANTINED):
            return {"fails": "wrong_person", **late}
        essential = "accessToken" if endpoint == "tokens" else "publicToken"
        return {"status": status, **late} if answer.get(essential) else {"fails": "incomplete", **late}

    def _begun(self, place: int) -> float:
        """When the exchange at this place began: with its attempt, or at the end of the exchange before."""
        marks = (EventKind.FINALIZE_TRIED, EventKind.EXCHANGE)
        return next((each.at for each in reversed(self._events[:place]) if each.kind in marks), self._events[place].at)

    def _retry_after(self, place: int) -> dict[str, object]:
        """From what the attempt came to, which follows its exchange."""
        failed = next((event for event in self._events[place:] if event.kind is EventKind.FINALIZE_FAILED), None)
        error = failed.detail.get("error") if failed else None
        seconds = error.get("retry_after") if isinstance(error, Mapping) else None
        return {"retryAfter": int(seconds)} if isinstance(seconds, int | float) else {}


def _is_refusal(status: int) -> bool:
    return 400 <= status < 500 and status not in _SECRET_REFUSED | _MAY_GET_BETTER


def _problem(told: object) -> dict[str, object]:
    values: Mapping[str, Any] = told if isinstance(told, Mapping) else {"message": told}
    code = _text(values.get("code")) or "UNKNOWN"
    detail = _text(values.get("detailedMessage"))
    problem: dict[str, object] = {"code": code, "message": _text(values.get("message")) or code}
    return {**problem, "detailedMessage": detail} if detail else problem


def _message(answer: object) -> dict[str, object]:
    text = _text(answer.get("message")) if isinstance(answer, Mapping) else ""
    return {"message": text} if text else {}


def _text(value: object) -> str:
    return str(value)[:_LONGEST_TEXT] if value else ""
