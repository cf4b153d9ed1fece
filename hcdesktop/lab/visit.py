"""One visit to a page under test, as its scenario wants it: from the first look to the last Edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hcdesktop.lab.record import Called, Kept, Opened, Pressed, Record, Sent
from hcdesktop.lab.stand import Stand
from hcdesktop.simulator.providers import PROVIDERS, Login, Via
from hcdesktop.simulator.scenario import Deed, Ending, PopupTwist, Step

_SAVED = (Ending.SAVED, Ending.SAVED_LATER, Ending.NEEDS_EDIT, Ending.NOT_SAVED)
_RETRIES = 5
#: In the plain scenario; elsewhere the person looks once whether the next Edit opens.
_EDITS = 3
#: What the popup says when the publicToken is missing or old: the page can get the current one (section 5).
RECOVERABLE = ("USER_ALREADY_EXISTS", "INVALID_PUBLIC_TOKEN")
_MOMENT = 0.3  # s in which nothing is expected to happen
_OPENING = 0.7  # s from a press to a call of HumanConnect.open
#: Sources that are connected by one press, for the Edits.
_EASY = [entry.name for entry in PROVIDERS if entry.login is not Login.PASSWORD and entry.via is Via.PAGE]


@dataclass(frozen=True, slots=True)
class Visit:
    """Plays one stand through; ``pictures`` cost some time. ``edits`` are played in the plain scenario."""

    stand: Stand
    selector: str = ""
    pictures: bool = False
    edits: int = _EDITS

    def play(self) -> Record:
        """The whole visit."""
        self.stand.load()
        self._look("the page")
        if self._launch() and self.pictures:
            self.stand.pace.let_pass(_MOMENT)
            self._look("the popup")
        match self.stand.scenario.ends:
            case Ending.NOT_LOADED | Ending.DIED | Ending.NEVER:
                self._wait_in_vain()
            case _:
                self._go_through()
        return self.stand.record()

    # --- parts of it

    def _launch(self) -> bool:
        """Presses the button, unless the popup is there already; whether it is there."""
        notes = self.stand.notes
        before = sum(isinstance(event, (Opened, Pressed)) for event in notes.events)
        latest = next((event for event in reversed(notes.events) if isinstance(event, (Opened, Pressed, Called))), None)
        if isinstance(latest, Opened):  # by itself
            self.stand.begin_launch()
            return True
        self.stand.press(selector=self.selector)
        limit = 0.0 if self.stand.scenario.ends is Ending.NOT_LOADED else _OPENING
        return self.stand.happens(lambda: any(isinstance(event, Opened) for event in self._acts(before)), seconds=limit)

    def _acts(self, after: int) -> Sequence[object]:
        return [event for event in self.stand.notes.events if isinstance(event, (Opened, Pressed))][after:]

    def _wait_in_vain(self) -> None:
        """No callback comes: neither from a popup that died, nor from a person who went away."""
        if self.stand.scenario.ends is Ending.NEVER and self.stand.scenario.popup is PopupTwist.NONE:
            self._perform()
        self.stand.pace.let_pass(_MOMENT)
        self._look("nothing came of it")

    def _go_through(self) -> None:
        self._perform()
        if self._recovers():
            self._launch()
            # Whoever exists already has the usual source.
            exists = self.stand.scenario.popup is PopupTwist.ALREADY_EXISTS
            self._perform(_adding(_EASY[0]) if exists else None)
        match self._latest_call():
            case "finish":
                self._finish()
            case "close":
                self._look("after close")
                self._launch()
            case _:
                pass

    def _recovers(self) -> bool:
        """Whether the popup reported what a page can mend, so that the person tries once more."""
        calls = self.stand.notes.calls
        if not calls or calls[-1].name != "error":
            return False
        self._look("after the error")
        return calls[-1].problem.get("code") in RECOVERABLE

    def _perform(self, steps: Sequence[Step] | None = None) -> None:
        if not any(isinstance(event, Opened) for event in self.stand.notes.events):
            return
        if self.stand.perform(steps):
            self.stand.wait_for_callback(seconds=_patience(self.stand))
        self.stand.settle()

    def _latest_call(self) -> str:
        names = [call.name for call in self.stand.notes.calls]
        return "finish" if "finish" in names else (names[-1] if names else "")

    def _finish(self) -> None:
        self._look("after finish")
        for _ in range(_RETRIES):
            if not self._failed():
                break
            if not self.stand.press("retry", seconds=0.3):
                break
            self.stand.settle()
            self._look("after trying again")
        if self.stand.scenario.ends in _SAVED and self._saved():
            self._edit()

    def _posts(self) -> list[Sent]:
        return [event for event in self.stand.notes.events if isinstance(event, Sent) and "sessionToken" in event.body]

    def _saved(self) -> bool:
        """Whether a server has taken a finish, as far as anybody can see."""
        told = any(isinstance(event, Kept) and event.endpoint == "tokens" for event in self.stand.notes.events)
        return bool(self._posts()) and not self._failed() and (told or any(post.status for post in self._posts()))

    def _failed(self) -> bool:
        """Whether the latest finish that was posted was not taken."""
        posts = self._posts()
        return bool(posts) and posts[-1].status >= 400 and not any(0 < post.status < 400 for post in posts)

    def _edit(self) -> None:
        edits = self.edits if self.stand.scenario.name == "normal" else 0
        for source in _EASY[: edits + 1]:
            if not self._launch() or edits == 0:
                break
            edits -= 1
            self._perform(_adding(source))
            self._look(f"after adding {source}")
            if self.stand.notes.calls[-1].name != "finish":
                break

    def _look(self, step: str) -> None:
        self.stand.look(step, picture=self.pictures)


def _patience(stand: Stand) -> float:
    """Seconds until a callback: there is none where the scenario keeps it back."""
    return _MOMENT if stand.scenario.ends is Ending.NEVER else 3.0


def _adding(source: str) -> tuple[Step, ...]:
    return Step(deed=Deed.CONNECT, source=source), Step(deed=Deed.DONE)
