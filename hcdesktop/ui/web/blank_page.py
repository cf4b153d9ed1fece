"""An empty page of the popup's own site, out of sight: with it there is a process into which the popup can come."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile


class BlankPage:
    """Has that process begin while nobody waits for it.

    Each site has a process of its own (``app._ENGINE_FLAGS``), and a frame comes into the one that its profile has for
    its site already. Nothing is fetched for this page, nothing runs in it, and no window or frame knows of it.
    """

    def __init__(self, profile: QWebEngineProfile, site: str) -> None:
        """``site``: an origin."""
        self.page = QWebEnginePage(profile)
        self.page.setHtml("", QUrl(f"{site}/"))

    def close(self) -> None:
        """Not inside a call of the engine's."""
        shiboken6.delete(self.page)
