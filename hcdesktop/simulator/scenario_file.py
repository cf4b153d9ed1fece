"""Reads a scenario file: strict, with the line and column of every mistake."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from hcdesktop.core import resources
from hcdesktop.core.models import PopupProblem
from hcdesktop.simulator.positions import Mistake, Node, mistake
from hcdesktop.simulator.providers import Via
from hcdesktop.simulator.scenario import (
    USUAL_STEPS,
    Answer,
    AnswerTwist,
    CallbackTwist,
    Cast,
    Deed,
    Ending,
    PopupTwist,
    ProviderTwist,
    Scenario,
    ScriptTwist,
    Stage,
    Step,
)
from hcdesktop.simulator.schema import Checker

_SCHEMA = "scenarios/scenario.schema.json"
_LARGEST = 256 * 1024  # bytes


class ScenarioMistakes(ValueError):  # for what happened, like the errors of core
    """The file is no scenario; ``mistakes`` in the order of the text."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(map(str, mistakes)))
        self.mistakes = tuple(mistakes)


def read(path: Path) -> Scenario:
    """The scenario in this file, called like the file. Raises ``ScenarioMistakes`` and ``OSError``."""
    with path.open("rb") as file:
        raw = file.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise ScenarioMistakes([Mistake(1, 1, "This is too large for a scenario.")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ScenarioMistakes([Mistake(line, 1, "This line is not UTF-8.")]) from None
    return parse(text, name=path.stem)


def parse(text: str, *, name: str) -> Scenario:
    """The scenario in this text. Raises ``ScenarioMistakes``."""
    node, mistakes = _checker().check(text)
    if node is None or mistakes:
        raise ScenarioMistakes(mistakes)
    backwards = [mistake(text, at, "The first number has to be the smaller one.") for at in _backwards(node)]
    if backwards:
        raise ScenarioMistakes(backwards)
    plain = node.plain
    assert isinstance(plain, dict)  # noqa: S101  # the schema has seen to it
    return _scenario(plain, name)


@cache
def _checker() -> Checker:
    return Checker(json.loads(resources.text(_SCHEMA)))


def _backwards(node: Node) -> list[int]:
    """Where two bounds of a delay stand the wrong way round: no schema can say that."""
    if isinstance(node.value, list):
        return [at for item in node.value for at in _backwards(item)]
    if not isinstance(node.value, dict):
        return []
    delay = node.value.get("delay")
    bounds = delay.plain if delay else None
    own = [delay.start] if delay and isinstance(bounds, list) and bounds[0] > bounds[1] else []
    return own + [at for member in node.value.values() for at in _backwards(member)]


# --- from plain JSON, checked, to the nouns ---------------------------------------------------------------------------


def _scenario(item: Mapping[str, Any], name: str) -> Scenario:
    seed = item.get("seed", 0)
    dice = random.Random(seed)  # noqa: S311  # nosec B311  # the same file, the same run
    wrong: Mapping[str, Any] = item.get("wrong", {})
    script, popup = wrong.get("script", {}), wrong.get("popup", {})
    provider, callback = wrong.get("provider", {}), wrong.get("callback", {})
    return Scenario(
        name=name,
        title=item["title"],
        stage=Stage(item["stage"]),
        ends=Ending(item["ends"]),
        seed=seed,
        cast=_cast(item.get("user", {})),
        steps=tuple(_step(step) for step in item["person"]) if "person" in item else USUAL_STEPS,
        script=ScriptTwist(script.get("fails", "none")),
        script_delay=_seconds(script.get("delay", 0), dice),
        popup=PopupTwist(popup.get("fails", "none")),
        popup_problem=_problem(popup.get("problem")),
        provider=ProviderTwist(provider.get("fails", "none")),
        via=Via(provider["opens"]) if "opens" in provider else None,
        callback=CallbackTwist(callback.get("fails", "none")),
        finish_problem=_problem(callback.get("problem")),
        tokens=_answers(wrong.get("tokens", ()), dice),
        public_tokens=_answers(wrong.get("publictokens", ()), dice),
        data=_answers(wrong.get("data", ()), dice),
    )


def _cast(item: Mapping[str, Any]) -> Cast:
    return Cast(
        existing=item.get("is") == "existing",
        client_user_id=item.get("id", Cast().client_user_id),
        sources=tuple(item.get("sources", ())),
        tokens=item.get("tokens", "current"),
    )


def _step(item: Mapping[str, Any]) -> Step:
    return Step(
        deed=Deed(item["do"]),
        source=item.get("source", ""),
        text=item.get("text", ""),
        log_in=item.get("logIn", "rightly"),
        seconds=float(item.get("seconds", 0)),
    )


def _problem(item: Mapping[str, str] | None) -> PopupProblem | None:
    if item is None:
        return None
    detail = item.get("detailedMessage", item["message"])
    return PopupProblem(code=item["code"], message=item["message"], detailed_message=detail)


def _answers(items: Sequence[int | Mapping[str, Any]], dice: random.Random) -> tuple[Answer, ...]:
    """The whole sequence, drawn at once: what chance decides is decided when the file is read."""
    plain = [{"status": item} if isinstance(item, int) else item for item in items]
    return tuple(_answer(item, dice) for item in plain for _ in range(item.get("times", 1)))


def _answer(item: Mapping[str, Any], dice: random.Random) -> Answer:
    delay = _seconds(item.get("delay", 0), dice)
    if dice.random() >= item.get("chance", 1):
        return Answer(delay=delay)
    return Answer(
        twist=AnswerTwist(item.get("fails", "none")),
        status=item.get("status", 0),
        message=item.get("message", ""),
        retry_after=str(item.get("retryAfter", "")),
        body=item.get("body"),
        delay=delay,
        sync=item.get("sources", ""),
    )


def _seconds(value: float | list[float], dice: random.Random) -> float:
    return dice.uniform(*value) if isinstance(value, list) else float(value)
