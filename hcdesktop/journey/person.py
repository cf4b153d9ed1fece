"""A person at the desk: presses the row's button, then clicks and types inside the popup and the providers' windows."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEngineFrame, QWebEngineScript
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget

from hcdesktop.app import App
from hcdesktop.core import resources
from hcdesktop.journey.waiting import DidNotHappen, let_pass, wait_for
from hcdesktop.ui.dialogs import EnvironmentDialog
from hcdesktop.ui.popups import Launch
from hcdesktop.ui.web.connect_window import ConnectWindow
from hcdesktop.ui.web.host_page import fill_json

#: Seconds for a script's answer; none ever comes from a page that has just gone.
_ANSWER_LIMIT = 0.5
#: Seconds in which something that stands still has not moved: two frames at 60 Hz.
_STILL = 0.034
#: How often, and with how many seconds between, it is looked whether a press has arrived.
_LOOKS = 12
_LOOK_PAUSE = 0.034
#: The isolated world: a page's own script cannot lie about what can be seen.
_ISOLATED = QWebEngineScript.ScriptWorldId.ApplicationWorld.value


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that can be seen: in which view and frame, where in the view, and what it says."""

    view: QWebEngineView
    frame: QWebEngineFrame
    place: QPoint
    value: str


class Person:
    """Sees one app's windows and touches nothing but what can be seen: roles, names, mouse and keys."""

    def __init__(self, app: App) -> None:
        self._app = app

    # --- at the list

    def press_row_button(self, client_user_id: str) -> None:
        """Clicks Connect or Edit in this person's row."""
        table = self._app.window.table
        user = self._app.controller.desk.service.find_user(client_user_id)
        table.choose(user.id)
        row = table.currentIndex().row()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.button_rect(row).center())

    def press(self, button: QWidget) -> None:
        """Clicks a button of the window."""
        wait_for(lambda: button.isVisible() and button.isEnabled(), f"button {button.accessibleName()!r}")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def correct_secret(self, client_secret: str) -> None:
        """Presses the message's Settings…, types the secret and saves."""

        def fill_in() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, EnvironmentDialog):
                raise DidNotHappen("the settings")
            QTest.keyClicks(dialog.client_secret, client_secret)
            QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)

        QTimer.singleShot(0, fill_in)
        self.press(self._app.window.messages.action_button)

    # --- in the popup

    def popup(self) -> ConnectWindow:
        """The popup, once its page has answered."""

        def shown() -> Launch | None:
            launches = self._app.popups.launches
            return launches[-1] if launches else None

        return wait_for(shown, "a popup").window

    def click(self, name: str) -> None:
        """Clicks the button with this name, in whichever frame or provider's window it is."""
        self._click("button", name)

    def write(self, field: str, text: str) -> None:
        """Types into the field with this name, over what is in it."""
        target = _target(self._click("field", field).view)
        QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(target, text)
        wait_for(lambda: self._look("field", field, wanted=text), f"{field!r} holding what was typed")

    def read(self, text: str) -> str:
        """Waits until this text can be read, and gives the whole line."""
        return self._find("text", text).value

    def sees(self, name: str) -> bool:
        """Whether a button with this name is there now."""
        return self._look("button", name) is not None

    def log_in(self, user_name: str = "demouser", password: str = "password") -> None:  # noqa: S107  # section 6
        """Fills in a provider's form."""
        self.write("User name", user_name)
        self.write("Password", password)
        self.click("Log in")

    # --- finding

    def _click(self, role: str, name: str) -> Sight:
        """Clicks, and clicks again where nothing was felt: the engine drops a press on a frame that it has not drawn
        yet (seen in 1 of some 300 first clicks)."""

        def click() -> Sight | None:
            sight = self._find_still(role, name)
            _ask(sight.frame.runJavaScript, "journey/click.js", arm=True)
            QTest.mouseClick(_target(sight.view), Qt.MouseButton.LeftButton, pos=sight.place)
            return sight if _felt(sight) else None

        return wait_for(click, f"a click on {role} {name!r}")

    def _find(self, role: str, name: str) -> Sight:
        return wait_for(lambda: self._look(role, name), f"{role} {name!r} in the popup")

    def _find_still(self, role: str, name: str) -> Sight:
        """Where it is once it no longer moves: nobody can press what is still being laid out."""
        places: list[QPoint] = []

        def look() -> Sight | None:
            sight = self._find(role, name)
            places.append(sight.place)
            let_pass(_STILL)
            return sight if places[-2:-1] == [sight.place] else None

        return wait_for(look, f"{role} {name!r} standing still")

    def _look(self, role: str, name: str, *, wanted: str | None = None) -> Sight | None:
        for view, frame, offset in self._frames():
            found = cast("Sequence[object] | None", _ask(frame.runJavaScript, "journey/find.js", role=role, name=name))
            if found and wanted in (None, found[2]):
                x, y, value = cast("tuple[float, float, str]", found)
                return Sight(view, frame, QPoint(round(x + offset.x()), round(y + offset.y())), value)
        return None

    def _frames(self) -> list[tuple[QWebEngineView, QWebEngineFrame, QPointF]]:
        """Every frame that can be seen, the topmost first."""
        launches = self._app.popups.launches
        if not launches:
            return []
        window = launches[-1].window
        frames: list[tuple[QWebEngineView, QWebEngineFrame, QPointF]] = [
            (provider.view, provider.page.mainFrame(), QPointF())
            for provider in reversed(window.provider_windows)
            if provider.isVisible()
        ]
        for number, frame in reversed(list(enumerate(window.page.mainFrame().children()))):
            offset = _ask(window.page.mainFrame().runJavaScript, "journey/frame.js", number=number)
            if offset:
                left, top = cast("tuple[float, float]", offset)
                frames.append((window.view, frame, QPointF(left, top)))
        return frames


def _felt(sight: Sight) -> bool:
    """Whether the press arrived; a frame that no longer answers went because of it."""
    for _ in range(_LOOKS):
        felt = _ask(sight.frame.runJavaScript, "journey/click.js", arm=False)
        if felt is not False:
            return True
        let_pass(_LOOK_PAUSE)
    return False


def _target(view: QWebEngineView) -> QWidget:
    """The widget inside a web view that takes mouse and keys."""
    proxy = view.focusProxy()
    if proxy is None:
        raise DidNotHappen("the web view is not ready")
    return proxy


def _ask(run: Callable[..., None], script: str, **values: object) -> object:
    """What a script answers; ``None`` also when its page is gone (then no answer ever comes)."""
    answers: list[object] = []
    text = fill_json(resources.text(script), **values)
    # A lambda: a built-in method as the callback is never called (PySide6 6.11.3).
    run(text, _ISOLATED, lambda answer: answers.append(answer))  # noqa: PLW0108
    try:
        wait_for(lambda: answers or None, script, seconds=_ANSWER_LIMIT)
    except DidNotHappen:
        return None
    # A list comes out of the engine as "" (PySide6 6.11.3), so scripts answer in JSON.
    return json.loads(str(answers[0])) if answers[0] else None
