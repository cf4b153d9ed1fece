"""A person in front of somebody's page: finds its button, presses it, and then plays in the popup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QPoint
from PySide6.QtWebEngineCore import QWebEngineFrame
from PySide6.QtWebEngineWidgets import QWebEngineView

from hcdesktop.lab.driver import Driver, Place, Sight, ask
from hcdesktop.lab.waiting import wait_for

_PAGE = "button of the page:"


class Visitor(Driver):
    """``frames`` are the popup's; ``main`` is the page's own."""

    def __init__(
        self, frames: Callable[[], Sequence[Place]], main: Callable[[], QWebEngineFrame], view: QWebEngineView
    ) -> None:
        super().__init__(frames)
        self._main, self._view = main, view
        self._selector = ""

    def press(self, wanted: str, *, selector: str, seconds: float) -> str:
        """Clicks the page's own button, and gives its name; raises ``DidNotHappen``."""
        self._selector = selector
        found = wait_for(lambda: self._look(_PAGE, wanted), f"a button to {wanted}", seconds=seconds)
        self._click(_PAGE, wanted)
        return found.value or "(without a name)"

    def _look(self, role: str, name: str, *, wanted: str | None = None) -> Sight | None:
        if role != _PAGE:
            return super()._look(role, name, wanted=wanted)
        frame = self._main()
        found = ask(frame.runJavaScript, "lab/button.js", wanted=name, selector=self._selector)
        if not found:
            return None
        x, y, value = cast("tuple[float, float, str]", found)
        return Sight(self._view, frame, QPoint(round(x), round(y)), value)
