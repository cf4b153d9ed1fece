"""What can go wrong on demand, as a scenario file says it; each part is gone when it has happened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Literal, TypeAlias

from hcdesktop.core.models import PopupProblem
from hcdesktop.simulator.known import NORMAL_NAME, NORMAL_TITLE
from hcdesktop.simulator.providers import Via


class Stage(StrEnum):
    """Where it goes wrong, in the order of the flow."""

    SCRIPT = "script"
    POPUP = "popup"
    PROVIDER = "provider"
    CALLBACK = "callback"
    TOKENS = "tokens"
    PUBLIC_TOKENS = "publictokens"
    DATA = "data"


class Ending(StrEnum):
    """How it ends for a page that keeps to the Web Guide."""

    SAVED = "saved"
    SAVED_LATER = "saved_later"  # after attempts that failed
    NEEDS_EDIT = "needs_edit"  # the publicToken is there; the accessToken is not, until one Edit
    NOT_SAVED = "not_saved"  # the finish waits for a person
    CLOSED = "closed"
    ERROR = "error"
    NOT_LOADED = "not_loaded"
    DIED = "died"
    NEVER = "never"  # the person has to shut the window


class ScriptTwist(StrEnum):
    """What comes instead of ``connect.js``."""

    NONE = "none"
    BLOCKED = "blocked"  # the connection breaks
    MISSING = "missing"
    GARBAGE = "garbage"


class PopupTwist(StrEnum):
    """What the popup does instead of working."""

    NONE = "none"
    ERROR = "error"
    ALREADY_EXISTS = "already_exists"
    STALE_TOKEN = "stale_token"  # noqa: S105  # the name of a way to fail
    EXPIRED = "expired"  # once the person begins to connect something
    HANG = "hang"
    CRASH = "crash"
    CLOSE = "close"


class ProviderTwist(StrEnum):
    """What a provider's log-in does instead of working."""

    NONE = "none"
    REFUSED = "refused"
    WINDOW_CLOSED = "window_closed"


class CallbackTwist(StrEnum):
    """What the page is told instead of one plain finish."""

    NONE = "none"
    FINISH_WITH_ERROR = "finish_with_error"
    TWICE = "twice"
    FINISH_THEN_CLOSE = "finish_then_close"
    NEVER = "never"


class AnswerTwist(StrEnum):
    """What an endpoint does instead of giving its own answer."""

    NONE = "none"  # the status and the body that are told, or the usual answer
    GARBAGE = "garbage"  # 200 with a web page, as a captive portal sends it; nothing is spent
    HANG = "hang"  # no answer; nothing is spent
    DROP = "drop"  # the connection breaks; nothing is spent
    LOST = "lost"  # the session token is spent, the answer never arrives
    WRONG_PERSON = "wrong_person"  # the session token is spent, the answer is for somebody else
    INCOMPLETE = "incomplete"  # the session token is spent, the answer has no accessToken


class Deed(StrEnum):
    """What a person can do in the popup."""

    SEARCH = "search"
    CONNECT = "connect"
    REMOVE = "remove"
    DONE = "done"
    CLOSE = "close"
    WAIT = "wait"
    NOTHING = "nothing"


LogIn: TypeAlias = Literal["rightly", "wrongly", "cancel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of an endpoint. ``status`` 0: the usual one. ``sync``: what the sources say of themselves."""

    twist: AnswerTwist = AnswerTwist.NONE
    status: int = 0
    message: str = ""
    retry_after: str = ""
    body: str | None = None
    delay: float = 0.0
    sync: str = ""

    @property
    def works(self) -> bool:
        """Whether the endpoint does what it is for, though perhaps late."""
        return self.twist is AnswerTwist.NONE and self.body is None and (self.status == 0 or 200 <= self.status < 300)

    @property
    def is_noticed(self) -> bool:
        """Whether anything about it is out of the ordinary."""
        return not self.works or self.delay > 0 or self.sync not in ("", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that the person does; ``source`` is a provider's name as the popup shows it."""

    deed: Deed
    source: str = ""
    text: str = ""
    log_in: LogIn = "rightly"
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Whom the popup is opened for; ``tokens`` is which publicToken the page has of them."""

    existing: bool = False
    client_user_id: str = "robin.hartwell@example.org"
    sources: tuple[str, ...] = ()
    tokens: Literal["current", "stale", "lost"] = "current"


#: What the person does where a file says nothing of it.
USUAL_STEPS = (Step(deed=Deed.CONNECT, source="Starfleet Medical"), Step(deed=Deed.DONE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One run of the flow; ``title`` is the line in a menu."""

    name: str
    title: str
    stage: Stage
    ends: Ending = Ending.SAVED
    seed: int = 0
    cast: Cast = Cast()
    steps: tuple[Step, ...] = USUAL_STEPS
    script: ScriptTwist = ScriptTwist.NONE
    script_delay: float = 0.0
    popup: PopupTwist = PopupTwist.NONE
    provider: ProviderTwist = ProviderTwist.NONE
    via: Via | None = None
    callback: CallbackTwist = CallbackTwist.NONE
    popup_problem: PopupProblem | None = None
    finish_problem: PopupProblem | None = None
    tokens: tuple[Answer, ...] = ()
    public_tokens: tuple[Answer, ...] = ()
    data: tuple[Answer, ...] = ()

    @property
    def twists_script(self) -> bool:
        """Whether there is something to happen when the script is loaded."""
        return self.script is not ScriptTwist.NONE or self.script_delay > 0

    @property
    def twists_launch(self) -> bool:
        """Whether there is something to happen in the popup."""
        return any(
            (
                self.popup is not PopupTwist.NONE,
                self.provider is not ProviderTwist.NONE,
                self.via is not None,
                self.callback is not CallbackTwist.NONE,
            )
        )

    @property
    def goes_wrong(self) -> bool:
        """Whether the Simulator has a part in it, and not the person alone."""
        return bool(self.twists_script or self.twists_launch or self.tokens or self.public_tokens or self.data)


NORMAL = Scenario(name=NORMAL_NAME, title=NORMAL_TITLE, stage=Stage.POPUP)


class ScenarioDesk:
    """Holds what is still to happen of the chosen scenario, one step for all threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._chosen = NORMAL
        self._script = self._launch = False
        self._answers: dict[Stage, tuple[Answer, ...]] = {}

    @property
    def chosen(self) -> Scenario:
        """The scenario of which something is still to happen, else the normal one."""
        with self._lock:
            return self._chosen

    def choose(self, scenario: Scenario) -> None:
        """Replaces whatever was chosen before."""
        with self._lock:
            self._chosen = scenario
            self._script, self._launch = scenario.twists_script, scenario.twists_launch
            self._answers = {
                Stage.TOKENS: scenario.tokens,
                Stage.PUBLIC_TOKENS: scenario.public_tokens,
                Stage.DATA: scenario.data,
            }
            self._forget_when_over()

    def take_script(self) -> Scenario:
        """What is to happen to the script that is asked for now."""
        with self._lock:
            taken, self._script = (self._chosen if self._script else NORMAL), False
            self._forget_when_over()
            return taken

    def take_launch(self) -> Scenario:
        """What is to happen in the popup that is opened now."""
        with self._lock:
            taken, self._launch = (self._chosen if self._launch else NORMAL), False
            self._forget_when_over()
            return taken

    def take_answer(self, stage: Stage) -> Answer:
        """The next answer of this endpoint."""
        with self._lock:
            if not self._answers.get(stage):
                return Answer()
            answer, *rest = self._answers[stage]
            self._answers[stage] = tuple(rest)
            self._forget_when_over()
            return answer

    def _forget_when_over(self) -> None:
        noticed = any(answer.is_noticed for answers in self._answers.values() for answer in answers)
        if not (self._script or self._launch or noticed):
            self._chosen = NORMAL
