"""Whether a page stands in a call of its own that has not come back, because a dialog was opened out of it."""

from __future__ import annotations

from PySide6.QtCore import QThread
from PySide6.QtWebEngineCore import QWebEnginePage


class OwnCall:
    """The engine tells of a load in two signals one after the other, and reads the page in between: taken away there,
    it is a page that is gone (QtWebEngine 6.11.3; a segmentation fault). Whoever listens may run a loop of their own,
    as a dialog does that waits for its answer, and in it everything else goes on."""

    def __init__(self, page: QWebEnginePage) -> None:
        """Before anybody else listens to the page."""
        self._level: int | None = None
        for begun in (page.loadStarted, page.loadFinished):
            begun.connect(self._on_begun)
        page.loadingChanged.connect(self._on_ended)

    def __bool__(self) -> bool:
        """Once the loops above it have ended, so has the call, whatever was told."""
        return self._level is not None and QThread.currentThread().loopLevel() > self._level

    def _on_begun(self) -> None:
        self._level = QThread.currentThread().loopLevel()

    def _on_ended(self) -> None:
        self._level = None
