"""Plays the person inside a popup through its page: roles, names, mouse and keys, and nothing that cannot be seen.

So it plays on anybody's popup whose controls have the same roles and names; ``Words`` says which names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, cast

import shiboken6
from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEngineFrame, QWebEngineScript
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from hcdesktop.core import resources
from hcdesktop.lab.waiting import PATIENCE, DidNotHappen, Pace
from hcdesktop.simulator.providers import DEMO_PASSWORD, DEMO_USER
from hcdesktop.simulator.scenario import Deed, Step
from hcdesktop.ui.web.host_page import fill_json

T = TypeVar("T")

#: Seconds for a script's answer; none ever comes from a page that has just gone.
_ANSWER_LIMIT = 0.5
#: Seconds in which something that stands still has not moved: two frames at 60 Hz.
_STILL = 0.034
#: How often, and with how many seconds between, it is looked whether a press has arrived.
_LOOKS = 80
_LOOK_PAUSE = 0.005
#: The isolated world: a page's own script cannot lie about what can be seen.
_ISOLATED = QWebEngineScript.ScriptWorldId.ApplicationWorld.value

#: A frame that can be seen: its view, and where in the view its left upper corner is.
Place: TypeAlias = tuple[QWebEngineView, QWebEngineFrame, QPointF]


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that can be seen: in which view and frame, where in the view, and what it says."""

    view: QWebEngineView
    frame: QWebEngineFrame
    place: QPoint
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The names of the popup's controls; ``{name}`` is a provider's."""

    search: str = "Search providers"
    name_field: str = "User name"
    pass_field: str = "Password"  # noqa: S105  # the name of a field
    log_in: str = "Log in"
    allow: str = "Allow"
    add: str = "Add another source"
    remove: str = "Remove {name}"
    confirm: str = "Confirm removing {name}"
    done: str = "Done"
    close: str = "Close without connecting"
    back: tuple[str, ...] = ("Cancel", "Back")
    refused: str = "is wrong"
    cancelled: str = "was cancelled"


class Driver:
    """``frames`` tells every frame that can be seen, the topmost first; ``patience``: seconds for each thing."""

    def __init__(
        self,
        frames: Callable[[], Sequence[Place]],
        *,
        words: Words | None = None,
        patience: float = PATIENCE,
        pace: Pace | None = None,
    ) -> None:
        self._frames = frames
        self._patience = patience
        self._pace = pace or Pace()
        self._words = words or Words()

    # --- a scenario's steps

    def perform(self, steps: Iterable[Step]) -> None:
        """Does one thing after the other; raises ``DidNotHappen`` where the popup does not go along."""
        for step in steps:
            self._perform(step)

    def _perform(self, step: Step) -> None:
        words = self._words
        match step.deed:
            case Deed.SEARCH:
                self.write(words.search, step.text)
            case Deed.CONNECT:
                self._connect(step)
            case Deed.REMOVE:
                self.click(words.remove.format(name=step.source))
                self.click(words.confirm.format(name=step.source))
            case Deed.DONE:
                self.click(words.done)
            case Deed.CLOSE:
                self.click(words.close)
            case Deed.WAIT:
                self._pace.let_pass(step.seconds)
            case Deed.NOTHING:
                pass

    def _connect(self, step: Step) -> None:
        """From wherever the popup stands: at the sources, at the providers, or at a log-in that was refused."""
        words = self._words
        met = self._first_of(("field", words.pass_field), ("button", step.source), ("button", words.add))
        if met == words.add:
            self.click(words.add)
        if met != words.pass_field:
            self.click(step.source)
        met = self._first_of(("field", words.pass_field), ("button", words.allow), ("text", words.cancelled))
        if met == words.cancelled:
            return  # the provider's window went by itself
        if step.log_in == "cancel":
            self.click(self._first_of(*(("button", name) for name in words.back)))
        elif met == words.allow:
            self.click(words.allow)
        elif step.log_in == "rightly":
            self.log_in()
        else:
            self.log_in(password=f"not {DEMO_PASSWORD}")
            self.read(words.refused)

    def _first_of(self, *wanted: tuple[str, str]) -> str:
        """The name of the first of these controls that can be seen, once one can."""

        def look() -> str | None:
            return next((name for role, name in wanted if self._look(role, name)), None)

        return self._wait_for(look, " or ".join(f"{role} {name!r}" for role, name in wanted))

    # --- single moves

    def click(self, name: str) -> None:
        """Clicks the button with this name, in whichever frame or provider's window it is."""
        self._click("button", name)

    def write(self, field: str, text: str) -> None:
        """Types into the field with this name, over what is in it."""
        target = press_target(self._click("field", field).view)
        QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(target, text)
        self._wait_for(lambda: self._look("field", field, wanted=text), f"{field!r} holding what was typed")

    def read(self, text: str) -> str:
        """Waits until this text can be read, and gives the whole line."""
        return self._find("text", text).value

    def sees(self, name: str) -> bool:
        """Whether a button with this name is there now."""
        return self._look("button", name) is not None

    def log_in(self, user_name: str = DEMO_USER, password: str = DEMO_PASSWORD) -> None:
        """Fills in a provider's form."""
        self.write(self._words.name_field, user_name)
        self.write(self._words.pass_field, password)
        self.click(self._words.log_in)

    # --- finding

    def _wait_for(self, question: Callable[[], T | None], what: str) -> T:
        return self._pace.wait_for(question, what, seconds=self._patience)

    def _click(self, role: str, name: str) -> Sight:
        """Clicks, and clicks again where nothing was felt: the engine drops a press on a frame that it has not drawn
        yet (seen in 1 of some 300 first clicks)."""

        def click() -> Sight | None:
            sight = self._find_still(role, name)
            ask(self._pace, sight.frame.runJavaScript, "driver/click.js", arm=True)
            QTest.mouseClick(press_target(sight.view), Qt.MouseButton.LeftButton, pos=sight.place)
            return sight if felt(self._pace, sight) else None

        return self._wait_for(click, f"a click on {role} {name!r}")

    def _find(self, role: str, name: str) -> Sight:
        return self._wait_for(lambda: self._look(role, name), f"{role} {name!r} in the popup")

    def _find_still(self, role: str, name: str) -> Sight:
        """Where it is once it no longer moves: nobody can press what is still being laid out."""

        def look() -> Sight | None:
            before = self._find(role, name).place
            self._pace.let_pass(_STILL)
            sight = self._look(role, name)
            return sight if sight and sight.place == before else None

        return self._wait_for(look, f"{role} {name!r} standing still")

    def _look(self, role: str, name: str, *, wanted: str | None = None) -> Sight | None:
        for view, frame, offset in self._frames():
            told = ask(self._pace, frame.runJavaScript, "driver/find.js", role=role, name=name)
            found = cast("Sequence[object] | None", told)
            if found and wanted in (None, found[2]):
                x, y, value = cast("tuple[float, float, str]", found)
                return Sight(view, frame, QPoint(round(x + offset.x()), round(y + offset.y())), value)
        return None


def shown_in(view: QWebEngineView, page_frame: QWebEngineFrame, pace: Pace | None = None) -> list[Place]:
    """The frames inside a page, the topmost first."""
    places: list[Place] = []
    for number, frame in reversed(list(enumerate(page_frame.children()))):
        offset = ask(pace or Pace(), page_frame.runJavaScript, "driver/frame.js", number=number)
        if offset:
            left, top = cast("tuple[float, float]", offset)
            places.append((view, frame, QPointF(left, top)))
    return places


def felt(pace: Pace, sight: Sight, *, gone: Callable[[], bool] = lambda: False) -> bool:
    """Whether the press arrived; a frame that no longer answers went because of it, as did a page that is ``gone``."""
    for _ in range(_LOOKS):
        if gone():
            return True
        arrived = ask(pace, sight.frame.runJavaScript, "driver/click.js", arm=False)
        if arrived is not False:
            return True
        pace.let_pass(_LOOK_PAUSE)
    return False


def press_target(view: QWebEngineView) -> QWidget:
    """The widget inside a web view that takes mouse and keys."""
    if not shiboken6.isValid(view):
        raise DidNotHappen("the web view has gone while somebody was about to press")
    proxy = view.focusProxy()
    if proxy is None:
        raise DidNotHappen("the web view is not ready")
    return proxy


def ask(pace: Pace, run: Callable[..., None], script: str, **values: object) -> object:
    """What a script answers; ``None`` also when its page is gone (then no answer ever comes)."""
    answers: list[object] = []
    loop, limit = QEventLoop(), QTimer()
    limit.setSingleShot(True)
    limit.timeout.connect(loop.quit)

    def heard(answer: object) -> None:
        answers.append(answer)
        loop.quit()

    run(fill_json(resources.text(script), **values), _ISOLATED, heard)
    limit.start(round(_ANSWER_LIMIT * 1000))
    # Not wait_for: it looks every 10 ms, and an answer takes one.
    with pace.turn(_ANSWER_LIMIT):
        loop.exec()
    if not answers:
        return None
    # A list comes out of the engine as "" (PySide6 6.11.3), so scripts answer in JSON.
    return json.loads(str(answers[0])) if answers[0] else None
