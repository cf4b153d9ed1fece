"""What can go wrong on demand: each scenario counts for the next launch and is gone when it has happened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Literal, TypeAlias

from hcdesktop.core.models import PopupProblem

Stage: TypeAlias = Literal["script", "popup", "callback", "tokens"]


class Twist(StrEnum):
    """What the script or the popup does instead of working."""

    NONE = "none"
    SCRIPT_MISSING = "script_missing"
    POPUP_ERROR = "popup_error"
    ALREADY_EXISTS = "already_exists"
    CLOSE_AT_ONCE = "close_at_once"
    FINISH_ERROR = "finish_error"


class TokensTwist(StrEnum):
    """What the tokens endpoint does instead of working."""

    REFUSE = "refuse"  # an error answer; nothing is spent
    GARBAGE = "garbage"  # 200 with a web page, as a captive portal sends it; nothing is spent
    HANG = "hang"  # no answer; nothing is spent
    LOST = "lost"  # the session token is spent, the answer never arrives
    WRONG_PERSON = "wrong_person"  # the session token is spent, the answer is for somebody else


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensAnswer:
    """One answer of the tokens endpoint; ``status`` and ``message`` only when it refuses."""

    twist: TokensTwist
    status: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One thing that goes wrong; ``title`` is the line in a menu."""

    name: str
    title: str
    stage: Stage
    twist: Twist = Twist.NONE
    problem: PopupProblem | None = None
    answers: tuple[TokensAnswer, ...] = ()


def _refusal(status: int, message: str) -> TokensAnswer:
    return TokensAnswer(twist=TokensTwist.REFUSE, status=status, message=message)


_BUSY = _refusal(503, "The service is busy.")

NORMAL = Scenario(name="normal", title="Everything works", stage="popup")

SCENARIOS: tuple[Scenario, ...] = (
    NORMAL,
    Scenario(
        name="script-missing",
        title="The connect.js script does not load (404)",
        stage="script",
        twist=Twist.SCRIPT_MISSING,
    ),
    Scenario(
        name="popup-error",
        title="The popup reports an error",
        stage="popup",
        twist=Twist.POPUP_ERROR,
        problem=PopupProblem(
            code="POPUP_FAILED",
            message="Human Connect could not start",
            detailed_message="The popup met an error while it was loading. Please try again later.",
        ),
    ),
    Scenario(
        name="already-exists",
        title="The popup says that the user already exists",
        stage="popup",
        twist=Twist.ALREADY_EXISTS,
    ),
    Scenario(
        name="closed-at-once",
        title="The popup closes by itself at once",
        stage="popup",
        twist=Twist.CLOSE_AT_ONCE,
    ),
    Scenario(
        name="finish-error",
        title="The popup finishes with an error beside the session token",
        stage="callback",
        twist=Twist.FINISH_ERROR,
        problem=PopupProblem(
            code="FINISH_FAILED",
            message="The connection could not be completed",
            detailed_message="The source was connected, but something went wrong afterwards.",
        ),
    ),
    Scenario(
        name="wrong-person",
        title="Tokens endpoint answers for another person",
        stage="tokens",
        answers=(TokensAnswer(twist=TokensTwist.WRONG_PERSON),),
    ),
    Scenario(
        name="tokens-400",
        title="Tokens endpoint refuses the request once (400)",
        stage="tokens",
        answers=(_refusal(400, "The request is not valid."),),
    ),
    Scenario(
        name="tokens-401",
        title="Tokens endpoint refuses the client secret once (401)",
        stage="tokens",
        answers=(_refusal(401, "The clientSecret is wrong."),),
    ),
    Scenario(
        name="tokens-409",
        title="Tokens endpoint reports a conflict once (409)",
        stage="tokens",
        answers=(_refusal(409, "The session is being finalized already."),),
    ),
    Scenario(
        name="tokens-422",
        title="Tokens endpoint cannot process the request once (422)",
        stage="tokens",
        answers=(_refusal(422, "The session cannot be finalized."),),
    ),
    Scenario(
        name="tokens-500",
        title="Tokens endpoint breaks once (500), then works",
        stage="tokens",
        answers=(_refusal(500, "Something went wrong."),),
    ),
    Scenario(
        name="tokens-503-twice",
        title="Tokens endpoint answers 503 twice, then works",
        stage="tokens",
        answers=(_BUSY, _BUSY),
    ),
    Scenario(
        name="tokens-garbage",
        title="Tokens endpoint answers 200 with a web page once",
        stage="tokens",
        answers=(TokensAnswer(twist=TokensTwist.GARBAGE),),
    ),
    Scenario(
        name="tokens-never",
        title="Tokens endpoint never answers once, then works",
        stage="tokens",
        answers=(TokensAnswer(twist=TokensTwist.HANG),),
    ),
    Scenario(
        name="tokens-lost",
        title="The answer of the tokens endpoint gets lost on the way",
        stage="tokens",
        answers=(TokensAnswer(twist=TokensTwist.LOST),),
    ),
)

_BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


def scenario(name: str) -> Scenario:
    """The scenario with this name; ``KeyError`` for any other."""
    return _BY_NAME[name]


class ScenarioDesk:
    """Holds the chosen scenario until it has happened, one step for all threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._chosen = NORMAL
        self._answers: tuple[TokensAnswer, ...] = ()

    @property
    def chosen(self) -> Scenario:
        """What is still to happen."""
        with self._lock:
            return self._chosen

    def choose(self, scenario: Scenario) -> None:
        """Replaces whatever was chosen before."""
        with self._lock:
            self._chosen, self._answers = scenario, scenario.answers

    def take(self, *stages: Stage) -> Scenario:
        """The chosen scenario if it belongs to one of these stages, else the normal one."""
        with self._lock:
            if self._chosen.stage not in stages:
                return NORMAL
            taken, self._chosen = self._chosen, NORMAL
            return taken

    def take_tokens_answer(self) -> TokensAnswer | None:
        """The next answer of a tokens scenario, ``None`` when the endpoint works."""
        with self._lock:
            if not self._answers:
                return None
            answer, *rest = self._answers
            self._answers = tuple(rest)
            if not rest:
                self._chosen = NORMAL
            return answer
