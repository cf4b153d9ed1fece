"""A person in front of somebody's page: finds its button, presses it, and then plays in the popup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEngineFrame
from PySide6.QtWebEngineWidgets import QWebEngineView

from hcdesktop.lab.driver import Driver, Place, Sight, ask, felt, press_target
from hcdesktop.lab.waiting import DidNotHappen, Pace

_PAGE = "button of the page:"
_PRESS_LIMIT = 3.0  # s
_PATIENCE = 5.0  # s, for each thing in the popup


class LaunchOver(DidNotHappen):
    """The popup has called back while the person was still looking for something in it."""


class Visitor(Driver):
    """``frames`` are the popup's; ``main`` is the page's own; ``is_over``: the popup is not used any more;
    ``document`` counts the pages."""

    def __init__(
        self,
        frames: Callable[[], Sequence[Place]],
        main: Callable[[], QWebEngineFrame],
        view: QWebEngineView,
        *,
        is_over: Callable[[], bool],
        document: Callable[[], int],
        pace: Pace,
    ) -> None:
        super().__init__(frames, patience=_PATIENCE, pace=pace)
        self._main, self._view, self._is_over, self._document = main, view, is_over, document
        self._selector = ""

    def press(self, wanted: str, *, selector: str, seconds: float) -> str:
        """Clicks the page's own button, and gives its name; raises ``DidNotHappen``."""
        self._selector = selector
        found = self._pace.wait_for(lambda: self._look(_PAGE, wanted), f"a button to {wanted}", seconds=seconds)
        self._pace.wait_for(lambda: self._press_once(wanted), f"a press on {found.value!r}", seconds=_PRESS_LIMIT)
        return found.value or "(without a name)"

    def _press_once(self, wanted: str) -> bool:
        """Whether the press was felt; a page that has gone, went because of it."""
        sight = self._find_still(_PAGE, wanted)
        ask(self._pace, sight.frame.runJavaScript, "driver/click.js", arm=True)
        before = self._document()
        QTest.mouseClick(press_target(sight.view), Qt.MouseButton.LeftButton, pos=sight.place)
        return felt(self._pace, sight, gone=lambda: self._document() != before)

    def _look(self, role: str, name: str, *, wanted: str | None = None) -> Sight | None:
        if role != _PAGE:
            if self._is_over():
                raise LaunchOver(name)
            return super()._look(role, name, wanted=wanted)
        frame = self._main()
        found = ask(self._pace, frame.runJavaScript, "lab/button.js", wanted=name, selector=self._selector)
        if not found:
            return None
        x, y, value = cast("tuple[float, float, str]", found)
        return Sight(self._view, frame, QPoint(round(x), round(y)), value)
